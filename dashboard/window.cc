#include "dashboard/window.h"

#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wconversion"
#include <stb_image_write.h>
#pragma GCC diagnostic pop

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "shared/base/utf8.h"

namespace replywatch {

struct Window::Handle {
  GLFWwindow* window = nullptr;
  UiInput* input = nullptr;
  bool has_event = false;
  std::string capture_file;  // empty: none wanted
  Status captured;
};

namespace {

std::optional<Key> KeyOf(int key) {
  if (key >= GLFW_KEY_A && key <= GLFW_KEY_Z) return static_cast<Key>(key - GLFW_KEY_A);
  switch (key) {
    case GLFW_KEY_SLASH: return Key::kSlash;
    case GLFW_KEY_ENTER:
    case GLFW_KEY_KP_ENTER: return Key::kEnter;
    case GLFW_KEY_ESCAPE: return Key::kEscape;
    case GLFW_KEY_TAB: return Key::kTab;
    case GLFW_KEY_BACKSPACE: return Key::kBackspace;
    case GLFW_KEY_DELETE: return Key::kDelete;
    case GLFW_KEY_LEFT: return Key::kLeft;
    case GLFW_KEY_RIGHT: return Key::kRight;
    case GLFW_KEY_UP: return Key::kUp;
    case GLFW_KEY_DOWN: return Key::kDown;
    case GLFW_KEY_HOME: return Key::kHome;
    case GLFW_KEY_END: return Key::kEnd;
    case GLFW_KEY_PAGE_UP: return Key::kPageUp;
    case GLFW_KEY_PAGE_DOWN: return Key::kPageDown;
    case GLFW_KEY_MINUS:
    case GLFW_KEY_KP_SUBTRACT: return Key::kMinus;
    case GLFW_KEY_EQUAL:
    case GLFW_KEY_KP_ADD: return Key::kEqual;
    case GLFW_KEY_0: return Key::kZero;
    default: return std::nullopt;
  }
}

}  // namespace

Window::Handle& Window::HandleOf(GLFWwindow* window) { return *static_cast<Handle*>(glfwGetWindowUserPointer(window)); }

// Before the backend of ImGui, which chains to them.
void Window::InstallCallbacks(GLFWwindow* window) {
  glfwSetKeyCallback(window, [](GLFWwindow* w, int key, int, int action, int mods) {
    Handle& self = HandleOf(w);
    self.has_event = true;
    const auto known = KeyOf(key);
    if (!known || action == GLFW_RELEASE || self.input == nullptr) return;
    self.input->keys.push_back({*known, (mods & GLFW_MOD_CONTROL) != 0, (mods & GLFW_MOD_SHIFT) != 0, (mods & GLFW_MOD_ALT) != 0,
                                action == GLFW_REPEAT});
  });
  glfwSetCharCallback(window, [](GLFWwindow* w, unsigned int c) {
    Handle& self = HandleOf(w);
    self.has_event = true;
    if (self.input != nullptr) AppendUtf8(self.input->typed, c);
  });
  glfwSetCursorPosCallback(window, [](GLFWwindow* w, double, double) { HandleOf(w).has_event = true; });
  glfwSetFramebufferSizeCallback(window, [](GLFWwindow* w, int, int) { HandleOf(w).has_event = true; });
  glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) { HandleOf(w).has_event = true; });
  glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int, int, int) { HandleOf(w).has_event = true; });
  glfwSetScrollCallback(window, [](GLFWwindow* w, double, double) { HandleOf(w).has_event = true; });
}

Window::Window(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}

Result<std::unique_ptr<Window>> Window::Open(int width, int height) {
  if (glfwInit() == GLFW_FALSE)
    return MakeError(ErrorKind::kConfiguration,
                     "there is no display to open a window on; start the dashboard in a desktop session");
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 0);
  GLFWwindow* window = glfwCreateWindow(width, height, "ReplyWatch", nullptr, nullptr);
  if (window == nullptr) {
    glfwTerminate();
    return MakeError(ErrorKind::kConfiguration, "this computer offers no OpenGL 3; install its graphics driver (Mesa)");
  }
  glfwMakeContextCurrent(window);
  glfwSwapInterval(1);
  glfwSetWindowSizeLimits(window, 640, 480, GLFW_DONT_CARE, GLFW_DONT_CARE);
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  auto handle = std::make_unique<Handle>();
  handle->window = window;
  glfwSetWindowUserPointer(window, handle.get());
  InstallCallbacks(window);
  ImGui_ImplGlfw_InitForOpenGL(window, true);
  ImGui_ImplOpenGL3_Init("#version 130");
  return std::unique_ptr<Window>(new Window(std::move(handle)));
}

Window::~Window() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplGlfw_Shutdown();
  ImGui::DestroyContext();
  glfwDestroyWindow(handle_->window);
  glfwTerminate();
}

void Window::SendInputTo(UiInput* input) { handle_->input = input; }

bool Window::ShouldClose() const { return glfwWindowShouldClose(handle_->window) != GLFW_FALSE; }

bool Window::WaitForEvents(Duration at_most) {
  handle_->has_event = false;
  glfwWaitEventsTimeout(std::max(0.001, static_cast<double>(at_most.ms) / 1000.0));
  return handle_->has_event;
}

void Window::Wake() { glfwPostEmptyEvent(); }

void Window::UploadFonts() {
  ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_CreateFontsTexture();
}

void Window::Frame(const std::function<bool(ImFontAtlas&)>& prepare, const std::function<void(float, float)>& draw) {
  if (prepare(*ImGui::GetIO().Fonts)) UploadFonts();
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  ImGui::NewFrame();
  draw(ImGui::GetIO().DisplaySize.x, ImGui::GetIO().DisplaySize.y);
  ImGui::Render();
  int width = 0;
  int height = 0;
  glfwGetFramebufferSize(handle_->window, &width, &height);
  glViewport(0, 0, width, height);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  if (!handle_->capture_file.empty()) handle_->captured = SavePng(std::exchange(handle_->capture_file, {}));
  glfwSwapBuffers(handle_->window);
}

void Window::CaptureNextFrame(const std::string& file) { handle_->capture_file = file; }

const Status& Window::captured() const { return handle_->captured; }

Status Window::SavePng(const std::string& file) const {
  int width = 0;
  int height = 0;
  glfwGetFramebufferSize(handle_->window, &width, &height);
  std::vector<unsigned char> pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  glReadBuffer(GL_BACK);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
  stbi_flip_vertically_on_write(1);
  if (stbi_write_png(file.c_str(), width, height, 3, pixels.data(), width * 3) == 0)
    return MakeError(ErrorKind::kPermission, file + ": cannot be written");
  return {};
}

}  // namespace replywatch

// The same window with nothing in it: what ImGui, GLFW and the graphics driver cost before ReplyWatch draws anything.
#include <imgui.h>

#include <cstdlib>
#include <iostream>

#include "dashboard/figures.h"
#include "dashboard/window.h"

int main(int argc, char** argv) {
  using namespace replywatch;
  Figures figures;
  const int seconds = argc > 1 ? std::atoi(argv[1]) : 5;
  auto window = Window::Open(1440, 900);
  if (!window.ok()) {
    std::cerr << window.error().text << std::endl;
    return 1;
  }
  UiInput input;
  (*window)->SendInputTo(&input);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  bool built = false;
  while (std::chrono::steady_clock::now() < end) {
    const auto prepare = [&](ImFontAtlas&) { return !std::exchange(built, true); };
    const auto draw = [&](float, float) {
      figures.BeginViews();
      ImGui::Begin("empty");
      ImGui::End();
      figures.EndViews();
    };
    (*window)->Frame(prepare, draw);
    figures.EndFrame(0, 0);
    (*window)->WaitForEvents(Duration::Milliseconds(200));
  }
  (*window)->SendInputTo(nullptr);
  std::cout << figures.Describe() << std::endl;
}

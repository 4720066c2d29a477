// Window: GLFW, OpenGL 3 and the backends of ImGui; the only place that knows them. UI thread, but
// for Wake.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "dashboard/ui/input.h"
#include "shared/base/result.h"
#include "shared/base/timestamp.h"

struct GLFWwindow;
struct ImFontAtlas;

namespace replywatch {

class Window {
 public:
  // kConfiguration when there is no display or no OpenGL 3.
  static Result<std::unique_ptr<Window>> Open(int width, int height);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  // Keys and text go here from now on.
  void SendInputTo(UiInput* input);
  bool ShouldClose() const;
  // Sleeps until input, Wake, or the time is over. True when there was input.
  bool WaitForEvents(Duration at_most);
  static void Wake();  // any thread

  // `prepare` runs before the frame begins; true: the font texture is new. `draw` gets the size.
  void Frame(const std::function<bool(ImFontAtlas&)>& prepare, const std::function<void(float, float)>& draw);
  // After a frame painted new emoji.
  static void UploadFonts();
  // The next frame is also saved as PNG.
  void CaptureNextFrame(const std::string& file);
  // What came of the last capture.
  const Status& captured() const;

 private:
  struct Handle;
  static Handle& HandleOf(GLFWwindow* window);
  static void InstallCallbacks(GLFWwindow* window);
  Status SavePng(const std::string& file) const;
  explicit Window(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

}  // namespace replywatch

// Screen: one frame: keys to commands, the regions of the window to the views. The same for the
// window and for tests without one. UI thread.
#pragma once

#include <memory>
#include <vector>

#include "dashboard/ui/view.h"

namespace replywatch {

class Screen {
 public:
  Screen() : views_(MakeViews()) {}

  // Between ImGui::NewFrame and ImGui::Render. Empties ui.input.
  void Draw(Ui& ui);

 private:
  void DrawSlot(Ui& ui, Slot slot, const Rect& area);

  std::vector<std::unique_ptr<View>> views_;
};

// Colours and distances of ImGui itself, where it still draws (scroll bars).
void ApplyStyle(const Theme& theme, float scale);

}  // namespace replywatch

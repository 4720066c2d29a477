// Overlays: what lies above the screen: menus, the palette, help. One at a time; a click outside or
// Escape closes it. UI thread, inside a frame.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dashboard/ui/widgets.h"

namespace replywatch {

// A panel above everything; the guard ends it.
class OverlayPanel {
 public:
  // `dims`: darkens the screen behind. The area is moved until it fits the screen.
  OverlayPanel(Ui& ui, const char* id, Rect area, bool dims);
  ~OverlayPanel();
  OverlayPanel(const OverlayPanel&) = delete;
  OverlayPanel& operator=(const OverlayPanel&) = delete;
  const Rect& area() const { return area_; }

 private:
  Rect area_;
};

struct MenuItem {
  std::string id;
  std::string label;
  std::string detail;  // small, at the right or below
  bool is_chosen = false;
};
struct MenuSpec {
  std::string_view title;
  std::vector<MenuItem> items;
  float width = 280;  // at least, at scale 1
  bool has_two_lines = false;
  std::string note = {};  // small, below the items
};
// Draws the menu at the desk's overlay position (0,0: in the middle); returns the index of the item taken, by click,
// or by arrows and Enter; -1: none yet.
int Menu(Ui& ui, const MenuSpec& spec);

}  // namespace replywatch

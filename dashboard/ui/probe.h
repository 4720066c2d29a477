// Probe: what the last frame drew, by id, so that tests click and read as a person would. Absent in
// the program itself.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace replywatch {

struct Rect {
  float x = 0;
  float y = 0;
  float w = 0;
  float h = 0;
  float Right() const { return x + w; }
  float Bottom() const { return y + h; }
  bool Contains(float px, float py) const { return px >= x && px < Right() && py >= y && py < Bottom(); }
  Rect Inset(float by) const { return {x + by, y + by, std::max(0.0F, w - 2 * by), std::max(0.0F, h - 2 * by)}; }
};

struct ProbeItem {
  std::string id;
  Rect rect;
};

struct Probe {
  std::vector<ProbeItem> items;  // what can be clicked, in the order of drawing
  std::string texts;             // everything written, one a line

  void Clear() {
    items.clear();
    texts.clear();
  }
  const ProbeItem* Find(std::string_view id) const {
    const auto found = std::find_if(items.rbegin(), items.rend(), [&](const ProbeItem& item) { return item.id == id; });
    return found == items.rend() ? nullptr : &*found;
  }
  bool Shows(std::string_view text) const { return texts.find(text) != std::string::npos; }
};

}  // namespace replywatch

// Widgets: what can be clicked, each with an id that never holds foreign text and that the probe
// knows. The look is ours; ImGui gives hover, press and scrolling. UI thread, inside a frame.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dashboard/ui/draw.h"

namespace replywatch {

struct Hit {
  bool hovered = false;
  bool pressed = false;  // released over it
  bool held = false;
};
// An area that takes clicks.
Hit HitArea(Ui& ui, const Rect& area, const std::string& id);

// kSmall: a quiet one in small type, for the foot of the window.
enum class ButtonLook : std::uint8_t { kPlain, kPrimary, kQuiet, kChosen, kSmall };
struct ButtonSpec {
  std::string id;
  std::string_view label;
  std::string_view key;  // shown beside the label; empty: none
  ButtonLook look = ButtonLook::kPlain;
  bool is_enabled = true;
  ImWchar icon = 0;
};
float ButtonWidth(Ui& ui, const ButtonSpec& spec);
// `height` 0: the usual 30.
bool Button(Ui& ui, float x, float y, const ButtonSpec& spec, float height = 0);

// One of several things to choose: what it is, the id of what is clicked, the key of its word.
template <typename Value>
struct Choice {
  Value value{};
  const char* id = "";
  std::string_view key;
};

// A round choice of the filter line; returns true when clicked.
struct ChipSpec {
  std::string id;
  std::string_view label;
  bool is_chosen = false;
  bool opens_menu = false;
};
float ChipWidth(Ui& ui, const ChipSpec& spec);
bool Chip(Ui& ui, float x, float y, const ChipSpec& spec);

float TagWidth(Ui& ui, std::string_view word);
// A small word on a ground, which stands out from a selected row too; returns its width.
float Tag(Ui& ui, float x, float y, Tone tone, std::string_view word, bool is_on_selection = false);

float KeyCap(Ui& ui, float x, float y, Rgb ink, Rgb line, std::string_view key);
float KeyCapWidth(Ui& ui, std::string_view key);

void Avatar(Ui& ui, float x, float y, float size, std::string_view name);
// Up to two letters of a name, upper case.
std::string InitialsOf(std::string_view name);

// A word that opens something; returns true when clicked. A quiet one takes the colour of links only under the pointer.
bool Link(Ui& ui, float x, float y, Face face, std::string_view label, const std::string& id, bool is_quiet = false);

void Tooltip(Ui& ui, std::string_view text);

// Text that can be selected with the mouse, double-clicked and copied. Returns its height.
struct TextBlock {
  std::string id;
  std::string_view text;
  float width = 0;
  Face face = Face::kText;
  Rgb ink = 0;
};
float SelectableText(Ui& ui, float x, float y, const TextBlock& block, std::span<const Highlight> highlights = {});

// A scrolling region; the guard ends it.
class ScrollRegion {
 public:
  ScrollRegion(Ui& ui, const char* id, const Rect& area, Rgb ground);
  ~ScrollRegion();
  ScrollRegion(const ScrollRegion&) = delete;
  ScrollRegion& operator=(const ScrollRegion&) = delete;

  // Screen position of the content's top, scrolled.
  float Top() const { return top_; }
  // How high everything in it is; call once.
  void SetContentHeight(float height);
  void ScrollTo(float top, float bottom);  // content coordinates; makes them visible
  void ScrollToEnd();
  bool IsAtEnd() const;
  bool IsVisible(float y, float height) const { return y + height >= area_.y && y <= area_.Bottom(); }

 private:
  Rect area_;
  float top_ = 0;
};

}  // namespace replywatch

#include "dashboard/ui/text_editor.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "shared/base/graphemes.h"
#include "shared/base/secret.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::string_view kDot = "•";

class Editor {
 public:
  Editor(Ui& ui, EditBuffer& buffer, const EditorSpec& spec) : ui_(ui), buffer_(buffer), spec_(spec) {}
  ~Editor() {
    // What is drawn of a secret in plain letters lives for this frame only.
    for (PlacedCharacter& c : own_layout_.characters) c = {};
  }
  Editor(const Editor&) = delete;
  Editor& operator=(const Editor&) = delete;

  EditorEvents Run() {
    const std::size_t before = buffer_.revision();
    last_cursor_ = buffer_.cursor();
    Mouse();
    if (spec_.has_focus && spec_.is_enabled) {
      Keys();
      Typed();
    }
    events_.changed = buffer_.revision() != before;
    FollowCursor();
    Paint();
    return events_;
  }

 private:
  const TextLayout& Layout() {
    const float wrap = spec_.is_single_line ? 0 : std::max(20.0F, spec_.area.w);
    if (!buffer_.is_secret()) return ui_.layouts.Get(ui_.fonts, Face::kText, buffer_.text(), wrap);
    // A secret is no key of the cache.
    if (own_revision_ != buffer_.revision()) {
      own_revision_ = buffer_.revision();
      characters_ = GraphemeBreaks(buffer_.text());
      dots_.clear();
      for (std::size_t i = 0; spec_.is_hidden && i + 1 < characters_.size(); ++i) dots_ += kDot;
      own_layout_ = LayOutText(ui_.fonts, Face::kText, ShownText(), wrap);
    }
    return own_layout_;
  }
  std::string_view ShownText() const { return spec_.is_hidden ? std::string_view(dots_) : std::string_view(buffer_.text()); }
  // From the text to what is shown of it, and back.
  std::size_t ToShown(std::size_t offset) const {
    if (!spec_.is_hidden) return offset;
    const auto before = std::lower_bound(characters_.begin(), characters_.end(), offset);
    return static_cast<std::size_t>(before - characters_.begin()) * kDot.size();
  }
  std::size_t FromShown(std::size_t offset) const {
    if (!spec_.is_hidden || characters_.empty()) return spec_.is_hidden ? 0 : offset;
    return characters_[std::min(offset / kDot.size(), characters_.size() - 1)];
  }
  Caret CaretNow() {
    const TextLayout& layout = Layout();
    return CaretAt(layout, ToShown(buffer_.cursor()));
  }
  float Scroll() const { return spec_.scroll != nullptr ? *spec_.scroll : 0; }
  float ScrollX() {
    if (!spec_.is_single_line) return 0;
    return std::max(0.0F, CaretNow().x - spec_.area.w + ui_.Px(8));
  }
  std::size_t OffsetUnderMouse() {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const float x = mouse.x - spec_.area.x + ScrollX();
    return FromShown(OffsetAt(Layout(), x, spec_.is_single_line ? 1 : mouse.y - spec_.area.y + Scroll()));
  }

  void Mouse() {
    const Hit hit = HitArea(ui_, spec_.area, spec_.id);
    if (hit.hovered && spec_.is_enabled) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
    if (hit.hovered && spec_.scroll != nullptr) {
      *spec_.scroll -= ImGui::GetIO().MouseWheel * ui_.Px(40);
    }
    if (!hit.held) return;
    const std::size_t at = OffsetUnderMouse();
    if (ImGui::IsItemActivated()) {
      events_.clicked = true;
      buffer_.MoveTo(at, ImGui::GetIO().KeyShift);
    }
    if (ImGui::IsMouseDoubleClicked(0)) {
      spec_.is_hidden ? buffer_.SelectAll() : buffer_.SelectWordAt(at);
    } else if (!ImGui::IsItemActivated() && ImGui::IsMouseDragging(0, 2)) {
      buffer_.MoveTo(at, true);
    }
  }

  void Typed() {
    if (ui_.input.typed.empty()) return;
    Insert(std::move(ui_.input.typed));
    ui_.input.typed.clear();
  }

  void Insert(std::string text) {
    if (spec_.is_single_line) std::replace(text.begin(), text.end(), '\n', ' ');
    buffer_.Insert(text);
    if (buffer_.is_secret()) Wipe(text);
  }

  void Keys() {
    std::vector<KeyPress> rest;
    for (const KeyPress& press : ui_.input.keys) {
      if (!Take(press)) rest.push_back(press);
    }
    ui_.input.keys = std::move(rest);
  }

  // True when the key was the editor's.
  bool Take(const KeyPress& press) {
    if (press.alt) return false;
    if (press.ctrl) return TakeWithCtrl(press);
    switch (press.key) {
      case Key::kLeft: buffer_.Move(Motion::kLeft, press.shift); return true;
      case Key::kRight: buffer_.Move(Motion::kRight, press.shift); return true;
      case Key::kUp: return MoveLine(-1, press.shift);
      case Key::kDown: return MoveLine(1, press.shift);
      case Key::kPageUp: return MoveLine(-8, press.shift);
      case Key::kPageDown: return MoveLine(8, press.shift);
      case Key::kHome: return MoveInLine(true, press.shift);
      case Key::kEnd: return MoveInLine(false, press.shift);
      case Key::kBackspace: buffer_.Backspace(); return true;
      case Key::kDelete: buffer_.Delete(); return true;
      case Key::kEnter:
        if (spec_.is_single_line) return false;
        buffer_.Insert("\n");
        return true;
      default: return false;
    }
  }

  bool TakeWithCtrl(const KeyPress& press) {
    switch (press.key) {
      case Key::kLeft: buffer_.Move(Motion::kWordLeft, press.shift); return true;
      case Key::kRight: buffer_.Move(Motion::kWordRight, press.shift); return true;
      case Key::kHome: buffer_.Move(Motion::kTextStart, press.shift); return true;
      case Key::kEnd: buffer_.Move(Motion::kTextEnd, press.shift); return true;
      case Key::kBackspace: buffer_.DeleteWordLeft(); return true;
      case Key::kDelete: buffer_.DeleteWordRight(); return true;
      case Key::kA: buffer_.SelectAll(); return true;
      case Key::kC: Copy(); return true;
      case Key::kX:
        if (!buffer_.HasSelection() || spec_.is_hidden) return true;
        Copy();
        buffer_.Delete();
        return true;
      case Key::kV: Paste(); return true;
      case Key::kZ: press.shift ? buffer_.Redo() : buffer_.Undo(); return true;
      case Key::kY: buffer_.Redo(); return true;
      default: return false;
    }
  }

  void Copy() const {
    if (buffer_.HasSelection() && !spec_.is_hidden) ImGui::SetClipboardText(std::string(buffer_.SelectedText()).c_str());
  }
  void Paste() {
    const char* text = ImGui::GetClipboardText();
    if (text != nullptr) Insert(text);
  }

  bool MoveLine(int by, bool extend) {
    if (spec_.is_single_line) return false;
    const TextLayout& layout = Layout();
    const Caret caret = CaretAt(layout, buffer_.cursor());
    const auto target = static_cast<std::ptrdiff_t>(caret.line) + by;
    if (target < 0) {
      buffer_.Move(Motion::kTextStart, extend);
    } else if (target >= static_cast<std::ptrdiff_t>(layout.lines.size())) {
      buffer_.Move(Motion::kTextEnd, extend);
    } else {
      buffer_.MoveTo(OffsetInLine(layout, static_cast<std::size_t>(target), caret.x), extend);
    }
    return true;
  }

  bool MoveInLine(bool to_start, bool extend) {
    if (spec_.is_single_line) {
      buffer_.Move(to_start ? Motion::kTextStart : Motion::kTextEnd, extend);
      return true;
    }
    const TextLayout& layout = Layout();
    const std::size_t line = CaretAt(layout, buffer_.cursor()).line;
    buffer_.MoveTo(to_start ? layout.lines[line].begin : OffsetInLine(layout, line, 1e7F), extend);
    return true;
  }

  void FollowCursor() {
    if (spec_.scroll == nullptr) return;
    const TextLayout& layout = Layout();
    const bool moved = events_.changed || buffer_.cursor() != last_cursor_;
    const float most = std::max(0.0F, layout.Height() - spec_.area.h);
    if (spec_.has_focus && moved && ImGui::GetIO().MouseWheel == 0) {
      const float top = layout.line_height * static_cast<float>(CaretAt(layout, buffer_.cursor()).line);
      *spec_.scroll = std::min(*spec_.scroll, top);
      *spec_.scroll = std::max(*spec_.scroll, top + layout.line_height - spec_.area.h);
    }
    *spec_.scroll = std::clamp(*spec_.scroll, 0.0F, most);
  }

  void Paint() {
    const TextLayout& layout = Layout();
    const float x = spec_.area.x - ScrollX();
    const float y = spec_.area.y - Scroll();
    ImGui::PushClipRect({spec_.area.x - 1, spec_.area.y}, {spec_.area.Right() + 2, spec_.area.Bottom()}, true);
    if (buffer_.text().empty()) {
      TextWithin(ui_, spec_.area.x, spec_.area.y, spec_.area.w, Face::kText, ui_.theme.ink3, spec_.placeholder);
    } else {
      std::vector<Highlight> highlights;
      const auto [begin, end] = buffer_.Selection();
      if (begin != end && spec_.has_focus) highlights.push_back({ToShown(begin), ToShown(end), ui_.theme.selection, 0});
      DrawLayout(ui_, layout, ShownText(), x, y, Face::kText, spec_.is_enabled ? ui_.theme.ink : ui_.theme.ink3, highlights);
    }
    if (spec_.has_focus && spec_.is_enabled) {
      const Caret caret = CaretNow();
      const float top = y + layout.line_height * static_cast<float>(caret.line);
      FillRect(
          {std::floor(x + caret.x), top + ui_.Px(1), std::max(1.0F, std::round(ui_.Px(1.4F))), layout.line_height - ui_.Px(2)},
          ui_.theme.ink);
    }
    ImGui::PopClipRect();
  }

  Ui& ui_;
  EditBuffer& buffer_;
  const EditorSpec& spec_;
  EditorEvents events_;
  std::size_t last_cursor_ = 0;
  // Of a secret.
  TextLayout own_layout_;
  std::optional<std::size_t> own_revision_;
  std::vector<std::uint32_t> characters_;  // where they begin, and the end
  std::string dots_;
};

}  // namespace

EditorEvents TextEditor(Ui& ui, EditBuffer& buffer, const EditorSpec& spec) { return Editor(ui, buffer, spec).Run(); }

float EditorHeight(Ui& ui, const EditBuffer& buffer, float width) {
  return ui.layouts.Get(ui.fonts, Face::kText, buffer.text(), std::max(20.0F, width)).Height();
}

}  // namespace replywatch

#include "dashboard/ui/text_editor.h"

#include <algorithm>
#include <cmath>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

class Editor {
 public:
  Editor(Ui& ui, EditBuffer& buffer, const EditorSpec& spec) : ui_(ui), buffer_(buffer), spec_(spec) {}

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
  const TextLayout& Layout() const {
    return ui_.layouts.Get(ui_.fonts, Face::kText, buffer_.text(), spec_.is_single_line ? 0 : std::max(20.0F, spec_.area.w));
  }
  float Scroll() const { return spec_.scroll != nullptr ? *spec_.scroll : 0; }
  float ScrollX() const {
    if (!spec_.is_single_line) return 0;
    return std::max(0.0F, CaretAt(Layout(), buffer_.cursor()).x - spec_.area.w + ui_.Px(8));
  }
  std::size_t OffsetUnderMouse() const {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    return OffsetAt(Layout(), mouse.x - spec_.area.x + ScrollX(), spec_.is_single_line ? 1 : mouse.y - spec_.area.y + Scroll());
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
      buffer_.SelectWordAt(at);
    } else if (!ImGui::IsItemActivated() && ImGui::IsMouseDragging(0, 2)) {
      buffer_.MoveTo(at, true);
    }
  }

  void Typed() {
    if (ui_.input.typed.empty()) return;
    buffer_.Insert(spec_.is_single_line ? CleanLineKeepingSpaces(ui_.input.typed) : ui_.input.typed);
    ui_.input.typed.clear();
  }

  static std::string CleanLineKeepingSpaces(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
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
        if (!buffer_.HasSelection()) return true;
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
    if (buffer_.HasSelection()) ImGui::SetClipboardText(std::string(buffer_.SelectedText()).c_str());
  }
  void Paste() {
    const char* text = ImGui::GetClipboardText();
    if (text == nullptr) return;
    buffer_.Insert(spec_.is_single_line ? CleanLineKeepingSpaces(text) : std::string(text));
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
      if (begin != end && spec_.has_focus) highlights.push_back({begin, end, ui_.theme.selection, 0});
      DrawLayout(ui_, layout, buffer_.text(), x, y, Face::kText, spec_.is_enabled ? ui_.theme.ink : ui_.theme.ink3, highlights);
    }
    if (spec_.has_focus && spec_.is_enabled) {
      const Caret caret = CaretAt(layout, buffer_.cursor());
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
};

}  // namespace

EditorEvents TextEditor(Ui& ui, EditBuffer& buffer, const EditorSpec& spec) { return Editor(ui, buffer, spec).Run(); }

float EditorHeight(Ui& ui, const EditBuffer& buffer, float width) {
  return ui.layouts.Get(ui.fonts, Face::kText, buffer.text(), std::max(20.0F, width)).Height();
}

}  // namespace replywatch

// The form for a telephone call: who, their number, what it was about, whether it is settled; what we said when we called
// back; or other words for a note.
#include <algorithm>

#include "dashboard/ui/call_form.h"
#include "dashboard/ui/commands.h"
#include "dashboard/ui/overlay.h"
#include "dashboard/ui/text_editor.h"
#include "dashboard/views/views.h"

namespace replywatch::views::call {
namespace {

struct Field {
  const char* id = "";
  std::string_view label;
  std::string_view hint;
  EditBuffer* text = nullptr;
  bool is_single_line = true;
};

std::vector<Field> FieldsOf(CallForm& form) {
  const Field about{"call:about", "call.about", form.is_outgoing ? "call.about_back_hint" : "call.about_hint", &form.about,
                    false};
  if (form.contact) return {about};
  return {{"call:caller", "call.caller", "call.caller_hint", &form.caller},
          {"call:number", "call.number", "call.number_hint", &form.number},
          about};
}

class CallView final : public View {
 public:
  Slot slot() const override { return Slot::kOverlay; }

  void Draw(Ui& ui, const Rect&) override {
    if (ui.desk.overlay != Overlay::kCall) return;
    CallForm& form = ShownCall(ui.desk);
    const Inbox* telephone = FindInbox(ui.snapshot, form.inbox);
    if (telephone == nullptr || !telephone->active) return CloseOverlay(ui);
    const std::vector<Field> fields = FieldsOf(form);
    form.field = std::min(form.field, fields.size() - 1);
    const float width = std::min(ui.Px(560), ui.screen.w - ui.Px(32));
    const float inner = width - ui.Px(40);
    const float mistake = MistakeHeight(ui, form, inner);
    const float height = ui.Px(74 + 116) + ui.Px(60) * static_cast<float>(fields.size() - 1) + ui.Px(60) + mistake;
    const OverlayPanel panel(ui, "call",
                             {ui.screen.x + (ui.screen.w - width) / 2, ui.screen.y + ui.screen.h * 0.16F, width, height}, true);
    const Rect area = panel.area();
    const float x = area.x + ui.Px(20);
    TextWithin(ui, x, area.y + ui.Px(14), inner, Face::kHeading, ui.theme.ink, Title(ui, form));
    TextWithin(ui, x, area.y + ui.Px(42), inner, Face::kSmall, ui.theme.ink2,
               ui.words.Text(form.message ? "call.correct_explanation" : "call.explanation", {{"inbox", telephone->name}}));
    const bool entered = TakeKeys(ui, form, fields.size());
    float y = area.y + ui.Px(68);
    for (std::size_t i = 0; i < fields.size(); ++i) y = Draw(ui, form, fields[i], i, {x, y, inner, 0});
    if (mistake > 0) WrappedText(ui, x, y, inner, Face::kSmall, ui.theme.red, form.mistake.sentence);
    Foot(ui, form, {x, area.Bottom() - ui.Px(50), inner, ui.Px(30)}, entered);
  }

 private:
  static std::string Title(const Ui& ui, const CallForm& form) {
    if (form.message) return ui.words.Text("call.correct_title", {{"name", form.name}});
    return form.is_outgoing ? ui.words.Text("call.back_title", {{"name", form.name}}) : std::string(ui.T("call.title"));
  }

  static float MistakeHeight(Ui& ui, const CallForm& form, float width) {
    if (form.mistake.sentence.empty()) return 0;
    return ui.layouts.Get(ui.fonts, Face::kSmall, form.mistake.sentence, width).Height() + ui.Px(8);
  }

  // Tab goes from field to field, Enter on, and in the last one Ctrl+Enter notes the call.
  static bool TakeKeys(Ui& ui, CallForm& form, std::size_t count) {
    bool entered = false;
    std::erase_if(ui.input.keys, [&](const KeyPress& press) {
      const bool is_last = form.field + 1 == count;
      const bool goes_on = press.key == Key::kTab || (press.key == Key::kEnter && !press.ctrl && !is_last);
      if (goes_on) form.field = (form.field + (press.shift ? count - 1 : 1)) % count;
      const bool notes = press.key == Key::kEnter && press.ctrl;
      entered = entered || notes;
      return goes_on || notes;
    });
    return entered;
  }

  static float Draw(Ui& ui, CallForm& form, const Field& field, std::size_t index, const Rect& at) {
    Text(ui, at.x, at.y, Face::kSmall, ui.theme.ink2, ui.T(field.label));
    const bool has_focus = form.field == index;
    const Rect box{at.x, at.y + ui.Px(20), at.w, ui.Px(field.is_single_line ? 34 : 96)};
    StrokeRect(box, has_focus ? ui.theme.accent : ui.theme.line, ui.Px(6));
    EditorSpec spec;
    spec.id = field.id;
    spec.area = box.Inset(ui.Px(field.is_single_line ? 7 : 8));
    spec.placeholder = ui.T(field.hint);
    spec.is_single_line = field.is_single_line;
    spec.has_focus = has_focus;
    spec.is_enabled = !form.is_sending;
    if (!field.is_single_line) spec.scroll = &form.scroll;
    if (TextEditor(ui, *field.text, spec).clicked) form.field = index;
    return box.Bottom() + ui.Px(6);
  }

  static void Foot(Ui& ui, CallForm& form, const Rect& area, bool entered) {
    if (!form.is_outgoing && !form.message) {
      const ChipSpec waits{"call:waits", ui.T("call.waits"), !form.is_settled};
      const ChipSpec settled{"call:settled", ui.T("call.settled"), form.is_settled};
      if (Chip(ui, area.x, area.y, waits)) form.is_settled = false;
      if (Chip(ui, area.x + ChipWidth(ui, waits) + ui.Px(8), area.y, settled)) form.is_settled = true;
    }
    const std::string_view word = form.message ? "call.correct_go" : "call.go";
    const std::string_view going = form.message ? "call.correct_going" : "call.going";
    ButtonSpec go{"call:go", ui.T(form.is_sending ? going : word), "Ctrl+Enter", ButtonLook::kPrimary};
    go.is_enabled = CanNoteCall(form);
    const bool pressed = Button(ui, area.Right() - ButtonWidth(ui, go), area.y, go);
    if (entered || pressed) NoteCall(ui);
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<CallView>(); }

}  // namespace replywatch::views::call

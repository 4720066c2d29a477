// The form for connecting an inbox: where people write; what to do there and what is asked; what came of it.
#include <algorithm>
#include <cmath>

#include "dashboard/ui/commands.h"
#include "dashboard/ui/connect_form.h"
#include "dashboard/ui/overlay.h"
#include "dashboard/ui/text_editor.h"
#include "dashboard/views/views.h"

namespace replywatch::views::connect {
namespace {

constexpr float kWidth = 640;
constexpr float kHead = 76;
constexpr float kFoot = 62;
constexpr float kRow = 36;       // of a platform
constexpr float kStepMark = 30;  // of a step's number
constexpr float kBox = 36;       // of a field

// What stands between head and foot is drawn from the top down; without `draws` it is measured only.
struct Column {
  Ui& ui;
  float x = 0;
  float y = 0;
  float w = 0;
  bool draws = false;

  void Words(float left, Face face, Rgb ink, std::string_view text) {
    if (text.empty()) return;
    const float width = std::max(1.0F, w - left);
    if (draws) WrappedText(ui, x + left, y, width, face, ink, text);
    y += ui.layouts.Get(ui.fonts, face, text, width).Height();
  }
  void Gap(float at_scale_1) { y += ui.Px(at_scale_1); }
};

class ConnectView final : public View {
 public:
  Slot slot() const override { return Slot::kOverlay; }

  void Draw(Ui& ui, const Rect&) override {
    ConnectDraft& draft = ui.desk.connect;
    if (ui.desk.overlay != Overlay::kConnect) return ForgetSecrets(draft);
    const float width = std::min(ui.Px(kWidth), ui.screen.w - ui.Px(32));
    const float inner = width - ui.Px(40);
    Column measured{ui, 0, 0, inner, false};
    Body(measured, draft);
    const float height = std::min(measured.y + ui.Px(kHead + kFoot + 8), ui.screen.h - ui.Px(32));
    const OverlayPanel panel(ui, "connect",
                             {ui.screen.x + (ui.screen.w - width) / 2,
                              ui.screen.y + std::max(ui.Px(16), (ui.screen.h - height) * 0.3F), width, std::ceil(height)},
                             true);
    if (ui.desk.overlay != Overlay::kConnect) return;  // a click beside it closed it
    const Rect area = panel.area();
    const float x = area.x + ui.Px(20);
    const float scroll_by = TakeKeys(ui, draft, area.h);
    Head(ui, draft, x, area.y, inner);
    {
      const Rect place{area.x + 1, area.y + ui.Px(kHead), area.w - 2, area.h - ui.Px(kHead + kFoot)};
      ScrollRegion scroll(ui, "connect_body", place, ui.theme.panel);
      if (std::exchange(draft.begins_at_top, false)) scroll.ScrollTo(0, 1);
      if (scroll_by != 0) ImGui::SetScrollY(std::max(0.0F, ImGui::GetScrollY() + scroll_by));
      Column column{ui, x, scroll.Top(), inner, true};
      field_top_ = -1;
      Body(column, draft);
      if (field_top_ >= 0 && std::exchange(draft.follows_field, false))
        scroll.ScrollTo(field_top_ - scroll.Top(), field_top_ - scroll.Top() + ui.Px(kBox + 60));
      scroll.SetContentHeight(measured.y + ui.Px(8));
    }
    HorizontalLine(area.x, area.Bottom() - ui.Px(kFoot), area.w, ui.theme.line);
    Foot(ui, draft, {x, area.Bottom() - ui.Px(kFoot - 16), inner, ui.Px(30)});
  }

 private:
  static bool IsTrying(const ConnectDraft& draft) { return draft.work == ConnectWork::kTrying; }
  static bool IsWrittenHere(const ConnectDraft& draft) {
    const ConnectPlatform* platform = ChosenPlatform(draft);
    return platform != nullptr && platform->is_written_here;
  }
  static bool IsFrozen(const ConnectDraft& draft) { return IsTrying(draft) || draft.asks_to_leave; }

  // How far to scroll.
  static float TakeKeys(Ui& ui, ConnectDraft& draft, float page) {
    float scroll_by = 0;
    std::erase_if(ui.input.keys, [&](const KeyPress& press) {
      if (press.key == Key::kPageUp || press.key == Key::kPageDown) {
        scroll_by += (press.key == Key::kPageDown ? 0.6F : -0.6F) * page;
        return true;
      }
      if (draft.step == ConnectStep::kChoose) return TakeChoosing(ui, draft, press);
      if (draft.step == ConnectStep::kFill) return TakeFilling(ui, draft, press);
      if (press.key == Key::kEnter) CloseConnectForm(ui);
      return press.key == Key::kEnter;
    });
    return scroll_by;
  }

  static bool TakeChoosing(Ui& ui, ConnectDraft& draft, const KeyPress& press) {
    if (draft.platforms.empty()) return false;
    std::size_t& index = ui.desk.palette_index;
    const std::size_t last = draft.platforms.size() - 1;
    index = std::min(index, last);
    if (press.key == Key::kDown) {
      index = std::min(index + 1, last);
    } else if (press.key == Key::kUp) {
      index -= index > 0 ? 1 : 0;
    } else if (press.key == Key::kEnter && !ui.desk.overlay_is_new && draft.again.empty()) {
      ChoosePlatform(ui, draft.platforms[index]);
    } else {
      return false;
    }
    draft.follows_field = true;
    return true;
  }

  // Tab goes from field to field, Enter on, and in the last one it connects; with Ctrl at once what the button says.
  static bool TakeFilling(Ui& ui, ConnectDraft& draft, const KeyPress& press) {
    if (draft.asks_to_leave && press.key == Key::kEnter && press.ctrl) {
      CloseConnectForm(ui);
      return true;
    }
    const std::size_t count = draft.fields.size();
    if (IsFrozen(draft) || count == 0) return press.key == Key::kTab || press.key == Key::kEnter;
    const bool is_last = draft.field + 1 == count;
    if (press.key == Key::kEnter && (press.ctrl || is_last)) {
      TryToConnect(ui);
      return true;
    }
    if (press.key != Key::kTab && press.key != Key::kEnter) return false;
    draft.field = (draft.field + (press.shift ? count - 1 : 1)) % count;
    draft.follows_field = true;
    return true;
  }

  static std::string Title(const Ui& ui, const ConnectDraft& draft) {
    if (!draft.again.empty()) return ui.words.Text("connect.again_title", {{"inbox", draft.again}});
    const ConnectPlatform* platform = ChosenPlatform(draft);
    if (draft.step == ConnectStep::kFill && platform != nullptr)
      return ui.words.Text("connect.fill_title", {{"platform", platform->display_name}});
    return std::string(ui.T("connect.title"));
  }

  static void Head(Ui& ui, const ConnectDraft& draft, float x, float y, float width) {
    TextWithin(ui, x, y + ui.Px(16), width, Face::kHeading, ui.theme.ink, Title(ui, draft));
    std::string_view key = "connect.choose_text";
    if (draft.step == ConnectStep::kFill) key = draft.again.empty() ? "connect.fill_text" : "connect.again_text";
    if (draft.step == ConnectStep::kDone && IsWrittenHere(draft)) return;  // nothing is secret there, and nothing is read
    if (draft.step == ConnectStep::kDone) key = "connect.done_text";
    TextWithin(ui, x, y + ui.Px(44), width, Face::kSmall, ui.theme.ink2, ui.T(key));
  }

  void Body(Column& column, ConnectDraft& draft) {
    if (draft.step == ConnectStep::kDone) return Done(column, draft);
    if (draft.mistake_at.empty()) Mistake(column, draft);
    if (draft.step == ConnectStep::kChoose) return Platforms(column, draft);
    if (const ConnectPlatform* platform = ChosenPlatform(draft); platform != nullptr) Steps(column, draft, *platform);
    for (std::size_t i = 0; i < draft.fields.size(); ++i) Field(column, draft, i);
  }

  static void Mistake(Column& column, const ConnectDraft& draft) {
    if (draft.mistake.sentence.empty()) return;
    const Ui& ui = column.ui;
    Column words{column.ui, column.x + ui.Px(12), column.y + ui.Px(9), column.w - ui.Px(24), false};
    const auto say = [&](Column& in) {
      in.Words(0, Face::kStrong, ui.theme.red, draft.mistake.sentence);
      in.Words(0, Face::kSmall, ui.theme.ink2, draft.mistake.detail);
    };
    Column measured = words;
    say(measured);
    const float height = measured.y - column.y + ui.Px(9);
    if (column.draws) {
      FillRect({column.x, column.y, column.w, height}, ui.theme.bg, ui.Px(6));
      StrokeRect({column.x, column.y, column.w, height}, ui.theme.line, ui.Px(6));
      words.draws = true;
      say(words);
    }
    column.y += height + ui.Px(14);
  }

  void Platforms(Column& column, ConnectDraft& draft) {
    Ui& ui = column.ui;
    if (draft.work == ConnectWork::kListing && (draft.platforms.empty() || !draft.again.empty()))
      return column.Words(0, Face::kText, ui.theme.ink2, ui.T("connect.listing"));
    if (!draft.again.empty()) return;
    for (std::size_t i = 0; i < draft.platforms.size(); ++i) {
      if (column.draws) Platform(ui, draft.platforms[i], i, {column.x - ui.Px(8), column.y, column.w + ui.Px(16), ui.Px(kRow)});
      if (draft.step != ConnectStep::kChoose) return;  // one was chosen
      column.Gap(kRow);
    }
  }

  void Platform(Ui& ui, const ConnectPlatform& platform, std::size_t index, const Rect& rect) {
    const Hit hit = HitArea(ui, rect, "connect:platform:" + std::to_string(index));
    const ImVec2 delta = ImGui::GetIO().MouseDelta;
    if (hit.hovered && (delta.x != 0 || delta.y != 0)) ui.desk.palette_index = index;
    if (hit.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (index == ui.desk.palette_index) {
      FillRect(rect, ui.theme.accent_bg, ui.Px(6));
      field_top_ = rect.y;
    }
    const float name =
        TextWithin(ui, rect.x + ui.Px(8), rect.y + ui.Px(8), rect.w * 0.6F, Face::kText, ui.theme.ink, platform.display_name);
    if (platform.is_written_here)
      TextWithin(ui, rect.x + name + ui.Px(24), rect.y + ui.Px(9), rect.w - name - ui.Px(32), Face::kSmall, ui.theme.ink2,
                 ui.T("connect.written_here"));
    if (hit.pressed) ChoosePlatform(ui, platform);
  }

  static void Steps(Column& column, ConnectDraft& draft, const ConnectPlatform& platform) {
    Ui& ui = column.ui;
    const float left = ui.Px(kStepMark);
    int number = 0;
    int link = 0;
    for (const std::string& step : platform.steps) {
      const std::string mark = std::to_string(++number);
      if (column.draws) {
        FillRect({column.x, column.y, ui.Px(20), ui.Px(20)}, ui.theme.accent_bg, ui.Px(10));
        Text(ui, column.x + std::floor((ui.Px(20) - TextWidth(ui, Face::kSmallStrong, mark)) / 2), column.y + ui.Px(1),
             Face::kSmallStrong, ui.theme.accent, mark);
        SelectableText(ui, column.x + left, column.y, {"connect:step:" + mark, step, column.w - left, Face::kText, ui.theme.ink});
      }
      column.y += ui.layouts.Get(ui.fonts, Face::kText, step, column.w - left).Height();
      for (const std::string& address : WebAddressesIn(step)) Address(column, draft, address, ++link);
      column.Gap(8);
    }
    column.Gap(10);
  }

  // In full, and copied by a click.
  static void Address(Column& column, ConnectDraft& draft, const std::string& address, int number) {
    Ui& ui = column.ui;
    const bool is_copied = draft.copied == address;
    const ButtonSpec copy{
        "connect:copy:" + std::to_string(number), ui.T(is_copied ? "connect.copied" : "connect.copy"), {}, ButtonLook::kSmall};
    const float left = ui.Px(kStepMark);
    const float room = column.w - left - ButtonWidth(ui, copy) - ui.Px(8);
    const TextLayout& layout = ui.layouts.Get(ui.fonts, Face::kSmall, address, room);
    const float height = std::max(layout.Height(), ui.Px(24));
    const float width = layout.width;
    if (column.draws) {
      WrappedText(ui, column.x + left, column.y + ui.Px(3), room, Face::kSmall, ui.theme.accent, address);
      if (Button(ui, column.x + left + width + ui.Px(4), column.y, copy, ui.Px(24))) {
        ImGui::SetClipboardText(address.c_str());
        draft.copied = address;
      }
    }
    column.y += height + ui.Px(2);
  }

  static std::string LabelOf(const Ui& ui, const ConnectField& field) {
    if (field.question.key == "name" && field.question.what.empty()) return std::string(ui.T("connect.name"));
    return field.question.what;
  }

  void Field(Column& column, ConnectDraft& draft, std::size_t index) {
    Ui& ui = column.ui;
    ConnectField& field = draft.fields[index];
    if (column.draws && draft.field == index) field_top_ = column.y;
    column.Words(0, Face::kSmall, ui.theme.ink2, LabelOf(ui, field));
    column.Gap(3);
    if (column.draws) Box(ui, draft, index, {column.x, column.y, column.w, ui.Px(kBox)});
    column.Gap(kBox);
    if (draft.mistake_at == field.question.key && !draft.mistake.sentence.empty()) {
      column.Gap(3);
      column.Words(0, Face::kSmallStrong, ui.theme.red, draft.mistake.sentence);
      column.Words(0, Face::kSmall, ui.theme.ink2, draft.mistake.detail);
    }
    column.Gap(12);
  }

  static void Box(Ui& ui, ConnectDraft& draft, std::size_t index, const Rect& box) {
    ConnectField& field = draft.fields[index];
    const bool has_focus = draft.field == index && !IsFrozen(draft);
    const bool is_wrong = draft.mistake_at == field.question.key;
    StrokeRect(box, is_wrong ? ui.theme.red : has_focus ? ui.theme.accent : ui.theme.line, ui.Px(6));
    const std::string number = std::to_string(index);
    float room = box.w;
    if (field.question.is_secret) {
      const ButtonSpec show{
          "connect:show:" + number, ui.T(field.is_shown ? "connect.hide" : "connect.show"), {}, ButtonLook::kSmall};
      room -= ButtonWidth(ui, show) + ui.Px(4);
      if (Button(ui, box.x + room, box.y + ui.Px(5), show, box.h - ui.Px(10))) field.is_shown = !field.is_shown;
    }
    EditorSpec spec;
    spec.id = "connect:field:" + number;
    spec.area = {box.x + ui.Px(10), box.y + ui.Px(7), room - ui.Px(18), box.h - ui.Px(14)};
    spec.placeholder = !field.question.example.empty() ? std::string_view(field.question.example)
                       : !draft.again.empty()          ? ui.T("connect.as_before")
                       : field.question.is_required    ? std::string_view()
                                                       : ui.T("connect.optional");
    spec.is_single_line = true;
    spec.has_focus = has_focus;
    spec.is_enabled = !IsFrozen(draft);
    spec.is_hidden = field.question.is_secret && !field.is_shown;
    const EditorEvents events = TextEditor(ui, field.text, spec);
    if (events.clicked && spec.is_enabled) draft.field = index;
    if (events.changed && is_wrong) {
      draft.mistake = {};
      draft.mistake_at.clear();
    }
  }

  // A collector notices new access by itself; of a new inbox it has to be told.
  static std::string_view WhoReads(const Ui& ui, const ConnectDraft& draft) {
    const bool is_running = ui.snapshot.is_collector_running;
    if (draft.done.is_collector_told || (is_running && !draft.again.empty())) return "connect.is_read";
    return is_running ? "connect.restart_collector" : "connect.start_collector";
  }

  static void Done(Column& column, const ConnectDraft& draft) {
    Ui& ui = column.ui;
    const Connected& done = draft.done;
    if (column.draws) Icon(ui, column.x, column.y, Face::kText, ui.theme.green, icon::kCheck);
    column.Words(ui.Px(24), Face::kStrong, ui.theme.ink,
                 done.account.empty() || done.account == done.inbox
                     ? ui.words.Text("connect.works", {{"inbox", done.inbox}})
                     : ui.words.Text("connect.works_as", {{"inbox", done.inbox}, {"account", done.account}}));
    column.Gap(10);
    if (!IsWrittenHere(draft)) column.Words(ui.Px(24), Face::kText, ui.theme.ink2, ui.T(WhoReads(ui, draft)));
    for (const std::string& warning : done.warnings) {
      column.Gap(10);
      if (column.draws) Icon(ui, column.x, column.y, Face::kText, ui.theme.amber, icon::kWarning);
      column.Words(ui.Px(24), Face::kText, ui.theme.ink, warning);
    }
    column.Gap(10);
  }

  // From the right: what goes on. At the left: what goes back, or is going on.
  static void Foot(Ui& ui, ConnectDraft& draft, const Rect& area) {
    if (draft.asks_to_leave) return AskToLeave(ui, draft, area);
    if (draft.step == ConnectStep::kChoose) return FootOfChoosing(ui, draft, area);
    if (draft.step == ConnectStep::kDone) return FootOfDone(ui, area);
    if (IsTrying(draft)) {
      const ButtonSpec stop{"connect:stop", ui.T("connect.stop"), "Esc", ButtonLook::kPlain};
      const float right = area.Right() - ButtonWidth(ui, stop);
      TextWithin(ui, area.x, area.y + ui.Px(5), right - area.x - ui.Px(12), Face::kText, ui.theme.ink2, ui.T("connect.trying"));
      if (Button(ui, right, area.y, stop)) StopConnecting(draft);
      return;
    }
    const ButtonSpec back{"connect:back", ui.T("connect.back"), {}, ButtonLook::kQuiet};
    if (draft.again.empty() && Button(ui, area.x - ui.Px(12), area.y, back)) return ChooseAnotherPlatform(ui);
    const ButtonSpec go{"connect:go", ui.T("connect.go"), "Ctrl+Enter", ButtonLook::kPrimary};
    const ButtonSpec cancel{"connect:cancel", ui.T("connect.cancel"), {}, ButtonLook::kPlain};
    float x = area.Right() - ButtonWidth(ui, go);
    if (Button(ui, x, area.y, go)) TryToConnect(ui);
    x -= ButtonWidth(ui, cancel) + ui.Px(8);
    if (Button(ui, x, area.y, cancel)) LeaveConnectForm(ui);
  }

  static void AskToLeave(Ui& ui, ConnectDraft& draft, const Rect& area) {
    const ButtonSpec close{"connect:leave", ui.T("connect.leave"), "Ctrl+Enter", ButtonLook::kPlain};
    const ButtonSpec stay{"connect:stay", ui.T("connect.stay"), "Esc", ButtonLook::kPrimary};
    const float stay_x = area.Right() - ButtonWidth(ui, stay);
    const float close_x = stay_x - ButtonWidth(ui, close) - ui.Px(8);
    const std::string_view question = ui.T("connect.asks_to_leave");
    const float room = close_x - area.x - ui.Px(12);
    const float height = ui.layouts.Get(ui.fonts, Face::kSmallStrong, question, room).Height();
    WrappedText(ui, area.x, area.y + std::floor((area.h - height) / 2), room, Face::kSmallStrong, ui.theme.ink, question);
    if (Button(ui, stay_x, area.y, stay)) draft.asks_to_leave = false;
    if (Button(ui, close_x, area.y, close)) CloseConnectForm(ui);
  }

  static void FootOfChoosing(Ui& ui, ConnectDraft& draft, const Rect& area) {
    const ButtonSpec cancel{"connect:cancel", ui.T("connect.cancel"), "Esc", ButtonLook::kPlain};
    float x = area.Right() - ButtonWidth(ui, cancel);
    if (Button(ui, x, area.y, cancel)) return LeaveConnectForm(ui);
    if (draft.mistake.sentence.empty() || draft.work != ConnectWork::kNone) return;
    const ButtonSpec again{"connect:list", ui.T("connect.list_again"), {}, ButtonLook::kPrimary};
    x -= ButtonWidth(ui, again) + ui.Px(8);
    if (Button(ui, x, area.y, again)) ListPlatformsAgain(ui);
  }

  static void FootOfDone(Ui& ui, const Rect& area) {
    const ButtonSpec close{"connect:close", ui.T("connect.close"), "Enter", ButtonLook::kPrimary};
    const ButtonSpec more{"connect:more", ui.T("connect.another"), {}, ButtonLook::kPlain};
    const ButtonSpec start{"connect:start", ui.T("command.start_collector"), {}, ButtonLook::kPlain};
    float x = area.Right() - ButtonWidth(ui, close);
    if (Button(ui, x, area.y, close)) return CloseConnectForm(ui);
    x -= ButtonWidth(ui, more) + ui.Px(8);
    if (Button(ui, x, area.y, more)) return OpenConnectForm(ui);
    if (ui.snapshot.is_collector_running || ui.desk.starting_collector_since) return;
    x -= ButtonWidth(ui, start) + ui.Px(8);
    if (Button(ui, x, area.y, start)) Run(ui, Command::kStartCollector);
  }

  float field_top_ = -1;  // on the screen, of what has the cursor
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<ConnectView>(); }

}  // namespace replywatch::views::connect

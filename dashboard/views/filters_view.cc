// The line of filters: what is listed, of which inbox, in which language; the search.
#include "dashboard/ui/commands.h"
#include "dashboard/ui/text_editor.h"
#include "dashboard/view_models/row_words.h"
#include "dashboard/views/views.h"

namespace replywatch::views::filters {
namespace {

using ListChoice = Choice<ListKind>;
constexpr std::array kChoices{ListChoice{ListKind::kWaiting, "filter:waiting", "filter.waiting"},
                              ListChoice{ListKind::kDue, "filter:due", "filter.due"},
                              ListChoice{ListKind::kProblems, "filter:problems", "filter.problems"},
                              ListChoice{ListKind::kToThank, "filter:to_thank", "filter.to_thank"},
                              ListChoice{ListKind::kMine, "filter:mine", "filter.mine"},
                              ListChoice{ListKind::kAll, "filter:all", "filter.all"}};

std::string LabelOf(const Ui& ui, const ListChoice& choice) {
  const LiveFigures& f = ui.snapshot.figures;
  std::string label(ui.T(choice.key));
  switch (choice.value) {
    case ListKind::kWaiting: return label + " " + std::to_string(f.waiting);
    case ListKind::kDue: return label + " " + std::to_string(f.due_soon);
    case ListKind::kProblems: return label + " " + std::to_string(f.problems);
    case ListKind::kToThank: return label + " " + std::to_string(f.to_thank);
    case ListKind::kMine: return label + " " + std::to_string(f.mine);
    case ListKind::kAll:
    case ListKind::kReview: return label;
  }
  return label;
}

std::string InboxLabel(const Ui& ui) {
  const Inbox* inbox = FindInbox(ui.snapshot, ui.desk.filter.inbox);
  if (inbox == nullptr) return std::string(ui.T("filter.all_inboxes"));
  return inbox->display_name.empty() ? inbox->name : inbox->display_name;
}

class FiltersView final : public View {
 public:
  Slot slot() const override { return Slot::kFilters; }

  void Draw(Ui& ui, const Rect& area) override {
    FillBar(ui, area);
    const float y = area.y + ui.Px(6);
    float x = area.x + ui.Px(16);
    const std::string inbox = InboxLabel(ui);
    const std::string language = ui.desk.filter.language.empty()
                                     ? std::string(ui.T("filter.all_languages"))
                                     : LanguageInWords(ui.snapshot, ui.desk.filter.language, ui.words);
    const ChipSpec inbox_chip{"filter:inbox", inbox, bool(ui.desk.filter.inbox), true};
    const ChipSpec language_chip{"filter:language", language, !ui.desk.filter.language.empty(), true};
    const float menus = ChipWidth(ui, inbox_chip) + ChipWidth(ui, language_chip) + ui.Px(32);
    if (ui.desk.filter.kind == ListKind::kReview) {
      x = OfReview(ui, x, y, area.Right() - ui.Px(kFoldedSearch + 32));
    } else {
      x = Lists(ui, x, y, area.Right() - menus - ui.Px(kFoldedSearch + 32)) + ui.Px(16);
      x = Menu(ui, x, y, inbox_chip, Overlay::kInbox);
      x = Menu(ui, x, y, language_chip, Overlay::kLanguageFilter);
    }
    Search(ui, area, x);
  }

 private:
  static constexpr float kFoldedSearch = 62;

  // What the number stood for, how many they are, and the ways out.
  static float OfReview(Ui& ui, float x, float y, float right) {
    const ListChoice& waiting = kChoices.front();
    const std::string label = LabelOf(ui, waiting);
    const ChipSpec out{waiting.id, label, false, false};
    if (Chip(ui, x, y, out)) Choose(ui, waiting.value);
    x += ChipWidth(ui, out) + ui.Px(8);
    const ButtonSpec back{"filter:back", ui.T("review.back_here"), InfoOf(Command::kReview).key, ButtonLook::kPlain};
    const bool is_loaded = ui.snapshot.filter == ui.desk.filter;
    std::string title = ui.desk.list_title + (is_loaded ? " · " + std::to_string(ui.snapshot.total) : "");
    const float room = right - x - ButtonWidth(ui, back) - ui.Px(48);
    const Rect chip{x, y, std::min(TextWidth(ui, Face::kStrong, title), room) + ui.Px(24), ui.Px(28)};
    FillRect(chip, ui.theme.accent_bg, chip.h / 2);
    TextWithin(ui, x + ui.Px(12), y + ui.Px(4), room, Face::kStrong, ui.theme.accent, title);
    x = chip.Right() + ui.Px(8);
    if (Button(ui, x, y, back, ui.Px(28))) ui.desk.page = Page::kReview;
    return x + ButtonWidth(ui, back) + ui.Px(16);
  }

  // In a narrow window only what fits before `right`, the chosen one always; "more" opens the palette, which has all of them.
  static float Lists(Ui& ui, float x, float y, float right) {
    const bool is_searching = !ui.desk.filter.search.empty();
    float needed = 0;
    float room = right - x;
    for (const ListChoice& choice : kChoices) {
      const bool is_current = choice.value == ui.desk.filter.kind;
      needed += WidthOf(ui, choice, is_current && !is_searching);
      if (is_current) room -= WidthOf(ui, choice, !is_searching);
    }
    const ChipSpec more{"filter:more", ui.T("filter.more"), false, true};
    const bool is_short = needed > right - x;
    if (is_short) room -= ChipWidth(ui, more) + ui.Px(8);
    for (const ListChoice& choice : kChoices) {
      const bool is_current = ui.desk.filter.kind == choice.value;
      if (!is_current && WidthOf(ui, choice, false) > room) continue;
      if (!is_current) room -= WidthOf(ui, choice, false);
      const std::string label = LabelOf(ui, choice);
      const ChipSpec chip{choice.id, label, is_current && !is_searching, false};
      if (Chip(ui, x, y, chip)) Choose(ui, choice.value);
      x += ChipWidth(ui, chip) + ui.Px(8);
    }
    return is_short ? Menu(ui, x, y, more, Overlay::kPalette) : x;
  }

  static float WidthOf(Ui& ui, const ListChoice& choice, bool is_chosen) {
    const std::string label = LabelOf(ui, choice);
    return ChipWidth(ui, {choice.id, label, is_chosen, false}) + ui.Px(8);
  }

  static void Choose(Ui& ui, ListKind kind) {
    ui.desk.search.Reset("");
    ListFilter filter = ui.desk.filter;
    filter.kind = kind;
    filter.review = {};
    filter.search.clear();
    SetFilter(ui, filter);
    ui.desk.focus = Focus::kList;
  }

  static float Menu(Ui& ui, float x, float y, const ChipSpec& chip, Overlay overlay) {
    if (Chip(ui, x, y, chip)) OpenOverlay(ui, overlay, x, y + ui.Px(32));
    return x + ChipWidth(ui, chip) + ui.Px(8);
  }

  // Where the line is full, the field shrinks to a button and unfolds over the filters while it is used.
  static void Search(Ui& ui, const Rect& area, float left) {
    const bool has_focus = ui.desk.focus == Focus::kSearch;
    const float room = area.Right() - ui.Px(24) - left;
    const bool is_folded = room < ui.Px(150) && !has_focus && ui.desk.search.text().empty();
    const float width = is_folded ? ui.Px(kFoldedSearch) : room < ui.Px(150) ? ui.Px(280) : std::min(ui.Px(300), room);
    const Rect box{area.Right() - ui.Px(16) - width, area.y + ui.Px(6), width, ui.Px(29)};
    if (box.x < left && !is_folded)
      FillRect({box.x - ui.Px(8), area.y, area.Right() - box.x + ui.Px(8), area.h - 1}, ui.theme.panel);
    FillRect(box, ui.theme.panel, ui.Px(6));
    StrokeRect(box, has_focus ? ui.theme.accent : ui.theme.line, ui.Px(6));
    if (is_folded) {
      const Hit hit = HitArea(ui, box, "search");
      if (hit.pressed) ui.desk.focus = Focus::kSearch;
      if (hit.hovered) Tooltip(ui, ui.T("filter.search"));
    }
    const float icon = Icon(ui, box.x + ui.Px(10), box.y + ui.Px(4), Face::kText, ui.theme.ink3, icon::kSearch);
    const float cap = has_focus ? 0 : KeyCapWidth(ui, "/") + ui.Px(8);
    if (!has_focus) KeyCap(ui, box.Right() - cap, box.y + ui.Px(5), ui.theme.ink3, ui.theme.line, "/");
    if (!is_folded) Field(ui, box, icon, cap);
    ListFilter filter = ui.desk.filter;
    filter.search = ui.desk.search.text();
    SetFilter(ui, filter);
  }

  static void Field(Ui& ui, const Rect& box, float icon, float cap) {
    const bool has_focus = ui.desk.focus == Focus::kSearch;
    const float x = box.x + ui.Px(16) + icon;
    EditorSpec spec;
    spec.id = "search";
    spec.area = {x, box.y + ui.Px(4), box.Right() - x - ui.Px(8) - cap, ui.Px(21)};
    spec.placeholder = ui.T("filter.search");
    spec.is_single_line = true;
    spec.has_focus = has_focus;
    if (TextEditor(ui, ui.desk.search, spec).clicked) ui.desk.focus = Focus::kSearch;
    for (const KeyPress& press : ui.input.keys) {
      if (has_focus && press.key == Key::kEnter && !press.ctrl) ui.desk.focus = Focus::kList;
    }
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<FiltersView>(); }

}  // namespace replywatch::views::filters

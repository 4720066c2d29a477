// The head of the window: the shop, and the figures that matter.
#include "dashboard/ui/commands.h"
#include "dashboard/ui/draw.h"
#include "dashboard/ui/widgets.h"
#include "dashboard/view_models/incident_words.h"
#include "dashboard/view_models/today_words.h"
#include "dashboard/view_models/wait_words.h"
#include "dashboard/views/views.h"

namespace replywatch::views::top {
namespace {

struct Figure {
  std::string value;
  std::string label;
  Tone tone = Tone::kPlain;
  const char* id = "";
  Command opens = Command::kShowWaiting;
  std::string hint = {};
};

// kBrief: today's median in fewer words. kTight: private and public only under the mouse. kShort and kLeast: without what
// the lists tell as well.
enum class Room : std::uint8_t { kAmple, kBrief, kTight, kShort, kLeast };

std::vector<Figure> FiguresOf(const Ui& ui, Room room) {
  const bool is_brief = room != Room::kAmple;
  const bool hides_split = room >= Room::kTight;
  const LiveFigures& f = ui.snapshot.figures;
  std::vector<Figure> figures;
  const std::string split =
      ui.words.Text("top.split", {{"private", std::to_string(f.waiting_private)}, {"public", std::to_string(f.waiting_public)}});
  const std::string waiting = ui.words.Count("top.waiting", f.waiting);
  const std::string both = f.waiting > 0 ? waiting + " " + split : waiting;
  figures.push_back({std::to_string(f.waiting), hides_split ? waiting : both, f.waiting > 0 ? Tone::kRed : Tone::kPlain,
                     "top:waiting", Command::kShowWaiting,
                     hides_split && f.waiting > 0 ? std::to_string(f.waiting) + " " + both : std::string()});
  if (f.oldest_since)
    figures.push_back({SpanInWords(ui.now - *f.oldest_since, ui.words), std::string(ui.T("top.oldest")), Tone::kPlain,
                       "top:oldest", Command::kShowWaiting});
  figures.push_back({std::to_string(f.due_soon), std::string(ui.T("top.due")), f.due_soon > 0 ? Tone::kAmber : Tone::kPlain,
                     "top:due", Command::kShowDue});
  figures.push_back({std::to_string(f.problems), ui.words.Count("top.problems", f.problems), Tone::kPlain, "top:problems",
                     Command::kShowProblems});
  figures.push_back(
      {std::to_string(f.to_thank), std::string(ui.T("top.to_thank")), Tone::kPlain, "top:to_thank", Command::kShowToThank});
  const TodayWords today = DescribeToday(ui.snapshot.today, ui.words);
  const Tone tone = ui.snapshot.today.is_over_target ? Tone::kRed : Tone::kPlain;
  figures.push_back(
      {today.value, is_brief ? today.short_label : today.label, tone, "top:today", Command::kShowToday,
       is_brief || !today.cases.empty() ? today.label + (today.cases.empty() ? "" : ": " + today.cases) : std::string()});
  const auto drop = [&](Command command) {
    std::erase_if(figures, [&](const Figure& figure) { return figure.opens == command; });
  };
  if (room >= Room::kShort) drop(Command::kShowDue), drop(Command::kShowProblems);
  if (room >= Room::kLeast) drop(Command::kShowToThank);
  return figures;
}

float WidthOf(Ui& ui, const std::vector<Figure>& figures) {
  float width = 0;
  for (const Figure& f : figures)
    width += TextWidth(ui, Face::kFigure, f.value) + TextWidth(ui, Face::kSmall, f.label) + ui.Px(30);
  return width;
}

class TopView final : public View {
 public:
  Slot slot() const override { return Slot::kTop; }

  void Draw(Ui& ui, const Rect& area) override {
    FillBar(ui, area);
    const float y = area.y + ui.Px(11);
    float left = area.x + ui.Px(16);
    left += Text(ui, left, y, Face::kHeading, ui.theme.ink, "ReplyWatch") + ui.Px(16);
    left = Tabs(ui, area, left) + ui.Px(8);
    std::vector<Figure> figures = FiguresOf(ui, Room::kAmple);
    for (const Room room : {Room::kBrief, Room::kTight, Room::kShort, Room::kLeast}) {
      if (WidthOf(ui, figures) > area.Right() - left) figures = FiguresOf(ui, room);
    }
    const float needed = WidthOf(ui, figures);
    const bool names_shop = TextWidth(ui, Face::kSmall, ui.snapshot.shop) <= area.Right() - left - needed - ui.Px(16);
    if (names_shop) Text(ui, left, area.y + ui.Px(15), Face::kSmall, ui.theme.ink3, ui.snapshot.shop);
    float x = std::max(left, area.Right() - needed + ui.Px(8));
    for (const Figure& f : figures) {
      const float begin = x;
      x += Text(ui, x, area.y + ui.Px(9), Face::kFigure, ui.theme.Ink(f.tone), f.value) + ui.Px(6);
      x += Text(ui, x, area.y + ui.Px(15), Face::kSmall, ui.theme.ink2, f.label) + ui.Px(24);
      const Hit hit = HitArea(ui, {begin - ui.Px(4), area.y + ui.Px(4), x - begin - ui.Px(16), area.h - ui.Px(8)}, f.id);
      if (hit.hovered && !f.hint.empty()) Tooltip(ui, f.hint);
      if (hit.pressed) Run(ui, f.opens);
    }
  }

 private:
  static float Tabs(Ui& ui, const Rect& area, float x) {
    const bool is_review = ui.desk.page == Page::kReview;
    if (Tab(ui, area, x, ui.T("tab.inbox"), {}, "tab:inbox", !is_review)) ui.desk.page = Page::kInbox;
    if (Tab(ui, area, x, ui.T("tab.review"), InfoOf(Command::kReview).key, "tab:review", is_review) && !is_review)
      Run(ui, Command::kReview);
    const IncidentCounts counts = CountIncidents(ui.snapshot);
    std::string incidents(ui.T("tab.incidents"));
    if (counts.proposed + counts.open > 0) incidents += " · " + std::to_string(counts.proposed + counts.open);
    if (Tab(ui, area, x, incidents, InfoOf(Command::kIncidents).key, "tab:incidents", false)) Run(ui, Command::kIncidents);
    return x;
  }

  static bool Tab(Ui& ui, const Rect& area, float& x, std::string_view word, std::string_view key, const char* id,
                  bool is_current) {
    const Face face = is_current ? Face::kStrong : Face::kText;
    const float width = TextWidth(ui, face, word);
    const Hit hit = HitArea(ui, {x - ui.Px(8), area.y, width + ui.Px(16), area.h - 1}, id);
    Text(ui, x, area.y + ui.Px(13), face, is_current || hit.hovered ? ui.theme.ink : ui.theme.ink2, word);
    if (is_current) FillRect({x, area.Bottom() - ui.Px(2), width, ui.Px(2)}, ui.theme.accent);
    if (hit.hovered && !key.empty()) Tooltip(ui, key);
    x += width + ui.Px(20);
    return hit.pressed;
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<TopView>(); }

}  // namespace replywatch::views::top

// The head of the window: the shop, and the figures that matter.
#include "dashboard/ui/commands.h"
#include "dashboard/ui/draw.h"
#include "dashboard/ui/widgets.h"
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
};

std::vector<Figure> FiguresOf(const Ui& ui, bool is_tight) {
  const WaitFigures& f = ui.snapshot.figures;
  std::vector<Figure> figures;
  const std::string split = ui.words.Text("top.split", {{"private", std::to_string(f.waiting_private)}, {"public", std::to_string(f.waiting_public)}});
  figures.push_back({std::to_string(f.waiting), ui.words.Count("top.waiting", f.waiting) + (f.waiting > 0 && !is_tight ? " " + split : ""), f.waiting > 0 ? Tone::kRed : Tone::kPlain, "top:waiting", Command::kShowWaiting});
  if (f.oldest_since) figures.push_back({SpanInWords(ui.now - *f.oldest_since, ui.words), std::string(ui.T("top.oldest")), Tone::kPlain, "top:oldest", Command::kShowWaiting});
  figures.push_back({std::to_string(f.due_soon), std::string(ui.T("top.due")), f.due_soon > 0 ? Tone::kAmber : Tone::kPlain, "top:due", Command::kShowDue});
  figures.push_back({std::to_string(f.problems), ui.words.Count("top.problems", f.problems), Tone::kPlain, "top:problems", Command::kShowProblems});
  figures.push_back({std::to_string(f.to_thank), std::string(ui.T("top.to_thank")), Tone::kPlain, "top:to_thank", Command::kShowToThank});
  return figures;
}

float WidthOf(Ui& ui, const std::vector<Figure>& figures) {
  float width = 0;
  for (const Figure& f : figures) width += TextWidth(ui, Face::kFigure, f.value) + TextWidth(ui, Face::kSmall, f.label) + ui.Px(30);
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
    std::vector<Figure> figures = FiguresOf(ui, false);
    if (WidthOf(ui, figures) > area.Right() - left) figures = FiguresOf(ui, true);
    const float needed = WidthOf(ui, figures);
    TextWithin(ui, left, area.y + ui.Px(13), area.w - left - needed - ui.Px(16), Face::kText, ui.theme.ink2, ui.snapshot.shop);
    float x = std::max(left, area.Right() - needed + ui.Px(8));
    for (const Figure& f : figures) {
      const float begin = x;
      x += Text(ui, x, area.y + ui.Px(9), Face::kFigure, ui.theme.Ink(f.tone), f.value) + ui.Px(6);
      x += Text(ui, x, area.y + ui.Px(15), Face::kSmall, ui.theme.ink2, f.label) + ui.Px(24);
      if (HitArea(ui, {begin - ui.Px(4), area.y + ui.Px(4), x - begin - ui.Px(16), area.h - ui.Px(8)}, f.id).pressed) Run(ui, f.opens);
    }
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<TopView>(); }

}  // namespace replywatch::views::top

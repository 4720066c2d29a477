// The weekly review: a week beside the week before, in the same order every week; every number opens its list.
#include <algorithm>
#include <cmath>

#include "dashboard/ui/commands.h"
#include "dashboard/ui/review_charts.h"
#include "dashboard/ui/review_tables.h"
#include "dashboard/views/views.h"

namespace replywatch::views::review {
namespace {

constexpr float kWidest = 1240;
constexpr float kTwoColumns = 880;
constexpr float kGap = 16;
constexpr float kInset = 16;

using PartDraw = void (*)(Ui&, const ReviewSheet&, const Rect&);
struct PartLook {
  ReviewPart part;
  bool is_full = false;
  PartDraw draw = nullptr;
};
constexpr std::array<PartLook, kReviewParts> kParts{
    PartLook{ReviewPart::kPeople, false, DrawPeople},   PartLook{ReviewPart::kHeat, false, DrawHeat},
    PartLook{ReviewPart::kWaiting, false, DrawWaiting}, PartLook{ReviewPart::kFlow, false, DrawFlow},
    PartLook{ReviewPart::kLengths, false, DrawLengths}, PartLook{ReviewPart::kTrend, false, DrawTrend},
    PartLook{ReviewPart::kSplits, true, DrawSplits},    PartLook{ReviewPart::kLongest, true, DrawLongest},
    PartLook{ReviewPart::kCurves, false, DrawCurves},   PartLook{ReviewPart::kCauses, false, DrawCauses},
    PartLook{ReviewPart::kCases, false, DrawCases},     PartLook{ReviewPart::kCare, false, DrawCare}};

class ReviewView final : public View {
 public:
  Slot slot() const override { return Slot::kReview; }

  void Draw(Ui& ui, const Rect& area) override {
    const Rect head{area.x, area.y, area.w, ui.Px(56)};
    const ReviewSheet* sheet = ui.snapshot.review.get();
    const bool is_wanted = sheet != nullptr && (!ui.desk.review_week || *ui.desk.review_week == sheet->week);
    FillBar(ui, head);
    Head(ui, sheet, head);
    const Rect page{area.x, head.Bottom(), area.w, area.h - head.h};
    if (sheet == nullptr || (!is_wanted && sheet->language.empty())) {
      Text(ui, page.x + ui.Px(24), page.y + ui.Px(24), Face::kText, ui.theme.ink2, ui.T("review.loading"));
      return;
    }
    Page(ui, *sheet, page);
  }

 private:
  static void Go(Ui& ui, IsoWeek week) {
    ui.desk.review_week = week;
    ui.desk.focus = Focus::kList;
  }

  static void Head(Ui& ui, const ReviewSheet* sheet, const Rect& area) {
    const float y = area.y + ui.Px(13);
    float x = area.x + ui.Px(16);
    // Where it is narrow the arrows alone leave room for the week.
    const bool is_narrow = area.w < ui.Px(1100);
    const ButtonSpec previous{"review:previous", is_narrow ? "←" : ui.T("review.previous"), is_narrow ? "" : "←",
                              ButtonLook::kPlain, sheet != nullptr};
    const ButtonSpec next{"review:next", is_narrow ? "→" : ui.T("review.next"), is_narrow ? "" : "→", ButtonLook::kPlain,
                          sheet != nullptr && sheet->week_after.has_value()};
    const ButtonSpec back{"review:back", ui.T(is_narrow ? "tab.inbox" : "review.back"), "Esc", ButtonLook::kPlain};
    if (Button(ui, x, y, previous) && sheet != nullptr) Go(ui, sheet->week_before);
    x += ButtonWidth(ui, previous) + ui.Px(8);
    if (Button(ui, x, y, next) && sheet != nullptr && sheet->week_after) Go(ui, *sheet->week_after);
    x += ButtonWidth(ui, next) + ui.Px(20);
    const float right = area.Right() - ui.Px(16) - ButtonWidth(ui, back);
    if (Button(ui, right, y, back)) ui.desk.page = replywatch::Page::kInbox;
    if (sheet == nullptr) return;
    TextWithin(ui, x, area.y + ui.Px(6), right - x - ui.Px(16), Face::kHeading, ui.theme.ink, sheet->title);
    TextWithin(ui, x, area.y + ui.Px(30), right - x - ui.Px(16), Face::kSmall, ui.theme.ink2, sheet->subtitle);
  }

  // Arrows turn the weeks and move the page.
  static float TakeKeys(Ui& ui, const ReviewSheet& sheet, float page) {
    float by = 0;
    if (ui.IsOverlayOpen()) return by;
    for (const KeyPress& press : ui.input.keys) {
      if (press.ctrl || press.alt) continue;
      switch (press.key) {
        case Key::kLeft: Go(ui, sheet.week_before); break;
        case Key::kRight:
          if (sheet.week_after) Go(ui, *sheet.week_after);
          break;
        case Key::kJ:
        case Key::kDown: by += ui.Px(60); break;
        case Key::kK:
        case Key::kUp: by -= ui.Px(60); break;
        case Key::kPageDown: by += page * 0.9F; break;
        case Key::kPageUp: by -= page * 0.9F; break;
        case Key::kHome: by = -1e7F; break;
        case Key::kEnd: by = 1e7F; break;
        default: break;
      }
    }
    return by;
  }

  void Page(Ui& ui, const ReviewSheet& sheet, const Rect& area) {
    ScrollRegion scroll(ui, "review", area, ui.theme.bg);
    const float by = TakeKeys(ui, sheet, area.h);
    if (by != 0) ImGui::SetScrollY(std::clamp(ImGui::GetScrollY() + by, 0.0F, ImGui::GetScrollMaxY()));
    const float width = std::min(area.w - ui.Px(48), ui.Px(kWidest));
    const float x = area.x + (area.w - width) / 2;
    float y = scroll.Top() + ui.Px(20);
    y += DrawTiles(ui, sheet, {x, y, width, 0}) + ui.Px(kGap);
    const bool has_two = width >= ui.Px(kTwoColumns);
    for (std::size_t i = 0; i < kParts.size(); ++i) {
      const bool is_pair = has_two && !kParts.at(i).is_full;
      const float part_w = is_pair ? (width - ui.Px(kGap)) / 2 : width;
      float height = Height(ui, sheet, kParts.at(i), part_w);
      if (is_pair) height = std::max(height, Height(ui, sheet, kParts.at(i + 1), part_w));
      Part(ui, sheet, kParts.at(i), {x, y, part_w, height}, scroll);
      if (is_pair) Part(ui, sheet, kParts.at(++i), {x + part_w + ui.Px(kGap), y, part_w, height}, scroll);
      y += height + ui.Px(kGap);
    }
    y += Action(ui, sheet, {x, y, width, 0}) + ui.Px(20);
    scroll.SetContentHeight(y - scroll.Top());
  }

  static float TextHeight(Ui& ui, Face face, std::string_view text, float width) {
    return ui.layouts.Get(ui.fonts, face, text, std::max(1.0F, width)).Height();
  }

  static float HeadHeight(Ui& ui, const ReviewHead& head, float inner) {
    return ui.Px(22) + TextHeight(ui, Face::kSmall, head.definition, inner) + ui.Px(12);
  }

  // Notes that are only read may take several lines.
  static float NotesHeight(Ui& ui, const ReviewHead& head, float inner) {
    float height = 0;
    for (const ReviewNumber& note : head.notes)
      height += (note.opens ? ui.fonts.LineHeight(Face::kSmall) : TextHeight(ui, Face::kSmall, note.text, inner)) + ui.Px(4);
    return height > 0 ? height + ui.Px(8) : 0;
  }

  static float ContentHeight(const Ui& ui, const ReviewSheet& sheet, ReviewPart part) {
    const float table = TableHeight(ui, sheet, part);
    return table > 0 ? table : ChartHeight(ui, sheet, part);
  }

  static float Height(Ui& ui, const ReviewSheet& sheet, const PartLook& look, float width) {
    const ReviewHead& head = sheet.Head(look.part);
    const float inner = width - ui.Px(2 * kInset);
    return 2 * ui.Px(kInset) + HeadHeight(ui, head, inner) + ContentHeight(ui, sheet, look.part) + NotesHeight(ui, head, inner);
  }

  static void Part(Ui& ui, const ReviewSheet& sheet, const PartLook& look, const Rect& card, const ScrollRegion& scroll) {
    if (!scroll.IsVisible(card.y, card.h)) return;
    FillRect(card, ui.theme.panel, ui.Px(8));
    StrokeRect(card, ui.theme.line, ui.Px(8));
    const ReviewHead& head = sheet.Head(look.part);
    const Rect inner = card.Inset(ui.Px(kInset));
    TextWithin(ui, inner.x, inner.y, inner.w, Face::kStrong, ui.theme.ink, head.title);
    WrappedText(ui, inner.x, inner.y + ui.Px(22), inner.w, Face::kSmall, ui.theme.ink3, head.definition);
    const float top = inner.y + HeadHeight(ui, head, inner.w);
    const float content = ContentHeight(ui, sheet, look.part);
    look.draw(ui, sheet, {inner.x, top, inner.w, content});
    float y = top + content + ui.Px(8);
    for (std::size_t i = 0; i < head.notes.size(); ++i) {
      const ReviewNumber& note = head.notes[i];
      const std::string id = "note:" + std::to_string(static_cast<int>(look.part)) + ":" + std::to_string(i);
      if (!note.opens) y += WrappedText(ui, inner.x, y, inner.w, Face::kSmall, ui.theme.ink2, note.text) + ui.Px(4);
      if (!note.opens) continue;
      DrawNumber(ui, inner.x, y, {Face::kSmall, ui.theme.ink2, Anchor::kLeft, inner.w}, note, id);
      y += ui.fonts.LineHeight(Face::kSmall) + ui.Px(4);
    }
  }

  static float Action(Ui& ui, const ReviewSheet& sheet, Rect card) {
    const float inner = card.w - ui.Px(2 * kInset);
    const bool is_open = sheet.last_action && !sheet.last_action->done_at;
    const float text = TextHeight(ui, Face::kText, sheet.action_text, inner);
    const float last = TextHeight(ui, Face::kText, sheet.last_action_text, inner);
    card.h = ui.Px(2 * kInset + 26 + 12 + 30 + 12) + text + last + (is_open ? ui.Px(42) : 0);
    FillRect(card, ui.theme.accent_bg, ui.Px(8));
    const float x = card.x + ui.Px(kInset);
    float y = card.y + ui.Px(kInset);
    Text(ui, x, y, Face::kStrong, ui.theme.ink, sheet.action_title);
    y += ui.Px(26);
    y += WrappedText(ui, x, y, inner, Face::kText, ui.theme.ink, sheet.action_text) + ui.Px(8);
    const ButtonSpec decide{"review:decide",
                            ui.T(sheet.action ? "review.change" : "review.decide"),
                            {},
                            sheet.action ? ButtonLook::kPlain : ButtonLook::kPrimary};
    if (Button(ui, x, y, decide)) Decide(ui, sheet);
    y += ui.Px(30 + 16);
    y += WrappedText(ui, x, y, inner, Face::kText, ui.theme.ink2, sheet.last_action_text) + ui.Px(8);
    const ButtonSpec done{"review:done", ui.T("review.done"), {}, ButtonLook::kPlain};
    if (is_open && Button(ui, x, y, done)) OpenOverlay(ui, Overlay::kWeekOutcome, 0, 0);
    return card.h;
  }

  static void Decide(Ui& ui, const ReviewSheet& sheet) {
    OpenOverlay(ui, Overlay::kWeekAction, 0, 0);
    ui.desk.action_owner = sheet.action ? sheet.action->owner : ui.desk.agent;
    if (sheet.action) ui.desk.palette.Reset(sheet.action->text);
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<ReviewView>(); }

}  // namespace replywatch::views::review

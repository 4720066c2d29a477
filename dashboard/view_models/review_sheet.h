// ReviewSheet: the weekly review as the screen shows it: every text in the reader's language, every number with the list that
// stands behind it, charts in shares of their frame. Made off the UI thread. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/rules/review_lists.h"
#include "shared/settings/review_words.h"

namespace replywatch {

struct ReviewNumber {
  std::string text;
  std::string title;                   // what its list is called
  std::optional<ReviewQuery> opens;    // absent: nothing stands behind it
  std::optional<std::int64_t> length;  // how long the list is, where the figures tell
  int columns = 1;                     // of the table; cases one by one take several
};

struct ReviewTile {
  ReviewNumber now;
  ReviewNumber last;
  std::string label;
  Verdict verdict = Verdict::kNone;
  std::string verdict_word;  // empty: neither better nor worse
};

struct ReviewRow {
  std::string name;
  std::vector<ReviewNumber> cells;
};

struct ReviewTable {
  std::vector<std::string> columns;  // without the name's
  std::vector<ReviewRow> rows;
};

// One wait in words: person, where, about, owner, how long.
struct ReviewWaitLine {
  ConversationId conversation;
  std::array<std::string, 5> cells;
};

// In the fixed order of the review.
enum class ReviewPart : std::uint8_t {
  kPeople,
  kHeat,
  kWaiting,
  kFlow,
  kLengths,
  kTrend,
  kSplits,
  kLongest,
  kCurves,
  kCauses,
  kCases,
  kCare
};
inline constexpr std::size_t kReviewParts = 12;

struct ReviewHead {
  std::string title;
  std::string definition;
  std::vector<ReviewNumber> notes;  // below; a note without a list is only read
};

// Heights are shares of the highest.
struct LengthBar {
  std::string label;
  float height = 0;
  float later_height = 0;
  float last_height = 0;
  ReviewNumber number;
  ReviewNumber later;
  ReviewNumber last;
};

struct HeatSquare {
  int shade = 0;
  bool is_over = false;
  ReviewNumber number;  // its text is what the pointer tells
};

struct FlowBar {
  std::string day;
  bool is_ahead = false;
  float started_height = 0;
  float answered_height = 0;
  ReviewNumber started;
  ReviewNumber answered;
  ReviewNumber open;
  ReviewNumber open_last;
};

struct ChartPoint {
  float x = 0;  // 0..1 from the left
  float y = 0;  // 0..1 from the foot
};

struct TrendPoint {
  float x = 0;
  float y = 0;
  ReviewNumber number;
};

struct TrendLine {
  std::vector<TrendPoint> points;
  std::string label;
};

struct TrendMark {
  std::string label;
  IsoWeek week;
  float x = 0;
};

struct SurvivalLine {
  std::vector<ChartPoint> points;  // corners of the steps
  std::optional<ChartPoint> median;
  ReviewNumber number;  // "public · 41 min"; empty: nobody wrote there
  bool is_upper = false;
};

struct CauseBar {
  std::string name;
  float length = 0;
  float last_length = 0;
  ReviewNumber number;
  ReviewNumber last;
};

// A share of the height or width of a chart, with its word.
struct AxisMark {
  float at = 0;
  std::string label;
};

struct ReviewSheet {
  IsoWeek week;
  IsoWeek week_before;
  std::optional<IsoWeek> week_after;  // absent: it has not begun
  std::string language;
  std::string title;
  std::string subtitle;
  std::vector<ReviewTile> tiles;
  std::array<ReviewHead, kReviewParts> heads;
  ReviewTable people;
  ReviewTable splits;
  ReviewTable cases;
  ReviewTable care;
  std::array<std::string, 5> wait_columns;
  std::vector<ReviewWaitLine> waiting;  // the longest few
  std::vector<ReviewWaitLine> longest;
  std::array<LengthBar, 6> lengths;
  std::array<std::array<HeatSquare, 24>, 7> heat;
  std::array<std::string, 7> weekdays;
  std::array<FlowBar, 7> flow;
  std::string flow_open;
  std::string last_suffix;
  std::vector<AxisMark> length_axis;
  std::vector<TrendMark> trend_weeks;
  TrendLine trend_median;
  TrendLine trend_p90;
  std::optional<AxisMark> trend_target;
  std::string trend_weeks_word;
  SurvivalLine curve_public;
  SurvivalLine curve_private;
  std::vector<ChartPoint> curve_public_last;
  std::vector<ChartPoint> curve_private_last;
  std::string axis_end;
  std::array<std::string, 2> share_axis;  // a half, all
  std::vector<CauseBar> causes;
  std::optional<WeeklyAction> action;
  std::optional<WeeklyAction> last_action;
  std::string action_title;
  std::string action_text;  // decided, or where the figures point
  std::string last_action_text;

  const ReviewHead& Head(ReviewPart part) const { return heads.at(static_cast<std::size_t>(part)); }
};

// `hours` are the shop's; `now` decides which weeks have begun.
ReviewSheet MakeReviewSheet(const Review& review, const ReviewWords& words, const BusinessHours& hours, Timestamp now);

// Parts of it: the charts.
void FillCharts(const Review& review, const ReviewWords& words, ReviewSheet& sheet);

// A number that opens a list.
ReviewNumber Listed(std::string text, std::string title, ReviewQuery query, std::optional<std::int64_t> length = {});

}  // namespace replywatch

// WeekFigures: everything the review says about one week. A wait belongs to the week in which it started by the shop's clock and
// is censored at that week's end; answers given later are a second series. Closed or withdrawn without an answer: censored at
// that instant, and counted apart. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "shared/rules/business_hours.h"
#include "shared/rules/review_input.h"
#include "shared/rules/wait_figures.h"

namespace replywatch {

// Private median ÷ public median.
struct Parity {
  std::optional<double> ratio;  // absent: one side has few cases, or the public median is not reached
  bool is_over = false;         // the private median is not reached: more than `ratio`
};

struct People {
  std::int64_t people = 0;  // distinct contacts
  std::int64_t messages = 0;
};

struct CauseFigures {
  std::string cause;  // empty: none noted
  std::int64_t cases = 0;
  Duration spent;        // on our side until the week's end
  double cumulated = 0;  // share of all problem cases up to and including this cause
};

struct ProblemFigures {
  std::int64_t cases = 0;
  std::int64_t resolved = 0;                 // by the week's end
  std::optional<Quantile> first_resolution;  // median, by the calendar
  Duration spent;
  std::vector<CauseFigures> causes;  // most cases first; what has none noted last
  std::vector<ConversationId> conversations;
};

struct CaseFigures {
  std::int64_t handed_over = 0;        // conversations that passed from one person to another
  std::int64_t handed_over_again = 0;  // of these, twice or more within the week
  std::int64_t reopened = 0;           // matters that came back, or that staff took up again, within 7 days of "done"
};

struct PromiseFigures {
  std::int64_t kept = 0;    // due this week and kept in time
  std::int64_t broken = 0;  // due this week and not kept in time
  std::int64_t open = 0;    // made, and due after the week
};

struct Coverage {
  std::optional<double> seen;  // share of `watched` that was not blind; absent: nothing was recorded then
  Duration watched;            // since each inbox was first read, within the week; summed over inboxes, as the next two
  Duration unwatched;          // of the week so far, before that
  Duration blind;
  std::vector<std::pair<InboxId, Duration>> blind_inboxes;  // those with any, longest first
};

struct AlertFigures {
  std::int64_t sent = 0;
  std::int64_t acted_on = 0;  // by the week's end
};

struct HeatCell {
  std::int64_t messages = 0;
  std::int64_t waits = 0;
  bool over_target = false;  // the median of the waits begun in it
};

// 0: nothing; 1..kShades by the root of the share of the busiest hour, so that quiet hours still differ.
inline constexpr int kShades = 5;
int ShadeOf(std::int64_t messages, std::int64_t most);
std::int64_t MostMessages(const std::array<std::array<HeatCell, 24>, 7>& heat);

struct DayFlow {
  LocalDay day = 0;
  bool is_ahead = false;  // not begun when the review was made
  std::int64_t started = 0;
  std::int64_t answered = 0;  // that day, whenever begun
  std::int64_t open = 0;      // at the day's end
};

struct WeekFigures {
  IsoWeek week;
  WeekBounds bounds;
  People people;
  std::array<People, kChannels> by_channel;
  std::vector<std::pair<InboxId, People>> by_inbox;  // most people first
  WaitFigures calendar;                              // waits for an answer
  WaitFigures shop;                                  // the same in opening time
  std::array<double, 4> within_lines{};              // share within each reference line, by Kaplan-Meier
  std::int64_t answered_later = 0;                   // after the week's end
  std::optional<Quantile> later_median;              // of those
  std::array<WaitFigures, kChannels> channels;       // for an answer
  std::array<WaitFigures, kTopics> topics;
  Parity parity;
  ProblemFigures problems;
  CaseFigures cases;
  AftermathFigures aftermath;  // of problems solved in the seven days before the week
  PromiseFigures promises;
  WaitFigures thanks;  // of praise: answered is thanked
  Coverage coverage;
  AlertFigures alerts;
  Distribution distribution;
  std::array<std::array<HeatCell, 24>, 7> heat{};  // [Monday first][hour]
  SurvivalCurve public_curve;
  SurvivalCurve private_curve;
  std::array<DayFlow, 7> flow{};
};

// `history`, `open_before` and `inboxes` as in ReviewInput.
WeekFigures FiguresOfWeek(const WeekInput& input, const ReviewInput& review, IsoWeek week, WeekBounds bounds,
                          const BusinessHours& hours);

// Where a promise counts; nullopt: nowhere in this week.
enum class PromiseGroup : std::uint8_t { kKept, kBroken, kOpen };
std::optional<PromiseGroup> GroupOf(const Promise& promise, WeekBounds bounds);

// What the flow of a day counts: answered within [begin, end), open at `end`.
bool WasAnsweredWithin(const WaitSpan& span, Timestamp begin, Timestamp end);
bool WasOpenAt(const WaitSpan& span, Timestamp end);

// A time in which an inbox could not be read, within a week. Of one inbox they do not overlap.
struct BlindStretch {
  InboxId inbox_id;
  Timestamp from;
  Timestamp to;
};
std::vector<BlindStretch> BlindStretches(std::span<const BlindSpell> spells, std::span<const WatchedInbox> inboxes,
                                         WeekBounds bounds);

// A matter that came back within kReopenedWithin of "done".
bool CameBack(const ReviewWait& wait);

// The parts that charts draw. Internal to rules/: week_charts.cc.
void FillHeat(WeekFigures& figures, const WeekInput& input, const Zone& zone);
void FillFlow(WeekFigures& figures, const ReviewInput& review, const Zone& zone);
Coverage CoverageOf(std::span<const BlindSpell> spells, std::span<const WatchedInbox> inboxes, WeekBounds bounds);

}  // namespace replywatch

// Review: a week of the shop beside the week before, in the fixed order of the page, with what the
// charts draw, the longest waits and the one action. Pure; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/rules/week_figures.h"

namespace replywatch {

inline constexpr int kTrendWeeks = 12;
inline constexpr std::size_t kLongestWaits = 10;

struct TrendWeek {
  IsoWeek week;
  std::int64_t waits = 0;
  std::optional<Quantile> median;  // each week censored at its own end
  std::optional<Quantile> p90;
};

// A wait with how long it lasted until the week's end.
struct ListedWait {
  ReviewWait wait;
  Duration lasted;
  bool was_open = false;
};

// Where the week's figures point; what to do is people's to decide.
enum class Pointer : std::uint8_t { kNothing, kCause, kPrivate, kPromises, kWaiting };
struct Suggestion {
  Pointer pointer = Pointer::kNothing;
  std::string cause;  // with kCause
  double amount = 0;  // kCause: its share of the problem cases; kPrivate: the parity; else how many
};

struct Review {
  WeekFigures this_week;
  WeekFigures last_week;
  bool is_complete = true;                  // false: the week was not over yet
  std::vector<TrendWeek> trend;             // oldest first, ending with this week
  std::optional<Duration> usual_target;     // the one that most waits of the week had
  std::vector<ListedWait> longest;          // at most kLongestWaits, longest first
  std::vector<ListedWait> waiting;          // of the week, open at its end, longest first
  std::int64_t waiting_longer = 0;          // begun before the week and open at its end
  std::optional<WeeklyAction> action;       // decided in this review
  std::optional<WeeklyAction> last_action;  // decided a week ago: was it done, did it help?
  Suggestion suggestion;
};

// What the ids in a review are called. Contacts: those of the longest waits and of who still waits only.
struct ReviewNames {
  std::map<ContactId, std::string> contacts;
  std::map<AgentId, std::string> agents;
  std::map<InboxId, WatchedInbox> inboxes;
};
// How many of those who still wait are named.
inline constexpr std::size_t kNamedWaiting = 200;

// How this week compares with the last.
// Weeks differ by chance: what is apart by a twentieth or less is called neither better nor worse.
inline constexpr double kAlike = 0.05;

enum class Verdict : std::uint8_t { kNone, kBetter, kWorse };                // kNone: alike, or one of the two is missing
Verdict JudgeLess(std::optional<double> now, std::optional<double> before);  // less is better
Verdict JudgeMore(std::optional<double> now, std::optional<double> before);
// A quantile to be judged: one that was not reached is more than its value. Absent also where it is of few cases: those
// differ by chance.
std::optional<double> Judged(const std::optional<Quantile>& quantile, std::int64_t cases);

// The waits that began today, open ones counted in.
struct TodayFigures {
  std::int64_t waits = 0;
  std::optional<Quantile> median;  // absent with few
  std::vector<Observation> cases;  // each, shortest first, where there are few
  std::optional<Duration> target;  // the one that most of them have
  bool is_over_target = false;     // more than half of them, each against its own
};
TodayFigures FiguresOfToday(const std::vector<WaitSpan>& spans, Timestamp now);

// The whole week by the shop's clock, daylight saving included.
WeekBounds BoundsOf(IsoWeek week, const Zone& zone);
// `weeks` >= 0 weeks earlier.
IsoWeek WeekBefore(IsoWeek week, int weeks = 1);
// The last week that is over at `now`.
IsoWeek LastCompleteWeek(Timestamp now, const Zone& zone);

// A week that is not over is censored at `now`. `input.week` must have begun.
Review BuildReview(const ReviewInput& input, const BusinessHours& hours, Timestamp now);

}  // namespace replywatch

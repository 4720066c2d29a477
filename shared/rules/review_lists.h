// ReviewLists: which messages, waits or matters stand behind a number of the review. Chosen by the same rules that count them, so
// that a list is as long as its number says. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shared/rules/review.h"

namespace replywatch {

enum class ReviewSet : std::uint8_t {
  kWaits,  // begun in the week; see ReviewQuery::part
  kMessages,
  kPeople,
  kProblems,      // matters with a problem, opened in the week
  kSolved,        // of these, by the week's end
  kThankedAfter,  // matters solved in the seven days before the week: what their people did since
  kPraisedAfter,
  kWroteAfter,
  kProblemAfter,
  kHandedOver,
  kHandedOverAgain,
  kReopened,
  kPromisesKept,
  kPromisesBroken,
  kPromisesOpen,
  kAlerts,
  kAlertsActedOn,
  kBlind,
  kAnsweredOnDay,  // whenever begun
  kOpenAfterDay,   // likewise
};

enum class WaitPart : std::uint8_t {
  kAll,
  kWaiting,  // open at the week's end
  kAnswered,
  kClosed,
  kLiked,
  kWithdrawn,
  kAnsweredLater,  // after the week's end
  kPlace,          // in one bar of the distribution
  kLaterPlace,     // in the hatched part of one
  kWithTarget,
  kOfParity,  // public or private
};

// What is not set does not narrow.
struct ReviewQuery {
  IsoWeek week;
  ReviewSet set = ReviewSet::kWaits;
  WaitPart part = WaitPart::kAll;
  std::size_t place = 0;  // with kPlace and kLaterPlace
  std::optional<Channel> channel;
  std::optional<Topic> topic;  // of waits; praise: those to thank
  std::optional<int> day;      // 0 = Monday
  std::optional<int> hour;
  InboxId inbox;
  std::optional<std::string> cause;  // of problems; empty: those without one
  int weeks_back = 0;                // of the last two sets: the number stands in the review of a week so many later
  bool operator==(const ReviewQuery&) const = default;
};

// One line of a list. Of waits: with how long they lasted.
struct ReviewItem {
  ConversationId conversation;  // 0: it is about none, or the message tells
  MessageId message;            // 0: the wait or the conversation tells
  InboxId inbox;                // where there is neither
  Timestamp at;
  std::optional<ListedWait> wait;
  std::optional<Duration> lasted;  // of a blind spell
};

// Waits longest first, everything else newest first. For every set but the last two. `bounds`: of the week, cut off at now.
std::vector<ReviewItem> ItemsOf(const ReviewQuery& query, const WeekInput& week, std::span<const WatchedInbox> inboxes,
                                WeekBounds bounds, const Zone& zone);
// For the last two: `spans` as in ReviewInput::history, with those begun before it and open still.
std::vector<ReviewItem> ItemsOfDay(const ReviewQuery& query, std::span<const WaitSpan> spans, Timestamp now, const Zone& zone);

}  // namespace replywatch

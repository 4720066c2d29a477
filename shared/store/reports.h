// Reports: what the weekly review reads, always by a window of time, so that its cost grows with the week and not with the
// database; and which reviews were delivered. Windows are [from, to).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/rules/review_input.h"

namespace replywatch {

class Reports {
 public:
  virtual ~Reports() = default;

  // Waits of both kinds that started in the window, by start.
  virtual Result<std::vector<ReviewWait>> Waits(Timestamp from, Timestamp to) = 0;
  // Waits for an answer that started in the window, by start.
  virtual Result<std::vector<WaitSpan>> Spans(Timestamp from, Timestamp to) = 0;
  // Waits for an answer that started before and are open still.
  virtual Result<std::int64_t> CountOpen(Timestamp before) = 0;
  virtual Result<std::vector<WaitSpan>> OpenSpans(Timestamp before) = 0;
  // Incoming messages by the platform's time.
  virtual Result<std::vector<Arrival>> Arrivals(Timestamp from, Timestamp to) = 0;
  // Matters with a problem in them that were opened in the window.
  virtual Result<std::vector<ProblemCase>> Problems(Timestamp from, Timestamp to) = 0;
  // Matters with a problem in them that were first solved in the window, and what their people wrote within kAftermath of it.
  virtual Result<std::vector<SolvedCase>> Solved(Timestamp from, Timestamp to) = 0;
  // From one person to another; taking what nobody owned is none, nor is what was undone.
  virtual Result<std::vector<HandOver>> HandOvers(Timestamp from, Timestamp to) = 0;
  // By staff, in the window.
  virtual Result<std::vector<Reopening>> Reopenings(Timestamp from, Timestamp to) = 0;
  // Due in the window; withdrawn ones included.
  virtual Result<std::vector<Promise>> PromisesDue(Timestamp from, Timestamp to) = 0;
  // First sent in the window and opened at most kAlertAge before it. Of what no notifier was given the latest sending counts.
  virtual Result<std::vector<AlertTimes>> Alerts(Timestamp from, Timestamp to) = 0;
  // Touching the window.
  virtual Result<std::vector<BlindSpell>> BlindSpells(Timestamp from, Timestamp to) = 0;
  virtual Result<std::vector<WatchedInbox>> Inboxes() = 0;

  // `to`: an address; empty: the folder. False when that had been remembered before.
  virtual Result<bool> RememberDelivery(IsoWeek week, const std::string& to, Timestamp at) = 0;
  virtual Result<bool> WasDelivered(IsoWeek week, const std::string& to) = 0;
};

inline constexpr Duration kAlertAge = Duration::Days(28);

}  // namespace replywatch

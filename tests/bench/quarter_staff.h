// QuarterStaff: three simulated people who answer during opening hours, through the same actions as the dashboard: some things at
// once, some only when an alert has told them, some too late. Deterministic for a seed. One thread.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "collector/daemon.h"

namespace replywatch {

class QuarterStaff {
 public:
  // `parts` outlives this.
  QuarterStaff(CollectorParts& parts, std::uint32_t seed);

  // What everybody does in ten minutes of an open shop.
  Status Work(Timestamp now);

  int replies() const { return replies_; }
  // "I answer by …", by conversation.
  const std::map<ConversationId, std::vector<Timestamp>>& promised() const { return promised_; }
  int handed_over() const { return handed_over_; }

 private:
  Status WorkOf(Session& session, const Agent& agent, Timestamp now);
  Status ReadMail(Session& session, Timestamp now);
  Status Act(Session& session, const Agent& agent, const WaitRow& row, Timestamp now);
  Status Reply(Session& session, const Agent& agent, const WaitRow& row, Timestamp now);
  Status Thank(Session& session, const Agent& agent, Timestamp now);
  Status CloseWhatIsOver(Session& session, Timestamp now);
  Status SettleWhatFailed(Session& session, Timestamp now);
  bool Chance(double share) { return std::uniform_real_distribution<double>(0, 1)(random_) < share; }

  CollectorParts& parts_;
  BusinessHours hours_;
  std::mt19937 random_;
  std::vector<Agent> agents_;
  std::int64_t newest_read_ = 0;                                   // notification
  std::map<std::string, std::map<ConversationId, AlertId>> told_;  // what each has been told about
  std::map<ConversationId, Timestamp> over_at_;                    // to be marked as done
  std::map<ConversationId, Timestamp> answered_at_;
  int replies_ = 0;
  std::map<ConversationId, std::vector<Timestamp>> promised_;
  int handed_over_ = 0;
};

}  // namespace replywatch

// Cases: what staff record about a conversation beyond its messages: causes, promises, incidents, and the week's action.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/message.h"
#include "shared/model/promise.h"

namespace replywatch {

struct CauseEntry {
  ConversationId conversation_id;
  std::string cause;  // key of config/causes.json; empty: taken back
  Timestamp at;
  AgentId agent_id;
};

struct ProblemSeen {
  Timestamp at;
  InboxId inbox_id;
  ContactId contact_id;  // that the person is shown as
  std::string cause;     // of its conversation; empty: none
};

// One message of a person that reports a problem, or carries a pattern flag from when it did.
struct ToldProblem {
  MessageId id;
  ConversationId conversation_id;
  Timestamp at;
  Visibility visibility = Visibility::kPublic;
  Flags flags;
  bool is_problem = false;  // now, and an answer is expected
  bool corrected = false;   // by a person
};

// Before everything.
inline constexpr Timestamp kEver{std::numeric_limits<std::int64_t>::min()};

class Cases {
 public:
  virtual ~Cases() = default;

  virtual Status AddCause(const CauseEntry& entry) = 0;
  // The one that counts; empty: none.
  virtual Result<std::string> CauseOf(ConversationId id) = 0;

  virtual Result<PromiseId> AddPromise(const Promise& promise) = 0;
  // Writes text, due_at, kept_at, withdrawn_at. kNotFound for an unknown id.
  virtual Status UpdatePromise(const Promise& promise) = 0;
  virtual Result<std::optional<Promise>> GetPromise(PromiseId id) = 0;
  virtual Result<std::vector<Promise>> PromisesOf(ConversationId id) = 0;  // by due_at
  // Neither kept nor withdrawn, due before `before` (exclusive), earliest first.
  virtual Result<std::vector<Promise>> OpenPromises(Timestamp before, int limit) = 0;

  virtual Result<IncidentId> AddIncident(const Incident& incident) = 0;
  virtual Status UpdateIncident(const Incident& incident) = 0;
  virtual Result<std::optional<Incident>> GetIncident(IncidentId id) = 0;
  // Proposed and open ones, newest first.
  virtual Result<std::vector<Incident>> LiveIncidents() = 0;
  // Whatever became of them, newest first.
  virtual Result<std::vector<Incident>> Incidents(int limit) = 0;

  // Incoming messages that report a problem, written within [from, to), by time.
  virtual Result<std::vector<ProblemSeen>> ProblemsBetween(Timestamp from, Timestamp to) = 0;
  // The newest `limit` of one person, by time; empty unless one written at or after `from` stands as the detector decided it.
  // kEver: all.
  virtual Result<std::vector<ToldProblem>> ProblemsOf(ContactId id, Timestamp from, int limit) = 0;

  // One a week; a second replaces it.
  virtual Status PutAction(const WeeklyAction& action) = 0;
  virtual Result<std::optional<WeeklyAction>> ActionOf(IsoWeek week) = 0;
};

}  // namespace replywatch

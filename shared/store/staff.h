// Staff: agents, drafts, and the audit trail.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/agent.h"
#include "shared/model/audit_event.h"

namespace replywatch {

// What somebody began to write in a conversation.
struct Draft {
  ConversationId conversation_id;
  AgentId agent_id;
  std::string mode;  // "public", "private" or "note"
  std::string text;
  Timestamp at;
};

class Staff {
 public:
  virtual ~Staff() = default;

  virtual Result<std::vector<Agent>> Agents() = 0;
  // Creates or updates by name; whether they are away stays as it is.
  virtual Result<AgentId> Put(const Agent& agent) = 0;
  virtual Result<std::optional<Agent>> FindAgent(const std::string& name) = 0;
  virtual Status SetAway(AgentId id, std::optional<Timestamp> until) = 0;

  virtual Status Record(const AuditEvent& event) = 0;
  virtual Result<std::vector<AuditEvent>> EventsOf(ConversationId id) = 0;
  virtual Result<std::vector<AuditEvent>> LatestEvents(int limit) = 0;

  // One per (conversation, agent, mode); an empty text removes it.
  virtual Status SaveDraft(const Draft& draft) = 0;
  virtual Result<std::vector<Draft>> Drafts(AgentId agent) = 0;
  virtual Result<std::vector<Draft>> DraftsOf(ConversationId id) = 0;
};

}  // namespace replywatch

#include "shared/store/sqlite/tables.h"

namespace replywatch::sqlite {
namespace {

class SqliteStaff final : public Staff {
 public:
  explicit SqliteStaff(Database& db) : db_(db) {}

  Result<std::vector<Agent>> Agents() override {
    Statement st = db_.Prepare("SELECT id, name, role, email, active, away_until FROM agents ORDER BY id");
    std::vector<Agent> agents;
    while (st.Step()) agents.push_back(ReadAgent(st));
    RW_RETURN_IF_ERROR(st.status());
    return agents;
  }

  Result<AgentId> Put(const Agent& agent) override {
    Statement st = db_.Prepare(
        "INSERT INTO agents (name, role, email, active) VALUES (?,?,?,?)"
        " ON CONFLICT (name) DO UPDATE SET role = excluded.role, email = excluded.email, active = excluded.active RETURNING id");
    st.Bind(agent.name, agent.role, agent.email, agent.active);
    AgentId id;
    if (st.Step()) st.Read(id);
    RW_RETURN_IF_ERROR(st.Run());
    return id;
  }

  Result<std::optional<Agent>> FindAgent(const std::string& name) override {
    Statement st = db_.Prepare("SELECT id, name, role, email, active, away_until FROM agents WHERE name = ?");
    st.Bind(name);
    std::optional<Agent> agent;
    if (st.Step()) agent = ReadAgent(st);
    RW_RETURN_IF_ERROR(st.status());
    return agent;
  }

  Status SetAway(AgentId id, std::optional<Timestamp> until) override {
    return db_.Prepare("UPDATE agents SET away_until = ? WHERE id = ?").Bind(until, id).Run();
  }

  Status Record(const AuditEvent& event) override {
    return db_
        .Prepare("INSERT INTO audit_events (at, agent_id, action, conversation_id, message_id, detail) VALUES (?,?,?,?,?,?)")
        .Bind(event.at, event.agent_id.value, event.action, event.conversation_id.value, event.message_id.value, event.detail)
        .Run();
  }

  Result<std::vector<AuditEvent>> EventsOf(ConversationId id) override {
    Statement st = db_.Prepare(
        "SELECT id, at, agent_id, action, conversation_id, message_id, detail FROM audit_events WHERE conversation_id = ? ORDER "
        "BY id");
    st.Bind(id);
    return ReadEvents(st);
  }

  Result<std::vector<AuditEvent>> LatestEvents(int limit) override {
    Statement st = db_.Prepare(
        "SELECT id, at, agent_id, action, conversation_id, message_id, detail FROM audit_events ORDER BY id DESC LIMIT ?");
    st.Bind(limit);
    return ReadEvents(st);
  }

  Status SaveDraft(const Draft& draft) override {
    if (draft.text.empty()) {
      return db_.Prepare("DELETE FROM drafts WHERE conversation_id = ? AND agent_id = ? AND mode = ?")
          .Bind(draft.conversation_id, draft.agent_id.value, draft.mode)
          .Run();
    }
    return db_
        .Prepare(
            "INSERT INTO drafts (conversation_id, agent_id, mode, text, at) VALUES (?,?,?,?,?)"
            " ON CONFLICT (conversation_id, agent_id, mode) DO UPDATE SET text = excluded.text, at = excluded.at")
        .Bind(draft.conversation_id, draft.agent_id.value, draft.mode, draft.text, draft.at)
        .Run();
  }

  Result<std::vector<Draft>> Drafts(AgentId agent) override {
    Statement st = db_.Prepare("SELECT conversation_id, agent_id, mode, text, at FROM drafts WHERE agent_id = ? ORDER BY at");
    st.Bind(agent.value);
    return ReadDrafts(st);
  }

  Result<std::vector<Draft>> DraftsOf(ConversationId id) override {
    Statement st =
        db_.Prepare("SELECT conversation_id, agent_id, mode, text, at FROM drafts WHERE conversation_id = ? ORDER BY at");
    st.Bind(id);
    return ReadDrafts(st);
  }

 private:
  static Result<std::vector<Draft>> ReadDrafts(Statement& st) {
    std::vector<Draft> drafts;
    while (st.Step()) {
      Draft& draft = drafts.emplace_back();
      st.Read(draft.conversation_id);
      st.Read(draft.agent_id);
      draft.mode = st.Text();
      draft.text = st.Text();
      draft.at = st.Time();
    }
    RW_RETURN_IF_ERROR(st.status());
    return drafts;
  }

  static Agent ReadAgent(Statement& st) {
    Agent agent;
    st.Read(agent.id);
    agent.name = st.Text();
    agent.role = st.Enum<AgentRole>();
    agent.email = st.Text();
    agent.active = st.Bool();
    agent.away_until = st.OptTime();
    return agent;
  }

  static Result<std::vector<AuditEvent>> ReadEvents(Statement& st) {
    std::vector<AuditEvent> events;
    while (st.Step()) {
      AuditEvent& event = events.emplace_back();
      event.id = st.Int();
      event.at = st.Time();
      st.Read(event.agent_id);
      event.action = st.Enum<AuditAction>();
      st.Read(event.conversation_id);
      st.Read(event.message_id);
      event.detail = st.Text();
    }
    RW_RETURN_IF_ERROR(st.status());
    return events;
  }

  Database& db_;
};

}  // namespace

std::unique_ptr<Staff> MakeStaff(Database& db) { return std::make_unique<SqliteStaff>(db); }

}  // namespace replywatch::sqlite

#include <algorithm>

#include "shared/store/sqlite/tables.h"

namespace replywatch::sqlite {
namespace {

#define RW_PROMISE_COLUMNS "id, conversation_id, message_id, text, made_at, due_at, agent_id, kept_at, withdrawn_at"

Promise ReadPromise(Statement& st) {
  Promise promise;
  st.Read(promise.id);
  st.Read(promise.conversation_id);
  st.Read(promise.message_id);
  promise.text = st.Text();
  promise.made_at = st.Time();
  promise.due_at = st.Time();
  st.Read(promise.agent_id);
  promise.kept_at = st.OptTime();
  promise.withdrawn_at = st.OptTime();
  return promise;
}

Result<std::vector<Promise>> ReadPromises(Statement& st) {
  std::vector<Promise> promises;
  while (st.Step()) promises.push_back(ReadPromise(st));
  RW_RETURN_IF_ERROR(st.status());
  return promises;
}

#define RW_TOLD_COLUMNS                                                                                                        \
  "id, conversation_id, created_at, visibility, flags, no_answer FROM messages INDEXED BY messages_told WHERE contact_id = ?1" \
  " AND direction = 0 AND (flags & 49) <> 0 AND conversation_id IS NOT NULL"
#define RW_INCIDENT_COLUMNS "id, cause, inbox_id, state, facts, opened_at, decided_at, closed_at, agent_id"

Result<std::vector<Incident>> ReadIncidents(Statement& st) {
  std::vector<Incident> incidents;
  while (st.Step()) {
    Incident& i = incidents.emplace_back();
    st.Read(i.id);
    i.cause = st.Text();
    st.Read(i.inbox_id);
    i.state = st.Enum<IncidentState>();
    i.facts = st.Text();
    i.opened_at = st.Time();
    i.decided_at = st.OptTime();
    i.closed_at = st.OptTime();
    st.Read(i.agent_id);
  }
  RW_RETURN_IF_ERROR(st.status());
  return incidents;
}

class SqliteCases final : public Cases {
 public:
  explicit SqliteCases(Database& db) : db_(db) {}

  Status AddCause(const CauseEntry& entry) override {
    return db_.Prepare("INSERT INTO causes (conversation_id, cause, at, agent_id) VALUES (?,?,?,?)")
        .Bind(entry.conversation_id, entry.cause, entry.at, entry.agent_id.value)
        .Run();
  }

  Result<std::string> CauseOf(ConversationId id) override {
    Statement st = db_.Prepare("SELECT cause FROM causes WHERE conversation_id = ? ORDER BY id DESC LIMIT 1");
    st.Bind(id);
    std::string cause = st.Step() ? st.Text() : std::string();
    RW_RETURN_IF_ERROR(st.status());
    return cause;
  }

  Result<PromiseId> AddPromise(const Promise& p) override {
    RW_RETURN_IF_ERROR(
        db_.Prepare("INSERT INTO promises (conversation_id, message_id, text, made_at, due_at, agent_id, kept_at, withdrawn_at) "
                    "VALUES (?,?,?,?,?,?,?,?)")
            .Bind(p.conversation_id, p.message_id.value, p.text, p.made_at, p.due_at, p.agent_id.value, p.kept_at, p.withdrawn_at)
            .Run());
    return PromiseId{db_.LastInsertId()};
  }

  Status UpdatePromise(const Promise& p) override {
    RW_RETURN_IF_ERROR(db_.Prepare("UPDATE promises SET text = ?, due_at = ?, kept_at = ?, withdrawn_at = ? WHERE id = ?")
                           .Bind(p.text, p.due_at, p.kept_at, p.withdrawn_at, p.id)
                           .Run());
    if (db_.Changes() == 0) return MakeError(ErrorKind::kNotFound, "there is no promise " + std::to_string(p.id.value));
    return {};
  }

  Result<std::optional<Promise>> GetPromise(PromiseId id) override {
    Statement st = db_.Prepare("SELECT " RW_PROMISE_COLUMNS " FROM promises WHERE id = ?");
    st.Bind(id);
    std::optional<Promise> promise;
    if (st.Step()) promise = ReadPromise(st);
    RW_RETURN_IF_ERROR(st.status());
    return promise;
  }

  Result<std::vector<Promise>> PromisesOf(ConversationId id) override {
    Statement st = db_.Prepare("SELECT " RW_PROMISE_COLUMNS " FROM promises WHERE conversation_id = ? ORDER BY due_at, id");
    st.Bind(id);
    return ReadPromises(st);
  }

  Result<std::vector<Promise>> OpenPromises(Timestamp before, int limit) override {
    Statement st =
        db_.Prepare("SELECT " RW_PROMISE_COLUMNS
                    " FROM promises INDEXED BY promises_open WHERE kept_at IS NULL AND withdrawn_at IS NULL AND due_at < ?"
                    " ORDER BY due_at LIMIT ?");
    st.Bind(before, limit);
    return ReadPromises(st);
  }

  Result<IncidentId> AddIncident(const Incident& i) override {
    RW_RETURN_IF_ERROR(
        db_.Prepare("INSERT INTO incidents (cause, inbox_id, state, facts, opened_at, decided_at, closed_at, agent_id) VALUES "
                    "(?,?,?,?,?,?,?,?)")
            .Bind(i.cause, i.inbox_id.value, i.state, i.facts, i.opened_at, i.decided_at, i.closed_at, i.agent_id.value)
            .Run());
    return IncidentId{db_.LastInsertId()};
  }

  Status UpdateIncident(const Incident& i) override {
    RW_RETURN_IF_ERROR(
        db_.Prepare(
               "UPDATE incidents SET cause = ?, state = ?, facts = ?, decided_at = ?, closed_at = ?, agent_id = ? WHERE id = ?")
            .Bind(i.cause, i.state, i.facts, i.decided_at, i.closed_at, i.agent_id.value, i.id)
            .Run());
    if (db_.Changes() == 0) return MakeError(ErrorKind::kNotFound, "there is no incident " + std::to_string(i.id.value));
    return {};
  }

  Result<std::optional<Incident>> GetIncident(IncidentId id) override {
    Statement st = db_.Prepare("SELECT " RW_INCIDENT_COLUMNS " FROM incidents WHERE id = ?");
    st.Bind(id);
    RW_ASSIGN_OR_RETURN(const std::vector<Incident> found, ReadIncidents(st));
    return found.empty() ? std::optional<Incident>() : found.front();
  }

  Result<std::vector<Incident>> LiveIncidents() override {
    Statement st =
        db_.Prepare("SELECT " RW_INCIDENT_COLUMNS " FROM incidents WHERE state IN (?, ?) ORDER BY opened_at DESC, id DESC");
    st.Bind(IncidentState::kProposed, IncidentState::kOpen);
    return ReadIncidents(st);
  }

  Result<std::vector<Incident>> Incidents(int limit) override {
    Statement st = db_.Prepare("SELECT " RW_INCIDENT_COLUMNS " FROM incidents ORDER BY opened_at DESC, id DESC LIMIT ?");
    st.Bind(limit);
    return ReadIncidents(st);
  }

  Result<std::vector<ProblemSeen>> ProblemsBetween(Timestamp from, Timestamp to) override {
    Statement st = db_.Prepare(
        "SELECT m.created_at, m.inbox_id, m.contact_id,"
        " COALESCE((SELECT cause FROM causes c WHERE c.conversation_id = m.conversation_id ORDER BY c.id DESC LIMIT 1), '')"
        " FROM messages m INDEXED BY messages_by_time WHERE m.created_at >= ? AND m.created_at < ? AND m.direction = 0 AND "
        "m.no_answer = 0"
        " AND m.contact_id IS NOT NULL AND (m.flags & 1) <> 0 ORDER BY m.created_at, m.id");
    st.Bind(from, to);
    RW_ASSIGN_OR_RETURN(const auto roots, RootsOfMerged(db_));
    std::vector<ProblemSeen> problems;
    while (st.Step()) {
      ProblemSeen& problem = problems.emplace_back();
      problem.at = st.Time();
      st.Read(problem.inbox_id);
      st.Read(problem.contact_id);
      if (const auto root = roots.find(problem.contact_id.value); root != roots.end()) problem.contact_id = root->second;
      problem.cause = st.Text();
    }
    RW_RETURN_IF_ERROR(st.status());
    return problems;
  }

  Result<std::vector<ToldProblem>> ProblemsOf(ContactId id, Timestamp from, int limit) override {
    // Each half newest first, in the order of the index, so that nothing is sorted for the many who reported once.
    Statement st = db_.Prepare("SELECT * FROM (SELECT 0, " RW_TOLD_COLUMNS
                               " AND corrected = 0 ORDER BY created_at DESC, id DESC LIMIT ?2)"
                               " UNION ALL SELECT * FROM (SELECT 1, " RW_TOLD_COLUMNS
                               " AND corrected = 1 ORDER BY created_at DESC, id DESC LIMIT ?2)");
    st.Bind(id, limit);
    std::vector<ToldProblem> told;
    while (st.Step()) {
      ToldProblem one;
      one.corrected = st.Bool();
      st.Read(one.id);
      st.Read(one.conversation_id);
      one.at = st.Time();
      if (told.empty() && from > kEver && (one.corrected || one.at < from)) return told;
      one.visibility = st.Enum<Visibility>();
      one.flags = Flags::FromBits(static_cast<std::uint16_t>(st.Int()));
      const auto no_answer = st.Enum<NoAnswerReason>();
      one.is_problem = one.flags.Has(Flag::kProblem) && no_answer == NoAnswerReason::kNone;
      told.push_back(one);
    }
    RW_RETURN_IF_ERROR(st.status());
    std::sort(told.begin(), told.end(),
              [](const ToldProblem& a, const ToldProblem& b) { return std::pair(a.at, a.id) < std::pair(b.at, b.id); });
    if (told.size() > static_cast<std::size_t>(limit)) told.erase(told.begin(), told.end() - limit);
    return told;
  }

  Status PutAction(const WeeklyAction& a) override {
    const std::string week = FormatIsoWeek(a.week);
    return db_
        .Prepare(
            "INSERT INTO weekly_actions (week, text, owner_id, at, done_at, outcome) VALUES (?,?,?,?,?,?) ON CONFLICT (week) DO "
            "UPDATE SET text = excluded.text,"
            " owner_id = excluded.owner_id, at = excluded.at, done_at = excluded.done_at, outcome = excluded.outcome")
        .Bind(week, a.text, a.owner.value, a.at, a.done_at, a.outcome)
        .Run();
  }

  Result<std::optional<WeeklyAction>> ActionOf(IsoWeek week) override {
    const std::string name = FormatIsoWeek(week);
    Statement st = db_.Prepare("SELECT text, owner_id, at, done_at, outcome FROM weekly_actions WHERE week = ?");
    st.Bind(name);
    std::optional<WeeklyAction> action;
    if (st.Step()) {
      action.emplace();
      action->week = week;
      action->text = st.Text();
      st.Read(action->owner);
      action->at = st.Time();
      action->done_at = st.OptTime();
      action->outcome = st.Text();
    }
    RW_RETURN_IF_ERROR(st.status());
    return action;
  }

 private:
  Database& db_;
};

#undef RW_TOLD_COLUMNS
#undef RW_PROMISE_COLUMNS
#undef RW_INCIDENT_COLUMNS

}  // namespace

std::unique_ptr<Cases> MakeCases(Database& db) { return std::make_unique<SqliteCases>(db); }

}  // namespace replywatch::sqlite

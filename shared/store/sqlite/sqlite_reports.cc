#include "shared/store/sqlite/tables.h"

#include "shared/model/audit_event.h"
#include "shared/rules/sla.h"

namespace replywatch::sqlite {
namespace {

static_assert(static_cast<int>(AuditAction::kAssigned) == 8, "as in the index audit_assigned");
constexpr auto kUndone = AuditAction::kUndone;

#define RW_CAUSE_OF(id) "COALESCE((SELECT cause FROM causes WHERE conversation_id = " id " ORDER BY id DESC LIMIT 1), '')"

ReviewWait ReadWait(Statement& st) {
  ReviewWait wait;
  st.Read(wait.id);
  st.Read(wait.conversation_id);
  st.Read(wait.contact_id);
  st.Read(wait.inbox_id);
  st.Read(wait.owner);
  wait.kind = st.Enum<WaitKind>();
  wait.outcome = st.Enum<WaitOutcome>();
  const auto kind = st.Enum<MessageKind>();
  const auto visibility = st.Enum<Visibility>();
  wait.channel = ChannelOf(kind, visibility);
  wait.flags = Flags::FromBits(static_cast<std::uint16_t>(st.Int()));
  wait.started_at = st.Time();
  wait.ended_at = st.OptTime();
  wait.due_at = st.OptTime();
  wait.target = Duration{st.Int()};
  if (const auto shop = st.OptInt()) wait.shop = Duration{*shop};
  wait.cause = st.Text();
  wait.closed_before = st.OptTime();
  wait.waited_before = st.OptTime();
  return wait;
}

#define RW_SPAN_COLUMNS "id, conversation_id, started_at, ended_at, outcome, due_at, target_ms"

Result<std::vector<WaitSpan>> ReadSpans(Statement& st) {
  std::vector<WaitSpan> spans;
  while (st.Step()) {
    WaitSpan& span = spans.emplace_back();
    st.Read(span.id);
    st.Read(span.conversation_id);
    span.started_at = st.Time();
    span.ended_at = st.OptTime();
    span.outcome = st.Enum<WaitOutcome>();
    span.due_at = st.OptTime();
    span.target = Duration{st.Int()};
  }
  RW_RETURN_IF_ERROR(st.status());
  return spans;
}

class SqliteReports final : public Reports {
 public:
  explicit SqliteReports(Database& db) : db_(db) {}

  Result<std::vector<ReviewWait>> Waits(Timestamp from, Timestamp to) override {
    std::vector<ReviewWait> waits;
    for (const WaitKind kind : {WaitKind::kAnswer, WaitKind::kThank}) RW_RETURN_IF_ERROR(ReadWaits(kind, from, to, waits));
    RW_RETURN_IF_ERROR(ShowAsPersons(waits));
    return waits;
  }

  Result<std::vector<WaitSpan>> Spans(Timestamp from, Timestamp to) override {
    Statement st = db_.Prepare(
        "SELECT " RW_SPAN_COLUMNS
        " FROM waits INDEXED BY waits_by_start WHERE kind = 0 AND started_at >= ? AND started_at < ? ORDER BY started_at");
    st.Bind(from, to);
    return ReadSpans(st);
  }

  Result<std::vector<WaitSpan>> OpenSpans(Timestamp before) override {
    Statement st = db_.Prepare(
        "SELECT " RW_SPAN_COLUMNS
        " FROM waits INDEXED BY waits_open WHERE ended_at IS NULL AND kind = 0 AND started_at < ? ORDER BY started_at");
    st.Bind(before);
    return ReadSpans(st);
  }

  Result<std::int64_t> CountOpen(Timestamp before) override {
    Statement st =
        db_.Prepare("SELECT COUNT(*) FROM waits INDEXED BY waits_open WHERE ended_at IS NULL AND kind = 0 AND started_at < ?");
    st.Bind(before);
    const std::int64_t n = st.Step() ? st.Int() : 0;
    RW_RETURN_IF_ERROR(st.status());
    return n;
  }

  Result<std::vector<Arrival>> Arrivals(Timestamp from, Timestamp to) override {
    Statement st = db_.Prepare(
        "SELECT created_at, contact_id, inbox_id, kind, visibility, id FROM messages INDEXED BY messages_by_time"
        " WHERE created_at >= ? AND created_at < ? AND direction = 0 ORDER BY created_at");
    st.Bind(from, to);
    std::vector<Arrival> arrivals;
    while (st.Step()) {
      Arrival& arrival = arrivals.emplace_back();
      arrival.at = st.Time();
      st.Read(arrival.contact_id);
      st.Read(arrival.inbox_id);
      const auto kind = st.Enum<MessageKind>();
      arrival.channel = ChannelOf(kind, st.Enum<Visibility>());
      st.Read(arrival.message_id);
    }
    RW_RETURN_IF_ERROR(st.status());
    RW_RETURN_IF_ERROR(ShowAsPersons(arrivals));
    return arrivals;
  }

  Result<std::vector<ProblemCase>> Problems(Timestamp from, Timestamp to) override {
    Statement st = db_.Prepare("SELECT conversation_id, (SELECT t.inbox_id FROM conversations c JOIN threads t ON t.id = c.thread_id WHERE c.id = r.conversation_id), opened_at, first_resolved_at, spent_ms, running_since, " RW_CAUSE_OF("r.conversation_id") ","
                               " EXISTS (SELECT 1 FROM waits w WHERE w.conversation_id = r.conversation_id AND (+w.started_at >= ?2 OR w.ended_at >= ?2))"
                               " OR EXISTS (SELECT 1 FROM closings d WHERE d.conversation_id = r.conversation_id AND d.at >= ?2)"
                               " FROM resolutions r INDEXED BY resolutions_by_start WHERE opened_at >= ?1 AND opened_at < ?2 AND (flags & ?3) <> 0 ORDER BY opened_at, id");
    st.Bind(from, to, Flags(Flag::kProblem).bits());
    std::vector<ProblemCase> problems;
    while (st.Step()) {
      ProblemCase& problem = problems.emplace_back();
      st.Read(problem.conversation_id);
      st.Read(problem.inbox_id);
      problem.opened_at = st.Time();
      problem.first_resolved_at = st.OptTime();
      problem.spent = Duration{st.Int()};
      problem.running_since = st.OptTime();
      problem.cause = st.Text();
      problem.goes_on = st.Bool();
    }
    RW_RETURN_IF_ERROR(st.status());
    return problems;
  }

  Result<std::vector<SolvedCase>> Solved(Timestamp from, Timestamp to) override {
    Statement st = db_.Prepare(
        "SELECT r.first_resolved_at, c.contact_id, r.conversation_id FROM resolutions r INDEXED BY resolutions_by_solved JOIN "
        "conversations c ON c.id = r.conversation_id"
        " WHERE r.first_resolved_at >= ? AND r.first_resolved_at < ? AND (r.flags & ?) <> 0 ORDER BY r.first_resolved_at, r.id");
    st.Bind(from, to, Flags(Flag::kProblem).bits());
    std::vector<SolvedCase> cases;
    std::vector<ContactId> people;
    while (st.Step()) {
      cases.push_back({st.Time(), {}});
      people.push_back(ContactId{st.Int()});
      st.Read(cases.back().conversation_id);
    }
    RW_RETURN_IF_ERROR(st.status());
    const std::unique_ptr<Persons> persons = MakePersons(db_);
    for (std::size_t i = 0; i < cases.size(); ++i) {
      RW_ASSIGN_OR_RETURN(const std::vector<ContactId> person, persons->ContactsOf(people[i]));
      for (const ContactId contact : person) RW_RETURN_IF_ERROR(ReadAfter(contact, cases[i]));
    }
    return cases;
  }

  Result<std::vector<HandOver>> HandOvers(Timestamp from, Timestamp to) override {
    Statement st = db_.Prepare(
        "SELECT at, conversation_id FROM audit_events INDEXED BY audit_assigned WHERE action = 8 AND at >= ? AND at < ?"
        " AND detail LIKE 'from=% to=%' AND detail NOT LIKE 'from=0 %' AND detail NOT LIKE '% to=0'"
        " AND NOT EXISTS (SELECT 1 FROM audit_events u INDEXED BY audit_by_conversation WHERE u.conversation_id = "
        "audit_events.conversation_id AND u.action = ?"
        " AND u.detail = 'event=' || audit_events.id) ORDER BY at");
    st.Bind(from, to, kUndone);
    std::vector<HandOver> hand_overs;
    while (st.Step()) {
      HandOver& hand_over = hand_overs.emplace_back();
      hand_over.at = st.Time();
      st.Read(hand_over.conversation_id);
    }
    RW_RETURN_IF_ERROR(st.status());
    return hand_overs;
  }

  // All reopenings are looked through: people make few.
  Result<std::vector<Reopening>> Reopenings(Timestamp from, Timestamp to) override {
    Statement st = db_.Prepare(
        "SELECT r.at, r.conversation_id FROM reopenings r WHERE r.at >= ? AND r.at < ?"
        " AND r.at - (SELECT MAX(d.at) FROM closings d WHERE d.conversation_id = r.conversation_id AND d.at <= r.at) <= ? ORDER "
        "BY r.at, r.id");
    st.Bind(from, to, kReopenedWithin.ms);
    std::vector<Reopening> reopenings;
    while (st.Step()) {
      Reopening& reopening = reopenings.emplace_back();
      reopening.at = st.Time();
      st.Read(reopening.conversation_id);
    }
    RW_RETURN_IF_ERROR(st.status());
    return reopenings;
  }

  Result<std::vector<Promise>> PromisesDue(Timestamp from, Timestamp to) override {
    Statement st = db_.Prepare(
        "SELECT id, conversation_id, made_at, due_at, agent_id, kept_at, withdrawn_at FROM promises INDEXED BY promises_by_due"
        " WHERE due_at >= ? AND due_at < ? ORDER BY due_at");
    st.Bind(from, to);
    std::vector<Promise> promises;
    while (st.Step()) {
      Promise& promise = promises.emplace_back();
      st.Read(promise.id);
      st.Read(promise.conversation_id);
      promise.made_at = st.Time();
      promise.due_at = st.Time();
      st.Read(promise.agent_id);
      promise.kept_at = st.OptTime();
      promise.withdrawn_at = st.OptTime();
    }
    RW_RETURN_IF_ERROR(st.status());
    return promises;
  }

  Result<std::vector<AlertTimes>> Alerts(Timestamp from, Timestamp to) override {
    Statement st = db_.Prepare(
        "SELECT COALESCE((SELECT MIN(n.created_at) FROM notified_alerts x JOIN notifications n ON n.id = x.notification_id WHERE "
        "x.alert_id = a.id), last_sent_at),"
        " acted_at, conversation_id, inbox_id FROM alerts a INDEXED BY alerts_by_time WHERE opened_at >= ? AND opened_at < ? AND "
        "last_sent_at >= ?");
    st.Bind(from - kAlertAge, to, from);
    std::vector<AlertTimes> alerts;
    while (st.Step()) {
      const Timestamp first_sent = st.Time();
      if (first_sent < from || first_sent >= to) continue;
      AlertTimes& alert = alerts.emplace_back();
      alert.sent_at = first_sent;
      alert.acted_at = st.OptTime();
      st.Read(alert.conversation_id);
      st.Read(alert.inbox_id);
    }
    RW_RETURN_IF_ERROR(st.status());
    return alerts;
  }

  Result<std::vector<BlindSpell>> BlindSpells(Timestamp from, Timestamp to) override {
    Statement st = db_.Prepare(
        "SELECT inbox_id, from_at, to_at FROM blind_spells WHERE (to_at > ? OR to_at IS NULL) AND from_at < ? ORDER BY from_at");
    st.Bind(from, to);
    std::vector<BlindSpell> spells;
    while (st.Step()) {
      BlindSpell& spell = spells.emplace_back();
      st.Read(spell.inbox_id);
      spell.from = st.Time();
      spell.to = st.OptTime();
    }
    RW_RETURN_IF_ERROR(st.status());
    return spells;
  }

  Result<std::vector<WatchedInbox>> Inboxes() override {
    Statement st = db_.Prepare("SELECT id, name, display_name, active, watched_since, last_success_at FROM inboxes ORDER BY id");
    std::vector<WatchedInbox> inboxes;
    while (st.Step()) {
      WatchedInbox& inbox = inboxes.emplace_back();
      st.Read(inbox.id);
      inbox.name = st.Text();
      inbox.display_name = st.Text();
      inbox.active = st.Bool();
      inbox.watched_since = st.OptTime();
      inbox.last_success = st.OptTime();
    }
    RW_RETURN_IF_ERROR(st.status());
    return inboxes;
  }

  Result<bool> RememberDelivery(IsoWeek week, const std::string& to, Timestamp at) override {
    const std::string name = DeliveryName(week, to);
    RW_RETURN_IF_ERROR(
        db_.Prepare("INSERT INTO delivered_reviews (week, at) VALUES (?,?) ON CONFLICT (week) DO NOTHING").Bind(name, at).Run());
    return db_.Changes() > 0;
  }

  Result<bool> WasDelivered(IsoWeek week, const std::string& to) override {
    const std::string name = DeliveryName(week, to);
    Statement st = db_.Prepare("SELECT 1 FROM delivered_reviews WHERE week = ?");
    st.Bind(name);
    const bool known = st.Step();
    RW_RETURN_IF_ERROR(st.status());
    return known;
  }

 private:
  static std::string DeliveryName(IsoWeek week, const std::string& to) {
    return FormatIsoWeek(week) + (to.empty() ? "" : " " + to);
  }

  Status ReadAfter(ContactId contact, SolvedCase& solved) {
    Statement st = db_.Prepare(
        "SELECT m.created_at, m.visibility, m.flags, m.no_answer FROM conversations c INDEXED BY conversations_by_contact"
        " CROSS JOIN messages m INDEXED BY messages_by_conversation ON m.conversation_id = c.id"
        " WHERE c.contact_id = ?1 AND c.last_activity > ?2 AND m.created_at > ?2 AND m.created_at <= ?3 AND m.direction = 0");
    st.Bind(contact, solved.solved_at, solved.solved_at + kAftermath);
    while (st.Step()) {
      Said& said = solved.after.emplace_back();
      said.at = st.Time();
      said.visibility = st.Enum<Visibility>();
      said.flags = Flags::FromBits(static_cast<std::uint16_t>(st.Int()));
      said.no_answer = st.Enum<NoAnswerReason>();
    }
    return st.status();
  }

  // People are counted, not accounts.
  template <typename Row>
  Status ShowAsPersons(std::vector<Row>& rows) {
    RW_ASSIGN_OR_RETURN(const auto roots, RootsOfMerged(db_));
    if (roots.empty()) return {};
    for (Row& row : rows) {
      if (const auto root = roots.find(row.contact_id.value); root != roots.end()) row.contact_id = root->second;
    }
    return {};
  }

  // The plus signs keep the earlier waits of the conversation from being looked for among all waits by their start.
  Status ReadWaits(WaitKind kind, Timestamp from, Timestamp to, std::vector<ReviewWait>& waits) {
    Statement st = db_.Prepare("SELECT w.id, w.conversation_id, c.contact_id, t.inbox_id, c.owner_id, w.kind, w.outcome, m.kind, w.visibility, w.flags, w.started_at, w.ended_at,"
                               " w.due_at, w.target_ms, w.shop_ms, " RW_CAUSE_OF("w.conversation_id") ","
                               " (SELECT MAX(d.at) FROM closings d WHERE d.conversation_id = w.conversation_id AND d.at <= w.started_at"
                               " AND NOT EXISTS (SELECT 1 FROM reopenings o WHERE o.conversation_id = w.conversation_id AND o.at >= d.at AND o.at <= w.started_at)),"
                               " (SELECT MAX(+p.started_at) FROM waits p WHERE p.conversation_id = w.conversation_id AND p.kind = w.kind AND +p.started_at < w.started_at)"
                               " FROM waits w INDEXED BY waits_by_start JOIN conversations c ON c.id = w.conversation_id JOIN threads t ON t.id = c.thread_id"
                               " LEFT JOIN messages m ON m.id = w.first_message WHERE w.kind = ? AND w.started_at >= ? AND w.started_at < ? ORDER BY w.started_at, w.id");
    st.Bind(kind, from, to);
    while (st.Step()) waits.push_back(ReadWait(st));
    return st.status();
  }

  Database& db_;
};

#undef RW_CAUSE_OF
#undef RW_SPAN_COLUMNS

}  // namespace

std::unique_ptr<Reports> MakeReports(Database& db) { return std::make_unique<SqliteReports>(db); }

}  // namespace replywatch::sqlite

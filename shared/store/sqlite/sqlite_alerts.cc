#include "shared/rules/alert_steps.h"
#include "shared/store/sqlite/notification_table.h"
#include "shared/store/sqlite/tables.h"

namespace replywatch::sqlite {
namespace {

constexpr int kLatestForTrouble = 300;

#define RW_ALERT_COLUMNS                                                                                                     \
  "a.id, a.kind, a.step, a.subject_id, a.conversation_id, a.inbox_id, a.group_key, a.facts, a.hold, a.opened_at, a.next_at," \
  " a.last_sent_at, a.sent_count, a.acknowledged_by, a.acknowledged_at, a.promised_until, a.resolved_at, a.acted_at"

Alert ReadAlert(Statement& st) {
  Alert a;
  st.Read(a.id);
  a.kind = st.Enum<AlertKind>();
  a.step = st.Enum<AlertStep>();
  a.subject_id = st.Int();
  st.Read(a.conversation_id);
  st.Read(a.inbox_id);
  a.group = st.Text();
  a.facts = st.Text();
  a.hold = st.Enum<AlertHold>();
  a.opened_at = st.Time();
  a.next_at = st.OptTime();
  a.last_sent_at = st.OptTime();
  a.sent_count = st.Int();
  st.Read(a.acknowledged_by);
  a.acknowledged_at = st.OptTime();
  a.promised_until = st.OptTime();
  a.resolved_at = st.OptTime();
  a.acted_at = st.OptTime();
  return a;
}

SlaInstants ReadInstants(Statement& st) {
  SlaInstants sla;
  sla.warn_at = st.OptTime();
  sla.due_at = st.OptTime();
  sla.escalate_at = st.OptTime();
  return sla;
}

Result<std::vector<Alert>> ReadAlerts(Statement& st) {
  std::vector<Alert> alerts;
  while (st.Step()) alerts.push_back(ReadAlert(st));
  RW_RETURN_IF_ERROR(st.status());
  return alerts;
}

class SqliteAlerts final : public Alerts {
 public:
  explicit SqliteAlerts(Database& db) : db_(db), notifications_(db) {}

  Result<std::vector<DueSubject>> DueSubjects(Timestamp now, int limit) override {
    std::vector<DueSubject> subjects;
    RW_RETURN_IF_ERROR(AddDue(
        AlertKind::kResponse,
        db_.Prepare(
               "SELECT w.id, w.conversation_id, t.inbox_id, t.id, t.visibility, w.started_at, w.flags, w.warn_at, w.due_at, "
               "w.escalate_at"
               " FROM waits w INDEXED BY waits_steps CROSS JOIN conversations c ON c.id = w.conversation_id CROSS JOIN threads t "
               "ON t.id = c.thread_id"
               " WHERE w.next_step_at IS NOT NULL AND w.ended_at IS NULL AND w.next_step_at <= ? ORDER BY w.next_step_at LIMIT ?")
            .Bind(now, limit),
        subjects));
    RW_RETURN_IF_ERROR(AddDue(AlertKind::kResolution,
                              db_.Prepare("SELECT r.id, r.conversation_id, t.inbox_id, t.id, t.visibility, r.opened_at, r.flags, "
                                          "r.warn_at, r.due_at, r.escalate_at"
                                          " FROM resolutions r INDEXED BY resolutions_steps CROSS JOIN conversations c ON c.id = "
                                          "r.conversation_id CROSS JOIN threads t ON t.id = c.thread_id"
                                          " WHERE r.next_step_at IS NOT NULL AND r.last_resolved_at IS NULL AND r.next_step_at "
                                          "<= ? ORDER BY r.next_step_at LIMIT ?")
                                  .Bind(now, limit),
                              subjects));
    return subjects;
  }

  Status SetNextStep(AlertKind kind, std::int64_t subject_id, std::optional<Timestamp> at) override {
    if (kind == AlertKind::kResolution)
      return db_.Prepare("UPDATE resolutions SET next_step_at = ? WHERE id = ?").Bind(at, subject_id).Run();
    return db_.Prepare("UPDATE waits SET next_step_at = ? WHERE id = ?").Bind(at, subject_id).Run();
  }

  Result<std::optional<Timestamp>> NextDue() override {
    Statement st = db_.Prepare(
        "SELECT MIN(at) FROM (SELECT MIN(next_step_at) AS at FROM waits INDEXED BY waits_steps WHERE next_step_at IS NOT NULL "
        "AND ended_at IS NULL"
        " UNION ALL SELECT MIN(next_step_at) FROM resolutions INDEXED BY resolutions_steps WHERE next_step_at IS NOT NULL AND "
        "last_resolved_at IS NULL"
        " UNION ALL SELECT MIN(next_at) FROM alerts INDEXED BY alerts_next WHERE next_at IS NOT NULL)");
    std::optional<Timestamp> next;
    if (st.Step()) next = st.OptTime();
    RW_RETURN_IF_ERROR(st.status());
    return next;
  }

  Result<bool> Open(const Alert& a) override {
    RW_RETURN_IF_ERROR(
        db_.Prepare("INSERT OR IGNORE INTO alerts (kind, step, subject_id, conversation_id, inbox_id, group_key, facts, hold, "
                    "opened_at, next_at, sent_count,"
                    " acknowledged_by, acknowledged_at, promised_until) SELECT ?1,?2,?3,?4,?5,?6,?7,0,?8,?8,0,?9,?10,?11 WHERE "
                    "NOT EXISTS (SELECT 1 FROM alerts WHERE kind "
                    "= ?1 AND subject_id = ?3 AND step = ?2"
                    " AND resolved_at IS NULL)")
            .Bind(a.kind, a.step, a.subject_id, a.conversation_id.value, a.inbox_id.value, a.group, a.facts, a.opened_at,
                  a.acknowledged_by.value, a.acknowledged_at, a.promised_until)
            .Run());
    return db_.Changes() > 0;
  }

  Result<std::vector<AlertCase>> DueCases(Timestamp now, int limit) override {
    Statement st = db_.Prepare(
        "SELECT " RW_ALERT_COLUMNS
        ", COALESCE(c.owner_id, 0), COALESCE((SELECT k.cause FROM causes k WHERE k.conversation_id = a.conversation_id ORDER BY "
        "k.id DESC LIMIT 1), ''),"
        " (SELECT MAX(g.last_sent_at) FROM alerts g INDEXED BY alerts_by_group WHERE g.group_key = a.group_key),"
        " w.outcome, w.flags, w.warn_at, w.due_at, w.escalate_at, r.id, r.last_resolved_at, r.warn_at, r.due_at, r.escalate_at,"
        " p.made_at, p.due_at, p.kept_at, p.withdrawn_at, p.agent_id, i.state, o.state"
        " FROM (SELECT id AS due FROM alerts INDEXED BY alerts_next WHERE next_at IS NOT NULL AND next_at <= ? ORDER BY kind IN "
        "(3, 4, 6) DESC, step DESC, next_at, id LIMIT ?)"
        " CROSS JOIN alerts a ON a.id = due LEFT JOIN conversations c ON c.id = a.conversation_id"
        " LEFT JOIN waits w ON a.kind IN (0, 3) AND w.id = a.subject_id LEFT JOIN resolutions r ON a.kind = 1 AND r.id = "
        "a.subject_id"
        " LEFT JOIN promises p ON a.kind = 2 AND p.id = a.subject_id LEFT JOIN incidents i ON a.kind = 4 AND i.id = a.subject_id"
        " LEFT JOIN outbox o ON a.kind = 9 AND o.id = a.subject_id ORDER BY a.next_at, a.id");
    st.Bind(now, limit);
    std::vector<AlertCase> cases;
    while (st.Step()) {
      AlertCase& c = cases.emplace_back();
      c.alert = ReadAlert(st);
      st.Read(c.owner);
      c.cause = st.Text();
      c.group_last_sent = st.OptTime();
      ReadTruth(st, now, c);
    }
    RW_RETURN_IF_ERROR(st.status());
    return cases;
  }

  Result<std::int64_t> CountOpen() override {
    Statement st = db_.Prepare("SELECT COUNT(*) FROM alerts WHERE resolved_at IS NULL");
    const std::int64_t n = st.Step() ? st.Int() : 0;
    RW_RETURN_IF_ERROR(st.status());
    return n;
  }

  Result<std::int64_t> CountDueCases(Timestamp now) override {
    Statement st = db_.Prepare("SELECT COUNT(*) FROM alerts INDEXED BY alerts_next WHERE next_at IS NOT NULL AND next_at <= ?");
    st.Bind(now);
    const std::int64_t n = st.Step() ? st.Int() : 0;
    RW_RETURN_IF_ERROR(st.status());
    return n;
  }

  Status Put(const Alert& a) override {
    return db_
        .Prepare(
            "UPDATE alerts SET facts = ?, hold = ?, next_at = ?, last_sent_at = ?, sent_count = ?, acknowledged_by = ?, "
            "acknowledged_at = ?, promised_until = ?,"
            " resolved_at = ?, acted_at = ? WHERE id = ?")
        .Bind(a.facts, a.hold, a.next_at, a.last_sent_at, a.sent_count, a.acknowledged_by.value, a.acknowledged_at,
              a.promised_until, a.resolved_at, a.acted_at, a.id)
        .Run();
  }

  Result<std::optional<Alert>> Get(AlertId id) override {
    Statement st = db_.Prepare("SELECT " RW_ALERT_COLUMNS " FROM alerts a WHERE a.id = ?");
    st.Bind(id);
    std::optional<Alert> alert;
    if (st.Step()) alert = ReadAlert(st);
    RW_RETURN_IF_ERROR(st.status());
    return alert;
  }

  Status Wake(ConversationId id) override {
    return db_.Prepare("UPDATE alerts SET next_at = 0 WHERE conversation_id = ? AND resolved_at IS NULL").Bind(id).Run();
  }

  Status WakeStanding() override {
    return db_.Prepare("UPDATE alerts SET next_at = 0 WHERE resolved_at IS NULL AND kind IN (2, 4, 5, 6, 7, 8, 9, 10)").Run();
  }

  Result<std::vector<Alert>> OpenOfKind(AlertKind kind) override {
    Statement st =
        db_.Prepare("SELECT " RW_ALERT_COLUMNS " FROM alerts a WHERE a.kind = ? AND a.resolved_at IS NULL ORDER BY a.id");
    st.Bind(kind);
    return ReadAlerts(st);
  }

  Result<std::vector<Alert>> OpenOf(ConversationId id) override {
    Statement st = db_.Prepare("SELECT " RW_ALERT_COLUMNS
                               " FROM alerts a WHERE a.conversation_id = ? AND a.resolved_at IS NULL ORDER BY a.id");
    st.Bind(id);
    return ReadAlerts(st);
  }

  Result<std::vector<AlertRow>> List(int limit) override {
    Statement st = db_.Prepare(
        "SELECT " RW_ALERT_COLUMNS
        ", COALESCE(k.name, ''), COALESCE(c.owner_id, 0),"
        " (SELECT MAX(n.attempts) > 0 AND SUM(n.state = ?) = 0 FROM notified_alerts d JOIN notifications n ON n.id = "
        "d.notification_id WHERE d.alert_id = a.id)"
        " FROM alerts a LEFT JOIN conversations c ON c.id = a.conversation_id"
        " LEFT JOIN contacts k ON k.id = c.contact_id WHERE a.resolved_at IS NULL ORDER BY a.opened_at DESC, a.id DESC LIMIT ?");
    st.Bind(NotificationState::kSent, limit);
    std::vector<AlertRow> rows;
    while (st.Step()) {
      AlertRow& row = rows.emplace_back();
      row.alert = ReadAlert(st);
      row.contact_name = st.Text();
      st.Read(row.owner);
      row.is_undelivered = st.OptInt().value_or(0) != 0;
    }
    RW_RETURN_IF_ERROR(st.status());
    return rows;
  }

  Result<std::int64_t> AddSilence(const Silence& s) override {
    RW_RETURN_IF_ERROR(
        db_.Prepare(
               "INSERT INTO silences (kind, inbox_id, group_key, from_at, until_at, agent_id, reason) VALUES (?,?,?,?,?,?,?)")
            .Bind(s.kind, s.inbox_id.value, s.group, s.from_at, s.until_at, s.agent_id.value, s.reason)
            .Run());
    const std::int64_t id = db_.LastInsertId();
    RW_RETURN_IF_ERROR(WakeAll());
    return id;
  }

  Status EndSilence(std::int64_t id, Timestamp at) override {
    RW_RETURN_IF_ERROR(db_.Prepare("UPDATE silences SET until_at = ?1 WHERE id = ?2 AND until_at > ?1").Bind(at, id).Run());
    if (db_.Changes() == 0)
      return MakeError(ErrorKind::kNotFound, "there is no silence " + std::to_string(id) + " that still lasts");
    return WakeAll();
  }

  Result<std::vector<Silence>> Silences(Timestamp now) override {
    Statement st = db_.Prepare(
        "SELECT id, kind, inbox_id, group_key, from_at, until_at, agent_id, reason FROM silences WHERE until_at > ? ORDER BY "
        "until_at");
    st.Bind(now);
    std::vector<Silence> silences;
    while (st.Step()) {
      Silence& s = silences.emplace_back();
      s.id = st.Int();
      if (const auto kind = st.OptInt()) s.kind = static_cast<AlertKind>(*kind);
      st.Read(s.inbox_id);
      s.group = st.Text();
      s.from_at = st.Time();
      s.until_at = st.Time();
      st.Read(s.agent_id);
      s.reason = st.Text();
    }
    RW_RETURN_IF_ERROR(st.status());
    return silences;
  }

  Status Queue(const Notification& notification) override { return notifications_.Queue(notification); }
  Result<std::vector<Notification>> DueNotifications(Timestamp now, int limit) override { return notifications_.Due(now, limit); }
  Status PutNotification(const Notification& notification) override { return notifications_.Put(notification); }
  Result<std::int64_t> CountSent(const std::string& notifier, const std::string& recipient, Timestamp since) override {
    return notifications_.CountSent(notifier, recipient, since);
  }
  Result<std::vector<Notification>> LatestNotifications(int limit) override { return notifications_.Latest(limit); }

  Result<std::vector<NotifierTrouble>> NotifiersInTrouble() override { return notifications_.InTrouble(kLatestForTrouble); }

  Result<std::optional<std::int64_t>> Mark(const std::string& name) override {
    Statement st = db_.Prepare("SELECT value FROM alert_marks WHERE name = ?");
    st.Bind(name);
    std::optional<std::int64_t> value;
    if (st.Step()) value = st.Int();
    RW_RETURN_IF_ERROR(st.status());
    return value;
  }

  Status SetMark(const std::string& name, std::int64_t value) override {
    return db_
        .Prepare("INSERT INTO alert_marks (name, value) VALUES (?,?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .Bind(name, value)
        .Run();
  }

 private:
  Status AddDue(AlertKind kind, Statement& st, std::vector<DueSubject>& subjects) {
    while (st.Step()) {
      DueSubject& s = subjects.emplace_back();
      s.kind = kind;
      s.subject_id = st.Int();
      st.Read(s.conversation_id);
      st.Read(s.inbox_id);
      s.thread_id = st.Int();
      s.visibility = st.Enum<Visibility>();
      s.started_at = st.Time();
      s.flags = Flags::FromBits(static_cast<std::uint16_t>(st.Int()));
      s.sla = ReadInstants(st);
    }
    return st.status();
  }

  // Reads the columns of every kind's subject and says whether the alert still holds.
  static void ReadTruth(Statement& st, Timestamp now, AlertCase& c) {
    const auto outcome = st.OptInt();
    const Flags flags = Flags::FromBits(static_cast<std::uint16_t>(st.OptInt().value_or(0)));
    const SlaInstants wait = ReadInstants(st);
    const auto resolution_id = st.OptInt();
    const auto resolved_at = st.OptTime();
    const SlaInstants resolution = ReadInstants(st);
    Promise promise;
    promise.made_at = st.OptTime().value_or(Timestamp{});
    const auto promise_due = st.OptTime();
    promise.due_at = promise_due.value_or(Timestamp{});
    promise.kept_at = st.OptTime();
    promise.withdrawn_at = st.OptTime();
    promise.agent_id = AgentId{st.OptInt().value_or(0)};
    const auto incident = st.OptInt();
    const auto reply = st.OptInt();
    const bool waits = outcome && *outcome == static_cast<std::int64_t>(WaitOutcome::kOpen);
    const bool helped = outcome && (*outcome == static_cast<std::int64_t>(WaitOutcome::kAnswered) ||
                                    IsClosedByStaff(static_cast<WaitOutcome>(*outcome)));
    switch (c.alert.kind) {
      case AlertKind::kResponse:
        c.holds = waits && StepAt(wait, now) == c.alert.step;
        c.acted = helped;
        break;
      case AlertKind::kThreat:
        c.holds = waits && flags.Has(Flag::kThreat);
        c.acted = helped;
        break;
      case AlertKind::kResolution:
        c.holds = resolution_id && !resolved_at && StepAt(resolution, now) == c.alert.step;
        c.acted = resolution_id && (resolved_at || !resolution.due_at);
        break;
      case AlertKind::kPromise:
        c.holds = promise_due && StepAt(promise, now) == c.alert.step;
        if (promise.agent_id) c.owner = promise.agent_id;  // who gave their word is reminded
        c.acted = promise.kept_at.has_value();
        break;
      case AlertKind::kIncident:
        c.holds = incident && *incident == static_cast<std::int64_t>(IncidentState::kProposed);
        c.acted = !c.holds;
        break;
      case AlertKind::kSendFailed:
        c.holds = reply && (*reply == static_cast<std::int64_t>(OutboundState::kFailed) ||
                            *reply == static_cast<std::int64_t>(OutboundState::kUncertain));
        c.acted = !c.holds;
        break;
      case AlertKind::kInboxBlind:
      case AlertKind::kTokenRefused:
      case AlertKind::kCompleteness:
      case AlertKind::kClockSkew:
      case AlertKind::kDiskLow: break;  // the caller's to say
    }
  }

  // After a change of the silences.
  Status WakeAll() { return db_.Prepare("UPDATE alerts SET next_at = 0 WHERE resolved_at IS NULL AND hold IN (5, 0)").Run(); }

  Database& db_;
  NotificationTable notifications_;
};

#undef RW_ALERT_COLUMNS

}  // namespace

std::unique_ptr<Alerts> MakeAlerts(Database& db) { return std::make_unique<SqliteAlerts>(db); }

}  // namespace replywatch::sqlite

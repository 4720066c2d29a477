#include "shared/store/sqlite/notification_table.h"

#include <map>
#include <set>

namespace replywatch::sqlite {

#define RW_NOTIFICATION_COLUMNS \
  "id, notifier, recipient, title, body, dedup_key, created_at, state, attempts, not_before, sent_at, error_text"

Status NotificationTable::Queue(const Notification& n) {
  RW_RETURN_IF_ERROR(db_.Prepare("INSERT OR IGNORE INTO notifications (notifier, recipient, title, body, dedup_key, created_at, "
                                 "state, attempts, not_before, error_text)"
                                 " VALUES (?,?,?,?,?,?,0,0,?,'')")
                         .Bind(n.notifier, n.recipient, n.title, n.body, n.dedup_key, n.created_at, n.not_before)
                         .Run());
  if (db_.Changes() == 0) return {};
  const std::int64_t id = db_.LastInsertId();
  for (const AlertId alert : n.alerts) {
    RW_RETURN_IF_ERROR(
        db_.Prepare("INSERT OR IGNORE INTO notified_alerts (notification_id, alert_id) VALUES (?,?)").Bind(id, alert).Run());
  }
  return {};
}

Result<std::vector<Notification>> NotificationTable::Due(Timestamp now, int limit) {
  Statement st = db_.Prepare(
      "SELECT " RW_NOTIFICATION_COLUMNS
      " FROM notifications INDEXED BY notifications_due WHERE state = 0 AND not_before <= ? ORDER BY not_before, id LIMIT ?");
  st.Bind(now, limit);
  return Read(st);
}

Status NotificationTable::Put(const Notification& n) {
  return db_.Prepare("UPDATE notifications SET state = ?, attempts = ?, not_before = ?, sent_at = ?, error_text = ? WHERE id = ?")
      .Bind(n.state, n.attempts, n.not_before, n.sent_at, n.error_text, n.id)
      .Run();
}

Result<std::int64_t> NotificationTable::CountSent(const std::string& notifier, const std::string& recipient, Timestamp since) {
  Statement st =
      db_.Prepare("SELECT COUNT(*) FROM notifications WHERE notifier = ? AND recipient = ? AND state = 1 AND sent_at >= ?");
  st.Bind(notifier, recipient, since);
  const std::int64_t n = st.Step() ? st.Int() : 0;
  RW_RETURN_IF_ERROR(st.status());
  return n;
}

Result<std::vector<Notification>> NotificationTable::Latest(int limit) {
  Statement st = db_.Prepare("SELECT " RW_NOTIFICATION_COLUMNS " FROM notifications ORDER BY id DESC LIMIT ?");
  st.Bind(limit);
  return Read(st);
}

Result<std::vector<NotifierTrouble>> NotificationTable::InTrouble(int latest) {
  Statement st =
      db_.Prepare("SELECT notifier, state, attempts, created_at, error_text FROM notifications ORDER BY id DESC LIMIT ?");
  st.Bind(latest);
  std::map<std::string, NotifierTrouble> trouble;
  std::set<std::string> settled;  // something got through after whatever is older
  while (st.Step()) {
    const std::string notifier = st.Text();
    const auto state = st.Enum<NotificationState>();
    const bool was_tried = st.Int() > 0;
    const Timestamp queued_at = st.Time();
    if (state == NotificationState::kSent) settled.insert(notifier);
    if (state == NotificationState::kSent || !was_tried || settled.contains(notifier)) continue;
    NotifierTrouble& one = trouble.try_emplace(notifier, NotifierTrouble{notifier, queued_at, st.Text()}).first->second;
    one.since = queued_at;
  }
  RW_RETURN_IF_ERROR(st.status());
  std::vector<NotifierTrouble> out;
  for (auto& [unused, one] : trouble) out.push_back(std::move(one));
  return out;
}

Result<std::vector<Notification>> NotificationTable::Read(Statement& st) {
  std::vector<Notification> notifications;
  while (st.Step()) {
    Notification& n = notifications.emplace_back();
    n.id = st.Int();
    n.notifier = st.Text();
    n.recipient = st.Text();
    n.title = st.Text();
    n.body = st.Text();
    n.dedup_key = st.Text();
    n.created_at = st.Time();
    n.state = st.Enum<NotificationState>();
    n.attempts = st.Int();
    n.not_before = st.Time();
    n.sent_at = st.OptTime();
    n.error_text = st.Text();
  }
  RW_RETURN_IF_ERROR(st.status());
  for (Notification& n : notifications) {
    Statement alerts = db_.Prepare("SELECT alert_id FROM notified_alerts WHERE notification_id = ? ORDER BY alert_id");
    alerts.Bind(n.id);
    while (alerts.Step()) n.alerts.push_back(AlertId{alerts.Int()});
    RW_RETURN_IF_ERROR(alerts.status());
  }
  return notifications;
}

#undef RW_NOTIFICATION_COLUMNS

}  // namespace replywatch::sqlite

#include "shared/store/sqlite/tables.h"

namespace replywatch::sqlite {
namespace {

class SqliteEvents final : public Events {
 public:
  explicit SqliteEvents(Database& db) : db_(db) {}

  Result<bool> Add(InboxId inbox, Timestamp now, std::string_view digest, std::string_view body) override {
    RW_RETURN_IF_ERROR(
        db_.Prepare("INSERT INTO event_arrivals (inbox_id, last_received_at) VALUES (?,?) ON CONFLICT (inbox_id) DO "
                    "UPDATE SET last_received_at = excluded.last_received_at")
            .Bind(inbox, now)
            .Run());
    RW_RETURN_IF_ERROR(
        db_.Prepare("INSERT OR IGNORE INTO events (inbox_id, received_at, digest, body, not_before) VALUES (?,?,?,?,?)")
            .Bind(inbox, now, digest, Blob{body}, now)
            .Run());
    return db_.Changes() > 0;
  }

  Result<std::vector<WaitingEvent>> Due(InboxId inbox, Timestamp now, int limit, std::size_t max_bytes) override {
    Statement st = db_.Prepare(
        "SELECT id, received_at, attempts, body FROM events WHERE inbox_id = ? AND body IS NOT NULL AND not_before <= ? ORDER BY "
        "id "
        "LIMIT ?");
    st.Bind(inbox, now, limit);
    std::vector<WaitingEvent> events;
    std::size_t bytes = 0;
    while (bytes <= max_bytes && st.Step()) {
      WaitingEvent& event = events.emplace_back();
      st.Read(event.id);
      event.received_at = st.Time();
      event.attempts = static_cast<int>(st.Int());
      event.body = st.Text();
      bytes += event.body.size();
    }
    RW_RETURN_IF_ERROR(st.status());
    return events;
  }

  Result<std::optional<Timestamp>> NextDue(InboxId inbox) override {
    Statement st = db_.Prepare("SELECT MIN(not_before) FROM events WHERE inbox_id = ? AND body IS NOT NULL");
    st.Bind(inbox);
    std::optional<Timestamp> next;
    if (st.Step()) next = st.OptTime();
    RW_RETURN_IF_ERROR(st.status());
    return next;
  }

  Status Finish(EventId id) override { return db_.Prepare("UPDATE events SET body = NULL WHERE id = ?").Bind(id).Run(); }

  Status Postpone(EventId id, Timestamp not_before) override {
    return db_.Prepare("UPDATE events SET attempts = attempts + 1, not_before = ? WHERE id = ?").Bind(not_before, id).Run();
  }

  Result<std::int64_t> Forget(Timestamp before) override {
    RW_RETURN_IF_ERROR(db_.Prepare("DELETE FROM events WHERE body IS NULL AND received_at < ?").Bind(before).Run());
    return db_.Changes();
  }

  Status AddRefused(InboxId inbox, std::int64_t n) override {
    return db_
        .Prepare(
            "INSERT INTO event_arrivals (inbox_id, refused) VALUES (?,?) ON CONFLICT (inbox_id) DO UPDATE SET refused = "
            "refused + excluded.refused")
        .Bind(inbox, n)
        .Run();
  }

  Status ResetRefused() override { return db_.Prepare("UPDATE event_arrivals SET refused = 0 WHERE refused <> 0").Run(); }

  Result<EventTally> Tally(InboxId inbox) override {
    EventTally tally;
    Statement arrivals = db_.Prepare("SELECT last_received_at, refused FROM event_arrivals WHERE inbox_id = ?");
    arrivals.Bind(inbox);
    if (arrivals.Step()) {
      tally.last_received = arrivals.OptTime();
      tally.refused = arrivals.Int();
    }
    RW_RETURN_IF_ERROR(arrivals.status());
    Statement waiting = db_.Prepare("SELECT COUNT(*) FROM events WHERE inbox_id = ? AND body IS NOT NULL");
    waiting.Bind(inbox);
    if (waiting.Step()) tally.waiting = waiting.Int();
    RW_RETURN_IF_ERROR(waiting.status());
    return tally;
  }

 private:
  Database& db_;
};

}  // namespace

std::unique_ptr<Events> MakeEvents(Database& db) { return std::make_unique<SqliteEvents>(db); }

}  // namespace replywatch::sqlite

#include <set>

#include "shared/store/sqlite/tables.h"

namespace replywatch::sqlite {
namespace {

SlaInstants ReadInstants(Statement& st, SlaMetric metric) {
  SlaInstants sla;
  sla.target = Duration{st.Int()};
  sla.warn_at = st.OptTime();
  sla.due_at = st.OptTime();
  sla.escalate_at = st.OptTime();
  sla.metric = sla.due_at ? metric : SlaMetric::kNone;
  return sla;
}

std::optional<std::int64_t> Ms(const std::optional<Duration>& d) { return d ? std::optional(d->ms) : std::nullopt; }

class SqliteClocks final : public Clocks {
 public:
  explicit SqliteClocks(Database& db) : db_(db) {}

  Result<std::vector<ConversationId>> Stale(int limit) override {
    Statement st = db_.Prepare(
        "SELECT DISTINCT conversation_id FROM waits INDEXED BY waits_stale WHERE sla_stamp = 0 ORDER BY conversation_id LIMIT ?");
    st.Bind(limit);
    std::vector<ConversationId> ids;
    while (st.Step()) ids.push_back(ConversationId{st.Int()});
    RW_RETURN_IF_ERROR(st.status());
    return ids;
  }

  Result<std::int64_t> MarkStale(std::int64_t stamp) override {
    RW_RETURN_IF_ERROR(
        db_.Prepare("UPDATE waits SET sla_stamp = 0 WHERE ended_at IS NULL AND sla_stamp NOT IN (0, ?)").Bind(stamp).Run());
    return db_.Changes();
  }

  Status Put(const WaitClock& clock, std::int64_t stamp) override {
    const SlaInstants& sla = clock.sla;
    return db_
        .Prepare(
            "UPDATE waits SET sla_stamp = ?, sla_metric = ?, target_ms = ?, warn_at = ?, due_at = ?, escalate_at = ?, shop_ms = "
            "?, collection_ms = ?, next_step_at = ? WHERE id = ?")
        .Bind(stamp, sla.metric, sla.target.ms, sla.warn_at, sla.due_at, sla.escalate_at, Ms(clock.shop), Ms(clock.collection),
              clock.next_step, clock.id)
        .Run();
  }

  Status PutResolutions(ConversationId id, const std::vector<StoredResolution>& resolutions) override {
    RW_ASSIGN_OR_RETURN(const std::vector<StoredResolution> known, Resolutions(id));
    std::set<MessageId> kept;
    for (const StoredResolution& stored : resolutions) kept.insert(stored.resolution.first_message);
    for (const StoredResolution& old : known) {
      if (kept.contains(old.resolution.first_message)) continue;
      RW_RETURN_IF_ERROR(db_.Prepare("DELETE FROM resolutions WHERE conversation_id = ? AND first_message = ?")
                             .Bind(id, old.resolution.first_message)
                             .Run());
    }
    for (const StoredResolution& stored : resolutions) RW_RETURN_IF_ERROR(PutResolution(id, stored));
    return {};
  }

  Result<std::vector<StoredResolution>> Resolutions(ConversationId id) override {
    Statement st = db_.Prepare(
        "SELECT first_message, opened_at, first_resolved_at, last_resolved_at, reopened, running_since, flags, spent_ms, "
        "shop_spent_ms,"
        " target_ms, warn_at, due_at, escalate_at FROM resolutions WHERE conversation_id = ? ORDER BY opened_at, id");
    st.Bind(id);
    std::vector<StoredResolution> resolutions;
    while (st.Step()) {
      StoredResolution& stored = resolutions.emplace_back();
      Resolution& r = stored.resolution;
      st.Read(r.first_message);
      r.opened_at = st.Time();
      r.first_resolved_at = st.OptTime();
      r.last_resolved_at = st.OptTime();
      r.reopened = st.Int();
      r.running_since = st.OptTime();
      r.flags = Flags::FromBits(static_cast<std::uint16_t>(st.Int()));
      stored.spent = Duration{st.Int()};
      stored.shop_spent = Duration{st.Int()};
      stored.sla = ReadInstants(st, SlaMetric::kResolution);
    }
    RW_RETURN_IF_ERROR(st.status());
    return resolutions;
  }

  Result<std::int64_t> CountDue(Timestamp before) override {
    Statement st = db_.Prepare(
        "SELECT COUNT(*) FROM waits INDEXED BY waits_due WHERE ended_at IS NULL AND due_at IS NOT NULL AND due_at < ? AND kind = "
        "0");
    st.Bind(before);
    const std::int64_t n = st.Step() ? st.Int() : 0;
    RW_RETURN_IF_ERROR(st.status());
    return n;
  }

 private:
  Status PutResolution(ConversationId id, const StoredResolution& stored) {
    const Resolution& r = stored.resolution;
    return db_
        .Prepare(
            "INSERT INTO resolutions (conversation_id, first_message, opened_at, first_resolved_at, last_resolved_at, reopened, "
            "running_since, spent_ms, shop_spent_ms,"
            " flags, target_ms, warn_at, due_at, escalate_at, next_step_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
            " ON CONFLICT (conversation_id, first_message) DO UPDATE SET opened_at = excluded.opened_at, first_resolved_at = "
            "excluded.first_resolved_at,"
            " last_resolved_at = excluded.last_resolved_at, reopened = excluded.reopened, running_since = "
            "excluded.running_since, spent_ms = excluded.spent_ms,"
            " shop_spent_ms = excluded.shop_spent_ms, flags = excluded.flags, target_ms = excluded.target_ms, warn_at = "
            "excluded.warn_at, due_at = excluded.due_at,"
            " escalate_at = excluded.escalate_at, next_step_at = excluded.next_step_at")
        .Bind(id, r.first_message, r.opened_at, r.first_resolved_at, r.last_resolved_at, r.reopened, r.running_since,
              stored.spent.ms, stored.shop_spent.ms, r.flags.bits(), stored.sla.target.ms, stored.sla.warn_at, stored.sla.due_at,
              stored.sla.escalate_at, stored.sla.warn_at)
        .Run();
  }

  Database& db_;
};

}  // namespace

std::unique_ptr<Clocks> MakeClocks(Database& db) { return std::make_unique<SqliteClocks>(db); }

}  // namespace replywatch::sqlite

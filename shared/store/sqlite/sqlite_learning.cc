#include <algorithm>

#include "shared/store/sqlite/tables.h"

namespace replywatch::sqlite {
namespace {

#define RW_TRIES                                                                                                                \
  "SELECT id, at, corrections, confirmed, newest_correction, model, held_out_before, held_out_after, shop_before, shop_after, " \
  "is_used, layer FROM learning_tries"

class SqliteLearning final : public Learning {
 public:
  explicit SqliteLearning(Database& db) : db_(db) {}

  Result<CorrectionProgress> Progress(std::int64_t after) override {
    Statement st = db_.Prepare(
        "SELECT COUNT(DISTINCT c.message_id), COUNT(DISTINCT CASE WHEN c.id > ? THEN c.message_id END), COALESCE(MAX(c.id), 0) "
        "FROM corrections c CROSS JOIN messages m ON m.id = "
        "c.message_id"
        " WHERE m.corrected = 1 AND m.erased = 0");
    st.Bind(after);
    CorrectionProgress progress;
    if (st.Step()) {
      progress.messages = st.Int();
      progress.fresh = st.Int();
      progress.newest = st.Int();
    }
    RW_RETURN_IF_ERROR(st.status());
    return progress;
  }

  Result<std::vector<JudgedMessage>> Corrected(int limit) override {
    Statement st = db_.Prepare(
        "SELECT m.text, m.language, m.flags FROM (SELECT message_id, MAX(id) AS last_id FROM corrections GROUP BY message_id "
        "ORDER "
        "BY last_id DESC LIMIT ?) c CROSS JOIN messages m ON m.id = c.message_id WHERE m.corrected = 1 AND m.erased = 0"
        " ORDER BY c.last_id DESC");
    st.Bind(limit);
    return ReadMessages(st);
  }

  Result<std::vector<JudgedMessage>> Confirmed(int limit) override {
    Statement st = db_.Prepare(
        "SELECT m.text, m.language, m.flags FROM waits w CROSS JOIN messages m ON m.id = w.last_message WHERE w.outcome IN "
        "(?, ?)"
        " AND m.corrected = 0 AND m.erased = 0 ORDER BY w.id DESC LIMIT ?");
    st.Bind(WaitOutcome::kAnswered, WaitOutcome::kClosed, limit);
    return ReadMessages(st);
  }

  Status Add(const LearningTry& t) override {
    if (t.is_used) RW_RETURN_IF_ERROR(ForgetLayers());
    return db_
        .Prepare(
            "INSERT INTO learning_tries (at, corrections, confirmed, newest_correction, model, held_out_before, held_out_after, "
            "shop_before, "
            "shop_after, is_used, layer) VALUES (?,?,?,?,?,?,?,?,?,?,?)")
        .Bind(t.at, t.corrections, t.confirmed, t.newest_correction, t.model, t.held_out_before, t.held_out_after, t.shop_before,
              t.shop_after, t.is_used, Blob{t.layer})
        .Run();
  }

  Result<std::optional<LearningTry>> Latest() override { return One(RW_TRIES " ORDER BY id DESC LIMIT 1"); }
  Result<std::optional<LearningTry>> Used() override { return One(RW_TRIES " WHERE is_used = 1 ORDER BY id DESC LIMIT 1"); }

  Result<std::int64_t> UsedId() override {
    Statement st = db_.Prepare("SELECT MAX(id) FROM learning_tries WHERE is_used = 1");
    const std::int64_t id = st.Step() ? st.Int() : 0;
    RW_RETURN_IF_ERROR(st.status());
    return id;
  }

  Status ForgetLayers() override {
    return db_.Prepare("UPDATE learning_tries SET is_used = 0, layer = x'' WHERE is_used = 1").Run();
  }

 private:
  // Newest first as they come, oldest first as they are given.
  static Result<std::vector<JudgedMessage>> ReadMessages(Statement& st) {
    std::vector<JudgedMessage> messages;
    while (st.Step()) {
      JudgedMessage& message = messages.emplace_back();
      message.text = st.Text();
      message.language = st.Text();
      message.flags = Flags::FromBits(static_cast<std::uint16_t>(st.Int()));
    }
    RW_RETURN_IF_ERROR(st.status());
    std::reverse(messages.begin(), messages.end());
    return messages;
  }

  Result<std::optional<LearningTry>> One(const char* sql) {
    Statement st = db_.Prepare(sql);
    std::optional<LearningTry> found;
    if (st.Step()) {
      LearningTry& t = found.emplace();
      t.id = st.Int();
      t.at = st.Time();
      t.corrections = st.Int();
      t.confirmed = st.Int();
      t.newest_correction = st.Int();
      t.model = static_cast<std::uint32_t>(st.Int());
      t.held_out_before = st.Real();
      t.held_out_after = st.Real();
      t.shop_before = st.Real();
      t.shop_after = st.Real();
      t.is_used = st.Bool();
      t.layer = st.Text();
    }
    RW_RETURN_IF_ERROR(st.status());
    return found;
  }

  Database& db_;
};

}  // namespace

std::unique_ptr<Learning> MakeLearning(Database& db) { return std::make_unique<SqliteLearning>(db); }

}  // namespace replywatch::sqlite

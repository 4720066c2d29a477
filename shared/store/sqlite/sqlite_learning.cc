#include <algorithm>

#include "shared/store/sqlite/tables.h"

namespace replywatch::sqlite {
namespace {

#define RW_TRIES                                                                                                              \
  "SELECT id, at, corrections, confirmed, newest_correction, erasures, model, held_out_before, held_out_after, shop_before, " \
  "shop_after, is_used FROM learning_tries"

// Messages that stand otherwise than the detector said before anybody corrected them, in the flags that are learnt (?1); with
// their last correction. A correction of a threat, or one that was put back, tells nothing of these.
#define RW_CORRECTED                                                                                          \
  " FROM (SELECT message_id, MIN(id) AS first_id, MAX(id) AS last_id FROM corrections GROUP BY message_id) c" \
  " CROSS JOIN messages m ON m.id = c.message_id CROSS JOIN corrections f ON f.id = c.first_id"               \
  " WHERE m.corrected = 1 AND m.erased = 0 AND (f.flags_before & ?1) <> (m.flags & ?1)"

constexpr Flags kLearnt = Flag::kProblem | Flag::kQuestion | Flag::kPraise;

class SqliteLearning final : public Learning {
 public:
  explicit SqliteLearning(Database& db) : db_(db) {}

  Result<CorrectionProgress> Progress(std::int64_t after) override {
    Statement st = db_.Prepare(
        "SELECT COUNT(*), COALESCE(SUM(c.last_id > ?2), 0), COALESCE(MAX(c.last_id), 0), (SELECT erasures FROM learning_state), "
        "(SELECT is_due FROM learning_state)" RW_CORRECTED);
    st.Bind(kLearnt.bits(), after);
    CorrectionProgress progress;
    if (st.Step()) {
      progress.messages = st.Int();
      progress.fresh = st.Int();
      progress.newest = st.Int();
      progress.erasures = st.Int();
      progress.is_due = st.Bool();
    }
    RW_RETURN_IF_ERROR(st.status());
    return progress;
  }

  Result<std::vector<JudgedMessage>> Corrected(int limit) override {
    Statement st = db_.Prepare("SELECT m.text, m.flags" RW_CORRECTED " ORDER BY c.last_id DESC LIMIT ?2");
    st.Bind(kLearnt.bits(), limit);
    return ReadMessages(st);
  }

  Result<std::vector<JudgedMessage>> Confirmed(int limit) override {
    Statement st = db_.Prepare(
        "SELECT m.text, m.flags FROM waits w CROSS JOIN messages m ON m.id = w.last_message WHERE w.outcome IN "
        "(?, ?, ?)"
        " AND m.corrected = 0 AND m.erased = 0 AND m.together IS NULL ORDER BY w.id DESC LIMIT ?");
    st.Bind(WaitOutcome::kAnswered, WaitOutcome::kClosed, WaitOutcome::kLiked, limit);
    return ReadMessages(st);
  }

  Status Add(const LearningTry& t, std::string_view layer) override {
    if (t.is_used) RW_RETURN_IF_ERROR(db_.Prepare(kDropAll).Run());
    RW_RETURN_IF_ERROR(db_.Prepare("UPDATE learning_state SET is_due = 0").Run());
    return db_
        .Prepare(
            "INSERT INTO learning_tries (at, corrections, confirmed, newest_correction, erasures, model, held_out_before, "
            "held_out_after, shop_before, shop_after, is_used, layer) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")
        .Bind(t.at, t.corrections, t.confirmed, t.newest_correction, t.erasures, t.model, t.held_out_before, t.held_out_after,
              t.shop_before, t.shop_after, t.is_used, Blob{t.is_used ? layer : std::string_view()})
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

  Result<std::string> UsedLayer() override {
    Statement st = db_.Prepare("SELECT layer FROM learning_tries WHERE is_used = 1 ORDER BY id DESC LIMIT 1");
    std::string layer = st.Step() ? st.Text() : std::string();
    RW_RETURN_IF_ERROR(st.status());
    return layer;
  }

  Status DropLayer(std::int64_t id, bool learns_again) override {
    RW_ASSIGN_OR_RETURN(const std::int64_t used, UsedId());
    if (used != id) return {};
    RW_RETURN_IF_ERROR(db_.Prepare("UPDATE learning_state SET is_due = ?").Bind(learns_again).Run());
    return db_.Prepare(kDropAll).Run();
  }

 private:
  static constexpr const char* kDropAll = "UPDATE learning_tries SET is_used = 0, layer = x'' WHERE is_used = 1";

  // Newest first as they come, oldest first as they are given.
  static Result<std::vector<JudgedMessage>> ReadMessages(Statement& st) {
    std::vector<JudgedMessage> messages;
    while (st.Step()) {
      JudgedMessage& message = messages.emplace_back();
      message.text = st.Text();
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
      t.erasures = st.Int();
      t.model = static_cast<std::uint32_t>(st.Int());
      t.held_out_before = st.Real();
      t.held_out_after = st.Real();
      t.shop_before = st.Real();
      t.shop_after = st.Real();
      t.is_used = st.Bool();
    }
    RW_RETURN_IF_ERROR(st.status());
    return found;
  }

  Database& db_;
};

}  // namespace

std::unique_ptr<Learning> MakeLearning(Database& db) { return std::make_unique<SqliteLearning>(db); }

}  // namespace replywatch::sqlite

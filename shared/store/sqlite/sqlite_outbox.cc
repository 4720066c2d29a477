#include "shared/store/sqlite/encode.h"
#include "shared/store/sqlite/tables.h"

namespace replywatch::sqlite {
namespace {

#define RW_OUTBOX_COLUMNS                                                                                          \
  "id, message_id, conversation_id, inbox_id, agent_id, kind, visibility, text, state, idempotency_key, attempts," \
  " created_at, not_before, first_attempt_at, sent_at, error_kind, error_text, overridden, seen_message, result_source_id"

class SqliteOutbox final : public Outbox {
 public:
  explicit SqliteOutbox(Database& db) : db_(db) {}

  Result<OutboundId> Add(const OutboundMessage& m) override {
    Statement st = db_.Prepare(
        "INSERT INTO outbox (message_id, conversation_id, inbox_id, agent_id, kind, visibility, text, state, idempotency_key, "
        "attempts,"
        " created_at, not_before, first_attempt_at, sent_at, error_kind, error_text, overridden, seen_message, result_source_id)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    const std::string overridden = EncodeWords(m.overridden);
    st.Bind(m.target, m.conversation_id, m.inbox_id, m.agent_id.value, m.kind, m.visibility, m.text, m.state, m.idempotency_key,
            m.attempts, m.created_at, m.not_before, m.first_attempt_at, m.sent_at, KindName(m), m.error_text, overridden,
            m.seen_message.value, m.result_source_id);
    RW_RETURN_IF_ERROR(st.Run());
    return OutboundId{db_.LastInsertId()};
  }

  Result<std::optional<OutboundMessage>> Get(OutboundId id) override {
    Statement st = db_.Prepare("SELECT " RW_OUTBOX_COLUMNS " FROM outbox WHERE id = ?");
    st.Bind(id);
    RW_ASSIGN_OR_RETURN(std::vector<OutboundMessage> found, ReadAll(st));
    if (found.empty()) return std::optional<OutboundMessage>();
    return std::optional(std::move(found.front()));
  }

  Result<std::vector<OutboundMessage>> Due(InboxId inbox, Timestamp now, int limit) override {
    Statement st = db_.Prepare(
        "SELECT " RW_OUTBOX_COLUMNS
        " FROM outbox WHERE state = 0 AND (not_before <= ?1 OR created_at > ?1) AND inbox_id = ?2 ORDER BY id LIMIT ?3");
    st.Bind(now, inbox, limit);
    return ReadAll(st);
  }

  Result<std::vector<OutboundMessage>> InState(OutboundState state, InboxId inbox, int limit) override {
    Statement st = db_.Prepare("SELECT " RW_OUTBOX_COLUMNS
                               " FROM outbox WHERE state = ?1 AND (?2 = 0 OR inbox_id = ?2) ORDER BY id LIMIT ?3");
    st.Bind(state, inbox.value, limit);
    return ReadAll(st);
  }

  Result<std::vector<OutboundMessage>> OfConversation(ConversationId id) override {
    Statement st = db_.Prepare("SELECT " RW_OUTBOX_COLUMNS " FROM outbox WHERE conversation_id = ? ORDER BY id");
    st.Bind(id);
    return ReadAll(st);
  }

  Result<std::optional<Timestamp>> NextDue() override {
    Statement st = db_.Prepare("SELECT MIN(not_before) FROM outbox WHERE state = 0");
    std::optional<Timestamp> next;
    if (st.Step()) next = st.OptTime();
    RW_RETURN_IF_ERROR(st.status());
    return next;
  }

  Status Move(const OutboundMessage& m, OutboundState from) override {
    Statement st = db_.Prepare(
        "UPDATE outbox SET state = ?, text = ?, attempts = ?, not_before = ?, first_attempt_at = ?, sent_at = ?, error_kind = ?, "
        "error_text = ?,"
        " overridden = ?, seen_message = ?, result_source_id = ? WHERE id = ? AND state = ?");
    const std::string overridden = EncodeWords(m.overridden);
    st.Bind(m.state, m.text, m.attempts, m.not_before, m.first_attempt_at, m.sent_at, KindName(m), m.error_text, overridden,
            m.seen_message.value, m.result_source_id, m.id, from);
    RW_RETURN_IF_ERROR(st.Run());
    if (db_.Changes() != 1) {
      return MakeError(ErrorKind::kNotFound,
                       "reply " + std::to_string(m.id.value) + " is no longer " + std::string(OutboundStateName(from)));
    }
    return {};
  }

  Result<OutboxCounts> Counts() override {
    Statement st = db_.Prepare("SELECT state, COUNT(*) FROM outbox GROUP BY state");
    OutboxCounts counts;
    while (st.Step()) {
      const auto state = st.Enum<OutboundState>();
      const std::int64_t n = st.Int();
      switch (state) {
        case OutboundState::kQueued: counts.queued = n; break;
        case OutboundState::kSending: counts.sending = n; break;
        case OutboundState::kSent: counts.sent = n; break;
        case OutboundState::kFailed: counts.failed = n; break;
        case OutboundState::kUncertain: counts.uncertain = n; break;
        case OutboundState::kCancelled: break;
      }
    }
    RW_RETURN_IF_ERROR(st.status());
    return counts;
  }

 private:
  static std::optional<std::string_view> KindName(const OutboundMessage& m) {
    return m.error ? std::optional(ErrorKindName(*m.error)) : std::nullopt;
  }

  static Result<std::vector<OutboundMessage>> ReadAll(Statement& st) {
    std::vector<OutboundMessage> messages;
    while (st.Step()) {
      OutboundMessage& m = messages.emplace_back();
      st.Read(m.id);
      st.Read(m.target);
      st.Read(m.conversation_id);
      st.Read(m.inbox_id);
      st.Read(m.agent_id);
      m.kind = st.Enum<OutboundKind>();
      m.visibility = st.Enum<Visibility>();
      m.text = st.Text();
      m.state = st.Enum<OutboundState>();
      m.idempotency_key = st.Text();
      m.attempts = st.Int();
      m.created_at = st.Time();
      m.not_before = st.Time();
      m.first_attempt_at = st.OptTime();
      m.sent_at = st.OptTime();
      if (const auto kind = st.OptText()) m.error = ErrorKindFromName(*kind).value_or(ErrorKind::kInternal);
      m.error_text = st.Text();
      m.overridden = DecodeWords(st.Text());
      st.Read(m.seen_message);
      m.result_source_id = st.Text();
    }
    RW_RETURN_IF_ERROR(st.status());
    return messages;
  }

  Database& db_;
};

#undef RW_OUTBOX_COLUMNS

}  // namespace

std::unique_ptr<Outbox> MakeOutbox(Database& db) { return std::make_unique<SqliteOutbox>(db); }

}  // namespace replywatch::sqlite

#include "shared/base/fold.h"
#include "shared/base/utf8.h"
#include "shared/store/sqlite/encode.h"
#include "shared/store/sqlite/message_row.h"
#include "shared/store/sqlite/tables.h"

namespace replywatch::sqlite {
namespace {

// Folding a very long text for the index buys nothing: nobody searches its end.
constexpr std::size_t kMaxSearchBytes = 8192;

std::string SearchTextOf(const Item& item) {
  std::string text = FoldForSearch(TruncateUtf8(item.text, kMaxSearchBytes));
  if (item.direction == Direction::kIncoming) {
    text += ' ';
    text += FoldForSearch(item.author.name);
    text += ' ';
    text += FoldForSearch(item.author.handle);
  }
  return text;
}

// Every word as a prefix, all of them required. Quoted, so that no word is read as an operator.
std::string MatchExpression(std::string_view search) {
  std::string out;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) out += (out.empty() ? "\"" : " AND \"") + word + "\"*";
    word.clear();
  };
  const std::string folded = FoldForSearch(search);
  for (std::size_t pos = 0; pos < folded.size();) {
    const std::size_t begin = pos;
    const char32_t c = DecodeUtf8(folded, pos);
    if (IsWordCharacter(c)) {
      word.append(folded, begin, pos - begin);
    } else {
      flush();
    }
  }
  flush();
  return out;
}

#define RW_STUB_COLUMNS                                                                                          \
  "m.id, m.conversation_id, m.contact_id, m.direction, m.visibility, m.erased, m.source_id, (SELECT i.source_id" \
  " FROM contact_identities i WHERE i.contact_id = m.contact_id AND i.inbox_id = m.inbox_id LIMIT 1)"

MessageStub ReadStub(Statement& st) {
  MessageStub stub;
  st.Read(stub.id);
  st.Read(stub.conversation_id);
  st.Read(stub.contact_id);
  stub.direction = st.Enum<Direction>();
  stub.visibility = st.Enum<Visibility>();
  stub.erased = st.Bool();
  stub.source_id = st.Text();
  stub.contact_source_id = st.Text();
  return stub;
}

class SqliteMessages final : public Messages {
 public:
  explicit SqliteMessages(Database& db) : db_(db) {}

  Result<std::optional<MessageStub>> FindStub(InboxId inbox, const std::string& source_id) override {
    Statement st = db_.Prepare("SELECT " RW_STUB_COLUMNS " FROM messages m WHERE m.inbox_id = ? AND m.source_id = ?");
    st.Bind(inbox, source_id);
    std::optional<MessageStub> stub;
    if (st.Step()) stub = ReadStub(st);
    RW_RETURN_IF_ERROR(st.status());
    return stub;
  }

  Result<std::vector<MessageStub>> LinkedTo(InboxId inbox, const std::string& source_id) override {
    Statement st = db_.Prepare("SELECT " RW_STUB_COLUMNS
                               " FROM messages m WHERE m.inbox_id = ? AND m.linked_source_id = ? AND m.linked_source_id <> ''");
    st.Bind(inbox, source_id);
    std::vector<MessageStub> stubs;
    while (st.Step()) stubs.push_back(ReadStub(st));
    RW_RETURN_IF_ERROR(st.status());
    return stubs;
  }

  Result<std::optional<Message>> Find(InboxId inbox, const std::string& source_id) override {
    Statement st = db_.Prepare("SELECT " RW_MESSAGE_COLUMNS " FROM messages m WHERE m.inbox_id = ? AND m.source_id = ?");
    st.Bind(inbox, source_id);
    return ReadOne(st);
  }

  Result<std::optional<Message>> Get(MessageId id) override {
    Statement st = db_.Prepare("SELECT " RW_MESSAGE_COLUMNS " FROM messages m WHERE m.id = ?");
    st.Bind(id);
    return ReadOne(st);
  }

  Result<std::vector<Message>> OfConversation(ConversationId id) override {
    Statement st =
        db_.Prepare("SELECT " RW_MESSAGE_COLUMNS " FROM messages m WHERE m.conversation_id = ? ORDER BY m.created_at, m.id");
    st.Bind(id);
    return ReadAll(st);
  }

  Result<std::vector<Message>> RepliesTo(InboxId inbox, const std::string& source_id) override {
    if (source_id.empty()) return std::vector<Message>();
    Statement st = db_.Prepare("SELECT " RW_MESSAGE_COLUMNS
                               " FROM messages m WHERE m.inbox_id = ? AND m.parent_source_id = ? AND m.parent_source_id <> ''");
    st.Bind(inbox, source_id);
    return ReadAll(st);
  }

  Result<std::optional<Timestamp>> NewestAt() override {
    Statement st = db_.Prepare("SELECT created_at FROM messages INDEXED BY messages_by_time ORDER BY created_at DESC LIMIT 1");
    std::optional<Timestamp> newest;
    if (st.Step()) newest = st.Time();
    RW_RETURN_IF_ERROR(st.status());
    return newest;
  }

  Result<bool> AnyBetween(Timestamp from, Timestamp to) override {
    Statement st =
        db_.Prepare("SELECT 1 FROM messages INDEXED BY messages_by_time WHERE created_at >= ? AND created_at < ? LIMIT 1");
    st.Bind(from, to);
    const bool any = st.Step();
    RW_RETURN_IF_ERROR(st.status());
    return any;
  }

  Result<bool> IsReferredTo(InboxId inbox, const std::string& source_id) override {
    Statement st = db_.Prepare(
        "SELECT 1 FROM messages WHERE inbox_id = ?1 AND parent_source_id = ?2 AND parent_source_id <> ''"
        " UNION ALL SELECT 1 FROM messages WHERE inbox_id = ?1 AND linked_source_id = ?2 AND linked_source_id <> '' LIMIT 1");
    st.Bind(inbox, source_id);
    const bool any = st.Step();
    RW_RETURN_IF_ERROR(st.status());
    return any;
  }

  Result<MessageId> Insert(const Message& m) override {
    Statement st = db_.Prepare(
        "INSERT INTO messages (inbox_id, source_id, conversation_id, contact_id, root_source_id, parent_source_id, "
        "parent_author_id, reply_target_id,"
        " linked_source_id, kind, visibility, direction, automatic, mentions_us, author_source_id, author_name, author_handle, "
        "text, search_text,"
        " attachments, rating, created_at, edited_at, fetched_at, visible_at, publication, removed_by, removed_at, permalink, "
        "abilities,"
        " window_closes_at, window_mode, agent_id, language, language_confidence, problem, question, praise, flags, urgency, "
        "no_answer, evidence, corrected, liked)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    const Item& i = m.item;
    const Classification& c = m.classification;
    const std::string search = SearchTextOf(i);
    const std::string attachments = EncodeAttachments(i.attachments);
    const std::string evidence = EncodeEvidence(c.evidence);
    std::optional<Timestamp> closes_at;
    std::string_view mode;
    if (i.abilities.window) {
      closes_at = i.abilities.window->closes_at;
      mode = i.abilities.window->mode;
    }
    st.Bind(m.inbox_id, i.source_id, m.conversation_id, m.contact_id, i.root_source_id, i.parent_source_id, i.parent_author_id,
            i.reply_target_id, i.linked_source_id, i.kind, i.visibility, i.direction, i.automatic, i.mentions_us,
            i.author.source_id, i.author.name, i.author.handle, i.text, search, attachments, i.rating, i.created_at, i.edited_at,
            m.fetched_at, m.visible_at, i.publication, i.removed_by, m.removed_at, i.permalink, EncodeAbilities(i.abilities),
            closes_at, mode, m.agent_id, c.language, c.language_confidence, c.problem, c.question, c.praise, c.flags.bits(),
            c.urgency, c.no_answer, evidence, m.corrected, i.liked);
    RW_RETURN_IF_ERROR(st.Run());
    const MessageId id{db_.LastInsertId()};
    RW_RETURN_IF_ERROR(db_.Prepare("INSERT INTO message_search (rowid, search_text) VALUES (?,?)").Bind(id, search).Run());
    return id;
  }

  Status Update(const Message& m, Timestamp now) override {
    Statement old = db_.Prepare("SELECT text, search_text, erased FROM messages WHERE id = ?");
    old.Bind(m.id);
    if (!old.Step()) {
      RW_RETURN_IF_ERROR(old.status());
      return MakeError(ErrorKind::kNotFound, "message " + std::to_string(m.id.value) + " is not stored");
    }
    const std::string old_text = old.Text();
    const std::string old_search = old.Text();
    if (old.Bool()) return {};  // what was erased stays erased
    const std::string search = SearchTextOf(m.item);
    if (old_text != m.item.text) {
      RW_RETURN_IF_ERROR(db_.Prepare("INSERT INTO message_versions (message_id, text, replaced_at) VALUES (?,?,?)")
                             .Bind(m.id, old_text, now)
                             .Run());
    }
    if (old_search != search) RW_RETURN_IF_ERROR(Reindex(m.id, old_search, search));
    return WriteBack(m, search);
  }

  Result<std::vector<MessageVersion>> Versions(MessageId id) override {
    Statement st = db_.Prepare("SELECT text, replaced_at FROM message_versions WHERE message_id = ? ORDER BY id");
    st.Bind(id);
    std::vector<MessageVersion> versions;
    while (st.Step()) {
      MessageVersion& version = versions.emplace_back();
      version.text = st.Text();
      version.replaced_at = st.Time();
    }
    RW_RETURN_IF_ERROR(st.status());
    return versions;
  }

  Status SetSourceId(MessageId id, const std::string& source_id) override {
    RW_RETURN_IF_ERROR(db_.Prepare("UPDATE outbox SET result_source_id = ?1 WHERE (inbox_id, result_source_id) = (SELECT "
                                   "inbox_id, source_id FROM messages WHERE id = ?2)")
                           .Bind(source_id, id)
                           .Run());
    return db_.Prepare("UPDATE messages SET source_id = ? WHERE id = ?").Bind(source_id, id).Run();
  }

  Status SetFlags(MessageId id, Flags flags) override {
    return db_.Prepare("UPDATE messages SET flags = ? WHERE id = ? AND erased = 0").Bind(flags.bits(), id).Run();
  }

  Status SetTogether(MessageId id, Flags flags) override {
    return db_.Prepare("UPDATE messages SET together = ? WHERE id = ?").Bind(flags.bits(), id).Run();
  }

  Status ForgetTogether(ConversationId id, Timestamp since) override {
    return db_
        .Prepare("UPDATE messages SET together = NULL WHERE conversation_id = ? AND created_at >= ? AND together IS NOT NULL")
        .Bind(id, since)
        .Run();
  }

  Status SetAgent(MessageId id, AgentId agent) override {
    return db_.Prepare("UPDATE messages SET agent_id = ? WHERE id = ?").Bind(agent, id).Run();
  }

  Status Correct(const Correction& correction, const Classification& c) override {
    RW_RETURN_IF_ERROR(db_.Prepare("INSERT INTO corrections (message_id, agent_id, at, flags_before, flags_after, "
                                   "no_answer_before, no_answer_after) VALUES (?,?,?,?,?,?,?)")
                           .Bind(correction.message_id, correction.agent_id.value, correction.at, correction.before.bits(),
                                 correction.after.bits(), correction.no_answer_before, correction.no_answer_after)
                           .Run());
    return db_.Prepare("UPDATE messages SET flags = ?, urgency = ?, no_answer = ?, corrected = 1 WHERE id = ?")
        .Bind(c.flags.bits(), c.urgency, c.no_answer, correction.message_id)
        .Run();
  }

  Status RemoveLatestCorrection(MessageId id) override {
    Statement latest =
        db_.Prepare("SELECT id, flags_before, no_answer_before FROM corrections WHERE message_id = ? ORDER BY id DESC LIMIT 1");
    latest.Bind(id);
    if (!latest.Step()) {
      RW_RETURN_IF_ERROR(latest.status());
      return MakeError(ErrorKind::kNotFound, "this message was not corrected");
    }
    const std::int64_t correction = latest.Int();
    const std::int64_t flags = latest.Int();
    const std::int64_t no_answer = latest.Int();
    RW_RETURN_IF_ERROR(db_.Prepare("DELETE FROM corrections WHERE id = ?").Bind(correction).Run());
    return db_
        .Prepare(
            "UPDATE messages SET flags = ?1, no_answer = ?2, corrected = EXISTS (SELECT 1 FROM corrections WHERE message_id = "
            "?3) WHERE id = ?3")
        .Bind(flags, no_answer, id)
        .Run();
  }

  Result<std::vector<Correction>> Corrections(MessageId id) override {
    Statement st = db_.Prepare(
        "SELECT agent_id, at, flags_before, flags_after, no_answer_before, no_answer_after FROM corrections WHERE message_id = ? "
        "ORDER BY id");
    st.Bind(id);
    std::vector<Correction> corrections;
    while (st.Step()) {
      Correction& c = corrections.emplace_back();
      c.message_id = id;
      st.Read(c.agent_id);
      c.at = st.Time();
      c.before = Flags::FromBits(static_cast<std::uint16_t>(st.Int()));
      c.after = Flags::FromBits(static_cast<std::uint16_t>(st.Int()));
      c.no_answer_before = st.Enum<NoAnswerReason>();
      c.no_answer_after = st.Enum<NoAnswerReason>();
    }
    RW_RETURN_IF_ERROR(st.status());
    return corrections;
  }

  Result<CorrectionTally> TallyCorrections(Timestamp since) override {
    Statement st = db_.Prepare(
        "SELECT a.flags_before, z.flags_after FROM (SELECT message_id, MIN(id) AS first_id, MAX(id) AS last_id FROM corrections "
        "GROUP BY message_id) c CROSS JOIN messages m ON m.id = c.message_id"
        " CROSS JOIN corrections a ON a.id = c.first_id CROSS JOIN corrections z ON z.id = c.last_id WHERE m.fetched_at >= ?");
    st.Bind(since);
    CorrectionTally tally;
    while (st.Step()) {
      const Flags before = Flags::FromBits(static_cast<std::uint16_t>(st.Int()));
      const Flags after = Flags::FromBits(static_cast<std::uint16_t>(st.Int()));
      ++tally.messages;
      Count(tally.problem, Flag::kProblem, before, after);
      Count(tally.question, Flag::kQuestion, before, after);
      Count(tally.praise, Flag::kPraise, before, after);
      Count(tally.threat, Flag::kThreat, before, after);
    }
    RW_RETURN_IF_ERROR(st.status());
    return tally;
  }

  Result<std::vector<Message>> List(const MessageQuery& q) override {
    const std::string match = MatchExpression(q.search);
    if (!q.search.empty() && match.empty()) return std::vector<Message>();
    Statement st =
        match.empty()
            ? db_.Prepare("SELECT " RW_MESSAGE_COLUMNS
                          " FROM messages m WHERE (?1 = 0 OR m.inbox_id = ?1) AND (?2 = 0 OR (m.flags & 1) <> 0)"
                          " ORDER BY m.created_at DESC, m.id DESC LIMIT ?3 OFFSET ?4")
            : db_.Prepare("SELECT " RW_MESSAGE_COLUMNS
                          " FROM messages m WHERE m.id IN (SELECT rowid FROM message_search WHERE message_search MATCH ?5)"
                          " AND (?1 = 0 OR m.inbox_id = ?1) AND (?2 = 0 OR (m.flags & 1) <> 0) ORDER BY m.created_at DESC, m.id "
                          "DESC LIMIT ?3 OFFSET ?4");
    if (match.empty()) {
      st.Bind(q.inbox.value, q.problems_only, q.limit, q.offset);
    } else {
      st.Bind(q.inbox.value, q.problems_only, q.limit, q.offset, match);
    }
    return ReadAll(st);
  }

  Result<std::int64_t> Count(InboxId inbox) override {
    return CountBy(db_.Prepare("SELECT COUNT(*) FROM messages WHERE ?1 = 0 OR inbox_id = ?1").Bind(inbox.value));
  }

  Result<std::int64_t> CountPresent(InboxId inbox) override {
    return CountBy(db_.Prepare("SELECT COUNT(*) FROM messages WHERE inbox_id = ? AND publication <> 2").Bind(inbox.value));
  }

  Result<std::vector<std::string>> DueForSweep(InboxId inbox, Timestamp since, int limit) override {
    Statement st = db_.Prepare(
        "SELECT m.source_id FROM messages m WHERE m.inbox_id = ?1 AND m.publication <> 2 AND m.erased = 0 AND m.created_at >= ?2"
        " ORDER BY EXISTS (SELECT 1 FROM waits w WHERE w.conversation_id = m.conversation_id AND w.ended_at IS NULL) AND "
        "m.swept_at = 0 DESC,"
        " m.swept_at, m.id DESC LIMIT ?3");
    st.Bind(inbox, since, limit);
    return ReadTexts(st);
  }

  Result<std::vector<std::string>> DueForRefresh(InboxId inbox, Timestamp read_before, int limit) override {
    Statement st = db_.Prepare(
        "SELECT m.source_id FROM messages m WHERE m.inbox_id = ?1 AND m.publication <> 2 AND m.erased = 0"
        " AND m.fetched_at < ?2 AND m.swept_at < ?2 ORDER BY MAX(m.fetched_at, m.swept_at), m.id LIMIT ?3");
    st.Bind(inbox, read_before, limit);
    return ReadTexts(st);
  }

  Status MarkSwept(InboxId inbox, const std::vector<std::string>& source_ids, Timestamp at) override {
    for (const std::string& id : source_ids) {
      RW_RETURN_IF_ERROR(
          db_.Prepare("UPDATE messages SET swept_at = ? WHERE inbox_id = ? AND source_id = ?").Bind(at, inbox, id).Run());
    }
    return {};
  }

  Result<std::vector<Message>> RecentOutgoing(InboxId inbox, const std::string& root_source_id, int limit) override {
    Statement st = db_.Prepare("SELECT " RW_MESSAGE_COLUMNS
                               " FROM messages m WHERE m.inbox_id = ?1 AND m.direction = 1 AND (?2 = '' OR m.root_source_id = ?2)"
                               " ORDER BY m.created_at DESC LIMIT ?3");
    st.Bind(inbox, root_source_id, limit);
    return ReadAll(st);
  }

  Result<MessageId> NewestOf(ConversationId id) override {
    Statement st = db_.Prepare("SELECT COALESCE(MAX(id), 0) FROM messages WHERE conversation_id = ?");
    st.Bind(id);
    RW_ASSIGN_OR_RETURN(const std::int64_t newest, CountBy(st));
    return MessageId{newest};
  }

 private:
  static Result<std::vector<std::string>> ReadTexts(Statement& st) {
    std::vector<std::string> texts;
    while (st.Step()) texts.push_back(st.Text());
    RW_RETURN_IF_ERROR(st.status());
    return texts;
  }

  Status Reindex(MessageId id, const std::string& old_search, const std::string& search) {
    RW_RETURN_IF_ERROR(db_.Prepare("INSERT INTO message_search (message_search, rowid, search_text) VALUES ('delete', ?, ?)")
                           .Bind(id, old_search)
                           .Run());
    return db_.Prepare("INSERT INTO message_search (rowid, search_text) VALUES (?,?)").Bind(id, search).Run();
  }

  Status WriteBack(const Message& m, const std::string& search) {
    const Item& i = m.item;
    const Classification& c = m.classification;
    const std::string attachments = EncodeAttachments(i.attachments);
    const std::string evidence = EncodeEvidence(c.evidence);
    std::optional<Timestamp> closes_at;
    std::string_view mode;
    if (i.abilities.window) {
      closes_at = i.abilities.window->closes_at;
      mode = i.abilities.window->mode;
    }
    return db_
        .Prepare(
            "UPDATE messages SET conversation_id = ?, contact_id = ?, root_source_id = ?, parent_source_id = ?, parent_author_id "
            "= ?, reply_target_id = ?,"
            " linked_source_id = ?, automatic = ?, mentions_us = ?, author_name = ?, author_handle = ?, text = ?, search_text = "
            "?, attachments = ?, rating = ?,"
            " edited_at = ?, visible_at = ?, publication = ?, removed_by = ?, removed_at = ?, permalink = ?, abilities = ?, "
            "window_closes_at = ?,"
            " window_mode = ?, language = ?, language_confidence = ?, problem = ?, question = ?, praise = ?, flags = ?, urgency "
            "= ?, no_answer = ?,"
            " evidence = ?, corrected = ?, liked = ? WHERE id = ?")
        .Bind(m.conversation_id, m.contact_id, i.root_source_id, i.parent_source_id, i.parent_author_id, i.reply_target_id,
              i.linked_source_id, i.automatic, i.mentions_us, i.author.name, i.author.handle, i.text, search, attachments,
              i.rating, i.edited_at, m.visible_at, i.publication, i.removed_by, m.removed_at, i.permalink,
              EncodeAbilities(i.abilities), closes_at, mode, c.language, c.language_confidence, c.problem, c.question, c.praise,
              c.flags.bits(), c.urgency, c.no_answer, evidence, m.corrected, i.liked, m.id)
        .Run();
  }

  static void Count(FlagTally& tally, Flag flag, Flags before, Flags after) {
    tally.hits += before.Has(flag) && after.Has(flag) ? 1 : 0;
    tally.false_alarms += before.Has(flag) && !after.Has(flag) ? 1 : 0;
    tally.misses += !before.Has(flag) && after.Has(flag) ? 1 : 0;
  }

  static Result<std::optional<Message>> ReadOne(Statement& st) {
    std::optional<Message> message;
    if (st.Step()) message = ReadMessage(st);
    RW_RETURN_IF_ERROR(st.status());
    return message;
  }

  static Result<std::vector<Message>> ReadAll(Statement& st) {
    std::vector<Message> messages;
    while (st.Step()) messages.push_back(ReadMessage(st));
    RW_RETURN_IF_ERROR(st.status());
    return messages;
  }

  static Result<std::int64_t> CountBy(Statement& st) {
    const std::int64_t n = st.Step() ? st.Int() : 0;
    RW_RETURN_IF_ERROR(st.status());
    return n;
  }

  Database& db_;
};

#undef RW_STUB_COLUMNS

}  // namespace

std::unique_ptr<Messages> MakeMessages(Database& db) { return std::make_unique<SqliteMessages>(db); }

}  // namespace replywatch::sqlite

#include <set>

#include "shared/store/sqlite/message_row.h"
#include "shared/store/sqlite/tables.h"

namespace replywatch::sqlite {
namespace {

#define RW_WAIT_COLUMNS                                                                                                    \
  "w.id, w.conversation_id, w.kind, w.outcome, w.started_at, w.ended_at, w.first_message, w.last_message, w.ended_by,"     \
  " w.message_count, w.removed_count, w.flags, w.urgency, w.sla_metric, w.target_ms, w.warn_at, w.due_at, w.escalate_at, " \
  "w.shop_ms"
#define RW_CONVERSATION_COLUMNS                                                                                      \
  "c.id, t.inbox_id, c.contact_id, t.root_source_id, t.title, t.permalink, t.visibility, c.status, c.snoozed_until," \
  " c.owner_id, c.last_activity"

#define RW_WAIT_FILTER                                                                                     \
  "w.ended_at IS NULL AND w.kind = ?1 AND (?2 = 0 OR t.inbox_id = ?2) AND (?3 = 0 OR c.owner_id = ?3)"     \
  " AND (?4 = '' OR p.language = ?4) AND (?5 = 0 OR (w.flags & 1) <> 0) AND (?6 < 0 OR t.visibility = ?6)" \
  " AND (?7 IS NULL OR c.status <> 3 OR c.snoozed_until IS NULL OR c.snoozed_until <= ?7) AND (?8 IS NULL OR w.due_at < ?8)"

// Of a conversation c; the instant follows.
#define RW_SNOOZED_BEYOND "c.status = 3 AND c.snoozed_until > "

// -1: both.
int VisibilityOf(const WaitQuery& query) { return query.visibility ? static_cast<int>(*query.visibility) : -1; }

Wait ReadWait(Statement& st) {
  Wait wait;
  st.Read(wait.id);
  st.Read(wait.conversation_id);
  wait.kind = st.Enum<WaitKind>();
  wait.outcome = st.Enum<WaitOutcome>();
  wait.started_at = st.Time();
  wait.ended_at = st.OptTime();
  st.Read(wait.first_message);
  st.Read(wait.last_message);
  st.Read(wait.ended_by);
  wait.message_count = st.Int();
  wait.removed_count = st.Int();
  wait.flags = Flags::FromBits(static_cast<std::uint16_t>(st.Int()));
  wait.urgency = st.Enum<Urgency>();
  wait.sla.metric = st.Enum<SlaMetric>();
  wait.sla.target = Duration{st.Int()};
  wait.sla.warn_at = st.OptTime();
  wait.sla.due_at = st.OptTime();
  wait.sla.escalate_at = st.OptTime();
  if (const auto shop = st.OptTime()) wait.shop = Duration{shop->ms};
  return wait;
}

Conversation ReadConversation(Statement& st) {
  Conversation c;
  st.Read(c.id);
  st.Read(c.inbox_id);
  st.Read(c.contact_id);
  c.root_source_id = st.Text();
  c.root_title = st.Text();
  c.root_permalink = st.Text();
  c.visibility = st.Enum<Visibility>();
  c.status = st.Enum<ConversationStatus>();
  c.snoozed_until = st.OptTime();
  st.Read(c.owner);
  c.last_activity = st.Time();
  return c;
}

class SqliteConversations final : public Conversations {
 public:
  explicit SqliteConversations(Database& db) : db_(db) {}

  Result<FoundOrMade<ConversationId>> FindOrMake(const ThreadInfo& thread, ContactId contact, Timestamp activity) override {
    RW_ASSIGN_OR_RETURN(Place place, FindPlace(thread, contact));
    if (place.conversation_id) {
      if (place.last_activity < activity) RW_RETURN_IF_ERROR(Touch(place.conversation_id, activity));
      return FoundOrMade<ConversationId>{place.conversation_id, false};
    }
    if (place.thread_id == 0) {
      RW_ASSIGN_OR_RETURN(place.thread_id, AddThread(thread));
    }
    RW_RETURN_IF_ERROR(db_.Prepare("INSERT INTO conversations (thread_id, contact_id, last_activity) VALUES (?,?,?)")
                           .Bind(place.thread_id, contact, activity)
                           .Run());
    return FoundOrMade<ConversationId>{ConversationId{db_.LastInsertId()}, true};
  }

  Result<std::optional<Conversation>> Get(ConversationId id) override {
    Statement st = db_.Prepare("SELECT " RW_CONVERSATION_COLUMNS
                               " FROM conversations c JOIN threads t ON t.id = c.thread_id WHERE c.id = ?");
    st.Bind(id);
    std::optional<Conversation> conversation;
    if (st.Step()) conversation = ReadConversation(st);
    RW_RETURN_IF_ERROR(st.status());
    return conversation;
  }

  Result<std::vector<Conversation>> OfContact(ContactId id, int limit) override {
    Statement st = db_.Prepare("SELECT " RW_CONVERSATION_COLUMNS
                               " FROM conversations c JOIN threads t ON t.id = c.thread_id WHERE c.contact_id = ? ORDER BY "
                               "c.last_activity DESC LIMIT ?");
    st.Bind(id, limit);
    std::vector<Conversation> conversations;
    while (st.Step()) conversations.push_back(ReadConversation(st));
    RW_RETURN_IF_ERROR(st.status());
    return conversations;
  }

  Status SetStatus(ConversationId id, ConversationStatus status, std::optional<Timestamp> snoozed_until) override {
    return db_.Prepare("UPDATE conversations SET status = ?, snoozed_until = ? WHERE id = ?")
        .Bind(status, snoozed_until, id)
        .Run();
  }

  Status SetOwner(ConversationId id, AgentId owner) override {
    return db_.Prepare("UPDATE conversations SET owner_id = ? WHERE id = ?").Bind(owner, id).Run();
  }

  Status Touch(ConversationId id, Timestamp activity) override {
    return db_.Prepare("UPDATE conversations SET last_activity = ?1 WHERE id = ?2 AND last_activity < ?1")
        .Bind(activity, id)
        .Run();
  }

  Status Link(ConversationId public_id, ConversationId private_id) override {
    return db_.Prepare("INSERT OR IGNORE INTO conversation_links (public_id, private_id) VALUES (?,?)")
        .Bind(public_id, private_id)
        .Run();
  }

  Result<std::vector<ConversationId>> LinkedPublic(ConversationId private_id) override {
    return ReadIds(db_.Prepare("SELECT public_id FROM conversation_links WHERE private_id = ?").Bind(private_id));
  }

  Result<std::vector<ConversationId>> LinkedPrivate(ConversationId public_id) override {
    return ReadIds(db_.Prepare("SELECT private_id FROM conversation_links WHERE public_id = ?").Bind(public_id));
  }

  Result<std::int64_t> AddClosing(ConversationId id, const Closing& closing) override {
    RW_RETURN_IF_ERROR(db_.Prepare("INSERT INTO closings (conversation_id, at, agent_id, like_id) VALUES (?,?,?,?)")
                           .Bind(id, closing.at, closing.agent_id.value, closing.like)
                           .Run());
    return db_.LastInsertId();
  }

  Status RemoveClosing(ConversationId id, std::int64_t closing_id) override {
    return db_.Prepare("DELETE FROM closings WHERE conversation_id = ? AND id = ?").Bind(id, closing_id).Run();
  }

  Result<std::vector<Closing>> Closings(ConversationId id) override {
    return ReadClosings(db_.Prepare("SELECT id, at, agent_id, like_id FROM closings WHERE conversation_id = ? ORDER BY id"), id);
  }

  Result<bool> AnyClosed(ContactId id) override {
    Statement st = db_.Prepare(
        "SELECT 1 FROM conversations c CROSS JOIN closings x ON x.conversation_id = c.id WHERE c.contact_id = ? LIMIT 1");
    st.Bind(id);
    const bool any = st.Step();
    RW_RETURN_IF_ERROR(st.status());
    return any;
  }

  Status AddReopening(ConversationId id, Timestamp at, AgentId agent) override {
    RW_RETURN_IF_ERROR(
        db_.Prepare("INSERT INTO reopenings (conversation_id, at, agent_id) VALUES (?,?,?)").Bind(id, at, agent.value).Run());
    return MarkClocksStale(id);
  }

  Status RemoveReopening(ConversationId id, std::int64_t reopening_id) override {
    RW_RETURN_IF_ERROR(db_.Prepare("DELETE FROM reopenings WHERE conversation_id = ? AND id = ?").Bind(id, reopening_id).Run());
    return MarkClocksStale(id);
  }

  Result<std::vector<Closing>> Reopenings(ConversationId id) override {
    return ReadClosings(db_.Prepare("SELECT id, at, agent_id, NULL FROM reopenings WHERE conversation_id = ? ORDER BY id"), id);
  }

  Status AddNote(const Note& note) override {
    return db_.Prepare("INSERT INTO notes (conversation_id, agent_id, text, at) VALUES (?,?,?,?)")
        .Bind(note.conversation_id, note.agent_id.value, note.text, note.at)
        .Run();
  }

  Result<std::vector<Note>> Notes(ConversationId id) override {
    Statement st = db_.Prepare("SELECT id, agent_id, text, at FROM notes WHERE conversation_id = ? ORDER BY at, id");
    st.Bind(id);
    std::vector<Note> notes;
    while (st.Step()) {
      Note& note = notes.emplace_back();
      note.conversation_id = id;
      note.id = st.Int();
      st.Read(note.agent_id);
      note.text = st.Text();
      note.at = st.Time();
    }
    RW_RETURN_IF_ERROR(st.status());
    return notes;
  }

  Result<StoredWaits> LoadWaits(ConversationId id) override {
    Statement st = db_.Prepare("SELECT status, fold_at, fold_kind, fold_id, after_answer FROM conversations WHERE id = ?");
    st.Bind(id);
    StoredWaits stored;
    WaitState& state = stored.state;
    if (st.Step()) {
      stored.status = st.Enum<ConversationStatus>();
      const auto at = st.OptTime();
      const auto kind = st.Enum<WaitEventKind>();
      const std::int64_t event_id = st.Int();
      if (at) state.last_key = WaitEventKey{*at, kind, event_id};
      state.after_answer = st.Bool();
    }
    RW_RETURN_IF_ERROR(st.status());
    if (!state.last_key) return stored;
    Statement open = db_.Prepare("SELECT " RW_WAIT_COLUMNS " FROM waits w WHERE w.conversation_id = ? AND w.ended_at IS NULL");
    open.Bind(id);
    while (open.Step()) {
      Wait wait = ReadWait(open);
      (wait.kind == WaitKind::kAnswer ? state.answer : state.thank) = wait;
    }
    RW_RETURN_IF_ERROR(open.status());
    return stored;
  }

  Status SaveWaits(ConversationId id, const WaitState& state, const std::vector<Wait>& ended) override {
    for (const Wait& wait : ended) RW_RETURN_IF_ERROR(PutWait(id, wait));
    if (state.answer) RW_RETURN_IF_ERROR(PutWait(id, *state.answer));
    if (state.thank) RW_RETURN_IF_ERROR(PutWait(id, *state.thank));
    return SaveFold(id, state);
  }

  Status ReplaceWaits(ConversationId id, const FoldedWaits& folded) override {
    std::set<std::pair<WaitKind, MessageId>> kept;
    for (const Wait& wait : folded.waits) kept.emplace(wait.kind, wait.first_message);
    RW_ASSIGN_OR_RETURN(const std::vector<Wait> stored, Waits(id));
    for (const Wait& wait : stored) {
      if (kept.contains({wait.kind, wait.first_message})) continue;
      RW_RETURN_IF_ERROR(db_.Prepare("DELETE FROM waits WHERE id = ?").Bind(wait.id).Run());
    }
    if (stored.size() > folded.waits.size()) {
      RW_RETURN_IF_ERROR(
          db_.Prepare("UPDATE alerts SET next_at = 0 WHERE conversation_id = ? AND resolved_at IS NULL").Bind(id).Run());
      if (folded.waits.empty())
        RW_RETURN_IF_ERROR(db_.Prepare("DELETE FROM resolutions WHERE conversation_id = ?").Bind(id).Run());
    }
    for (const Wait& wait : folded.waits) RW_RETURN_IF_ERROR(PutWait(id, wait));
    return SaveFold(id, folded.state);
  }

  Result<std::vector<Wait>> Waits(ConversationId id) override {
    Statement st = db_.Prepare("SELECT " RW_WAIT_COLUMNS
                               " FROM waits w WHERE w.conversation_id = ? ORDER BY w.started_at, w.kind, w.first_message");
    st.Bind(id);
    std::vector<Wait> waits;
    while (st.Step()) waits.push_back(ReadWait(st));
    RW_RETURN_IF_ERROR(st.status());
    return waits;
  }

  Result<std::vector<Wait>> PrivateWaitsOf(ContactId id, int most) override {
    Statement st = db_.Prepare(
        "SELECT " RW_WAIT_COLUMNS
        " FROM (SELECT id, thread_id FROM conversations WHERE contact_id = ? ORDER BY last_activity DESC LIMIT ?) c"
        " CROSS JOIN threads t ON t.id = c.thread_id CROSS JOIN waits w ON w.conversation_id = c.id WHERE t.visibility = ?");
    st.Bind(id, most, Visibility::kPrivate);
    std::vector<Wait> waits;
    while (st.Step()) waits.push_back(ReadWait(st));
    RW_RETURN_IF_ERROR(st.status());
    return waits;
  }

  Result<std::vector<WaitRow>> OpenWaits(const WaitQuery& q) override {
    Statement st = db_.Prepare(
        "SELECT " RW_WAIT_COLUMNS
        ", t.inbox_id, c.contact_id, p.name, t.visibility, c.status, c.snoozed_until, c.owner_id, " RW_MESSAGE_COLUMNS
        " FROM waits w CROSS JOIN conversations c ON c.id = w.conversation_id CROSS JOIN threads t ON t.id = c.thread_id"
        " CROSS JOIN contacts p ON p.id = c.contact_id CROSS JOIN messages m ON m.id = w.last_message"
        " WHERE " RW_WAIT_FILTER " ORDER BY w.started_at LIMIT ?9 OFFSET ?10");
    st.Bind(q.kind, q.inbox.value, q.owner.value, q.language, q.problems_only, VisibilityOf(q), q.awake_at, q.due_before, q.limit,
            q.offset);
    std::vector<WaitRow> rows;
    while (st.Step()) {
      WaitRow& row = rows.emplace_back();
      row.wait = ReadWait(st);
      row.conversation_id = row.wait.conversation_id;
      st.Read(row.inbox_id);
      st.Read(row.contact_id);
      row.contact_name = st.Text();
      row.visibility = st.Enum<Visibility>();
      row.status = st.Enum<ConversationStatus>();
      row.snoozed_until = st.OptTime();
      st.Read(row.owner);
      row.message = ReadMessage(st);
    }
    RW_RETURN_IF_ERROR(st.status());
    return rows;
  }

  Result<std::int64_t> CountWaits(const WaitQuery& q) override {
    // Whom and where it is about is only looked up when asked for: tens of thousands can be open.
    Statement st = db_.Prepare(
        "SELECT COUNT(*) FROM waits w WHERE w.ended_at IS NULL AND w.kind = ?1 AND (?5 = 0 OR (w.flags & 1) <> 0)"
        " AND (?6 < 0 OR w.visibility = ?6) AND (?8 IS NULL OR w.due_at < ?8)"
        " AND (?7 IS NULL OR w.conversation_id NOT IN (SELECT c.id FROM conversations c INDEXED BY conversations_snoozed"
        " WHERE " RW_SNOOZED_BEYOND
        "?7)) AND ((?2 = 0 AND ?3 = 0 AND ?4 = '') OR EXISTS (SELECT 1 FROM conversations c WHERE c.id = w.conversation_id"
        " AND (?3 = 0 OR c.owner_id = ?3) AND (?2 = 0 OR ?2 = (SELECT t.inbox_id FROM threads t WHERE t.id = c.thread_id))"
        " AND (?4 = '' OR ?4 = (SELECT p.language FROM contacts p WHERE p.id = c.contact_id))))");
    st.Bind(q.kind, q.inbox.value, q.owner.value, q.language, q.problems_only, VisibilityOf(q), q.awake_at, q.due_before);
    const std::int64_t n = st.Step() ? st.Int() : 0;
    RW_RETURN_IF_ERROR(st.status());
    return n;
  }

  Result<WaitCounts> Counts(const CountQuery& q) override {
    WaitCounts counts;
    // All from one index, then less the few that are snoozed.
    Statement all = db_.Prepare(
        "SELECT kind, visibility, COUNT(*), SUM((flags & 1) <> 0) FROM waits INDEXED BY waits_open WHERE ended_at IS NULL"
        " GROUP BY 1, 2");
    RW_RETURN_IF_ERROR(AddCounts(all, 1, counts));
    Statement oldest = db_.Prepare(
        "SELECT w.started_at FROM waits w INDEXED BY waits_open WHERE w.ended_at IS NULL AND w.kind = 0 AND (?1 IS NULL OR NOT"
        " EXISTS (SELECT 1 FROM conversations c WHERE c.id = w.conversation_id AND " RW_SNOOZED_BEYOND
        "?1)) ORDER BY w.started_at LIMIT 1");
    oldest.Bind(q.awake_at);
    if (oldest.Step()) counts.oldest_since = oldest.Time();
    RW_RETURN_IF_ERROR(oldest.status());
    if (q.awake_at) {
      Statement snoozed = db_.Prepare(
          "SELECT w.kind, w.visibility, COUNT(*), SUM((w.flags & 1) <> 0) FROM conversations c INDEXED BY conversations_snoozed"
          " CROSS JOIN waits w ON w.conversation_id = c.id WHERE " RW_SNOOZED_BEYOND "?1 AND w.ended_at IS NULL GROUP BY 1, 2");
      snoozed.Bind(*q.awake_at);
      RW_RETURN_IF_ERROR(AddCounts(snoozed, -1, counts));
    }
    if (q.due_before) {
      RW_ASSIGN_OR_RETURN(counts.due, CountOf("SELECT COUNT(*) FROM waits INDEXED BY waits_due WHERE ended_at IS NULL AND"
                                              " due_at IS NOT NULL AND due_at < ?1 AND kind = 0",
                                              *q.due_before));
    }
    if (q.due_before && q.awake_at) {
      RW_ASSIGN_OR_RETURN(const std::int64_t asleep,
                          CountOf("SELECT COUNT(*) FROM conversations c INDEXED BY conversations_snoozed CROSS JOIN waits w ON"
                                  " w.conversation_id = c.id WHERE " RW_SNOOZED_BEYOND
                                  "?2 AND w.ended_at IS NULL AND w.kind = 0 AND w.due_at < ?1",
                                  *q.due_before, *q.awake_at));
      counts.due -= asleep;
    }
    if (!q.owner) return counts;
    RW_ASSIGN_OR_RETURN(counts.owned,
                        CountOf("SELECT COUNT(*) FROM conversations c INDEXED BY conversations_owned CROSS JOIN waits w ON"
                                " w.conversation_id = c.id WHERE c.owner_id = ?1 AND w.ended_at IS NULL AND w.kind = 0 AND (?2 IS"
                                " NULL OR c.snoozed_until IS NULL OR NOT (" RW_SNOOZED_BEYOND "?2))",
                                q.owner, q.awake_at));
    return counts;
  }

  Result<std::int64_t> CountOpenWaits(InboxId inbox) override {
    Statement st = db_.Prepare(
        "SELECT COUNT(*) FROM waits w CROSS JOIN conversations c ON c.id = w.conversation_id CROSS JOIN threads t ON t.id = "
        "c.thread_id"
        " WHERE w.ended_at IS NULL AND w.kind = 0 AND t.inbox_id = ?");
    st.Bind(inbox);
    const std::int64_t n = st.Step() ? st.Int() : 0;
    RW_RETURN_IF_ERROR(st.status());
    return n;
  }

  Status MarkClocksStale(ConversationId id) override {
    return db_.Prepare("UPDATE waits SET sla_stamp = 0 WHERE conversation_id = ?").Bind(id).Run();
  }

 private:
  // Rows of kind, visibility, number and problems; `sign` -1 takes them away.
  static Status AddCounts(Statement& st, std::int64_t sign, WaitCounts& counts) {
    while (st.Step()) {
      const auto kind = st.Enum<WaitKind>();
      const auto visibility = st.Enum<Visibility>();
      const std::int64_t n = sign * st.Int();
      const std::int64_t problems = sign * st.Int();
      if (kind == WaitKind::kThank) counts.to_thank += n;
      if (kind == WaitKind::kThank) continue;
      (visibility == Visibility::kPublic ? counts.waiting_public : counts.waiting_private) += n;
      counts.problems += problems;
    }
    return st.status();
  }

  template <typename... Values>
  Result<std::int64_t> CountOf(const char* sql, const Values&... values) {
    Statement st = db_.Prepare(sql);
    st.Bind(values...);
    const std::int64_t n = st.Step() ? st.Int() : 0;
    RW_RETURN_IF_ERROR(st.status());
    return n;
  }

  static Result<std::vector<Closing>> ReadClosings(Statement st, ConversationId id) {
    st.Bind(id);
    std::vector<Closing> closings;
    while (st.Step()) {
      Closing& closing = closings.emplace_back();
      closing.id = st.Int();
      closing.at = st.Time();
      st.Read(closing.agent_id);
      closing.like = OutboundId{st.OptInt().value_or(0)};
    }
    RW_RETURN_IF_ERROR(st.status());
    return closings;
  }

  // Where a person's conversation under a post is, as far as it exists.
  struct Place {
    std::int64_t thread_id = 0;
    ConversationId conversation_id;
    Timestamp last_activity;
  };

  Result<Place> FindPlace(const ThreadInfo& thread, ContactId contact) {
    Statement find = db_.Prepare(
        "SELECT t.id, c.id, c.last_activity, t.title, t.permalink FROM threads t LEFT JOIN conversations c ON c.thread_id = t.id "
        "AND c.contact_id = ?"
        " WHERE t.inbox_id = ? AND t.root_source_id = ? AND t.visibility = ?");
    find.Bind(contact, thread.inbox_id, thread.root_source_id, thread.visibility);
    Place place;
    if (find.Step()) {
      place.thread_id = find.Int();
      find.Read(place.conversation_id);
      place.last_activity = find.Time();
      const std::string title = find.Text();
      const std::string permalink = find.Text();
      const bool news =
          (!thread.title.empty() && thread.title != title) || (!thread.permalink.empty() && thread.permalink != permalink);
      if (news) RW_RETURN_IF_ERROR(Retitle(place.thread_id, thread));
    }
    RW_RETURN_IF_ERROR(find.status());
    return place;
  }

  Status Retitle(std::int64_t thread_id, const ThreadInfo& thread) {
    return db_
        .Prepare(
            "UPDATE threads SET title = CASE ?1 WHEN '' THEN title ELSE ?1 END, permalink = CASE ?2 WHEN '' THEN permalink ELSE "
            "?2 END WHERE id = ?3"
            " AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.inbox_id = threads.inbox_id AND m.source_id = "
            "threads.root_source_id AND m.erased = 1)")
        .Bind(thread.title, thread.permalink, thread_id)
        .Run();
  }

  Result<std::int64_t> AddThread(const ThreadInfo& thread) {
    RW_RETURN_IF_ERROR(
        db_.Prepare("INSERT INTO threads (inbox_id, root_source_id, visibility, title, permalink) VALUES (?,?,?,?,?)")
            .Bind(thread.inbox_id, thread.root_source_id, thread.visibility, thread.title, thread.permalink)
            .Run());
    return db_.LastInsertId();
  }

  Status PutWait(ConversationId id, const Wait& w) {
    return db_
        .Prepare(
            "INSERT INTO waits (conversation_id, kind, outcome, started_at, ended_at, first_message, last_message, ended_by, "
            "message_count, removed_count, flags, urgency, visibility)"
            " VALUES (?1,?,?,?,?,?,?,?,?,?,?,?,(SELECT t.visibility FROM conversations c JOIN threads t ON t.id = c.thread_id "
            "WHERE c.id = ?1)) ON CONFLICT (conversation_id, kind, first_message) DO UPDATE SET outcome = excluded.outcome,"
            " started_at = excluded.started_at, ended_at = excluded.ended_at, last_message = excluded.last_message, ended_by = "
            "excluded.ended_by,"
            " message_count = excluded.message_count, removed_count = excluded.removed_count, flags = excluded.flags, urgency = "
            "excluded.urgency, sla_stamp = 0")
        .Bind(id, w.kind, w.outcome, w.started_at, w.ended_at, w.first_message, w.last_message, w.ended_by, w.message_count,
              w.removed_count, w.flags.bits(), w.urgency)
        .Run();
  }

  Status SaveFold(ConversationId id, const WaitState& state) {
    const WaitEventKey key = state.last_key.value_or(WaitEventKey{});
    return db_.Prepare("UPDATE conversations SET fold_at = ?, fold_kind = ?, fold_id = ?, after_answer = ? WHERE id = ?")
        .Bind(state.last_key ? std::optional(key.at) : std::nullopt, key.kind, key.id, state.after_answer, id)
        .Run();
  }

  static Result<std::vector<ConversationId>> ReadIds(Statement& st) {
    std::vector<ConversationId> ids;
    while (st.Step()) ids.push_back(ConversationId{st.Int()});
    RW_RETURN_IF_ERROR(st.status());
    return ids;
  }

  Database& db_;
};

#undef RW_WAIT_COLUMNS
#undef RW_WAIT_FILTER
#undef RW_CONVERSATION_COLUMNS

}  // namespace

std::unique_ptr<Conversations> MakeConversations(Database& db) { return std::make_unique<SqliteConversations>(db); }

}  // namespace replywatch::sqlite

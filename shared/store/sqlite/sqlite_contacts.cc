#include <map>

#include "shared/store/sqlite/tables.h"

namespace replywatch::sqlite {
namespace {

constexpr const char* kErasedName = "(erased)";
constexpr const char* kUnknownLanguage = "und";

class SqliteContacts final : public Contacts {
 public:
  explicit SqliteContacts(Database& db) : db_(db) {}

  Result<FoundOrMade<ContactId>> FindOrMake(InboxId inbox, const Author& author, Timestamp seen,
                                            const std::string& language) override {
    if (author.source_id.empty()) return MakeError(ErrorKind::kInvalidArgument, "an author without id cannot be resolved");
    Statement find = db_.Prepare(
        "SELECT i.contact_id, i.name, i.handle, i.url, i.email, c.first_seen, c.language FROM contact_identities i CROSS JOIN "
        "contacts c ON c.id = i.contact_id"
        " WHERE i.inbox_id = ? AND i.source_id = ?");
    find.Bind(inbox, author.source_id);
    if (find.Step()) {
      ContactId id;
      find.Read(id);
      const bool same = Matches(find, author);
      const Timestamp first_seen = find.Time();
      const std::string known_language = find.Text();
      if (!same && !author.name.empty()) RW_RETURN_IF_ERROR(Rename(inbox, id, author));
      if (seen < first_seen)
        RW_RETURN_IF_ERROR(db_.Prepare("UPDATE contacts SET first_seen = ? WHERE id = ?").Bind(seen, id).Run());
      if (IsKnown(language) && language != known_language) {
        RW_RETURN_IF_ERROR(
            db_.Prepare("UPDATE contacts SET language = ? WHERE id = ? AND erased_at IS NULL").Bind(language, id).Run());
      }
      return FoundOrMade<ContactId>{id, false};
    }
    RW_RETURN_IF_ERROR(find.status());
    RW_ASSIGN_OR_RETURN(const ContactId made, Create(inbox, author, seen, IsKnown(language) ? language : kUnknownLanguage));
    return FoundOrMade<ContactId>{made, true};
  }

  Result<std::optional<Contact>> Get(ContactId id) override {
    Statement st = db_.Prepare("SELECT name, language, first_seen, erased_at FROM contacts WHERE id = ?");
    st.Bind(id);
    std::optional<Contact> contact;
    if (st.Step()) {
      contact.emplace();
      contact->id = id;
      contact->name = st.Text();
      contact->language = st.Text();
      contact->first_seen = st.Time();
      contact->erased_at = st.OptTime();
    }
    RW_RETURN_IF_ERROR(st.status());
    return contact;
  }

  Result<std::vector<ContactIdentity>> Identities(ContactId id) override {
    Statement st = db_.Prepare(
        "SELECT inbox_id, source_id, name, handle, url, email FROM contact_identities WHERE contact_id = ? ORDER BY id");
    st.Bind(id);
    std::vector<ContactIdentity> identities;
    while (st.Step()) {
      ContactIdentity& identity = identities.emplace_back();
      identity.contact_id = id;
      st.Read(identity.inbox_id);
      identity.source_id = st.Text();
      identity.name = st.Text();
      identity.handle = st.Text();
      identity.url = st.Text();
      identity.email = st.Text();
    }
    RW_RETURN_IF_ERROR(st.status());
    return identities;
  }

  Result<std::optional<ContactId>> FindByIdentity(InboxId inbox, const std::string& source_id) override {
    Statement st = db_.Prepare("SELECT contact_id FROM contact_identities WHERE inbox_id = ? AND source_id = ?");
    st.Bind(inbox, source_id);
    std::optional<ContactId> id;
    if (st.Step()) id = ContactId{st.Int()};
    RW_RETURN_IF_ERROR(st.status());
    return id;
  }

  Result<std::vector<StoredSetAside>> SetAsideNaming(ContactId id) override {
    RW_ASSIGN_OR_RETURN(const std::vector<ContactIdentity> identities, Identities(id));
    std::map<std::int64_t, StoredSetAside> found;  // by id: several marks may lie in one
    for (const ContactIdentity& identity : identities) {
      for (const std::string& mark : MarksOf(identity)) RW_RETURN_IF_ERROR(AddSetAsideWith(identity.inbox_id, mark, found));
    }
    std::vector<StoredSetAside> items;
    for (auto& [unused, item] : found) items.push_back(std::move(item));
    return items;
  }

  Status Erase(ContactId id, Timestamp now) override {
    RW_RETURN_IF_ERROR(EraseContact(id, now));
    return ForgetIndexedWords();
  }

  Status EraseMessages(const std::vector<MessageId>& ids) override {
    for (const MessageId id : ids) RW_RETURN_IF_ERROR(EraseWhere("id = ?1", id.value, 0));
    return ids.empty() ? Status() : ForgetIndexedWords();
  }

  Result<std::int64_t> EraseMessagesBefore(InboxId inbox, Timestamp before, Timestamp now) override {
    Statement count = db_.Prepare("SELECT COUNT(*) FROM messages WHERE inbox_id = ? AND created_at < ? AND erased = 0");
    count.Bind(inbox, before);
    const std::int64_t n = count.Step() ? count.Int() : 0;
    RW_RETURN_IF_ERROR(count.status());
    if (n > 0) RW_RETURN_IF_ERROR(EraseWhere("inbox_id = ?1 AND created_at < ?2", inbox.value, before.ms));
    RW_RETURN_IF_ERROR(EraseWordsOfStaffBefore(inbox, before));
    RW_RETURN_IF_ERROR(db_.Prepare("DELETE FROM set_aside WHERE inbox_id = ? AND at < ?").Bind(inbox, before).Run());
    RW_RETURN_IF_ERROR(db_.Prepare("DELETE FROM events WHERE inbox_id = ? AND received_at < ?").Bind(inbox, before).Run());
    RW_RETURN_IF_ERROR(EraseSilentContacts(inbox, before, now));
    if (n > 0) RW_RETURN_IF_ERROR(ForgetIndexedWords());
    return n;
  }

 private:
  // Reads the four columns, whatever they say.
  static bool Matches(Statement& st, const Author& author) {
    bool same = true;
    for (const std::string* field : {&author.name, &author.handle, &author.url, &author.email})
      same = (st.Text() == *field) && same;
    return same;
  }

  static bool IsKnown(const std::string& language) { return !language.empty() && language != kUnknownLanguage; }

  Result<ContactId> Create(InboxId inbox, const Author& author, Timestamp now, const std::string& language) {
    RW_RETURN_IF_ERROR(db_.Prepare("INSERT INTO contacts (name, language, first_seen) VALUES (?,?,?)")
                           .Bind(DisplayName(author), language, now)
                           .Run());
    const ContactId id{db_.LastInsertId()};
    RW_RETURN_IF_ERROR(db_.Prepare("INSERT INTO contact_identities (contact_id, inbox_id, source_id, name, folded_name, handle, "
                                   "url, email) VALUES (?1,?2,?3,?4,fold_for_search(?4),?5,?6,?7)")
                           .Bind(id, inbox, author.source_id, author.name, author.handle, author.url, author.email)
                           .Run());
    return id;
  }

  Status Rename(InboxId inbox, ContactId id, const Author& author) {
    RW_RETURN_IF_ERROR(
        db_.Prepare(
               "UPDATE contact_identities SET name = ?1, folded_name = fold_for_search(?1), handle = ?2, url = ?3, email = ?4 "
               "WHERE inbox_id = ?5 AND source_id = ?6")
            .Bind(author.name, author.handle, author.url, author.email, inbox, author.source_id)
            .Run());
    return db_.Prepare("UPDATE contacts SET name = ? WHERE id = ? AND erased_at IS NULL").Bind(DisplayName(author), id).Run();
  }

  Status EraseContact(ContactId id, Timestamp now) {
    RW_ASSIGN_OR_RETURN(const std::vector<ContactIdentity> identities, Identities(id));
    for (const ContactIdentity& identity : identities) {
      RW_RETURN_IF_ERROR(ForgetRaw(identity));
      RW_RETURN_IF_ERROR(db_.Prepare("UPDATE messages SET parent_author_id = '' WHERE inbox_id = ? AND parent_author_id = ?")
                             .Bind(identity.inbox_id, identity.source_id)
                             .Run());
    }
    RW_RETURN_IF_ERROR(db_.Prepare("UPDATE contacts SET name = ?, erased_at = ? WHERE id = ?").Bind(kErasedName, now, id).Run());
    // A random mark in place of the account id: it may be an address, and nothing must lead back to the person.
    RW_RETURN_IF_ERROR(db_.Prepare("UPDATE contact_identities SET source_id = 'erased:' || lower(hex(randomblob(16))), name = "
                                   "'', folded_name = '', handle = '', url = '', email = ''"
                                   " WHERE contact_id = ?")
                           .Bind(id)
                           .Run());
    RW_RETURN_IF_ERROR(EraseWhere("contact_id = ?1", id.value, 0));
    RW_RETURN_IF_ERROR(
        db_.Prepare("UPDATE notes SET text = '' WHERE conversation_id IN (SELECT id FROM conversations WHERE contact_id = ?)")
            .Bind(id)
            .Run());
    RW_RETURN_IF_ERROR(
        db_.Prepare("UPDATE promises SET text = '' WHERE conversation_id IN (SELECT id FROM conversations WHERE contact_id = ?)")
            .Bind(id)
            .Run());
    RW_RETURN_IF_ERROR(
        db_.Prepare("DELETE FROM drafts WHERE conversation_id IN (SELECT id FROM conversations WHERE contact_id = ?)")
            .Bind(id)
            .Run());
    RW_RETURN_IF_ERROR(db_.Prepare("UPDATE outbox SET text = '', error_text = '' WHERE conversation_id IN (SELECT id FROM "
                                   "conversations WHERE contact_id = ?)")
                           .Bind(id)
                           .Run());
    return EraseThreadTitles(id);
  }

  static std::string DisplayName(const Author& author) {
    if (!author.name.empty()) return author.name;
    return author.handle.empty() ? "?" : author.handle;
  }

  // `where` is one of the literals above. Index entries go first: taking one out needs the words that went in.
  Status EraseWhere(const std::string& where, std::int64_t first, std::int64_t second) {
    const std::string chosen = " WHERE erased = 0 AND " + where;
    const std::string steps[] = {
        "INSERT INTO message_search (message_search, rowid, search_text) SELECT 'delete', id, search_text FROM messages" + chosen,
        "UPDATE message_versions SET text = '' WHERE message_id IN (SELECT id FROM messages" + chosen + ")",
        "UPDATE messages SET text = '', search_text = '', author_name = '', author_handle = '', parent_author_id = '', permalink "
        "= '', attachments = '', evidence = '',"
        " author_source_id = CASE direction WHEN 0 THEN '' ELSE author_source_id END,"
        " root_source_id = CASE visibility WHEN 1 THEN '' ELSE root_source_id END" +
            chosen};
    for (const std::string& sql : steps) RW_RETURN_IF_ERROR(RunOnce(sql, first, second));
    // What was learnt from them is to be learnt anew.
    RW_RETURN_IF_ERROR(RunOnce(
        "UPDATE learning_state SET erasures = erasures + 1 WHERE EXISTS (SELECT 1 FROM messages" + chosen + " AND direction = 0)",
        first, second));
    RW_RETURN_IF_ERROR(
        RunOnce("INSERT INTO message_search (rowid, search_text) SELECT id, '' FROM messages" + chosen, first, second));
    return RunOnce("UPDATE messages SET erased = 1" + chosen, first, second);
  }

  Status RunOnce(const std::string& sql, std::int64_t first, std::int64_t second) {
    sqlite3_stmt* raw = nullptr;
    int code = sqlite3_prepare_v2(db_.handle(), sql.c_str(), -1, &raw, nullptr);
    if (code == SQLITE_OK) {
      sqlite3_bind_int64(raw, 1, first);
      if (sqlite3_bind_parameter_count(raw) > 1) sqlite3_bind_int64(raw, 2, second);
      code = sqlite3_step(raw);
    }
    sqlite3_finalize(raw);
    if (code != SQLITE_DONE) return db_.MakeError(code);
    return {};
  }

  // What a raw answer names a person by; shorter ones would match anything.
  static std::vector<std::string> MarksOf(const ContactIdentity& identity) {
    std::vector<std::string> marks{identity.source_id, identity.name, identity.handle, identity.email, identity.url};
    std::erase_if(marks, [](const std::string& mark) { return mark.size() < 3; });
    return marks;
  }

  Status AddSetAsideWith(InboxId inbox, const std::string& mark, std::map<std::int64_t, StoredSetAside>& found) {
    Statement st = db_.Prepare("SELECT id, source_id, reason, raw, at FROM set_aside WHERE inbox_id = ? AND instr(raw, ?) > 0");
    st.Bind(inbox, mark);
    while (st.Step()) {
      StoredSetAside item;
      item.inbox_id = inbox;
      item.id = st.Int();
      item.item.source_id = st.Text();
      item.item.reason = st.Text();
      item.item.raw = st.Text();
      item.at = st.Time();
      found[item.id] = std::move(item);
    }
    return st.status();
  }

  // Raw answers that name the person, and events that were not read yet.
  Status ForgetRaw(const ContactIdentity& identity) {
    for (const std::string& mark : MarksOf(identity)) {
      RW_RETURN_IF_ERROR(
          db_.Prepare("UPDATE set_aside SET raw = '', source_id = 'erased:' || id WHERE inbox_id = ? AND instr(raw, ?) > 0")
              .Bind(identity.inbox_id, mark)
              .Run());
      RW_RETURN_IF_ERROR(
          db_.Prepare(
                 "UPDATE events SET body = NULL WHERE inbox_id = ? AND body IS NOT NULL AND instr(body, CAST(? AS BLOB)) > 0")
              .Bind(identity.inbox_id, mark)
              .Run());
    }
    return {};
  }

  // A private talk's root names the person on some platforms.
  Status EraseThreadTitles(ContactId id) {
    // A post of the person's own carries their words and handle.
    RW_RETURN_IF_ERROR(db_.Prepare("UPDATE threads SET title = '', permalink = '' WHERE id IN (SELECT t.id FROM messages m JOIN "
                                   "threads t ON t.inbox_id = m.inbox_id"
                                   " AND t.root_source_id = m.source_id WHERE m.contact_id = ? AND m.direction = 0)")
                           .Bind(id)
                           .Run());
    return db_
        .Prepare(
            "UPDATE threads SET title = '', permalink = '', root_source_id = 'erased:' || id WHERE visibility = 1 AND id IN"
            " (SELECT thread_id FROM conversations WHERE contact_id = ?)")
        .Bind(id)
        .Run();
  }

  // What staff wrote about people goes with the people's own words. A reply that still waits to be sent or settled keeps its
  // text.
  Status EraseWordsOfStaffBefore(InboxId inbox, Timestamp before) {
    RW_RETURN_IF_ERROR(
        db_.Prepare(
               "UPDATE notes SET text = '' WHERE at < ? AND text <> '' AND conversation_id IN (SELECT c.id FROM conversations c"
               " JOIN threads t ON t.id = c.thread_id WHERE t.inbox_id = ?)")
            .Bind(before, inbox)
            .Run());
    RW_RETURN_IF_ERROR(db_.Prepare("UPDATE promises SET text = '' WHERE made_at < ? AND text <> '' AND conversation_id IN "
                                   "(SELECT c.id FROM conversations c"
                                   " JOIN threads t ON t.id = c.thread_id WHERE t.inbox_id = ?)")
                           .Bind(before, inbox)
                           .Run());
    RW_RETURN_IF_ERROR(db_.Prepare("DELETE FROM drafts WHERE at < ? AND conversation_id IN (SELECT c.id FROM conversations c"
                                   " JOIN threads t ON t.id = c.thread_id WHERE t.inbox_id = ?)")
                           .Bind(before, inbox)
                           .Run());
    RW_RETURN_IF_ERROR(db_.Prepare("UPDATE outbox SET text = '', error_text = '' WHERE inbox_id = ? AND created_at < ? AND state "
                                   "IN (?, ?) AND text <> ''")
                           .Bind(inbox, before, OutboundState::kSent, OutboundState::kCancelled)
                           .Run());
    // Titles of posts that people began, and of private talks in which nothing newer was said.
    RW_RETURN_IF_ERROR(db_.Prepare("UPDATE threads SET title = '', permalink = '' WHERE inbox_id = ? AND title <> '' AND EXISTS "
                                   "(SELECT 1 FROM messages m"
                                   " WHERE m.inbox_id = threads.inbox_id AND m.source_id = threads.root_source_id AND "
                                   "m.direction = 0 AND m.erased = 1)")
                           .Bind(inbox)
                           .Run());
    return db_
        .Prepare(
            "UPDATE threads SET title = '', permalink = '' WHERE inbox_id = ? AND visibility = 1 AND title <> '' AND NOT EXISTS "
            "(SELECT 1 FROM conversations c"
            " WHERE c.thread_id = threads.id AND c.last_activity >= ?)")
        .Bind(inbox, before)
        .Run();
  }

  // People all of whose messages are past the retention period.
  Status EraseSilentContacts(InboxId inbox, Timestamp before, Timestamp now) {
    Statement st = db_.Prepare(
        "SELECT DISTINCT i.contact_id FROM contact_identities i JOIN contacts c ON c.id = i.contact_id WHERE i.inbox_id = ? AND "
        "c.erased_at IS NULL"
        " AND c.first_seen < ? AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.contact_id = i.contact_id AND m.erased = 0)");
    st.Bind(inbox, before);
    std::vector<ContactId> silent;
    while (st.Step()) silent.push_back(ContactId{st.Int()});
    RW_RETURN_IF_ERROR(st.status());
    for (const ContactId id : silent) RW_RETURN_IF_ERROR(EraseContact(id, now));
    return {};
  }

  // FTS5 keeps deleted words in old segments until they are merged.
  Status ForgetIndexedWords() { return db_.Execute("INSERT INTO message_search (message_search) VALUES ('optimize')"); }

  Database& db_;
};

}  // namespace

std::unique_ptr<Contacts> MakeContacts(Database& db) { return std::make_unique<SqliteContacts>(db); }

}  // namespace replywatch::sqlite

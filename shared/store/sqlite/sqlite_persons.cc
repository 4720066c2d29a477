#include <algorithm>
#include <set>

#include "shared/store/sqlite/tables.h"

namespace replywatch::sqlite {
namespace {

class SqlitePersons final : public Persons {
 public:
  explicit SqlitePersons(Database& db) : db_(db) {}

  Result<std::vector<ContactId>> ContactsOf(ContactId id) override {
    RW_ASSIGN_OR_RETURN(const bool any_merged, AnyMerged());
    if (!any_merged) return std::vector<ContactId>{id};
    // Of those who are, nearly nobody: one look at two indexes says so.
    Statement any = db_.Prepare(
        "SELECT 1 FROM contacts WHERE id = ?1 AND merged_into IS NOT NULL UNION ALL SELECT 1 FROM contacts WHERE merged_into = "
        "?1 LIMIT 1");
    any.Bind(id);
    const bool is_merged = any.Step();
    RW_RETURN_IF_ERROR(any.status());
    if (!is_merged) return std::vector<ContactId>{id};
    RW_ASSIGN_OR_RETURN(const ContactId root, RootOf(id));
    std::vector<ContactId> contacts{root};
    for (std::size_t i = 0; i < contacts.size(); ++i) {
      Statement below = db_.Prepare("SELECT id FROM contacts WHERE merged_into = ? ORDER BY id");
      below.Bind(contacts[i]);
      while (below.Step()) contacts.push_back(ContactId{below.Int()});
      RW_RETURN_IF_ERROR(below.status());
    }
    return contacts;
  }

  Result<ContactId> MergedInto(ContactId id) override {
    Statement st = db_.Prepare("SELECT COALESCE(merged_into, 0) FROM contacts WHERE id = ?");
    st.Bind(id);
    const ContactId into{st.Step() ? st.Int() : 0};
    RW_RETURN_IF_ERROR(st.status());
    return into;
  }

  Status Merge(ContactId kept, ContactId merged) override {
    for (const ContactId id : {kept, merged}) {
      RW_ASSIGN_OR_RETURN(const ContactId into, MergedInto(id));
      if (into)
        return MakeError(ErrorKind::kInvalidArgument, "contact " + std::to_string(id.value) + " belongs to contact " +
                                                          std::to_string(into.value) + " already");
    }
    if (kept == merged) return MakeError(ErrorKind::kInvalidArgument, "that is one contact");
    merged_known_in_ = kNever;
    return db_.Prepare("UPDATE contacts SET merged_into = ? WHERE id = ?").Bind(kept, merged).Run();
  }

  Status Separate(ContactId id) override {
    RW_ASSIGN_OR_RETURN(const ContactId into, MergedInto(id));
    if (!into) return MakeError(ErrorKind::kNotFound, "contact " + std::to_string(id.value) + " was not merged with another");
    return db_.Prepare("UPDATE contacts SET merged_into = NULL WHERE id = ?").Bind(id).Run();
  }

  Status AddDecision(const PersonDecision& d) override {
    return db_.Prepare("INSERT INTO person_decisions (one_id, other_id, is_same, at, agent_id) VALUES (?,?,?,?,?)")
        .Bind(d.one, d.other, d.is_same, d.at, d.agent_id.value)
        .Run();
  }

  Status RemoveLatestDecision(ContactId one, ContactId other) override {
    return db_
        .Prepare(
            "DELETE FROM person_decisions WHERE id = (SELECT MAX(id) FROM person_decisions WHERE (one_id = ?1 AND other_id = ?2) "
            "OR (one_id = ?2 AND other_id = ?1))")
        .Bind(one, other)
        .Run();
  }

  Result<std::vector<ContactId>> Lookalikes(ContactId id, int limit) override {
    RW_ASSIGN_OR_RETURN(const std::vector<ContactId> person, ContactsOf(id));
    std::set<ContactId> found;
    for (const ContactId contact : person) {
      Statement st = db_.Prepare(
          "SELECT o.contact_id FROM contact_identities i JOIN contact_identities o INDEXED BY identities_by_email"
          " ON o.email = i.email COLLATE NOCASE AND o.email <> '' WHERE i.contact_id = ?1 AND i.email <> ''"
          " UNION SELECT o.contact_id FROM contact_identities i JOIN contact_identities o INDEXED BY identities_by_handle"
          " ON o.handle = i.handle COLLATE NOCASE AND o.handle <> '' AND (instr(o.handle, '@') > 1 OR"
          " (o.inbox_id <> i.inbox_id AND o.folded_name = i.folded_name AND o.folded_name <> '')) WHERE i.contact_id = ?1"
          " UNION SELECT o.contact_id FROM contact_identities i JOIN contact_identities o INDEXED BY identities_by_folded_name"
          " ON o.folded_name = i.folded_name AND instr(o.folded_name, ' ') > 1 AND o.inbox_id <> i.inbox_id WHERE i.contact_id = "
          "?1 "
          "LIMIT ?2");
      st.Bind(contact, static_cast<int>(limit + person.size()));
      while (st.Step()) found.insert(ContactId{st.Int()});
      RW_RETURN_IF_ERROR(st.status());
    }
    std::vector<ContactId> lookalikes;
    for (const ContactId other : found) {
      if (std::find(person.begin(), person.end(), other) != person.end()) continue;
      RW_ASSIGN_OR_RETURN(const bool is_refused, IsRefused(person, other));
      if (!is_refused && lookalikes.size() < static_cast<std::size_t>(limit)) lookalikes.push_back(other);
    }
    return lookalikes;
  }

  Result<std::vector<ConversationId>> Siblings(ConversationId id) override {
    RW_ASSIGN_OR_RETURN(const bool any_merged, AnyMerged());
    if (!any_merged) return std::vector<ConversationId>();
    Statement self = db_.Prepare("SELECT thread_id, contact_id FROM conversations WHERE id = ?");
    self.Bind(id);
    std::vector<ConversationId> siblings;
    if (!self.Step())
      return self.status().ok() ? Result<std::vector<ConversationId>>(std::move(siblings)) : self.status().error();
    const std::int64_t thread = self.Int();
    const ContactId contact{self.Int()};
    RW_ASSIGN_OR_RETURN(const std::vector<ContactId> person, ContactsOf(contact));
    for (const ContactId other : person) {
      if (other == contact) continue;
      Statement st = db_.Prepare("SELECT id FROM conversations WHERE thread_id = ? AND contact_id = ?");
      st.Bind(thread, other);
      if (st.Step()) siblings.push_back(ConversationId{st.Int()});
      RW_RETURN_IF_ERROR(st.status());
    }
    return siblings;
  }

 private:
  static constexpr std::int64_t kNever = -1;

  // Most shops have merged nobody; ingest asks for every message, so the answer is kept for the transaction.
  Result<bool> AnyMerged() {
    if (merged_known_in_ == db_.transaction()) return any_merged_;
    Statement st = db_.Prepare("SELECT 1 FROM contacts INDEXED BY contacts_merged WHERE merged_into IS NOT NULL LIMIT 1");
    any_merged_ = st.Step();
    RW_RETURN_IF_ERROR(st.status());
    merged_known_in_ = db_.transaction();
    return any_merged_;
  }

  Result<ContactId> RootOf(ContactId id) {
    while (true) {
      RW_ASSIGN_OR_RETURN(const ContactId into, MergedInto(id));
      if (!into) return id;
      id = into;
    }
  }

  // Did staff say, last, that `other` is none of these?
  Result<bool> IsRefused(const std::vector<ContactId>& person, ContactId other) {
    for (const ContactId contact : person) {
      Statement st = db_.Prepare(
          "SELECT is_same FROM person_decisions WHERE (one_id = ?1 AND other_id = ?2) OR (one_id = ?2 AND other_id = ?1) ORDER "
          "BY id DESC LIMIT 1");
      st.Bind(contact, other);
      const bool is_refused = st.Step() && !st.Bool();
      RW_RETURN_IF_ERROR(st.status());
      if (is_refused) return true;
    }
    return false;
  }

  Database& db_;
  std::int64_t merged_known_in_ = kNever;  // transaction
  bool any_merged_ = false;
};

}  // namespace

std::unique_ptr<Persons> MakePersons(Database& db) { return std::make_unique<SqlitePersons>(db); }

Result<std::map<std::int64_t, ContactId>> RootsOfMerged(Database& db) {
  std::map<std::int64_t, std::int64_t> into;
  Statement st = db.Prepare("SELECT id, merged_into FROM contacts WHERE merged_into IS NOT NULL");
  while (st.Step()) {
    const std::int64_t id = st.Int();
    into[id] = st.Int();
  }
  RW_RETURN_IF_ERROR(st.status());
  std::map<std::int64_t, ContactId> roots;
  for (const auto& [id, first] : into) {
    std::int64_t root = first;
    for (auto next = into.find(root); next != into.end(); next = into.find(root)) root = next->second;
    roots[id] = ContactId{root};
  }
  return roots;
}

}  // namespace replywatch::sqlite

// Contacts: people, their identities, export and erasure (GDPR Art. 15, 17, 20).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/contact.h"
#include "shared/model/item.h"
#include "shared/store/inboxes.h"

namespace replywatch {

class Contacts {
 public:
  virtual ~Contacts() = default;

  // The contact behind an account, made on first sight (`seen`: when they wrote; the earliest is kept) and renamed when the
  // platform's name changed. Not renamed once erased. `author.source_id` must not be empty. `language`: what they write as far as
  // that is sure; empty or "und": unknown, what is stored stays.
  virtual Result<FoundOrMade<ContactId>> FindOrMake(InboxId inbox, const Author& author, Timestamp seen,
                                                    const std::string& language) = 0;
  Result<ContactId> Resolve(InboxId inbox, const Author& author, Timestamp seen, const std::string& language = {}) {
    RW_ASSIGN_OR_RETURN(const auto contact, FindOrMake(inbox, author, seen, language));
    return contact.id;
  }
  virtual Result<std::optional<Contact>> Get(ContactId id) = 0;
  virtual Result<std::vector<ContactIdentity>> Identities(ContactId id) = 0;
  virtual Result<std::optional<ContactId>> FindByIdentity(InboxId inbox, const std::string& source_id) = 0;
  // Items set aside that name one of the person's accounts; erasure forgets the same ones.
  virtual Result<std::vector<StoredSetAside>> SetAsideNaming(ContactId id) = 0;

  // Pseudonymises the person everywhere: names, handles, addresses, texts, earlier texts, attachments, permalinks, notes,
  // full-text index, set-aside items and replies to them. Ids of the platform are replaced by a keyed hash, so that the
  // person is recognised and stays erased when read again. Timings, flags and counts stay.
  virtual Status Erase(ContactId id, Timestamp now) = 0;
  // Single messages, as retention does it: for what was removed where the platform's terms demand that it is forgotten here, too.
  virtual Status EraseMessages(const std::vector<MessageId>& ids) = 0;
  // Retention, for everything of the inbox older than `before`: messages as above, notes, drafts, settled replies, set-aside
  // items, and people who wrote nothing since. Returns how many messages changed.
  virtual Result<std::int64_t> EraseMessagesBefore(InboxId inbox, Timestamp before, Timestamp now) = 0;
};

}  // namespace replywatch

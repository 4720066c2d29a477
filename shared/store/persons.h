// Persons: which contacts staff say are one person. Contacts and their conversations stay as they are; a person is a tree of
// contacts, and the one at its root is who they are shown as.
#pragma once

#include <vector>

#include "shared/base/result.h"
#include "shared/model/contact.h"

namespace replywatch {

// What staff said about two contacts.
struct PersonDecision {
  ContactId one;
  ContactId other;
  bool is_same = false;
  Timestamp at;
  AgentId agent_id;
};

class Persons {
 public:
  virtual ~Persons() = default;

  // Every contact of the person, the root first; `id` alone when nothing was merged.
  virtual Result<std::vector<ContactId>> ContactsOf(ContactId id) = 0;
  // The contact that `id` was merged into; 0: none.
  virtual Result<ContactId> MergedInto(ContactId id) = 0;

  // Puts the root `merged`, with all that was merged into it, below the root `kept`. kInvalidArgument when either is no root, or
  // they are one.
  virtual Status Merge(ContactId kept, ContactId merged) = 0;
  // Takes `id`, with all that was merged into it, out of its person. kNotFound when it was not merged.
  virtual Status Separate(ContactId id) = 0;

  virtual Status AddDecision(const PersonDecision& decision) = 0;
  // The latest about these two, in either order; nothing when there is none.
  virtual Status RemoveLatestDecision(ContactId one, ContactId other) = 0;

  // Contacts of other people with an account that has the address, the full handle or the full name of one of this person's, and
  // about which staff did not say that they are somebody else. Erased ones are not found. In no order.
  virtual Result<std::vector<ContactId>> Lookalikes(ContactId id, int limit) = 0;

  // The conversations that the person's other contacts have under the same post.
  virtual Result<std::vector<ConversationId>> Siblings(ConversationId id) = 0;
};

}  // namespace replywatch

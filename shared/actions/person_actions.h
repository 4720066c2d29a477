// Person actions: which contacts are one person. Merging is never automatic and leaves conversations where they are: what
// changes is that an answer under a post counts for every contact of the person there, that patterns look at all they wrote,
// and that the review counts them once. Each with its audit entry, inside one write session, like staff_actions.h.
#pragma once

#include <vector>

#include "shared/actions/staff_actions.h"
#include "shared/rules/same_person.h"

namespace replywatch {

// Puts the person of `other` under the person of `kept`. kNotFound for an unknown contact; kInvalidArgument when they are one
// person already or either is erased.
Status MergeContacts(Session& session, const Actor& actor, ContactId kept, ContactId other);

// Takes `other`, with what was merged into it, away from `contact`. kInvalidArgument when they are not one person.
Status SeparateContacts(Session& session, const Actor& actor, ContactId contact, ContactId other);

// They look alike and are not one person: no longer suggested. kInvalidArgument when they are merged.
Status RefuseMerge(Session& session, const Actor& actor, ContactId contact, ContactId other);

// Who may be the same person as `contact`, strongest likeness first, at most five.
Result<std::vector<MergeSuggestion>> SuggestMerges(Session& session, ContactId contact);

// Erases the person behind `contact` for good, all their contacts: text, name and handle go, timings stay. Nobody is left to
// answer, so what they waited for is closed. What the detector learnt here goes too, and is learnt again without them. kNotFound
// for an unknown contact. Afterwards Store::ForgetDeleted.
Status ErasePerson(Session& session, const Actor& actor, ContactId contact);

// Accounts of all contacts of the person, those of the one they are shown as first.
Result<std::vector<ContactIdentity>> AccountsOfPerson(Session& session, ContactId contact);

// UndoLast's share. kInvalidArgument when somebody changed the same since.
Status RevertPersonAction(Session& session, const AuditEvent& event);

}  // namespace replywatch

#include "shared/actions/person_actions.h"

#include <algorithm>

#include "shared/actions/audit_detail.h"
#include "shared/actions/like_actions.h"
#include "shared/actions/pattern_keeper.h"
#include "shared/actions/record.h"
#include "shared/actions/wait_keeper.h"
#include "shared/rules/patterns.h"

namespace replywatch {
namespace {

constexpr int kMostConversations = 10'000;
constexpr int kMostLookalikes = 50;
constexpr std::size_t kMostSuggestions = 5;

std::string Number(ContactId id) { return std::to_string(id.value); }

Result<Contact> RequireContact(Session& session, ContactId id) {
  RW_ASSIGN_OR_RETURN(const std::optional<Contact> contact, session.contacts().Get(id));
  if (!contact) return MakeError(ErrorKind::kNotFound, "there is no contact " + Number(id));
  return *contact;
}

Result<bool> AreOne(Session& session, ContactId one, ContactId other) {
  RW_ASSIGN_OR_RETURN(const std::vector<ContactId> person, session.persons().ContactsOf(one));
  return std::find(person.begin(), person.end(), other) != person.end();
}

// Conversations of the person under posts where they wrote as more than one contact.
Result<std::vector<ConversationId>> SharedConversations(Session& session, ContactId any) {
  std::vector<ConversationId> shared;
  RW_ASSIGN_OR_RETURN(const std::vector<ContactId> person, session.persons().ContactsOf(any));
  for (const ContactId contact : person) {
    RW_ASSIGN_OR_RETURN(const std::vector<Conversation> conversations,
                        session.conversations().OfContact(contact, kMostConversations));
    for (const Conversation& conversation : conversations) {
      RW_ASSIGN_OR_RETURN(const std::vector<ConversationId> siblings, session.persons().Siblings(conversation.id));
      if (!siblings.empty()) shared.push_back(conversation.id);
    }
  }
  return shared;
}

// Does `change` to who is one person, and brings waits and patterns of those people in step.
template <typename Change>
Status Regroup(Session& session, ContactId one, ContactId other, Timestamp at, const Change& change) {
  RW_ASSIGN_OR_RETURN(std::vector<ConversationId> shared, SharedConversations(session, one));
  RW_RETURN_IF_ERROR(change());
  RW_ASSIGN_OR_RETURN(const std::vector<ConversationId> now_shared, SharedConversations(session, one));
  shared.insert(shared.end(), now_shared.begin(), now_shared.end());
  std::sort(shared.begin(), shared.end());
  shared.erase(std::unique(shared.begin(), shared.end()), shared.end());
  for (const ConversationId id : shared) RW_RETURN_IF_ERROR(WaitsAfterChange(session, id));
  for (const ContactId contact : {one, other}) RW_RETURN_IF_ERROR(RefreshPatterns(session, contact, at - kPatternHorizon));
  return {};
}

// The contact whose merge holds `other` in the person of `contact`.
Result<ContactId> JointBetween(Session& session, ContactId contact, ContactId other) {
  std::vector<ContactId> way_up{contact};
  while (way_up.back()) {
    RW_ASSIGN_OR_RETURN(const ContactId into, session.persons().MergedInto(way_up.back()));
    way_up.push_back(into);
  }
  const auto above = std::find(way_up.begin(), way_up.end(), other);
  return above == way_up.end() || above == way_up.begin() ? other : *std::prev(above);
}

// Not an action that could be taken back, unlike MarkDone.
Status CloseForGood(Session& session, const Actor& actor, ConversationId id) {
  RW_RETURN_IF_ERROR(CancelLikes(session, actor, id));
  RW_ASSIGN_OR_RETURN(const StoredWaits waits, session.conversations().LoadWaits(id));
  RW_ASSIGN_OR_RETURN(const std::vector<Closing> closings, session.conversations().Closings(id));
  // What a like closed would wait again if that like failed.
  const bool hangs_on_like = std::any_of(closings.begin(), closings.end(), [](const Closing& c) { return bool(c.like); });
  if (!waits.state.answer && !waits.state.thank && !hangs_on_like) return {};
  RW_RETURN_IF_ERROR(session.conversations().AddClosing(id, {0, actor.now, actor.agent, {}}).status());
  RW_RETURN_IF_ERROR(WaitsAfterChange(session, id));
  return session.conversations().SetStatus(id, ConversationStatus::kResolved, std::nullopt);
}

}  // namespace

Status MergeContacts(Session& session, const Actor& actor, ContactId kept, ContactId other) {
  for (const ContactId id : {kept, other}) {
    RW_ASSIGN_OR_RETURN(const Contact contact, RequireContact(session, id));
    if (contact.erased_at)
      return MakeError(ErrorKind::kInvalidArgument,
                       "contact " + Number(id) + " was erased; nothing is known about them any more");
  }
  RW_ASSIGN_OR_RETURN(const bool are_one, AreOne(session, kept, other));
  if (are_one)
    return MakeError(ErrorKind::kInvalidArgument,
                     "contacts " + Number(kept) + " and " + Number(other) + " are one person already");
  RW_ASSIGN_OR_RETURN(const std::vector<ContactId> below, session.persons().ContactsOf(kept));
  RW_ASSIGN_OR_RETURN(const std::vector<ContactId> moved, session.persons().ContactsOf(other));
  RW_RETURN_IF_ERROR(
      Regroup(session, kept, other, actor.now, [&] { return session.persons().Merge(below.front(), moved.front()); }));
  RW_RETURN_IF_ERROR(session.persons().AddDecision({kept, other, true, actor.now, actor.agent}));
  return RecordAction(
      session, actor, AuditAction::kContactsMerged, {}, {},
      WriteDetail(
          {{"kept", Number(kept)}, {"other", Number(other)}, {"joint", Number(moved.front())}, {"into", Number(below.front())}}));
}

Status SeparateContacts(Session& session, const Actor& actor, ContactId contact, ContactId other) {
  RW_RETURN_IF_ERROR(RequireContact(session, contact).status());
  RW_RETURN_IF_ERROR(RequireContact(session, other).status());
  RW_ASSIGN_OR_RETURN(const bool are_one, AreOne(session, contact, other));
  if (!are_one || contact == other)
    return MakeError(ErrorKind::kInvalidArgument, "contacts " + Number(contact) + " and " + Number(other) + " were not merged");
  RW_ASSIGN_OR_RETURN(const ContactId joint, JointBetween(session, contact, other));
  RW_ASSIGN_OR_RETURN(const ContactId into, session.persons().MergedInto(joint));
  RW_RETURN_IF_ERROR(Regroup(session, contact, other, actor.now, [&] { return session.persons().Separate(joint); }));
  RW_RETURN_IF_ERROR(session.persons().AddDecision({contact, other, false, actor.now, actor.agent}));
  return RecordAction(
      session, actor, AuditAction::kContactsSeparated, {}, {},
      WriteDetail({{"kept", Number(contact)}, {"other", Number(other)}, {"joint", Number(joint)}, {"into", Number(into)}}));
}

Status RefuseMerge(Session& session, const Actor& actor, ContactId contact, ContactId other) {
  RW_RETURN_IF_ERROR(RequireContact(session, contact).status());
  RW_RETURN_IF_ERROR(RequireContact(session, other).status());
  RW_ASSIGN_OR_RETURN(const bool are_one, AreOne(session, contact, other));
  if (are_one)
    return MakeError(ErrorKind::kInvalidArgument,
                     "contacts " + Number(contact) + " and " + Number(other) + " are one person here; separate them instead");
  RW_RETURN_IF_ERROR(session.persons().AddDecision({contact, other, false, actor.now, actor.agent}));
  return RecordAction(session, actor, AuditAction::kMergeRefused, {}, {},
                      WriteDetail({{"kept", Number(contact)}, {"other", Number(other)}}));
}

Result<std::vector<MergeSuggestion>> SuggestMerges(Session& session, ContactId contact) {
  std::vector<MergeSuggestion> suggestions;
  RW_ASSIGN_OR_RETURN(const std::vector<ContactId> lookalikes, session.persons().Lookalikes(contact, kMostLookalikes));
  if (lookalikes.empty()) return suggestions;
  RW_ASSIGN_OR_RETURN(const std::vector<ContactIdentity> accounts, AccountsOfPerson(session, contact));
  for (const ContactId id : lookalikes) {
    RW_ASSIGN_OR_RETURN(const std::vector<ContactIdentity> theirs, session.contacts().Identities(id));
    const std::optional<Likeness> likeness = LikenessOf(accounts, theirs);
    if (!likeness) continue;
    RW_ASSIGN_OR_RETURN(Contact other, RequireContact(session, id));
    suggestions.push_back({std::move(other), *likeness});
  }
  std::stable_sort(suggestions.begin(), suggestions.end(),
                   [](const MergeSuggestion& a, const MergeSuggestion& b) { return a.likeness < b.likeness; });
  if (suggestions.size() > kMostSuggestions) suggestions.erase(suggestions.begin() + kMostSuggestions, suggestions.end());
  return suggestions;
}

Status ErasePerson(Session& session, const Actor& actor, ContactId contact) {
  RW_ASSIGN_OR_RETURN(const std::optional<Contact> found, session.contacts().Get(contact));
  if (!found) return MakeError(ErrorKind::kNotFound, "there is no contact " + std::to_string(contact.value));
  RW_ASSIGN_OR_RETURN(const std::vector<ContactId> person, session.persons().ContactsOf(contact));
  for (const ContactId one : person) {
    RW_RETURN_IF_ERROR(session.contacts().Erase(one, actor.now));
    RW_ASSIGN_OR_RETURN(const std::vector<Conversation> conversations,
                        session.conversations().OfContact(one, kMostConversations));
    for (const Conversation& conversation : conversations) {
      RW_RETURN_IF_ERROR(CloseForGood(session, actor, conversation.id));
    }
    RW_RETURN_IF_ERROR(RecordAction(session, actor, AuditAction::kContactErased, {}, {}, "contact=" + std::to_string(one.value)));
  }
  // Their messages may be among those that the detector learnt from.
  RW_ASSIGN_OR_RETURN(const std::optional<LearningTry> used, session.learning().Used());
  RW_ASSIGN_OR_RETURN(const CorrectionProgress progress, session.learning().Progress(0));
  if (used && used->erasures != progress.erasures) return session.learning().DropLayer(used->id, /*learns_again=*/true);
  return {};
}

Result<std::vector<ContactIdentity>> AccountsOfPerson(Session& session, ContactId contact) {
  RW_ASSIGN_OR_RETURN(const std::vector<ContactId> person, session.persons().ContactsOf(contact));
  std::vector<ContactIdentity> accounts;
  for (const ContactId id : person) {
    RW_ASSIGN_OR_RETURN(const std::vector<ContactIdentity> theirs, session.contacts().Identities(id));
    accounts.insert(accounts.end(), theirs.begin(), theirs.end());
  }
  return accounts;
}

Status RevertPersonAction(Session& session, const AuditEvent& event) {
  const AuditDetail detail(event.detail);
  const ContactId kept{detail.Int("kept")};
  const ContactId other{detail.Int("other")};
  const ContactId joint{detail.Int("joint")};
  const ContactId into{detail.Int("into")};
  RW_RETURN_IF_ERROR(session.persons().RemoveLatestDecision(kept, other));
  if (event.action == AuditAction::kMergeRefused) return {};
  const bool was_merged = event.action == AuditAction::kContactsMerged;
  RW_ASSIGN_OR_RETURN(const ContactId now, session.persons().MergedInto(joint));
  if (now != (was_merged ? into : ContactId{}))
    return MakeError(ErrorKind::kInvalidArgument, "somebody has merged or separated these people since");
  return Regroup(session, kept, other, event.at,
                 [&] { return was_merged ? session.persons().Separate(joint) : session.persons().Merge(into, joint); });
}

}  // namespace replywatch

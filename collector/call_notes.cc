#include "collector/call_notes.h"

#include <algorithm>

#include "shared/actions/audit_detail.h"
#include "shared/actions/person_actions.h"
#include "shared/actions/record.h"
#include "shared/base/phone_number.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::string_view kNumberPrefix = "tel:";  // RFC 3966
constexpr std::size_t kMaxAddressBytes = 254;       // RFC 5321, 4.5.3.1.3
constexpr int kMostConversations = 1000;

Error Wrong(std::string text) { return MakeError(ErrorKind::kInvalidArgument, std::move(text)); }

std::string Number(ContactId id) { return std::to_string(id.value); }

bool IsAddress(const std::string& email) {
  const std::size_t at = email.find('@');
  return at != std::string::npos && at > 0 && at + 1 < email.size() && email.find('@', at + 1) == std::string::npos &&
         email.find(' ') == std::string::npos && email.size() <= kMaxAddressBytes;
}

std::string SourceIdOf(const std::string& key) { return "call:" + key; }

// Whom a call was with: the account by which this inbox knows them.
class Callers {
 public:
  Callers(Session& session, const Inbox& inbox) : session_(session), inbox_(inbox) {}

  Result<std::string> AccountOf(const CallNote& note) {
    if (note.contact) return OfContact(note);
    if (!note.number.empty()) return std::string(kNumberPrefix) + note.number;
    if (note.outgoing) return Wrong("say whom you called: --number, or --contact with the id that `list --waiting --json` shows");
    return SourceIdOf(note.key);  // the same name may be another person's
  }

 private:
  Result<std::string> OfContact(const CallNote& note) {
    RW_ASSIGN_OR_RETURN(const std::optional<Contact> contact, session_.contacts().Get(note.contact));
    if (!contact) return MakeError(ErrorKind::kNotFound, "there is no contact " + Number(note.contact));
    if (contact->erased_at) return Wrong("contact " + Number(note.contact) + " was erased; leave --contact out");
    RW_ASSIGN_OR_RETURN(const std::vector<ContactId> person, PersonOf(note.contact));
    if (note.number.empty()) return KnownAccount(person, note.contact);
    const std::string account = std::string(kNumberPrefix) + note.number;
    RW_ASSIGN_OR_RETURN(const std::optional<ContactId> owner, session_.contacts().FindByIdentity(inbox_.id, account));
    if (owner && std::find(person.begin(), person.end(), *owner) == person.end())
      return Wrong("that number is contact " + Number(*owner) +
                   "'s here; leave --contact out, or say first that they are one: contact merge " + Number(note.contact) + " " +
                   Number(*owner));
    return account;
  }

  // The contact itself first, then the others of its person.
  Result<std::vector<ContactId>> PersonOf(ContactId id) {
    RW_ASSIGN_OR_RETURN(std::vector<ContactId> person, session_.persons().ContactsOf(id));
    std::stable_partition(person.begin(), person.end(), [&](ContactId other) { return other == id; });
    return person;
  }

  // Of several numbers the one that waits; one of their own for who never called.
  Result<std::string> KnownAccount(const std::vector<ContactId>& person, ContactId id) {
    std::string first;
    for (const ContactId one : person) {
      RW_ASSIGN_OR_RETURN(const std::vector<ContactIdentity> accounts, session_.contacts().Identities(one));
      for (const ContactIdentity& account : accounts) {
        if (account.inbox_id != inbox_.id) continue;
        RW_ASSIGN_OR_RETURN(const bool waits, Waits(one, account.source_id));
        if (waits) return account.source_id;
        if (first.empty()) first = account.source_id;
      }
    }
    return first.empty() ? "contact:" + Number(id) : first;
  }

  Result<bool> Waits(ContactId contact, const std::string& account) {
    RW_ASSIGN_OR_RETURN(const std::vector<Conversation> conversations,
                        session_.conversations().OfContact(contact, kMostConversations));
    for (const Conversation& conversation : conversations) {
      if (conversation.inbox_id != inbox_.id || conversation.root_source_id != account) continue;
      RW_ASSIGN_OR_RETURN(const StoredWaits waits, session_.conversations().LoadWaits(conversation.id));
      return waits.state.answer || waits.state.thank;
    }
    return false;
  }

  Session& session_;
  const Inbox& inbox_;
};

// The note as an item whose caller is known by `account`.
Item Complete(Item item, const CallNote& note, const std::string& account, const std::string& name, const Inbox& inbox) {
  item.root_source_id = account;
  if (note.outgoing) {
    item.author.source_id = inbox.account_id.empty() ? inbox.name : inbox.account_id;
    item.author.name = inbox.name;
    item.mentioned_ids = {account};
    return item;
  }
  item.author.source_id = account;
  item.author.name = name;
  item.author.email = note.email;
  if (!note.number.empty()) {
    item.author.handle = note.number;
    item.author.url = std::string(kNumberPrefix) + note.number;
  }
  return item;
}

// What is known of the caller stays where the note says nothing of it.
Result<std::string> FillFromKnown(Session& session, const Inbox& inbox, const std::string& account, CallNote& note) {
  RW_ASSIGN_OR_RETURN(const std::optional<ContactId> owner, session.contacts().FindByIdentity(inbox.id, account));
  if (note.number.empty() && account.starts_with(kNumberPrefix)) note.number = account.substr(kNumberPrefix.size());
  if (owner) {
    RW_ASSIGN_OR_RETURN(const std::vector<ContactIdentity> accounts, session.contacts().Identities(*owner));
    for (const ContactIdentity& one : accounts) {
      if (one.inbox_id != inbox.id || one.source_id != account) continue;
      if (note.email.empty()) note.email = one.email;
      return note.caller.empty() ? one.name : note.caller;
    }
  }
  if (!note.caller.empty() || !note.contact) return note.caller.empty() ? note.number : note.caller;
  RW_ASSIGN_OR_RETURN(const std::optional<Contact> contact, session.contacts().Get(note.contact));
  return contact ? contact->name : std::string();
}

Result<StoredCall> Describe(Session& session, const MessageStub& stub, bool was_known) {
  StoredCall stored{stub.id, stub.conversation_id, stub.contact_id, was_known, false};
  RW_ASSIGN_OR_RETURN(const StoredWaits waits, session.conversations().LoadWaits(stub.conversation_id));
  stored.waits = waits.state.answer.has_value();
  return stored;
}

Result<StoredCall> DescribeKnown(Session& session, const MessageStub& stub, const CallNote& note) {
  RW_ASSIGN_OR_RETURN(const std::optional<Message> message, session.messages().Get(stub.id));
  // It may have been corrected since.
  RW_ASSIGN_OR_RETURN(const std::vector<MessageVersion> versions, session.messages().Versions(stub.id));
  const bool said = message && (message->item.text == note.text ||
                                std::any_of(versions.begin(), versions.end(),
                                            [&](const MessageVersion& version) { return version.text == note.text; }));
  const bool is_same = stub.erased || (said && (message->item.direction == Direction::kOutgoing) == note.outgoing);
  if (!is_same)
    return Wrong("another call was noted under that key (message " + std::to_string(stub.id.value) + "); choose a new key");
  return Describe(session, stub, /*was_known=*/true);
}

Status RecordCall(Session& session, const Actor& actor, const MessageStub& stub, const CallNote& note) {
  return RecordAction(
      session, actor, AuditAction::kCallNoted, stub.conversation_id, stub.id,
      WriteDetail({{"direction", note.outgoing ? "outgoing" : "incoming"}, {"settled", note.settled ? "1" : "0"}}));
}

// A person said who it was: that joins the account to them, as `contact merge` does.
Status JoinPerson(Session& session, const Actor& actor, ContactId person, ContactId caller) {
  if (!person) return {};
  RW_ASSIGN_OR_RETURN(const std::vector<ContactId> known, session.persons().ContactsOf(person));
  if (std::find(known.begin(), known.end(), caller) != known.end()) return {};
  return MergeContacts(session, actor, person, caller);
}

// What the detector says of a call's words. Whether an answer is owed was said by who spoke with them: the words decide nothing
// of it.
PreparedItem Judge(const Ingest& ingest, Item item, bool is_settled) {
  PreparedItem prepared = std::move(ingest.Prepare({std::move(item)}).front());
  prepared.item.automatic = false;  // a person wrote it down, whatever it resembles
  if (prepared.item.direction == Direction::kOutgoing) return prepared;
  Classification& classification = prepared.classification;
  classification.no_answer = is_settled ? NoAnswerReason::kSettled : NoAnswerReason::kNone;
  if (!is_settled) {
    classification.flags.Set(Flag::kThanks, false);
    classification.flags.Set(Flag::kPraise, false);
  }
  return prepared;
}

Result<Inbox> InboxOf(Session& session, InboxId id) {
  RW_ASSIGN_OR_RETURN(const std::vector<Inbox> all, session.inboxes().All());
  const auto found = std::find_if(all.begin(), all.end(), [&](const Inbox& inbox) { return inbox.id == id; });
  if (found == all.end()) return MakeError(ErrorKind::kInternal, "a message stands in no inbox");
  return *found;
}

}  // namespace

Result<std::string> CheckCallText(const std::string& text) {
  if (text.size() > kMaxCallTextBytes)
    return Wrong("the note is too long by " + std::to_string(text.size() - kMaxCallTextBytes) + " bytes; shorten it");
  std::string clean = CleanText(text, kMaxTextBytes);
  if (clean.find_first_not_of(" \t\n") == std::string::npos) return Wrong("the note is empty; write what the call was about");
  return clean;
}

Result<CallNote> CheckCall(CallNote note, const std::string& country_code, Timestamp now) {
  if (note.caller.size() > kMaxNameBytes) return Wrong("the caller's name is too long; shorten it");
  note.caller = CleanLine(note.caller, kMaxNameBytes);
  note.email = CleanLine(note.email, kMaxTextBytes);
  if (note.caller.empty() && note.number.empty() && note.email.empty() && !note.contact)
    return Wrong("say who it was: --caller, --number or --contact");
  if (!note.number.empty()) {
    RW_ASSIGN_OR_RETURN(note.number, NormalisePhoneNumber(note.number, country_code));
  }
  if (!note.email.empty() && !IsAddress(note.email))
    return Wrong("that is no mail address; write one such as \"ana@example.org\"");
  RW_ASSIGN_OR_RETURN(note.text, CheckCallText(note.text));
  if (note.at > now) return Wrong("the time of the call lies ahead; write when it was");
  if (now - note.at > kOldestCall) return Wrong("the time of the call is over a year ago; write when it was");
  if (note.settled && note.outgoing) return Wrong("a call of ours answers by itself; leave --settled out");
  if (note.key.empty() || note.key.size() > kMaxCallKeyBytes || CleanLine(note.key, kMaxCallKeyBytes) != note.key)
    return Wrong("the key must be one line of at most " + std::to_string(kMaxCallKeyBytes) + " bytes; choose another");
  return note;
}

PreparedCall PrepareCall(const Ingest& ingest, CallNote note) {
  Item item;
  item.source_id = SourceIdOf(note.key);
  item.kind = MessageKind::kPhone;
  item.visibility = Visibility::kPrivate;
  item.direction = note.outgoing ? Direction::kOutgoing : Direction::kIncoming;
  item.text = note.text;
  item.created_at = note.at;
  PreparedItem prepared = Judge(ingest, std::move(item), note.settled);
  return {std::move(note), std::move(prepared)};
}

Result<StoredCall> StoreCall(Session& session, const Actor& actor, const Inbox& inbox, const PreparedCall& call) {
  const std::string source_id = SourceIdOf(call.note.key);
  RW_ASSIGN_OR_RETURN(const std::optional<MessageStub> known, session.messages().FindStub(inbox.id, source_id));
  if (known) return DescribeKnown(session, *known, call.note);
  CallNote note = call.note;
  RW_ASSIGN_OR_RETURN(const std::string account, Callers(session, inbox).AccountOf(note));
  RW_ASSIGN_OR_RETURN(const std::string name, FillFromKnown(session, inbox, account, note));
  if (note.outgoing) {  // an item of ours tells nothing of the person called
    Author person;
    person.source_id = account;
    person.name = name;
    person.handle = note.number;
    person.email = note.email;
    if (!note.number.empty()) person.url = std::string(kNumberPrefix) + note.number;
    RW_RETURN_IF_ERROR(session.contacts().FindOrMake(inbox.id, person, note.at, {}).status());
  }
  PreparedItem prepared = call.prepared;
  prepared.item = Complete(std::move(prepared.item), note, account, name, inbox);
  const IngestInbox target{inbox.id, inbox.account_id, inbox.capabilities.erase_removed};
  RW_RETURN_IF_ERROR(Ingest::Apply(session, target, {prepared}, actor.now).status());
  RW_ASSIGN_OR_RETURN(const std::optional<MessageStub> stub, session.messages().FindStub(inbox.id, source_id));
  if (!stub || !stub->conversation_id) return MakeError(ErrorKind::kInternal, "the call was stored without its conversation");
  if (actor.agent) RW_RETURN_IF_ERROR(session.messages().SetAgent(stub->id, actor.agent));
  RW_RETURN_IF_ERROR(JoinPerson(session, actor, note.contact, stub->contact_id));
  RW_RETURN_IF_ERROR(RecordCall(session, actor, *stub, note));
  return Describe(session, *stub, /*was_known=*/false);
}

Result<StoredCall> CorrectCall(Session& session, const Actor& actor, const Ingest& ingest, MessageId message,
                               const std::string& text) {
  const std::string name = "message " + std::to_string(message.value);
  RW_ASSIGN_OR_RETURN(const std::optional<Message> call, session.messages().Get(message));
  if (!call) return MakeError(ErrorKind::kNotFound, "there is no " + name);
  RW_ASSIGN_OR_RETURN(const Inbox inbox, InboxOf(session, call->inbox_id));
  if (!inbox.capabilities.written_here) return Wrong(name + " is no call; only calls that were noted here can be corrected");
  RW_ASSIGN_OR_RETURN(const std::optional<MessageStub> stub, session.messages().FindStub(inbox.id, call->item.source_id));
  if (!stub || stub->erased) return Wrong("the words of " + name + " were erased; note the call anew");
  if (text == call->item.text) return Describe(session, *stub, /*was_known=*/true);
  Item item = call->item;
  item.text = text;
  item.edited_at = actor.now;
  const bool is_settled = call->classification.no_answer == NoAnswerReason::kSettled;
  const PreparedItem prepared = Judge(ingest, std::move(item), is_settled);
  RW_RETURN_IF_ERROR(Ingest::Apply(session, {inbox.id, inbox.account_id, false}, {prepared}, actor.now).status());
  RW_RETURN_IF_ERROR(RecordAction(session, actor, AuditAction::kCallCorrected, stub->conversation_id, stub->id, {}));
  return Describe(session, *stub, /*was_known=*/false);
}

}  // namespace replywatch

#include "collector/commands/contact_json.h"

#include "collector/commands/json_output.h"
#include "shared/actions/person_actions.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;

constexpr int kMostConversations = 10'000;

Result<Json> CorrectionsJson(Session& session, MessageId id) {
  Json out = Json::array();
  RW_ASSIGN_OR_RETURN(const std::vector<Correction> corrections, session.messages().Corrections(id));
  for (const Correction& c : corrections) {
    out.push_back({{"at", FormatRfc3339(c.at)},
                   {"flags_before", FlagNames(c.before)},
                   {"flags_after", FlagNames(c.after)},
                   {"no_answer_before", NoAnswerReasonName(c.no_answer_before)},
                   {"no_answer_after", NoAnswerReasonName(c.no_answer_after)}});
  }
  return out;
}

Result<Json> MessageJson(Session& session, const Message& m) {
  RW_ASSIGN_OR_RETURN(const std::vector<MessageVersion> versions, session.messages().Versions(m.id));
  Json earlier = Json::array();
  for (const MessageVersion& version : versions)
    earlier.push_back({{"text", version.text}, {"replaced_at", FormatRfc3339(version.replaced_at)}});
  Json attachments = Json::array();
  for (const Attachment& a : m.item.attachments) attachments.push_back({{"url", a.url}, {"description", a.description}});
  RW_ASSIGN_OR_RETURN(Json corrections, CorrectionsJson(session, m.id));
  const Classification& c = m.classification;
  return Json{{"created_at", FormatRfc3339(m.item.created_at)},
              {"direction", m.item.direction == Direction::kIncoming ? "incoming" : "outgoing"},
              {"kind", MessageKindName(m.item.kind)},
              {"visibility", VisibilityName(m.item.visibility)},
              {"text", m.item.text},
              {"permalink", m.item.permalink},
              {"language", c.language},
              {"flags", FlagNames(c.flags)},
              {"urgency", UrgencyName(c.urgency)},
              {"no_answer", NoAnswerReasonName(c.no_answer)},
              {"corrections", std::move(corrections)},
              {"removed_at", OptionalTime(m.removed_at)},
              {"earlier_texts", std::move(earlier)},
              {"attachments", std::move(attachments)}};
}

Result<Json> MessagesJson(Session& session, ConversationId id) {
  Json out = Json::array();
  RW_ASSIGN_OR_RETURN(const std::vector<Message> messages, session.messages().OfConversation(id));
  for (const Message& m : messages) {
    RW_ASSIGN_OR_RETURN(Json message, MessageJson(session, m));
    out.push_back(std::move(message));
  }
  return out;
}

Result<Json> NotesJson(Session& session, ConversationId id) {
  Json out = Json::array();
  RW_ASSIGN_OR_RETURN(const std::vector<Note> notes, session.conversations().Notes(id));
  for (const Note& note : notes) out.push_back({{"at", FormatRfc3339(note.at)}, {"text", note.text}});
  return out;
}

Result<Json> WaitsJson(Session& session, ConversationId id) {
  Json out = Json::array();
  RW_ASSIGN_OR_RETURN(const std::vector<Wait> waits, session.conversations().Waits(id));
  for (const Wait& w : waits) {
    out.push_back({{"kind", w.kind == WaitKind::kAnswer ? "answer" : "thank"},
                   {"started_at", FormatRfc3339(w.started_at)},
                   {"ended_at", OptionalTime(w.ended_at)},
                   {"outcome", WaitOutcomeName(w.outcome)}});
  }
  return out;
}

Result<Json> RepliesJson(Session& session, ConversationId id) {
  Json out = Json::array();
  RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> replies, session.outbox().OfConversation(id));
  for (const OutboundMessage& r : replies) {
    out.push_back({{"created_at", FormatRfc3339(r.created_at)},
                   {"sent_at", OptionalTime(r.sent_at)},
                   {"kind", OutboundKindName(r.kind)},
                   {"state", OutboundStateName(r.state)},
                   {"visibility", VisibilityName(r.visibility)},
                   {"text", r.text}});
  }
  return out;
}

Result<Json> DraftsJson(Session& session, ConversationId id) {
  Json out = Json::array();
  RW_ASSIGN_OR_RETURN(const std::vector<Draft> drafts, session.staff().DraftsOf(id));
  for (const Draft& d : drafts) out.push_back({{"at", FormatRfc3339(d.at)}, {"mode", d.mode}, {"text", d.text}});
  return out;
}

Result<Json> PromisesJson(Session& session, ConversationId id) {
  Json out = Json::array();
  RW_ASSIGN_OR_RETURN(const std::vector<Promise> promises, session.cases().PromisesOf(id));
  for (const Promise& p : promises) {
    out.push_back({{"made_at", FormatRfc3339(p.made_at)},
                   {"due_at", FormatRfc3339(p.due_at)},
                   {"kept_at", OptionalTime(p.kept_at)},
                   {"withdrawn_at", OptionalTime(p.withdrawn_at)},
                   {"text", p.text}});
  }
  return out;
}

Result<Json> ConversationJson(Session& session, const Conversation& c) {
  RW_ASSIGN_OR_RETURN(Json messages, MessagesJson(session, c.id));
  RW_ASSIGN_OR_RETURN(Json waits, WaitsJson(session, c.id));
  RW_ASSIGN_OR_RETURN(Json notes, NotesJson(session, c.id));
  RW_ASSIGN_OR_RETURN(Json replies, RepliesJson(session, c.id));
  RW_ASSIGN_OR_RETURN(Json drafts, DraftsJson(session, c.id));
  RW_ASSIGN_OR_RETURN(Json promises, PromisesJson(session, c.id));
  RW_ASSIGN_OR_RETURN(const std::string cause, session.cases().CauseOf(c.id));
  return Json{{"post", c.root_title},
              {"visibility", VisibilityName(c.visibility)},
              {"status", ConversationStatusName(c.status)},
              {"messages", std::move(messages)},
              {"waits", std::move(waits)},
              {"notes", std::move(notes)},
              {"replies", std::move(replies)},
              {"drafts", std::move(drafts)},
              {"promises", std::move(promises)},
              {"cause", cause.empty() ? Json() : Json(cause)}};
}

}  // namespace

Result<Json> ContactJson(Session& session, ContactId id) {
  RW_ASSIGN_OR_RETURN(const std::optional<Contact> contact, session.contacts().Get(id));
  if (!contact) return MakeError(ErrorKind::kNotFound, "there is no contact " + std::to_string(id.value));
  Json out{{"id", id.value},
           {"name", contact->name},
           {"language", contact->language},
           {"first_seen", FormatRfc3339(contact->first_seen)},
           {"erased_at", OptionalTime(contact->erased_at)},
           {"merged_with", Json::array()},
           {"accounts", Json::array()},
           {"conversations", Json::array()},
           {"unread_answers", Json::array()}};
  RW_ASSIGN_OR_RETURN(const std::vector<ContactIdentity> accounts, AccountsOfPerson(session, id));
  for (const ContactIdentity& i : accounts) {
    out["accounts"].push_back({{"id", i.source_id}, {"name", i.name}, {"handle", i.handle}, {"url", i.url}, {"email", i.email}});
  }
  RW_ASSIGN_OR_RETURN(const std::vector<ContactId> person, session.persons().ContactsOf(id));
  for (const ContactId contact_id : person) {
    if (contact_id != id) out["merged_with"].push_back(contact_id.value);
    RW_ASSIGN_OR_RETURN(const std::vector<Conversation> conversations,
                        session.conversations().OfContact(contact_id, kMostConversations));
    for (const Conversation& c : conversations) {
      RW_ASSIGN_OR_RETURN(Json conversation, ConversationJson(session, c));
      out["conversations"].push_back(std::move(conversation));
    }
    RW_ASSIGN_OR_RETURN(const std::vector<StoredSetAside> set_aside, session.contacts().SetAsideNaming(contact_id));
    for (const StoredSetAside& s : set_aside)
      out["unread_answers"].push_back({{"at", FormatRfc3339(s.at)}, {"reason", s.item.reason}, {"raw", s.item.raw}});
  }
  return out;
}

}  // namespace replywatch

#include "collector/ingest.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "shared/actions/case_actions.h"
#include "shared/actions/new_key.h"
#include "shared/actions/pattern_keeper.h"
#include "shared/actions/wait_keeper.h"
#include "shared/base/rendered_text.h"
#include "shared/rules/threading.h"
#include "shared/rules/waits.h"

namespace replywatch {
namespace {

// A language is believed about a person only when the detector is this sure.
constexpr double kSureLanguage = 0.6;

// The person's name for an outgoing item is not known here: only the account it went to.
Author AuthorFor(const Item& item, const std::string& contact_source_id) {
  Author author;
  if (item.direction == Direction::kIncoming) author = item.author;
  author.source_id = contact_source_id;
  return author;
}

// A call was written down in the language of staff.
std::string SureLanguageOf(const Message& message) {
  const Classification& c = message.classification;
  if (message.item.kind == MessageKind::kPhone) return {};
  return message.item.direction == Direction::kIncoming && c.language_confidence >= kSureLanguage ? c.language : std::string();
}

std::vector<Evidence> EvidenceFor(Flags flags, const std::vector<Evidence>& found) {
  std::vector<Evidence> out;
  std::copy_if(found.begin(), found.end(), std::back_inserter(out), [&](const Evidence& e) { return flags.Has(e.flag); });
  return out;
}

class Applier {
 public:
  Applier(Session& session, const IngestInbox& inbox, Timestamp now) : session_(session), inbox_(inbox), now_(now) {}

  Status Put(const PreparedItem& prepared, IngestReport& report) {
    RW_ASSIGN_OR_RETURN(const std::optional<MessageStub> known, session_.messages().FindStub(inbox_.id, prepared.item.source_id));
    if (known) return known->erased ? Status() : Change(prepared, report);
    if (prepared.item.direction == Direction::kOutgoing) {
      RW_ASSIGN_OR_RETURN(const bool recognised, RecogniseAssumed(prepared.item));
      if (recognised) return Change(prepared, report);
    }
    return Add(prepared, report);
  }

  // For what is not known yet: it may be old news.
  Status PutUnlessKnown(const PreparedItem& prepared, IngestReport& report) {
    RW_ASSIGN_OR_RETURN(const std::optional<MessageStub> known, session_.messages().FindStub(inbox_.id, prepared.item.source_id));
    return known ? Status() : Put(prepared, report);
  }

  // A known one keeps its words; another is kept as removed, so that late news of it changes nothing.
  Status PutRemoved(const PreparedItem& prepared, IngestReport& report) {
    RW_ASSIGN_OR_RETURN(const std::optional<MessageStub> known, session_.messages().FindStub(inbox_.id, prepared.item.source_id));
    return known ? Gone(prepared.item.source_id, prepared.item.removed_by) : Put(prepared, report);
  }

  Status Gone(const std::string& source_id, RemovedBy by = RemovedBy::kUnknown) {
    RW_ASSIGN_OR_RETURN(std::optional<Message> message, session_.messages().Find(inbox_.id, source_id));
    if (!message || message->item.publication == Publication::kRemoved) return {};
    if (!WasEverVisible(*message)) message->visible_at = now_;
    message->item.publication = Publication::kRemoved;
    message->item.removed_by = by;
    message->removed_at = now_;
    RW_RETURN_IF_ERROR(session_.messages().Update(*message, now_));
    RW_RETURN_IF_ERROR(Note(*message, AuditAction::kRemovedNoticed));
    EraseIfRemoved(*message);
    return WaitsAfterChange(session_, message->conversation_id);
  }

  // After the last of them: what is erased was judged and counted before.
  Status Finish() { return session_.contacts().EraseMessages(to_erase_); }

 private:
  // A reply that was taken for arrived before the platform showed it gets its real id.
  Result<bool> RecogniseAssumed(const Item& item) {
    if (item.parent_source_id.empty()) return false;
    RW_ASSIGN_OR_RETURN(const std::vector<Message> siblings, session_.messages().RepliesTo(inbox_.id, item.parent_source_id));
    for (const Message& sibling : siblings) {
      const bool assumed =
          sibling.item.direction == Direction::kOutgoing && sibling.item.source_id.starts_with(kAssumedSentPrefix);
      if (!assumed || !IsSameRendered(sibling.item.text, item.text)) continue;
      RW_RETURN_IF_ERROR(session_.messages().SetSourceId(sibling.id, item.source_id));
      return true;
    }
    return false;
  }

  Status Add(const PreparedItem& prepared, IngestReport& report) {
    Message message;
    message.inbox_id = inbox_.id;
    message.item = prepared.item;
    message.classification = prepared.classification;
    message.fetched_at = now_;
    message.visible_at = prepared.item.created_at;
    if (prepared.item.publication == Publication::kRemoved) message.removed_at = now_;
    std::optional<MessageStub> parent;
    if (!prepared.item.parent_source_id.empty()) {
      RW_ASSIGN_OR_RETURN(parent, session_.messages().FindStub(inbox_.id, prepared.item.parent_source_id));
    }
    RW_ASSIGN_OR_RETURN(const Attached attached, Attach(message, parent));
    NewPatterns patterns{{}, true};
    if (!attached.is_new_contact) {
      RW_ASSIGN_OR_RETURN(patterns, PatternsBefore(session_, message));
    }
    message.classification.flags = message.classification.flags | patterns.flags;
    RW_ASSIGN_OR_RETURN(const bool is_newest, IsNewest(message.item.created_at));
    RW_ASSIGN_OR_RETURN(message.id, session_.messages().Insert(message));
    ++report.inserted;
    EraseIfRemoved(message);
    if (message.conversation_id) {
      RW_RETURN_IF_ERROR(LinkToPublic(message));
      RW_RETURN_IF_ERROR(WaitsAfterInsert(session_, message, attached.is_new_conversation));
    }
    RW_ASSIGN_OR_RETURN(const bool is_awaited, session_.messages().IsReferredTo(inbox_.id, message.item.source_id));
    if (!is_awaited) return is_newest ? Status() : RefreshPatternsAfterInsert(session_, message, patterns);
    RW_RETURN_IF_ERROR(AdoptEarlierArrivals(message));
    return RefreshPatternsAfter(session_, message);  // what was adopted is the person's only now
  }

  // Was nothing stored that was written then or later? Of what comes in order, as it does when all is up to date.
  Result<bool> IsNewest(Timestamp at) {
    if (!newest_) {
      RW_ASSIGN_OR_RETURN(const std::optional<Timestamp> newest, session_.messages().NewestAt());
      newest_ = newest.value_or(kEver);
    }
    const bool is_newest = at > *newest_;
    newest_ = std::max(*newest_, at);
    return is_newest;
  }

  struct Attached {
    bool is_new_contact = false;
    bool is_new_conversation = false;
  };

  // Gives the message its contact and conversation, where they can be told.
  Result<Attached> Attach(Message& message, const std::optional<MessageStub>& parent) {
    Item& item = message.item;
    std::optional<ParentFacts> facts;
    if (parent) facts = ParentFacts{parent->direction, parent->contact_source_id};
    const std::string contact = ContactSourceIdOf(item, facts, inbox_.account_id);
    if (message.classification.no_answer == NoAnswerReason::kNone && !message.corrected &&
        IsTalkAmongOthers(item, facts, inbox_.account_id, message.classification.flags)) {
      message.classification.no_answer = NoAnswerReason::kAmongOthers;
    }
    if (contact.empty()) return Attached{};
    RW_ASSIGN_OR_RETURN(const auto who, session_.contacts().FindOrMake(inbox_.id, AuthorFor(item, contact), item.created_at,
                                                                       SureLanguageOf(message)));
    message.contact_id = who.id;
    if (parent && parent->conversation_id && parent->contact_id == message.contact_id && parent->visibility == item.visibility) {
      message.conversation_id = parent->conversation_id;
      RW_RETURN_IF_ERROR(session_.conversations().Touch(message.conversation_id, item.created_at));
      return Attached{who.is_new, false};
    }
    const ThreadInfo thread{inbox_.id, item.root_source_id.empty() ? item.source_id : item.root_source_id, item.visibility,
                            item.root_title, item.root_permalink};
    RW_ASSIGN_OR_RETURN(const auto where, session_.conversations().FindOrMake(thread, message.contact_id, item.created_at));
    message.conversation_id = where.id;
    return Attached{who.is_new, where.is_new};
  }

  // The private talk that answers a public comment counts for the comment.
  Status LinkToPublic(const Message& message) {
    if (message.item.visibility != Visibility::kPrivate || message.item.linked_source_id.empty()) return {};
    RW_ASSIGN_OR_RETURN(const std::optional<MessageStub> linked,
                        session_.messages().FindStub(inbox_.id, message.item.linked_source_id));
    if (!linked || !linked->conversation_id || linked->contact_id != message.contact_id) return {};
    return session_.conversations().Link(linked->conversation_id, message.conversation_id);
  }

  // What was read before the message it belongs to.
  Status AdoptEarlierArrivals(const Message& message) {
    RW_ASSIGN_OR_RETURN(const std::vector<Message> replies, session_.messages().RepliesTo(inbox_.id, message.item.source_id));
    for (const Message& reply : replies) RW_RETURN_IF_ERROR(Adopt(reply, message));
    if (message.item.visibility != Visibility::kPublic || !message.conversation_id) return {};
    RW_ASSIGN_OR_RETURN(const std::vector<MessageStub> linked, session_.messages().LinkedTo(inbox_.id, message.item.source_id));
    bool any = false;
    for (const MessageStub& stub : linked) {
      if (!stub.conversation_id || stub.contact_id != message.contact_id) continue;
      RW_RETURN_IF_ERROR(session_.conversations().Link(message.conversation_id, stub.conversation_id));
      any = true;
    }
    return any ? WaitsAfterChange(session_, message.conversation_id) : Status();
  }

  Status Adopt(Message reply, const Message& parent) {
    const NoAnswerReason before = reply.classification.no_answer;
    const bool was_attached = static_cast<bool>(reply.conversation_id);
    const bool decided_as_others = before == NoAnswerReason::kAmongOthers;
    if (was_attached && reply.item.direction == Direction::kOutgoing) return {};
    if (decided_as_others && !reply.corrected) reply.classification.no_answer = NoAnswerReason::kNone;
    MessageStub stub;
    stub.id = parent.id;
    stub.conversation_id = parent.conversation_id;
    stub.contact_id = parent.contact_id;
    stub.direction = parent.item.direction;
    stub.visibility = parent.item.visibility;
    if (parent.contact_id) {
      RW_ASSIGN_OR_RETURN(const std::optional<MessageStub> stored,
                          session_.messages().FindStub(inbox_.id, parent.item.source_id));
      if (stored) stub = *stored;
    }
    if (was_attached) {
      const ParentFacts facts{stub.direction, stub.contact_source_id};
      if (reply.classification.no_answer == NoAnswerReason::kNone &&
          IsTalkAmongOthers(reply.item, facts, inbox_.account_id, reply.classification.flags)) {
        reply.classification.no_answer = NoAnswerReason::kAmongOthers;
      }
      if (reply.corrected || reply.classification.no_answer == before) return {};
    } else {
      RW_RETURN_IF_ERROR(Attach(reply, stub).status());
      if (!reply.conversation_id) return {};
    }
    RW_RETURN_IF_ERROR(session_.messages().Update(reply, now_));
    RW_RETURN_IF_ERROR(WaitsAfterChange(session_, reply.conversation_id));
    RW_RETURN_IF_ERROR(KeepPromises(reply));
    return was_attached ? Status() : AdoptEarlierArrivals(reply);  // an answer to our own answer follows it
  }

  Status Change(const PreparedItem& prepared, IngestReport& report) {
    RW_ASSIGN_OR_RETURN(std::optional<Message> found, session_.messages().Find(inbox_.id, prepared.item.source_id));
    Message& message = *found;
    const Item before = message.item;
    const Item& item = prepared.item;
    const bool new_text = item.text != before.text;
    const bool moved = item.publication != before.publication;
    const bool same =
        !new_text && !moved && item.edited_at == before.edited_at && item.rating == before.rating &&
        item.attachments == before.attachments && item.abilities.window == before.abilities.window &&
        item.abilities.approve == before.abilities.approve && item.abilities.reply_public == before.abilities.reply_public &&
        item.abilities.reply_private == before.abilities.reply_private && item.abilities.like == before.abilities.like &&
        (!item.liked || item.liked == before.liked) && item.permalink == before.permalink;
    if (same) return {};
    ++report.changed;
    message.item.text = item.text;
    message.item.edited_at = item.edited_at;
    message.item.rating = item.rating;
    message.item.attachments = item.attachments;
    message.item.permalink = item.permalink;
    message.item.abilities = item.abilities;
    if (item.liked) message.item.liked = item.liked;
    if (moved) Republish(message, item);
    if (new_text && !message.corrected) {
      const NoAnswerReason by_thread = message.classification.no_answer;
      message.classification = prepared.classification;
      if (by_thread == NoAnswerReason::kAmongOthers && message.classification.no_answer == NoAnswerReason::kNone)
        message.classification.no_answer = by_thread;
    }
    // A person's flags stand, but the words that spoke for them may be gone.
    if (new_text && message.corrected)
      message.classification.evidence = EvidenceFor(message.classification.flags, prepared.classification.evidence);
    RW_RETURN_IF_ERROR(session_.messages().Update(message, now_));
    EraseIfRemoved(message);
    if (new_text) RW_RETURN_IF_ERROR(Note(message, AuditAction::kEditNoticed));
    if (moved && item.publication == Publication::kRemoved) RW_RETURN_IF_ERROR(Note(message, AuditAction::kRemovedNoticed));
    if (!new_text && !moved) return {};
    RW_RETURN_IF_ERROR(WaitsAfterChange(session_, message.conversation_id));
    if (moved) RW_RETURN_IF_ERROR(KeepPromises(message));
    return RefreshPatternsAfter(session_, message);
  }

  void EraseIfRemoved(const Message& message) {
    if (inbox_.erase_removed && message.item.publication == Publication::kRemoved) to_erase_.push_back(message.id);
  }

  // An answer that people see only now.
  Status KeepPromises(const Message& message) {
    const bool is_answer = message.item.direction == Direction::kOutgoing && EventOf(message).has_value() &&
                           message.item.publication == Publication::kVisible;
    return is_answer && message.conversation_id ? KeepPromisesAfter(session_, message.conversation_id, message) : Status();
  }

  void Republish(Message& message, const Item& item) const {
    const bool was_visible = WasEverVisible(message);
    message.item.publication = item.publication;
    message.item.removed_by = item.removed_by;
    if (item.publication == Publication::kRemoved) {
      if (!was_visible) message.visible_at = now_;
      message.removed_at = now_;
      return;
    }
    message.removed_at.reset();
    // Nobody tells when it was released; people have seen it since now at the latest.
    if (!was_visible && item.publication == Publication::kVisible) message.visible_at = std::max(now_, message.item.created_at);
  }

  Status Note(const Message& message, AuditAction action) {
    AuditEvent event;
    event.at = now_;
    event.action = action;
    event.conversation_id = message.conversation_id;
    event.message_id = message.id;
    return session_.staff().Record(event);
  }

  Session& session_;
  const IngestInbox& inbox_;
  Timestamp now_;
  std::optional<Timestamp> newest_;  // of all that is stored; read when first needed
  std::vector<MessageId> to_erase_;
};

bool MatchesPattern(std::string_view text, std::string_view pattern) {
  if (pattern.ends_with('*')) return text.starts_with(pattern.substr(0, pattern.size() - 1));
  return text == pattern;
}

}  // namespace

Ingest::Ingest(const Classifier& classifier, std::vector<std::string> auto_replies)
    : classifier_(classifier), auto_replies_(std::move(auto_replies)) {}

std::vector<PreparedItem> Ingest::Prepare(std::vector<Item> items) const {
  std::vector<PreparedItem> prepared;
  prepared.reserve(items.size());
  for (Item& item : items) {
    PreparedItem& out = prepared.emplace_back();
    out.item = std::move(item);
    if (out.item.direction == Direction::kIncoming) {
      out.classification = classifier_.Classify(out.item.text);
      if (out.item.automatic) {
        out.classification.flags = {};
        out.classification.urgency = Urgency::kNormal;
        out.classification.evidence.clear();
        out.classification.no_answer = NoAnswerReason::kAutomatic;
        continue;
      }
      // A picture, sticker or stars without words are something to look at, not emoji.
      const bool has_more = !out.item.attachments.empty() || out.item.rating;
      if (has_more && out.classification.no_answer == NoAnswerReason::kEmojiOnly)
        out.classification.no_answer = NoAnswerReason::kNone;
      if (out.item.rating && *out.item.rating <= 2 && out.item.text.empty()) out.classification.flags.Set(Flag::kProblem);
      if (out.item.rating && *out.item.rating >= 4 && out.item.text.empty()) out.classification.flags.Set(Flag::kPraise);
      continue;
    }
    for (const std::string& pattern : auto_replies_)
      out.item.automatic = out.item.automatic || MatchesPattern(out.item.text, pattern);
  }
  return prepared;
}

PreparedReading Ingest::Prepare(EventReading reading) const {
  PreparedReading prepared;
  prepared.items = Prepare(std::exchange(reading.items, {}));
  prepared.told = Prepare(std::exchange(reading.told, {}));
  prepared.removed = Prepare(std::exchange(reading.removed, {}));
  prepared.reading = std::move(reading);
  return prepared;
}

Status Ingest::ApplyReading(Session& session, const IngestInbox& inbox, const PreparedReading& prepared, Timestamp now) {
  IngestReport report;
  Applier applier(session, inbox, now);
  for (const PreparedItem& item : prepared.items) RW_RETURN_IF_ERROR(applier.Put(item, report));
  for (const PreparedItem& item : prepared.removed) RW_RETURN_IF_ERROR(applier.PutRemoved(item, report));
  for (const PreparedItem& item : prepared.told) RW_RETURN_IF_ERROR(applier.PutUnlessKnown(item, report));
  for (const std::string& id : prepared.reading.gone) RW_RETURN_IF_ERROR(applier.Gone(id));
  for (const SetAside& item : prepared.reading.set_aside) RW_RETURN_IF_ERROR(session.inboxes().AddSetAside(inbox.id, item, now));
  return applier.Finish();
}

Result<IngestReport> Ingest::Apply(Session& session, const IngestInbox& inbox, const std::vector<PreparedItem>& items,
                                   Timestamp now) {
  IngestReport report;
  Applier applier(session, inbox, now);
  for (const PreparedItem& prepared : items) RW_RETURN_IF_ERROR(applier.Put(prepared, report));
  RW_RETURN_IF_ERROR(applier.Finish());
  return report;
}

Status Ingest::ApplyGone(Session& session, const IngestInbox& inbox, const std::vector<std::string>& source_ids, Timestamp now) {
  Applier applier(session, inbox, now);
  for (const std::string& id : source_ids) RW_RETURN_IF_ERROR(applier.Gone(id));
  return applier.Finish();
}

Result<IngestReport> Ingest::ApplyPage(Session& session, const IngestInbox& inbox, const std::string& stream, const Page& page,
                                       const std::vector<PreparedItem>& items, Timestamp now) {
  RW_ASSIGN_OR_RETURN(IngestReport report, Apply(session, inbox, items, now));
  for (const SetAside& item : page.set_aside) RW_RETURN_IF_ERROR(session.inboxes().AddSetAside(inbox.id, item, now));
  report.set_aside = static_cast<int>(page.set_aside.size());
  if (page.gap) RW_RETURN_IF_ERROR(session.inboxes().AddGap(inbox.id, stream, now));
  const bool round_complete = page.next_page_token.empty();
  if (page.cursor.empty() && !round_complete) return report;
  RW_ASSIGN_OR_RETURN(std::optional<StreamCursor> cursor, session.inboxes().Cursor(inbox.id, stream));
  StreamCursor next = cursor.value_or(StreamCursor{stream, {}, false, now});
  if (!page.cursor.empty()) next.cursor = page.cursor;
  next.backfilled = next.backfilled || round_complete;
  next.updated_at = now;
  RW_RETURN_IF_ERROR(session.inboxes().SetCursor(inbox.id, next));
  return report;
}

Status RefoldWaits(Session& session, ConversationId id) { return WaitsAfterChange(session, id); }

}  // namespace replywatch

#include "collector/scenario_player.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "collector/ingest.h"
#include "shared/actions/case_actions.h"
#include "shared/actions/person_actions.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;

Error Malformed(const std::string& text) { return MakeError(ErrorKind::kInvalidArgument, text); }

std::string TextAt(const Json& step, const char* key, const std::string& otherwise = "") {
  return step.contains(key) && step[key].is_string() ? step[key].get<std::string>() : otherwise;
}
bool IsSet(const Json& step, const char* key) { return step.contains(key) && step[key].is_boolean() && step[key].get<bool>(); }

Status RefuseUnknown(const Json& step, const std::set<std::string>& known) {
  for (const auto& [key, value] : step.items()) {
    if (key != "at" && key != "do" && !known.contains(key)) return Malformed("\"" + key + "\" is not known here");
  }
  return {};
}

Result<Flags> FlagsAt(const Json& step) {
  Flags flags;
  for (const Json& entry : step.value("flags", Json::array())) {
    bool found = false;
    for (const Flag flag : {Flag::kProblem, Flag::kQuestion, Flag::kPraise, Flag::kThreat}) {
      if (!entry.is_string() || entry.get<std::string>() != FlagName(flag)) continue;
      flags.Set(flag);
      found = true;
    }
    if (!found) return Malformed("flags are problem, question, praise, threat; not " + entry.dump());
  }
  return flags;
}

Result<NoAnswerReason> NoAnswerAt(const Json& step) {
  const std::string name = TextAt(step, "no_answer");
  if (name.empty()) return NoAnswerReason::kNone;
  for (const NoAnswerReason reason :
       {NoAnswerReason::kSpam, NoAnswerReason::kEmojiOnly, NoAnswerReason::kTagsFriend, NoAnswerReason::kAmongOthers}) {
    if (name == NoAnswerReasonName(reason)) return reason;
  }
  return Malformed("no_answer is spam, emoji_only, tags_friend or among_others; not \"" + name + "\"");
}

std::optional<MessageKind> KindNamed(const std::string& verb) {
  for (const MessageKind kind : {MessageKind::kComment, MessageKind::kMention, MessageKind::kPrivate, MessageKind::kReview,
                                 MessageKind::kEmail, MessageKind::kPhone}) {
    if (verb == MessageKindName(kind)) return kind;
  }
  return std::nullopt;
}

Visibility VisibilityOf(MessageKind kind) {
  const bool is_public = kind == MessageKind::kComment || kind == MessageKind::kMention || kind == MessageKind::kReview;
  return is_public ? Visibility::kPublic : Visibility::kPrivate;
}

std::string Two(std::int64_t n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); }

}  // namespace

std::optional<Timestamp> ParseLocalTime(std::string_view text, const Zone& zone) {
  if (text.ends_with('Z') || text.find('+') != std::string_view::npos) return ParseRfc3339(text);
  const auto day = ParseLocalDay(text.substr(0, std::min<std::size_t>(10, text.size())));
  if (!day || (text.size() != 16 && text.size() != 19)) return std::nullopt;
  const auto as_utc = ParseRfc3339(std::string(text) + (text.size() == 16 ? ":00" : ""));
  if (!as_utc) return std::nullopt;
  const std::int64_t in_day = as_utc->ms - *day * 86'400'000;
  return zone.At(*day, static_cast<int>(in_day / 60'000)) + Duration{in_day % 60'000};
}

std::string FormatLocalTime(Timestamp t, const Zone& zone) {
  const int minute = zone.MinuteOf(t);
  const std::int64_t seconds = t.ms / 1000 % 60;
  return FormatLocalDay(zone.DayOf(t)) + " " + Two(minute / 60) + ":" + Two(minute % 60) +
         (seconds != 0 ? ":" + Two(seconds) : std::string());
}

ScenarioPlayer::ScenarioPlayer(Session& session, const Settings& settings)
    : session_(session), keeper_(settings.targets, MakeBusinessHours(settings.shop)) {}

Result<Timestamp> ScenarioPlayer::Time(const Json& value) const {
  const auto at = value.is_string() ? ParseLocalTime(value.get<std::string>(), keeper_.hours().zone()) : std::nullopt;
  if (!at) return Malformed("expected a time such as \"2026-11-23 10:00\", not " + value.dump());
  return *at;
}

Result<InboxId> ScenarioPlayer::InboxOf(const std::string& name) {
  const auto known = inboxes_.find(name);
  if (known != inboxes_.end()) return known->second;
  Inbox inbox;
  inbox.name = name;
  inbox.platform = "scenario";
  inbox.account_id = "shop";
  RW_ASSIGN_OR_RETURN(const InboxId id, session_.inboxes().Put(inbox));
  inboxes_[name] = id;
  return id;
}

Result<Message> ScenarioPlayer::MessageOf(const Json& step, const char* key) {
  const auto known = messages_.find(TextAt(step, key));
  if (known == messages_.end()) return Malformed(std::string("\"") + key + "\" must name an earlier message");
  RW_ASSIGN_OR_RETURN(std::optional<Message> message, session_.messages().Get(known->second));
  if (!message) return Malformed("that message is gone");
  return std::move(*message);
}

Status ScenarioPlayer::Step(const Json& step, std::vector<std::string>& differences) {
  if (!step.is_object() || !step.contains("at"))
    return Malformed("a step is {\"at\": …, \"do\": …} or {\"at\": …, \"expect\": {…}}");
  RW_ASSIGN_OR_RETURN(now_, Time(step["at"]));
  if (step.contains("expect")) {
    int computed = 1;
    while (computed > 0) {
      RW_ASSIGN_OR_RETURN(computed, keeper_.Compute(session_, 1000));
    }
    return CompareExpected(session_, keeper_.hours(), now_, messages_, step["expect"], differences);
  }
  const std::string verb = TextAt(step, "do");
  if (KindNamed(verb)) return Arrive(step, verb);
  if (verb == "answer") return Answer(step);
  if (verb == "removed" || verb == "edited" || verb == "published") return Change(step, verb);
  return Staff(step, verb);
}

Status ScenarioPlayer::Put(const Item& item, const Json& step, Flags flags, NoAnswerReason no_answer) {
  Timestamp fetched = now_;
  if (step.contains("fetched")) {
    RW_ASSIGN_OR_RETURN(fetched, Time(step["fetched"]));
  }
  PreparedItem prepared;
  prepared.item = item;
  prepared.classification.flags = flags;
  prepared.classification.no_answer = no_answer;
  prepared.classification.language = TextAt(step, "language", "und");
  RW_ASSIGN_OR_RETURN(const InboxId inbox, InboxOf(TextAt(step, "inbox", "page")));
  RW_RETURN_IF_ERROR(Ingest::Apply(session_, {inbox, "shop"}, {prepared}, fetched).status());
  RW_ASSIGN_OR_RETURN(const std::optional<MessageStub> stub, session_.messages().FindStub(inbox, item.source_id));
  if (stub) messages_[item.source_id] = stub->id;
  return {};
}

Status ScenarioPlayer::Arrive(const Json& step, const std::string& verb) {
  RW_RETURN_IF_ERROR(
      RefuseUnknown(step, {"id", "by", "inbox", "thread", "to", "flags", "no_answer", "language", "rating", "fetched", "held"}));
  Item item;
  item.kind = *KindNamed(verb);
  item.visibility = VisibilityOf(item.kind);
  item.source_id = TextAt(step, "id");
  item.author.source_id = TextAt(step, "by");
  item.author.name = item.author.source_id;
  if (item.source_id.empty() || item.author.source_id.empty()) return Malformed("a message needs \"id\" and \"by\"");
  if (messages_.contains(item.source_id)) return Malformed("there is a message \"" + item.source_id + "\" already");
  item.root_source_id = TextAt(step, "thread", item.visibility == Visibility::kPublic ? "post" : "talk-" + item.author.source_id);
  if (step.contains("to")) {
    RW_ASSIGN_OR_RETURN(const Message parent, MessageOf(step, "to"));
    item.parent_source_id = parent.item.source_id;
    item.parent_author_id = parent.item.author.source_id;
  }
  if (step.contains("rating") && step["rating"].is_number_integer()) item.rating = step["rating"].get<int>();
  if (IsSet(step, "held")) item.publication = Publication::kHeld;
  item.created_at = now_;
  item.text = item.source_id;
  people_[item.source_id] = item.author.source_id;
  RW_ASSIGN_OR_RETURN(const Flags flags, FlagsAt(step));
  RW_ASSIGN_OR_RETURN(const NoAnswerReason no_answer, NoAnswerAt(step));
  return Put(item, step, flags, no_answer);
}

Status ScenarioPlayer::Answer(const Json& step) {
  RW_RETURN_IF_ERROR(RefuseUnknown(step, {"id", "to", "private", "held", "automatic", "fetched", "inbox"}));
  RW_ASSIGN_OR_RETURN(const Message target, MessageOf(step, "to"));
  const std::string person = people_[target.item.source_id];
  Item item;
  item.source_id = TextAt(step, "id", "answer-" + std::to_string(++unnamed_));
  item.direction = Direction::kOutgoing;
  item.author.source_id = "shop";
  item.parent_source_id = target.item.source_id;
  item.root_source_id = target.item.root_source_id;
  item.kind = target.item.kind;
  item.visibility = target.item.visibility;
  if (IsSet(step, "private") && target.item.visibility == Visibility::kPublic) {
    item.kind = MessageKind::kPrivate;
    item.visibility = Visibility::kPrivate;
    item.root_source_id = "talk-" + person;
    item.linked_source_id = target.item.source_id;
    item.parent_source_id.clear();
    item.mentioned_ids = {person};
  }
  item.automatic = IsSet(step, "automatic");
  if (IsSet(step, "held")) item.publication = Publication::kHeld;
  item.created_at = now_;
  item.text = item.source_id;
  people_[item.source_id] = person;
  return Put(item, step, {}, NoAnswerReason::kNone);
}

Status ScenarioPlayer::Change(const Json& step, const std::string& verb) {
  RW_RETURN_IF_ERROR(RefuseUnknown(step, {"of", "flags", "no_answer", "by_author"}));
  RW_ASSIGN_OR_RETURN(const Message message, MessageOf(step, "of"));
  const IngestInbox inbox{message.inbox_id, "shop"};
  if (verb == "removed" && !IsSet(step, "by_author")) return Ingest::ApplyGone(session_, inbox, {message.item.source_id}, now_);
  PreparedItem prepared{message.item, message.classification};
  if (verb == "removed") {
    prepared.item.publication = Publication::kRemoved;
    prepared.item.removed_by = RemovedBy::kAuthor;
  }
  if (verb == "published") prepared.item.publication = Publication::kVisible;
  if (verb == "edited") {
    prepared.item.text += " (edited)";
    prepared.item.edited_at = now_;
    RW_ASSIGN_OR_RETURN(prepared.classification.flags, FlagsAt(step));
    RW_ASSIGN_OR_RETURN(prepared.classification.no_answer, NoAnswerAt(step));
  }
  return Ingest::Apply(session_, inbox, {prepared}, now_).status();
}

Status ScenarioPlayer::Correct(const Json& step, MessageId id) {
  FlagCorrection correction;
  const auto take = [&](const char* key, std::optional<bool>& field) {
    if (step.contains(key) && step[key].is_boolean()) field = step[key].get<bool>();
  };
  take("problem", correction.problem);
  take("question", correction.question);
  take("praise", correction.praise);
  take("threat", correction.threat);
  take("needs_answer", correction.needs_answer);
  return CorrectFlags(session_, {{}, now_}, id, correction);
}

// The two who wrote these messages.
Status ScenarioPlayer::Regroup(const Json& step, const std::string& verb) {
  RW_ASSIGN_OR_RETURN(const Message one, MessageOf(step, "of"));
  RW_ASSIGN_OR_RETURN(const Message other, MessageOf(step, "with"));
  const Actor actor{{}, now_};
  return verb == "merge" ? MergeContacts(session_, actor, one.contact_id, other.contact_id)
                         : SeparateContacts(session_, actor, one.contact_id, other.contact_id);
}

Status ScenarioPlayer::Staff(const Json& step, const std::string& verb) {
  constexpr std::array<std::string_view, 10> kVerbs{"undo", "merge", "separate", "done",   "reopen",
                                                    "note", "like",  "correct",  "snooze", "promise"};
  if (std::find(kVerbs.begin(), kVerbs.end(), verb) == kVerbs.end())
    return Malformed("nobody knows how to do \"" + verb + "\"; the README of tests/scenarios lists what can be done");
  RW_RETURN_IF_ERROR(
      RefuseUnknown(step, {"of", "until", "due", "problem", "question", "praise", "threat", "needs_answer", "with"}));
  const Actor actor{{}, now_};
  if (verb == "undo") return UndoLast(session_, actor).status();
  if (verb == "merge" || verb == "separate") return Regroup(step, verb);
  RW_ASSIGN_OR_RETURN(const Message message, MessageOf(step, "of"));
  const ConversationId id = message.conversation_id;
  if (verb == "done") return MarkDone(session_, actor, id);
  if (verb == "reopen") return Reopen(session_, actor, id);
  if (verb == "note") return AddNote(session_, actor, id, "a note");
  if (verb == "like") return {};  // it stops nothing
  if (verb == "correct") return Correct(step, message.id);
  if (verb == "snooze") {
    RW_ASSIGN_OR_RETURN(const Timestamp until, Time(step.value("until", Json())));
    return Snooze(session_, actor, id, until);
  }
  if (verb == "promise") {
    RW_ASSIGN_OR_RETURN(const Timestamp due, Time(step.value("due", Json())));
    return MakePromise(session_, actor, {id, {}, "a promise", due}).status();
  }
  return MakeError(ErrorKind::kInternal, verb + " is listed and not done");
}

}  // namespace replywatch

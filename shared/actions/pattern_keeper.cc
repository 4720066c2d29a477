#include "shared/actions/pattern_keeper.h"

#include <algorithm>
#include <map>
#include <set>

#include "shared/actions/wait_keeper.h"
#include "shared/rules/patterns.h"
#include "shared/rules/spikes.h"

namespace replywatch {
namespace {

constexpr int kMostConversations = 200;
constexpr int kIncidentsToCompare = 20;
constexpr double kMostlyShare = 0.8;
constexpr int kFewestOfACause = 3;

// One conversation of the person, as far as patterns need it.
struct Told {
  ConversationId id;
  Visibility visibility = Visibility::kPublic;
  std::vector<Message> problems;  // incoming, of all that report one
  std::vector<Timestamp> done_at;
  std::vector<Timestamp> reopened_at;
  std::string cause;
};

bool IsProblem(const Message& m) {
  return m.item.direction == Direction::kIncoming && m.classification.flags.Has(Flag::kProblem) && m.classification.no_answer == NoAnswerReason::kNone;
}

bool CarriesPattern(const Message& m) { return m.classification.flags.Has(Flag::kRepeat) || m.classification.flags.Has(Flag::kWentPublic); }

Result<Told> Load(Session& session, const Conversation& conversation) {
  Told told;
  told.id = conversation.id;
  told.visibility = conversation.visibility;
  RW_ASSIGN_OR_RETURN(std::vector<Message> messages, session.messages().OfConversation(told.id));
  for (Message& message : messages) {
    if (IsProblem(message) || CarriesPattern(message)) told.problems.push_back(std::move(message));
  }
  if (told.problems.empty()) return told;
  RW_ASSIGN_OR_RETURN(const std::vector<Closing> closings, session.conversations().Closings(told.id));
  for (const Closing& closing : closings) told.done_at.push_back(closing.at);
  RW_ASSIGN_OR_RETURN(const std::vector<Closing> reopenings, session.conversations().Reopenings(told.id));
  for (const Closing& reopening : reopenings) told.reopened_at.push_back(reopening.at);
  RW_ASSIGN_OR_RETURN(told.cause, session.cases().CauseOf(told.id));
  return told;
}

// As it stood just before `at`: what had been told, and whether staff had said that it is done.
EarlierProblem Before(const Told& told, Timestamp at) {
  EarlierProblem earlier;
  earlier.cause = told.cause;
  for (const Message& message : told.problems) {
    if (IsProblem(message) && message.item.created_at < at) earlier.told_at.push_back(message.item.created_at);
  }
  if (earlier.told_at.empty()) return earlier;
  const Timestamp last_told = *std::max_element(earlier.told_at.begin(), earlier.told_at.end());
  for (const Timestamp done : told.done_at) {
    const bool is_later = done >= last_told && done <= at;
    const bool stayed = std::none_of(told.reopened_at.begin(), told.reopened_at.end(), [&](Timestamp again) { return again >= done && again <= at; });
    if (is_later && stayed) earlier.solved_at = done;
  }
  return earlier;
}

Flags PatternsOf(const Message& message, const Told& own, const std::vector<Told>& all, const std::vector<Wait>& private_waits) {
  const Timestamp at = message.item.created_at;
  std::vector<EarlierProblem> earlier;
  for (const Told& told : all) {
    earlier.push_back(Before(told, at));
    earlier.back().is_same_conversation = told.id == own.id;
  }
  Flags flags;
  flags.Set(Flag::kRepeat, IsRepeat(at, own.cause, earlier));
  flags.Set(Flag::kWentPublic, message.item.visibility == Visibility::kPublic && WentPublicAfterSilence(at, private_waits));
  return flags;
}

// Stores the patterns of what the conversation tells from `from` on.
Status StorePatterns(Session& session, Told& told, const std::vector<Told>& all, const std::vector<Wait>& private_waits, Timestamp from) {
  bool any = false;
  for (Message& message : told.problems) {
    if (message.corrected || message.item.created_at < from) continue;
    const Flags found = IsProblem(message) ? PatternsOf(message, told, all, private_waits) : Flags();
    Flags flags = message.classification.flags;
    flags.Set(Flag::kRepeat, found.Has(Flag::kRepeat));
    flags.Set(Flag::kWentPublic, found.Has(Flag::kWentPublic));
    if (flags == message.classification.flags) continue;
    message.classification.flags = flags;
    RW_RETURN_IF_ERROR(session.messages().Update(message, message.fetched_at));
    any = true;
  }
  return any ? WaitsAfterChange(session, told.id) : Status();
}

}  // namespace

Status RefreshPatterns(Session& session, ContactId contact, Timestamp from) {
  if (!contact) return {};
  RW_ASSIGN_OR_RETURN(const std::vector<Conversation> conversations, session.conversations().OfContact(contact, kMostConversations));
  std::vector<Told> all;
  std::vector<Wait> private_waits;
  bool any_later = false;
  for (const Conversation& conversation : conversations) {
    RW_ASSIGN_OR_RETURN(Told told, Load(session, conversation));
    any_later = any_later || std::any_of(told.problems.begin(), told.problems.end(), [from](const Message& m) { return m.item.created_at >= from; });
    all.push_back(std::move(told));
    if (conversation.visibility != Visibility::kPrivate) continue;
    RW_ASSIGN_OR_RETURN(const std::vector<Wait> waits, session.conversations().Waits(conversation.id));
    private_waits.insert(private_waits.end(), waits.begin(), waits.end());
  }
  if (!any_later) return {};
  for (Told& told : all) RW_RETURN_IF_ERROR(StorePatterns(session, told, all, private_waits, from));
  return {};
}

Status RefreshPatternsAfter(Session& session, const Message& message) {
  if (!message.contact_id) return {};
  const Timestamp at = message.item.created_at;
  if (IsProblem(message) || CarriesPattern(message)) return RefreshPatterns(session, message.contact_id, at);
  RW_ASSIGN_OR_RETURN(const std::vector<Conversation> conversations, session.conversations().OfContact(message.contact_id, kMostConversations));
  const bool any_later = std::any_of(conversations.begin(), conversations.end(), [at](const Conversation& c) { return c.last_activity > at; });
  return any_later ? RefreshPatterns(session, message.contact_id, at) : Status();
}

namespace {

using Problems = std::vector<ProblemSeen>;

int CountPeople(const Problems& problems, InboxId inbox) {
  std::set<std::int64_t> people;
  for (const ProblemSeen& problem : problems) {
    if (!inbox || problem.inbox_id == inbox) people.insert(problem.contact_id.value);
  }
  return static_cast<int>(people.size());
}

std::optional<Spike> SpikeIn(const Problems& now, const std::vector<Problems>& before, InboxId inbox) {
  std::vector<int> usual;
  for (const Problems& problems : before) usual.push_back(CountPeople(problems, inbox));
  return FindSpike(CountPeople(now, inbox), std::move(usual));
}

// The cause that most of those with one share.
std::string SharedCause(const Problems& problems) {
  std::map<std::string, int> counts;
  int total = 0;
  for (const ProblemSeen& problem : problems) {
    if (problem.cause.empty()) continue;
    ++counts[problem.cause];
    ++total;
  }
  for (const auto& [cause, n] : counts) {
    if (n >= kFewestOfACause && n >= kMostlyShare * total) return cause;
  }
  return {};
}

// Has the spell that goes on now an incident, whatever became of it?
Result<bool> IsKnown(Session& session, InboxId inbox, Timestamp now) {
  RW_ASSIGN_OR_RETURN(const std::vector<Incident> incidents, session.cases().Incidents(kIncidentsToCompare));
  for (const Incident& incident : incidents) {
    if (incident.inbox_id && inbox && incident.inbox_id != inbox) continue;
    if (incident.state == IncidentState::kProposed || incident.state == IncidentState::kOpen) return true;
    if (now - incident.opened_at > kPatternHorizon) continue;
    RW_ASSIGN_OR_RETURN(const Problems since, session.cases().ProblemsBetween(incident.opened_at, now));
    std::vector<Timestamp> told_at;
    for (const ProblemSeen& problem : since) {
      if (!incident.inbox_id || problem.inbox_id == incident.inbox_id) told_at.push_back(problem.at);
    }
    if (SpellGoesOn(told_at, incident.opened_at, now)) return true;
  }
  return false;
}

}  // namespace

Result<std::optional<Incident>> FindIncident(Session& session, const Zone& zone, Timestamp now) {
  const Timestamp soon = now + Duration::Milliseconds(1);
  RW_ASSIGN_OR_RETURN(const Problems problems, session.cases().ProblemsBetween(soon - kSpikeWindow, soon));
  if (CountPeople(problems, {}) < kFewestPeople) return std::optional<Incident>();
  std::vector<Problems> before;
  for (const Timestamp end : SameHourBefore(zone, now)) {
    RW_ASSIGN_OR_RETURN(Problems same_hour, session.cases().ProblemsBetween(end - kSpikeWindow, end));
    before.push_back(std::move(same_hour));
  }
  std::map<std::int64_t, int> by_inbox;
  for (const ProblemSeen& problem : problems) ++by_inbox[problem.inbox_id.value];
  InboxId inbox;
  std::optional<Spike> spike = SpikeIn(problems, before, {});
  for (const auto& [id, count] : by_inbox) {
    const bool is_mostly_there = count >= kMostlyShare * static_cast<double>(problems.size());
    if (spike && !is_mostly_there) continue;
    if (const auto there = SpikeIn(problems, before, InboxId{id})) {
      spike = there;
      inbox = InboxId{id};
      break;
    }
  }
  if (!spike) return std::optional<Incident>();
  RW_ASSIGN_OR_RETURN(const bool is_known, IsKnown(session, inbox, now));
  if (is_known) return std::optional<Incident>();
  Incident incident;
  incident.cause = SharedCause(problems);
  incident.inbox_id = inbox;
  incident.facts = SpikeFacts(*spike);
  incident.opened_at = now;
  return std::optional(incident);
}

Status ProposeIncidents(Store& store, const Zone& zone, Timestamp now) {
  std::optional<Incident> found;
  RW_RETURN_IF_ERROR(store.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(found, FindIncident(session, zone, now));
    return {};
  }));
  if (!found) return {};
  return store.Write([&](Session& session) { return session.cases().AddIncident(*found).status(); });
}

}  // namespace replywatch

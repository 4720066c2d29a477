#include "shared/actions/pattern_keeper.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "shared/actions/wait_keeper.h"
#include "shared/rules/patterns.h"
#include "shared/rules/spikes.h"

namespace replywatch {
namespace {

constexpr int kMostConversations = 50;
constexpr int kMostProblems = 30;
constexpr int kIncidentsToCompare = 20;
constexpr double kMostlyShare = 0.8;
constexpr int kFewestOfACause = 3;

// One conversation in which the person reported something.
struct Told {
  std::vector<Timestamp> told_at;
  std::vector<Timestamp> done_at;
  std::vector<Timestamp> reopened_at;
  std::string cause;
};
using ToldBy = std::map<std::int64_t, Told>;  // by conversation

Result<bool> AnyClosed(Session& session, const std::vector<ContactId>& person) {
  for (const ContactId contact : person) {
    RW_ASSIGN_OR_RETURN(const bool any, session.conversations().AnyClosed(contact));
    if (any) return true;
  }
  return false;
}

Result<ToldBy> Load(Session& session, const std::vector<ContactId>& person, const std::vector<ToldProblem>& problems) {
  ToldBy all;
  for (const ToldProblem& problem : problems) {
    if (problem.is_problem) all[problem.conversation_id.value].told_at.push_back(problem.at);
  }
  if (problems.size() == 1) return all;  // nothing before it that could have been solved
  RW_ASSIGN_OR_RETURN(const bool any_closed, AnyClosed(session, person));
  if (!any_closed) return all;  // reopenings and causes matter only for what was solved
  for (auto& [id, told] : all) {
    RW_ASSIGN_OR_RETURN(const std::vector<Closing> closings, session.conversations().Closings(ConversationId{id}));
    for (const Closing& closing : closings) told.done_at.push_back(closing.at);
    RW_ASSIGN_OR_RETURN(const std::vector<Closing> reopenings, session.conversations().Reopenings(ConversationId{id}));
    for (const Closing& reopening : reopenings) told.reopened_at.push_back(reopening.at);
    RW_ASSIGN_OR_RETURN(told.cause, session.cases().CauseOf(ConversationId{id}));
  }
  return all;
}

// As it stood just before `at`: what had been told, and whether staff had said that it is done.
EarlierProblem Before(const Told& told, Timestamp at) {
  EarlierProblem earlier;
  earlier.cause = told.cause;
  std::copy_if(told.told_at.begin(), told.told_at.end(), std::back_inserter(earlier.told_at),
               [at](Timestamp t) { return t < at; });
  if (earlier.told_at.empty()) return earlier;
  const Timestamp last_told = *std::max_element(earlier.told_at.begin(), earlier.told_at.end());
  for (const Timestamp done : told.done_at) {
    const bool is_later = done >= last_told && done <= at;
    const bool stayed = std::none_of(told.reopened_at.begin(), told.reopened_at.end(),
                                     [&](Timestamp again) { return again >= done && again <= at; });
    if (is_later && stayed) earlier.solved_at = done;
  }
  return earlier;
}

// Only somebody who reports a problem in public can have gone public.
bool MayHaveGonePublic(const ToldProblem& problem) { return problem.is_problem && problem.visibility == Visibility::kPublic; }

Flags PatternsOf(const ToldProblem& problem, const ToldBy& all, const std::vector<Wait>& private_waits) {
  Flags flags;
  if (!problem.is_problem) return flags;
  std::vector<EarlierProblem> earlier;
  for (const auto& [id, told] : all) {
    earlier.push_back(Before(told, problem.at));
    earlier.back().is_same_conversation = id == problem.conversation_id.value;
  }
  flags.Set(Flag::kRepeat, IsRepeat(problem.at, all.at(problem.conversation_id.value).cause, earlier));
  flags.Set(Flag::kWentPublic, MayHaveGonePublic(problem) && WentPublicAfterSilence(problem.at, private_waits));
  return flags;
}

// Of all contacts of one person, by time; empty unless one written at or after `from` stands.
Result<std::vector<ToldProblem>> ProblemsOf(Session& session, const std::vector<ContactId>& person, Timestamp from) {
  if (person.size() == 1) return session.cases().ProblemsOf(person.front(), from, kMostProblems);
  std::vector<ToldProblem> problems;
  for (const ContactId contact : person) {
    RW_ASSIGN_OR_RETURN(const std::vector<ToldProblem> theirs, session.cases().ProblemsOf(contact, kEver, kMostProblems));
    problems.insert(problems.end(), theirs.begin(), theirs.end());
  }
  std::sort(problems.begin(), problems.end(),
            [](const ToldProblem& a, const ToldProblem& b) { return std::pair(a.at, a.id) < std::pair(b.at, b.id); });
  return problems;
}

Result<std::vector<Wait>> PrivateWaitsOf(Session& session, const std::vector<ContactId>& person) {
  std::vector<Wait> all;
  for (const ContactId contact : person) {
    RW_ASSIGN_OR_RETURN(const std::vector<Wait> waits, session.conversations().PrivateWaitsOf(contact, kMostConversations));
    all.insert(all.end(), waits.begin(), waits.end());
  }
  return all;
}

// Returns whether anything was stored.
Result<bool> StorePatterns(Session& session, const ToldProblem& problem, Flags found) {
  Flags flags = problem.flags;
  flags.Set(Flag::kRepeat, found.Has(Flag::kRepeat));
  flags.Set(Flag::kWentPublic, found.Has(Flag::kWentPublic));
  if (flags == problem.flags) return false;
  RW_RETURN_IF_ERROR(session.messages().SetFlags(problem.id, flags));
  return true;
}

// `decided` stands as it should, unless something else was written at or after `from`; 0: nothing does.
Status Refresh(Session& session, ContactId contact, Timestamp from, MessageId decided) {
  if (!contact) return {};
  RW_ASSIGN_OR_RETURN(const std::vector<ContactId> person, session.persons().ContactsOf(contact));
  RW_ASSIGN_OR_RETURN(const std::vector<ToldProblem> problems, ProblemsOf(session, person, from));
  const auto first = std::find_if(problems.begin(), problems.end(), [from](const ToldProblem& p) { return p.at >= from; });
  if (first == problems.end() || (first->id == decided && std::next(first) == problems.end())) return {};
  RW_ASSIGN_OR_RETURN(const ToldBy all, Load(session, person, problems));
  std::vector<Wait> private_waits;
  if (std::any_of(first, problems.end(), MayHaveGonePublic)) {
    RW_ASSIGN_OR_RETURN(private_waits, PrivateWaitsOf(session, person));
  }
  std::set<std::int64_t> changed;
  for (auto problem = first; problem != problems.end(); ++problem) {
    if (problem->corrected) continue;
    RW_ASSIGN_OR_RETURN(const bool stored, StorePatterns(session, *problem, PatternsOf(*problem, all, private_waits)));
    if (stored) changed.insert(problem->conversation_id.value);
  }
  for (const std::int64_t id : changed) RW_RETURN_IF_ERROR(WaitsAfterChange(session, ConversationId{id}));
  return {};
}

}  // namespace

Status RefreshPatterns(Session& session, ContactId contact, Timestamp from) { return Refresh(session, contact, from, {}); }

Result<NewPatterns> PatternsBefore(Session& session, const Message& message) {
  const Classification& c = message.classification;
  ToldProblem told;
  told.conversation_id = message.conversation_id;
  told.at = message.item.created_at;
  told.visibility = message.item.visibility;
  told.is_problem =
      message.item.direction == Direction::kIncoming && c.flags.Has(Flag::kProblem) && c.no_answer == NoAnswerReason::kNone;
  if (!message.contact_id) return NewPatterns{{}, true};
  if (!told.is_problem || !message.conversation_id) return NewPatterns{{}, false};
  RW_ASSIGN_OR_RETURN(const std::vector<ContactId> person, session.persons().ContactsOf(message.contact_id));
  RW_ASSIGN_OR_RETURN(std::vector<ToldProblem> problems, ProblemsOf(session, person, kEver));
  NewPatterns found;
  found.is_latest = problems.empty() || problems.back().at < told.at;
  problems.push_back(told);
  RW_ASSIGN_OR_RETURN(const ToldBy all, Load(session, person, problems));
  std::vector<Wait> private_waits;
  if (MayHaveGonePublic(told)) {
    RW_ASSIGN_OR_RETURN(private_waits, PrivateWaitsOf(session, person));
  }
  found.flags = PatternsOf(told, all, private_waits);
  return found;
}

Status RefreshPatternsAfterInsert(Session& session, const Message& message, const NewPatterns& stored) {
  return stored.is_latest ? Status() : Refresh(session, message.contact_id, message.item.created_at, message.id);
}

Status RefreshPatternsAfter(Session& session, const Message& message) {
  return RefreshPatterns(session, message.contact_id, message.item.created_at);
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

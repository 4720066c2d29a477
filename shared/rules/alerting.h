// Alerting: who is told what, and when, as a pure decision with its reason. A new comment is no alert; one open alert per case
// and step; groups, inhibition, silences, quiet hours with one digest, repeats after four hours. What falls due together is one
// message a person. Keeps nothing: the state is in what it gets.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shared/model/alert.h"
#include "shared/model/opening_hours.h"
#include "shared/rules/business_hours.h"

namespace replywatch {

inline constexpr Duration kGroupWait = Duration::Seconds(30);
inline constexpr Duration kGroupInterval = Duration::Minutes(5);  // between two tellings, whatever their groups
inline constexpr Duration kRepeatInterval = Duration::Hours(4);
inline constexpr Duration kRepeatBeat = Duration::Hours(1);  // between two tellings of nothing but repeats

struct AlertPolicy {
  BusinessHours hours;
  std::vector<DayInterval> quiet;  // over midnight: end < begin
  AgentId responsible;             // 0: nobody is named, as in the next two
  AgentId deputy;                  // told where the responsible person is the one to be told and is away
  AgentId manager;
  std::vector<AgentId> away;  // told of nothing now that somebody else can be told
};

// An open alert with what is true about its subject now.
struct AlertCase {
  Alert alert;
  bool holds = true;                         // the reason for it still stands
  bool acted = false;                        // it ended because somebody did something
  AgentId owner;                             // of the conversation; 0: nobody
  std::string cause;                         // of the conversation; empty: none
  std::optional<Timestamp> group_last_sent;  // when any alert of its group was told last
};

// What swallows others.
struct Inhibitors {
  std::vector<std::string> incident_causes;  // of open incidents
  std::vector<InboxId> refused_tokens;       // a blind inbox follows from it
};

// What a pass told of more alerts than it could look at: the later passes of the same telling add nothing to it.
struct CountedRest {
  Timestamp at;
  std::vector<AgentId> people;  // who heard of it
};

// What is true around the alerts. Tellings of what breaks through quiet hours are left out of the two instants.
struct AlertSurroundings {
  std::vector<Silence> silences;
  Inhibitors inhibitors;
  std::optional<Timestamp> last_told;
  std::optional<Timestamp> last_repeat;  // when repeats were told last, alone or not
  std::int64_t rest = 0;                 // due as well, too many for this pass
  std::optional<CountedRest> counted;
};

enum class AlertVerb : std::uint8_t {
  kResolve,
  kHold,
  kTell,
  kCount
};  // kCount: an earlier message has told of it as one of many

// One alert's decision: apply it by writing `alert` back.
struct AlertDecision {
  Alert alert;
  AlertVerb verb = AlertVerb::kHold;
};

// One message to one person; the alerts are told from now on.
struct AlertMessage {
  AgentId recipient;            // 0: whoever looks
  bool is_digest = false;       // held during quiet hours, told at opening
  bool is_repeat = false;       // all of it was told before
  std::vector<AlertId> alerts;  // most urgent first
  std::int64_t rest = 0;        // at most so many more, told of by their number
  std::int64_t to_thank = 0;    // people who said something nice: one line a day, with the first message after opening
};

struct AlertPlan {
  std::vector<AlertDecision> decisions;  // one for each case, in order
  std::vector<AlertMessage> messages;    // for each person
  std::vector<AlertMessage> broadcasts;  // the same once for all, recipient 0: for a screen or a channel
  std::optional<Timestamp> last_told;    // as in the surroundings, from now on
  std::optional<Timestamp> last_repeat;
  std::optional<CountedRest> counted;
};

// `cases`: the open alerts that are due, the most urgent of them when there is a rest. `now` decides all.
AlertPlan PlanAlerts(std::span<const AlertCase> cases, const AlertSurroundings& around, const AlertPolicy& policy, Timestamp now);

// Is delivery held at `now`, and until when? Quiet hours end at the later of their end and the shop's next opening.
std::optional<Timestamp> QuietUntil(const AlertPolicy& policy, Timestamp now);

// May its first telling come in quiet hours? Incident, refused token, threat.
bool BreaksQuiet(AlertKind kind);

// The responsible person; while that person is away the deputy, then the manager. The responsible person again when all are away:
// nothing is told to nobody. 0: nobody is named.
AgentId InChargeOf(const AlertPolicy& policy);

// Whom a step is for; without duplicates, never empty: 0 stands for whoever looks.
std::vector<AgentId> RecipientsOf(const AlertCase& c, const AlertPolicy& policy);

}  // namespace replywatch

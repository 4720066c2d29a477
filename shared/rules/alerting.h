// Alerting: who is told what, and when, as a pure decision with its reason. A new comment is no alert; one open alert per case and step;
// groups, inhibition, silences, quiet hours with one digest, repeats after four hours. Keeps nothing: the state is in the alerts it gets.
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
inline constexpr Duration kGroupInterval = Duration::Minutes(5);
inline constexpr Duration kRepeatInterval = Duration::Hours(4);

struct AlertPolicy {
  BusinessHours hours;
  std::vector<DayInterval> quiet;  // over midnight: end < begin
  AgentId responsible;             // 0: nobody is named, as in the next two
  AgentId deputy;                  // told where the responsible person is the one to be told and is absent
  AgentId manager;
};

// An open alert with what is true about its subject now.
struct AlertCase {
  Alert alert;
  bool holds = true;               // the reason for it still stands
  bool acted = false;              // it ended because somebody did something
  AgentId owner;                   // of the conversation; 0: nobody
  std::string cause;               // of the conversation; empty: none
  std::optional<Timestamp> group_last_sent;  // when any alert of its group was told last
};

// What swallows others.
struct Inhibitors {
  std::vector<std::string> incident_causes;  // of open incidents
  std::vector<InboxId> refused_tokens;       // a blind inbox follows from it
};

enum class AlertVerb : std::uint8_t { kResolve, kHold, kTell };

// One alert's decision: apply it by writing `alert` back.
struct AlertDecision {
  Alert alert;
  AlertVerb verb = AlertVerb::kHold;
};

// One message to one person; the alerts are told from now on.
struct AlertMessage {
  AgentId recipient;               // 0: whoever looks
  bool is_digest = false;          // held during quiet hours, told at opening
  bool is_repeat = false;          // all of it was told before
  std::vector<AlertId> alerts;     // most urgent first
  std::int64_t to_thank = 0;       // people who said something nice: one line a day, with the first message after opening
};

struct AlertPlan {
  std::vector<AlertDecision> decisions;  // one for each case, in order
  std::vector<AlertMessage> messages;    // for each person
  std::vector<AlertMessage> broadcasts;  // the same once for all, recipient 0: for a screen or a channel
};

// `cases`: the open alerts that are due. `now` decides all.
AlertPlan PlanAlerts(std::span<const AlertCase> cases, std::span<const Silence> silences, const Inhibitors& inhibitors, const AlertPolicy& policy, Timestamp now);

// Is delivery held at `now`, and until when? Quiet hours end at the later of their end and the shop's next opening.
std::optional<Timestamp> QuietUntil(const AlertPolicy& policy, Timestamp now);

// May it be told in quiet hours? Incident, refused token, threat.
bool BreaksQuiet(AlertKind kind);

// Whom a step is for; without duplicates, never empty: 0 stands for whoever looks.
std::vector<AgentId> RecipientsOf(const AlertCase& c, const AlertPolicy& policy);

}  // namespace replywatch

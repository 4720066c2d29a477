#include "dashboard/view_models/incident_words.h"

#include "shared/base/utf8.h"
#include "shared/settings/alert_words.h"

namespace replywatch {

std::string ReasonOf(const Incident& incident, const Catalogue& words) {
  const std::string usual = std::to_string(FactIn(incident.facts, "usual"));
  const std::string minutes = std::to_string(FactIn(incident.facts, "minutes"));
  return words.Count("incident.reason", FactIn(incident.facts, "people"), {{"minutes", minutes}, {"usual", usual}});
}

std::string StateInWords(const Incident& incident, const LocalTime& local, const Catalogue& words) {
  const auto tell = [&](std::string_view key, Timestamp at) {
    return words.Text(key, {{"time", local.Day(at) + " " + local.ClockTime(at)}});
  };
  switch (incident.state) {
    case IncidentState::kProposed: return tell("incident.proposed", incident.opened_at);
    case IncidentState::kOpen: return tell("incident.opened", incident.decided_at.value_or(incident.opened_at));
    case IncidentState::kRefused: return tell("incident.refused", incident.decided_at.value_or(incident.opened_at));
    case IncidentState::kClosed: return tell("incident.closed", incident.closed_at.value_or(incident.opened_at));
  }
  return {};
}

std::string TitleOf(const Incident& incident, const Snapshot& snapshot, const Catalogue& words) {
  std::string title = incident.cause.empty() ? std::string(words.Text("incident.no_cause"))
                                             : CauseInWords(snapshot, incident.cause, words.language());
  const Inbox* inbox = FindInbox(snapshot, incident.inbox_id);
  title += " · " + (inbox == nullptr ? std::string(words.Text("incident.everywhere"))
                                     : CleanLine(inbox->display_name.empty() ? inbox->name : inbox->display_name, 60));
  return title;
}

IncidentCounts CountIncidents(const Snapshot& snapshot) {
  IncidentCounts counts;
  for (const Incident& incident : snapshot.incidents) {
    counts.proposed += incident.state == IncidentState::kProposed ? 1 : 0;
    counts.open += incident.state == IncidentState::kOpen ? 1 : 0;
  }
  return counts;
}

}  // namespace replywatch

// Incidents in words: why one was proposed, how it stands, what it is about. Pure.
#pragma once

#include <string>

#include "dashboard/view_models/snapshot.h"
#include "shared/base/local_time.h"
#include "shared/rules/catalogue.h"

namespace replywatch {

// "9 people within 60 min, usually 2".
std::string ReasonOf(const Incident& incident, const Catalogue& words);
// "open since Thursday, 19 November 14:02".
std::string StateInWords(const Incident& incident, const LocalTime& local, const Catalogue& words);
// Its cause, or many problems; and where.
std::string TitleOf(const Incident& incident, const Snapshot& snapshot, const Catalogue& words);

// How many wait for a decision, and how many are open.
struct IncidentCounts {
  std::int64_t proposed = 0;
  std::int64_t open = 0;
};
IncidentCounts CountIncidents(const Snapshot& snapshot);

}  // namespace replywatch

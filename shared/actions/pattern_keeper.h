// PatternKeeper: keeps the flags "repeat" and "went public" of stored messages in step with what the same person wrote
// before, and finds spikes of problems. What a person corrected stays as it is. Runs inside sessions.
#pragma once

#include <optional>

#include "shared/base/zone.h"
#include "shared/store/store.h"

namespace replywatch {

// After something of the person, written at `from`, was stored or changed: decides anew about what they wrote then or later.
Status RefreshPatterns(Session& session, ContactId contact, Timestamp from);

struct NewPatterns {
  Flags flags;
  bool is_latest = false;  // nothing the person reported later is stored, so nothing else has to be decided anew
};

// The patterns of `message`, which has its contact and conversation and is not stored yet: so it is stored with them, and its
// wait begins with them. Somebody seen for the first time has none: {no flags, is_latest}, without asking.
Result<NewPatterns> PatternsBefore(Session& session, const Message& message);

// What the person wrote later, after `message` was stored with what PatternsBefore said.
Status RefreshPatternsAfterInsert(Session& session, const Message& message, const NewPatterns& stored);

// The same after `message` was changed.
Status RefreshPatternsAfter(Session& session, const Message& message);

// An incident worth proposing now (state proposed, with facts); nullopt: nothing unusual, or its spell has one already.
Result<std::optional<Incident>> FindIncident(Session& session, const Zone& zone, Timestamp now);

// Proposes what FindIncident finds.
Status ProposeIncidents(Store& store, const Zone& zone, Timestamp now);

}  // namespace replywatch

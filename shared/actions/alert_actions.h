// Alert actions: "I answer by half past two", and "not this one for a while", each with its audit entry inside one write session.
#pragma once

#include "shared/actions/staff_actions.h"
#include "shared/model/alert.h"

namespace replywatch {

// Two weeks and three days, each to the end of its last day: "2 weeks" is said of a day, not of an instant.
inline constexpr Duration kLongestSilence = Duration::Days(15);
inline constexpr Duration kLongestAcknowledgement = Duration::Days(4);

// Somebody takes an alert upon them until `until`: every open alert of its conversation is held until then, and the promise to
// answer is recorded; one recorded so before, and not due yet, is withdrawn. Without a conversation only the alert itself is
// held. kInvalidArgument: `until` has passed or lies too far ahead, or nobody acts; kNotFound: no such open alert.
Status AcknowledgeAlert(Session& session, const Actor& actor, AlertId id, Timestamp until);

// Alerts of the same group are not told until `until`. Returns the silence's id. kInvalidArgument: `until` has passed or lies too
// far ahead, or the reason is empty; kNotFound as above.
Result<std::int64_t> SilenceAlert(Session& session, const Actor& actor, AlertId id, Timestamp until, const std::string& reason);

// Takes back an acknowledgement or a silence, as its audit entry tells it. Errors are the store's.
Status RevertAlertAction(Session& session, const Actor& actor, const AuditEvent& event);

// kNotFound when it is over already.
Status EndSilence(Session& session, const Actor& actor, std::int64_t id);

}  // namespace replywatch

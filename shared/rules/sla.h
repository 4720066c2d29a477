// Which target applies to a wait, when it falls due, and how a matter's resolution clock
// stands. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shared/base/timestamp.h"
#include "shared/model/item.h"
#include "shared/model/sla.h"
#include "shared/model/wait.h"
#include "shared/rules/business_hours.h"

namespace replywatch {

// What policies are matched against.
struct SlaSubject {
  std::string inbox;
  MessageKind kind = MessageKind::kComment;
  Visibility visibility = Visibility::kPublic;
  Flags flags;
  std::string language;
};

// The first policy all of whose keys match; nullptr: none.
const SlaPolicy* FindPolicy(std::span<const SlaPolicy> policies, const SlaSubject& subject);

// The instants of a response to `wait`. kNone where the policy says nothing about it, and for praise. `is_first`: the matter's
// first wait.
SlaInstants ResponseInstants(const SlaPolicy* policy, const BusinessHours& hours, const Wait& wait, bool is_first);

// A matter: from the first wait until staff say done. It comes back when the person writes again within kReopenedWithin; later it
// is a new one.
inline constexpr Duration kReopenedWithin = Duration::Days(7);

struct Resolution {
  MessageId first_message;  // of its first wait: what tells it apart
  Timestamp opened_at;
  std::optional<Timestamp> first_resolved_at;
  std::optional<Timestamp> last_resolved_at;  // absent while unresolved
  std::int64_t reopened = 0;
  // Time on our side: it stands still only while we wait for the contact.
  std::vector<std::pair<Timestamp, Timestamp>> runs;  // ended stretches
  std::optional<Timestamp> running_since;             // absent: paused or resolved
  Flags flags;
};

// `waits` of one conversation by started_at, `done_at` the instants at which staff closed it, in any order.
// `reopened_at`: staff took it up again; the same matter however late, counted as reopened within kReopenedWithin. `answered_at`:
// answers that ended no wait, which pause what was taken up again.
std::vector<Resolution> FoldResolutions(std::span<const Wait> waits, const std::vector<Timestamp>& done_at,
                                        const std::vector<Timestamp>& reopened_at = {},
                                        const std::vector<Timestamp>& answered_at = {});

// Time spent on our side until `now`.
Duration SpentOn(const Resolution& resolution, const BusinessHours* hours, Timestamp now);
// By the calendar, until `end` and no further.
Duration SpentUntil(const Resolution& resolution, Timestamp end);

// The instants of a resolution that runs now; kNone while it is paused or resolved, or without a target.
SlaInstants ResolutionInstants(const SlaPolicy* policy, const BusinessHours& hours, const Resolution& resolution);

// Is `wait` the first of its matter?
bool IsFirstOfMatter(std::span<const Resolution> resolutions, const Wait& wait);

}  // namespace replywatch

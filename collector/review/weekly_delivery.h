// WeeklyDelivery: writes the review of the week that is over into the folder of the settings, once, when the shop opens
// on Monday or later. What was delivered stands in the store, so that a restart repeats nothing. One thread.
#pragma once

#include <optional>

#include "collector/review/make_review.h"
#include "shared/settings/settings.h"

namespace replywatch {

class WeeklyDelivery {
 public:
  // `store` and `settings` outlive this.
  WeeklyDelivery(Store& store, const Settings& settings);

  // Cheap until something is due; may be called many times a second. What cannot be written now is logged and tried again later;
  // an error is the store's.
  Status Look(Timestamp now);

 private:
  // False: it could not be written.
  Result<bool> Deliver(IsoWeek week, Timestamp now);

  Store& store_;
  const Settings& settings_;
  BusinessHours hours_;
  std::optional<Timestamp> next_;  // absent: not worked out yet
};

// Did nobody write in this week and the one before? Then there is nothing to tell.
bool IsEmpty(const Review& review);

// When the review of `week` is due: the shop's first opening after it. nullopt for a shop that does not open any more.
std::optional<Timestamp> ReviewDueAt(IsoWeek week, const BusinessHours& hours);

}  // namespace replywatch

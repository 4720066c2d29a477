#include "collector/connectors/youtube/daily_quota.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/protocols/json_reader.h"

namespace replywatch::youtube {
namespace {

// Where the quota's day begins and ends, daylight saving included (Google's documentation, 2026).
constexpr const char* kQuotaZone = "America/Los_Angeles";
constexpr const char* kStateKey = "quota";

// The request was not made, so it may be made again, however the keeper failed.
Error Unkept(const Error& error) {
  const ErrorKind kind = error.kind == ErrorKind::kPermission ? error.kind : ErrorKind::kBackOff;
  return MakeError(kind, "the count of YouTube's daily quota: " + error.text);
}

}  // namespace

Result<DailyQuota> DailyQuota::Make(StateKeeper* state, std::int64_t units_per_day) {
  RW_ASSIGN_OR_RETURN(const Zone zone, Zone::Find(kQuotaZone));
  return DailyQuota(state, zone, units_per_day);
}

// A small quota keeps a fifth, as the usual one does.
DailyQuota::DailyQuota(StateKeeper* state, Zone zone, std::int64_t units_per_day)
    : state_(state), zone_(zone), limit_(units_per_day), reserve_(std::min(kReplyReserve, units_per_day / 5)) {}

// What was kept counts when it is of today; unreadable, it counts as nothing, and the platform's refusal is the last guard.
Status DailyQuota::Begin(LocalDay today) {
  if (day_ == today) return {};
  const bool is_first = !day_;
  std::int64_t used = 0;
  if (is_first) {
    const Result<Secret> kept = state_->Load(kStateKey);
    if (!kept.ok()) return Unkept(kept.error());
    const Result<Json> count = ParseForeignJson(kept->Reveal());
    if (count.ok() && LineMember(*count, "day", 20) == FormatLocalDay(today))
      used = std::clamp<std::int64_t>(IntegerMember(*count, "units").value_or(0), 0, limit_);
  }
  day_ = today;
  used_ = used;
  return {};
}

Status DailyQuota::Keep() {
  const Json count{{"day", FormatLocalDay(*day_)}, {"units", used_}};
  const Status kept = state_->Keep(kStateKey, Secret(count.dump()));
  return kept.ok() ? kept : Unkept(kept.error());
}

Error DailyQuota::Refusal(bool only_reading) const {
  const Timestamp midnight = zone_.At(*day_ + 1, 0);
  const std::string limit = std::to_string(limit_);
  const std::string again = FormatRfc3339(midnight);
  Error error = MakeError(ErrorKind::kRetryAt,
                          only_reading ? "of YouTube's " + limit + " units a day only the " + std::to_string(reserve_) +
                                             " kept for replies are left; reading goes on at " + again
                                       : "YouTube's " + limit + " units a day are used up; it goes on at " + again);
  error.retry_at = midnight;
  error.only_reading = only_reading;
  return error;
}

Status DailyQuota::Charge(std::int64_t units, Purpose purpose, Timestamp now) {
  RW_RETURN_IF_ERROR(Begin(zone_.DayOf(now)));
  if (used_ + units > limit_) return Refusal(false);
  if (purpose == Purpose::kReading && used_ + units > limit_ - reserve_) return Refusal(true);
  used_ += units;
  return Keep();
}

Error DailyQuota::NoteExhausted(Timestamp now) {
  if (const Status begun = Begin(zone_.DayOf(now)); !begun.ok()) return begun.error();
  used_ = limit_;
  if (const Status kept = Keep(); !kept.ok()) return kept.error();
  return Refusal(false);
}

Throttle DailyQuota::throttle() const {
  Throttle throttle;
  if (!day_) return throttle;
  throttle.limit = limit_;
  throttle.remaining = limit_ - used_;
  throttle.resets_at = zone_.At(*day_ + 1, 0);
  return throttle;
}

}  // namespace replywatch::youtube

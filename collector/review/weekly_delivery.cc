#include "collector/review/weekly_delivery.h"

#include "shared/base/file.h"
#include "shared/base/log.h"

namespace replywatch {
namespace {

constexpr Duration kRetry = Duration::Minutes(10);

Status WriteReview(const ReviewMaker& maker, const ReviewSettings& settings, IsoWeek week) {
  std::error_code failed;
  if (std::filesystem::create_directories(settings.folder, failed))
    std::filesystem::permissions(settings.folder, std::filesystem::perms::owner_all, failed);
  for (const std::string& name : settings.formats) {
    const auto format = ReviewFormatFromName(name);
    if (!format) continue;  // refused with the settings
    RW_RETURN_IF_ERROR(
        WriteFileAtomically(settings.folder / ("review-" + FormatIsoWeek(week) + "." + name), maker.Render(*format)));
  }
  return {};
}

}  // namespace

bool IsEmpty(const Review& review) { return review.this_week.people.messages + review.last_week.people.messages == 0; }

std::optional<Timestamp> ReviewDueAt(IsoWeek week, const BusinessHours& hours) {
  return hours.NextOpening(BoundsOf(week, hours.zone()).to);
}

WeeklyDelivery::WeeklyDelivery(Store& store, const Settings& settings)
    : store_(store), settings_(settings), hours_(MakeBusinessHours(settings.shop)) {}

Status WeeklyDelivery::Look(Timestamp now) {
  if (settings_.review.folder.empty() || (next_ && now < *next_)) return {};
  const IsoWeek week = LastCompleteWeek(now, hours_.zone());
  const auto due = ReviewDueAt(week, hours_);
  if (!due || now < *due) {
    next_ = due.value_or(now + Duration::Days(1));
    return {};
  }
  bool known = false;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(known, session.reports().WasDelivered(week, ""));
    return {};
  }));
  bool done = known;
  if (!known) {
    RW_ASSIGN_OR_RETURN(done, Deliver(week, now));
  }
  const auto following = ReviewDueAt(WeekOf(MondayOf(week) + 7), hours_);
  next_ = done ? following.value_or(now + Duration::Days(1)) : now + kRetry;
  return {};
}

Result<bool> WeeklyDelivery::Deliver(IsoWeek week, Timestamp now) {
  const auto trouble = [&](const Error& error) {
    Log(LogLevel::kError, "review_trouble", {{"week", FormatIsoWeek(week)}, {"text", error.text}});
    return false;
  };
  auto data = FindDataFolder();
  if (!data.ok()) return trouble(data.error());
  ReviewRequest request{week, settings_.review.language, {settings_.shop.name, false}};
  auto maker = ReviewMaker::Load(store_, request, hours_, *data, now);
  if (!maker.ok()) {
    if (maker.error().kind == ErrorKind::kInvalidArgument || maker.error().kind == ErrorKind::kConfiguration)
      return trouble(maker.error());
    return maker.error();
  }
  // Before the first message there is nothing to tell.
  const bool empty = IsEmpty(maker->review());
  if (!empty) {
    if (const Status written = WriteReview(*maker, settings_.review, week); !written.ok()) return trouble(written.error());
  }
  RW_RETURN_IF_ERROR(store_.Write([&](Session& session) { return session.reports().RememberDelivery(week, "", now).status(); }));
  if (!empty) Log(LogLevel::kInfo, "review_delivered", {{"week", FormatIsoWeek(week)}});
  return true;
}

}  // namespace replywatch

#include "shared/base/local_time.h"

#include <unicode/dtitvfmt.h>
#include <unicode/dtptngen.h>
#include <unicode/gregocal.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

namespace replywatch {
namespace {

std::unique_ptr<icu::SimpleDateFormat> MakeFormat(const icu::Locale& locale, const icu::TimeZone& zone, const char* skeleton) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::DateTimePatternGenerator> generator(icu::DateTimePatternGenerator::createInstance(locale, status));
  if (U_FAILURE(status)) return nullptr;
  const icu::UnicodeString pattern = generator->getBestPattern(icu::UnicodeString::fromUTF8(skeleton), status);
  auto format = std::make_unique<icu::SimpleDateFormat>(pattern, locale, status);
  if (U_FAILURE(status)) return nullptr;
  format->setTimeZone(zone);
  return format;
}

std::string Write(const std::unique_ptr<icu::SimpleDateFormat>& format, Timestamp t) {
  if (format == nullptr) return FormatRfc3339(t);  // ICU without its data
  icu::UnicodeString out;
  format->format(static_cast<UDate>(t.ms), out);
  std::string text;
  out.toUTF8String(text);
  return text;
}

}  // namespace

struct LocalTime::Parts {
  std::unique_ptr<icu::TimeZone> zone;
  std::unique_ptr<icu::Calendar> calendar;
  std::unique_ptr<icu::SimpleDateFormat> clock;
  std::unique_ptr<icu::SimpleDateFormat> day;
  std::unique_ptr<icu::SimpleDateFormat> date;
  std::unique_ptr<icu::SimpleDateFormat> weekday;
  std::unique_ptr<icu::DateIntervalFormat> dates;
};

LocalTime::LocalTime(std::string_view language, std::string_view zone) : parts_(std::make_unique<Parts>()) {
  const icu::Locale locale = icu::Locale::createFromName(std::string(language == "en" ? "en-GB" : language).c_str());
  const icu::UnicodeString name = icu::UnicodeString::fromUTF8(icu::StringPiece(zone.data(), static_cast<int32_t>(zone.size())));
  parts_->zone.reset(icu::TimeZone::createTimeZone(name));
  UErrorCode status = U_ZERO_ERROR;
  parts_->calendar = std::make_unique<icu::GregorianCalendar>(*parts_->zone, locale, status);
  // The same in every language: short, and aligned in columns.
  parts_->clock = std::make_unique<icu::SimpleDateFormat>(icu::UnicodeString("HH:mm"), locale, status);
  if (U_FAILURE(status)) parts_->clock.reset();
  if (parts_->clock != nullptr) parts_->clock->setTimeZone(*parts_->zone);
  parts_->day = MakeFormat(locale, *parts_->zone, "EEEEdMMMM");
  parts_->date = MakeFormat(locale, *parts_->zone, "dMMMy");
  parts_->weekday = MakeFormat(locale, *parts_->zone, "ccc");
  parts_->dates.reset(icu::DateIntervalFormat::createInstance(icu::UnicodeString("dMMMMy"), locale, status));
  if (U_FAILURE(status)) parts_->dates.reset();
  if (parts_->dates != nullptr) parts_->dates->setTimeZone(*parts_->zone);
}

LocalTime::~LocalTime() = default;
LocalTime::LocalTime(LocalTime&&) noexcept = default;
LocalTime& LocalTime::operator=(LocalTime&&) noexcept = default;

std::string LocalTime::ClockTime(Timestamp t) const { return Write(parts_->clock, t); }
std::string LocalTime::Day(Timestamp t) const { return Write(parts_->day, t); }
std::string LocalTime::Date(Timestamp t) const { return Write(parts_->date, t); }

std::string LocalTime::ShortWeekday(Timestamp t) const { return Write(parts_->weekday, t); }

std::string LocalTime::Dates(Timestamp first, Timestamp last) const {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString out;
  icu::FieldPosition ignored;
  const icu::DateInterval interval(static_cast<UDate>(first.ms), static_cast<UDate>(last.ms));
  if (parts_->dates != nullptr) parts_->dates->format(&interval, out, ignored, status);
  if (parts_->dates == nullptr || U_FAILURE(status)) return Date(first) + " – " + Date(last);
  std::string text;
  out.toUTF8String(text);
  return text;
}

std::int64_t LocalTime::DayNumber(Timestamp t) const {
  int32_t raw = 0;
  int32_t dst = 0;
  UErrorCode status = U_ZERO_ERROR;
  parts_->zone->getOffset(static_cast<UDate>(t.ms), 0, raw, dst, status);
  const std::int64_t local = t.ms + raw + dst;
  constexpr std::int64_t kDay = Duration::Days(1).ms;
  return (local >= 0 ? local : local - kDay + 1) / kDay;
}

int LocalTime::Weekday(Timestamp t) const { return static_cast<int>(((DayNumber(t) + 3) % 7 + 7) % 7); }

Timestamp LocalTime::AtHour(Timestamp t, int days, int hour) const {
  UErrorCode status = U_ZERO_ERROR;
  icu::Calendar& calendar = *parts_->calendar;
  calendar.setTime(static_cast<UDate>(t.ms), status);
  calendar.add(UCAL_DATE, days, status);
  calendar.set(UCAL_HOUR_OF_DAY, hour);
  calendar.set(UCAL_MINUTE, 0);
  calendar.set(UCAL_SECOND, 0);
  calendar.set(UCAL_MILLISECOND, 0);
  const UDate at = calendar.getTime(status);
  return U_SUCCESS(status) ? Timestamp{static_cast<std::int64_t>(at)} : t + Duration::Days(days);
}

}  // namespace replywatch

#include "shared/base/local_number.h"

#include <unicode/decimfmt.h>
#include <unicode/numfmt.h>

#include <cstdio>

namespace replywatch {
namespace {

std::unique_ptr<icu::NumberFormat> Make(icu::NumberFormat* made, UErrorCode status) {
  std::unique_ptr<icu::NumberFormat> format(made);
  if (U_FAILURE(status)) format.reset();
  return format;
}

std::string Write(icu::NumberFormat* format, double value, int least, int most) {
  std::string text;
  if (format == nullptr) {  // ICU without its data
    char plain[64];
    std::snprintf(plain, sizeof plain, "%.*f", most, value);
    return plain;
  }
  format->setMinimumFractionDigits(least);
  format->setMaximumFractionDigits(most);
  icu::UnicodeString out;
  format->format(value, out);
  out.toUTF8String(text);
  return text;
}

}  // namespace

struct LocalNumber::Parts {
  std::unique_ptr<icu::NumberFormat> number;
  std::unique_ptr<icu::NumberFormat> percent;
};

LocalNumber::LocalNumber(std::string_view language) : parts_(std::make_unique<Parts>()) {
  const icu::Locale locale = icu::Locale::createFromName(std::string(language == "en" ? "en-GB" : language).c_str());
  UErrorCode status = U_ZERO_ERROR;
  icu::NumberFormat* number = icu::NumberFormat::createInstance(locale, status);
  parts_->number = Make(number, status);
  status = U_ZERO_ERROR;
  icu::NumberFormat* percent = icu::NumberFormat::createPercentInstance(locale, status);
  parts_->percent = Make(percent, status);
}

LocalNumber::~LocalNumber() = default;
LocalNumber::LocalNumber(LocalNumber&&) noexcept = default;
LocalNumber& LocalNumber::operator=(LocalNumber&&) noexcept = default;

std::string LocalNumber::Whole(std::int64_t n) const { return Write(parts_->number.get(), static_cast<double>(n), 0, 0); }
std::string LocalNumber::Decimal(double value, int digits) const { return Write(parts_->number.get(), value, digits, digits); }
std::string LocalNumber::Percent(double share, int digits) const {
  if (parts_->percent == nullptr) return Write(nullptr, share * 100, 0, digits) + " %";
  return Write(parts_->percent.get(), share, 0, digits);
}

}  // namespace replywatch

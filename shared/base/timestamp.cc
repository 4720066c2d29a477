#include "shared/base/timestamp.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace replywatch {
namespace {

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2021.
constexpr std::int64_t DaysFromCivil(std::int64_t y, unsigned m, unsigned d) {
  y -= m <= 2;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const auto yoe = static_cast<unsigned>(y - era * 400);
  const unsigned doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + static_cast<std::int64_t>(doe) - 719468;
}

struct Civil {
  std::int64_t year;
  unsigned month;
  unsigned day;
};

constexpr Civil CivilFromDays(std::int64_t z) {
  z += 719468;
  const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const auto doe = static_cast<unsigned>(z - era * 146097);
  const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const unsigned mp = (5 * doy + 2) / 153;
  const unsigned day = doy - (153 * mp + 2) / 5 + 1;
  const unsigned month = mp < 10 ? mp + 3 : mp - 9;
  return {static_cast<std::int64_t>(yoe) + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

constexpr unsigned DaysInMonth(std::int64_t y, unsigned m) {
  constexpr std::array<unsigned, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
  return m == 2 && leap ? 29 : kDays.at(m - 1);
}

constexpr std::int64_t kMinMs = -62'167'219'200'000;  // 0000-01-01T00:00:00Z
constexpr std::int64_t kMaxMs = 253'402'300'799'999;  // 9999-12-31T23:59:59.999Z

class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}
  bool done() const { return pos_ == text_.size(); }
  char peek() const { return done() ? '\0' : text_[pos_]; }
  bool Take(char c) {
    if (peek() != c) return false;
    ++pos_;
    return true;
  }
  // Exactly n digits; nullopt otherwise.
  std::optional<unsigned> Digits(std::size_t n) {
    unsigned value = 0;
    for (std::size_t i = 0; i < n; ++i, ++pos_) {
      if (peek() < '0' || peek() > '9') return std::nullopt;
      value = value * 10 + static_cast<unsigned>(peek() - '0');
    }
    return value;
  }

 private:
  std::string_view text_;
  std::size_t pos_ = 0;
};

// Milliseconds of ".123456"; 0 when there is no fraction; nullopt when it is malformed.
std::optional<unsigned> ReadFraction(Cursor& in) {
  if (!in.Take('.') && !in.Take(',')) return 0;
  unsigned ms = 0;
  unsigned scale = 100;
  int digits = 0;
  while (in.peek() >= '0' && in.peek() <= '9') {
    ms += static_cast<unsigned>(in.peek() - '0') * scale;
    scale /= 10;
    in.Take(in.peek());
    if (++digits > 9) return std::nullopt;
  }
  if (digits == 0) return std::nullopt;
  return ms;
}

// Offset in minutes; no zone at all is UTC.
std::optional<int> ReadOffset(Cursor& in) {
  if (in.done() || in.Take('Z') || in.Take('z')) return 0;
  const bool negative = in.peek() == '-';
  if (!in.Take('+') && !in.Take('-')) return std::nullopt;
  const auto hours = in.Digits(2);
  in.Take(':');
  const auto minutes = in.Digits(2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const int total = static_cast<int>(*hours * 60 + *minutes);
  return negative ? -total : total;
}

}  // namespace

std::string FormatRfc3339(Timestamp t) {
  const std::int64_t ms = std::clamp(t.ms, kMinMs, kMaxMs);
  std::int64_t days = ms / 86'400'000;
  std::int64_t rest = ms % 86'400'000;
  if (rest < 0) {
    rest += 86'400'000;
    --days;
  }
  const Civil c = CivilFromDays(days);
  std::array<char, 40> out{};
  const int n = std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(c.year), c.month,
                              c.day, static_cast<int>(rest / 3'600'000), static_cast<int>(rest / 60'000 % 60),
                              static_cast<int>(rest / 1000 % 60), static_cast<int>(rest % 1000));
  return {out.data(), static_cast<std::size_t>(n)};
}

std::optional<Timestamp> ParseRfc3339(std::string_view text) {
  Cursor in(text);
  const auto year = in.Digits(4);
  if (!year || !in.Take('-')) return std::nullopt;
  const auto month = in.Digits(2);
  if (!month || !in.Take('-')) return std::nullopt;
  const auto day = in.Digits(2);
  if (!day || (!in.Take('T') && !in.Take('t') && !in.Take(' '))) return std::nullopt;
  const auto hour = in.Digits(2);
  if (!hour || !in.Take(':')) return std::nullopt;
  const auto minute = in.Digits(2);
  if (!minute || !in.Take(':')) return std::nullopt;
  const auto second = in.Digits(2);
  if (!second) return std::nullopt;
  const auto fraction = ReadFraction(in);
  if (!fraction) return std::nullopt;
  const auto offset = ReadOffset(in);
  if (!offset || !in.done()) return std::nullopt;
  if (*month < 1 || *month > 12 || *day < 1 || *day > DaysInMonth(*year, *month)) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const std::int64_t days = DaysFromCivil(*year, *month, *day);
  const std::int64_t seconds = days * 86'400 + *hour * 3600 + *minute * 60 + *second - *offset * 60LL;
  return Timestamp{seconds * 1000 + *fraction};
}

std::optional<Duration> ParseDuration(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  std::int64_t unit = 0;
  switch (text.back()) {
    case 's': unit = 1000; break;
    case 'm': unit = 60'000; break;
    case 'h': unit = 3'600'000; break;
    case 'd': unit = 86'400'000; break;
    case 'w': unit = 7 * 86'400'000LL; break;
    case 'y': unit = 365 * 86'400'000LL; break;
    default: return std::nullopt;
  }
  constexpr std::int64_t kMax = 100 * 365 * 86'400'000LL;
  std::int64_t n = 0;
  for (const char c : text.substr(0, text.size() - 1)) {
    if (c < '0' || c > '9') return std::nullopt;
    n = n * 10 + (c - '0');
    if (n > kMax / unit) return std::nullopt;
  }
  return Duration{n * unit};
}

std::string FormatDuration(Duration d) {
  struct Unit {
    std::int64_t ms;
    char letter;
  };
  constexpr std::array<Unit, 4> kUnits{{{86'400'000, 'd'}, {3'600'000, 'h'}, {60'000, 'm'}, {1000, 's'}}};
  for (const Unit& unit : kUnits) {
    if (d.ms >= unit.ms && d.ms % unit.ms == 0) return std::to_string(d.ms / unit.ms) + unit.letter;
  }
  return std::to_string(d.ms / 1000) + "s";
}

}  // namespace replywatch

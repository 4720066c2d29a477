// LocalNumber: numbers as a language writes them: "1 234", "1,6", "99,97 %". ICU lives in
// local_number.cc. Not thread-safe: one a thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace replywatch {

class LocalNumber {
 public:
  explicit LocalNumber(std::string_view language);
  ~LocalNumber();
  LocalNumber(const LocalNumber&) = delete;
  LocalNumber& operator=(const LocalNumber&) = delete;
  LocalNumber(LocalNumber&&) noexcept;
  LocalNumber& operator=(LocalNumber&&) noexcept;

  std::string Whole(std::int64_t n) const;
  // Exactly `digits` (0..6) after the point.
  std::string Decimal(double value, int digits) const;
  // `share` 0..1; at most `digits` (0..6) after the point.
  std::string Percent(double share, int digits) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace replywatch

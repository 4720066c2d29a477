// The detail of an audit entry: "key=value key=value"; values are numbers or single words.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace replywatch {

std::string WriteDetail(std::initializer_list<std::pair<std::string_view, std::string>> fields);

class AuditDetail {
 public:
  explicit AuditDetail(std::string_view text) : text_(text) {}
  // 0 when absent or not a number.
  std::int64_t Int(std::string_view key) const;
  // Empty when absent.
  std::string Text(std::string_view key) const;

 private:
  std::string_view text_;
};

}  // namespace replywatch

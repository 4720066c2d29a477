#include "shared/actions/audit_detail.h"

#include <algorithm>
#include <cstdlib>

namespace replywatch {

std::string WriteDetail(std::initializer_list<std::pair<std::string_view, std::string>> fields) {
  std::string out;
  for (const auto& [key, value] : fields) {
    if (value.empty()) continue;
    if (!out.empty()) out += ' ';
    out.append(key).append("=").append(value);
  }
  return out;
}

std::int64_t AuditDetail::Int(std::string_view key) const { return std::strtoll(Text(key).c_str(), nullptr, 10); }

std::string AuditDetail::Text(std::string_view key) const {
  for (std::size_t at = 0; at < text_.size();) {
    const std::size_t end = std::min(text_.find(' ', at), text_.size());
    const std::string_view field = text_.substr(at, end - at);
    if (field.size() > key.size() && field.starts_with(key) && field[key.size()] == '=')
      return std::string(field.substr(key.size() + 1));
    at = end + 1;
  }
  return {};
}

}  // namespace replywatch

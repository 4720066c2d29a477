// An address as it stands in the headers of mail. A value.
#pragma once

#include <cstddef>
#include <string>

namespace replywatch {

struct MailAddress {
  std::string address;  // lower case, "a@b"; mail from the same machine may lack the domain
  std::string name;     // as shown; may be empty
  bool operator==(const MailAddress&) const = default;
};

inline constexpr std::size_t kMaxMailAddressBytes = 320;  // RFC 3696, errata: 64 + 1 + 255
inline constexpr std::size_t kMaxSubjectBytes = 900;      // fits into one unfolded line of RFC 5322

}  // namespace replywatch

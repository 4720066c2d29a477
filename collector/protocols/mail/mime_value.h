// What stands in the headers of mail, read: types, names, addresses, dates, transfer encodings. By GMime, which mime_value.cc
// alone includes, under bounds of our own: its recursion follows the input. Everything returned is clean UTF-8 but for decoded
// bytes; nothing fails, what cannot be read is absent. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/protocols/mail/mail_address.h"
#include "shared/base/timestamp.h"

namespace replywatch {

struct MimeType {
  std::string type = "text/plain";  // lower case
  std::string charset;              // as written; may be empty
  std::string boundary;
  std::string report_type;  // lower case: "delivery-status"
  std::string file_name;    // without folders; may be empty
  bool is_flowed = false;   // RFC 3676
  bool deletes_space = false;
};

struct MimeDisposition {
  bool is_attachment = false;
  std::string file_name;  // without folders; may be empty
};

inline constexpr std::size_t kMaxMailAddresses = 200;  // of one header field

// Values come unfolded, without line breaks and NUL.
MimeType ReadMimeType(const std::string& value);
MimeDisposition ReadMimeDisposition(const std::string& value);

// One clean line with its encoded words decoded (RFC 2047), raw UTF-8 (RFC 6532) and raw 8-bit text understood.
std::string DecodeHeaderText(const std::string& value, std::size_t max_bytes);

// Groups are taken apart; at most kMaxMailAddresses.
std::vector<MailAddress> ReadMailAddresses(const std::string& value);

// nullopt outside the years 1970 to 9999.
std::optional<Timestamp> ReadMailDate(const std::string& value);

// At most `max_bytes` of `body` are decoded; an unknown encoding leaves them as they are.
std::string DecodeTransfer(std::string_view body, const std::string& encoding, std::size_t max_bytes);

}  // namespace replywatch

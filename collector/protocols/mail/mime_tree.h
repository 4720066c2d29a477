// The structure of a mail (RFC 5322, RFC 2046): headers, parts within parts. Views into the bytes that were read, which must
// outlive it. Linear in the input; damage costs the damaged part alone, a mail cut off anywhere is read as far as it goes.
// Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "collector/protocols/mail/mime_value.h"

namespace replywatch {

inline constexpr std::size_t kMaxMimeDepth = 20;     // multiparts within multiparts; deeper ones stay closed
inline constexpr std::size_t kMaxMimeParts = 200;    // of one mail; later ones are not read
inline constexpr std::size_t kMaxMailFields = 1000;  // of one header
inline constexpr std::size_t kMaxFieldBytes = 32 * 1024;

// A header block, first to last.
class MailFields {
 public:
  // Reads up to the empty line, advancing `bytes` behind it.
  static MailFields Read(std::string_view& bytes);

  bool empty() const { return fields_.empty(); }
  // The first field of that name (ASCII case does not count), unfolded, without NUL and line breaks, at most kMaxFieldBytes;
  // empty when there is none.
  std::string Value(std::string_view name) const;
  bool Has(std::string_view name) const;

 private:
  struct Field {
    std::string_view name;
    std::string_view value;  // folded, as it came
  };
  std::vector<Field> fields_;
};

struct MimePart {
  MailFields fields;
  MimeType type;
  MimeDisposition disposition;
  std::string_view body;  // encoded, as it came; of a multipart: all of it
  std::vector<MimePart> parts;

  const std::string& FileName() const { return disposition.file_name.empty() ? type.file_name : disposition.file_name; }
  bool IsMultipart() const { return type.type.starts_with("multipart/"); }
  // At most `max_bytes` of the body, decoded.
  std::string Decoded(std::size_t max_bytes) const;
};

MimePart ReadMimeTree(std::string_view bytes);

// As header fields and their keywords are compared: in ASCII.
bool EqualsIgnoringCase(std::string_view a, std::string_view b);

}  // namespace replywatch

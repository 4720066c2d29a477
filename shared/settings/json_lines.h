// JsonLines: on which line of a JSON file (comments allowed) each value begins, by
// JSON pointer (RFC 6901), and which keys stand twice. For error messages. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace replywatch {

class JsonLines {
 public:
  // Never fails: of a malformed text it knows what stands before the mistake.
  explicit JsonLines(std::string_view text);

  // Line (from 1) of the key or element at `pointer`, else of its nearest known parent.
  int LineOf(std::string pointer) const;

  struct Duplicate {
    std::string pointer;
    int line = 0;
  };
  const std::vector<Duplicate>& duplicates() const { return duplicates_; }

 private:
  friend class JsonLineScanner;
  std::map<std::string, int> lines_;
  std::vector<Duplicate> duplicates_;
};

// The line of a byte counted from 1, as nlohmann::json's parse_error tells it; 0 and what lies beyond the end: the first and the
// last line.
int LineOfByte(std::string_view text, std::size_t byte);
// 1-based line of the number that nlohmann::json's out_of_range error `what` quotes; 1 when it is not found.
int LineOfNumber(std::string_view text, std::string_view what);

}  // namespace replywatch

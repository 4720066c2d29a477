#include "shared/base/phone_number.h"

#include <algorithm>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kFewestDigits = 3;
constexpr std::size_t kFewestWithAreaCode = 7;
constexpr std::size_t kLongestWritten = 80;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// What people and word processors put between digits: white space and dashes, the unbreakable ones among them.
bool IsSeparator(char32_t c) {
  switch (c) {
    case U' ':
    case U'\t':
    case U'-':
    case U'.':
    case U'/':
    case U'(':
    case U')':
    case U'\u00A0':
    case U'\u202F': return true;
    default: return c >= U'\u2010' && c <= U'\u2015';
  }
}

Error NoNumber() {
  return MakeError(ErrorKind::kInvalidArgument,
                   "that is no telephone number; write 3 to 15 digits, such as \"+40 722 000 111\" or \"0722 000 111\"");
}

// The digits, with a leading "+" where it was written. "(0)" behind a country's code is dialled only within the country.
Result<std::string> DigitsOf(std::string_view text) {
  std::string out;
  for (std::size_t pos = 0; pos < text.size();) {
    if (out.starts_with('+') && text.substr(pos).starts_with("(0)")) {
      pos += 3;
      continue;
    }
    const char32_t c = DecodeUtf8(text, pos);
    const bool is_plus = c == U'+' && out.empty();
    if (is_plus || (c >= U'0' && c <= U'9')) {
      out += static_cast<char>(c);
    } else if (!IsSeparator(c)) {
      return NoNumber();
    }
  }
  return out;
}

}  // namespace

bool IsCountryCode(std::string_view text) {
  return text.size() >= 2 && text.size() <= 4 && text[0] == '+' && text[1] != '0' &&
         std::all_of(text.begin() + 1, text.end(), IsDigit);
}

Result<std::string> NormalisePhoneNumber(std::string_view text, std::string_view country_code) {
  if (text.starts_with("tel:")) text.remove_prefix(4);
  if (text.size() > kLongestWritten) return NoNumber();
  RW_ASSIGN_OR_RETURN(std::string number, DigitsOf(text));
  if (number.starts_with("00")) number.replace(0, 2, "+");
  const bool is_national = !number.starts_with('+');
  if (is_national && !country_code.empty() && number.size() >= kFewestWithAreaCode)
    number = std::string(country_code) + number.substr(number.starts_with('0') ? 1 : 0);
  const std::size_t digits = number.size() - (number.starts_with('+') ? 1 : 0);
  if (digits < kFewestDigits || digits > kMostPhoneDigits || number.starts_with("+0")) return NoNumber();
  return number;
}

}  // namespace replywatch

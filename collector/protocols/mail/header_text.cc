#include "collector/protocols/mail/header_text.h"

#include <algorithm>
#include <array>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxPlainBytes = 70;
constexpr std::size_t kBytesPerWord = 42;

std::string Base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) { return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U; };
    const unsigned group = byte(0) << 16U | byte(1) << 8U | byte(2);
    for (std::size_t k = 0; k < 4; ++k) out += i + k < bytes.size() + 1 ? kDigits[group >> (18U - 6U * k) & 63U] : '=';
  }
  return out;
}

// Text that says "=?" itself would be read as an encoded word.
bool IsPlain(std::string_view text) {
  const bool is_printable = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return is_printable && text.size() <= kMaxPlainBytes && text.find("=?") == std::string_view::npos;
}

}  // namespace

std::string HeaderText(std::string_view text) {
  if (IsPlain(text)) return std::string(text);
  std::string out;
  while (!text.empty()) {
    std::string_view word = TruncateUtf8(text, kBytesPerWord);
    if (word.empty()) word = text.substr(0, kBytesPerWord);  // not UTF-8
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + Base64(word) + "?=";
    text.remove_prefix(word.size());
  }
  return out;
}

std::string HeaderDate(Timestamp at) {
  constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string text = FormatRfc3339(at);
  const std::size_t month = static_cast<std::size_t>((text[5] - '0') * 10 + text[6] - '0') - 1;
  return text.substr(8, 2) + " " + kMonths.at(month) + " " + text.substr(0, 4) + " " + text.substr(11, 8) + " +0000";
}

}  // namespace replywatch

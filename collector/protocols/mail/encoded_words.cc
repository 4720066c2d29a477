#include "collector/protocols/mail/encoded_words.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "collector/protocols/mail/mail_charset.h"

namespace replywatch {
namespace {

// RFC 2047 allows 75 characters; what is longer by far is no word.
constexpr std::size_t kMaxCharsetBytes = 60;
constexpr std::size_t kMaxWordBytes = 2000;

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int Base64Value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

std::string DecodeQ(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '=' && i + 2 < text.size() ? HexValue(text[i + 1]) : -1;
    const int low = high >= 0 ? HexValue(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i] == '_' ? ' ' : text[i];
    }
  }
  return out;
}

struct Word {
  std::string_view charset;
  std::string bytes;
  std::size_t length = 0;  // as written
};

// The word that `text` begins with: =?charset?B?text?=, the charset with a language perhaps (RFC 2231, 5).
std::optional<Word> ReadWord(std::string_view text) {
  if (!text.starts_with("=?")) return std::nullopt;
  const std::size_t mark = text.substr(0, kMaxCharsetBytes).find('?', 2);
  if (mark == std::string_view::npos || mark + 2 >= text.size() || text[mark + 2] != '?') return std::nullopt;
  const char kind = static_cast<char>(text[mark + 1] | 0x20);
  const std::size_t begin = mark + 3;
  const std::size_t end = text.substr(0, begin + kMaxWordBytes).find("?=", begin);
  if ((kind != 'b' && kind != 'q') || end == std::string_view::npos) return std::nullopt;
  const std::string_view inside = text.substr(begin, end - begin);
  const std::string_view charset = text.substr(2, mark - 2);
  return Word{charset.substr(0, charset.find('*')), kind == 'b' ? DecodeBase64(inside) : DecodeQ(inside), end + 2};
}

// Neighbouring words of one character set, converted together.
class WordRun {
 public:
  bool empty() const { return bytes_.empty(); }
  void Add(const Word& word, std::string& out) {
    if (word.charset != charset_) End(out);
    charset_ = word.charset;
    bytes_ += word.bytes;
  }
  void End(std::string& out) {
    if (!bytes_.empty()) out += MailTextToUtf8(bytes_, charset_);
    bytes_.clear();
  }

 private:
  std::string_view charset_;
  std::string bytes_;
};

}  // namespace

std::string DecodeBase64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') count = 0;  // what is left of a group is no whole byte
    const int value = Base64Value(c);
    if (value < 0) continue;
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU);
  }
  return out;
}

std::string DecodeWords(std::string_view text) {
  std::string out;
  WordRun run;
  while (!text.empty()) {
    // White space between words only separates them.
    const std::size_t space = run.empty() ? 0 : std::min(text.find_first_not_of(" \t"), text.size());
    if (const auto word = ReadWord(text.substr(space))) {
      run.Add(*word, out);
      text.remove_prefix(space + word->length);
      continue;
    }
    run.End(out);
    const std::size_t next = std::min(text.find("=?", text.starts_with("=?") ? 2 : 0), text.size());
    out += MailTextToUtf8(text.substr(0, next), "");
    text.remove_prefix(next);
  }
  run.End(out);
  return out;
}

}  // namespace replywatch

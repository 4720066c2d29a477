#include "collector/protocols/mail/mail_charset.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kMaxCharsetNameBytes = 40;

// Declared ISO sets whose bytes 0x80 to 0x9F, controls there, tell that a Windows set is meant. As browsers do (WHATWG,
// Encoding).
constexpr std::array<std::pair<std::string_view, const char*>, 5> kWindowsSets{{
    {"iso-8859-1", "windows-1252"},
    {"iso-8859-2", "windows-1250"},
    {"iso-8859-5", "windows-1251"},
    {"iso-8859-7", "windows-1253"},
    {"iso-8859-9", "windows-1254"},
}};

class Converter {
 public:
  explicit Converter(const char* charset) : handle_(iconv_open("UTF-8", charset)) {}
  ~Converter() {
    if (is_open()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  // NOLINTNEXTLINE(performance-no-int-to-ptr): iconv's own way to say "no such set"
  bool is_open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  std::string Convert(std::string_view bytes) {
    std::string out;
    std::array<char, 8192> buffer{};
    std::string copy(bytes);
    char* from = copy.data();
    std::size_t left = copy.size();
    while (left > 0) {
      char* to = buffer.data();
      std::size_t room = buffer.size();
      const std::size_t done = iconv(handle_, &from, &left, &to, &room);
      const int reason = done == static_cast<std::size_t>(-1) ? errno : 0;
      out.append(buffer.data(), buffer.size() - room);
      if (reason == 0 || reason == E2BIG) continue;
      out += kReplacement;
      if (reason != EILSEQ) break;  // cut within a character
      ++from;
      --left;
    }
    return out;
  }

 private:
  iconv_t handle_;
};

std::string CharsetName(std::string_view declared) {
  std::string name;
  for (const char c : declared.substr(0, kMaxCharsetNameBytes)) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!is_letter && !(c >= '0' && c <= '9') && std::string_view("-_.:+").find(c) == std::string_view::npos) continue;
    name += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  if (name.starts_with("x-")) name.erase(0, 2);
  return name;
}

struct ByteCounts {
  std::size_t ascii_letters = 0;
  std::size_t controls = 0;  // 0x80 to 0x9F
  std::size_t low_half = 0;  // 0xC0 to 0xDF: KOI8's small letters
  std::size_t high_half = 0;
};

ByteCounts Count(std::string_view bytes) {
  ByteCounts counts;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    counts.ascii_letters += (byte | 0x20U) >= 'a' && (byte | 0x20U) <= 'z' ? 1 : 0;
    counts.controls += byte >= 0x80 && byte <= 0x9F ? 1 : 0;
    counts.low_half += byte >= 0xC0 && byte <= 0xDF ? 1 : 0;
    counts.high_half += byte >= 0xE0 ? 1 : 0;
  }
  return counts;
}

// Latin text has letters beyond ASCII now and then, Cyrillic text has hardly any within.
const char* LikelyCharset(std::string_view bytes) {
  const ByteCounts counts = Count(bytes);
  if (counts.low_half + counts.high_half <= counts.ascii_letters) return "windows-1250";
  return counts.low_half > counts.high_half ? "koi8-r" : "windows-1251";
}

// True when most of what is beyond ASCII is well-formed: UTF-8 with damage rather than another set.
bool ResemblesUtf8(std::string_view bytes) {
  std::size_t characters = 0;
  std::size_t broken = 0;
  for (std::size_t pos = 0; pos < bytes.size();) {
    if (static_cast<unsigned char>(bytes[pos]) < 0x80) {
      ++pos;
      continue;
    }
    const std::size_t start = pos;
    DecodeUtf8(bytes, pos);
    ++(pos - start > 1 ? characters : broken);
  }
  return characters >= broken;
}

std::optional<std::string> Convert(const char* charset, std::string_view bytes) {
  Converter converter(charset);
  if (!converter.is_open()) return std::nullopt;
  return converter.Convert(bytes);
}

std::string Guess(std::string_view bytes) {
  if (ResemblesUtf8(bytes)) return CleanText(bytes, bytes.size() * kReplacement.size());
  return Convert(LikelyCharset(bytes), bytes).value_or(CleanText(bytes, bytes.size() * kReplacement.size()));
}

}  // namespace

std::string MailTextToUtf8(std::string_view bytes, std::string_view charset) {
  const std::string name = CharsetName(charset);
  const bool is_wide = name.starts_with("utf-16") || name.starts_with("utf-32") || name.starts_with("ucs");
  const bool is_ascii = std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!is_wide && !is_ascii && IsValidUtf8(bytes)) return std::string(bytes);
  if (name.empty() || name == "us-ascii" || name == "utf-8" || name == "utf8" || name == "unknown-8bit") return Guess(bytes);
  const auto* windows =
      std::find_if(kWindowsSets.begin(), kWindowsSets.end(), [&](const auto& set) { return set.first == name; });
  if (windows != kWindowsSets.end() && Count(bytes).controls > 0) return *Convert(windows->second, bytes);
  return Convert(name.c_str(), bytes).value_or(Guess(bytes));
}

}  // namespace replywatch

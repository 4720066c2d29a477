#include "collector/protocols/mail/imap_value.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "collector/http/url.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kDeepest = 40;
constexpr std::size_t kMostValues = 200'000;
constexpr std::size_t kMostDigits = 18;
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool SameWord(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return Lower(x) == Lower(y); });
}

std::optional<std::int64_t> ReadNumber(std::string_view digits) {
  if (digits.empty() || digits.size() > kMostDigits || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<ImapValue> ReadAll() {
    std::vector<std::vector<ImapValue>> open(1);  // the lists that are not closed yet, the outermost first
    std::size_t too_deep = 0;
    for (std::size_t count = 0; at_ < text_.size() && count < kMostValues;) {
      const char c = text_[at_];
      if (c == ' ' || c == '\r' || c == '\n') {
        ++at_;
      } else if (c == '(') {
        ++at_;
        ++count;
        if (open.size() <= kDeepest) {
          open.emplace_back();
        } else {
          ++too_deep;
        }
      } else if (c == ')') {
        ++at_;
        if (too_deep > 0) {
          --too_deep;
        } else if (open.size() > 1) {
          Close(open);
        }
      } else {
        ImapValue value = ReadOne();
        ++count;
        if (too_deep == 0) open.back().push_back(std::move(value));
      }
    }
    while (open.size() > 1) Close(open);
    return std::move(open.front());
  }

 private:
  static void Close(std::vector<std::vector<ImapValue>>& open) {
    ImapValue list{ImapValue::Kind::kList, "", std::move(open.back())};
    open.pop_back();
    open.back().push_back(std::move(list));
  }

  ImapValue ReadOne() {
    if (text_[at_] == '"') return ReadQuoted();
    if (text_[at_] == '{') {
      if (std::optional<ImapValue> literal = ReadLiteral()) return std::move(*literal);
    }
    return ReadAtom();
  }

  ImapValue ReadQuoted() {
    ImapValue out{ImapValue::Kind::kString, "", {}};
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        break;
      }
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      out.text += text_[at_];
    }
    return out;
  }

  std::optional<ImapValue> ReadLiteral() {
    const std::size_t end = text_.find('}', at_);
    if (end == std::string_view::npos || text_.substr(end + 1, 2) != "\r\n") return std::nullopt;
    const auto size = ReadNumber(text_.substr(at_ + 1, end - at_ - 1));
    if (!size) return std::nullopt;
    const std::string_view rest = text_.substr(end + 3);
    const std::size_t taken = std::min(rest.size(), static_cast<std::size_t>(*size));
    at_ = end + 3 + taken;
    return ImapValue{ImapValue::Kind::kString, std::string(rest.substr(0, taken)), {}};
  }

  // "BODY[HEADER.FIELDS (TO)]<0>" is one atom.
  ImapValue ReadAtom() {
    const std::size_t begin = at_;
    bool in_section = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\r' || c == '\n') break;
      if (c == '[') in_section = true;
      if (c == ']') in_section = false;
      if (!in_section && (c == ' ' || c == '(' || c == ')' || c == '"') && at_ > begin) break;
    }
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (SameWord(word, "NIL")) return {};
    return {ImapValue::Kind::kAtom, std::string(word), {}};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<int> MonthOf(std::string_view name) {
  const auto* const it = std::find_if(kMonths.begin(), kMonths.end(), [&](std::string_view m) { return SameWord(m, name); });
  if (it == kMonths.end()) return std::nullopt;
  return static_cast<int>(it - kMonths.begin()) + 1;
}

std::string TwoDigits(int n) { return {static_cast<char>('0' + n / 10 % 10), static_cast<char>('0' + n % 10)}; }

std::string Utf7Base64(std::u16string_view units) {
  std::string bytes;
  for (const char16_t unit : units) {
    bytes += static_cast<char>(unit >> 8U);
    bytes += static_cast<char>(unit & 0xFFU);
  }
  std::string out = Base64Encode(bytes);
  out.erase(std::min(out.find('='), out.size()));
  std::replace(out.begin(), out.end(), '/', ',');
  return "&" + out + "-";
}

std::string Utf7(std::string_view name) {
  std::string out;
  std::u16string shifted;
  const auto flush = [&] {
    if (!shifted.empty()) out += Utf7Base64(shifted);
    shifted.clear();
  };
  for (std::size_t pos = 0; pos < name.size();) {
    const char32_t c = DecodeUtf8(name, pos);
    if (c < 0x80) {
      flush();
      out += c == '&' ? "&-" : std::string(1, static_cast<char>(c));
    } else if (c < 0x10000) {
      shifted += static_cast<char16_t>(c);
    } else {
      shifted += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10U));
      shifted += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FFU));
    }
  }
  flush();
  return out;
}

}  // namespace

bool ImapValue::IsAtom(std::string_view word) const { return kind == Kind::kAtom && SameWord(text, word); }

std::optional<std::int64_t> ImapValue::Number() const { return kind == Kind::kAtom ? ReadNumber(text) : std::nullopt; }

std::vector<ImapValue> ReadImapValues(std::string_view answer) { return Reader(answer).ReadAll(); }

const ImapValue* FindImapValue(const std::vector<ImapValue>& pairs, std::string_view name) {
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
    if (pairs[i].IsAtom(name)) return &pairs[i + 1];
  }
  return nullptr;
}

std::optional<Timestamp> ReadImapTime(std::string_view text) {
  constexpr std::size_t kLength = 26;
  if (text.size() + 1 == kLength && !text.starts_with(' ') && text[1] == '-') return ReadImapTime("0" + std::string(text));
  if (text.size() != kLength || text[2] != '-' || text[6] != '-' || text[11] != ' ' || text[20] != ' ') return std::nullopt;
  const auto month = MonthOf(text.substr(3, 3));
  if (!month) return std::nullopt;
  std::string day(text.substr(0, 2));
  if (day[0] == ' ') day[0] = '0';
  return ParseRfc3339(std::string(text.substr(7, 4)) + "-" + TwoDigits(*month) + "-" + day + "T" +
                      std::string(text.substr(12, 8)) + std::string(text.substr(21)));
}

std::string WriteImapDate(Timestamp at) {
  const std::string text = FormatRfc3339(at);
  const std::size_t month = static_cast<std::size_t>((text[5] - '0') * 10 + text[6] - '0') - 1;
  return text.substr(8, 2) + "-" + std::string(kMonths.at(month)) + "-" + text.substr(0, 4);
}

std::string WriteImapTime(Timestamp at) { return WriteImapDate(at) + " " + FormatRfc3339(at).substr(11, 8) + " +0000"; }

std::optional<std::string> QuoteImapString(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\r' || c == '\n' || c == '\0' || static_cast<unsigned char>(c) > 127) return std::nullopt;
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::optional<std::string> QuoteMailboxName(std::string_view name) {
  const bool has_control =
      std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
  if (has_control || !IsValidUtf8(name)) return std::nullopt;
  return QuoteImapString(Utf7(name));
}

}  // namespace replywatch

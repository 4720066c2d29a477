#include "shared/rules/reply_length.h"

#include <algorithm>
#include <string>

#include "shared/base/graphemes.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

std::int64_t Count(std::string_view text, LengthUnit unit) {
  switch (unit) {
    case LengthUnit::kCodePoints: return static_cast<std::int64_t>(CountCodePoints(text));
    case LengthUnit::kGraphemes: return static_cast<std::int64_t>(CountGraphemes(text));
    case LengthUnit::kBytes: return static_cast<std::int64_t>(text.size());
    case LengthUnit::kUtf16Units: return static_cast<std::int64_t>(CountUtf16Units(text));
  }
  return 0;
}

bool IsUrl(std::string_view word) { return word.starts_with("http://") || word.starts_with("https://"); }

// "@name@host" -> "@name"; anything else as it is.
std::string_view ShortMention(std::string_view word) {
  const std::size_t second = word.find('@', 1);
  return word.starts_with("@") && second != std::string_view::npos && second > 1 ? word.substr(0, second) : word;
}

}  // namespace

std::int64_t ReplyLength(std::string_view text, const LengthRule& rule) {
  if (rule.url_length <= 0 && !rule.short_mentions) return Count(text, rule.unit);
  std::string counted;  // what the platform counts, without the URLs
  std::int64_t urls = 0;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kSpaces, pos), text.size());
    const std::string_view word = text.substr(pos, end - pos);
    if (rule.url_length > 0 && IsUrl(word)) {
      urls += rule.url_length;
    } else {
      counted += rule.short_mentions ? ShortMention(word) : word;
    }
    pos = std::min(text.find_first_not_of(kSpaces, end), text.size());
    counted += text.substr(end, pos - end);
  }
  return Count(counted, rule.unit) + urls;
}

ReplyBound NearestBound(std::string_view text, const LengthRule& rule) {
  ReplyBound own{ReplyLength(text, rule), rule.max, 0, rule.unit};
  if (own.max > 0) own.excess = std::max<std::int64_t>(0, own.length - own.max);
  if (own.excess > 0 || rule.max_bytes <= 0) return own;
  ReplyBound bytes{static_cast<std::int64_t>(text.size()), rule.max_bytes, 0, LengthUnit::kBytes};
  bytes.excess = std::max<std::int64_t>(0, bytes.length - bytes.max);
  const bool is_near = bytes.length >= bytes.max - bytes.max / 5;
  const bool is_nearer = own.max <= 0 || bytes.max - bytes.length < own.max - own.length;
  return bytes.excess > 0 || (is_near && is_nearer) ? bytes : own;
}

std::int64_t ReplyExcess(std::string_view text, const LengthRule& rule) { return NearestBound(text, rule).excess; }

}  // namespace replywatch

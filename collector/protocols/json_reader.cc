#include "collector/protocols/json_reader.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxDepth = 64;

constexpr std::string_view kNumber = "+-.0123456789Ee";

// Where the string that begins at `begin` ends, behind its quote.
std::size_t EndOfString(std::string_view body, std::size_t begin) {
  for (std::size_t i = begin + 1; i < body.size(); ++i) {
    if (body[i] == '\\')
      ++i;
    else if (body[i] == '"')
      return i + 1;
  }
  return body.size();
}

// Without what lies deeper than kMaxDepth, which would exhaust the stack of whatever walks the value later, and without numbers
// that no double holds: null instead, so that they cost their element and not the page.
std::string WithoutExcess(std::string_view body) {
  std::string out;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < body.size();) {
    const char c = body[i];
    std::size_t end = i + 1;
    if (c == '"') end = EndOfString(body, i);
    if (c == '-' || (c >= '0' && c <= '9')) end = std::min(body.find_first_not_of(kNumber, i), body.size());
    if ((c == '[' || c == '{') && ++depth == kMaxDepth + 1) out += "null";
    const bool is_kept = depth <= kMaxDepth;
    if ((c == ']' || c == '}') && depth > 0) --depth;
    const std::string token(body.substr(i, end - i));
    const bool is_number = c == '-' || (c >= '0' && c <= '9');
    if (is_kept) out += is_number && std::isinf(std::strtod(token.c_str(), nullptr)) ? "null" : token;
    i = end;
  }
  return out;
}

bool IsTooDeep(std::string_view body) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < body.size();) {
    const char c = body[i];
    if ((c == '[' || c == '{') && ++depth > kMaxDepth) return true;
    if ((c == ']' || c == '}') && depth > 0) --depth;
    i = c == '"' ? EndOfString(body, i) : i + 1;
  }
  return false;
}

// The value of the four digits of a \uXXXX escape that starts at `pos`; nullopt when there is none.
std::optional<unsigned> UnicodeEscape(std::string_view text, std::size_t pos) {
  if (pos + 6 > text.size() || text[pos] != '\\' || text[pos + 1] != 'u') return std::nullopt;
  unsigned value = 0;
  for (std::size_t i = pos + 2; i < pos + 6; ++i) {
    const char c = text[i];
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<unsigned>(digit);
  }
  return value;
}

bool IsHighSurrogate(unsigned unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool IsLowSurrogate(unsigned unit) { return unit >= 0xDC00 && unit < 0xE000; }

std::string RepairSurrogates(std::string_view body) {
  std::string out;
  out.reserve(body.size());
  for (std::size_t i = 0; i < body.size();) {
    if (body[i] != '\\') {
      out += body[i++];
      continue;
    }
    const auto unit = UnicodeEscape(body, i);
    if (!unit) {
      out.append(body.substr(i, 2));
      i += 2;
      continue;
    }
    const auto next = UnicodeEscape(body, i + 6);
    if (IsHighSurrogate(*unit) && next && IsLowSurrogate(*next)) {
      out.append(body.substr(i, 12));
      i += 12;
      continue;
    }
    out.append(IsHighSurrogate(*unit) || IsLowSurrogate(*unit) ? std::string_view("\\ufffd") : body.substr(i, 6));
    i += 6;
  }
  return out;
}

// Addresses of further pages hold the token with which they were asked for.
void RemoveTokens(Json& value) {
  if (value.is_string() && value.get_ref<const std::string&>().find("access_token=") != std::string::npos) value = "[left out]";
  if (!value.is_structured()) return;
  for (auto& part : value) RemoveTokens(part);
}

}  // namespace

Result<Json> ParseForeignJson(std::string_view body) {
  if (body.substr(0, 3) == "\xEF\xBB\xBF") body.remove_prefix(3);
  std::string repaired;
  if (!IsValidUtf8(body)) {
    repaired = CleanText(body, body.size() * 3 + 3);
    body = repaired;
  }
  std::string shallow;
  if (IsTooDeep(body)) {
    shallow = WithoutExcess(body);
    body = shallow;
  }
  Json value = Json::parse(body, nullptr, false);
  if (value.is_discarded()) value = Json::parse(WithoutExcess(RepairSurrogates(body)), nullptr, false);
  if (value.is_discarded()) return MakeError(ErrorKind::kBackOff, "the answer is no JSON (a proxy or a maintenance page?)");
  return value;
}

const Json& Member(const Json& object, const char* name) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto it = object.find(name);
  return it == object.end() ? kNull : *it;
}

std::string TextMember(const Json& object, const char* name, std::size_t max_bytes) {
  const Json& value = Member(object, name);
  return value.is_string() ? CleanText(value.get_ref<const std::string&>(), max_bytes) : std::string();
}

std::string LineMember(const Json& object, const char* name, std::size_t max_bytes) {
  const Json& value = Member(object, name);
  return value.is_string() ? CleanLine(value.get_ref<const std::string&>(), max_bytes) : std::string();
}

std::string IdMember(const Json& object, const char* name) {
  const Json& value = Member(object, name);
  if (value.is_number_unsigned()) return std::to_string(value.get<std::uint64_t>());
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  if (!value.is_string()) return {};
  const auto& text = value.get_ref<const std::string&>();
  const bool is_sound = text.size() <= kMaxIdBytes && IsValidUtf8(text) && std::all_of(text.begin(), text.end(), [](char c) {
                          return static_cast<unsigned char>(c) > ' ' && c != 0x7F;
                        });
  return is_sound ? text : std::string();
}

std::string UrlMember(const Json& object, const char* name) {
  const Json& value = Member(object, name);
  if (!value.is_string()) return {};
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > kMaxUrlBytes || (text.rfind("https://", 0) != 0 && text.rfind("http://", 0) != 0)) return {};
  const bool is_sound = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != 0x7F && c != '"' && c != '<' && c != '>';
  });
  return is_sound && IsValidUtf8(text) ? text : std::string();
}

std::optional<std::int64_t> IntegerMember(const Json& object, const char* name) {
  const Json& value = Member(object, name);
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
  if (!value.is_number_integer()) return std::nullopt;
  return value.get<std::int64_t>();
}

bool BoolMember(const Json& object, const char* name) {
  const Json& value = Member(object, name);
  return value.is_boolean() && value.get<bool>();
}

std::optional<Timestamp> TimeMember(const Json& object, const char* name) {
  constexpr std::int64_t kYear1971 = 31'536'000'000;
  constexpr std::int64_t kYear2100 = 4'102'444'800'000;
  const Json& value = Member(object, name);
  if (!value.is_string()) return std::nullopt;
  const auto time = ParseRfc3339(value.get_ref<const std::string&>());
  if (!time || time->ms < kYear1971 || time->ms >= kYear2100) return std::nullopt;
  return time;
}

SetAside SetElementAside(const Json& element, std::string reason, const char* id_member) {
  SetAside out;
  out.source_id = IdMember(element, id_member);
  out.reason = std::move(reason);
  Json shown = element;
  RemoveTokens(shown);
  out.raw = std::string(TruncateUtf8(shown.dump(-1, ' ', false, Json::error_handler_t::replace), kMaxSetAsideBytes));
  return out;
}

}  // namespace replywatch

#include "collector/http/url.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>

namespace replywatch {
namespace {

constexpr std::size_t kMaxUrlLength = 8192;
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool IsAlnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string LowerCase(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), Lower);
  return out;
}

// RFC 3986 without '#': what may stand in a path or query as written.
bool IsTargetCharacter(char c) {
  return IsAlnum(c) || std::string_view("-._~:/?[]@!$&'()*+,;=%").find(c) != std::string_view::npos;
}

bool IsHost(std::string_view host) {
  if (host.empty() || host.size() > 255) return false;
  if (host.front() == '[') {
    if (host.back() != ']' || host.size() < 4) return false;
    host = host.substr(1, host.size() - 2);
    return std::all_of(host.begin(), host.end(), [](char c) { return IsAlnum(c) || c == ':' || c == '.'; });
  }
  return std::all_of(host.begin(), host.end(), [](char c) { return IsAlnum(c) || c == '-' || c == '.' || c == '_'; });
}

std::optional<int> ParsePort(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port < 1 || port > 65535) return std::nullopt;
  return port;
}

int DefaultPort(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

bool SplitAuthority(std::string_view authority, Url& url) {
  const std::size_t bracket = authority.find(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  url.host = LowerCase(authority.substr(0, colon));
  url.port = DefaultPort(url.scheme);
  if (colon == std::string_view::npos) return IsHost(url.host);
  const auto port = ParsePort(authority.substr(colon + 1));
  if (!port) return false;
  url.port = *port;
  return IsHost(url.host);
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (Lower(c) >= 'a' && Lower(c) <= 'f') return Lower(c) - 'a' + 10;
  return -1;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Does `; rel="next"; …` name this relation?
bool HasRelation(std::string_view parameters, std::string_view rel) {
  while (!parameters.empty()) {
    const std::size_t end = std::min(parameters.find(';'), parameters.size());
    const std::string_view parameter = Trim(parameters.substr(0, end));
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos || LowerCase(Trim(parameter.substr(0, equals))) != "rel") continue;
    std::string_view value = Trim(parameter.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    if (value == rel) return true;
  }
  return false;
}

// Path of `reference` merged onto the directory of `base`; dot segments are removed.
std::string MergePath(std::string_view base_target, std::string_view reference) {
  const std::string_view base_path = base_target.substr(0, base_target.find('?'));
  const std::string merged = std::string(base_path.substr(0, base_path.rfind('/') + 1)) + std::string(reference);
  const std::size_t query = std::min(merged.find('?'), merged.size());
  std::vector<std::string_view> segments;
  std::string_view path = std::string_view(merged).substr(0, query);
  bool ends_in_folder = false;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    ends_in_folder = segment == "." || segment == "..";
    if (segment == ".." && !segments.empty()) segments.pop_back();
    if (!ends_in_folder) segments.push_back(segment);
  }
  std::string out;
  for (const std::string_view segment : segments) out.append("/").append(segment);
  if (out.empty() || ends_in_folder) out += '/';
  return out + merged.substr(query);
}

}  // namespace

std::string Url::Origin() const {
  std::string out = scheme + "://" + host;
  if (port != DefaultPort(scheme)) out += ":" + std::to_string(port);
  return out;
}

std::optional<Url> ParseUrl(std::string_view text) {
  if (text.size() > kMaxUrlLength) return std::nullopt;
  text = text.substr(0, text.find('#'));
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  Url url;
  url.scheme = LowerCase(text.substr(0, colon));
  if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
  text.remove_prefix(colon + 3);
  const std::size_t end = std::min(text.find_first_of("/?"), text.size());
  if (!SplitAuthority(text.substr(0, end), url)) return std::nullopt;
  url.target = std::string(text.substr(end));
  if (url.target.empty() || url.target.front() != '/') url.target.insert(0, "/");
  if (!std::all_of(url.target.begin(), url.target.end(), IsTargetCharacter)) return std::nullopt;
  return url;
}

std::optional<Url> ResolveReference(const Url& base, std::string_view reference) {
  reference = Trim(reference.substr(0, reference.find('#')));
  if (reference.find("://") != std::string_view::npos && reference.find("://") < reference.find_first_of("/?")) {
    return ParseUrl(reference);
  }
  if (reference.substr(0, 2) == "//") return ParseUrl(base.scheme + ":" + std::string(reference));
  if (reference.empty()) return base;
  if (reference.front() == '/') return ParseUrl(base.Origin() + std::string(reference));
  if (reference.front() == '?')
    return ParseUrl(base.Origin() + base.target.substr(0, base.target.find('?')) + std::string(reference));
  return ParseUrl(base.Origin() + MergePath(base.target, reference));
}

bool IsLoopbackHost(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host == "::1" || LowerCase(host) == "localhost") return true;
  std::array<unsigned, 4> parts{};
  char rest = 0;
  const std::string text(host);
  if (std::sscanf(text.c_str(), "%3u.%3u.%3u.%3u%c", &parts[0], &parts[1], &parts[2], &parts[3], &rest) != 4) return false;
  return parts[0] == 127 && std::all_of(parts.begin(), parts.end(), [](unsigned part) { return part < 256; });
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() + text.size() / 2);
  for (const char c : text) {
    if (IsAlnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  return out;
}

std::string PercentDecode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size() && HexValue(text[i + 1]) >= 0 && HexValue(text[i + 2]) >= 0;
    if (is_escape) {
      out += static_cast<char>(HexValue(text[i + 1]) * 16 + HexValue(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string BuildQuery(const QueryList& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    out += PercentEncode(name) + "=" + PercentEncode(value);
  }
  return out;
}

QueryList ParseQuery(std::string_view query) {
  QueryList out;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    out.emplace_back(PercentDecode(pair.substr(0, equals)),
                     PercentDecode(equals < pair.size() ? pair.substr(equals + 1) : std::string_view()));
  }
  return out;
}

std::string WithQuery(std::string_view url, const QueryList& parameters) {
  if (parameters.empty()) return std::string(url);
  return std::string(url) + (url.find('?') == std::string_view::npos ? "?" : "&") + BuildQuery(parameters);
}

std::optional<std::string> QueryParameter(std::string_view url, std::string_view name) {
  url = url.substr(0, url.find('#'));
  const std::size_t mark = url.find('?');
  if (mark == std::string_view::npos) return std::nullopt;
  for (auto& [key, value] : ParseQuery(url.substr(mark + 1))) {
    if (key == name) return std::move(value);
  }
  return std::nullopt;
}

std::optional<std::string> LinkTarget(std::string_view header, std::string_view rel) {
  while (true) {
    const std::size_t open = header.find('<');
    if (open == std::string_view::npos) return std::nullopt;
    const std::size_t close = header.find('>', open);
    if (close == std::string_view::npos) return std::nullopt;
    const std::size_t next = std::min(header.find('<', close), header.size());
    std::string_view parameters = header.substr(close + 1, next - close - 1);
    while (!parameters.empty() && (parameters.back() == ',' || parameters.back() == ' ')) parameters.remove_suffix(1);
    if (HasRelation(parameters, rel)) return std::string(header.substr(open + 1, close - open - 1));
    header.remove_prefix(next);
  }
}

std::optional<Timestamp> ParseHttpDate(std::string_view text) {
  if (text.size() != 29 || text.substr(25) != " GMT") return std::nullopt;
  const auto month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
  if (month == kMonths.end()) return std::nullopt;
  const std::string number = std::to_string(101 + (month - kMonths.begin())).substr(1);
  return ParseRfc3339(std::string(text.substr(12, 4)) + "-" + number + "-" + std::string(text.substr(5, 2)) + "T" +
                      std::string(text.substr(17, 8)) + "Z");
}

std::string FormatHttpDate(Timestamp time) {
  constexpr std::array<std::string_view, 7> kDays{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};  // 1970 began on a Thursday
  const std::string text = FormatRfc3339(time);
  const std::int64_t day = ((time.ms / 86'400'000) % 7 + 7) % 7;
  const auto month = static_cast<std::size_t>((text[5] - '0') * 10 + text[6] - '1');
  return std::string(kDays.at(static_cast<std::size_t>(day))) + ", " + text.substr(8, 2) + " " + std::string(kMonths.at(month)) +
         " " + text.substr(0, 4) + " " + text.substr(11, 8) + " GMT";
}

std::string Base64Encode(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8U | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += i + k > bytes.size() ? '=' : kAlphabet[group >> (18 - 6 * k) & 63U];
    }
  }
  return out;
}

}  // namespace replywatch

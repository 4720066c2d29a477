// Helpers around URLs and header fields: splitting, resolving, query strings, Link and
// Date headers. Pure functions over text, any thread; nothing here resolves a name or
// opens a socket.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/timestamp.h"

namespace replywatch {

struct Url {
  std::string scheme;  // "http" or "https"
  std::string host;    // lower case; IPv6 in brackets
  int port = 0;        // the scheme's own when not written
  std::string target;  // path and query, at least "/"; the fragment is dropped

  // "https://example.org" or "http://127.0.0.1:8080".
  std::string Origin() const;
  std::string ToString() const { return Origin() + target; }
};

// nullopt for another scheme, a user part, an empty host, a bad port, or characters that have no place in a URL.
std::optional<Url> ParseUrl(std::string_view text);

// `reference` as a Location header gives it (absolute, "//host/…", "/path", "path", "?query"), seen from `base`.
std::optional<Url> ResolveReference(const Url& base, std::string_view reference);

// 127.0.0.0/8, ::1 (in brackets or not) and "localhost".
bool IsLoopbackHost(std::string_view host);

// Everything but A-Z a-z 0-9 - . _ ~ becomes %XX.
std::string PercentEncode(std::string_view text);
// "+" becomes a space; a broken escape stays as written.
std::string PercentDecode(std::string_view text);

using QueryList = std::vector<std::pair<std::string, std::string>>;
// "a=1&b%5B%5D=2" without a leading "?".
std::string BuildQuery(const QueryList& parameters);
QueryList ParseQuery(std::string_view query);
// `url` with the parameters appended, whether or not it has a query already.
std::string WithQuery(std::string_view url, const QueryList& parameters);
// Value of the first parameter of that name in a URL; nullopt when absent.
std::optional<std::string> QueryParameter(std::string_view url, std::string_view name);

// Target of the first entry with that rel in a Link header (RFC 8288); nullopt when absent or malformed.
std::optional<std::string> LinkTarget(std::string_view header, std::string_view rel);

// "Sun, 22 Nov 2026 08:00:00 GMT" (the one form servers must send); nullopt otherwise.
std::optional<Timestamp> ParseHttpDate(std::string_view text);
std::string FormatHttpDate(Timestamp time);

// With padding, no line breaks.
std::string Base64Encode(std::string_view bytes);

}  // namespace replywatch

// Reading foreign JSON without trusting it: parsing that survives broken bytes, and
// fields that may be missing, null or of another type. Nothing here throws; texts come out clean. Pure
// functions, any thread.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "shared/base/timestamp.h"
#include "shared/model/item.h"

namespace replywatch {

using Json = nlohmann::json;

// Invalid UTF-8 and lone surrogate escapes are repaired, numbers that no double holds and what is nested deeper than any platform
// does become null, so that they cost one element and not the page. kBackOff when it is no JSON at all (a proxy's HTML page).
Result<Json> ParseForeignJson(std::string_view body);

// The member, or a null value that lives for ever when `object` is no object or has none.
const Json& Member(const Json& object, const char* name);

// Clean text or line (see utf8.h); empty when it is no string.
std::string TextMember(const Json& object, const char* name, std::size_t max_bytes);
std::string LineMember(const Json& object, const char* name, std::size_t max_bytes);
// A string, or an integer within 64 bits, as text. Empty for anything else: a number that had to be read as floating point
// has lost digits, and an id with white space or control characters is none.
std::string IdMember(const Json& object, const char* name);
// An absolute http or https address of bounded length; empty otherwise.
std::string UrlMember(const Json& object, const char* name);
std::optional<std::int64_t> IntegerMember(const Json& object, const char* name);
bool BoolMember(const Json& object, const char* name);
// RFC 3339, or what is near it; nullopt unless it lies between 1971 and 2099, where a real message can stand.
std::optional<Timestamp> TimeMember(const Json& object, const char* name);

// An element that could not be read, as it came but for addresses that hold an access token, bounded.
SetAside SetElementAside(const Json& element, std::string reason, const char* id_member = "id");

}  // namespace replywatch

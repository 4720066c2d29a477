// Keys for replies.
#pragma once

#include <string>

namespace replywatch {

// A random UUID (RFC 9562, version 4). Thread-safe.
std::string NewKey();

// Source id of a reply that a person says arrived, until ingest reads the real one.
inline constexpr const char* kAssumedSentPrefix = "sent:";

}  // namespace replywatch

#include "collector/connectors/bluesky/profile_json.h"

#include <nlohmann/json.hpp>

#include "collector/connectors/bluesky/record_names.h"

namespace replywatch::bluesky {
namespace {

constexpr std::string_view kInvalidHandle = "handle.invalid";  // stands where a handle could not be verified (atproto.com, 2026)

}  // namespace

Author ReadProfile(const Json& profile) {
  Author author;
  author.source_id = IdMember(profile, "did");
  author.handle = LineMember(profile, "handle", kMaxNameBytes);
  if (author.handle == kInvalidHandle) author.handle.clear();
  author.name = LineMember(profile, "displayName", kMaxNameBytes);
  if (author.name.empty()) author.name = author.handle;
  author.url = ProfileUrl(author.source_id);
  return author;
}

bool IsBlocked(const Json& profile) {
  const Json& viewer = Member(profile, "viewer");
  return BoolMember(viewer, "blockedBy") || !IdMember(viewer, "blocking").empty();
}

bool TakesPrivate(const Json& profile) {
  const std::string allowed = LineMember(Member(Member(profile, "associated"), "chat"), "allowIncoming", 20);
  if (allowed == "all") return true;
  return allowed != "none" && !IdMember(Member(profile, "viewer"), "followedBy").empty();
}

}  // namespace replywatch::bluesky

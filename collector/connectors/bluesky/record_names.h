// Names of records: AT-URIs, web links, and the record keys we choose ourselves. Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace replywatch::bluesky {

inline constexpr std::string_view kPostCollection = "app.bsky.feed.post";
inline constexpr std::string_view kLikeCollection = "app.bsky.feed.like";

struct PostUri {
  std::string authority;  // the author's DID; some tools write a handle
  std::string rkey;
};
// "at://<authority>/app.bsky.feed.post/<rkey>"; nullopt for anything else.
std::optional<PostUri> ParsePostUri(std::string_view uri);
std::string MakePostUri(std::string_view did, std::string_view rkey);

// Where people see it; empty when `uri` names no post.
std::string PostPermalink(std::string_view uri);
std::string ProfileUrl(std::string_view did);

// A TID (13 characters, as the collections of posts and likes demand) that is the same for every attempt of one reply or like and
// for no other: a
// second record under it cannot come to be. Its time part carries no meaning.
std::string RecordKeyFor(std::string_view idempotency_key);

}  // namespace replywatch::bluesky

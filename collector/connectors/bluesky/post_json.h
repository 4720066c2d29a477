// Public posts as the AppView shows them (notifications, feeds, threads, getPosts), to plain structs and
// items. Hostile input safe: a bad element is set aside and its neighbours are kept. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/protocols/json_reader.h"
#include "shared/model/item.h"

namespace replywatch::bluesky {

// One version of a record.
struct StrongRef {
  std::string uri;
  std::string cid;
};

struct Post {
  StrongRef ref;
  Author author;
  std::optional<StrongRef> parent;  // absent: a post of its own
  StrongRef root;                   // of its own: itself
  std::string quoted_uri;           // empty: quotes nothing
  std::string text;
  std::string language;
  std::vector<std::string> mentioned;  // DIDs
  std::vector<Attachment> attachments;
  Timestamp indexed_at;  // by the server's clock; what the author's program claims (createdAt) may be any time
  std::int64_t reply_count = 0;
  bool has_viewer = false;         // whether it tells what we may do: notifications do not
  bool is_reply_disabled = false;  // the thread's author lets us not answer
  bool is_liked = false;           // by us, as far as it tells
  bool is_blocked = false;         // the author blocks us, or we them
  bool takes_private = false;      // the author lets us write in private

  bool Mentions(std::string_view did) const;
};

// A post view, or a notification of a post. kInvalidArgument with the reason when it is no usable one.
Result<Post> ReadPost(const Json& element);
// What the record itself tells; the post's ref must be set.
void ReadRecord(const Json& record, Post& post);

struct PostList {
  std::vector<Post> posts;
  std::vector<Post> context;  // posts that stand around them, read only for what they tell of their threads
  std::vector<SetAside> set_aside;
  std::string cursor;                     // where older ones follow; empty: none do
  std::size_t elements = 0;               // of every kind, what was passed over included
  std::optional<Timestamp> newest;        // of every kind
  std::optional<Timestamp> last_indexed;  // of the last element that says it
};
// kBackOff when the answer is not what was asked for.
Result<PostList> ReadNotifications(const Json& answer);  // reply, mention and quote; the other reasons only count as elements
Result<PostList> ReadFeed(const Json& answer);           // what the account wrote, not what it reposted
Result<PostList> ReadPosts(const Json& answer);          // of getPosts
Result<PostList> ReadThread(const Json& answer);  // every post below and the asked one; blocked and deleted ones passed over

// What is known of a thread by its topmost post.
struct ThreadRoot {
  std::string title;
  bool is_reply_disabled = false;
};
ThreadRoot RootOf(const Post& post);

Item ToItem(const Post& post, const ThreadRoot& root, std::string_view own_did);

}  // namespace replywatch::bluesky

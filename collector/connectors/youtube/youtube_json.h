// YouTube's JSON (Data API v3) to plain structs and items. Hostile input safe: a bad element is set aside and
// its neighbours are kept. Ids are opaque text, but a reply's id begins with its thread's and a dot. Pure
// functions, any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/protocols/json_reader.h"
#include "shared/base/result.h"
#include "shared/model/item.h"

namespace replywatch::youtube {

struct YtComment {
  std::string id;
  std::string thread_id;  // the top-level comment's; its own for a top-level comment
  std::string video_id;   // where the answer tells
  Author author;          // handle is empty for the few display names that are none
  std::string text;       // as written where we may see that, else as shown
  Timestamp published_at;
  std::optional<Timestamp> edited_at;
  std::optional<Publication> publication;  // as the owner of the channel is told, never by id; absent: not told

  bool IsReply() const { return id != thread_id; }
};

struct YtThread {
  std::string id;
  std::string video_id;            // empty: about a channel
  std::string channel_id;          // whose video or channel it is about, where the answer tells
  std::optional<YtComment> top;    // absent: unreadable; held where its status is not told and the thread is not public
  std::vector<YtComment> replies;  // the few that the thread carries
  std::int64_t reply_count = 0;    // of the public ones; may lag behind
  bool can_reply = true;
};

// Lists are kBackOff when the answer is no list. Elements stand in the listing's order.
struct ThreadList {
  std::vector<YtThread> threads;
  std::vector<SetAside> set_aside;  // threads, and comments of threads
  std::string next_page_token;
};
Result<ThreadList> ReadThreads(const Json& answer);

struct CommentList {
  std::vector<YtComment> comments;
  std::vector<SetAside> set_aside;
  std::string next_page_token;
};
Result<CommentList> ReadComments(const Json& answer);

// kInvalidArgument with the reason when it is no usable comment.
Result<YtComment> ReadComment(const Json& element);

struct YtVideo {
  std::string title;
  std::string channel_id;
};
// By id; what cannot be read is left out. kBackOff when the answer is no list.
Result<std::map<std::string, YtVideo>> ReadVideos(const Json& answer);

struct YtChannel {
  std::string id;
  std::string title;
  std::string handle;  // without '@'; empty: it has none
};
// The first of the list; an empty id: there is none. kBackOff when the answer is no list.
Result<YtChannel> ReadOwnChannel(const Json& answer);

// The thread that a comment's id names.
std::string ThreadIdOf(std::string_view comment_id);

// Where a comment stands, as far as it is known.
struct CommentPlace {
  std::string video_id;
  std::string channel_id;     // whose video or channel it is
  std::string title;          // the video's
  std::string top_author_id;  // who began the thread
  bool can_reply = true;
};
Item ToItem(const YtComment& comment, const CommentPlace& place, const YtChannel& own);

}  // namespace replywatch::youtube

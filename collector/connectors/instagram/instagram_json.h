// Instagram's media, comments and messages to items. Hostile input safe: a bad element is
// set aside and its neighbours are kept. Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collector/protocols/json_reader.h"
#include "shared/model/item.h"

namespace replywatch::instagram {

// What the account is, for telling its own words from those of others.
struct Account {
  std::string id;        // by which we name it
  std::string other_id;  // another id of it that may stand where it wrote; may be empty
  std::string username;
  bool has_human_agent = false;  // Meta has approved answers after a day, for a week
};

// A picture, video or reel of the account.
struct Media {
  std::string id;
  std::string title;  // its first words
  std::string permalink;
  std::optional<std::int64_t> comments_count;
};

// What a reply stands below; empty: nothing, it is a comment of the first level.
struct Parent {
  std::string id;
  std::string author_id;
};

// What is asked of each kind of element.
extern const char* const kMediaFields;
extern const char* const kCommentFields;  // where the media is known
extern const char* const kSingleFields;   // and where it is not
extern const char* const kMessageFields;

// The newest messages that can be read of one conversation (Conversations API, 2026); older ones answer as if they were gone.
inline constexpr std::size_t kReadableMessages = 20;

// kInvalidArgument with the reason when it is no usable element.
Result<Media> ReadMedia(const Json& element);
// With an empty media or parent the comment's own words about them count.
Result<Item> ReadComment(const Json& element, const Media& media, const Parent& parent, const Account& account);
Result<Item> ReadMessage(const Json& element, const Account& account);

struct CommentList {
  std::vector<Item> items;  // replies included
  std::vector<SetAside> set_aside;
  std::optional<Timestamp> oldest;  // of the list's own level
  // Comments that were not shown with all of their replies, and where those go on.
  struct More {
    Parent parent;
    std::string after;
  };
  std::vector<More> more;
};
// Of {"data": […], "paging": …}: the comments of a media, each with its replies; or the replies to one comment.
CommentList ReadComments(const Json& listing, const Media& media, const Account& account);
CommentList ReadReplies(const Json& listing, const Media& media, const Parent& parent, const Account& account);

struct MessageList {
  std::vector<Item> items;
  std::vector<SetAside> set_aside;
  std::optional<Timestamp> oldest;  // of the readable ones
  std::size_t size() const { return items.size() + set_aside.size(); }
};
MessageList ReadMessages(const Json& listing, const Account& account);

// "talk:<person>": a private talk, by the id of the other side; and that id again.
std::string TalkId(const std::string& person_id);
std::string PersonOfTalk(const std::string& root_id);
// "mention:<id>": what names the account where it may not read; it cannot be read like comments.
std::string MentionId(const std::string& id);
bool IsMentionId(const std::string& source_id);
// Comments go by digits alone, messages never do (Graph API, 2026).
bool IsMessageId(const std::string& id);

}  // namespace replywatch::instagram

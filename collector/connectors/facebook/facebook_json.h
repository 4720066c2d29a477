// Facebook's posts, comments, messages and ratings to items. Hostile input safe: a bad
// element is set aside and its neighbours are kept. Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collector/protocols/json_reader.h"
#include "shared/model/item.h"

namespace replywatch::facebook {

// What a page is, for telling its own words from those of others.
struct PageInfo {
  std::string id;
  bool has_human_agent = false;  // Meta has approved answers after a day, for a week
};

// What comments say of where they stand.
struct Post {
  std::string id;
  std::string title;  // its first words
  std::string permalink;
  Author visitor;  // who wrote it on the page; empty: the page itself
};

// What is asked of each kind of element.
extern const char* const kCommentFields;
extern const char* const kMessageFields;
extern const char* const kRatingFields;
extern const char* const kPostFields;

// kInvalidArgument with the reason when it is no usable element.
Result<Post> ReadPost(const Json& element);
// A post that somebody else wrote on the page, or in which they name it; absent for the page's own.
Result<std::optional<Item>> ReadVisitorPost(const Json& element, const PageInfo& page);
// `post` is where it stands; with an empty id the comment's own id tells.
Result<Item> ReadComment(const Json& element, const Post& post, const PageInfo& page);
Result<Item> ReadMessage(const Json& element, const PageInfo& page);
Result<Item> ReadRating(const Json& element, const PageInfo& page);

// Everything that one list holds, in its order.
struct ItemList {
  std::vector<Item> items;
  std::vector<SetAside> set_aside;
  std::optional<Timestamp> oldest;  // of the readable ones
};
ItemList ReadComments(const Json& data, const Post& post, const PageInfo& page);
ItemList ReadMessages(const Json& data, const PageInfo& page);

// Posts of others, ratings, and what names the page where it may not read are items beside comments, by their ids behind "post:",
// "rating:" and "mention:"; and that id again.
std::string PostItemId(const std::string& id);
std::string RatingItemId(const std::string& id);
std::string MentionItemId(const std::string& id);
bool IsPostItem(const std::string& source_id);
bool IsRatingItem(const std::string& source_id);
bool IsMentionItem(const std::string& source_id);
std::string RawId(const std::string& source_id);

// "talk:<person>": a private talk, by the page-scoped id of the other side; and that id again.
std::string TalkId(const std::string& person_id);
std::string PersonOfTalk(const std::string& root_id);

}  // namespace replywatch::facebook

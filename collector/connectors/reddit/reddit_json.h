// Reddit's JSON (Data API) to plain structs. Every answer is made of things: {"kind": "t1", "data": {…}}. Hostile input
// safe: a bad element is set aside and its neighbours are kept. A fullname ("t1_abc") is a kind and an id in base 36; to us
// it is opaque text. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/protocols/json_reader.h"
#include "shared/base/result.h"
#include "shared/model/item.h"

namespace replywatch::reddit {

// What an inbox says a comment is there for.
enum class InboxReason : std::uint8_t { kNone, kPostReply, kCommentReply, kMention };

// A comment or a message.
struct Thing {
  std::string name;       // fullname
  std::string parent;     // fullname of what it answers; empty: the first message of a talk
  std::string root;       // fullname of the post, or of the talk's first message; empty: not told
  std::string title;      // of the post, or the subject
  Author author;          // an empty id: deleted, or withheld
  std::string recipient;  // account id a message is addressed to; empty for comments
  std::string text;       // Markdown as written
  Timestamp created_at;
  std::optional<Timestamp> edited_at;
  Publication publication = Publication::kVisible;
  RemovedBy removed_by = RemovedBy::kNobody;
  std::string permalink;
  std::vector<Attachment> attachments;
  InboxReason reason = InboxReason::kNone;
  bool is_automatic = false;  // Reddit's own, or of the moderators' robot
  bool takes_replies = true;
  bool is_parent_told = true;  // false: a message below its talk's first for want of a better place

  bool IsMessage() const;
};

struct Post {
  std::string name;
  std::string title;
  std::string permalink;
  std::string author_id;
  std::int64_t comment_count = 0;
  bool takes_replies = true;
};

// Comments that a thread leaves out. Without ids: what stands below `parent` must be asked for by itself.
struct More {
  std::string parent;
  std::vector<std::string> ids;  // in base 36, without "t1_"
};

struct Things {
  std::vector<Thing> things;  // those nested in others behind them
  std::vector<Post> posts;
  std::vector<More> mores;
  std::vector<SetAside> set_aside;
  std::size_t count = 0;            // elements on the listing's own level, whatever became of them
  std::optional<Timestamp> newest;  // of those elements: a talk counts as old as its newest message
  std::optional<Timestamp> oldest;
  std::string after;  // position of the next page; empty: none
};

// A Listing, or the array of Listings that a thread is. kBackOff when it is neither.
Result<Things> ReadListing(const Json& answer);
// {"json":{"data":{"things":[…]}}}, as what is sent or asked for by POST is answered. kBackOff when it is none.
Result<Things> ReadAnswered(const Json& answer);

// kInvalidArgument with the reason when it is no usable comment or message ("t1", "t4").
Result<Thing> ReadThing(const Json& element);

struct Account {
  std::string id;    // as Author::source_id
  std::string name;  // as in paths; empty: not told
  bool is_suspended = false;
};
Account ReadAccount(const Json& answer);

bool IsFullname(std::string_view text);
bool IsCommentName(std::string_view fullname);
bool IsPostName(std::string_view fullname);
bool IsMessageName(std::string_view fullname);
// "t1_abc" -> "abc".
std::string IdOf(std::string_view fullname);
// Letters, digits, '_' and '-', as every name of an account is.
bool IsAccountName(std::string_view text);
// The id we give an account: names are unique whatever their case, and every answer tells them.
std::string AccountIdOf(std::string_view name);
// "u/name" as a whole word.
bool NamesAccount(std::string_view text, std::string_view name);

}  // namespace replywatch::reddit

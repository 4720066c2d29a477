// Comments of a WordPress site (REST wp/v2, context "edit") to items, for what is written under
// articles and under products. Hostile input safe: a bad
// comment is set aside and its neighbours are kept. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collector/protocols/json_reader.h"
#include "shared/model/item.h"

namespace replywatch::wp {

enum class CommentStatus : std::uint8_t { kApproved, kHeld, kSpam, kTrash };

struct WpComment {
  std::int64_t id = 0;
  std::int64_t post = 0;
  std::int64_t parent = 0;     // 0: directly under the post
  std::int64_t author_id = 0;  // 0: a guest
  Author author;
  std::string text;         // as shown
  std::string source_text;  // as written, for comparing; empty unless we may edit
  Timestamp created_at;
  CommentStatus status = CommentStatus::kApproved;
  std::string link;
  bool is_review = false;  // of a product: the shop plugin's own kind of comment
  std::string post_type;   // "post", "page", "product"; empty: not told
  std::string post_title;  // where the answer embeds it
  std::string post_link;
};

struct CommentList {
  std::vector<WpComment> comments;  // in the order of the listing
  std::vector<SetAside> set_aside;
  std::int64_t other_types = 0;  // pingbacks, editors' notes …: passed over
  std::int64_t last_id = 0;      // of the last element with a readable id
  std::int64_t first_id = 0;
  std::int64_t element_count = 0;
  bool shows_edit_fields = true;  // false: some element lacks what only a moderator sees
};

// kInvalidArgument with the reason when it is no usable comment.
Result<WpComment> ReadComment(const Json& element);
// kBackOff when the answer is no array.
Result<CommentList> ReadComments(const Json& answer);

// Core's words ("approved", "hold", "spam", "trash") and those of the column; nullopt for others.
std::optional<CommentStatus> ReadCommentStatus(const Json& element);
// Who has an account is known by it, a guest by e-mail, else by name. `user_id`: 0 for a guest.
Author MakeAuthor(std::int64_t user_id, std::string name, std::string email, std::string url);
// Publication and abilities as the status tells.
void ApplyStatus(CommentStatus status, Item& item);

// `parent_author_id`: as Author::source_id, where known.
Item ToItem(const WpComment& comment, std::int64_t own_user_id, std::string parent_author_id);

// "user:7": the id under which an author with an account is known.
std::string UserSourceId(std::int64_t user_id);

}  // namespace replywatch::wp

// Telegram's Bot API updates to items. Hostile input safe: a bad update is set aside
// and its neighbours are kept. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collector/protocols/json_reader.h"
#include "shared/model/item.h"

namespace replywatch::telegram {

// Who "we" are in one place: the bot, and in groups whoever speaks for the group or its channel.
struct Us {
  std::string bot_id;
  std::string bot_username;
};

// One message as an update brings it. Ids are decimal texts of 64-bit numbers; a chat's may be negative.
struct TgMessage {
  std::string chat_id;
  std::string message_id;  // unique within the chat only
  std::string thread_id;   // of the comments below one post, or of a chain of replies; empty: none
  std::string chat_type;   // "private", "group", "supergroup", "channel"
  std::string chat_title;
  std::string chat_username;
  Author author;
  bool is_bot = false;
  std::string sender_chat_id;  // when written in the name of a chat; empty: by a person
  bool is_post = false;        // the group's copy of a post of its channel, below which comments stand
  std::string text;
  std::vector<std::string> mentioned_names;  // without '@'
  std::vector<std::string> mentioned_ids;
  std::vector<Attachment> attachments;
  bool is_service = false;  // "joined the group", "pinned a message": nothing that somebody said
  Timestamp created_at;
  std::optional<Timestamp> edited_at;
  // Of what it replies to, as far as the update tells; empty: nothing.
  std::string parent_id;
  std::string parent_author_id;  // as Author::source_id
  std::string parent_sender_chat_id;
  std::string parent_text;
  bool parent_is_post = false;
};

// kInvalidArgument with the reason when it is no usable message.
Result<TgMessage> ReadMessage(const Json& element);

struct UpdateList {
  std::vector<TgMessage> messages;
  std::vector<TgMessage> posts;  // the group's copies of its channel's posts: they tell which channel speaks there
  std::vector<SetAside> set_aside;
  std::int64_t other_types = 0;           // posts, members that come and go, queries to the bot …: passed over
  std::optional<std::int64_t> newest_id;  // of the updates with a readable id
  std::int64_t element_count = 0;
};
// `result` is the member of that name in the answer to getUpdates. kBackOff when it is no array.
Result<UpdateList> ReadUpdates(const Json& result);

// "<chat>:<message>".
std::string SourceId(const std::string& chat_id, const std::string& message_id);
// Inverse; nullopt for anything else.
struct MessageAddress {
  std::string chat_id;
  std::string message_id;
};
std::optional<MessageAddress> ParseSourceId(const std::string& source_id);

// `group_voices`: ids of chats that speak for the shop in that group beside the group itself (its channel), and of people who
// administrate it.
Item ToItem(const TgMessage& message, const Us& us, const std::vector<std::string>& group_voices);

}  // namespace replywatch::telegram

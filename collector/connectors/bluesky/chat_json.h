// Private messages (chat.bsky.convo) to plain structs and items. Hostile input safe, as post_json.h. Pure
// functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/protocols/json_reader.h"
#include "shared/model/item.h"

namespace replywatch::bluesky {

struct Convo {
  std::string id;
  std::string rev;          // grows with every event in it
  std::string title;        // of a group; empty otherwise
  bool is_request = false;  // waits to be accepted by us
  bool is_locked = false;
  std::vector<Author> members;  // of a large group not all, us included

  const Author* Find(std::string_view did) const;
  // The one other person; nullptr in a group.
  const Author* Other(std::string_view own_did) const;
};
// kInvalidArgument with the reason when it is no usable one.
Result<Convo> ReadConvo(const Json& element);

struct ConvoList {
  std::vector<Convo> convos;
  std::vector<SetAside> set_aside;
  std::string cursor;
};
Result<ConvoList> ReadConvos(const Json& answer);  // kBackOff when the answer is not what was asked for

struct ChatMessage {
  std::string convo_id;
  std::string id;
  std::string sender_did;
  std::string text;
  std::string replied_id;   // message of the same conversation; empty: none
  std::string replied_did;  // who wrote that
  std::string shared_uri;   // a post sent along; empty: none
  Timestamp sent_at;
};
// Unique within the account: "<conversation>/<message>".
std::string ChatItemId(std::string_view convo_id, std::string_view message_id);
struct ChatItemName {
  std::string convo_id;
  std::string message_id;
};
std::optional<ChatItemName> ParseChatItemId(std::string_view item_id);

struct ChatList {
  std::vector<ChatMessage> messages;
  std::vector<SetAside> set_aside;
  std::string cursor;
  std::size_t elements = 0;  // of every kind: deleted messages, events
};
Result<ChatMessage> ReadMessage(const Json& element, const std::string& convo_id);
Result<ChatList> ReadMessages(const Json& answer, const std::string& convo_id);  // newest first
Result<ChatList> ReadLog(const Json& answer);                                    // what was written, oldest first

Item ToItem(const ChatMessage& message, const Convo& convo, std::string_view own_did);

}  // namespace replywatch::bluesky

#include "collector/connectors/instagram/instagram_webhook.h"

namespace replywatch::instagram {
namespace {

using graph::Heard;
using graph::Update;

Heard HearComment(const Update& update) {
  const std::string id = IdMember(update.value, "id");
  return id.empty() ? Heard::Aside(update, "a comment without a usable id") : Heard::Look(id);
}

Heard HearMention(const Update& update) {
  const std::string comment_id = IdMember(update.value, "comment_id");
  const std::string media_id = IdMember(update.value, "media_id");
  if (media_id.empty()) return Heard::Aside(update, "a mention without a usable id");
  Heard heard = Heard::Look(comment_id.empty() ? media_id : comment_id);
  heard.place_id = media_id;
  heard.item_id = MentionId(heard.id);
  heard.is_mention = true;
  return heard;
}

}  // namespace

Heard HearUpdate(const Update& update, const Account& account) {
  if (update.field == "comments" || update.field == "live_comments") return HearComment(update);
  if (update.field == "mentions") return HearMention(update);
  if (update.field == "story_insights") return {};
  if (update.field != graph::kMessaging) return Heard::Aside(update, "an update of a field not known");
  return graph::HearMessage(update, [&](const Json& element) { return ReadMessage(element, account); });
}

Result<Item> ReadMention(const Json& element, const std::string& media_id, bool is_comment, const Account& account) {
  Json comment = element;
  if (!is_comment) {
    comment["text"] = Member(element, "caption");
    comment["media"] = element;
  }
  if (IdMember(Member(comment, "media"), "id").empty()) comment["media"] = {{"id", media_id}};
  RW_ASSIGN_OR_RETURN(Item item, ReadComment(comment, {}, {}, account));
  item.source_id = MentionId(item.source_id);
  item.kind = MessageKind::kMention;
  item.mentions_us = true;
  item.parent_source_id.clear();
  if (!is_comment) item.root_title.clear();
  item.abilities = {};  // it is answered in the app: mentions take answers by another way than comments
  return item;
}

}  // namespace replywatch::instagram

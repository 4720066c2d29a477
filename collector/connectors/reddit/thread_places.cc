#include "collector/connectors/reddit/thread_places.h"

namespace replywatch::reddit {
namespace {

constexpr std::size_t kMostAuthors = 50'000;
constexpr std::size_t kMostPosts = 5'000;

}  // namespace

void ThreadPlaces::MakeRoom() {
  if (authors_.size() >= kMostAuthors) authors_.clear();
  if (posts_.size() >= kMostPosts) posts_.clear();
}

void ThreadPlaces::Learn(const Post& post) {
  MakeRoom();
  posts_[post.name] = post;
}

void ThreadPlaces::Learn(const Thing& thing) {
  MakeRoom();
  authors_[thing.name] = thing.author.source_id;
}

void ThreadPlaces::LearnAbsence(const std::string& fullname) {
  MakeRoom();
  if (IsPostName(fullname)) {
    posts_.try_emplace(fullname);
  } else {
    authors_.try_emplace(fullname);
  }
}

bool ThreadPlaces::Knows(const std::string& fullname) const {
  return IsPostName(fullname) ? posts_.count(fullname) > 0 : authors_.count(fullname) > 0;
}

const Post* ThreadPlaces::PostAt(const std::string& fullname) const {
  const auto it = posts_.find(fullname);
  return it == posts_.end() ? nullptr : &it->second;
}

std::string ThreadPlaces::AuthorOf(const std::string& fullname) const {
  if (const Post* post = PostAt(fullname)) return post->author_id;
  const auto it = authors_.find(fullname);
  return it == authors_.end() ? std::string() : it->second;
}

std::set<std::string> UnknownPlaces(const std::vector<Thing>& things, const ThreadPlaces& places) {
  std::set<std::string> unknown;
  for (const Thing& thing : things) {
    if (thing.IsMessage()) continue;
    for (const std::string& name : {thing.parent, thing.root}) {
      if (!name.empty() && !places.Knows(name)) unknown.insert(name);
    }
  }
  return unknown;
}

namespace {

// Below our own posts and comments it is a comment to us; elsewhere somebody mentions us.
MessageKind KindOf(const Thing& thing, const Item& item, const std::string& post_author, const std::string& own_id) {
  if (thing.IsMessage()) return MessageKind::kPrivate;
  const bool is_ours = item.direction == Direction::kOutgoing || post_author == own_id || item.parent_author_id == own_id;
  const bool answers_us = thing.reason == InboxReason::kPostReply || thing.reason == InboxReason::kCommentReply;
  return is_ours || answers_us ? MessageKind::kComment : MessageKind::kMention;
}

}  // namespace

Item ToItem(const Thing& thing, const ThreadPlaces& places, const Account& own) {
  Item item;
  item.source_id = thing.name;
  item.parent_source_id = thing.parent;
  item.root_source_id = thing.root;
  item.parent_author_id = places.AuthorOf(thing.parent);
  item.author = thing.author;
  item.direction = thing.author.source_id == own.id ? Direction::kOutgoing : Direction::kIncoming;
  item.visibility = thing.IsMessage() ? Visibility::kPrivate : Visibility::kPublic;
  item.automatic = thing.is_automatic;
  item.text = thing.text;
  item.attachments = thing.attachments;
  item.created_at = thing.created_at;
  item.edited_at = thing.edited_at;
  item.publication = thing.publication;
  item.removed_by = thing.removed_by;
  item.permalink = thing.permalink;
  const Post* post = places.PostAt(thing.root);
  const bool is_told = post != nullptr && !post->name.empty();
  item.kind = KindOf(thing, item, is_told ? post->author_id : std::string(), own.id);
  item.root_title = is_told && !post->title.empty() ? post->title : thing.title;
  if (is_told) item.root_permalink = post->permalink;
  const bool is_incoming = item.direction == Direction::kIncoming;
  if (thing.IsMessage()) {
    if (!is_incoming && !thing.recipient.empty()) item.mentioned_ids.push_back(thing.recipient);
    item.abilities.reply_private = is_incoming;
    return item;
  }
  item.mentions_us = is_incoming && (thing.reason == InboxReason::kMention || NamesAccount(thing.text, own.name));
  if (item.mentions_us) item.mentioned_ids.push_back(own.id);
  item.abilities.reply_public =
      is_incoming && thing.takes_replies && item.publication == Publication::kVisible && (!is_told || post->takes_replies);
  return item;
}

}  // namespace replywatch::reddit

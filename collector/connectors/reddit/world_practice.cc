#include "collector/connectors/reddit/world_practice.h"

#include <algorithm>
#include <deque>
#include <map>

namespace replywatch::reddit {
namespace {

constexpr int kDeepest = 10;
constexpr const char* kSubreddit = "practice";

double Seconds(Timestamp t) { return static_cast<double>(t.ms) / 1000; }
std::string IdFor(const std::string& world_id) { return "w" + world_id; }
std::string ForeignIdFor(const std::string& world_id) { return "x" + world_id; }
std::string PathOf(const std::string& post_name) {
  return std::string("/r/") + kSubreddit + "/comments/" + post_name.substr(3) + "/title/";
}

}  // namespace

std::vector<std::string> WordsOf(const std::string& list) {
  std::vector<std::string> out;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    out.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

Json ListingOf(const Json& children, const std::string& after) {
  Json data{{"children", children}, {"dist", children.size()}, {"after", nullptr}, {"before", nullptr}, {"modhash", nullptr}};
  if (!after.empty()) data["after"] = after;
  return {{"kind", "Listing"}, {"data", data}};
}

Json Answered(const Json& things) { return {{"json", {{"errors", Json::array()}, {"data", {{"things", things}}}}}}; }

View::View(const PracticeWorld& world, bool omits_authors)
    : omits_authors_(omits_authors), us_(world.us()), messages_(world.messages()) {
  for (const PracticeMessage& message : messages_) by_id_[message.id] = &message;
  for (auto it = messages_.rbegin(); it != messages_.rend(); ++it) {
    if (!it->parent_id.empty()) children_[it->parent_id].push_back(&*it);
  }
}

const PracticeMessage* View::Find(const std::string& id) const {
  const auto it = by_id_.find(id);
  return it == by_id_.end() ? nullptr : it->second;
}

const PracticeMessage* View::FindByName(const std::string& name) const {
  const PracticeMessage* message = name.size() > 4 ? Find(name.substr(4)) : nullptr;
  return message != nullptr && NameOf(*message) == name ? message : nullptr;
}

const Selection& View::ChildrenOf(const PracticeMessage& message) const {
  static const Selection kNone;
  const auto it = children_.find(message.id);
  return it == children_.end() ? kNone : it->second;
}

bool View::IsPost(const PracticeMessage& message) const {
  return message.is_ours && message.parent_id.empty() && message.visibility == Visibility::kPublic;
}

bool View::IsBelowOurPost(const PracticeMessage& message) const {
  const PracticeMessage* root = Find(message.root_id);
  return root != nullptr && IsPost(*root);
}

std::string View::NameOf(const PracticeMessage& message) const {
  if (message.visibility == Visibility::kPrivate) return "t4_" + IdFor(message.id);
  return (IsPost(message) ? "t3_" : "t1_") + IdFor(message.id);
}

std::string View::PostNameOf(const PracticeMessage& message) const {
  return "t3_" + (IsBelowOurPost(message) ? IdFor(message.root_id) : ForeignIdFor(message.root_id));
}

std::string View::ParentNameOf(const PracticeMessage& message) const {
  const PracticeMessage* parent = Find(message.parent_id);
  return parent == nullptr ? PostNameOf(message) : NameOf(*parent);
}

Json View::ThingOf(const PracticeMessage& message) const {
  if (message.visibility == Visibility::kPrivate) return MessageThing(message);
  return IsPost(message) ? PostThing(message) : CommentThing(message);
}

std::size_t View::CountBelow(const PracticeMessage& message) const {
  std::size_t count = 0;
  for (const PracticeMessage* child : ChildrenOf(message)) {
    if (child->publication != Publication::kHeld) count += 1 + CountBelow(*child);
  }
  return count;
}

Json View::PostThing(const PracticeMessage& post) const {
  const std::string name = NameOf(post);
  return {{"kind", "t3"},
          {"data",
           {{"name", name},
            {"id", name.substr(3)},
            {"title", post.text},
            {"selftext", ""},
            {"author", post.author.handle},
            {"subreddit", kSubreddit},
            {"permalink", PathOf(name)},
            {"num_comments", CountBelow(post)},
            {"archived", false},
            {"locked", false},
            {"created_utc", Seconds(post.created_at)}}}};
}

Json View::ForeignPost(const std::string& name) const {
  const PracticeMessage* mention = name.starts_with("t3_x") ? Find(name.substr(4)) : nullptr;
  if (mention == nullptr) return {};
  return {{"kind", "t3"},
          {"data",
           {{"name", name},
            {"id", name.substr(3)},
            {"title", "Shops worth a visit"},
            {"author", "somebody"},
            {"subreddit", kSubreddit},
            {"permalink", PathOf(name)},
            {"num_comments", 1},
            {"created_utc", Seconds(mention->created_at)}}}};
}

Json View::CommentThing(const PracticeMessage& comment) const {
  const bool is_removed = comment.publication == Publication::kRemoved;
  const char* mark = comment.removed_by == RemovedBy::kPage ? "[removed]" : "[deleted]";
  const std::string name = NameOf(comment);
  Json data{{"name", name},
            {"id", name.substr(3)},
            {"parent_id", ParentNameOf(comment)},
            {"link_id", PostNameOf(comment)},
            {"author", is_removed ? "[deleted]" : comment.author.handle},
            {"body", is_removed ? mark : comment.text},
            {"subreddit", kSubreddit},
            {"permalink", PathOf(PostNameOf(comment)) + name.substr(3) + "/"},
            {"created_utc", Seconds(comment.created_at)},
            {"edited", false},
            {"archived", false},
            {"locked", false},
            {"replies", ""}};
  if (comment.edited_at) data["edited"] = Seconds(*comment.edited_at);
  if (is_removed && omits_authors_) data["author"] = nullptr;
  if (comment.is_broken) data["created_utc"] = "yesterday";
  return {{"kind", "t1"}, {"data", data}};
}

Json View::MessageThing(const PracticeMessage& message) const {
  const std::string name = NameOf(message);
  const bool is_root = message.root_id == message.id;
  Json data{{"name", name},
            {"id", name.substr(3)},
            {"parent_id", nullptr},
            {"first_message_name", nullptr},
            {"author", message.author.handle},
            {"dest", message.is_ours ? message.addressee.handle : us_.handle},
            {"subject", "A question"},
            {"body", message.text},
            {"subreddit", nullptr},
            {"distinguished", nullptr},
            {"was_comment", false},
            {"created_utc", Seconds(message.created_at)},
            {"replies", ""}};
  if (!is_root) {
    data["parent_id"] = ParentNameOf(message);
    data["first_message_name"] = "t4_" + IdFor(message.root_id);
  }
  return {{"kind", "t4"}, {"data", data}};
}

Json View::InboxThing(const PracticeMessage& message) const {
  Json thing = ThingOf(message);
  Json& data = thing["data"];
  if (message.visibility == Visibility::kPrivate) {
    Json rest = Json::array();
    for (const PracticeMessage& other : messages_) {
      if (other.root_id == message.id && other.id != message.id) rest.push_back(MessageThing(other));
    }
    if (!rest.empty()) data["replies"] = ListingOf(rest, {});
    return thing;
  }
  const PracticeMessage* parent = Find(message.parent_id);
  const bool answers_us = parent != nullptr && parent->is_ours;
  data["type"] = !answers_us ? "username_mention" : IsPost(*parent) ? "post_reply" : "comment_reply";
  data["context"] = data["permalink"].get<std::string>() + "?context=3";
  data["was_comment"] = true;
  for (const char* name : {"link_id", "permalink", "archived", "locked", "edited"}) data.erase(name);
  return thing;
}

bool TreeBuilder::IsShown(const PracticeMessage& comment) const {
  return comment.publication != Publication::kHeld && !(omits_deleted_ && comment.publication == Publication::kRemoved);
}

Json TreeBuilder::More(const std::string& parent_name, const Json& ids, std::size_t count) {
  const std::string id = ids.empty() ? "_" : ids.front().get<std::string>();
  return {{"kind", "more"},
          {"data", {{"name", "t1_" + id}, {"id", id}, {"parent_id", parent_name}, {"count", count}, {"children", ids}}}};
}

Json TreeBuilder::Level(const Selection& siblings, const std::string& parent_name, int depth) {
  Json out = Json::array();
  Json left_out = Json::array();
  for (const PracticeMessage* comment : siblings) {
    if (!IsShown(*comment)) continue;
    // Deeper than this only a mark says that the thread goes on.
    if (depth == kDeepest) return Json::array({More(parent_name, Json::array(), 0)});
    const std::string name = view_.NameOf(*comment);
    if (left_ == 0) {
      left_out.push_back(name.substr(3));
      continue;
    }
    --left_;
    Json thing = view_.ThingOf(*comment);
    const Json below = Level(view_.ChildrenOf(*comment), name, depth + 1);
    if (!below.empty()) thing["data"]["replies"] = ListingOf(below, {});
    out.push_back(thing);
  }
  if (!left_out.empty()) out.push_back(More(parent_name, left_out, left_out.size()));
  return out;
}

Json TreeBuilder::Flat(const std::vector<std::string>& ids) {
  std::deque<const PracticeMessage*> waiting;
  for (const std::string& id : ids) {
    if (const PracticeMessage* comment = view_.FindByName("t1_" + id)) waiting.push_back(comment);
  }
  Json out = Json::array();
  std::map<std::string, Json> left_out;
  for (; !waiting.empty(); waiting.pop_front()) {
    const PracticeMessage& comment = *waiting.front();
    if (!IsShown(comment)) continue;
    const Json thing = view_.ThingOf(comment);
    const Json& data = thing["data"];
    if (left_ == 0) {
      left_out[data["parent_id"]].push_back(data["id"]);
      continue;
    }
    --left_;
    out.push_back(thing);
    for (const PracticeMessage* child : view_.ChildrenOf(comment)) waiting.push_back(child);
  }
  for (const auto& [parent, children] : left_out) out.push_back(More(parent, children, children.size()));
  return out;
}

}  // namespace replywatch::reddit

#include "collector/connectors/bluesky/views_practice.h"

#include <algorithm>

#include "collector/connectors/bluesky/record_names.h"

namespace replywatch::bluesky {
namespace {

using Json = nlohmann::json;

constexpr int kLikesPerPost = 10;
constexpr std::size_t kRevDigits = 13;

std::int64_t Number(const std::string& digits) { return std::atoll(digits.c_str()); }

std::string Rev(const PracticeMessage& message) { return std::string(kRevDigits - message.id.size(), '0') + message.id; }

void SortNewestFirst(std::vector<PracticeEntry>& entries) {
  std::sort(entries.begin(), entries.end(), [](const PracticeEntry& a, const PracticeEntry& b) {
    return std::pair(a.sort_ms, a.tie) > std::pair(b.sort_ms, b.tie);
  });
}

}  // namespace

PracticeViews::PracticeViews(const PracticeWorld& world, const std::set<std::string>& quirks)
    : quirks_(quirks), us_(world.us()), messages_(world.messages()) {
  for (const PracticeMessage& message : messages_) {
    by_id_[message.id] = &message;
    if (!Stands(message) || IsPrivate(message)) continue;
    by_uri_[Uri(message)] = &message;
    answers_[message.parent_id].push_back(&message);
  }
}

// Other people's keys are made from the world's numbers as ours are from reply keys.
std::string PracticeViews::Uri(const PracticeMessage& message) {
  return MakePostUri(Did(message.author), message.chosen_id.empty() ? RecordKeyFor("practice " + message.id) : message.chosen_id);
}

std::string PracticeViews::LikeUri(const PracticeMessage& message) const {
  return "at://" + Did(us_) + "/" + std::string(kLikeCollection) + "/" + RecordKeyFor("like " + Uri(message));
}

std::string PracticeViews::Cid(const PracticeMessage& message) {
  return "bafy" + message.id + (message.edited_at ? "v" + std::to_string(message.edited_at->ms) : "");
}

const PracticeMessage* PracticeViews::FindPost(const std::string& uri) const {
  const auto it = by_uri_.find(uri);
  return it == by_uri_.end() ? nullptr : it->second;
}

const PracticeMessage* PracticeViews::Find(const std::string& id) const {
  const auto it = by_id_.find(id);
  return it == by_id_.end() || !Stands(*it->second) ? nullptr : it->second;
}

const PracticePerson* PracticeViews::FindPerson(const std::string& did_or_handle) const {
  const auto is_meant = [&](const PracticePerson& p) { return did_or_handle == Did(p) || did_or_handle == Handle(p); };
  if (is_meant(us_)) return &us_;
  for (const PracticeMessage& message : messages_) {
    if (is_meant(message.author)) return &message.author;
  }
  return nullptr;
}

Json PracticeViews::PersonJson(const PracticePerson& person) const {
  return {{"did", Did(person)},
          {"handle", Handle(person)},
          {"displayName", person.name},
          {"associated", {{"chat", {{"allowIncoming", "all"}}}}},
          {"viewer", {{"muted", false}, {"blockedBy", Has("blocked") && person.id != us_.id}}},
          {"labels", Json::array()}};
}

// Answers reach whom they answer by themselves; whoever else is meant is named.
bool PracticeViews::NamesUsInText(const PracticeMessage& message) const {
  if (message.is_ours || !message.names_us) return false;
  const PracticeMessage* parent = message.parent_id.empty() ? nullptr : Find(message.parent_id);
  const auto root = by_id_.find(message.root_id);
  return (parent == nullptr || !parent->is_ours) && (root == by_id_.end() || !root->second->is_ours);
}

Timestamp PracticeViews::ClaimedTime(const PracticeMessage& message) const {
  const bool is_backdated = Has("backdated") && !message.is_ours && !message.parent_id.empty();
  return is_backdated ? message.created_at - Duration::Days(365) : message.created_at;
}

// A strong reference stays in the record when what it names is gone.
Json PracticeViews::RefJson(const std::string& id) const {
  const auto it = by_id_.find(id);
  return {{"uri", Uri(*it->second)}, {"cid", Cid(*it->second)}};
}

Json PracticeViews::RecordJson(const PracticeMessage& message) const {
  Json record{{"$type", kPostCollection},
              {"createdAt", FormatRfc3339(ClaimedTime(message))},
              {"langs", Json::array({"en"})},
              {"text", message.text}};
  if (by_id_.count(message.parent_id) > 0)
    record["reply"] = {{"root", RefJson(message.root_id)}, {"parent", RefJson(message.parent_id)}};
  if (NamesUsInText(message)) {
    const std::string name = "@" + Handle(us_);
    record["text"] = name + " " + message.text;
    const Json feature{{"$type", "app.bsky.richtext.facet#mention"}, {"did", Did(us_)}};
    record["facets"] =
        Json::array({{{"index", {{"byteStart", 0}, {"byteEnd", name.size()}}}, {"features", Json::array({feature})}}});
  }
  return record;
}

Json PracticeViews::PostJson(const PracticeMessage& message) const {
  const auto answers = answers_.find(message.id);
  const auto root = by_id_.find(message.root_id);
  const bool is_gated = Has("gated") && root != by_id_.end() && !root->second->is_ours;
  Json post{{"uri", Uri(message)},
            {"cid", Cid(message)},
            {"author", PersonJson(message.author)},
            {"record", RecordJson(message)},
            {"replyCount", answers == answers_.end() ? 0 : answers->second.size()},
            {"indexedAt", FormatRfc3339(message.created_at)},
            {"viewer", {{"threadMuted", false}, {"replyDisabled", is_gated}}},
            {"labels", Json::array()}};
  // The AppView may not have heard of it yet.
  if (message.likes > 0 && !Has("late_likes")) post["viewer"]["like"] = LikeUri(message);
  if (message.is_broken) post["indexedAt"] = 12;
  return post;
}

// What stands below a deleted post is not shown with it.
Json PracticeViews::ThreadJson(const PracticeMessage& message, int depth) const {
  Json node{{"$type", "app.bsky.feed.defs#threadViewPost"}, {"post", PostJson(message)}, {"replies", Json::array()}};
  const auto answers = answers_.find(message.id);
  if (depth == 0 || answers == answers_.end()) return node;
  for (const PracticeMessage* answer : answers->second) node["replies"].push_back(ThreadJson(*answer, depth - 1));
  return node;
}

bool PracticeViews::IsNotified(const PracticeMessage& message) const {
  if (message.is_ours || IsPrivate(message) || !Stands(message)) return false;
  if (NamesUsInText(message)) return true;
  const PracticeMessage* parent = message.parent_id.empty() ? nullptr : Find(message.parent_id);
  if (parent == nullptr) return false;
  const auto root = by_id_.find(message.root_id);
  return parent->is_ours || (!Has("loses_nested") && root->second->is_ours);
}

// Its time is the earlier one of the claimed and the real.
Json PracticeViews::NotificationJson(const PracticeMessage& message) const {
  Json out = PostJson(message);
  out.erase("replyCount");
  out.erase("viewer");
  out["reason"] = NamesUsInText(message) ? "mention" : "reply";
  out["isRead"] = false;
  if (!message.is_broken) out["indexedAt"] = FormatRfc3339(ClaimedTime(message));
  return out;
}

Json PracticeViews::LikeJson(const PracticeMessage& post, int number) const {
  return {{"uri", "at://did:plc:admirer/app.bsky.feed.like/" + post.id + "x" + std::to_string(number)},
          {"cid", "bafylike"},
          {"author", {{"did", "did:plc:admirer"}, {"handle", "admirer.practice.example"}}},
          {"reason", "like"},
          {"reasonSubject", Uri(post)},
          {"record", {{"$type", "app.bsky.feed.like"}, {"subject", RefJson(post.id)}}},
          {"isRead", false},
          {"indexedAt", FormatRfc3339(post.created_at)}};
}

std::vector<PracticeEntry> PracticeViews::Notifications() const {
  std::vector<PracticeEntry> out;
  for (const PracticeMessage& message : messages_) {
    if (IsNotified(message))
      out.push_back({ClaimedTime(message).ms, Number(message.id) * 100, [this, &message] { return NotificationJson(message); }});
    const bool is_liked = Has("likes") && message.is_ours && message.parent_id.empty() && Stands(message);
    for (int i = 0; is_liked && i < kLikesPerPost; ++i)
      out.push_back({message.created_at.ms, Number(message.id) * 100 + i, [this, &message, i] { return LikeJson(message, i); }});
  }
  SortNewestFirst(out);
  return out;
}

Json PracticeViews::FeedJson(const PracticeMessage& message) const {
  Json out{{"post", PostJson(message)}};
  if (message.parent_id.empty()) return out;
  const auto shown = [&](const std::string& id) -> Json {
    if (const PracticeMessage* post = Find(id)) return PostJson(*post);
    return {{"$type", "app.bsky.feed.defs#notFoundPost"}, {"uri", RefJson(id)["uri"]}, {"notFound", true}};
  };
  out["reply"] = {{"root", shown(message.root_id)}, {"parent", shown(message.parent_id)}};
  return out;
}

std::vector<PracticeEntry> PracticeViews::OwnFeed() const {
  std::vector<PracticeEntry> out;
  for (const PracticeMessage& message : messages_) {
    if (!message.is_ours || IsPrivate(message) || !Stands(message)) continue;
    out.push_back({message.created_at.ms, Number(message.id), [this, &message] { return FeedJson(message); }});
  }
  SortNewestFirst(out);
  return out;
}

Json PracticeViews::MessageJson(const PracticeMessage& message) const {
  Json out{{"$type", "chat.bsky.convo.defs#messageView"},
           {"id", ChatId(message)},
           {"rev", Rev(message)},
           {"text", message.text},
           {"sender", {{"did", Did(message.author)}}},
           {"sentAt", FormatRfc3339(message.created_at)}};
  const PracticeMessage* parent = Find(message.parent_id);
  if (parent != nullptr && !IsPrivate(*parent)) {
    out["embed"] = {{"$type", "app.bsky.embed.record#view"},
                    {"record", {{"$type", "app.bsky.embed.record#viewRecord"}, {"uri", Uri(*parent)}, {"cid", Cid(*parent)}}}};
  }
  return out;
}

std::vector<const PracticePerson*> PracticeViews::ConvoPartners() const {
  std::vector<const PracticePerson*> out;
  std::set<std::string> seen;
  for (auto it = messages_.rbegin(); it != messages_.rend(); ++it) {
    if (IsPrivate(*it) && Stands(*it) && seen.insert(Other(*it).id).second) out.push_back(&Other(*it));
  }
  return out;
}

Json PracticeViews::ConvoJson(const PracticePerson& other, bool is_accepted) const {
  Json convo{{"id", ConvoId(other)},
             {"rev", std::string(kRevDigits, '0')},
             {"members", Json::array({PersonJson(us_), PersonJson(other)})},
             {"muted", false},
             {"status", is_accepted ? "accepted" : "request"},
             {"unreadCount", 0}};
  for (const PracticeMessage& message : messages_) {
    if (!IsPrivate(message) || !Stands(message) || Other(message).id != other.id) continue;
    convo["rev"] = Rev(message);
    convo["lastMessage"] = MessageJson(message);
  }
  return convo;
}

}  // namespace replywatch::bluesky

// PracticeViews: what Bluesky's answers show of a PracticeWorld at one moment, as JSON. Rebuilt for every
// request; the world outlives it.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "collector/practice/practice_server.h"

namespace replywatch::bluesky {

// An element of a listing. Only those on the page are rendered.
struct PracticeEntry {
  std::int64_t sort_ms = 0;
  std::int64_t tie = 0;
  std::function<nlohmann::json()> render;
};

class PracticeViews {
 public:
  PracticeViews(const PracticeWorld& world, const std::set<std::string>& quirks);

  static std::string Did(const PracticePerson& person) { return "did:plc:practice" + person.id; }
  static std::string Handle(const PracticePerson& person) { return person.handle + ".practice.example"; }
  static std::string Uri(const PracticeMessage& message);
  static std::string ConvoId(const PracticePerson& other) { return "convo" + other.id; }
  static std::string ChatId(const PracticeMessage& message) { return "m" + message.id; }
  // The other side of a private message.
  static const PracticePerson& Other(const PracticeMessage& message) {
    return message.is_ours ? message.addressee : message.author;
  }
  static bool IsPrivate(const PracticeMessage& message) { return message.visibility == Visibility::kPrivate; }
  static bool Stands(const PracticeMessage& message) { return message.publication != Publication::kRemoved; }

  const std::vector<PracticeMessage>& messages() const { return messages_; }
  // nullptr when it is not there, or no longer.
  const PracticeMessage* FindPost(const std::string& uri) const;
  const PracticeMessage* Find(const std::string& id) const;
  const PracticePerson* FindPerson(const std::string& did_or_handle) const;

  nlohmann::json PersonJson(const PracticePerson& person) const;
  nlohmann::json RecordJson(const PracticeMessage& message) const;
  nlohmann::json PostJson(const PracticeMessage& message) const;
  nlohmann::json ThreadJson(const PracticeMessage& message, int depth) const;
  nlohmann::json MessageJson(const PracticeMessage& message) const;
  nlohmann::json ConvoJson(const PracticePerson& other, bool is_accepted) const;
  static std::string Cid(const PracticeMessage& message);
  // Of the shop's own like.
  std::string LikeUri(const PracticeMessage& message) const;

  // Newest first.
  std::vector<PracticeEntry> Notifications() const;
  std::vector<PracticeEntry> OwnFeed() const;
  std::vector<const PracticePerson*> ConvoPartners() const;

 private:
  bool Has(const std::string& quirk) const { return quirks_.count(quirk) > 0; }
  bool NamesUsInText(const PracticeMessage& message) const;
  bool IsNotified(const PracticeMessage& message) const;
  Timestamp ClaimedTime(const PracticeMessage& message) const;
  nlohmann::json NotificationJson(const PracticeMessage& message) const;
  nlohmann::json LikeJson(const PracticeMessage& post, int number) const;
  nlohmann::json FeedJson(const PracticeMessage& message) const;
  nlohmann::json RefJson(const std::string& id) const;

  const std::set<std::string>& quirks_;
  PracticePerson us_;
  std::vector<PracticeMessage> messages_;
  std::unordered_map<std::string, const PracticeMessage*> by_id_;
  std::unordered_map<std::string, const PracticeMessage*> by_uri_;
  std::unordered_map<std::string, std::vector<const PracticeMessage*>> answers_;  // public and standing, by the message answered
};

}  // namespace replywatch::bluesky

// Saving and loading a MemoryWorld.
#include <nlohmann/json.hpp>

#include "collector/practice/practice_world.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;

constexpr int kFormat = 1;

Json ToJson(const PracticePerson& p) { return {{"id", p.id}, {"handle", p.handle}, {"name", p.name}, {"email", p.email}}; }

PracticePerson PersonFrom(const Json& json) { return {json.at("id"), json.at("handle"), json.at("name"), json.at("email")}; }

Json ToJson(const PracticeMessage& m) {
  return {{"id", m.id},
          {"parent", m.parent_id},
          {"root", m.root_id},
          {"author", ToJson(m.author)},
          {"addressee", ToJson(m.addressee)},
          {"ours", m.is_ours},
          {"names_us", m.names_us},
          {"private", m.visibility == Visibility::kPrivate},
          {"text", m.text},
          {"created_at", m.created_at.ms},
          {"edited_at", m.edited_at ? Json(m.edited_at->ms) : Json(nullptr)},
          {"publication", static_cast<int>(m.publication)},
          {"removed_by", static_cast<int>(m.removed_by)},
          {"chosen_id", m.chosen_id},
          {"likes", m.likes},
          {"broken", m.is_broken}};
}

PracticeMessage MessageFrom(const Json& json) {
  PracticeMessage m;
  m.id = json.at("id");
  m.parent_id = json.at("parent");
  m.root_id = json.at("root");
  m.author = PersonFrom(json.at("author"));
  m.addressee = PersonFrom(json.at("addressee"));
  m.is_ours = json.at("ours");
  m.names_us = json.at("names_us");
  m.visibility = json.at("private").get<bool>() ? Visibility::kPrivate : Visibility::kPublic;
  m.text = json.at("text");
  m.created_at = {json.at("created_at").get<std::int64_t>()};
  if (!json.at("edited_at").is_null()) m.edited_at = Timestamp{json.at("edited_at").get<std::int64_t>()};
  m.publication = static_cast<Publication>(json.at("publication").get<int>());
  m.removed_by = static_cast<RemovedBy>(json.at("removed_by").get<int>());
  m.chosen_id = json.value("chosen_id", std::string());  // older files have none
  m.likes = json.value("likes", 0);                      // likewise
  m.is_broken = json.at("broken");
  return m;
}

}  // namespace

std::string MemoryWorld::Save() const {
  const std::lock_guard lock(mutex_);
  Json json{{"format", kFormat},
            {"now", now_.ms},
            {"holds_answers", holds_answers_},
            {"people", Json::array()},
            {"messages", Json::array()}};
  for (const PracticePerson& person : people_) json["people"].push_back(ToJson(person));
  for (const PracticeMessage& message : messages_) json["messages"].push_back(ToJson(message));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool MemoryWorld::Load(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  try {
    if (json.at("format") != kFormat) return false;
    std::vector<PracticePerson> people;
    std::vector<PracticeMessage> messages;
    for (const Json& person : json.at("people")) people.push_back(PersonFrom(person));
    for (const Json& message : json.at("messages")) messages.push_back(MessageFrom(message));
    const std::lock_guard lock(mutex_);
    now_ = {json.at("now").get<std::int64_t>()};
    holds_answers_ = json.at("holds_answers");
    people_ = std::move(people);
    messages_ = std::move(messages);
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

}  // namespace replywatch

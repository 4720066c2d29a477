#include "collector/practice/practice_world.h"

#include <algorithm>

namespace replywatch {
namespace {

constexpr std::int64_t kFirstMessage = 1001;
constexpr std::int64_t kFirstPerson = 501;

}  // namespace

MemoryWorld::MemoryWorld(Timestamp start) : us_{"500", "atelier", "Atelier", "hello@atelier.example"}, now_(start) {}

Timestamp MemoryWorld::Now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

std::vector<PracticeMessage> MemoryWorld::messages() const {
  const std::lock_guard lock(mutex_);
  return messages_;
}

void MemoryWorld::Pass(Duration d) {
  const std::lock_guard lock(mutex_);
  now_ = now_ + d;
}

void MemoryWorld::MoveTo(Timestamp now) {
  const std::lock_guard lock(mutex_);
  now_ = std::max(now_, now);
}

void MemoryWorld::Name(const std::string& handle, const std::string& name) {
  const std::lock_guard lock(mutex_);
  PersonLocked(handle);
  const auto person = std::find_if(people_.begin(), people_.end(), [&](const PracticePerson& p) { return p.handle == handle; });
  person->name = name;
}

PracticePerson MemoryWorld::Person(const std::string& handle) {
  const std::lock_guard lock(mutex_);
  return PersonLocked(handle);
}

PracticePerson MemoryWorld::PersonLocked(const std::string& handle) {
  const auto known = std::find_if(people_.begin(), people_.end(), [&](const PracticePerson& p) { return p.handle == handle; });
  if (known != people_.end()) return *known;
  const std::int64_t number = kFirstPerson + static_cast<std::int64_t>(people_.size());
  people_.push_back({std::to_string(number), handle, handle, handle + "@people.example"});
  return people_.back();
}

PracticeMessage* MemoryWorld::Find(const std::string& id) {
  const auto it = std::find_if(messages_.begin(), messages_.end(), [&](const PracticeMessage& m) { return m.id == id; });
  return it == messages_.end() ? nullptr : &*it;
}

PracticeMessage MemoryWorld::Begin(const std::string& parent_id, const std::string& text, const PracticePerson& author) {
  PracticeMessage message;
  message.id = std::to_string(kFirstMessage + static_cast<std::int64_t>(messages_.size()));
  message.parent_id = parent_id;
  const PracticeMessage* parent = Find(parent_id);
  message.root_id = parent != nullptr ? parent->root_id : message.id;
  if (parent != nullptr) message.addressee = parent->author;
  message.author = author;
  message.text = text;
  return message;
}

std::string MemoryWorld::Add(PracticeMessage message) {
  now_ = now_ + Duration::Seconds(1);
  message.created_at = now_;
  messages_.push_back(std::move(message));
  return messages_.back().id;
}

std::string MemoryWorld::AddPost(const std::string& text) {
  const std::lock_guard lock(mutex_);
  PracticeMessage message = Begin("", text, us_);
  message.is_ours = true;
  return Add(std::move(message));
}

std::string MemoryWorld::AddComment(const std::string& handle, const std::string& parent_id, const std::string& text,
                                    bool names_us) {
  const std::lock_guard lock(mutex_);
  PracticeMessage message = Begin(parent_id, text, PersonLocked(handle));
  message.names_us = names_us;
  return Add(std::move(message));
}

std::string MemoryWorld::AddMention(const std::string& handle, const std::string& text) {
  const std::lock_guard lock(mutex_);
  PracticeMessage message = Begin("", text, PersonLocked(handle));
  message.names_us = true;
  return Add(std::move(message));
}

std::string MemoryWorld::AddPrivate(const std::string& handle, const std::string& text, const std::string& parent_id) {
  const std::lock_guard lock(mutex_);
  PracticeMessage message = Begin(parent_id, text, PersonLocked(handle));
  message.names_us = true;
  message.addressee = us_;
  message.visibility = Visibility::kPrivate;
  return Add(std::move(message));
}

std::string MemoryWorld::AddHeld(const std::string& handle, const std::string& parent_id, const std::string& text) {
  const std::lock_guard lock(mutex_);
  PracticeMessage message = Begin(parent_id, text, PersonLocked(handle));
  message.publication = Publication::kHeld;
  return Add(std::move(message));
}

std::string MemoryWorld::AddBroken(const std::string& handle, const std::string& parent_id) {
  const std::lock_guard lock(mutex_);
  PracticeMessage message = Begin(parent_id, "unreadable", PersonLocked(handle));
  message.names_us = true;
  message.is_broken = true;
  return Add(std::move(message));
}

void MemoryWorld::Edit(const std::string& id, const std::string& text) {
  const std::lock_guard lock(mutex_);
  PracticeMessage* message = Find(id);
  if (message == nullptr) return;
  now_ = now_ + Duration::Seconds(1);
  message->text = text;
  message->edited_at = now_;
}

void MemoryWorld::Remove(const std::string& id, RemovedBy by) { SetPublication(id, Publication::kRemoved, by); }

void MemoryWorld::HoldAnswers(bool holds) {
  const std::lock_guard lock(mutex_);
  holds_answers_ = holds;
}

Result<PracticeMessage> MemoryWorld::Answer(const std::string& parent_id, const std::string& text, Visibility visibility) {
  const std::lock_guard lock(mutex_);
  const PracticeMessage* parent = Find(parent_id);
  if (!parent_id.empty() && (parent == nullptr || parent->publication == Publication::kRemoved)) {
    return MakeError(ErrorKind::kTargetGone, "no such message");
  }
  PracticeMessage message = Begin(parent_id, text, us_);
  message.is_ours = true;
  message.visibility = visibility;
  if (holds_answers_) message.publication = Publication::kHeld;
  Add(std::move(message));
  return messages_.back();
}

bool MemoryWorld::SetPublication(const std::string& id, Publication publication, RemovedBy by) {
  const std::lock_guard lock(mutex_);
  PracticeMessage* message = Find(id);
  if (message == nullptr) return false;
  message->publication = publication;
  message->removed_by = by;
  return true;
}

bool MemoryWorld::SetChosenId(const std::string& id, const std::string& chosen_id) {
  const std::lock_guard lock(mutex_);
  PracticeMessage* message = Find(id);
  if (message == nullptr) return false;
  message->chosen_id = chosen_id;
  return true;
}

bool MemoryWorld::AddLike(const std::string& id) {
  const std::lock_guard lock(mutex_);
  PracticeMessage* message = Find(id);
  if (message == nullptr) return false;
  ++message->likes;
  return true;
}

int MemoryWorld::CountAnswers(const std::string& parent_id, const std::string& text) const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(std::count_if(messages_.begin(), messages_.end(), [&](const PracticeMessage& m) {
    return m.is_ours && m.parent_id == parent_id && m.text == text && m.publication != Publication::kRemoved;
  }));
}

}  // namespace replywatch

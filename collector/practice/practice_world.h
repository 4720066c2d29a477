// PracticeWorld: what people have written to a simulated shop, and the shop's side of it.
// Every platform's practice server shows the same world in that platform's words. MemoryWorld holds one in
// memory; simulated people are added on top of it. Implementations are thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/timestamp.h"
#include "shared/model/item.h"

namespace replywatch {

struct PracticePerson {
  std::string id;      // digits
  std::string handle;  // without '@'
  std::string name;
  std::string email;
};

struct PracticeMessage {
  std::string id;         // digits, growing with time
  std::string parent_id;  // empty: a post of its own
  std::string root_id;    // the topmost message of the thread; its own id for a post
  PracticePerson author;
  PracticePerson addressee;  // of a private message; of an answer, the person answered
  bool is_ours = false;
  bool names_us = false;
  Visibility visibility = Visibility::kPublic;
  std::string text;
  Timestamp created_at;
  std::optional<Timestamp> edited_at;
  Publication publication = Publication::kVisible;
  RemovedBy removed_by = RemovedBy::kNobody;
  std::string chosen_id;   // of the shop's own, where the platform lets the writer name what he writes
  int likes = 0;           // by the shop; more than one where a platform lets that happen
  bool is_broken = false;  // shown as an element that cannot be read
};

class PracticeWorld {
 public:
  virtual ~PracticeWorld() = default;
  virtual PracticePerson us() const = 0;
  virtual Timestamp Now() const = 0;
  // Everything there ever was, removed messages included, oldest first.
  virtual std::vector<PracticeMessage> messages() const = 0;
  // The shop answers `parent_id` (empty: a post). Returns the new message; kTargetGone when there is no such parent.
  virtual Result<PracticeMessage> Answer(const std::string& parent_id, const std::string& text, Visibility visibility) = 0;
  // False when it is not there.
  virtual bool SetPublication(const std::string& id, Publication publication, RemovedBy by) = 0;
  virtual bool SetChosenId(const std::string& id, const std::string& chosen_id) = 0;
  virtual bool AddLike(const std::string& id) = 0;
};

class MemoryWorld final : public PracticeWorld {
 public:
  explicit MemoryWorld(Timestamp start);

  PracticePerson us() const override { return us_; }
  Timestamp Now() const override;
  std::vector<PracticeMessage> messages() const override;
  Result<PracticeMessage> Answer(const std::string& parent_id, const std::string& text, Visibility visibility) override;
  bool SetPublication(const std::string& id, Publication publication, RemovedBy by) override;
  bool SetChosenId(const std::string& id, const std::string& chosen_id) override;
  bool AddLike(const std::string& id) override;

  // Every message takes a second; this lets more time pass.
  void Pass(Duration d);
  // Moves on to an instant; never back.
  void MoveTo(Timestamp now);
  // How a person is called; the handle otherwise.
  void Name(const std::string& handle, const std::string& name);

  // Everything, as JSON, and back again. False when the text is no saved world; the world is then as it was.
  std::string Save() const;
  bool Load(const std::string& text);
  // The same handle is the same person.
  PracticePerson Person(const std::string& handle);
  // Each returns the id of what was written.
  std::string AddPost(const std::string& text);
  std::string AddComment(const std::string& handle, const std::string& parent_id, const std::string& text, bool names_us = true);
  std::string AddMention(const std::string& handle, const std::string& text);
  std::string AddPrivate(const std::string& handle, const std::string& text, const std::string& parent_id = "");
  // A comment that waits for approval, and one that cannot be read.
  std::string AddHeld(const std::string& handle, const std::string& parent_id, const std::string& text);
  std::string AddBroken(const std::string& handle, const std::string& parent_id);
  void Edit(const std::string& id, const std::string& text);
  void Remove(const std::string& id, RemovedBy by);
  // From now on the shop's answers wait for approval.
  void HoldAnswers(bool holds);

  // Visible or held answers of the shop to `parent_id` with exactly that text.
  int CountAnswers(const std::string& parent_id, const std::string& text) const;

 private:
  PracticeMessage Begin(const std::string& parent_id, const std::string& text, const PracticePerson& author);
  std::string Add(PracticeMessage message);
  PracticeMessage* Find(const std::string& id);
  PracticePerson PersonLocked(const std::string& handle);

  mutable std::mutex mutex_;
  PracticePerson us_;
  Timestamp now_;
  std::vector<PracticePerson> people_;
  std::vector<PracticeMessage> messages_;
  bool holds_answers_ = false;
};

}  // namespace replywatch

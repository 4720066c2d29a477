// A PracticeWorld in Reddit's words: names, things, listings, and the trees of comments that threads are.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "collector/practice/practice_world.h"

namespace replywatch::reddit {

using Json = nlohmann::json;
using Selection = std::vector<const PracticeMessage*>;

// "a,b" -> a, b.
std::vector<std::string> WordsOf(const std::string& list);
// A Listing; an empty `after`: its last page.
Json ListingOf(const Json& children, const std::string& after);
// What a POST is answered.
Json Answered(const Json& things);

// The world as of one request. Where `omits_authors`, a comment that is gone tells no author instead of a mark.
class View {
 public:
  explicit View(const PracticeWorld& world, bool omits_authors = false);

  const std::vector<PracticeMessage>& messages() const { return messages_; }
  const PracticeMessage* Find(const std::string& id) const;
  const PracticeMessage* FindByName(const std::string& name) const;
  // Newest first.
  const Selection& ChildrenOf(const PracticeMessage& message) const;

  bool IsPost(const PracticeMessage& message) const;
  bool IsBelowOurPost(const PracticeMessage& message) const;
  std::string NameOf(const PracticeMessage& message) const;
  Json ThingOf(const PracticeMessage& message) const;
  // As inboxes show it: with its reason and without its post's name; a message with the rest of its talk.
  Json InboxThing(const PracticeMessage& message) const;
  // The post of somebody else under which a mention stands; null for other names.
  Json ForeignPost(const std::string& name) const;

 private:
  std::string PostNameOf(const PracticeMessage& message) const;
  std::string ParentNameOf(const PracticeMessage& message) const;
  Json PostThing(const PracticeMessage& post) const;
  Json CommentThing(const PracticeMessage& comment) const;
  Json MessageThing(const PracticeMessage& message) const;
  std::size_t CountBelow(const PracticeMessage& message) const;

  bool omits_authors_;
  PracticePerson us_;
  std::vector<PracticeMessage> messages_;
  std::unordered_map<std::string, const PracticeMessage*> by_id_;
  std::unordered_map<std::string, Selection> children_;
};

// Comments up to a number and a depth; what is beyond them is left out with `more`.
class TreeBuilder {
 public:
  TreeBuilder(const View& view, std::size_t limit, bool omits_deleted)
      : view_(view), left_(limit), omits_deleted_(omits_deleted) {}

  Json Below(const PracticeMessage& post) { return Level(view_.ChildrenOf(post), view_.NameOf(post), 0); }
  Json From(const PracticeMessage& comment) { return Level({&comment}, view_.NameOf(comment), 0); }
  // As /api/morechildren gives them: the named ones and what is below them, side by side.
  Json Flat(const std::vector<std::string>& ids);

 private:
  bool IsShown(const PracticeMessage& comment) const;
  Json Level(const Selection& siblings, const std::string& parent_name, int depth);
  static Json More(const std::string& parent_name, const Json& ids, std::size_t count);

  const View& view_;
  std::size_t left_;
  bool omits_deleted_;
};

}  // namespace replywatch::reddit

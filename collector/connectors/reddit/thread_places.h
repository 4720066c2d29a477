// ThreadPlaces: what is known of posts and of who wrote what, so that an item can be put in its place without asking
// again. Bounded; forgets everything when full. One thread at a time.
#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "collector/connectors/reddit/reddit_json.h"

namespace replywatch::reddit {

class ThreadPlaces {
 public:
  void Learn(const Post& post);
  void Learn(const Thing& thing);
  // What was asked for and is not told stays unknown and is not asked for again.
  void LearnAbsence(const std::string& fullname);

  bool Knows(const std::string& fullname) const;
  // Null when unknown.
  const Post* PostAt(const std::string& fullname) const;
  // Account id of a post's, comment's or message's author; empty when unknown or gone.
  std::string AuthorOf(const std::string& fullname) const;

 private:
  void MakeRoom();

  std::unordered_map<std::string, Post> posts_;
  std::unordered_map<std::string, std::string> authors_;
};

// Fullnames that must be learnt before these can be placed. Messages need none: nothing but their talk is
// asked for.
std::set<std::string> UnknownPlaces(const std::vector<Thing>& things, const ThreadPlaces& places);

// `thing` as it stands there; `own_id` is our account's id.
Item ToItem(const Thing& thing, const ThreadPlaces& places, const Account& own);

}  // namespace replywatch::reddit

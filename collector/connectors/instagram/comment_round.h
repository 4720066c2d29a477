// CommentRound: one round over an account's media and what stands below each. How many comments
// a media has tells whether to look there; then its list is read, newest first, until what is known and until as many new
// ones were found as the count has risen by, for a reply to an old comment stands deep in the list. Pure.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "collector/connectors/connector.h"
#include "collector/connectors/instagram/instagram_json.h"

namespace replywatch::instagram {

class CommentRound {
 public:
  // The stored cursor is the newest time seen, the counts of the newest media and how often a list of one was refused; an
  // unreadable one, or page token, begins anew.
  explicit CommentRound(const FetchRequest& request);

  // A list under way: the comments of a media, or, with a parent, the replies to one of them.
  struct List {
    Media media;
    Parent parent;
    std::string after;
    bool is_whole = false;   // nothing of it is known: it is read to its end
    bool is_search = false;  // it is read only for what its media owes
  };
  // The list to read on before anything else, taken out; none: the media go on at outer_after().
  std::optional<List> TakeOpen();
  const std::string& outer_after() const { return outer_after_; }
  bool is_backfill() const { return !known_; }

  // Whether its count is another than it was, or not told.
  bool HasChanged(const Media& media) const;
  // Its count will be what the next round compares with; or what it was compared with in this one.
  void Remember(const Media& media);
  void RememberAsBefore(const Media& media);
  // A list of it was refused: it went, or was out of reach for a moment. Of the next two rounds each reads it again, up to 20
  // pages; then it is left as it is.
  void WasRefused(const std::string& media_id);
  // What earlier rounds were refused and `listed` does not show, for it is older; and what of it this round does not ask for.
  std::vector<std::string> RefusedBeside(const std::set<std::string>& listed) const;
  void PutOff(const std::string& media_id);

  List Begin(const Media& media);
  // A page of `list` was read; it goes on at `after`.
  void Took(List list, const CommentList& read, const std::string& after);
  void OuterGoesOn(const std::string& after);

  // Sets the next page's token, or, at the end of the round, the cursor.
  void Finish(Page& page) const;

 private:
  bool MayBeNew(Timestamp time) const;
  bool IsOwed(const std::string& media_id) const;
  void ReadToken(const std::string& token);

  std::string stored_cursor_;
  std::optional<std::int64_t> known_;         // the newest time seen in earlier rounds, ms
  std::map<std::string, std::int64_t> were_;  // counts as stored
  std::int64_t newest_ms_ = 0;
  std::map<std::string, std::int64_t> are_;           // counts to store
  std::map<std::string, std::int64_t> were_refused_;  // rounds in which a media was, as stored
  std::map<std::string, std::int64_t> refused_;       // and to store
  // By media: new comments that the count tells of and that were not found yet; pages read beyond what is known.
  std::map<std::string, std::int64_t> owed_;
  std::map<std::string, std::int64_t> searched_;
  std::string outer_after_;
  bool outer_is_read_ = false;
  std::vector<List> open_;
};

}  // namespace replywatch::instagram

// GraphRound: one round over a list of lists (posts with their comments, conversations
// with their messages), newest first, until what is known. The outer list shows the newest of each inner one;
// where that is not enough, the inner list is read on before the outer. Cursors of the platform live no longer than the round.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collector/connectors/connector.h"

namespace replywatch::graph {

// The page token of a list that is read up to a number of pages: how many came before, and where it goes on.
struct PagesRead {
  int pages = 0;
  std::string after;

  // "7:cursor"; an unreadable one begins anew.
  static PagesRead Parse(const std::string& page_token);
  // After one more page, of at most `most`; empty at the end, or where the platform would give the same page again.
  [[nodiscard]] std::string Next(const std::string& next_after, int most) const;
};

class GraphRound {
 public:
  // The stored cursor is the newest time seen, in ms, and the inner lists that were refused; an unreadable one, or page token,
  // begins anew. `overlap` before it is read again.
  GraphRound(const FetchRequest& request, Duration overlap);

  // What the next call reads: the rest of one inner list, or, without one, the next page of the outer list.
  struct Inner {
    std::string id;
    std::string after;
    int refusals = 0;  // rounds in which it was refused; after one, all of it is read
  };
  const Inner* inner() const { return open_.empty() ? nullptr : &open_.front(); }
  const std::string& outer_after() const { return outer_after_; }
  bool is_backfill() const { return !known_; }
  // Whether something of that time may be new.
  bool MayBeNew(Timestamp time) const { return !known_ || time >= *known_; }
  // Whether it is newer than everything an earlier round saw.
  bool IsUnseen(Timestamp time) const { return time.ms > stored_ms_; }

  // What was read. An inner list goes on at `after` unless that is empty or `oldest` is known already.
  void SawTime(Timestamp time);
  void SawInner(const std::string& id, const std::string& after, std::optional<Timestamp> oldest);
  // The inner list under way has been read to `after`.
  void InnerGoesOn(const std::string& after, std::optional<Timestamp> oldest);
  // The inner list under way was refused: its post went, or was out of reach for a moment. Of the next two rounds each reads it
  // again behind all else, whole; then it is given up. At most 50 are kept so.
  void InnerWasRefused();
  // The outer list goes on at `after`; empty: it has been read far enough.
  void OuterGoesOn(const std::string& after);

  // Sets the next page's token, or, at the end of the round, the cursor; that also before refused lists are read again, so that
  // a round which ends among them has counted as one of their attempts and holds up nothing.
  void Finish(Page& page);

 private:
  std::string CursorWith(const std::vector<Inner>& refused) const;

  std::optional<Timestamp> known_;  // from here on everything may be new
  std::int64_t stored_ms_ = 0;
  std::int64_t newest_ms_ = 0;  // becomes the cursor
  std::string outer_after_;
  bool outer_is_read_ = false;
  std::vector<Inner> open_;
  std::vector<Inner> again_;    // refused in earlier rounds; to be read in this one
  std::vector<Inner> refused_;  // for the next round
  bool was_refused_ = false;    // whether the stored cursor names any
};

}  // namespace replywatch::graph

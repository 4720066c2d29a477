// HeldComments: which comments wait for approval, as listings told. Asked for by id, YouTube tells no moderation status ("this
// property isn't set if the API request used the id filter parameter", Google's reference, 2026). Complete as of the last whole
// reading of both queues, kept up with what was listed since. Bounded; one thread at a time.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "collector/connectors/youtube/youtube_json.h"

namespace replywatch::youtube {

class HeldComments {
 public:
  // What a listing other than by id tells of a comment and its status, if it does.
  void Learn(const YtComment& comment);
  // It was released from here.
  void Release(const std::string& id);
  // Both queues as they are now: all threads with what they carry, and what could not be read. `is_whole`: to their ends.
  void Replace(const std::vector<YtThread>& queued, const std::vector<SetAside>& unreadable, bool is_whole, Timestamp now);

  // How a comment stands of which an answer by id does not tell it; nullopt: not known, as of the replies of a thread in a queue,
  // which carries only a few.
  std::optional<Publication> Of(const YtComment& comment) const;
  // Can it be told of one that is not shown by id that it does not wait in a queue?
  bool IsSurelyNotHeld(const std::string& id, const std::string& thread_id) const;
  // When both queues were read last; nullopt: never, or too much has been learnt since.
  std::optional<Timestamp> read_at() const { return read_at_; }

 private:
  void Note(const YtComment& comment, Publication publication);

  std::unordered_map<std::string, Publication> told_;  // of the threads in the queues
  std::unordered_set<std::string> threads_;            // those with something held
  bool is_whole_ = false;
  std::optional<Timestamp> read_at_;
};

}  // namespace replywatch::youtube

// Players: brings the cast to life in a MemoryWorld: they open scenes, come back when
// ignored, go public, and say thanks when helped. Deterministic for a seed and the same answers. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>

#include "collector/practice/cast.h"
#include "collector/practice/practice_world.h"

namespace replywatch {

struct PlayersOptions {
  std::uint64_t seed = 1;
  double openings_per_minute = 1;
  double clock_factor = 1;   // hours of a story pass so many times faster
  double edit_share = 0;     // of what people write, edited a little later
  double removal_share = 0;  // of what people write, removed a little later
  bool plays_again = false;  // begins anew when every scene has been played
};

class Players {
 public:
  // `world` outlives this.
  Players(Cast cast, MemoryWorld& world, PlayersOptions options);

  // The shop's posts, and what people wrote in the `span` before `now` while nobody answered; unhurried by the clock factor.
  void PlayPast(Timestamp now, Duration span, double openings_per_hour);

  // Whatever is due by `now`. True when something was written.
  bool Advance(Timestamp now);

  std::string Save() const;
  bool Load(const std::string& text);

 private:
  struct Part {  // one scene under way
    std::size_t member = 0;
    std::size_t scene = 0;
    std::size_t next_ignored = 0;
    std::size_t next_answered = 0;
    Timestamp last_at;
    std::string last_id;
    Place last_place = Place::kPrivate;
    std::string last_answer_id;    // empty: not answered yet
    std::vector<std::string> ids;  // what this person wrote in it
  };

  void ShuffleScenes();
  bool OpenScene(Timestamp now);
  bool IsFinished(const Part& part, Timestamp now) const;
  bool PlayPart(Part& part, Timestamp now, const std::vector<PracticeMessage>& messages);
  void Say(Part& part, const Line& line, Timestamp at);
  bool ChangeSomething(Timestamp now);
  std::string PostFor(const std::string& language);
  Duration Scaled(Duration d) const;
  double Random() { return std::uniform_real_distribution<double>(0, 1)(random_); }

  Cast cast_;
  MemoryWorld& world_;
  PlayersOptions options_;
  double factor_;
  std::mt19937_64 random_;
  std::map<std::string, std::vector<std::string>> post_ids_;  // by language
  std::vector<Part> parts_;
  std::vector<std::pair<std::size_t, std::size_t>> unplayed_;  // (member, scene), shuffled
  Timestamp next_opening_;
  std::map<std::string, std::pair<Timestamp, bool>> changes_;  // message id -> when, and whether it is removed
};

}  // namespace replywatch

#include "collector/practice/players.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace replywatch {
namespace {

using Json = nlohmann::json;

constexpr Duration kStep = Duration::Minutes(1);  // of playing the past
constexpr Duration kBeforeChange = Duration::Seconds(45);
constexpr Duration kGivesUp = Duration::Days(5);  // after the last word that nobody answered

}  // namespace

Players::Players(Cast cast, MemoryWorld& world, PlayersOptions options)
    : cast_(std::move(cast)),
      world_(world),
      options_(options),
      factor_(std::max(options.clock_factor, 0.001)),
      random_(options.seed) {
  for (const CastMember& member : cast_.members) world_.Name(member.handle, member.name);
  ShuffleScenes();
}

void Players::ShuffleScenes() {
  for (std::size_t m = 0; m < cast_.members.size(); ++m) {
    for (std::size_t s = 0; s < cast_.members[m].scenes.size(); ++s) unplayed_.emplace_back(m, s);
  }
  std::shuffle(unplayed_.begin(), unplayed_.end(), random_);
}

Duration Players::Scaled(Duration d) const { return {static_cast<std::int64_t>(static_cast<double>(d.ms) / factor_)}; }

void Players::PlayPast(Timestamp now, Duration span, double openings_per_hour) {
  world_.MoveTo(now - span - Duration::Hours(1));
  for (const auto& [language, texts] : cast_.posts) {
    for (const std::string& text : texts) post_ids_[language].push_back(world_.AddPost(text));
  }
  const double factor = std::exchange(factor_, 1.0);
  const double rate = std::exchange(options_.openings_per_minute, openings_per_hour / 60);
  next_opening_ = now - span;
  for (Timestamp at = now - span; at < now; at = at + kStep) Advance(at);
  factor_ = factor;
  options_.openings_per_minute = rate;
  next_opening_ = now;
  // From here on time runs by the factor: what has passed of a pause counts for its share only.
  for (Part& part : parts_) part.last_at = now - Scaled(now - part.last_at);
}

bool Players::Advance(Timestamp now) {
  bool any = false;
  while (options_.openings_per_minute > 0 && next_opening_ <= now && !unplayed_.empty()) {
    any = OpenScene(std::max(next_opening_, world_.Now())) || any;
    const double minutes = std::exponential_distribution<double>(options_.openings_per_minute)(random_);
    next_opening_ = next_opening_ + Duration{static_cast<std::int64_t>(minutes * 60'000)};
    if (unplayed_.empty() && options_.plays_again) ShuffleScenes();
  }
  const std::vector<PracticeMessage> messages = world_.messages();
  for (Part& part : parts_) any = PlayPart(part, now, messages) || any;
  return ChangeSomething(now) || any;
}

bool Players::IsFinished(const Part& part, Timestamp now) const {
  const Scene& scene = cast_.members[part.member].scenes[part.scene];
  if (!part.last_answer_id.empty()) return part.next_answered == scene.answered.size();
  return part.next_ignored == scene.ignored.size() && part.last_at + Scaled(kGivesUp) <= now;
}

bool Players::OpenScene(Timestamp now) {
  // One matter at a time: the next person who has none open.
  std::erase_if(parts_, [&](const Part& part) { return IsFinished(part, now); });
  const auto busy = [&](std::size_t member) {
    return std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) { return part.member == member; });
  };
  const auto next = std::find_if(unplayed_.begin(), unplayed_.end(), [&](const auto& entry) { return !busy(entry.first); });
  if (next == unplayed_.end()) return false;
  Part part;
  part.member = next->first;
  part.scene = next->second;
  unplayed_.erase(next);
  Say(part, cast_.members[part.member].scenes[part.scene].opening, now);
  parts_.push_back(std::move(part));
  return true;
}

bool Players::PlayPart(Part& part, Timestamp now, const std::vector<PracticeMessage>& messages) {
  const CastMember& member = cast_.members[part.member];
  const Scene& scene = member.scenes[part.scene];
  for (const PracticeMessage& m : messages) {
    if (!part.last_answer_id.empty()) break;
    const bool to_scene = std::find(part.ids.begin(), part.ids.end(), m.parent_id) != part.ids.end();
    if (!m.is_ours || m.publication != Publication::kVisible || !to_scene) continue;
    part.last_answer_id = m.id;
    part.last_at = m.created_at;
  }
  const bool answered = !part.last_answer_id.empty();
  const std::vector<Line>& lines = answered ? scene.answered : scene.ignored;
  std::size_t& next = answered ? part.next_answered : part.next_ignored;
  if (next >= lines.size() || part.last_at + Scaled(lines[next].after) > now) return false;
  Say(part, lines[next], now);
  ++next;
  return true;
}

std::string Players::PostFor(const std::string& language) {
  const std::vector<std::string>& posts = post_ids_[language];
  return posts[static_cast<std::size_t>(random_() % posts.size())];
}

void Players::Say(Part& part, const Line& line, Timestamp at) {
  world_.MoveTo(at);
  const CastMember& member = cast_.members[part.member];
  const Place place = line.where == Place::kSame ? part.last_place : line.where;
  const bool goes_on = place == part.last_place && !part.last_id.empty();
  const std::string parent = !part.last_answer_id.empty() && goes_on ? part.last_answer_id : goes_on ? part.last_id : "";
  switch (place) {
    case Place::kComment:
      part.last_id = world_.AddComment(member.handle, parent.empty() ? PostFor(member.language) : parent, line.text);
      break;
    case Place::kMention: part.last_id = world_.AddMention(member.handle, line.text); break;
    default: part.last_id = world_.AddPrivate(member.handle, line.text, parent); break;
  }
  part.last_place = place;
  part.last_at = world_.Now();
  part.ids.push_back(part.last_id);
  if (Random() < options_.removal_share) {
    changes_[part.last_id] = {at + Scaled(kBeforeChange), true};
  } else if (Random() < options_.edit_share) {
    changes_[part.last_id] = {at + Scaled(kBeforeChange), false};
  }
}

bool Players::ChangeSomething(Timestamp now) {
  bool any = false;
  for (auto it = changes_.begin(); it != changes_.end();) {
    if (it->second.first > now) {
      ++it;
      continue;
    }
    const std::vector<PracticeMessage> messages = world_.messages();
    const auto message =
        std::find_if(messages.begin(), messages.end(), [&](const PracticeMessage& m) { return m.id == it->first; });
    world_.MoveTo(now);
    if (it->second.second) {
      world_.Remove(it->first, RemovedBy::kAuthor);
    } else if (message != messages.end()) {
      world_.Edit(it->first, message->text + " (…)");
    }
    any = true;
    it = changes_.erase(it);
  }
  return any;
}

std::string Players::Save() const {
  Json json{{"posts", post_ids_},
            {"unplayed", unplayed_},
            {"next_opening", next_opening_.ms},
            {"parts", Json::array()},
            {"changes", Json::array()}};
  for (const Part& p : parts_) {
    json["parts"].push_back({p.member, p.scene, p.next_ignored, p.next_answered, p.last_at.ms, p.last_id,
                             static_cast<int>(p.last_place), p.last_answer_id, p.ids});
  }
  for (const auto& [id, change] : changes_) json["changes"].push_back({id, change.first.ms, change.second});
  return json.dump();
}

bool Players::Load(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  try {
    std::vector<Part> parts;
    for (const Json& p : json.at("parts")) {
      Part part{
          p.at(0), p.at(1), p.at(2), p.at(3), {p.at(4).get<std::int64_t>()}, p.at(5), static_cast<Place>(p.at(6).get<int>()),
          p.at(7), p.at(8)};
      if (part.member >= cast_.members.size() || part.scene >= cast_.members[part.member].scenes.size()) return false;
      parts.push_back(std::move(part));
    }
    std::map<std::string, std::pair<Timestamp, bool>> changes;
    for (const Json& c : json.at("changes")) changes[c.at(0)] = {{c.at(1).get<std::int64_t>()}, c.at(2)};
    post_ids_ = json.at("posts").get<decltype(post_ids_)>();
    unplayed_ = json.at("unplayed").get<decltype(unplayed_)>();
    next_opening_ = {json.at("next_opening").get<std::int64_t>()};
    parts_ = std::move(parts);
    changes_ = std::move(changes);
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

}  // namespace replywatch

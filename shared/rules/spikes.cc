#include "shared/rules/spikes.h"

#include <algorithm>
#include <cmath>

namespace replywatch {
namespace {

constexpr double kMadToDeviation = 1.4826;
constexpr double kDeviations = 4;

double MedianOf(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace

std::optional<Spike> FindSpike(int people, std::vector<int> usual) {
  const std::vector<double> counts(usual.begin(), usual.end());
  const double median = MedianOf(counts);
  std::vector<double> distances;
  for (const double count : counts) distances.push_back(std::abs(count - median));
  const double deviation = std::max(kMadToDeviation * MedianOf(distances), 1.0);
  Spike spike;
  spike.people = people;
  spike.usual = static_cast<int>(std::ceil(median));
  spike.threshold = std::max(
      {kFewestPeople, static_cast<int>(std::ceil(median + kDeviations * deviation)), static_cast<int>(std::ceil(2 * median))});
  return people >= spike.threshold ? std::optional(spike) : std::nullopt;
}

std::vector<Timestamp> SameHourBefore(const Zone& zone, Timestamp now) {
  std::vector<Timestamp> ends;
  const Duration within_minute{now.ms % 60'000};
  for (int week = 1; week <= kSpikeWeeks; ++week)
    ends.push_back(zone.At(zone.DayOf(now) - 7 * week, zone.MinuteOf(now)) + within_minute);
  return ends;
}

bool SpellGoesOn(std::span<const Timestamp> told_at, Timestamp opened_at, Timestamp now) {
  Timestamp last = opened_at;
  for (const Timestamp at : told_at) {
    if (at > now) break;
    if (at - last > kSpellGap) return false;
    last = std::max(last, at);
  }
  return now - last <= kSpellGap;
}

bool FallsInto(const Incident& incident, Timestamp at, InboxId inbox, std::string_view cause) {
  if (incident.state == IncidentState::kRefused) return false;
  if (incident.inbox_id && incident.inbox_id != inbox) return false;
  if (!incident.cause.empty() && incident.cause != cause) return false;
  return at >= incident.opened_at - kSpikeWindow && (!incident.closed_at || at < *incident.closed_at);
}

std::string SpikeFacts(const Spike& spike) {
  return "people=" + std::to_string(spike.people) + " usual=" + std::to_string(spike.usual) +
         " threshold=" + std::to_string(spike.threshold) + " minutes=" + std::to_string(kSpikeWindow.ms / 60'000);
}

}  // namespace replywatch

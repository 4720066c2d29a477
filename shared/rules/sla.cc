#include "shared/rules/sla.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace replywatch {
namespace {

constexpr double kWarnShare = 0.75;
constexpr std::int64_t kEscalateFactor = 2;

bool HasFlag(Flags flags, const std::string& name) {
  for (const Flag flag : {Flag::kProblem, Flag::kQuestion, Flag::kPraise, Flag::kThreat, Flag::kRepeat, Flag::kWentPublic}) {
    if (FlagName(flag) == name) return flags.Has(flag);
  }
  return false;
}

bool Matches(const SlaSubject& subject, const std::string& key, const std::string& value) {
  if (key == "inbox") return subject.inbox == value;
  if (key == "kind") return MessageKindName(subject.kind) == value;
  if (key == "visibility") return VisibilityName(subject.visibility) == value;
  if (key == "flag") return HasFlag(subject.flags, value);
  if (key == "language") return subject.language == value;
  return false;
}

Duration Share(Duration d, double share) { return {std::llround(static_cast<double>(d.ms) * share)}; }

Duration ForFlags(const SlaPolicy& policy, Duration target, Flags flags) {
  const bool urgent = flags.Has(Flag::kProblem) || flags.Has(Flag::kThreat);
  return urgent && !policy.match.contains("flag") ? Share(target, policy.problem_factor) : target;
}

// `spent` of the time has gone by when the clock starts at `from`.
SlaInstants Count(SlaMetric metric, Duration target, Duration spent, Timestamp from, const BusinessHours& hours,
                  bool shop_hours) {
  const auto at = [&](Duration share) -> std::optional<Timestamp> {
    const Duration left = std::max(share - spent, Duration{});
    return shop_hours ? hours.After(from, left) : std::optional(from + left);
  };
  return {metric, target, at(Share(target, kWarnShare)), at(target), at(target * kEscalateFactor)};
}

}  // namespace

const SlaPolicy* FindPolicy(std::span<const SlaPolicy> policies, const SlaSubject& subject) {
  const auto found = std::find_if(policies.begin(), policies.end(), [&](const SlaPolicy& policy) {
    return std::all_of(policy.match.begin(), policy.match.end(),
                       [&](const auto& pair) { return Matches(subject, pair.first, pair.second); });
  });
  return found == policies.end() ? nullptr : &*found;
}

SlaInstants ResponseInstants(const SlaPolicy* policy, const BusinessHours& hours, const Wait& wait, bool is_first) {
  if (policy == nullptr || wait.kind != WaitKind::kAnswer) return {};
  const auto& target = is_first ? policy->first_response : policy->next_response;
  if (!target) return {};
  const SlaMetric metric = is_first ? SlaMetric::kFirstResponse : SlaMetric::kNextResponse;
  return Count(metric, ForFlags(*policy, *target, wait.flags), {}, wait.started_at, hours, policy->shop_hours);
}

namespace {

// Of one instant, in this order.
enum class Turn : std::uint8_t { kAsks, kAnswered, kDone, kReopened };

struct Step {
  Timestamp at;
  Turn turn = Turn::kAsks;
  const Wait* wait = nullptr;
};

std::vector<Step> StepsOf(std::span<const Wait> waits, const std::vector<Timestamp>& done_at,
                          const std::vector<Timestamp>& reopened_at, const std::vector<Timestamp>& answered_at) {
  std::vector<Step> steps;
  for (const Wait& wait : waits) {
    if (wait.kind != WaitKind::kAnswer) continue;
    steps.push_back({wait.started_at, Turn::kAsks, &wait});
    if (wait.ended_at && !IsClosedByStaff(wait.outcome)) steps.push_back({*wait.ended_at, Turn::kAnswered, &wait});
  }
  for (const Timestamp at : done_at) steps.push_back({at, Turn::kDone, nullptr});
  for (const Timestamp at : reopened_at) steps.push_back({at, Turn::kReopened, nullptr});
  for (const Timestamp at : answered_at) steps.push_back({at, Turn::kAnswered, nullptr});
  std::stable_sort(steps.begin(), steps.end(),
                   [](const Step& a, const Step& b) { return std::tie(a.at, a.turn) < std::tie(b.at, b.turn); });
  return steps;
}

void Stop(Resolution& resolution, Timestamp at) {
  if (!resolution.running_since) return;
  resolution.runs.emplace_back(*resolution.running_since, at);
  resolution.running_since.reset();
}

void Ask(std::vector<Resolution>& all, const Step& step) {
  const bool is_new = all.empty() || (all.back().last_resolved_at && step.at - *all.back().last_resolved_at > kReopenedWithin);
  if (is_new) {
    Resolution& fresh = all.emplace_back();
    fresh.first_message = step.wait->first_message;
    fresh.opened_at = step.at;
  }
  Resolution& current = all.back();
  if (current.last_resolved_at) {
    ++current.reopened;
    current.last_resolved_at.reset();
  }
  if (!current.running_since) current.running_since = step.at;
  current.flags = current.flags | step.wait->flags;
}

void TakeUpAgain(std::vector<Resolution>& all, Timestamp at) {
  if (all.empty() || !all.back().last_resolved_at) return;
  Resolution& current = all.back();
  if (at - *current.last_resolved_at <= kReopenedWithin) ++current.reopened;
  current.last_resolved_at.reset();
  current.running_since = at;
}

}  // namespace

std::vector<Resolution> FoldResolutions(std::span<const Wait> waits, const std::vector<Timestamp>& done_at,
                                        const std::vector<Timestamp>& reopened_at, const std::vector<Timestamp>& answered_at) {
  std::vector<Resolution> all;
  for (const Step& step : StepsOf(waits, done_at, reopened_at, answered_at)) {
    if (step.turn == Turn::kAsks || step.turn == Turn::kReopened) {
      step.turn == Turn::kAsks ? Ask(all, step) : TakeUpAgain(all, step.at);
      continue;
    }
    if (all.empty() || all.back().last_resolved_at) continue;
    Stop(all.back(), step.at);
    if (step.turn != Turn::kDone) continue;
    all.back().last_resolved_at = step.at;
    if (!all.back().first_resolved_at) all.back().first_resolved_at = step.at;
  }
  return all;
}

Duration SpentOn(const Resolution& resolution, const BusinessHours* hours, Timestamp now) {
  const auto between = [&](Timestamp from, Timestamp to) {
    return hours != nullptr ? hours->Between(from, to) : std::max(to - from, Duration{});
  };
  Duration sum;
  for (const auto& [from, to] : resolution.runs) sum = sum + between(from, to);
  if (resolution.running_since) sum = sum + between(*resolution.running_since, now);
  return sum;
}

Duration SpentUntil(const Resolution& resolution, Timestamp end) {
  Duration sum;
  const auto add = [&](Timestamp from, Timestamp to) { sum = sum + std::max(std::min(to, end) - from, Duration{}); };
  for (const auto& [from, to] : resolution.runs) add(from, to);
  if (resolution.running_since) add(*resolution.running_since, end);
  return sum;
}

SlaInstants ResolutionInstants(const SlaPolicy* policy, const BusinessHours& hours, const Resolution& resolution) {
  if (policy == nullptr || !policy->resolution || !resolution.running_since) return {};
  const Duration target = ForFlags(*policy, *policy->resolution, resolution.flags);
  const Duration spent = SpentOn(resolution, policy->shop_hours ? &hours : nullptr, *resolution.running_since);
  return Count(SlaMetric::kResolution, target, spent, *resolution.running_since, hours, policy->shop_hours);
}

bool IsFirstOfMatter(std::span<const Resolution> resolutions, const Wait& wait) {
  return std::any_of(resolutions.begin(), resolutions.end(),
                     [&](const Resolution& r) { return r.first_message == wait.first_message; });
}

}  // namespace replywatch

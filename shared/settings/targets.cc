#include "shared/settings/targets.h"

#include <algorithm>

namespace replywatch {
namespace {

bool HasFlag(Flags flags, const std::string& name) {
  for (const Flag flag : {Flag::kProblem, Flag::kQuestion, Flag::kPraise, Flag::kThreat, Flag::kRepeat, Flag::kWentPublic}) {
    if (FlagName(flag) == name) return flags.Has(flag);
  }
  return false;
}

bool Matches(const TargetSubject& subject, const std::string& key, const std::string& value) {
  if (key == "inbox") return subject.inbox == value;
  if (key == "kind") return MessageKindName(subject.kind) == value;
  if (key == "visibility") return VisibilityName(subject.visibility) == value;
  if (key == "flag") return HasFlag(subject.flags, value);
  if (key == "language") return subject.language == value;
  return false;
}

}  // namespace

const TargetSettings* FindTarget(const std::vector<TargetSettings>& targets, const TargetSubject& subject) {
  const auto found = std::find_if(targets.begin(), targets.end(), [&](const TargetSettings& target) {
    return std::all_of(target.match.begin(), target.match.end(), [&](const auto& pair) { return Matches(subject, pair.first, pair.second); });
  });
  return found == targets.end() ? nullptr : &*found;
}

std::optional<Timestamp> FirstResponseDue(const std::vector<TargetSettings>& targets, const TargetSubject& subject, const Wait& wait) {
  if (wait.kind != WaitKind::kAnswer) return std::nullopt;
  const TargetSettings* target = FindTarget(targets, subject);
  if (target == nullptr || !target->first_response || target->shop_hours) return std::nullopt;
  return wait.started_at + *target->first_response;
}

}  // namespace replywatch

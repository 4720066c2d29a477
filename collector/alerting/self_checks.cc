#include "collector/alerting/self_checks.h"

#include <cstdlib>

#include "shared/actions/audit_detail.h"

namespace replywatch {
namespace {

void CheckInbox(const InboxFacts& facts, std::vector<SelfFinding>& findings) {
  const Inbox& inbox = facts.inbox;
  const InboxHealth& health = inbox.health;
  const auto add = [&](AlertKind kind, std::string detail) {
    findings.push_back({kind, inbox.id.value, inbox.id, std::move(detail)});
  };
  if (health.state == InboxState::kBlind) {
    add(AlertKind::kInboxBlind, WriteDetail({{"since", std::to_string(health.blind_since.value_or(Timestamp{}).ms)}}));
  }
  if (health.last_error && NeedsPerson(health.last_error->kind))
    add(AlertKind::kTokenRefused, WriteDetail({{"error", std::string(ErrorKindName(health.last_error->kind))}}));
  if (health.clock_skew && std::llabs(health.clock_skew->ms) > kWorstClockSkew.ms)
    add(AlertKind::kClockSkew, WriteDetail({{"ms", std::to_string(health.clock_skew->ms)}}));
  if (health.platform_total && health.state == InboxState::kOk) {
    const std::int64_t missing = *health.platform_total - facts.stored;
    const bool worth_telling = missing >= kMissingWorthTelling &&
                               static_cast<double>(missing) > kMissingShare * static_cast<double>(*health.platform_total);
    if (worth_telling)
      add(AlertKind::kCompleteness,
          WriteDetail({{"platform", std::to_string(*health.platform_total)}, {"stored", std::to_string(facts.stored)}}));
  }
}

}  // namespace

std::vector<SelfFinding> CheckSelf(const std::vector<InboxFacts>& inboxes, std::optional<std::int64_t> free_bytes) {
  std::vector<SelfFinding> findings;
  for (const InboxFacts& facts : inboxes) {
    if (facts.inbox.active) CheckInbox(facts, findings);
  }
  if (free_bytes && *free_bytes < kLeastFreeBytes)
    findings.push_back({AlertKind::kDiskLow, 0, {}, WriteDetail({{"bytes", std::to_string(*free_bytes)}})});
  return findings;
}

}  // namespace replywatch

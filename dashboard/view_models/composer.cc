#include "dashboard/view_models/composer.h"

#include <algorithm>

#include "shared/rules/reply_length.h"

namespace replywatch {

std::vector<ModeOffer> OfferedModes(const ConversationDetail& detail) {
  return {{ComposerMode::kPrivate, bool(detail.private_target)},
          {ComposerMode::kPublic, bool(detail.public_target)},
          {ComposerMode::kNote, true}};
}

ComposerMode FirstMode(const ConversationDetail& detail) {
  const bool is_private = detail.conversation.visibility == Visibility::kPrivate;
  if (is_private && detail.private_target) return ComposerMode::kPrivate;
  if (!is_private && detail.public_target) return ComposerMode::kPublic;
  if (detail.private_target) return ComposerMode::kPrivate;
  return ComposerMode::kNote;
}

MessageId TargetOf(const ConversationDetail& detail, ComposerMode mode) {
  switch (mode) {
    case ComposerMode::kPublic: return detail.public_target;
    case ComposerMode::kPrivate: return detail.private_target;
    case ComposerMode::kNote: return {};
  }
  return {};
}

LengthState LengthOf(const ConversationDetail& detail, ComposerMode mode, std::string_view text) {
  if (mode == ComposerMode::kNote) return {};
  const bool is_private = mode == ComposerMode::kPrivate;
  const LengthRule& rule = is_private ? detail.private_length : detail.public_length;
  const std::string& prefix = is_private ? detail.private_prefix : detail.public_prefix;
  std::string whole(text);
  if (!text.starts_with(prefix)) whole.insert(0, prefix);
  const ReplyBound bound = NearestBound(whole, rule);
  return {bound.length, bound.max, bound.excess, bound.unit};
}

std::string DescribeLength(const LengthState& length, const Catalogue& words) {
  const bool is_bytes = length.unit == LengthUnit::kBytes;
  if (length.excess > 0) return words.Count(is_bytes ? "length.excess_bytes" : "length.excess", length.excess);
  if (length.limit == 0) return words.Count("length.used", length.used);
  return words.Count(is_bytes ? "length.of_limit_bytes" : "length.of_limit", length.limit,
                     {{"used", std::to_string(length.used)}});
}

bool HasInstant(ReplyRule rule) { return rule == ReplyRule::kWindowClosed || rule == ReplyRule::kSameTextJustSent; }

std::string DescribeFinding(const ReplyFinding& finding, std::string_view clock, const Catalogue& words) {
  const std::string key = "finding." + std::string(ReplyRuleName(finding.rule));
  if (finding.rule == ReplyRule::kTooLong) return words.Count(key, finding.value, {{"limit", std::to_string(finding.limit)}});
  return words.Text(key, {{"words", finding.words}, {"time", clock}});
}

bool CanOverride(const std::vector<ReplyFinding>& findings) {
  return std::none_of(findings.begin(), findings.end(), [](const ReplyFinding& f) { return f.severity == ReplySeverity::kHard; });
}

std::vector<std::string> OverriddenNames(const std::vector<ReplyFinding>& findings) {
  std::vector<std::string> names;
  for (const ReplyFinding& finding : findings) names.emplace_back(ReplyRuleName(finding.rule));
  return names;
}

}  // namespace replywatch

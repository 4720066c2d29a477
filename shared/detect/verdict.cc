#include "shared/detect/verdict.h"

#include <algorithm>
#include <utility>

namespace replywatch {
namespace {

constexpr double kNoTrouble = 0.3;
constexpr double kSpamSum = 1.7;
constexpr double kSpamWithLure = 0.9;  // enough together with a link or money emoji
constexpr std::size_t kMaxWordsToFriend = 9;
constexpr std::size_t kMaxEvidence = 16;

bool IsSpam(const FoldedText& text, const Signals& signals) {
  const bool has_lure = text.urls > 0 || text.money_emoji > 0;
  return signals.spam >= kSpamSum || (has_lure && signals.spam >= kSpamWithLure);
}

NoAnswerReason ReasonFor(const FoldedText& text, const Signals& signals, const Classification& result) {
  if (text.tokens.empty() && text.mentions == 0 && text.urls == 0 && text.question_marks.empty()) {
    return text.emoji > 0 || text.letters.empty() ? NoAnswerReason::kEmojiOnly : NoAnswerReason::kNone;
  }
  if (IsSpam(text, signals)) return NoAnswerReason::kSpam;
  const bool says_little = text.tokens.size() <= kMaxWordsToFriend && text.question_marks.empty();
  if (text.mention_first && says_little && result.flags.empty()) return NoAnswerReason::kTagsFriend;
  return NoAnswerReason::kNone;
}

Urgency UrgencyOf(const Signals& signals, const Classification& result) {
  const bool matters = result.flags.Has(Flag::kProblem) || result.flags.Has(Flag::kQuestion);
  if (result.flags.Has(Flag::kThreat) || (matters && signals.urgent)) return Urgency::kHigh;
  return matters ? Urgency::kNormal : Urgency::kLow;
}

// The evidence of set flags, without overlaps; a question without words shows its mark.
std::vector<Evidence> PickEvidence(std::vector<Evidence> all, const FoldedText& text, Flags flags) {
  if (flags.Has(Flag::kQuestion)) {
    for (const Stretch& mark : text.question_marks) {
      const bool continues = !all.empty() && all.back().flag == Flag::kQuestion && all.back().end == mark.begin;
      continues ? static_cast<void>(all.back().end = mark.end) : all.push_back({mark.begin, mark.end, Flag::kQuestion});
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Evidence& a, const Evidence& b) { return a.begin < b.begin; });
  std::vector<Evidence> picked;
  for (const Evidence& evidence : all) {
    if (!flags.Has(evidence.flag) || (!picked.empty() && evidence.begin < picked.back().end)) continue;
    if (picked.size() == kMaxEvidence) break;
    picked.push_back(evidence);
  }
  return picked;
}

}  // namespace

void Conclude(const FoldedText& text, const Signals& signals, const FlagScores& scores, std::vector<Evidence> evidence,
              Classification& result) {
  result.problem = scores.problem;
  result.question = scores.question;
  result.praise = scores.praise;
  result.flags.Set(Flag::kProblem, result.problem >= kFlagThreshold);
  result.flags.Set(Flag::kQuestion, result.question >= kFlagThreshold);
  result.flags.Set(Flag::kPraise, result.praise >= kFlagThreshold);
  // "Thanks for the link to the authority" threatens nobody.
  const bool is_content = result.praise >= kFlagThreshold && result.problem < kNoTrouble;
  const bool is_settled = (signals.solved >= 0.8 && result.problem < kFlagThreshold) || is_content;
  result.flags.Set(Flag::kThreat,
                   !is_settled && (signals.threat >= 1.0 || (signals.threat > 0 && result.problem >= kFlagThreshold)));
  result.no_answer = ReasonFor(text, signals, result);
  result.urgency = UrgencyOf(signals, result);
  result.evidence = PickEvidence(std::move(evidence), text, result.flags);
}

}  // namespace replywatch

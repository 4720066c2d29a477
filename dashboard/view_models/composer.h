// What the composer offers: which modes are possible, how long the text is in the platform's
// unit, what stands against sending it, in words. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dashboard/view_models/snapshot.h"
#include "shared/rules/catalogue.h"

namespace replywatch {

struct ModeOffer {
  ComposerMode mode = ComposerMode::kNote;
  bool is_possible = false;
};
// Private, public, note: in the order of the tabs. Notes are always possible.
std::vector<ModeOffer> OfferedModes(const ConversationDetail& detail);
// The mode to begin with: how the person wrote, as far as that can be answered.
ComposerMode FirstMode(const ConversationDetail& detail);

MessageId TargetOf(const ConversationDetail& detail, ComposerMode mode);

struct LengthState {
  std::int64_t used = 0;    // with the platform's prefix
  std::int64_t limit = 0;   // 0: none known
  std::int64_t excess = 0;  // 0: it fits
  LengthUnit unit = LengthUnit::kCodePoints;
};
LengthState LengthOf(const ConversationDetail& detail, ComposerMode mode, std::string_view text);
// "214 / 500 characters", "12 characters too many".
std::string DescribeLength(const LengthState& length, const Catalogue& words);

// One line: what the rule found and what to do. `clock` is the time of day of its instant, where it has one.
std::string DescribeFinding(const ReplyFinding& finding, std::string_view clock, const Catalogue& words);
// Does the finding name an instant?
bool HasInstant(ReplyRule rule);

// Can a person send all the same? Only when nothing found is a limit.
bool CanOverride(const std::vector<ReplyFinding>& findings);
std::vector<std::string> OverriddenNames(const std::vector<ReplyFinding>& findings);

}  // namespace replywatch

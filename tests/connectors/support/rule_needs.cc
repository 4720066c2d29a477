#include "tests/connectors/support/rule_needs.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/connectors/support/connector_fixture.h"

namespace replywatch::testing {
namespace {

constexpr std::string_view kPrivate = "private messages";
constexpr std::string_view kSweep = "a way to read again";
constexpr std::string_view kTakesOnce = "a server that guards against sending twice";
constexpr std::string_view kFinds = "a way to look for replies";
constexpr std::string_view kHolds = "replies that wait for approval";
constexpr std::string_view kLikes = "likes";
constexpr std::string_view kNoLikes = "no likes";

const std::map<std::string_view, std::string_view>& Needs() {
  static const std::map<std::string_view, std::string_view> kNeeds{
      {"KeepsPrivateTalkApart", kPrivate},
      {"AnswersInPrivate", kPrivate},
      {"SweepsNoticeEditsAndRemovals", kSweep},
      {"SweepsUpToItsOwnLimit", kSweep},
      {"SendingAgainDoesNotDuplicateWhereTheServerGuards", kTakesOnce},
      {"FindsItsReplyThoughAClockWasSetMeanwhile", kFinds},
      {"NeverTakesAReplyForLostBecauseItsTargetIsGone", kFinds},
      {"FindsNoReplyThatIsKnownToBeAnother", kFinds},
      {"FindsNoReplyThatIsNotThere", kFinds},
      {"TellsThatAReplyIsHeld", kHolds},
      {"AreRefusedUnaskedWhereThePlatformKnowsNone", kNoLikes},
      {"StandOnceHoweverOftenTheyAreAskedFor", kLikes},
      {"AreToldByTheItemBeforeAndAfter", kLikes},
      {"AreForPublicWordsOfOthersOnly", kLikes},
      {"SayWhenTheirTargetIsGone", kLikes},
      {"SortTroubleByWhatToDo", kLikes},
      {"AreOneWhateverBreaks", kLikes},
  };
  return kNeeds;
}

}  // namespace

std::vector<Subject> Subjects() {
  std::vector<Subject> out;
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (FindPlatform(info.platform)->written_here) continue;
    out.push_back({&info, "", false});
    out.push_back({&info, "", true});
    for (const std::string& quirk : info.quirks) out.push_back({&info, quirk, false});
  }
  return out;
}

std::string NameOf(const Subject& subject) {
  if (subject.is_over_http) return std::string(subject.info->platform) + "_over_http";
  return std::string(subject.info->platform) + (subject.quirk.empty() ? "" : "_" + subject.quirk);
}

std::string_view NeedOf(std::string_view rule) {
  const auto need = Needs().find(rule);
  return need == Needs().end() ? std::string_view() : need->second;
}

std::set<std::string_view> NeedsMet(const Subject& subject) {
  PracticeOptions options;
  if (!subject.quirk.empty()) options.quirks.insert(subject.quirk);
  ConnectorBench bench(*subject.info, options);
  EXPECT_TRUE(bench.Check().ok()) << NameOf(subject);
  const Capabilities can = bench.connector->capabilities();
  std::set<std::string_view> met{can.like ? kLikes : kNoLikes};
  if (can.reply_private) met.insert(kPrivate);
  if (can.approve) met.insert(kHolds);
  if (can.resend_guard != ResendGuard::kNone) met.insert(kFinds);
  if (bench.connector->max_sweep_items() > 0) met.insert(kSweep);
  if (!subject.info->takes_twice) met.insert(kTakesOnce);
  return met;
}

}  // namespace replywatch::testing

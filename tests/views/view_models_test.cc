// View models: truth tables without a screen.
#include <gtest/gtest.h>

#include "dashboard/view_models/composer.h"
#include "dashboard/view_models/list_rows.h"
#include "dashboard/view_models/row_words.h"
#include "dashboard/view_models/timeline.h"
#include "dashboard/view_models/wait_words.h"
#include "shared/settings/catalogue_file.h"

namespace replywatch {
namespace {

Catalogue Words(const std::string& language) { return *LoadCatalogue(RW_TEST_CONFIG_DIR, language); }

constexpr Timestamp kStart{1'000'000'000'000};

Wait WaitSince(Timestamp start, WaitKind kind = WaitKind::kAnswer) {
  Wait wait;
  wait.kind = kind;
  wait.started_at = start;
  return wait;
}

struct WaitCase {
  Duration waited;
  Waiting state;
  const char* text;
};

class WaitInWords : public ::testing::TestWithParam<WaitCase> {};

TEST_P(WaitInWords, FollowsTheTargetOfOneHour) {
  const WaitCase& c = GetParam();
  const WaitWords words = DescribeWait(WaitSince(kStart), kStart + Duration::Hours(1), kStart + c.waited, Words("en"));
  EXPECT_EQ(words.state, c.state);
  EXPECT_EQ(words.text, c.text);
}

INSTANTIATE_TEST_SUITE_P(Table, WaitInWords,
                         ::testing::Values(WaitCase{Duration::Seconds(20), Waiting::kCalm, "now"},
                                           WaitCase{Duration::Minutes(44), Waiting::kCalm, "44 min"},
                                           WaitCase{Duration::Minutes(45), Waiting::kDueSoon, "45 min · due in 15 min"},
                                           WaitCase{Duration::Minutes(52), Waiting::kDueSoon, "52 min · due in 8 min"},
                                           WaitCase{Duration::Minutes(60), Waiting::kOverdue, "1 h · overdue"},
                                           WaitCase{Duration::Minutes(372), Waiting::kOverdue, "6 h 12 m · overdue"},
                                           WaitCase{Duration::Hours(14), Waiting::kOverdue, "14 h · overdue"},
                                           WaitCase{Duration::Days(3), Waiting::kOverdue, "3 days · overdue"}));

TEST(WaitWords, AreCalmWithoutATarget) {
  EXPECT_EQ(StateOfWait(WaitSince(kStart), std::nullopt, kStart + Duration::Days(9)), Waiting::kCalm);
}
TEST(WaitWords, NeverPressForThanks) {
  EXPECT_EQ(StateOfWait(WaitSince(kStart, WaitKind::kThank), kStart, kStart + Duration::Days(1)), Waiting::kThank);
}
TEST(WaitWords, CountDaysInRomanian) { EXPECT_EQ(SpanInWords(Duration::Days(21), Words("ro")), "21 de zile"); }
TEST(WaitWords, SurviveAClockThatWentBack) { EXPECT_EQ(SpanInWords(Duration::Minutes(-5), Words("en")), "now"); }

ListRow RowOf(std::int64_t id) {
  ListRow row;
  row.conversation = {id};
  return row;
}
std::vector<std::int64_t> Ids(const std::vector<ListRow>& rows) {
  std::vector<std::int64_t> ids;
  for (const ListRow& row : rows) ids.push_back(row.conversation.value);
  return ids;
}
using IdList = std::vector<std::int64_t>;

TEST(MergedRows, TakeTheNewOrderWhenNobodyIsInTheList) {
  EXPECT_EQ(Ids(MergeRows({RowOf(1), RowOf(2)}, {RowOf(3), RowOf(2), RowOf(1)}, false, {}).rows), (IdList{3, 2, 1}));
}
TEST(MergedRows, KeepTheirOrderWhileSomebodyIs) {
  EXPECT_EQ(Ids(MergeRows({RowOf(1), RowOf(2)}, {RowOf(3), RowOf(2), RowOf(1)}, true, {}).rows), (IdList{1, 2}));
}
TEST(MergedRows, CountWhatWaitsAside) {
  EXPECT_EQ(MergeRows({RowOf(1)}, {RowOf(3), RowOf(2), RowOf(1)}, true, {}).held_back, 2U);
}
TEST(MergedRows, LoseWhatLeft) { EXPECT_EQ(Ids(MergeRows({RowOf(1), RowOf(2)}, {RowOf(2)}, true, {}).rows), (IdList{2})); }
TEST(MergedRows, NeverShowTheHidden) {
  EXPECT_EQ(Ids(MergeRows({}, {RowOf(1), RowOf(2)}, false, {ConversationId{1}}).rows), (IdList{2}));
}
TEST(Neighbour, IsTheNextRow) { EXPECT_EQ(NeighbourOf({RowOf(1), RowOf(2), RowOf(3)}, {2}).value, 3); }
TEST(Neighbour, IsTheOneBeforeAtTheEnd) { EXPECT_EQ(NeighbourOf({RowOf(1), RowOf(2)}, {2}).value, 1); }
TEST(Neighbour, IsNobodyWhenAlone) { EXPECT_FALSE(NeighbourOf({RowOf(1)}, {1})); }

ConversationDetail DetailOf(Visibility visibility, bool can_public, bool can_private) {
  ConversationDetail detail;
  detail.conversation.visibility = visibility;
  if (can_public) detail.public_target = {1};
  if (can_private) detail.private_target = {2};
  return detail;
}

struct ModeCase {
  Visibility visibility;
  bool can_public;
  bool can_private;
  ComposerMode mode;
};
class FirstModeOf : public ::testing::TestWithParam<ModeCase> {};
TEST_P(FirstModeOf, IsHowThePersonWroteAsFarAsPossible) {
  const ModeCase& c = GetParam();
  EXPECT_EQ(FirstMode(DetailOf(c.visibility, c.can_public, c.can_private)), c.mode);
}
INSTANTIATE_TEST_SUITE_P(Table, FirstModeOf,
                         ::testing::Values(ModeCase{Visibility::kPrivate, true, true, ComposerMode::kPrivate},
                                           ModeCase{Visibility::kPublic, true, true, ComposerMode::kPublic},
                                           ModeCase{Visibility::kPublic, false, true, ComposerMode::kPrivate},
                                           ModeCase{Visibility::kPublic, false, false, ComposerMode::kNote},
                                           ModeCase{Visibility::kPrivate, true, false, ComposerMode::kNote}));

TEST(Length, CountsThePrefixOfThePlatform) {
  ConversationDetail detail = DetailOf(Visibility::kPublic, true, false);
  detail.public_prefix = "@ana ";
  detail.public_length.max = 10;
  EXPECT_EQ(LengthOf(detail, ComposerMode::kPublic, "hello").used, 10);
  EXPECT_EQ(LengthOf(detail, ComposerMode::kPublic, "hello!").excess, 1);
  EXPECT_EQ(LengthOf(detail, ComposerMode::kPrivate, "hello").used, 5) << "in private it has none";
}
TEST(Length, HasNoLimitForNotes) {
  EXPECT_EQ(LengthOf(DetailOf(Visibility::kPublic, true, true), ComposerMode::kNote, "x").limit, 0);
}
TEST(Length, SpeaksPolish) { EXPECT_EQ(DescribeLength({12, 500, 0, LengthUnit::kCodePoints}, Words("pl")), "12 / 500 znaków"); }
TEST(Length, NamesBytes) { EXPECT_EQ(DescribeLength({12, 500, 2, LengthUnit::kBytes}, Words("en")), "2 bytes too many"); }

TEST(Override, IsOfferedForWarnings) { EXPECT_TRUE(CanOverride({{ReplyRule::kNoName, ReplySeverity::kWarning, "", 0, 0}})); }
TEST(Override, IsNeverOfferedForLimits) {
  EXPECT_FALSE(CanOverride(
      {{ReplyRule::kNoName, ReplySeverity::kWarning, "", 0, 0}, {ReplyRule::kTooLong, ReplySeverity::kHard, "", 1, 1}}));
}

TEST(Tags, PutTheThreatFirst) {
  ListRow row = RowOf(1);
  row.flags = Flag::kProblem | Flag::kThreat;
  EXPECT_EQ(TagsOf(row, kStart, Words("en")).front().kind, TagKind::kThreat);
}
TEST(Tags, CountTheMessages) {
  ListRow row = RowOf(1);
  row.wait = WaitSince(kStart);
  row.wait->message_count = 3;
  EXPECT_EQ(TagsOf(row, kStart, Words("pl")).back().text, "3 wiadomości");
}
TEST(Tags, ForgetASnoozeThatIsOver) {
  ListRow row = RowOf(1);
  row.status = ConversationStatus::kSnoozed;
  row.snoozed_until = kStart;
  EXPECT_TRUE(TagsOf(row, kStart, Words("en")).empty());
}

TEST(EmptyList, OffersToThankWhenNobodyWaits) {
  Snapshot snapshot;
  snapshot.figures.to_thank = 9;
  EXPECT_EQ(EmptyListWords(snapshot, {}, Words("en")), "Nobody is waiting. 9 people said something nice: thank them?");
}

TEST(Timeline, BeginsEveryDayWithItsName) {
  ConversationDetail detail;
  ConversationPart part;
  for (const Duration at : {Duration::Hours(0), Duration::Hours(1), Duration::Hours(30)}) {
    ConversationMessage message;
    message.message.item.created_at = kStart + at;
    part.messages.push_back(message);
  }
  detail.parts.push_back(part);
  std::vector<EntryKind> kinds;
  for (const TimelineEntry& entry : TimelineOf(detail, LocalTime("en", "UTC"))) kinds.push_back(entry.kind);
  EXPECT_EQ(kinds, (std::vector<EntryKind>{EntryKind::kDay, EntryKind::kMessage, EntryKind::kMessage, EntryKind::kDay,
                                           EntryKind::kMessage}));
}

ConversationDetail MentionUnder(const std::string& root) {
  ConversationDetail detail;
  ConversationPart part;
  part.conversation.root_source_id = root;
  part.conversation.root_title = "Where is my parcel?";
  ConversationMessage mention;
  mention.message.item.source_id = "17";
  mention.message.item.text = "Where is my parcel?";
  part.messages.push_back(mention);
  detail.parts.push_back(part);
  return detail;
}

bool HasHead(const ConversationDetail& detail) {
  const auto entries = TimelineOf(detail, LocalTime("en", "UTC"));
  return std::any_of(entries.begin(), entries.end(), [](const TimelineEntry& entry) { return entry.kind == EntryKind::kPart; });
}

TEST(Timeline, ShowsThePostThatAMentionStandsUnder) { EXPECT_TRUE(HasHead(MentionUnder("16"))); }
TEST(Timeline, DoesNotRepeatAMessageThatBeganTheThread) { EXPECT_FALSE(HasHead(MentionUnder("17"))); }
TEST(Timeline, StillSaysWhichPartIsPublic) {
  ConversationDetail detail = MentionUnder("17");
  detail.parts.emplace_back();
  detail.parts.back().conversation.visibility = Visibility::kPrivate;
  EXPECT_TRUE(HasHead(detail));
  EXPECT_TRUE(IsOwnThread(detail.parts.front()));
}

}  // namespace
}  // namespace replywatch

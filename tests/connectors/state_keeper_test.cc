#include "collector/connectors/state_keeper.h"

#include <gtest/gtest.h>

#include "shared/base/file.h"
#include "tests/support/temp_folder.h"

namespace replywatch {
namespace {

TEST(StateKeeper, KeepsBesideTheDatabase) { EXPECT_EQ(StateFolder("sqlite:/x/shop.db"), "/x/shop.db.state"); }

TEST(StateKeeper, GivesBackWhatWasKeptLast) {
  const TempFolder folder;
  const auto path = folder.path() / "shop.db.state";
  ASSERT_TRUE(MakeFileStateKeeper(path, "Shop / news")->Keep("session", Secret("one")).ok());
  const auto keeper = MakeFileStateKeeper(path, "Shop / news");
  EXPECT_EQ(keeper->Load("session")->Reveal(), "one");
  ASSERT_TRUE(keeper->Keep("session", Secret("two")).ok());
  EXPECT_EQ(MakeFileStateKeeper(path, "Shop / news")->Load("session")->Reveal(), "two");
}

TEST(StateKeeper, KnowsNothingOfOtherInboxesAndKeys) {
  const TempFolder folder;
  ASSERT_TRUE(MakeFileStateKeeper(folder.path(), "a")->Keep("session", Secret("one")).ok());
  EXPECT_TRUE(MakeFileStateKeeper(folder.path(), "a")->Load("quota")->empty());
  EXPECT_TRUE(MakeFileStateKeeper(folder.path(), "b")->Load("session")->empty());
}

TEST(StateKeeper, IsForItsOwnerOnly) {
  const TempFolder folder;
  const auto path = folder.path() / "state";
  ASSERT_TRUE(MakeFileStateKeeper(path, "a")->Keep("session", Secret("one")).ok());
  EXPECT_TRUE(IsReadableByOwnerOnly(path));
  EXPECT_TRUE(IsReadableByOwnerOnly(path / "a.session"));
}

TEST(StateKeeper, OfATrialKnowsWhatIsKeptAndLeavesItAlone) {
  const TempFolder folder;
  ASSERT_TRUE(MakeFileStateKeeper(folder.path(), "a")->Keep("session", Secret("one")).ok());
  TrialStateKeeper trial(MakeFileStateKeeper(folder.path(), "a"));
  EXPECT_EQ(trial.Load("session")->Reveal(), "one");
  ASSERT_TRUE(trial.Keep("session", Secret("two")).ok());
  ASSERT_TRUE(trial.Keep("quota", Secret("5")).ok());
  EXPECT_EQ(trial.Load("session")->Reveal(), "two");
  EXPECT_EQ(trial.kept().size(), 2U);
  EXPECT_EQ(MakeFileStateKeeper(folder.path(), "a")->Load("session")->Reveal(), "one");
  EXPECT_FALSE(std::filesystem::exists(StateFile(folder.path(), "a", "quota")));
  EXPECT_EQ(trial.Keep("session", Secret(std::string(65 * 1024, 'x'))).error().kind, ErrorKind::kTooLarge);
}

TEST(StateKeeper, SaysWhereItCannotKeep) {
  const TempFolder folder;
  ASSERT_TRUE(WriteFileAtomically(folder.path() / "state", "a file").ok());
  const Status kept = MakeFileStateKeeper(folder.path() / "state", "a")->Keep("session", Secret("one"));
  ASSERT_FALSE(kept.ok());
  EXPECT_NE(kept.error().text.find("state"), std::string::npos);
  EXPECT_EQ(kept.error().text.find("one"), std::string::npos);
}

}  // namespace
}  // namespace replywatch

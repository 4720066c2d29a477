// Behind the screen: loader, runner, own files.
#include <condition_variable>
#include <fstream>
#include <mutex>

#include "dashboard/action_runner.h"
#include "dashboard/display_file.h"
#include "dashboard/snapshot_loader.h"
#include "dashboard/spawn.h"
#include "shared/base/file.h"
#include "tests/support/demo_store.h"
#include "tests/views/view_bench.h"

namespace replywatch {
namespace {

// Waits for something another thread tells, with a bound.
class Bell {
 public:
  std::function<void()> Ring() {
    return [this] {
      const std::scoped_lock hold(mutex_);
      ++rings_;
      rung_.notify_all();
    };
  }
  template <typename Done>
  bool WaitUntil(const Done& done) {
    std::unique_lock hold(mutex_);
    return rung_.wait_for(hold, std::chrono::seconds(20), done);
  }

 private:
  std::mutex mutex_;
  std::condition_variable rung_;
  int rings_ = 0;
};

class BackendTest : public ViewBench {
 protected:
  std::string Config() const { return (folder_.path() / "replywatch.json").string(); }
};

TEST_F(BackendTest, LoaderShowsWhatIsThere) {
  Bell bell;
  SnapshotLoader loader(Config(), clock_, bell.Ring());
  EXPECT_TRUE(bell.WaitUntil([&] { return loader.Latest()->state == SnapshotState::kReady && !loader.Latest()->rows.empty(); }));
}

TEST_F(BackendTest, SettingsThatWereNamedAndAreNotThereAreTrouble) {
  const std::string misspelt = (folder_.path() / "replywach.json").string();
  BackendOpener opener(misspelt);
  BackendTrouble trouble;
  EXPECT_EQ(opener.Open(trouble), nullptr);
  EXPECT_EQ(trouble.state, SnapshotState::kLostSettings);
  EXPECT_NE(trouble.text.find(misspelt), std::string::npos);
}

TEST_F(BackendTest, LoaderNoticesACommitOfAnother) {
  Bell bell;
  SnapshotLoader loader(Config(), clock_, bell.Ring());
  ASSERT_TRUE(bell.WaitUntil([&] { return loader.Latest()->state == SnapshotState::kReady; }));
  const ConversationId id = ConversationOf("Joan Miller");
  ASSERT_TRUE(backend_->store->Write([&](Session& s) { return MarkDone(s, {{}, clock_.Now()}, id); }).ok());
  EXPECT_TRUE(bell.WaitUntil([&] {
    const auto latest = loader.Latest();
    return std::none_of(latest->rows.begin(), latest->rows.end(), [&](const ListRow& row) { return row.conversation == id; });
  }));
}

TEST_F(BackendTest, LoaderFollowsTheFilter) {
  Bell bell;
  SnapshotLoader loader(Config(), clock_, bell.Ring());
  LoadRequest request;
  request.filter.kind = ListKind::kToThank;
  loader.Ask(request);
  EXPECT_TRUE(bell.WaitUntil([&] { return loader.Latest()->filter.kind == ListKind::kToThank; }));
}

TEST_F(BackendTest, LoaderGoesOnByItselfWhenTheDatabaseAppears) {
  const TempFolder other;
  const std::string config = (other.path() / "replywatch.json").string();
  ASSERT_TRUE(WriteFileAtomically(config, testing::DemoSettings(other.DatabaseUrl())).ok());
  Bell bell;
  SnapshotLoader loader(config, clock_, bell.Ring());
  ASSERT_TRUE(bell.WaitUntil([&] { return loader.Latest()->state == SnapshotState::kNoDatabase; }));
  ASSERT_TRUE(OpenStore(other.DatabaseUrl(), OpenMode::kMigrate).ok());
  EXPECT_TRUE(bell.WaitUntil([&] { return loader.Latest()->state == SnapshotState::kReady; }));
}

TEST_F(BackendTest, LoaderTellsEveryMistakeOfTheSettings) {
  const TempFolder other;
  const std::string config = (other.path() / "replywatch.json").string();
  ASSERT_TRUE(WriteFileAtomically(config, "{ \"shop\": 3 }").ok());
  Bell bell;
  SnapshotLoader loader(config, clock_, bell.Ring());
  EXPECT_TRUE(
      bell.WaitUntil([&] { return loader.Latest()->state == SnapshotState::kBadSettings && !loader.Latest()->trouble.empty(); }));
}

TEST_F(BackendTest, RunnerFinishesWhatWasPosted) {
  const ConversationId id = ConversationOf("Joan Miller");
  {
    ActionRunner runner(Config(), clock_, [] {});
    for (int i = 0; i < 5; ++i) runner.Post(desk_.agent, NoteAction{id, "note " + std::to_string(i)});
  }
  Read([&](Session& session) { EXPECT_EQ(session.conversations().Notes(id)->size(), 5U); });
}

TEST_F(BackendTest, RunnerReportsAFailure) {
  Bell bell;
  ActionRunner runner(Config(), clock_, bell.Ring());
  runner.Post(desk_.agent, DoneAction{ConversationId{424'242}});
  std::vector<ActionResult> results;
  ASSERT_TRUE(bell.WaitUntil([&] {
    results = runner.TakeResults();
    return !results.empty();
  }));
  EXPECT_FALSE(results[0].status.ok());
}

TEST(Links, AreOnlyWebAddresses) {
  EXPECT_TRUE(IsWebAddress("https://social.example/@ana/1"));
  for (const char* bad : {"file:///etc/passwd", "javascript:alert(1)", "https://x.example/a b", "--help", ""})
    EXPECT_FALSE(IsWebAddress(bad)) << bad;
}

TEST(DisplayFile, KeepsWhatWasChosen) {
  const TempFolder folder;
  DisplayChoice choice;
  choice.is_dark = true;
  choice.font_scale = 1.2F;
  choice.language = "bg";
  choice.agent = "Ioana Pop";
  choice.window_width = 1600;
  ASSERT_TRUE(SaveDisplay(folder.path() / "a" / "dashboard.json", choice).ok());
  const DisplayChoice back = LoadDisplay(folder.path() / "a" / "dashboard.json", {});
  EXPECT_TRUE(back.is_dark);
  EXPECT_FLOAT_EQ(back.font_scale, 1.2F);
  EXPECT_EQ(back.language, "bg");
  EXPECT_EQ(back.agent, "Ioana Pop");
  EXPECT_EQ(back.window_width, 1600);
}

TEST(DisplayFile, IsAsGoodAsNoneWhenDamaged) {
  const TempFolder folder;
  std::ofstream(folder.path() / "d.json") << "{ \"theme\": ";
  EXPECT_FALSE(LoadDisplay(folder.path() / "d.json", {}).is_dark);
}

TEST(DisplayFile, HoldsSizesWithinBounds) {
  const TempFolder folder;
  std::ofstream(folder.path() / "d.json") << "{ \"window_width\": 3, \"font_percent\": 9000 }";
  const DisplayChoice back = LoadDisplay(folder.path() / "d.json", {});
  EXPECT_EQ(back.window_width, 640);
  EXPECT_FLOAT_EQ(back.font_scale, 1.6F);
}

}  // namespace
}  // namespace replywatch

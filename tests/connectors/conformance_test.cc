// The rules that every connector keeps, run against every platform's practice server and every quirk it knows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "tests/connectors/support/conformance.h"

namespace replywatch {
namespace {

using testing::Conformance;
using ::testing::HasSubstr;

TEST_P(Conformance, ReadsEverythingThatIsThere) {
  const auto bench = Bench(Paged(7));
  const std::string post = bench->world.AddPost("New mugs");
  for (int i = 0; i < 30; ++i) bench->world.AddComment("ana" + std::to_string(i % 4), post, "Comment " + std::to_string(i) + ".");
  for (int i = 0; i < 10; ++i) bench->world.AddMention("jan", "Mention " + std::to_string(i) + ".");
  for (int i = 0; i < 10; ++i) bench->world.AddPrivate("iva", "Private " + std::to_string(i) + ".");
  ASSERT_TRUE(bench->FetchAll().ok());
  ExpectComplete(*bench);
}

TEST_P(Conformance, ReadsALongHistory) {
  const auto bench = Bench();
  const std::string post = bench->world.AddPost("New mugs");
  for (int i = 0; i < 2100; ++i) bench->world.AddComment("ana", post, "Comment " + std::to_string(i) + ".");
  int fewest = std::numeric_limits<int>::max();
  for (const StreamInfo& stream : bench->connector->streams()) {
    bench->items.clear();
    const int before = bench->server->requests();
    ASSERT_TRUE(bench->FetchStream(stream.name).ok());
    if (bench->items.size() == 2100U) fewest = std::min(fewest, bench->server->requests() - before);
  }
  EXPECT_LT(fewest, 60);
}

TEST_P(Conformance, ReadsOnlyWhatIsNewAfterwards) {
  const auto bench = Bench(Paged(7));
  const std::string post = bench->world.AddPost("New mugs");
  for (int i = 0; i < 30; ++i) bench->world.AddComment("ana", post, "Old " + std::to_string(i) + ".");
  ASSERT_TRUE(bench->FetchAll().ok());
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < round * 4; ++i)
      bench->world.AddComment("jan", post, "New " + std::to_string(round) + "-" + std::to_string(i) + ".");
    bench->Restart();
    ASSERT_TRUE(bench->Check().ok());
    ASSERT_TRUE(bench->FetchAll().ok());
    ExpectComplete(*bench);
  }
}

// People go on writing below what was posted long ago.
TEST_P(Conformance, FindsWhatIsNewBelowOldPosts) {
  const auto bench = Bench();
  const std::string old_post = bench->world.AddPost("Old mugs");
  bench->world.AddComment("ana", old_post, "Nice.");
  for (int i = 0; i < 80; ++i) bench->world.AddPost("Post " + std::to_string(i));
  ASSERT_TRUE(bench->FetchAll().ok());
  bench->world.AddComment("jan", old_post, "Do you still have them?");
  ASSERT_TRUE(bench->FetchAll().ok());
  ExpectComplete(*bench);
}

TEST_P(Conformance, AsksLittleWhenNothingIsNew) {
  const auto bench = Bench();
  const std::string post = bench->world.AddPost("New mugs");
  for (int i = 0; i < 300; ++i) bench->world.AddComment("ana", post, "Old " + std::to_string(i) + ".");
  ASSERT_TRUE(bench->FetchAll().ok());
  const int before = bench->server->requests();
  ASSERT_TRUE(bench->FetchAll().ok());
  EXPECT_LE(bench->server->requests() - before, 2 * static_cast<int>(bench->connector->streams().size()));
}

TEST_P(Conformance, LosesNothingThatArrivesWhilePaging) {
  const auto bench = Bench(Paged(7));
  const std::string post = bench->world.AddPost("New mugs");
  for (int i = 0; i < 40; ++i) bench->world.AddComment("ana", post, "Old " + std::to_string(i) + ".");
  int arrivals = 0;
  bench->between_pages = [&] {
    if (++arrivals <= 10) bench->world.AddComment("jan", post, "Meanwhile " + std::to_string(arrivals) + ".");
  };
  ASSERT_TRUE(bench->FetchAll().ok());
  bench->between_pages = nullptr;
  ASSERT_TRUE(bench->FetchAll().ok());
  ExpectComplete(*bench);
}

// The n-th request of a backfill fails, for every n; afterwards the round is repeated from the stored cursor.
TEST_P(Conformance, LosesNothingWhenAPageFails) {
  for (int n = 0; n < 12; ++n) {
    const auto bench = Bench(Paged(7));
    const std::string post = bench->world.AddPost("New mugs");
    for (int i = 0; i < 30; ++i) bench->world.AddComment("ana", post, "Comment " + std::to_string(i) + ".");
    bench->server->AddFault({PracticeFaultKind::kTruncated, "", "", 1, n});
    const Status first = bench->FetchAll();
    EXPECT_TRUE(first.ok() || first.error().kind == ErrorKind::kBackOff) << first.error().text;
    bench->server->ClearFaults();
    ASSERT_TRUE(bench->FetchAll().ok());
    ExpectComplete(*bench);
  }
}

// Whoever stops between reading and storing reads the same once more.
TEST_P(Conformance, ReadsTheSameFromTheSameCursor) {
  const auto bench = Bench(Paged(7));
  const std::string post = bench->world.AddPost("New mugs");
  const auto write = [&](const std::string& when) {
    for (int i = 0; i < 12; ++i) bench->world.AddComment("ana", post, when + " " + std::to_string(i) + ".");
    bench->world.AddMention("jan", when + ", a mention.");
    bench->world.AddPrivate("iva", when + ", in private.");
  };
  write("Old");
  ASSERT_TRUE(bench->FetchAll().ok());
  write("New");
  for (const auto& stored : {std::map<std::string, std::string>(), bench->cursors}) {
    std::vector<std::map<std::string, Item>> items;
    std::vector<std::map<std::string, std::string>> cursors;
    for (const bool is_restarted : {false, false, true}) {
      if (is_restarted) {
        bench->Restart();
        ASSERT_TRUE(bench->Check().ok());
      }
      bench->items.clear();
      bench->cursors = stored;
      ASSERT_TRUE(bench->FetchAll().ok());
      items.push_back(bench->items);
      cursors.push_back(bench->cursors);
    }
    ASSERT_FALSE(items[0].empty());
    for (const std::size_t again : {1U, 2U}) {
      EXPECT_EQ(cursors[again], cursors[0]);
      ExpectSame(items[again], items[0]);
    }
  }
}

TEST_P(Conformance, SetsABadElementAsideAndKeepsItsNeighbours) {
  const auto bench = Bench();
  const std::string post = bench->world.AddPost("New mugs");
  bench->world.AddComment("ana", post, "Before.");
  const std::string broken = bench->world.AddBroken("jan", post);
  bench->world.AddComment("iva", post, "After.");
  ASSERT_TRUE(bench->FetchAll().ok());
  ExpectComplete(*bench);
  ASSERT_EQ(bench->set_aside.count(bench->SourceId(broken)), 1U);
  EXPECT_THAT(bench->set_aside[bench->SourceId(broken)].raw, HasSubstr("unreadable"));
  EXPECT_EQ(bench->Find(broken), nullptr);
}

TEST_P(Conformance, TellsWhatAnswersWhat) {
  const auto bench = Bench();
  const std::string post = bench->world.AddPost("New mugs");
  const std::string question = bench->world.AddComment("ana", post, "How much?");
  const std::string other = bench->world.AddComment("jan", question, "I ask too.");
  ASSERT_TRUE(bench->FetchAll().ok());
  ASSERT_NE(bench->Find(question), nullptr);
  ASSERT_NE(bench->Find(other), nullptr);
  EXPECT_EQ(bench->Find(other)->parent_source_id, bench->SourceId(question));
  EXPECT_EQ(bench->Find(other)->parent_author_id, bench->Find(question)->author.source_id);
  EXPECT_EQ(bench->Find(other)->root_source_id, bench->Find(question)->root_source_id);
  EXPECT_EQ(bench->Find(question)->root_title, "New mugs");
}

TEST_P(Conformance, SeesAnAnswerWrittenElsewhereAsOutgoing) {
  const auto bench = Bench();
  const std::string post = bench->world.AddPost("New mugs");
  const std::string question = bench->world.AddComment("ana", post, "How much?");
  ASSERT_TRUE(bench->FetchAll().ok());
  const auto answer = bench->world.Answer(question, "@ana Ten.", Visibility::kPublic);
  ASSERT_TRUE(bench->FetchAll().ok());
  const Item* item = bench->Find(answer->id);
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(item->direction, Direction::kOutgoing);
  EXPECT_EQ(item->parent_source_id, bench->SourceId(question));
  EXPECT_EQ(item->parent_author_id, bench->Find(question)->author.source_id);
}

TEST_P(Conformance, KeepsPrivateTalkApart) {
  const auto bench = Bench();
  const std::string first = bench->world.AddPrivate("ana", "Where is my parcel?");
  const auto answer = bench->world.Answer(first, "@ana On its way.", Visibility::kPrivate);
  const bool shows_ours = bench->server->Shows(*answer);
  const std::string second = bench->world.AddPrivate("ana", "Thanks!", answer->id);
  const std::string stranger = bench->world.AddPrivate("jan", "Mine too?");
  ASSERT_TRUE(bench->FetchAll().ok());
  ASSERT_NE(bench->Find(first), nullptr);
  ASSERT_EQ(bench->Find(answer->id) != nullptr, shows_ours);
  ASSERT_NE(bench->Find(second), nullptr);
  EXPECT_EQ(bench->Find(first)->visibility, Visibility::kPrivate);
  EXPECT_EQ(bench->Find(first)->root_source_id, bench->Find(second)->root_source_id);
  EXPECT_NE(bench->Find(first)->root_source_id, bench->Find(stranger)->root_source_id);
  if (!shows_ours) return;
  EXPECT_EQ(bench->Find(first)->root_source_id, bench->Find(answer->id)->root_source_id);
  ASSERT_FALSE(bench->Find(answer->id)->mentioned_ids.empty());
  EXPECT_EQ(bench->Find(answer->id)->mentioned_ids.front(), bench->Find(first)->author.source_id);
}

TEST_P(Conformance, SweepsNoticeEditsAndRemovals) {
  const auto bench = Bench();
  const std::string post = bench->world.AddPost("New mugs");
  const std::string kept = bench->world.AddComment("ana", post, "As it was.");
  const std::string edited = bench->world.AddComment("jan", post, "Before.");
  const std::string removed = bench->world.AddComment("iva", post, "Soon gone.");
  ASSERT_TRUE(bench->FetchAll().ok());
  bench->world.Edit(edited, "Afterwards.");
  bench->world.Remove(removed, RemovedBy::kAuthor);
  const std::vector<std::string> ids{bench->SourceId(kept), bench->SourceId(edited), bench->SourceId(removed)};
  const auto swept = bench->connector->Sweep({ids, bench->world.Now()}, bench->cancel);
  ASSERT_TRUE(swept.ok()) << swept.error().text;
  EXPECT_EQ(swept->gone, std::vector<std::string>{bench->SourceId(removed)});
  ASSERT_EQ(swept->items.size(), 2U);
  for (const Item& item : swept->items) {
    EXPECT_THAT(item.text, HasSubstr(item.source_id == ids[1] ? "Afterwards." : "As it was."));
    const Item stored = bench->items[item.source_id];
    EXPECT_EQ(item.root_source_id, stored.root_source_id);
    EXPECT_EQ(item.parent_author_id, stored.parent_author_id);
  }
}

TEST_P(Conformance, SweepsUpToItsOwnLimit) {
  const auto bench = Bench();
  const std::string post = bench->world.AddPost("New mugs");
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < bench->connector->max_sweep_items(); ++i) {
    ids.push_back(bench->SourceId(bench->world.AddComment("ana", post, "Comment " + std::to_string(i) + ".")));
  }
  const auto swept = bench->connector->Sweep({ids, bench->world.Now()}, bench->cancel);
  ASSERT_TRUE(swept.ok()) << swept.error().text;
  EXPECT_EQ(swept->items.size(), ids.size());
  ids.push_back("1");
  EXPECT_FALSE(bench->connector->Sweep({ids, bench->world.Now()}, bench->cancel).ok());
  EXPECT_TRUE(bench->connector->Sweep({{}, bench->world.Now()}, bench->cancel).ok());
}

TEST_P(Conformance, LearnsWhoWeAreAndHowTheServersClockRuns) {
  const auto bench = Bench();
  const auto check = bench->connector->Check(bench->world.Now() - Duration::Seconds(30), bench->cancel);
  ASSERT_TRUE(check.ok());
  EXPECT_FALSE(check->account_id.empty());
  EXPECT_FALSE(check->account_name.empty());
  if (!GetParam().info->tells_clock) {
    EXPECT_FALSE(check->clock_skew) << "declared to tell no time";
    return;
  }
  ASSERT_TRUE(check->clock_skew);
  EXPECT_EQ(check->clock_skew->ms, 30'000);
}

TEST_P(Conformance, RefusesToWorkBeforeTheCheck) {
  const auto bench = Bench();
  bench->Restart();
  EXPECT_FALSE(bench->FetchAll().ok());
  if (Sweeps(*bench)) {
    EXPECT_FALSE(bench->connector->Sweep({{"1"}, bench->world.Now()}, bench->cancel).ok());
  }
  EXPECT_FALSE(bench->connector->Like("1", bench->world.Now(), bench->cancel).ok());
}

TEST_P(Conformance, StopsWhenCancelled) {
  const auto bench = Bench();
  bench->cancel.Cancel();
  EXPECT_EQ(FetchError(*bench), ErrorKind::kCancelled);
}

TEST_P(Conformance, RefusesUnknownStreams) {
  const auto bench = Bench();
  EXPECT_EQ(bench->connector->Fetch({"no such", "", "", bench->world.Now()}, bench->cancel).error().kind,
            ErrorKind::kInvalidArgument);
}

TEST_P(Conformance, SurvivesNonsenseWhereItsOwnTokensStand) {
  const auto bench = Bench();
  bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  for (const StreamInfo& stream : bench->connector->streams()) {
    for (const char* text : {"x", "-1", "b", "f f f f f", ":::", "99999999999999999999999", "\xff"}) {
      const auto with_cursor = bench->connector->Fetch({stream.name, text, "", bench->world.Now()}, bench->cancel);
      const auto with_token = bench->connector->Fetch({stream.name, "", text, bench->world.Now()}, bench->cancel);
      EXPECT_TRUE(with_cursor.ok() || !with_cursor.error().text.empty());
      EXPECT_TRUE(with_token.ok() || !with_token.error().text.empty());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Platforms, Conformance, ::testing::ValuesIn(testing::Subjects()), testing::TestNameOf);

TEST(Registry, HasAPracticeServerForEveryPlatform) {
  for (const PlatformInfo& platform : Platforms()) {
    const auto& practice = PracticePlatforms();
    EXPECT_EQ(
        std::count_if(practice.begin(), practice.end(), [&](const PracticeInfo& info) { return info.platform == platform.name; }),
        1)
        << platform.name;
  }
  EXPECT_EQ(Platforms().size(), PracticePlatforms().size());
  EXPECT_EQ(FindPlatform("nowhere"), nullptr);
}

}  // namespace
}  // namespace replywatch

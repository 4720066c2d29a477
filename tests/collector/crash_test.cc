// Ingest on a failing disk: after every failure the database is whole and stands before or after the page,
// never between; read again, every item is there once and the cursor is right.
#include <gtest/gtest.h>

#include <random>

#include "collector/ingest.h"
#include "shared/store/store.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/scripted_classifier.h"
#include "tests/support/temp_folder.h"

namespace replywatch {
namespace {

constexpr int kItemsPerPage = 20;
constexpr const char* kStream = "mentions";

// A platform with a forward cursor: page n holds items n * 20 …
Page PageAfter(int cursor) {
  Page page;
  for (int i = cursor; i < cursor + kItemsPerPage; ++i) {
    Item item;
    item.source_id = "m" + std::to_string(i);
    item.root_source_id = "post" + std::to_string(i % 7);
    item.author.source_id = "person" + std::to_string(i % 11);
    item.author.name = item.author.source_id;
    item.direction = i % 5 == 4 ? Direction::kOutgoing : Direction::kIncoming;
    if (i % 5 == 4) item.parent_source_id = "m" + std::to_string(i - 1);
    item.text = i % 3 == 0 ? "P unde e coletul" : "Q mai aveti";
    item.created_at = {1'000'000 + i * 1000LL};
    page.items.push_back(item);
  }
  page.cursor = std::to_string(cursor + kItemsPerPage);
  return page;
}

class Crash : public testing::Test {
 protected:
  // Opens, reads the cursor, ingests one page. Any error is the disk's.
  Status IngestOnce() {
    auto store = OpenStore(folder_.DatabaseUrl(), OpenMode::kMigrate);
    if (!store.ok()) return store.error();
    int cursor = 0;
    InboxId inbox;
    RW_RETURN_IF_ERROR((*store)->Write([&](Session& s) -> Status {
      Inbox named;
      named.name = "social";
      named.platform = "somewhere";
      RW_ASSIGN_OR_RETURN(inbox, s.inboxes().Put(named));
      RW_ASSIGN_OR_RETURN(const auto stored, s.inboxes().Cursor(inbox, kStream));
      if (stored) cursor = std::stoi(stored->cursor);
      return {};
    }));
    Page page = PageAfter(cursor);
    const auto prepared = ingest_.Prepare(page.items);
    return (*store)->Write([&](Session& s) {
      return Ingest::ApplyPage(s, {inbox, "shop"}, kStream, page, prepared, {2'000'000}).status();
    });
  }

  // Items and cursor agree, each item is stored once. Returns the cursor.
  int Verify() {
    auto store = OpenStore(folder_.DatabaseUrl(), OpenMode::kMigrate);
    EXPECT_TRUE(store.ok()) << store.error().text;
    if (!store.ok()) return -1;
    int cursor = 0;
    EXPECT_TRUE((*store)
                    ->Read([&](Session& s) -> Status {
                      RW_ASSIGN_OR_RETURN(const auto stored, s.inboxes().Cursor({1}, kStream));
                      if (stored) cursor = std::stoi(stored->cursor);
                      RW_ASSIGN_OR_RETURN(const std::int64_t count, s.messages().Count({}));
                      EXPECT_EQ(count, cursor);
                      return {};
                    })
                    .ok());
    return cursor;
  }

  TempFolder folder_;
  ScriptedClassifier classifier_;
  Ingest ingest_{classifier_, {}};
};

TEST_F(Crash, EveryFailedDiskOperationLeavesThePageBeforeOrAfter) {
  FaultDisk disk;
  ASSERT_TRUE(IngestOnce().ok());
  int cursor = Verify();
  int failures = 0;
  for (std::int64_t n = 0;; ++n) {
    disk.FailAfter(n);
    const Status done = IngestOnce();
    const bool failed = disk.failed();
    disk.Mend();
    const int now = Verify();
    ASSERT_TRUE(now == cursor || now == cursor + kItemsPerPage) << "after operation " << n;
    if (done.ok()) {
      ASSERT_EQ(now, cursor + kItemsPerPage) << "success was reported before it was on disk, operation " << n;
    }
    cursor = now;
    failures += done.ok() ? 0 : 1;
    if (!failed) break;
  }
  EXPECT_GT(failures, 10);
}

TEST_F(Crash, TenThousandInterruptionsLoseNothingAndRepeatNothing) {
  FaultDisk disk;
  std::mt19937 random(20261122);
  int interruptions = 0;
  int rounds = 0;
  while (interruptions < 10'000) {
    ++rounds;
    disk.FailAfter(static_cast<std::int64_t>(random() % 60));
    static_cast<void>(IngestOnce().ok());
    interruptions += disk.failed() ? 1 : 0;
    disk.Mend();
    if (rounds % 500 == 0) {
      ASSERT_GE(Verify(), 0);
    }
    ASSERT_FALSE(HasFailure());
  }
  const int cursor = Verify();
  EXPECT_GT(cursor, 0);
  RecordProperty("items", cursor);
}

}  // namespace
}  // namespace replywatch

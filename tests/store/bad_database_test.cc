// What a database in trouble gets: a clear error of one line that says what to do, and nothing lost.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "shared/store/sqlite/database.h"
#include "shared/store/sqlite/migrations.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class BadDatabase : public StoreFixture {
 protected:
  std::filesystem::path File() const { return folder_.path() / "test.db"; }

  void Execute(const std::string& sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(File().c_str(), &db), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    sqlite3_close(db);
  }

  void ExpectRefused(OpenMode mode, ErrorKind kind, const std::string& advice) {
    const auto opened = OpenStore(folder_.DatabaseUrl(), mode);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().kind, kind) << opened.error().text;
    EXPECT_NE(opened.error().text.find(advice), std::string::npos) << opened.error().text;
    EXPECT_EQ(opened.error().text.find('\n'), std::string::npos);
  }
};

TEST_F(BadDatabase, AnOlderOneWaitsForTheCollector) {
  store_.reset();
  Execute("PRAGMA user_version = 0");
  ExpectRefused(OpenMode::kExisting, ErrorKind::kDatabaseOlder, "start the collector once");
}

TEST_F(BadDatabase, ANewerOneIsRefusedUntouched) {
  store_.reset();
  Execute("PRAGMA user_version = 9999");
  const auto size = std::filesystem::file_size(File());
  ExpectRefused(OpenMode::kMigrate, ErrorKind::kDatabaseNewer, "install the newer version");
  ExpectRefused(OpenMode::kExisting, ErrorKind::kDatabaseNewer, "install the newer version");
  EXPECT_EQ(std::filesystem::file_size(File()), size);
}

TEST_F(BadDatabase, AnotherProgramsFileIsLeftAlone) {
  store_.reset();
  std::filesystem::remove(File());
  Execute("CREATE TABLE theirs (x)");
  ASSERT_EQ(::chmod(File().c_str(), 0664), 0);
  ExpectRefused(OpenMode::kMigrate, ErrorKind::kDatabaseDamaged, "belongs to another program");
  ExpectRefused(OpenMode::kExisting, ErrorKind::kDatabaseDamaged, "belongs to another program");
  struct stat facts {};
  ASSERT_EQ(::stat(File().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0664U) << "whoever shares it still can";
  EXPECT_FALSE(std::filesystem::exists(File().string() + "-wal"));
}

TEST_F(BadDatabase, AnEmptyFileSaysSo) {
  store_.reset();
  std::filesystem::resize_file(File(), 0);
  ExpectRefused(OpenMode::kMigrate, ErrorKind::kDatabaseDamaged, "is an empty file");
  ExpectRefused(OpenMode::kExisting, ErrorKind::kDatabaseDamaged, "is an empty file");
  EXPECT_EQ(std::filesystem::file_size(File()), 0U);
}

TEST_F(BadDatabase, DamageInsideIsFoundByReadingItWhole) {
  for (int i = 0; i < 400; ++i) Add("c" + std::to_string(i), "ana", std::string(300, 'x'), 1000 + i);
  EXPECT_TRUE(store_->CheckWhole().ok());
  store_.reset();
  std::fstream file(File(), std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(std::filesystem::file_size(File()) / 2 / 4096 * 4096));
  file << std::string(8192, '\x5A');
  file.close();
  const auto opened = OpenStore(folder_.DatabaseUrl(), OpenMode::kExisting);
  ASSERT_TRUE(opened.ok()) << opened.error().text;
  EXPECT_EQ((*opened)->CheckWhole().error().kind, ErrorKind::kDatabaseDamaged);
}

TEST_F(BadDatabase, ATruncatedOneIsSeenBeforeAnythingIsRead) {
  Add("c1", "ana", "x", 1000);
  store_.reset();
  std::filesystem::resize_file(File(), std::filesystem::file_size(File()) / 2);
  ExpectRefused(OpenMode::kMigrate, ErrorKind::kDatabaseDamaged, "restore");
}

TEST_F(BadDatabase, GarbageIsNoDatabase) {
  store_.reset();
  std::ofstream(File(), std::ios::binary | std::ios::trunc) << std::string(20000, 'z');
  ExpectRefused(OpenMode::kMigrate, ErrorKind::kDatabaseDamaged, "restore");
}

TEST_F(BadDatabase, AMissingOneSaysWhoMakesIt) {
  store_.reset();
  std::filesystem::remove(File());
  ExpectRefused(OpenMode::kExisting, ErrorKind::kNotFound, "start the collector");
}

TEST_F(BadDatabase, AFullDiskLosesNothing) {
  Add("c1", "ana", "x", 1000);
  store_.reset();
  FaultDisk disk;
  store_ = std::move(OpenStore(folder_.DatabaseUrl(), OpenMode::kMigrate)).value();
  disk.FailAfter(0);
  const Status failed =
      store_->Write([&](Session& s) { return s.messages().Insert(MessageOf("c2", "ana", "y", 2000)).status(); });
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().kind, ErrorKind::kDiskFull) << failed.error().text;
  disk.Mend();
  Read([&](Session& s) { EXPECT_EQ(*s.messages().Count({}), 1); });
  Write([&](Session& s) { EXPECT_TRUE(s.messages().Insert(MessageOf("c2", "ana", "y", 2000)).ok()); });
  store_.reset();
}

TEST_F(BadDatabase, AFolderThatCannotBeWrittenSaysSo) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  ::chmod(folder_.path().c_str(), 0500);
  const auto opened = OpenStore("sqlite:" + (folder_.path() / "new.db").string(), OpenMode::kMigrate);
  ::chmod(folder_.path().c_str(), 0700);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().kind, ErrorKind::kPermission);
}

TEST_F(BadDatabase, IsReadableByItsOwnerOnly) {
  Add("c1", "ana", "x", 1000);
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    struct stat info {};
    ASSERT_EQ(::stat(entry.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 077, 0U) << entry.path();
  }
}

TEST_F(BadDatabase, ACurrentOneIsNotCopied) {
  Add("c1", "ana", "x", 1000);
  store_.reset();
  store_ = std::move(OpenStore(folder_.DatabaseUrl(), OpenMode::kMigrate)).value();
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    EXPECT_EQ(entry.path().string().find(".before-"), std::string::npos);
  Read([&](Session& s) { EXPECT_EQ(*s.messages().Count({}), 1); });
}

TEST_F(BadDatabase, OfEveryOlderVersionIsCopiedAndMigrated) {
  const auto& migrations = sqlite::Migrations();
  for (std::size_t steps = 1; steps < migrations.size(); ++steps) {
    const int version = migrations[steps - 1].version;
    store_.reset();
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(File().string() + suffix);
    {
      const auto old = std::move(sqlite::Database::Open(File(), true, false)).value();
      for (std::size_t i = 0; i < steps; ++i) ASSERT_TRUE(old->Execute(std::string(migrations[i].sql)).ok()) << version;
      const Status filled = old->Execute(
          "PRAGMA application_id = " + std::to_string(sqlite::kApplicationId) +
          "; PRAGMA user_version = " + std::to_string(version) +
          "; INSERT INTO inboxes (name, platform, display_name, account_id, account_name, active, capabilities) VALUES "
          "('kept', 'p', 'P', '', '', 1, ''), ('other', 'p', 'P', '', '', 1, '');"
          "INSERT INTO contacts (name, language, first_seen) VALUES ('Ștefan Pop', '', 1), ('STEFAN POP', '', 1);"
          "INSERT INTO contact_identities (contact_id, inbox_id, source_id, name, handle, url, email) VALUES "
          "(1, 1, 's', 'Ștefan Pop', '', '', ''), (2, 2, 's', 'STEFAN POP', '', '', '')");
      ASSERT_TRUE(filled.ok()) << version << ": " << filled.error().text;
    }
    auto opened = OpenStore(folder_.DatabaseUrl(), OpenMode::kMigrate);
    ASSERT_TRUE(opened.ok()) << "from " << version << ": " << opened.error().text;
    store_ = std::move(opened).value();
    EXPECT_TRUE(std::filesystem::exists(File().string() + ".before-" + std::to_string(migrations.back().version))) << version;
    inbox_ = {1};
    Add("c1", "ana", "x", 1000);
    Read([&](Session& s) {
      EXPECT_EQ(s.inboxes().All()->front().name, "kept") << version;
      EXPECT_EQ(*s.messages().Count({}), 1) << version;
      constexpr int kFoldsNames = 15;  // from this version on whoever stores a name folds it, which the lines above do not
      const std::vector<ContactId> expected = version < kFoldsNames ? std::vector<ContactId>{{2}} : std::vector<ContactId>{};
      EXPECT_EQ(*s.persons().Lookalikes({1}, 10), expected) << version;
    });
  }
}

TEST(OpenStore, RefusesAnUnknownAddress) {
  for (const char* url : {"", "sqlite:", "mysql:x", "/tmp/x.db"}) {
    const auto opened = OpenStore(url, OpenMode::kMigrate);
    ASSERT_FALSE(opened.ok()) << url;
    EXPECT_EQ(opened.error().kind, ErrorKind::kInvalidArgument);
  }
}

TEST_F(BadDatabase, ADamagedBackupIsNotRestored) {
  Add("c1", "ana", "x", 1000);
  const auto backup = folder_.path() / "backup.db";
  ASSERT_TRUE(store_->Backup(backup).ok());
  store_.reset();
  std::fstream file(backup, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096 * 3);
  file << std::string(4096 * 4, '\xff');
  file.close();
  const auto restored = RestoreStore(folder_.DatabaseUrl(), backup);
  ASSERT_FALSE(restored.ok());
  EXPECT_EQ(restored.error().kind, ErrorKind::kDatabaseDamaged) << restored.error().text;
  store_ = std::move(OpenStore(folder_.DatabaseUrl(), OpenMode::kMigrate)).value();
  Read([&](Session& s) { EXPECT_EQ(*s.messages().Count({}), 1); });
}

TEST_F(BadDatabase, ABackupReplacesADamagedOne) {
  Add("c1", "ana", "x", 1000);
  const auto backup = folder_.path() / "backup.db";
  ASSERT_TRUE(store_->Backup(backup).ok());
  store_.reset();
  const auto whole = std::filesystem::file_size(File());
  for (const bool is_truncated : {true, false}) {
    if (is_truncated)
      std::filesystem::resize_file(File(), 8192);
    else
      std::ofstream(File(), std::ios::binary) << std::string(whole, '\x5a');
    const auto damaged_bytes = std::filesystem::file_size(File());
    const auto restored = RestoreStore(folder_.DatabaseUrl(), backup);
    ASSERT_TRUE(restored.ok()) << restored.error().text;
    EXPECT_EQ(std::filesystem::file_size(*restored), damaged_bytes) << "what was there is kept as it was";
    EXPECT_FALSE(std::filesystem::exists(File().string() + ".restoring"));
    store_ = std::move(OpenStore(folder_.DatabaseUrl(), OpenMode::kMigrate)).value();
    Read([&](Session& s) { EXPECT_EQ(*s.messages().Count({}), 1); });
    store_.reset();
  }
}

TEST_F(BadDatabase, EveryReplacedOneIsKept) {
  const auto backup = folder_.path() / "backup.db";
  ASSERT_TRUE(store_->Backup(backup).ok());
  Add("c1", "ana", "x", 1000);
  store_.reset();
  const auto first = RestoreStore(folder_.DatabaseUrl(), backup);
  const auto second = RestoreStore(folder_.DatabaseUrl(), backup);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_NE(*first, *second);
  store_ = std::move(OpenStore("sqlite:" + first->string(), OpenMode::kMigrate)).value();
  Read([&](Session& s) { EXPECT_EQ(*s.messages().Count({}), 1); });
}

TEST_F(BadDatabase, AMissingBackupIsNamed) {
  store_.reset();
  const auto restored = RestoreStore(folder_.DatabaseUrl(), folder_.path() / "nope.db");
  ASSERT_FALSE(restored.ok());
  EXPECT_EQ(restored.error().kind, ErrorKind::kNotFound);
  EXPECT_NE(restored.error().text.find("no such backup"), std::string::npos) << restored.error().text;
}

TEST_F(BadDatabase, ABackupIntoAMissingFolderSaysSo) {
  const Status saved = store_->Backup(folder_.path() / "none" / "copy.db");
  ASSERT_FALSE(saved.ok());
  EXPECT_EQ(saved.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_NE(saved.error().text.find("no such folder"), std::string::npos) << saved.error().text;
}

TEST_F(BadDatabase, AnEmptyFileIsDamagedAndNotBegunAnew) {
  store_.reset();
  std::filesystem::resize_file(File(), 0);
  for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(File().string() + suffix);
  ExpectRefused(OpenMode::kExisting, ErrorKind::kDatabaseDamaged, "put a backup back");
  ExpectRefused(OpenMode::kMigrate, ErrorKind::kDatabaseDamaged, "delete it to begin anew");
  std::filesystem::remove(File());
  EXPECT_TRUE(OpenStore("sqlite:" + File().string(), OpenMode::kMigrate).ok());
}

TEST_F(BadDatabase, ANewOneIsMadeWholeAndLeavesNothingBesideIt) {
  const std::filesystem::path made = folder_.path() / "made" / "new.db";
  {
    auto store = OpenStore("sqlite:" + made.string(), OpenMode::kMigrate);
    ASSERT_TRUE(store.ok()) << store.error().text;
  }
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(made.parent_path()))
    names.push_back(entry.path().filename().string());
  EXPECT_EQ(names, std::vector<std::string>{"new.db"});
  EXPECT_EQ(std::filesystem::status(made).permissions() & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(BadDatabase, ManyThatBeginAtOnceShareOne) {
  const std::string url = "sqlite:" + (folder_.path() / "shared.db").string();
  std::vector<std::thread> threads;
  std::atomic<int> opened{0};
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { opened += OpenStore(url, OpenMode::kMigrate).ok() ? 1 : 0; });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(opened, 4);
}

}  // namespace
}  // namespace replywatch

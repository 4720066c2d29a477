#include "shared/store/sqlite/sqlite_store.h"

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>

#include "shared/store/sqlite/backup.h"
#include "shared/store/sqlite/migrations.h"
#include "shared/store/sqlite/process_lock.h"
#include "shared/store/sqlite/tables.h"

namespace replywatch::sqlite {
namespace {

class SqliteSession final : public Session {
 public:
  explicit SqliteSession(Database& db)
      : inboxes_(MakeInboxes(db)),
        contacts_(MakeContacts(db)),
        persons_(MakePersons(db)),
        conversations_(MakeConversations(db)),
        messages_(MakeMessages(db)),
        outbox_(MakeOutbox(db)),
        staff_(MakeStaff(db)),
        clocks_(MakeClocks(db)),
        cases_(MakeCases(db)),
        alerts_(MakeAlerts(db)),
        reports_(MakeReports(db)),
        learning_(MakeLearning(db)),
        events_(MakeEvents(db)) {}
  Inboxes& inboxes() override { return *inboxes_; }
  Contacts& contacts() override { return *contacts_; }
  Persons& persons() override { return *persons_; }
  Conversations& conversations() override { return *conversations_; }
  Messages& messages() override { return *messages_; }
  Outbox& outbox() override { return *outbox_; }
  Staff& staff() override { return *staff_; }
  Clocks& clocks() override { return *clocks_; }
  Cases& cases() override { return *cases_; }
  Alerts& alerts() override { return *alerts_; }
  Reports& reports() override { return *reports_; }
  Learning& learning() override { return *learning_; }
  Events& events() override { return *events_; }

 private:
  std::unique_ptr<Inboxes> inboxes_;
  std::unique_ptr<Contacts> contacts_;
  std::unique_ptr<Persons> persons_;
  std::unique_ptr<Conversations> conversations_;
  std::unique_ptr<Messages> messages_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<Staff> staff_;
  std::unique_ptr<Clocks> clocks_;
  std::unique_ptr<Cases> cases_;
  std::unique_ptr<Alerts> alerts_;
  std::unique_ptr<Reports> reports_;
  std::unique_ptr<Learning> learning_;
  std::unique_ptr<Events> events_;
};

// A connection with its aggregates, used under its mutex.
struct Connection {
  explicit Connection(std::unique_ptr<Database> database) : db(std::move(database)), session(*db) {}
  std::mutex mutex;
  std::unique_ptr<Database> db;
  SqliteSession session;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(std::filesystem::path path, std::unique_ptr<Database> writer, std::unique_ptr<Database> reader)
      : path_(std::move(path)), writer_(std::move(writer)), reader_(std::move(reader)) {}

  Status Write(const std::function<Status(Session&)>& body) override {
    const std::scoped_lock hold(writer_.mutex);
    RW_RETURN_IF_ERROR(writer_.db->Begin("BEGIN IMMEDIATE"));
    Status done = body(writer_.session);
    if (done.ok()) done = writer_.db->Execute("COMMIT");
    if (done.ok()) return done;
    if (sqlite3_get_autocommit(writer_.db->handle()) == 0) {
      if (Status undone = writer_.db->Execute("ROLLBACK"); !undone.ok())
        return undone.error().Within("after: " + done.error().text);
    }
    return done;
  }

  Status Read(const std::function<Status(Session&)>& body) override {
    const std::scoped_lock hold(reader_.mutex);
    RW_RETURN_IF_ERROR(reader_.db->Begin("BEGIN"));
    Status done = body(reader_.session);
    Status ended = reader_.db->Execute("ROLLBACK");
    if (!done.ok() && done.error().kind == ErrorKind::kPermission) {
      return MakeError(ErrorKind::kInvalidArgument, "a reading session cannot write: " + done.error().text);
    }
    return done.ok() ? ended : done;
  }

  Result<std::int64_t> ChangeCounter() override {
    const std::scoped_lock hold(reader_.mutex);
    return reader_.db->QueryInt("PRAGMA data_version");
  }

  Status Backup(const std::filesystem::path& to) override {
    // A connection of its own, so that neither readers nor the writer wait.
    RW_ASSIGN_OR_RETURN(const std::unique_ptr<Database> source, Database::Open(path_, false, true));
    return CopyDatabase(*source, to);
  }

  Status CheckWhole() override {
    RW_ASSIGN_OR_RETURN(const std::unique_ptr<Database> own, Database::Open(path_, false, true));
    return CheckIntegrity(*own);
  }

  Status ForgetDeleted() override {
    const std::scoped_lock hold(writer_.mutex);
    RW_ASSIGN_OR_RETURN(const std::int64_t busy, writer_.db->QueryInt("PRAGMA wal_checkpoint(TRUNCATE)"));
    if (busy == 0) return {};
    return MakeError(
        ErrorKind::kDatabaseBusy,
        path_.string() + "-wal: another program reads it and it still holds what was erased; the next try clears it");
  }

  void ReleaseMemory() override {
    for (Connection* connection : {&writer_, &reader_}) {
      const std::scoped_lock hold(connection->mutex);
      connection->db->ReleaseMemory();
    }
    ::malloc_trim(0);  // glibc keeps freed pages otherwise
  }

  Status LockForCollector() override {
    RW_ASSIGN_OR_RETURN(lock_, ProcessLock::Take(path_));
    return {};
  }

  bool IsCollectorRunning() override { return lock_ != nullptr || ProcessLock::IsHeld(path_); }

 private:
  std::filesystem::path path_;
  Connection writer_;
  Connection reader_;
  std::unique_ptr<ProcessLock> lock_;
};

// A backup that is whole, copied to `to`.
Status CopyChecked(const std::filesystem::path& backup, const std::filesystem::path& to) {
  if (!CheckFile(backup).ok())
    return MakeError(ErrorKind::kDatabaseDamaged,
                     backup.string() + ": cut short or not a database of ReplyWatch; choose another backup");
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Database> source, Database::Open(backup, false, true));
  RW_ASSIGN_OR_RETURN(const int version, SchemaVersion(*source));
  if (version == 0) return MakeError(ErrorKind::kDatabaseDamaged, backup.string() + ": is empty; choose another backup");
  if (!CheckIntegrity(*source).ok())
    return MakeError(ErrorKind::kDatabaseDamaged, backup.string() + ": damaged inside; choose another backup");
  return CopyDatabase(*source, to);
}

// Closing the last connection folds the log into the file, so that one file is the whole database.
Status FoldLog(const std::filesystem::path& path) {
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Database> old, Database::Open(path, false, false));
  return old->Execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

// Keeps the database under a name of its own, whatever state it is in; empty when there is none. What is left of a
// damaged one's log stays beside it.
Result<std::filesystem::path> SetAside(const std::filesystem::path& path) {
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) return std::filesystem::path();
  if (Status folded = FoldLog(path); !folded.ok() && folded.error().kind != ErrorKind::kDatabaseDamaged) return folded.error();
  std::filesystem::path kept = path.string() + ".replaced";
  for (int n = 2; std::filesystem::exists(kept, failed); ++n) kept = path.string() + ".replaced-" + std::to_string(n);
  const std::string log = path.string() + "-wal";
  if (std::filesystem::exists(log, failed)) std::filesystem::rename(log, kept.string() + "-wal", failed);
  if (!failed) std::filesystem::rename(path, kept, failed);
  if (failed)
    return MakeError(ErrorKind::kPermission, path.string() + ": " + failed.message() + "; the backup was not put in place");
  std::filesystem::remove(path.string() + "-shm", failed);
  return kept;
}

// Makes a new database under another name and gives it its own when it is whole: whatever is found empty later was damaged.
Status CreateDatabase(const std::filesystem::path& path) {
  static std::atomic<int> made_here{0};
  const std::string making = path.string() + ".new-" + std::to_string(::getpid()) + "-" + std::to_string(made_here++);
  const auto remove = [&] {
    for (const char* part : {"", "-wal", "-shm"}) ::unlink((making + part).c_str());
  };
  remove();
  Status made = [&]() -> Status {
    RW_ASSIGN_OR_RETURN(const std::unique_ptr<Database> db, Database::Open(making, true, false));
    return Migrate(*db);
  }();
  // Closed by now, so that one file is the whole database.
  if (made.ok() && ::renameat2(AT_FDCWD, making.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0 && errno != EEXIST) {
    made = MakeError(ErrorKind::kPermission, path.string() + ": " + std::strerror(errno) + "; check the folder and its rights");
  }
  remove();  // somebody else may have been faster
  return made;
}

}  // namespace

Result<std::unique_ptr<Store>> OpenSqliteStore(const std::filesystem::path& path, OpenMode mode) {
  const bool migrate = mode == OpenMode::kMigrate;
  std::error_code failed;
  if (migrate && path.has_parent_path()) {
    const bool made = std::filesystem::create_directories(path.parent_path(), failed);
    if (made) std::filesystem::permissions(path.parent_path(), std::filesystem::perms::owner_all, failed);
  }
  if (migrate && !std::filesystem::exists(path, failed)) RW_RETURN_IF_ERROR(CreateDatabase(path));
  RW_RETURN_IF_ERROR(CheckFile(path));
  RW_ASSIGN_OR_RETURN(std::unique_ptr<Database> writer, Database::Open(path, migrate, false));
  RW_ASSIGN_OR_RETURN(const int version, SchemaVersion(*writer));
  RW_ASSIGN_OR_RETURN(const std::int64_t tables, writer->QueryInt("SELECT COUNT(*) FROM sqlite_schema"));
  if (tables == 0) {
    return MakeError(ErrorKind::kDatabaseDamaged, path.string() +
                                                      ": is empty, though it was made with all its tables; put a backup back with"
                                                      " `replywatch-collector restore FILE`, or delete it to begin anew");
  }
  if (migrate) {
    RW_RETURN_IF_ERROR(Migrate(*writer));
  } else if (version != Migrations().back().version) {
    return MakeError(
        ErrorKind::kDatabaseOlder,
        path.string() + ": made by an older ReplyWatch; start the collector once, it brings the database up to date");
  }
  RW_ASSIGN_OR_RETURN(std::unique_ptr<Database> reader, Database::Open(path, false, true));
  return std::unique_ptr<Store>(std::make_unique<SqliteStore>(path, std::move(writer), std::move(reader)));
}

Result<std::filesystem::path> RestoreSqliteStore(const std::filesystem::path& path, const std::filesystem::path& backup) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(backup, failed))
    return MakeError(ErrorKind::kNotFound, backup.string() + ": there is no such backup");
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<ProcessLock> lock, ProcessLock::Take(path));
  const std::filesystem::path incoming = path.string() + ".restoring";
  std::filesystem::remove(incoming, failed);
  RW_RETURN_IF_ERROR(CopyChecked(backup, incoming));
  auto replaced = SetAside(path);
  if (!replaced.ok()) {
    std::filesystem::remove(incoming, failed);
    return replaced;
  }
  std::filesystem::rename(incoming, path, failed);
  if (failed)
    return MakeError(ErrorKind::kDiskFull, path.string() + ": " + failed.message() + "; the backup was not put in place");
  return replaced;
}

}  // namespace replywatch::sqlite

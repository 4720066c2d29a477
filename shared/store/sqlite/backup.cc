#include "shared/store/sqlite/backup.h"

#include <array>
#include <cstring>
#include <fstream>

#include "shared/store/sqlite/migrations.h"

namespace replywatch::sqlite {
namespace {

Status CopyPages(Database& from, Database& to) {
  sqlite3_backup* backup = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
  if (backup == nullptr) return to.MakeError(sqlite3_errcode(to.handle()));
  const int code = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (code == SQLITE_DONE && finished == SQLITE_OK) return {};
  return to.MakeError(code == SQLITE_DONE ? finished : code);
}

}  // namespace

Status CopyDatabase(Database& from, const std::filesystem::path& to) {
  std::error_code ignored;
  if (std::filesystem::exists(to, ignored))
    return replywatch::MakeError(ErrorKind::kInvalidArgument, to.string() + ": exists already; choose a new name");
  if (to.has_parent_path() && !std::filesystem::is_directory(to.parent_path(), ignored)) {
    return replywatch::MakeError(ErrorKind::kInvalidArgument,
                                 to.string() + ": there is no such folder; make it, or choose another");
  }
  Status copied;
  {
    RW_ASSIGN_OR_RETURN(const std::unique_ptr<Database> target, Database::Open(to, true, false));
    copied = CopyPages(from, *target);
    if (copied.ok()) copied = target->Execute("PRAGMA journal_mode = DELETE");  // one file, nothing beside it
  }
  if (!copied.ok()) {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(to.string() + suffix, ignored);
  }
  return copied;
}

Status CheckIntegrity(Database& db) {
  RW_ASSIGN_OR_RETURN(const std::int64_t ok,
                      db.QueryInt("SELECT COUNT(*) = 1 AND MIN(quick_check) = 'ok' FROM pragma_quick_check"));
  if (ok == 1) return {};
  return replywatch::MakeError(
      ErrorKind::kDatabaseDamaged,
      db.path().string() + ": damaged inside; put a backup back with `replywatch-collector restore FILE`");
}

Status CheckFile(const std::filesystem::path& path) {
  constexpr std::size_t kHeaderBytes = 100;
  std::error_code failed;
  const auto wal_bytes = std::filesystem::file_size(path.string() + "-wal", failed);
  const bool has_wal = !failed && wal_bytes > 0;  // pages that miss here may stand there
  const auto bytes = std::filesystem::file_size(path, failed);
  if (failed || (bytes == 0 && has_wal)) return {};
  if (bytes == 0) {
    return replywatch::MakeError(
        ErrorKind::kDatabaseDamaged,
        path.string() +
            ": is an empty file; put a backup back with `replywatch-collector restore FILE`, or delete it to begin anew");
  }
  std::array<unsigned char, kHeaderBytes> header{};
  std::ifstream in(path, std::ios::binary);
  if (!in) return {};  // SQLite says why
  in.read(reinterpret_cast<char*>(header.data()), header.size());
  const auto damaged = [&] {
    return replywatch::MakeError(
        ErrorKind::kDatabaseDamaged,
        path.string() + ": cut short or not a database; put a backup back with `replywatch-collector restore FILE`");
  };
  if (in.gcount() < static_cast<std::streamsize>(header.size()) || std::memcmp(header.data(), "SQLite format 3", 16) != 0)
    return damaged();
  // https://www.sqlite.org/fileformat.html: page size at 16, size of the database in pages at 28, application id at 68,
  // big-endian.
  const auto number_at = [&](std::size_t at) {
    return (std::uint64_t{header.at(at)} << 24U) | (std::uint64_t{header.at(at + 1)} << 16U) |
           (std::uint64_t{header.at(at + 2)} << 8U) | header.at(at + 3);
  };
  if (number_at(68) != static_cast<std::uint64_t>(kApplicationId)) return BelongsToAnother(path);
  const std::uint64_t raw_page = number_at(16) >> 16U;
  const std::uint64_t page_bytes = raw_page == 1 ? 65536 : raw_page;
  if (!has_wal && bytes < number_at(28) * page_bytes) return damaged();
  return {};
}

}  // namespace replywatch::sqlite

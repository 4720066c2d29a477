#include "shared/store/sqlite/database.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

#include "shared/base/fold.h"

namespace replywatch::sqlite {
namespace {

// Another process may hold the write lock for one transaction of a whole page; ten seconds are many of them.
constexpr int kBusyTimeoutMs = 10'000;
constexpr std::chrono::milliseconds kBusyPause{20};

constexpr const char* kPragmas =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA secure_delete = ON;"
    "PRAGMA cache_size = -16000;"
    "PRAGMA wal_autocheckpoint = 4000;"  // pages, 16 MB: those that change again and again are copied into the database once
    "PRAGMA temp_store = MEMORY;";

ErrorKind KindOf(int code) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ErrorKind::kDatabaseBusy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ErrorKind::kDatabaseDamaged;
    case SQLITE_FULL: return ErrorKind::kDiskFull;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: return ErrorKind::kPermission;
    case SQLITE_CANTOPEN: return ErrorKind::kPermission;
    case SQLITE_IOERR: return code == SQLITE_IOERR_NOMEM ? ErrorKind::kBackOff : ErrorKind::kDiskFull;
    case SQLITE_TOOBIG: return ErrorKind::kTooLarge;
    case SQLITE_CONSTRAINT: return ErrorKind::kInvalidArgument;
    default: return ErrorKind::kInternal;
  }
}

const char* AdviceFor(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kDatabaseBusy: return "another program is using it; try again when that one is done";
    case ErrorKind::kDatabaseDamaged: return "the file is damaged; put a backup back with `replywatch-collector restore FILE`";
    case ErrorKind::kDiskFull: return "the disk is full or failing; nothing was changed, free some space and try again";
    case ErrorKind::kPermission: return "it cannot be opened or written; check the folder, its owner and its rights";
    default: return "";
  }
}

// SQLite would create the file by the umask; personal data is for its owner only.
Status CreatePrivately(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    const ErrorKind kind = errno == ENOSPC ? ErrorKind::kDiskFull : ErrorKind::kPermission;
    return replywatch::MakeError(kind, path.string() + ": " + std::strerror(errno) + "; check the folder and its rights");
  }
  const bool restricted = ::fchmod(fd, 0600) == 0;
  ::close(fd);
  if (!restricted)
    return replywatch::MakeError(ErrorKind::kPermission, path.string() + ": belongs to somebody else; its mode must be 0600");
  return {};
}

// fold_for_search(text), for statements of ours and migrations; no view or trigger of a foreign file may call it.
void FoldText(sqlite3_context* context, int /*count*/, sqlite3_value** values) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  if (text == nullptr) return sqlite3_result_null(context);
  const std::string folded = FoldForSearch({text, static_cast<std::size_t>(sqlite3_value_bytes(values[0]))});
  sqlite3_result_text(context, folded.data(), static_cast<int>(folded.size()), SQLITE_TRANSIENT);
}

// Changing to WAL, which a restored database needs once, fails at once when another program reads it: SQLite does not wait there.
Status SetPragmas(Database& db) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::milliseconds(kBusyTimeoutMs);
  for (;;) {
    Status done = db.Execute(kPragmas);
    if (done.ok() || done.error().kind != ErrorKind::kDatabaseBusy || std::chrono::steady_clock::now() >= give_up) return done;
    std::this_thread::sleep_for(kBusyPause);
  }
}

}  // namespace

Statement::Statement(Database& db, std::vector<sqlite3_stmt*>& rest, sqlite3_stmt* handle, int prepare_code)
    : db_(db), rest_(rest), handle_(handle), code_(prepare_code) {}

Statement::~Statement() {
  if (handle_ == nullptr) return;
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
  rest_.push_back(handle_);
}

bool Statement::Step() {
  if (code_ != SQLITE_OK) return false;
  next_column_ = 0;
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) code_ = sqlite3_extended_errcode(db_.handle());
  return false;
}

Status Statement::Run() {
  while (Step()) {
  }
  return status();
}

Status Statement::status() const {
  if (code_ == SQLITE_OK) return {};
  return db_.MakeError(code_);
}

std::string Statement::Text() {
  const int column = next_column_++;
  const auto* text = static_cast<const char*>(sqlite3_column_blob(handle_, column));
  return text == nullptr ? std::string() : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)));
}

std::optional<Timestamp> Statement::OptTime() {
  const auto value = OptInt();
  return value ? std::optional(Timestamp{*value}) : std::nullopt;
}

std::optional<std::int64_t> Statement::OptInt() {
  if (sqlite3_column_type(handle_, next_column_) == SQLITE_NULL) {
    ++next_column_;
    return std::nullopt;
  }
  return Int();
}

std::optional<std::string> Statement::OptText() {
  if (sqlite3_column_type(handle_, next_column_) == SQLITE_NULL) {
    ++next_column_;
    return std::nullopt;
  }
  return Text();
}

Result<std::unique_ptr<Database>> Database::Open(const std::filesystem::path& path, bool create, bool query_only) {
  std::error_code ignored;
  if (!create && !std::filesystem::exists(path, ignored)) {
    return replywatch::MakeError(ErrorKind::kNotFound, path.string() + ": there is no database yet; start the collector first");
  }
  if (create) RW_RETURN_IF_ERROR(CreatePrivately(path));
  // Nobody asks SQLite how much memory it uses, and counting takes a lock for every allocation. Too late, and harmless, once a
  // connection is open.
  static const int memory_status_off = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(memory_status_off);
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  std::unique_ptr<Database> db(new Database(handle, path));
  if (code != SQLITE_OK) return db->MakeError(code);
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
  RW_RETURN_IF_ERROR(SetPragmas(*db));
  constexpr int kFoldFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  if (const int added =
          sqlite3_create_function_v2(handle, "fold_for_search", 1, kFoldFlags, nullptr, &FoldText, nullptr, nullptr, nullptr);
      added != SQLITE_OK)
    return db->MakeError(added);
  if (query_only) RW_RETURN_IF_ERROR(db->Execute("PRAGMA query_only = ON"));
  return db;
}

Database::~Database() {
  for (auto& [key, statements] : idle_) {
    for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
  }
  sqlite3_close_v2(handle_);
}

Statement Database::Prepare(const char* sql) {
  auto& idle = idle_[sql];
  if (!idle.empty()) {
    sqlite3_stmt* statement = idle.back();
    idle.pop_back();
    return {*this, idle, statement, SQLITE_OK};
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  return {*this, idle, statement, code};
}

Status Database::Execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return MakeError(code);
  return {};
}

Result<std::int64_t> Database::QueryInt(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr);
  std::int64_t value = 0;
  if (code == SQLITE_OK) {
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW) value = sqlite3_column_int64(statement, 0);
  }
  sqlite3_finalize(statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) return MakeError(code);
  return value;
}

void Database::ReleaseMemory() { sqlite3_db_release_memory(handle_); }

Status Database::Begin(const char* sql) {
  ++transaction_;
  return Execute(sql);
}

Error Database::MakeError(int code) const {
  const ErrorKind kind = KindOf(code);
  std::string text = path_.string() + ": " + (handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code));
  if (const std::string_view advice = AdviceFor(kind); !advice.empty()) text.append("; ").append(advice);
  return replywatch::MakeError(kind, std::move(text));
}

}  // namespace replywatch::sqlite

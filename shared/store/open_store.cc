#include "shared/store/sqlite/sqlite_store.h"
#include "shared/store/store.h"

namespace replywatch {
namespace {

constexpr std::string_view kSqlite = "sqlite:";

Result<std::filesystem::path> SqlitePath(const std::string& url) {
  if (url.starts_with(kSqlite) && url.size() > kSqlite.size()) return std::filesystem::path(url.substr(kSqlite.size()));
  return MakeError(ErrorKind::kInvalidArgument, "\"" + url + "\" names no database; write \"sqlite:FILE\"");
}

}  // namespace

Result<std::unique_ptr<Store>> OpenStore(const std::string& url, OpenMode mode) {
  RW_ASSIGN_OR_RETURN(const std::filesystem::path path, SqlitePath(url));
  return sqlite::OpenSqliteStore(path, mode);
}

Result<std::filesystem::path> RestoreStore(const std::string& url, const std::filesystem::path& backup) {
  RW_ASSIGN_OR_RETURN(const std::filesystem::path path, SqlitePath(url));
  return sqlite::RestoreSqliteStore(path, backup);
}

}  // namespace replywatch

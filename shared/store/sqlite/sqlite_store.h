// SqliteStore: the embedded Store. One writing and one reading connection per process,
// each behind a mutex; WAL lets the reader see a consistent state while the writer works.
#pragma once

#include <filesystem>
#include <memory>

#include "shared/store/store.h"

namespace replywatch::sqlite {

Result<std::unique_ptr<Store>> OpenSqliteStore(const std::filesystem::path& path, OpenMode mode);
Result<std::filesystem::path> RestoreSqliteStore(const std::filesystem::path& path, const std::filesystem::path& backup);

}  // namespace replywatch::sqlite

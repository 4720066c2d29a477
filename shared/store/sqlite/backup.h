// Whole copies of a database by SQLite's backup interface.
#pragma once

#include <filesystem>

#include "shared/store/sqlite/database.h"

namespace replywatch::sqlite {

// Consistent copy with mode 0600, flushed to disk; others may go on writing. kInvalidArgument when `to` exists; a failed copy is
// removed.
Status CopyDatabase(Database& from, const std::filesystem::path& to);

// Reads the whole file: kDatabaseDamaged when anything is inconsistent.
Status CheckIntegrity(Database& db);

// A file cut short, empty, or of another program is noticed here, before SQLite or we change anything about it. None at all is
// well.
Status CheckFile(const std::filesystem::path& path);

}  // namespace replywatch::sqlite

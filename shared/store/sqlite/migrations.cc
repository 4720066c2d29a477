#include "shared/store/sqlite/migrations.h"

#include "shared/store/sqlite/backup.h"

namespace replywatch::sqlite {

Error BelongsToAnother(const std::filesystem::path& path) {
  return replywatch::MakeError(ErrorKind::kDatabaseDamaged,
                               path.string() + ": belongs to another program; name another file in \"database\"");
}

Result<int> SchemaVersion(Database& db) {
  RW_ASSIGN_OR_RETURN(const std::int64_t version, db.QueryInt("PRAGMA user_version"));
  RW_ASSIGN_OR_RETURN(const std::int64_t owner, db.QueryInt("PRAGMA application_id"));
  RW_ASSIGN_OR_RETURN(const std::int64_t tables, db.QueryInt("SELECT COUNT(*) FROM sqlite_schema"));
  if (owner != kApplicationId && (version != 0 || tables != 0)) {
    return BelongsToAnother(db.path());
  }
  const int newest = Migrations().back().version;
  if (version > newest) {
    return replywatch::MakeError(ErrorKind::kDatabaseNewer,
                                 db.path().string() + ": written by a newer ReplyWatch (schema " + std::to_string(version) +
                                     ", this program knows " + std::to_string(newest) +
                                     "); install the newer version, or restore a backup made by this one");
  }
  return static_cast<int>(version);
}

Status Migrate(Database& db) {
  RW_ASSIGN_OR_RETURN(const int version, SchemaVersion(db));
  if (version == Migrations().back().version) return {};
  if (version > 0) {
    const std::filesystem::path kept = db.path().string() + ".before-" + std::to_string(Migrations().back().version);
    std::error_code ignored;
    std::filesystem::remove(kept, ignored);
    RW_RETURN_IF_ERROR(CopyDatabase(db, kept));
  }
  for (const Migration& migration : Migrations()) {
    if (migration.version <= version) continue;
    const std::string sql = "BEGIN IMMEDIATE;" + std::string(migration.sql) +
                            ";PRAGMA application_id = " + std::to_string(kApplicationId) +
                            ";PRAGMA user_version = " + std::to_string(migration.version) + ";COMMIT;";
    if (Status done = db.Execute(sql); !done.ok()) {
      Status undone = db.Execute("ROLLBACK");  // fails when the error ended the transaction already: both leave the old schema
      return done.error().Within(std::string("migration ") + std::string(migration.name) + (undone.ok() ? "" : " (rolled back)"));
    }
  }
  return {};
}

}  // namespace replywatch::sqlite

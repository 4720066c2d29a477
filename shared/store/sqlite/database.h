// Database and Statement: SQLite's C interface as two small classes. Everything
// that includes sqlite3.h stands in this folder. One connection per object, used by one
// thread at a time.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "shared/base/id.h"
#include "shared/base/result.h"
#include "shared/base/timestamp.h"

namespace replywatch::sqlite {

class Database;

// Bytes that are no text.
struct Blob {
  std::string_view bytes;
};

// One prepared statement in use. Bind, then Step through the rows; goes back to its
// initial state when it leaves scope. Errors stick: Step returns false and status() tells.
class Statement {
 public:
  // `rest`: where the handle is kept while nobody uses it.
  Statement(Database& db, std::vector<sqlite3_stmt*>& rest, sqlite3_stmt* handle, int prepare_code);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement(Statement&&) = delete;
  Statement& operator=(Statement&&) = delete;

  // Binds all parameters in order. Text must outlive the statement's use.
  template <typename... Args>
  Statement& Bind(const Args&... args) {
    next_bind_ = 0;
    (BindOne(args), ...);
    return *this;
  }

  bool Step();   // true: a row is there
  Status Run();  // steps to the end
  Status status() const;

  // Columns of the current row, read from left to right.
  std::int64_t Int() { return sqlite3_column_int64(handle_, next_column_++); }
  double Real() { return sqlite3_column_double(handle_, next_column_++); }
  bool Bool() { return Int() != 0; }
  std::string Text();  // or bytes
  Timestamp Time() { return {Int()}; }
  std::optional<Timestamp> OptTime();
  std::optional<std::int64_t> OptInt();
  std::optional<std::string> OptText();
  template <typename Tag>
  void Read(Id<Tag>& id) {
    id.value = Int();
  }
  template <typename E>
  E Enum() {
    return static_cast<E>(Int());
  }

 private:
  void BindOne(std::string_view text) {
    Check(sqlite3_bind_text(handle_, ++next_bind_, text.data() ? text.data() : "", static_cast<int>(text.size()), SQLITE_STATIC));
  }
  void BindOne(const std::string& text) { BindOne(std::string_view(text)); }
  void BindOne(const char* text) { BindOne(std::string_view(text)); }
  void BindOne(Blob blob) {
    Check(sqlite3_bind_blob(handle_, ++next_bind_, blob.bytes.empty() ? "" : blob.bytes.data(),
                            static_cast<int>(blob.bytes.size()), SQLITE_STATIC));
  }
  void BindOne(double v) { Check(sqlite3_bind_double(handle_, ++next_bind_, v)); }
  void BindOne(Timestamp t) { BindOne(t.ms); }
  void BindOne(std::nullopt_t) { Check(sqlite3_bind_null(handle_, ++next_bind_)); }
  template <typename T>
  void BindOne(const std::optional<T>& v) {
    v ? BindOne(*v) : BindOne(std::nullopt);
  }
  template <typename Tag>
  void BindOne(Id<Tag> id) {
    id.value != 0 ? BindOne(id.value) : BindOne(std::nullopt);
  }
  template <typename T>
  requires(std::is_integral_v<T> || std::is_enum_v<T>) void BindOne(T v) {
    Check(sqlite3_bind_int64(handle_, ++next_bind_, static_cast<std::int64_t>(v)));
  }
  void Check(int code) {
    if (code != SQLITE_OK && code_ == SQLITE_OK) code_ = code;
  }

  Database& db_;
  std::vector<sqlite3_stmt*>& rest_;
  sqlite3_stmt* handle_;
  int code_ = SQLITE_OK;
  int next_bind_ = 0;
  int next_column_ = 0;
};

class Database {
 public:
  // Opens or creates (mode 0600) and sets the pragmas every connection of ours has.
  static Result<std::unique_ptr<Database>> Open(const std::filesystem::path& path, bool create, bool query_only);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  Database(Database&&) = delete;
  Database& operator=(Database&&) = delete;

  // A cached statement; `sql` must be a literal (its address is the key). A statement still in use is prepared
  // once more, so that loops may nest.
  Statement Prepare(const char* sql);
  // Statements without parameters or rows; not cached.
  Status Execute(const std::string& sql);
  Result<std::int64_t> QueryInt(const std::string& sql);

  // Begins one; `sql`: which kind. What was read stays true until another begins or this connection writes.
  Status Begin(const char* sql);
  std::int64_t transaction() const { return transaction_; }  // counts them

  // Drops the cached pages that nobody uses now.
  void ReleaseMemory();

  std::int64_t LastInsertId() const { return sqlite3_last_insert_rowid(handle_); }
  std::int64_t Changes() const { return sqlite3_changes64(handle_); }
  sqlite3* handle() { return handle_; }
  const std::filesystem::path& path() const { return path_; }

  // The Error of an SQLite result code on this connection.
  Error MakeError(int code) const;

 private:
  friend class Statement;
  Database(sqlite3* handle, std::filesystem::path path) : handle_(handle), path_(std::move(path)) {}

  sqlite3* handle_;
  std::filesystem::path path_;
  std::int64_t transaction_ = 0;
  std::unordered_map<const char*, std::vector<sqlite3_stmt*>> idle_;  // its elements never move
};

}  // namespace replywatch::sqlite

// Result<T> and Status: how every function of ReplyWatch reports failure.
// An Error carries a kind (what the caller should do), one line of text for a
// person, and, where it applies, the earliest time of a retry. Values; no
// exceptions cross a function that returns one of these.
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "shared/base/timestamp.h"

namespace replywatch {

// What the caller should do about it; never where it came from.
enum class ErrorKind : std::uint8_t {
  kInvalidArgument,  // the call or the input is wrong; trying again cannot help
  kNotFound,         // the named thing does not exist
  kConfiguration,    // a person must change the settings
  kRetryAt,          // try again at Error::retry_at
  kBackOff,          // try again later, after a growing pause
  kRefreshToken,     // refresh the access token, then try again
  kReauthorize,      // a person must sign in again or replace the token
  kPermission,       // a person must grant a missing permission
  kWindowClosed,     // the platform takes no more replies here
  kTargetGone,       // the thing to reply to no longer exists
  kContentRejected,  // the platform refuses this text
  kAlreadySent,      // the platform says that it has this very reply
  kUnknownOutcome,   // it may or may not have happened; look before repeating
  kTooLarge,         // a bound of ours was exceeded
  kCancelled,        // the caller asked to stop
  kDatabaseOlder,    // written by an older version; the collector migrates it
  kDatabaseNewer,    // written by a newer version of the program
  kDatabaseDamaged,  // not readable as a database
  kDatabaseBusy,     // locked by another process
  kDiskFull,         // no space left, or read-only
  kInternal,         // a defect of ours
};

// The stable word for a kind ("retry_at", "back_off", ...), as in `status --json`.
std::string_view ErrorKindName(ErrorKind kind);
// Does it take a person to mend it (token, permission or settings)?
bool NeedsPerson(ErrorKind kind);
// Inverse of ErrorKindName; nullopt for an unknown word.
std::optional<ErrorKind> ErrorKindFromName(std::string_view name);

struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  std::string text;                   // one line, says what to do; never a secret
  std::optional<Timestamp> retry_at;  // only with kRetryAt
  bool only_reading = false;          // with kRetryAt: reading waits until then, what is sent need not
  bool only_this = false;             // with kRetryAt: what was asked for waits until then, all else need not

  // The same error with "context: " before its text.
  [[nodiscard]] Error Within(std::string_view context) const;
};

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return !error_; }
  // Only when !ok().
  const Error& error() const {
    assert(error_);
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : value_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return std::holds_alternative<T>(value_); }
  // Only when ok().
  T& value() & { return std::get<T>(value_); }
  const T& value() const& { return std::get<T>(value_); }
  // By value, so that looping over the value of a temporary Result is safe.
  T value() && { return std::get<T>(std::move(value_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::get<T>(std::move(value_)); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  // Only when !ok().
  const Error& error() const { return std::get<Error>(value_); }
  Status status() const { return ok() ? Status() : Status(error()); }

 private:
  std::variant<T, Error> value_;
};

Error MakeError(ErrorKind kind, std::string text);

}  // namespace replywatch

#define RW_CONCAT_INNER_(a, b) a##b
#define RW_CONCAT_(a, b) RW_CONCAT_INNER_(a, b)

// Returns from the enclosing function when the Status or Result expression failed.
#define RW_RETURN_IF_ERROR(expr) RW_RETURN_IF_ERROR_(RW_CONCAT_(rw_status_, __COUNTER__), expr)
#define RW_RETURN_IF_ERROR_(tmp, expr)                    \
  do {                                                    \
    if (auto tmp = (expr); !tmp.ok()) return tmp.error(); \
  } while (false)

// Declares `lhs` from a Result, or returns its error.
#define RW_ASSIGN_OR_RETURN(lhs, expr) RW_ASSIGN_OR_RETURN_(RW_CONCAT_(rw_result_, __COUNTER__), lhs, expr)
#define RW_ASSIGN_OR_RETURN_(tmp, lhs, expr) \
  auto tmp = (expr);                         \
  if (!tmp.ok()) return tmp.error();         \
  lhs = std::move(tmp).value()

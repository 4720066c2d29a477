#include "shared/base/result.h"

#include <algorithm>
#include <array>

namespace replywatch {
namespace {

constexpr std::array<std::pair<ErrorKind, std::string_view>, 21> kNames{{
    {ErrorKind::kInvalidArgument, "invalid_argument"},
    {ErrorKind::kNotFound, "not_found"},
    {ErrorKind::kConfiguration, "configuration"},
    {ErrorKind::kRetryAt, "retry_at"},
    {ErrorKind::kBackOff, "back_off"},
    {ErrorKind::kRefreshToken, "refresh_token"},
    {ErrorKind::kReauthorize, "reauthorize"},
    {ErrorKind::kPermission, "permission"},
    {ErrorKind::kWindowClosed, "window_closed"},
    {ErrorKind::kTargetGone, "target_gone"},
    {ErrorKind::kContentRejected, "content_rejected"},
    {ErrorKind::kAlreadySent, "already_sent"},
    {ErrorKind::kUnknownOutcome, "unknown_outcome"},
    {ErrorKind::kTooLarge, "too_large"},
    {ErrorKind::kCancelled, "cancelled"},
    {ErrorKind::kDatabaseOlder, "database_older"},
    {ErrorKind::kDatabaseNewer, "database_newer"},
    {ErrorKind::kDatabaseDamaged, "database_damaged"},
    {ErrorKind::kDatabaseBusy, "database_busy"},
    {ErrorKind::kDiskFull, "disk_full"},
    {ErrorKind::kInternal, "internal"},
}};

}  // namespace

std::string_view ErrorKindName(ErrorKind kind) {
  const auto* it = std::find_if(kNames.begin(), kNames.end(), [&](const auto& e) { return e.first == kind; });
  return it == kNames.end() ? "internal" : it->second;
}

bool NeedsPerson(ErrorKind kind) {
  return kind == ErrorKind::kReauthorize || kind == ErrorKind::kPermission || kind == ErrorKind::kConfiguration;
}

std::optional<ErrorKind> ErrorKindFromName(std::string_view name) {
  const auto* it = std::find_if(kNames.begin(), kNames.end(), [&](const auto& e) { return e.second == name; });
  if (it == kNames.end()) return std::nullopt;
  return it->first;
}

Error Error::Within(std::string_view context) const {
  Error wrapped = *this;
  wrapped.text = std::string(context) + ": " + text;
  return wrapped;
}

Error MakeError(ErrorKind kind, std::string text) { return Error{kind, std::move(text), std::nullopt}; }

}  // namespace replywatch

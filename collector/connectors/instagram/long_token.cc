#include "collector/connectors/instagram/long_token.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/http/hmac.h"

namespace replywatch::instagram {
namespace {

constexpr const char* kStateKey = "token";
// Instagram renews no younger token (secondary sources, 2026).
constexpr Duration kYoungest = Duration::Hours(24);
// From the middle on it is renewed, and tried again every day.
constexpr Duration kLife = Duration::Days(60);
constexpr Duration kRenewBefore = Duration::Days(30);
constexpr Duration kTryAgain = Duration::Days(1);
constexpr Duration kWarnBefore = Duration::Days(14);
constexpr std::size_t kMaxTokenBytes = 4096;

// Which configured token it came from, without repeating that.
std::string OriginOf(const Secret& configured) { return HmacSha256Hex("replywatch configured token", configured.Reveal()); }

}  // namespace

Status LongToken::Keep(const Kept& kept) {
  const Json json{{"from", OriginOf(configured_)},
                  {"token", kept.token.Reveal()},
                  {"since", kept.since.ms},
                  {"ends", kept.ends ? kept.ends->ms : 0}};
  return state_->Keep(kStateKey, Secret(json.dump()));
}

// A configured token is as old as we have known it, at least.
Status LongToken::Load(Timestamp now, std::vector<std::string>& warnings) {
  if (kept_) return {};
  const Result<Secret> stored = state_->Load(kStateKey);
  if (!stored.ok()) {
    const ErrorKind kind = stored.error().kind == ErrorKind::kPermission ? ErrorKind::kPermission : ErrorKind::kBackOff;
    return MakeError(kind, "the renewed token: " + stored.error().text);
  }
  const Result<Json> json = ParseForeignJson(stored->Reveal());
  Secret token(json.ok() ? LineMember(*json, "token", kMaxTokenBytes) : std::string());
  if (json.ok() && !token.empty() && LineMember(*json, "from", 100) == OriginOf(configured_)) {
    kept_ = Kept{std::move(token), Timestamp{IntegerMember(*json, "since").value_or(now.ms)}, std::nullopt};
    if (const std::int64_t ends = IntegerMember(*json, "ends").value_or(0); ends > 0) kept_->ends = Timestamp{ends};
    return {};
  }
  kept_ = Kept{configured_, now, std::nullopt};
  if (const Status status = Keep(*kept_); !status.ok())
    warnings.push_back("since when the token is in use could not be kept, so it is not renewed: " + status.error().text);
  return {};
}

// One of which nobody told when it ends may be near it. Times that cannot be are of a clock that was set, and tell nothing.
bool LongToken::IsDue(Timestamp now) const {
  if (kept_->since <= now && now - kept_->since < kYoungest) return false;
  if (tried_at_ && *tried_at_ <= now && now - *tried_at_ < kTryAgain) return false;
  if (!kept_->ends) return true;
  const Duration left = *kept_->ends - now;
  return left <= kRenewBefore || left > kLife;
}

Status LongToken::Renew(graph::GraphApi& api, Timestamp now, const CancelToken& cancel) {
  const QueryList query{{"grant_type", "ig_refresh_token"}, {"access_token", kept_->token.Reveal()}};
  RW_ASSIGN_OR_RETURN(const Json answer, api.GetUnversioned("refresh_access_token", query, now, cancel));
  Kept renewed;
  renewed.token = Secret(LineMember(answer, "access_token", kMaxTokenBytes));
  if (renewed.token.empty()) return MakeError(ErrorKind::kBackOff, api.base_url() + ": the answer carries no token");
  constexpr std::int64_t kMostSeconds = kLife.ms / 1000;
  const std::int64_t seconds =
      std::clamp<std::int64_t>(IntegerMember(answer, "expires_in").value_or(kMostSeconds), 0, kMostSeconds);
  renewed.since = now;
  renewed.ends = now + Duration::Seconds(seconds);
  RW_RETURN_IF_ERROR(Keep(renewed));
  kept_ = std::move(renewed);
  api.UseToken(kept_->token);
  return {};
}

Result<std::vector<std::string>> LongToken::Prepare(graph::GraphApi& api, Timestamp now, const CancelToken& cancel) {
  std::vector<std::string> warnings;
  RW_RETURN_IF_ERROR(Load(now, warnings));
  api.UseToken(kept_->token);
  if (!IsDue(now)) return warnings;
  const Status renewed = Renew(api, now, cancel);
  if (renewed.ok()) return warnings;
  if (renewed.error().kind == ErrorKind::kCancelled) return renewed.error();
  tried_at_ = now;
  const bool is_urgent = !kept_->ends || *kept_->ends - now < kWarnBefore;
  const std::string until = kept_->ends ? ", which ends on " + FormatRfc3339(*kept_->ends).substr(0, 10) + "," : std::string();
  if (is_urgent) warnings.push_back("the token" + until + " could not be renewed: " + renewed.error().text);
  return warnings;
}

}  // namespace replywatch::instagram

#include "collector/connectors/bluesky/sign_ins.h"

#include <nlohmann/json.hpp>

#include "collector/protocols/json_reader.h"

namespace replywatch::bluesky {
namespace {

// The platform takes 30 in 5 minutes and 300 a day (docs.bsky.app, 2026); a third is ours, the rest is for people.
constexpr std::size_t kMostInFiveMinutes = 10;
constexpr std::size_t kMostInADay = 100;  // with the same credentials
constexpr std::size_t kMostKept = 300;
constexpr Duration kRefusalStands = Duration::Hours(1);
constexpr std::size_t kMaxErrorBytes = 1000;

bool IsWithin(Timestamp at, Duration span, Timestamp now) { return at.ms >= 0 && at <= now && now - at < span; }

Error TooOften(Timestamp until) {
  Error error = MakeError(ErrorKind::kRetryAt, "signed in too often; waiting, so that the account does not get locked out");
  error.retry_at = until;
  return error;
}

}  // namespace

SignIns SignIns::Read(const std::string& kept, Timestamp now) {
  const auto attempt_of = [](const Json& json) {
    const bool is_bare = json.is_number_integer();  // of the earlier version
    const std::int64_t at = is_bare ? json.get<std::int64_t>() : IntegerMember(json, "at").value_or(0);
    return Attempt{Timestamp{at}, IdMember(json, "of")};
  };
  const Json json = Json::parse(kept, nullptr, false);
  const Json& list = json.is_array() ? json : Member(json, "attempts");
  SignIns out;
  if (list.is_array()) {
    for (const Json& element : list) {
      Attempt attempt = attempt_of(element);
      if (IsWithin(attempt.at, Duration::Days(1), now)) out.attempts_.push_back(std::move(attempt));
    }
  }
  const Json& refusal = Member(json, "refusal");
  const auto kind = ErrorKindFromName(LineMember(refusal, "kind", kMaxErrorBytes));
  if (kind && NeedsPerson(*kind))
    out.refusal_ = Refusal{attempt_of(refusal), MakeError(*kind, LineMember(refusal, "text", kMaxErrorBytes))};
  return out;
}

std::string SignIns::Write() const {
  Json list = Json::array();
  const std::size_t begin = attempts_.size() - std::min(kMostKept, attempts_.size());
  for (std::size_t i = begin; i < attempts_.size(); ++i)
    list.push_back({{"at", attempts_[i].at.ms}, {"of", attempts_[i].credentials}});
  Json json{{"attempts", list}};
  if (refusal_) {
    json["refusal"] = {{"at", refusal_->attempt.at.ms},
                       {"of", refusal_->attempt.credentials},
                       {"kind", ErrorKindName(refusal_->error.kind)},
                       {"text", refusal_->error.text}};
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Status SignIns::Judge(const std::string& credentials, Timestamp now) const {
  if (refusal_ && refusal_->attempt.credentials == credentials && IsWithin(refusal_->attempt.at, kRefusalStands, now))
    return refusal_->error;
  if (attempts_.size() >= kMostInFiveMinutes) {
    const Timestamp free_at = attempts_[attempts_.size() - kMostInFiveMinutes].at + Duration::Minutes(5);
    if (free_at > now) return TooOften(free_at);
  }
  std::vector<Timestamp> same;
  for (const Attempt& attempt : attempts_) {
    if (attempt.credentials == credentials) same.push_back(attempt.at);
  }
  if (same.size() >= kMostInADay) return TooOften(same[same.size() - kMostInADay] + Duration::Days(1));
  return {};
}

void SignIns::Add(const std::string& credentials, Timestamp now) { attempts_.push_back({now, credentials}); }

void SignIns::NoteRefusal(const std::string& credentials, const Error& error, Timestamp now) {
  refusal_ = Refusal{{now, credentials}, error};
}

}  // namespace replywatch::bluesky

// Reading known items again. What is gone is to be erased, so it is looked for twice, and not believed where everything is
// missing at once; and of a private message, not to be readable means little, for only the newest of a conversation are.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/connectors/instagram/instagram.h"
#include "collector/protocols/absence.h"
#include "collector/protocols/graph_webhook.h"

namespace replywatch::instagram {
namespace {

// What a list of the newest messages tells: which they are, and from when on it holds every message.
struct Newest {
  std::set<std::string> ids;
  Timestamp complete_from;
};

// Absent where it cannot be told.
std::optional<Newest> ReadNewest(const Json& listing) {
  const Json& data = graph::DataOf(listing);
  if (!data.is_array() || data.empty()) return std::nullopt;
  Newest newest;
  std::optional<Timestamp> oldest;
  for (const Json& element : data) {
    const auto created_at = TimeMember(element, "created_time");
    const std::string id = IdMember(element, "id");
    if (!created_at || id.empty()) return std::nullopt;
    newest.ids.insert(id);
    oldest = oldest ? std::min(*oldest, *created_at) : *created_at;
  }
  newest.complete_from = *oldest;
  return newest;
}

}  // namespace

Result<SweepResult> InstagramConnector::Sweep(const SweepRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.source_ids.size() > max_sweep_items())
    return MakeError(ErrorKind::kInvalidArgument, "too many items for one sweep");
  std::vector<std::string> ids = request.source_ids;
  std::erase_if(ids, IsMentionId);  // seen once, when a webhook told of them
  const auto messages = std::stable_partition(ids.begin(), ids.end(), [](const std::string& id) { return !IsMessageId(id); });
  SweepResult result;
  RW_RETURN_IF_ERROR(SweepComments({ids.begin(), messages}, request.now, cancel, result));
  RW_RETURN_IF_ERROR(SweepMessages({messages, ids.end()}, request.now, cancel, result));
  result.throttle = api_.throttle();
  return result;
}

// What was found of the objects asked for, read by `read`; `missing` gets those that are not there. A few that may not be read
// say nothing of the others.
Status InstagramConnector::TakeSwept(const std::vector<std::string>& ids, const std::vector<Result<Json>>& answers,
                                     const std::function<Result<Item>(const Json&)>& read, std::vector<std::string>& missing,
                                     SweepResult& result) {
  std::optional<Error> refused;
  std::size_t refusals = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Result<Json>& answer = answers[i];
    if (!answer.ok()) {
      const ErrorKind kind = answer.error().kind;
      if (kind == ErrorKind::kNotFound) {
        missing.push_back(ids[i]);
      } else if (kind == ErrorKind::kBackOff || graph::IsOfOneThing(kind)) {
        refused = answer.error();
        ++refusals;
      } else {
        return answer.error();
      }
      continue;
    }
    Result<Item> item = read(*answer);
    if (item.ok()) {
      result.items.push_back(std::move(item).value());
    } else {
      result.set_aside.push_back(SetElementAside(*answer, item.error().text));
    }
  }
  const bool is_general = refused && refusals == ids.size() && !graph::IsOfFew(refused->kind, ids.size());
  return is_general ? Status(*refused) : Status();
}

Status InstagramConnector::SweepComments(const std::vector<std::string>& ids, Timestamp now, const CancelToken& cancel,
                                         SweepResult& result) {
  std::vector<std::string> asked = ids;
  for (const bool is_second : {false, true}) {
    if (asked.empty()) break;
    RW_ASSIGN_OR_RETURN(const std::vector<Result<Json>> answers, api_.GetEach(asked, kSingleFields, now, cancel));
    std::vector<std::string> missing;
    const auto read = [&](const Json& element) { return ReadComment(element, {}, {}, account_); };
    RW_RETURN_IF_ERROR(TakeSwept(asked, answers, read, missing, result));
    if (is_second && IsAbsenceBelievable(ids.size(), missing.size())) result.gone = missing;
    asked = std::move(missing);
  }
  return LearnParents(result.items, now, cancel);
}

// A reply names what it stands below, but not who wrote that.
Status InstagramConnector::LearnParents(std::vector<Item>& items, Timestamp now, const CancelToken& cancel) {
  std::set<std::string> parents;
  for (const Item& item : items) {
    if (!item.parent_source_id.empty()) parents.insert(item.parent_source_id);
  }
  if (parents.empty()) return {};
  RW_ASSIGN_OR_RETURN(const graph::Found found, graph::LookUp(api_, parents, kSingleFields, now, cancel));
  std::map<std::string, std::string> author_of;
  for (const auto& [id, answer] : found) {
    if (!answer.ok()) continue;
    if (const Result<Item> parent = ReadComment(*answer, {}, {}, account_); parent.ok()) author_of[id] = parent->author.source_id;
  }
  for (Item& item : items) item.parent_author_id = author_of[item.parent_source_id];
  return {};
}

Status InstagramConnector::SweepMessages(const std::vector<std::string>& ids, Timestamp now, const CancelToken& cancel,
                                         SweepResult& result) {
  if (ids.empty()) return {};
  RW_ASSIGN_OR_RETURN(const std::vector<Result<Json>> answers, api_.GetEach(ids, kMessageFields, now, cancel));
  std::vector<std::string> missing;
  const auto read = [&](const Json& element) { return ReadMessage(element, account_); };
  RW_RETURN_IF_ERROR(TakeSwept(ids, answers, read, missing, result));
  return FindUnsent(missing, now, cancel, result);
}

// Unsent is what is newer than the oldest of the newest messages of its conversation and not among them.
Status InstagramConnector::FindUnsent(const std::vector<std::string>& missing, Timestamp now, const CancelToken& cancel,
                                      SweepResult& result) {
  std::set<std::string> talks;
  for (const std::string& id : missing) {
    if (const auto place = places_.find(id); place != places_.end()) talks.insert(place->second.talk_id);
  }
  talks.erase("");
  if (talks.empty()) return {};
  const std::vector<std::string> ids(talks.begin(), talks.end());
  const std::string fields = "messages.limit(" + std::to_string(kReadableMessages) + "){id,created_time}";
  RW_ASSIGN_OR_RETURN(const std::vector<Result<Json>> answers, api_.GetEach(ids, fields, now, cancel));
  std::map<std::string, Newest> newest_of;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!answers[i].ok()) continue;
    if (auto newest = ReadNewest(Member(*answers[i], "messages"))) newest_of[ids[i]] = std::move(*newest);
  }
  for (const std::string& id : missing) {
    const auto place = places_.find(id);
    if (place == places_.end()) continue;
    const auto newest = newest_of.find(place->second.talk_id);
    if (newest == newest_of.end() || newest->second.ids.count(id) > 0) continue;
    if (place->second.created_at > newest->second.complete_from) result.gone.push_back(id);
  }
  return {};
}

}  // namespace replywatch::instagram

#include "collector/connectors/youtube/hidden_replies.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/protocols/json_reader.h"

namespace replywatch::youtube {
namespace {

constexpr const char* kStateKey = "hidden";
constexpr std::size_t kMaxIds = 500;
constexpr std::size_t kMaxIdBytes = 100;  // the keeper takes 64 KiB; ids have some 50 bytes (recorded answers, 2026)

}  // namespace

Status HiddenReplies::Load() {
  if (is_loaded_) return {};
  RW_ASSIGN_OR_RETURN(const Secret kept, state_->Load(kStateKey));
  is_loaded_ = true;
  const Result<Json> ids = ParseForeignJson(kept.Reveal());
  if (!ids.ok() || !ids->is_array()) return {};
  for (const Json& id : *ids) {
    if (id.is_string() && ids_.size() < kMaxIds) ids_.push_back(id.get<std::string>());
  }
  return {};
}

void HiddenReplies::Add(const std::string& id) {
  if (Has(id) || id.size() > kMaxIdBytes) return;
  if (ids_.size() >= kMaxIds) ids_.erase(ids_.begin());
  ids_.push_back(id);
  Keep();
}

void HiddenReplies::Remove(const std::string& id) {
  if (std::erase(ids_, id) > 0) Keep();
}

bool HiddenReplies::Has(const std::string& id) const { return std::find(ids_.begin(), ids_.end(), id) != ids_.end(); }

void HiddenReplies::Keep() { static_cast<void>(state_->Keep(kStateKey, Secret(Json(ids_).dump())).ok()); }

}  // namespace replywatch::youtube

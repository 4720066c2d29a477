#include "collector/protocols/refresh_token.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace replywatch {
namespace {

constexpr const char* kStateKey = "refresh_token";
constexpr std::size_t kMaxTokenBytes = 16 * 1024;

}  // namespace

Result<Secret> RefreshToken::Load() {
  RW_ASSIGN_OR_RETURN(const Secret kept, keeper_->Load(kStateKey));
  const Json json = Json::parse(kept.Reveal(), nullptr, false);
  const bool is_ours = TokenMember(json, "instead_of").Reveal() == configured_.Reveal();
  Secret token = TokenMember(json, "token");
  current_ = is_ours && !token.empty() ? std::move(token) : configured_;
  return current_;
}

Status RefreshToken::Replace(const Secret& next) {
  if (next.empty() || next.Reveal() == current_.Reveal()) return {};
  const Json kept{{"instead_of", configured_.Reveal()}, {"token", next.Reveal()}};
  RW_RETURN_IF_ERROR(keeper_->Keep(kStateKey, Secret(kept.dump(-1, ' ', false, Json::error_handler_t::replace))));
  current_ = next;
  return {};
}

Secret TokenMember(const Json& object, const char* name) {
  const Json& value = Member(object, name);
  if (!value.is_string()) return {};
  const auto& text = value.get_ref<const std::string&>();
  const bool is_sound =
      text.size() <= kMaxTokenBytes && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
  return is_sound ? Secret(text) : Secret();
}

}  // namespace replywatch

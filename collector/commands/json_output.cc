#include "collector/commands/json_output.h"

#include <nlohmann/json.hpp>

namespace replywatch {
namespace {

nlohmann::json OptionalText(const std::string& text) { return text.empty() ? nlohmann::json(nullptr) : nlohmann::json(text); }

}  // namespace

nlohmann::json FlagNames(Flags flags) {
  nlohmann::json names = nlohmann::json::array();
  for (const Flag flag : {Flag::kProblem, Flag::kQuestion, Flag::kPraise, Flag::kThreat, Flag::kRepeat, Flag::kWentPublic}) {
    if (flags.Has(flag)) names.push_back(FlagName(flag));
  }
  return names;
}

nlohmann::json OptionalTime(const std::optional<Timestamp>& t) {
  return t ? nlohmann::json(FormatRfc3339(*t)) : nlohmann::json(nullptr);
}

nlohmann::json RowToJson(const ListRow& row) {
  const Message& m = row.message;
  return {{"id", m.id.value},
          {"inbox", row.inbox},
          {"platform", row.platform},
          {"kind", MessageKindName(m.item.kind)},
          {"visibility", VisibilityName(m.item.visibility)},
          {"direction", m.item.direction == Direction::kIncoming ? "incoming" : "outgoing"},
          {"conversation", std::to_string(m.conversation_id.value)},
          {"contact", {{"id", m.contact_id.value}, {"name", row.contact_name}}},
          {"text", m.item.text},
          {"created_at", FormatRfc3339(m.item.created_at)},
          {"fetched_at", FormatRfc3339(m.fetched_at)},
          {"language", m.classification.language},
          {"flags", FlagNames(row.flags)},
          {"urgency", UrgencyName(row.urgency)},
          {"state", MessageStateName(row.state)},
          {"waiting_since", OptionalTime(row.waiting_since)},
          {"due_at", OptionalTime(row.due_at)},
          {"owner", OptionalText(row.owner)},
          {"permalink", OptionalText(m.item.permalink)},
          {"publication", m.item.publication == Publication::kVisible ? "visible"
                          : m.item.publication == Publication::kHeld  ? "held"
                                                                      : "removed"}};
}

std::string DumpLine(const nlohmann::json& json) { return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

}  // namespace replywatch

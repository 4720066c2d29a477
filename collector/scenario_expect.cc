// What a scenario expects, against what stands.
#include <algorithm>
#include <functional>
#include <set>

#include "collector/scenario_player.h"
#include "shared/rules/promises.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;
using Facts = std::map<std::string, std::string>;

Error Malformed(const std::string& text) { return MakeError(ErrorKind::kInvalidArgument, text); }

std::string FlagWords(Flags flags) {
  std::string words;
  for (const Flag flag : {Flag::kProblem, Flag::kQuestion, Flag::kPraise, Flag::kThreat, Flag::kRepeat, Flag::kWentPublic}) {
    if (flags.Has(flag)) words += (words.empty() ? "" : " ") + std::string(FlagName(flag));
  }
  return words.empty() ? "-" : words;
}

std::string MetricName(SlaMetric metric) {
  switch (metric) {
    case SlaMetric::kFirstResponse: return "first_response";
    case SlaMetric::kNextResponse: return "next_response";
    case SlaMetric::kResolution: return "resolution";
    default: return "-";
  }
}

class Comparison {
 public:
  Comparison(Session& session, const BusinessHours& hours, Timestamp now, const std::map<std::string, MessageId>& messages,
             std::vector<std::string>& differences)
      : session_(session), hours_(hours), now_(now), messages_(messages), differences_(differences) {}

  Status Run(const Json& expected) {
    for (const auto& [key, value] : expected.items()) {
      if (key == "waits") {
        RW_ASSIGN_OR_RETURN(const std::vector<Facts> waits, Waits());
        RW_RETURN_IF_ERROR(Lists(key, value, waits));
      } else if (key == "matters") {
        RW_ASSIGN_OR_RETURN(const std::vector<Facts> matters, Matters());
        RW_RETURN_IF_ERROR(Lists(key, value, matters));
      } else if (key == "promises") {
        RW_ASSIGN_OR_RETURN(const std::vector<Facts> promises, Promises());
        RW_RETURN_IF_ERROR(Lists(key, value, promises));
      } else if (key == "status" || key == "flags") {
        RW_RETURN_IF_ERROR(OfMessages(key, value));
      } else {
        RW_RETURN_IF_ERROR(Count(key, value));
      }
    }
    return {};
  }

 private:
  std::string Time(const std::optional<Timestamp>& t) const { return t ? FormatLocalTime(*t, hours_.zone()) : "-"; }

  // As the program's side is written.
  Result<std::string> Written(const Json& value) const {
    if (value.is_null()) return std::string("-");
    if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
    if (value.is_boolean()) return std::string(value.get<bool>() ? "yes" : "no");
    if (value.is_array()) {
      Flags flags;
      for (const Flag flag : {Flag::kProblem, Flag::kQuestion, Flag::kPraise, Flag::kThreat, Flag::kRepeat, Flag::kWentPublic}) {
        flags.Set(flag, std::any_of(value.begin(), value.end(),
                                    [&](const Json& e) { return e.is_string() && e.get<std::string>() == FlagName(flag); }));
      }
      return FlagWords(flags);
    }
    if (!value.is_string()) return Malformed("cannot compare with " + value.dump());
    const std::string text = value.get<std::string>();
    if (const auto at = ParseLocalTime(text, hours_.zone())) return FormatLocalTime(*at, hours_.zone());
    if (const auto duration = ParseDuration(text)) return FormatDuration(*duration);
    return text;
  }

  void Differ(const std::string& where, const std::string& expected, const std::string& got) {
    differences_.push_back(where + ": expected " + expected + ", got " + got);
  }

  Status Lists(const std::string& name, const Json& expected, const std::vector<Facts>& got) {
    if (!expected.is_array()) return Malformed("\"" + name + "\" is a list");
    if (expected.size() != got.size()) Differ(name, std::to_string(expected.size()), std::to_string(got.size()));
    for (std::size_t i = 0; i < std::min(expected.size(), got.size()); ++i) {
      for (const auto& [key, value] : expected[i].items()) {
        const auto fact = got[i].find(key);
        if (fact == got[i].end()) return Malformed("\"" + key + "\" is not known in \"" + name + "\"");
        RW_ASSIGN_OR_RETURN(const std::string written, Written(value));
        if (written != fact->second) Differ(name + " " + std::to_string(i + 1) + " " + key, written, fact->second);
      }
    }
    return {};
  }

  Status OfMessages(const std::string& what, const Json& expected) {
    for (const auto& [name, value] : expected.items()) {
      const auto known = messages_.find(name);
      if (known == messages_.end()) return Malformed("there is no message \"" + name + "\"");
      RW_ASSIGN_OR_RETURN(const std::optional<Message> message, session_.messages().Get(known->second));
      RW_ASSIGN_OR_RETURN(const std::optional<Conversation> conversation, session_.conversations().Get(message->conversation_id));
      const std::string got = what == "flags" ? FlagWords(message->classification.flags)
                              : conversation  ? std::string(ConversationStatusName(conversation->status))
                                              : "-";
      RW_ASSIGN_OR_RETURN(const std::string written, Written(value));
      if (written != got) Differ(what + " of " + name, written, got);
    }
    return {};
  }

  Status Count(const std::string& key, const Json& expected) {
    RW_ASSIGN_OR_RETURN(const WaitCounts counts, session_.conversations().Counts({}));
    RW_ASSIGN_OR_RETURN(const std::int64_t due, session_.clocks().CountDue(now_ + Duration::Hours(1)));
    WaitQuery awake;
    awake.awake_at = now_;
    RW_ASSIGN_OR_RETURN(const std::int64_t shown, session_.conversations().CountWaits(awake));
    const std::map<std::string, std::int64_t> known{{"waiting", counts.waiting_public + counts.waiting_private},
                                                    {"waiting_public", counts.waiting_public},
                                                    {"waiting_private", counts.waiting_private},
                                                    {"problems", counts.problems},
                                                    {"to_thank", counts.to_thank},
                                                    {"due_within_hour", due},
                                                    {"shown_waiting", shown}};
    const auto got = known.find(key);
    if (got == known.end()) return Malformed("\"" + key + "\" is not known in \"expect\"");
    RW_ASSIGN_OR_RETURN(const std::string written, Written(expected));
    if (written != std::to_string(got->second)) Differ(key, written, std::to_string(got->second));
    return {};
  }

  // Every conversation that a message of the scenario belongs to.
  Result<std::vector<ConversationId>> Conversations() {
    std::set<std::int64_t> ids;
    for (const auto& [name, id] : messages_) {
      RW_ASSIGN_OR_RETURN(const std::optional<Message> message, session_.messages().Get(id));
      if (message && message->conversation_id) ids.insert(message->conversation_id.value);
    }
    std::vector<ConversationId> out;
    for (const std::int64_t id : ids) out.push_back(ConversationId{id});
    return out;
  }

  Result<std::string> PersonOf(ConversationId id) {
    RW_ASSIGN_OR_RETURN(const std::optional<Conversation> conversation, session_.conversations().Get(id));
    RW_ASSIGN_OR_RETURN(const std::optional<Contact> contact, session_.contacts().Get(conversation->contact_id));
    return contact ? contact->name : std::string();
  }

  Facts FactsOf(const Wait& wait, const std::string& person) const {
    const Timestamp end = wait.ended_at.value_or(now_);
    return {{"by", person},
            {"kind", wait.kind == WaitKind::kThank ? "thank" : "answer"},
            {"outcome", std::string(WaitOutcomeName(wait.outcome))},
            {"start", Time(wait.started_at)},
            {"end", Time(wait.ended_at)},
            {"calendar", FormatDuration(end - wait.started_at)},
            {"shop", FormatDuration(wait.shop.value_or(hours_.Between(wait.started_at, end)))},
            {"messages", std::to_string(wait.message_count)},
            {"flags", FlagWords(wait.flags)},
            {"metric", MetricName(wait.sla.metric)},
            {"target", wait.sla.due_at ? FormatDuration(wait.sla.target) : "-"},
            {"warn", Time(wait.sla.warn_at)},
            {"due", Time(wait.sla.due_at)},
            {"escalate", Time(wait.sla.escalate_at)}};
  }

  Result<std::vector<Facts>> Waits() {
    std::vector<std::pair<Wait, std::string>> all;
    RW_ASSIGN_OR_RETURN(const std::vector<ConversationId> conversations, Conversations());
    for (const ConversationId id : conversations) {
      RW_ASSIGN_OR_RETURN(const std::vector<Wait> waits, session_.conversations().Waits(id));
      RW_ASSIGN_OR_RETURN(const std::string person, PersonOf(id));
      for (const Wait& wait : waits) all.emplace_back(wait, person);
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.first.started_at < b.first.started_at; });
    std::vector<Facts> out;
    for (const auto& [wait, person] : all) out.push_back(FactsOf(wait, person));
    return out;
  }

  Facts FactsOf(const StoredResolution& stored, const std::string& person) const {
    const Resolution& r = stored.resolution;
    const Duration calendar = stored.spent + (r.running_since ? now_ - *r.running_since : Duration{});
    const Duration shop = stored.shop_spent + (r.running_since ? hours_.Between(*r.running_since, now_) : Duration{});
    return {{"by", person},
            {"opened", Time(r.opened_at)},
            {"first_resolved", Time(r.first_resolved_at)},
            {"last_resolved", Time(r.last_resolved_at)},
            {"reopened", std::to_string(r.reopened)},
            {"running", r.running_since ? "yes" : "no"},
            {"spent", FormatDuration(calendar)},
            {"shop_spent", FormatDuration(shop)},
            {"warn", Time(stored.sla.warn_at)},
            {"due", Time(stored.sla.due_at)},
            {"escalate", Time(stored.sla.escalate_at)}};
  }

  Result<std::vector<Facts>> Matters() {
    std::vector<std::pair<StoredResolution, std::string>> all;
    RW_ASSIGN_OR_RETURN(const std::vector<ConversationId> conversations, Conversations());
    for (const ConversationId id : conversations) {
      RW_ASSIGN_OR_RETURN(const std::vector<StoredResolution> matters, session_.clocks().Resolutions(id));
      RW_ASSIGN_OR_RETURN(const std::string person, PersonOf(id));
      for (const StoredResolution& matter : matters) all.emplace_back(matter, person);
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.first.resolution.opened_at < b.first.resolution.opened_at; });
    std::vector<Facts> out;
    for (const auto& [matter, person] : all) out.push_back(FactsOf(matter, person));
    return out;
  }

  Result<std::vector<Facts>> Promises() {
    std::vector<Facts> out;
    RW_ASSIGN_OR_RETURN(const std::vector<ConversationId> conversations, Conversations());
    for (const ConversationId id : conversations) {
      RW_ASSIGN_OR_RETURN(const std::vector<Promise> promises, session_.cases().PromisesOf(id));
      for (const Promise& p : promises)
        out.push_back(
            {{"due", Time(p.due_at)}, {"kept", Time(p.kept_at)}, {"state", std::string(PromiseStateName(StateOf(p, now_)))}});
    }
    return out;
  }

  Session& session_;
  const BusinessHours& hours_;
  Timestamp now_;
  const std::map<std::string, MessageId>& messages_;
  std::vector<std::string>& differences_;
};

}  // namespace

Status CompareExpected(Session& session, const BusinessHours& hours, Timestamp now,
                       const std::map<std::string, MessageId>& messages, const Json& expected,
                       std::vector<std::string>& differences) {
  if (!expected.is_object()) return Malformed("\"expect\" is an object");
  return Comparison(session, hours, now, messages, differences).Run(expected);
}

}  // namespace replywatch

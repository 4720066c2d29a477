// Plays the steps of one scenario inside a session. Internal to scenarios.cc.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "shared/actions/sla_keeper.h"
#include "shared/actions/staff_actions.h"
#include "shared/settings/settings.h"
#include "shared/store/store.h"

namespace replywatch {

class ScenarioPlayer {
 public:
  using Json = nlohmann::json;

  ScenarioPlayer(Session& session, const Settings& settings);

  // One step; what it expects otherwise goes to `differences`, without file and step. kInvalidArgument when it cannot be read.
  Status Step(const Json& step, std::vector<std::string>& differences);

 private:
  Status Arrive(const Json& step, const std::string& verb);
  Status Answer(const Json& step);
  Status Change(const Json& step, const std::string& verb);
  Status Staff(const Json& step, const std::string& verb);
  Status Regroup(const Json& step, const std::string& verb);
  Status Correct(const Json& step, MessageId id);
  Status Put(const Item& item, const Json& step, Flags flags, NoAnswerReason no_answer);

  Result<InboxId> InboxOf(const std::string& name);
  Result<Message> MessageOf(const Json& step, const char* key);
  Result<Timestamp> Time(const Json& value) const;

  Session& session_;
  SlaKeeper keeper_;
  std::map<std::string, MessageId> messages_;
  std::map<std::string, InboxId> inboxes_;
  std::map<std::string, std::string> people_;  // message -> who wrote it, or to whom we did
  Timestamp now_;
  int unnamed_ = 0;
};

// "2026-11-23 10:00[:30]" by the wall clock of the zone, or RFC 3339 with an offset. nullopt for anything else.
std::optional<Timestamp> ParseLocalTime(std::string_view text, const Zone& zone);
std::string FormatLocalTime(Timestamp t, const Zone& zone);

// What stands now, compared with an "expect" object. kInvalidArgument for an unknown key.
Status CompareExpected(Session& session, const BusinessHours& hours, Timestamp now,
                       const std::map<std::string, MessageId>& messages, const nlohmann::json& expected,
                       std::vector<std::string>& differences);

}  // namespace replywatch

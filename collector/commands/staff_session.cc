#include "collector/commands/staff_session.h"

#include <iostream>

#include "shared/base/file.h"
#include "shared/base/utf8.h"
#include "shared/rules/promises.h"
#include "shared/settings/language_pack.h"

namespace replywatch {

Result<Message> RequireMessage(Session& session, std::int64_t id) {
  RW_ASSIGN_OR_RETURN(std::optional<Message> message, session.messages().Get(MessageId{id}));
  if (!message) return MakeError(ErrorKind::kNotFound, "there is no message " + std::to_string(id));
  if (!message->conversation_id)
    return MakeError(ErrorKind::kInvalidArgument, "message " + std::to_string(id) + " belongs to no conversation");
  return std::move(*message);
}

Result<Timestamp> ReadDue(const Settings& settings, const std::string& text, Timestamp now) {
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  RW_ASSIGN_OR_RETURN(const LanguagePacks packs, LoadLanguagePacks(data));
  const auto due = ParseDue(text, PromiseWordsOf(packs), MakeBusinessHours(settings.shop), now);
  if (due) return *due;
  return MakeError(ErrorKind::kInvalidArgument,
                   R"(expected a time that lies ahead, such as "fri", "17:00", "4h" or "2026-11-27T16:00:00Z", not ")" +
                       CleanLine(text, 60) + "\"");
}

Status RunStaff(const CommandContext& context, const Settings& settings, const std::string& agent, const StaffBody& body) {
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  std::string said;
  RW_RETURN_IF_ERROR(store->Write([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const AgentId id, FindAgentId(session, agent));
    RW_ASSIGN_OR_RETURN(said, body(session, {id, context.clock.Now()}));
    return {};
  }));
  std::cout << said;
  return {};
}

}  // namespace replywatch

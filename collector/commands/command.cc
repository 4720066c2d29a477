#include "collector/commands/command.h"

#include <iostream>

#include "collector/connectors/settings_check.h"

#include "shared/base/utf8.h"

namespace replywatch {

int ExitStatusFor(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalidArgument:
    case ErrorKind::kNotFound:
    case ErrorKind::kConfiguration: return kExitUsage;
    case ErrorKind::kReauthorize:
    case ErrorKind::kPermission: return kExitNeedsPerson;
    case ErrorKind::kDatabaseOlder:
    case ErrorKind::kDatabaseNewer:
    case ErrorKind::kDatabaseDamaged:
    case ErrorKind::kDatabaseBusy: return kExitDatabase;
    default: return kExitFailed;
  }
}

Result<Settings> LoadCheckedSettings(const CommandContext& context) {
  RW_ASSIGN_OR_RETURN(const std::filesystem::path file, FindSettingsFile(context.config));
  RW_ASSIGN_OR_RETURN(LoadedSettings loaded, LoadSettings(file));
  AddPlatformMistakes(loaded);
  if (loaded.mistakes.empty()) return std::move(loaded.settings);
  std::string text = DescribeMistakes(file, loaded.mistakes);
  text.pop_back();
  return MakeError(ErrorKind::kConfiguration, std::move(text));
}

Result<std::unique_ptr<Store>> OpenExistingStore(const Settings& settings) {
  return OpenStore(settings.database, OpenMode::kExisting);
}

Result<AgentId> FindAgentId(Session& session, const std::string& name) {
  if (name.empty()) return AgentId{};
  RW_ASSIGN_OR_RETURN(const std::optional<Agent> agent, session.staff().FindAgent(name));
  if (!agent)
    return MakeError(ErrorKind::kInvalidArgument, "there is no agent \"" + CleanLine(name, 100) + "\"; the settings name them");
  return agent->id;
}

std::string Utf8Text(const std::string& text) { return IsValidUtf8(text) ? "" : "is not UTF-8, set the terminal to UTF-8"; }

int Report(const Error& error) {
  std::cerr << error.text << std::endl;
  return ExitStatusFor(error.kind);
}

int RunCommand(const std::function<Status()>& body) {
  const Status status = body();
  return status.ok() ? kExitDone : Report(status.error());
}

}  // namespace replywatch

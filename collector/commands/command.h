// What every command shares: the settings it runs on, where it prints, and how an Error
// becomes an exit status.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "shared/base/clock.h"
#include "shared/base/result.h"
#include "shared/settings/settings.h"
#include "shared/store/store.h"

namespace CLI {
class App;
}

namespace replywatch {

// Exit statuses (stable; README, "Commands").
inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitNeedsPerson = 3;
inline constexpr int kExitDatabase = 4;

int ExitStatusFor(ErrorKind kind);

struct CommandContext {
  std::string config;  // --config, may be empty
  SystemClock clock;
};

// Every mistake of the settings on stderr and kConfiguration, or the settings.
Result<Settings> LoadCheckedSettings(const CommandContext& context);

// For commands beside a running collector: opens the existing database of the settings.
Result<std::unique_ptr<Store>> OpenExistingStore(const Settings& settings);

// 0 for an empty name: the shop. kInvalidArgument for one that the settings do not name.
Result<AgentId> FindAgentId(Session& session, const std::string& name);

// For words that people will read; a check of CLI11: what is wrong, or nothing.
std::string Utf8Text(const std::string& text);

// Prints the error's line on stderr; returns its exit status.
int Report(const Error& error);

// Runs `body` and reports its error.
int RunCommand(const std::function<Status()>& body);

// Each adds its commands to the program; the chosen one's exit status goes to `exit_status`.
void AddRunCommands(CLI::App& app, CommandContext& context, int& exit_status);
void AddReadCommands(CLI::App& app, CommandContext& context, int& exit_status);
void AddStaffCommands(CLI::App& app, CommandContext& context, int& exit_status);
void AddPhoneCommand(CLI::App& app, CommandContext& context, int& exit_status);
void AddAlertCommands(CLI::App& app, CommandContext& context, int& exit_status);
void AddCaseCommands(CLI::App& app, CommandContext& context, int& exit_status);
void AddContactCommands(CLI::App& app, CommandContext& context, int& exit_status);
void AddAdminCommands(CLI::App& app, CommandContext& context, int& exit_status);
void AddReviewCommand(CLI::App& app, CommandContext& context, int& exit_status);
void AddModelCommands(CLI::App& app, CommandContext& context, int& exit_status);
void AddConnectCommand(CLI::App& app, CommandContext& context, int& exit_status);
void AddPracticeCommand(CLI::App& app, int& exit_status);

}  // namespace replywatch

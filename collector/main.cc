// replywatch-collector: the daemon and its commands.
#include <malloc.h>
#include <CLI/CLI.hpp>

#include <csignal>
#include <string>
#include <string_view>

#include "collector/commands/command.h"
#include "shared/base/log.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

// One line, as every error; the library's words where they are plain.
std::string DescribeUsageError(const CLI::App* app, const CLI::Error& error) {
  constexpr std::string_view kNotConverted = "Could not convert: ";
  std::string text = error.what();
  const std::vector<std::string> unknown = app->remaining();
  if (text.starts_with(kNotConverted)) {
    text = text.substr(kNotConverted.size()) + " is not a number";
  } else if (app->get_subcommands().empty() && !unknown.empty()) {
    text =
        std::string("there is no ") + (unknown.front().starts_with('-') ? "option" : "command") + " \"" + unknown.front() + "\"";
  }
  return CleanLine(text, 300) + "; --help tells what there is\n";
}

}  // namespace
}  // namespace replywatch

int main(int argc, char** argv) {
  using namespace replywatch;
  std::signal(SIGPIPE, SIG_IGN);
  ::mallopt(M_ARENA_MAX, 1);  // inboxes wait for the network, not for memory; an arena a thread holds freed pages a thread
  CLI::App app("ReplyWatch: who waits for an answer, and the answers");
  app.require_subcommand(1);
  app.failure_message(DescribeUsageError);
  app.set_version_flag("--version", "ReplyWatch " RW_VERSION);
  CommandContext context;
  int exit_status = kExitDone;
  bool verbose = false;
  app.add_option("--config", context.config,
                 "Settings; default: $REPLYWATCH_CONFIG, ./replywatch.json, ~/.config/replywatch/replywatch.json");
  app.add_flag("--verbose", verbose, "Log more");
  app.parse_complete_callback([&] { SetLogLevel(verbose ? LogLevel::kDebug : LogLevel::kInfo); });
  AddRunCommands(app, context, exit_status);
  AddReadCommands(app, context, exit_status);
  AddStaffCommands(app, context, exit_status);
  AddPhoneCommand(app, context, exit_status);
  AddAlertCommands(app, context, exit_status);
  AddCaseCommands(app, context, exit_status);
  AddContactCommands(app, context, exit_status);
  AddAdminCommands(app, context, exit_status);
  AddReviewCommand(app, context, exit_status);
  AddModelCommands(app, context, exit_status);
  AddConnectCommand(app, context, exit_status);
  AddPracticeCommand(app, exit_status);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? kExitDone : kExitUsage;
  }
  return exit_status;
}

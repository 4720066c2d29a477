// backup, restore.
#include <CLI/CLI.hpp>

#include "collector/commands/command.h"

namespace replywatch {

void AddAdminCommands(CLI::App& app, CommandContext& context, int& exit_status) {
  auto file = std::make_shared<std::string>();
  auto* backup = app.add_subcommand("backup", "A consistent copy of the database, while it is in use");
  backup->add_option("FILE", *file)->required();
  backup->callback([&context, &exit_status, file] {
    exit_status = RunCommand([&]() -> Status {
      RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
      RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
      return store->Backup(*file);
    });
  });

  auto* restore = app.add_subcommand("restore", "Put a backup back; the collector must be stopped");
  restore->add_option("FILE", *file)->required();
  restore->callback([&context, &exit_status, file] {
    exit_status = RunCommand([&]() -> Status {
      RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
      return RestoreStore(settings.database, *file);
    });
  });
}

}  // namespace replywatch

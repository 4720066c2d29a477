// backup, restore.
#include <CLI/CLI.hpp>
#include <iostream>

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
      RW_RETURN_IF_ERROR(store->Backup(*file));
      std::cout << "saved as " << *file << "\n";
      return {};
    });
  });

  auto* restore = app.add_subcommand("restore", "Put a backup back; the collector must be stopped");
  restore->add_option("FILE", *file)->required();
  restore->callback([&context, &exit_status, file] {
    exit_status = RunCommand([&]() -> Status {
      RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
      RW_ASSIGN_OR_RETURN(const std::filesystem::path replaced, RestoreStore(settings.database, *file));
      std::cout << "restored from " << *file << "\n";
      if (!replaced.empty())
        std::cout << "what was there is kept as " << replaced.string() << "; delete it when nobody needs it\n";
      return {};
    });
  });
}

}  // namespace replywatch

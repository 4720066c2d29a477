// backup, restore, contact export, contact erase.
#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "collector/commands/command.h"
#include "collector/commands/contact_json.h"
#include "shared/base/file.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;

Status RecordContact(Session& session, AuditAction action, ContactId id, Timestamp now) {
  AuditEvent event;
  event.at = now;
  event.action = action;
  event.detail = "contact=" + std::to_string(id.value);
  return session.staff().Record(event);
}

Status RunExport(const CommandContext& context, ContactId id, const std::string& out_file) {
  RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  Json json;
  RW_RETURN_IF_ERROR(store->Write([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(json, ContactJson(session, id));
    return RecordContact(session, AuditAction::kContactExported, id, context.clock.Now());
  }));
  const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  if (!out_file.empty()) return WriteFileAtomically(out_file, text);
  std::cout << text;
  return {};
}

// What migrations and restores left beside the database ("sqlite:PATH").
std::vector<std::filesystem::path> OwnCopies(const std::string& database) {
  const std::filesystem::path file = database.substr(database.find(':') + 1);
  std::vector<std::filesystem::path> copies;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(file.has_parent_path() ? file.parent_path() : ".", failed)) {
    const std::string name = entry.path().filename().string();
    const std::string own = file.filename().string();
    if (name.starts_with(own + ".before-") || name == own + ".replaced") copies.push_back(entry.path());
  }
  return copies;
}

Status RunErase(const CommandContext& context, ContactId id) {
  RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  RW_RETURN_IF_ERROR(store->Write([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const std::optional<Contact> contact, session.contacts().Get(id));
    if (!contact) return MakeError(ErrorKind::kNotFound, "there is no contact " + std::to_string(id.value));
    RW_RETURN_IF_ERROR(session.contacts().Erase(id, context.clock.Now()));
    return RecordContact(session, AuditAction::kContactErased, id, context.clock.Now());
  }));
  Status forgotten = store->ForgetDeleted();
  if (!forgotten.ok()) return forgotten.error().Within("the person is erased, but the file still holds old words; run this again");
  std::cout << "erased; timings were kept. Backups made before still hold the person: delete them when you can.\n";
  for (const std::filesystem::path& copy : OwnCopies(settings.database)) std::cout << "still holds the person: " << copy.string() << "\n";
  return {};
}

}  // namespace

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

  auto* contact = app.add_subcommand("contact", "A person's data: export it or erase it (GDPR Art. 15, 17, 20)");
  contact->require_subcommand(1);
  auto id = std::make_shared<std::int64_t>(0);
  auto* export_command = contact->add_subcommand("export", "Everything stored about a person, as JSON");
  export_command->add_option("CONTACT_ID", *id)->required();
  export_command->add_option("--out", *file, "A file, readable by its owner only; without: standard output");
  export_command->callback([&context, &exit_status, id, file] { exit_status = RunCommand([&] { return RunExport(context, ContactId{*id}, *file); }); });
  auto* erase = contact->add_subcommand("erase", "Pseudonymise a person everywhere; timings stay");
  erase->add_option("CONTACT_ID", *id)->required();
  erase->callback([&context, &exit_status, id] { exit_status = RunCommand([&] { return RunErase(context, ContactId{*id}); }); });
}

}  // namespace replywatch

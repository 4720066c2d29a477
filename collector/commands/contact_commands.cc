// contact export, erase, alike, merge, separate, refuse: a person's data, and which contacts are one person.
#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "collector/commands/contact_json.h"
#include "collector/commands/staff_session.h"
#include "shared/actions/person_actions.h"
#include "shared/base/file.h"
#include "shared/base/utf8.h"

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
    if (name.starts_with(own + ".before-") || name.starts_with(own + ".replaced")) copies.push_back(entry.path());
  }
  return copies;
}

Status RunErase(const CommandContext& context, ContactId id) {
  RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  RW_RETURN_IF_ERROR(store->Write([&](Session& session) { return ErasePerson(session, {AgentId{}, context.clock.Now()}, id); }));
  Status forgotten = store->ForgetDeleted();
  if (!forgotten.ok())
    return forgotten.error().Within("the person is erased, but the file still holds old words; run this again");
  std::cout << "erased; timings were kept, and what they waited for is closed. Backups made before still hold the person: delete "
               "them when you can.\n";
  for (const std::filesystem::path& copy : OwnCopies(settings.database))
    std::cout << "still holds the person: " << copy.string() << "\n";
  return {};
}

const char* WordFor(Likeness likeness) {
  switch (likeness) {
    case Likeness::kEmail: return "email";
    case Likeness::kHandle: return "handle";
    case Likeness::kHandleAndName: return "handle_and_name";
    case Likeness::kName: return "name";
  }
  return "name";
}

Status RunAlike(const CommandContext& context, ContactId id, bool json) {
  RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  std::vector<MergeSuggestion> suggestions;
  RW_RETURN_IF_ERROR(store->Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const std::optional<Contact> contact, session.contacts().Get(id));
    if (!contact) return MakeError(ErrorKind::kNotFound, "there is no contact " + std::to_string(id.value));
    RW_ASSIGN_OR_RETURN(suggestions, SuggestMerges(session, id));
    return {};
  }));
  Json out = Json::array();
  for (const MergeSuggestion& s : suggestions) {
    if (json)
      out.push_back({{"id", s.contact.id.value}, {"name", s.contact.name}, {"same", WordFor(s.likeness)}});
    else
      std::cout << s.contact.id.value << "  " << CleanLine(s.contact.name, 60) << "  (same " << WordFor(s.likeness) << ")\n";
  }
  if (json) std::cout << out.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  if (!json && suggestions.empty()) std::cout << "nobody looks like the same person\n";
  return {};
}

struct PairOptions {
  std::int64_t id = 0;
  std::int64_t other = 0;
  std::string agent;
};

}  // namespace

void AddContactCommands(CLI::App& app, CommandContext& context, int& exit_status) {
  auto file = std::make_shared<std::string>();
  auto* contact =
      app.add_subcommand("contact", "A person's data: export or erase it (GDPR Art. 15, 17, 20); which contacts are one person");
  contact->require_subcommand(1);
  auto id = std::make_shared<std::int64_t>(0);
  auto* export_command = contact->add_subcommand("export", "Everything stored about a person, as JSON");
  export_command->add_option("CONTACT_ID", *id)->required();
  export_command->add_option("--out", *file, "A file, readable by its owner only; without: standard output");
  export_command->callback([&context, &exit_status, id, file] {
    exit_status = RunCommand([&] { return RunExport(context, ContactId{*id}, *file); });
  });
  auto* erase = contact->add_subcommand("erase", "Pseudonymise a person everywhere; timings stay");
  erase->add_option("CONTACT_ID", *id)->required();
  erase->callback([&context, &exit_status, id] { exit_status = RunCommand([&] { return RunErase(context, ContactId{*id}); }); });

  auto json = std::make_shared<bool>(false);
  auto* alike = contact->add_subcommand("alike", "Who may be the same person: same address, handle or full name");
  alike->add_option("CONTACT_ID", *id)->required();
  alike->add_flag("--json", *json);
  alike->callback(
      [&context, &exit_status, id, json] { exit_status = RunCommand([&] { return RunAlike(context, ContactId{*id}, *json); }); });

  using Action = Status (*)(Session&, const Actor&, ContactId, ContactId);
  const auto add_pair = [&](const char* name, const char* about, const char* said, Action action) {
    auto o = std::make_shared<PairOptions>();
    auto* command = contact->add_subcommand(name, about);
    command->add_option("CONTACT_ID", o->id)->required();
    command->add_option("OTHER_ID", o->other)->required();
    command->add_option("--agent", o->agent, "Who does it; without: the shop");
    command->callback([&context, &exit_status, o, said, action] {
      exit_status = RunCommand([&]() -> Status {
        RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
        return RunStaff(context, settings, o->agent, [&](Session& session, const Actor& actor) -> Result<std::string> {
          RW_RETURN_IF_ERROR(action(session, actor, ContactId{o->id}, ContactId{o->other}));
          return std::string(said);
        });
      });
    });
  };
  add_pair("merge", "They are one person; conversations stay where they are",
           "merged; `undo` or `contact separate` takes it back\n", &MergeContacts);
  add_pair("separate", "They are not one person after all", "separated\n", &SeparateContacts);
  add_pair("refuse", "They only look alike: no longer suggested", "they will not be suggested again\n", &RefuseMerge);
}

}  // namespace replywatch

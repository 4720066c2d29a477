#include "collector/commands/connect_target.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "collector/connectors/settings_check.h"
#include "collector/connectors/state_keeper.h"
#include "shared/base/file.h"
#include "shared/base/utf8.h"
#include "shared/settings/add_inbox.h"

namespace replywatch {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxSettingsBytes = 4 << 20;

// "Shop page" -> "shop-page"; what is not Latin goes.
std::string FileNameFor(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool is_capital = c >= 'A' && c <= 'Z';
    if (is_letter) out += c;
    if (is_capital) out += static_cast<char>(c + 32);
    if (!is_letter && !is_capital && !out.empty() && out.back() != '-') out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "inbox" : out;
}

std::string SystemZone() {
  const auto zone = ReadFile("/etc/timezone", 200);
  const std::string name = zone.ok() ? CleanLine(*zone, 100) : std::string();
  return name.empty() ? "UTC" : name;
}

// What a shop begins with that has no settings yet; everything else has a default.
std::string FirstSettings() {
  return "{\n  \"database\": \"sqlite:data/replywatch.db\",\n  // Name, opening hours and a responsible person: "
         "config/replywatch.json shows what else "
         "there is.\n  \"shop\": { \"name\": \"My shop\", \"time_zone\": " +
         Json(SystemZone()).dump() + ", \"languages\": [\"en\"] },\n  \"inboxes\": []\n}\n";
}

Result<ConnectTarget> BeginSettings(const std::filesystem::path& file) {
  ConnectTarget target;
  target.file = file;
  target.text = FirstSettings();
  LoadedSettings loaded = ParseSettings(target.text, file);
  if (!loaded.mistakes.empty()) return MakeError(ErrorKind::kInternal, file.string() + ": " + loaded.mistakes.front().text);
  target.settings = std::move(loaded.settings);
  return target;
}

// Where settings go that nobody has written yet; empty when there are some.
std::filesystem::path PlaceForFirstSettings(const CommandContext& context) {
  std::error_code failed;
  if (!context.config.empty()) return std::filesystem::exists(context.config, failed) ? "" : context.config;
  if (FindSettingsFile("").ok()) return {};
  const char* home = std::getenv("HOME");
  return home == nullptr ? std::filesystem::path() : std::filesystem::path(home) / ".config/replywatch/replywatch.json";
}

// Whose a file is to be, also when somebody else (root) writes it.
struct Owner {
  ::uid_t user = 0;
  ::gid_t group = 0;
};

std::optional<Owner> OwnerOf(const std::filesystem::path& file) {
  struct ::stat facts {};
  if (::stat(file.c_str(), &facts) != 0) return std::nullopt;
  return Owner{facts.st_uid, facts.st_gid};
}

void GiveTo(const Owner& owner, const std::filesystem::path& file) {
  if (::geteuid() == 0 && ::chown(file.c_str(), owner.user, owner.group) != 0)
    std::cerr << file.string() << ": could not be given to its owner; do so with chown\n";
}

// Readable by nobody else than its owner: who had it before, else `newcomer`.
Status WritePrivate(const Owner& newcomer, const std::filesystem::path& file, const std::string& content) {
  const std::filesystem::path folder = file.parent_path();
  std::error_code failed;
  if (std::filesystem::create_directories(folder, failed)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    GiveTo(newcomer, folder);
  }
  if (failed)
    return MakeError(ErrorKind::kConfiguration, folder.string() + ": " + failed.message() + "; check the folder and its rights");
  const Owner owner = OwnerOf(file).value_or(newcomer);
  if (const Status written = WriteFileAtomically(file, content); !written.ok()) return OnThisComputer(written.error());
  GiveTo(owner, file);
  return {};
}

}  // namespace

Error OnThisComputer(Error error) {
  const bool is_told_of_platforms =
      error.kind == ErrorKind::kPermission || error.kind == ErrorKind::kNotFound || error.kind == ErrorKind::kBackOff;
  if (is_told_of_platforms) error.kind = ErrorKind::kConfiguration;
  return error;
}

Result<ConnectTarget> OpenTarget(const CommandContext& context) {
  if (const std::filesystem::path first = PlaceForFirstSettings(context); !first.empty())
    return BeginSettings(std::filesystem::absolute(first));
  ConnectTarget target;
  RW_ASSIGN_OR_RETURN(target.file, FindSettingsFile(context.config));
  std::error_code failed;
  const std::filesystem::path real = std::filesystem::canonical(target.file, failed);  // the file, not a link to it
  if (!failed) target.file = real;
  auto settings = LoadCheckedSettings(context);
  auto text = ReadFile(target.file, kMaxSettingsBytes);
  if (!settings.ok()) return OnThisComputer(settings.error());
  if (!text.ok()) return OnThisComputer(text.error());
  target.settings = std::move(settings).value();
  target.text = std::move(text).value();
  return target;
}

const InboxSettings* FindInboxSettings(const Settings& settings, const std::string& name) {
  const auto found = std::find_if(settings.inboxes.begin(), settings.inboxes.end(),
                                  [&](const InboxSettings& inbox) { return inbox.name == name; });
  return found == settings.inboxes.end() ? nullptr : &*found;
}

Result<ConnectDraft> DraftInbox(const PlatformInfo& platform, const ConnectTarget& target, const Answers& answers) {
  if (FindInboxSettings(target.settings, answers.name) != nullptr)
    return MakeError(ErrorKind::kInvalidArgument,
                     "there is an inbox \"" + CleanLine(answers.name, 100) + "\" already; choose another name with --name");
  ConnectDraft draft;
  Json inbox{{"name", answers.name}, {"platform", std::string(platform.name)}};
  for (const auto& [key, value] : answers.plain) inbox[key] = value;
  const std::filesystem::path folder = target.file.parent_path() / "secrets";
  for (const auto& [key, secret] : answers.secrets) {
    const std::string stem = FileNameFor(answers.name) + "." + key;
    std::string file = stem;
    std::error_code failed;
    for (int n = 2; std::filesystem::exists(folder / file, failed); ++n) file = stem + "-" + std::to_string(n);
    draft.secrets.emplace(folder / file, secret);
    inbox[key] = {{"file", "secrets/" + file}};
  }
  RW_ASSIGN_OR_RETURN(draft.settings, AddInbox(target.text, inbox.dump()));
  LoadedSettings loaded = ParseSettings(draft.settings, target.file);
  AddPlatformMistakes(loaded);
  if (loaded.mistakes.empty()) return draft;
  return MakeError(ErrorKind::kInvalidArgument, loaded.mistakes.front().text + "; nothing was written");
}

Result<ConnectDraft> DraftSecrets(const InboxSettings& inbox, const Answers& answers) {
  ConnectDraft draft;
  for (const auto& [key, secret] : answers.secrets) {
    const auto ref = inbox.secrets.find(key);
    if (ref == inbox.secrets.end())
      return MakeError(ErrorKind::kConfiguration,
                       "\"" + key + "\" is not in the settings of this inbox; add it there first, nothing was written");
    if (ref->second.source != SecretRef::Source::kFile)
      return MakeError(ErrorKind::kConfiguration, "\"" + key + "\" stands in the environment variable " +
                                                      CleanLine(ref->second.name, 100) +
                                                      "; change it there, nothing was written");
    std::error_code failed;
    const std::filesystem::path real = std::filesystem::canonical(ref->second.name, failed);  // the file, not a link to it
    draft.secrets.emplace(failed ? std::filesystem::path(ref->second.name) : real, secret);
  }
  if (draft.secrets.empty())
    return MakeError(ErrorKind::kInvalidArgument, "no new token or password was given; nothing was written");
  return draft;
}

Status WriteDraft(const ConnectTarget& target, const ConnectDraft& draft) {
  std::error_code failed;
  std::filesystem::create_directories(target.file.parent_path(), failed);
  struct ::stat before {};
  const bool is_there = ::stat(target.file.c_str(), &before) == 0;
  const std::optional<Owner> owner = OwnerOf(is_there ? target.file : target.file.parent_path());
  if (!owner)
    return MakeError(ErrorKind::kConfiguration,
                     target.file.parent_path().string() + ": cannot be read; check the folder and its rights");
  Status done;
  for (const auto& [file, secret] : draft.secrets) {
    if (done.ok()) done = WritePrivate(*owner, file, secret.Reveal() + "\n");
  }
  if (draft.settings.empty()) return done;
  if (done.ok()) done = WriteFileAtomically(target.file, draft.settings);
  if (!done.ok()) {
    for (const auto& [file, secret] : draft.secrets) std::filesystem::remove(file, failed);
    return OnThisComputer(done.error());
  }
  GiveTo(*owner, target.file);
  if (is_there) ::chmod(target.file.c_str(), before.st_mode & 07777);
  return {};
}

Status WriteState(const ConnectTarget& target, const std::string& inbox, const std::map<std::string, Secret>& state) {
  const std::filesystem::path folder = StateFolder(target.settings.database);
  const std::filesystem::path database = std::filesystem::path(folder).replace_extension();
  Owner owner{::geteuid(), ::getegid()};
  for (const std::filesystem::path& witness : {target.file, database, folder}) owner = OwnerOf(witness).value_or(owner);
  for (const auto& [key, value] : state) RW_RETURN_IF_ERROR(WritePrivate(owner, StateFile(folder, inbox, key), value.Reveal()));
  return {};
}

}  // namespace replywatch

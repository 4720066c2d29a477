#include "collector/commands/connect_target.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "collector/connectors/settings_check.h"
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

// For whoever owns the settings, also when somebody else (root) runs this.
void GiveTo(const struct ::stat& owner, const std::filesystem::path& file) {
  if (::geteuid() == 0 && ::chown(file.c_str(), owner.st_uid, owner.st_gid) != 0)
    std::cerr << file.string() << ": could not be given to the owner of the settings; do so with chown\n";
}

Status WriteSecret(const struct ::stat& owner, const std::filesystem::path& file, const Secret& secret) {
  std::error_code failed;
  if (std::filesystem::create_directories(file.parent_path(), failed)) {
    std::filesystem::permissions(file.parent_path(), std::filesystem::perms::owner_all, failed);
    GiveTo(owner, file.parent_path());
  }
  RW_RETURN_IF_ERROR(WriteFileAtomically(file, secret.Reveal() + "\n"));
  GiveTo(owner, file);
  return {};
}

}  // namespace

Result<ConnectTarget> OpenTarget(const CommandContext& context) {
  if (const std::filesystem::path first = PlaceForFirstSettings(context); !first.empty())
    return BeginSettings(std::filesystem::absolute(first));
  ConnectTarget target;
  RW_ASSIGN_OR_RETURN(target.file, FindSettingsFile(context.config));
  std::error_code failed;
  const std::filesystem::path real = std::filesystem::canonical(target.file, failed);  // the file, not a link to it
  if (!failed) target.file = real;
  RW_ASSIGN_OR_RETURN(target.settings, LoadCheckedSettings(context));
  RW_ASSIGN_OR_RETURN(target.text, ReadFile(target.file, kMaxSettingsBytes));
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
  struct ::stat owner {};
  const bool is_there = ::stat(target.file.c_str(), &owner) == 0;
  if (!is_there && ::stat(target.file.parent_path().c_str(), &owner) != 0)
    return MakeError(ErrorKind::kPermission,
                     target.file.parent_path().string() + ": cannot be read; check the folder and its rights");
  Status done;
  for (const auto& [file, secret] : draft.secrets) {
    if (done.ok()) done = WriteSecret(owner, file, secret);
  }
  if (draft.settings.empty()) return done;
  if (done.ok()) done = WriteFileAtomically(target.file, draft.settings);
  if (!done.ok()) {
    for (const auto& [file, secret] : draft.secrets) std::filesystem::remove(file, failed);
    return done;
  }
  GiveTo(owner, target.file);
  if (is_there) ::chmod(target.file.c_str(), owner.st_mode & 07777);
  return {};
}

}  // namespace replywatch

// Settings: replywatch.json, typed. Loading collects every mistake with its line
// instead of stopping at the first; secrets are named here and read only when needed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/secret.h"
#include "shared/base/timestamp.h"
#include "shared/model/agent.h"
#include "shared/model/opening_hours.h"
#include "shared/model/sla.h"
#include "shared/rules/business_hours.h"

namespace replywatch {

// One thing wrong in the file: "line 12: inboxes/0/poll: …, expected …".
struct SettingsMistake {
  int line = 0;
  std::string text;
};

// Where a secret stands; never the secret.
struct SecretRef {
  enum class Source : std::uint8_t { kEnvironment, kFile } source = Source::kEnvironment;
  std::string name;  // variable, or absolute path
  int line = 0;
};

struct ResponsiblePerson {
  std::string name;
  std::string email;
  std::string phone;
  std::string deputy;
};

struct ShopSettings {
  std::string name;
  std::string time_zone = "UTC";
  std::vector<std::string> languages;
  OpeningHours hours;
  ResponsiblePerson responsible;
};

struct InboxSettings {
  std::string name;
  std::string platform;
  std::string base_url;  // without a trailing slash
  Duration poll = Duration::Seconds(60);
  std::optional<Duration> retention;
  std::map<std::string, std::string> options;  // keys of the platform's own
  std::map<std::string, SecretRef> secrets;
  std::map<std::string, int> lines;  // of each key, for the check against the platform
  int line = 0;
};

// One way by which alerts reach people.
struct NotifySettings {
  std::string kind;                     // "desktop", "email" or "webhook"
  std::string to;                       // email: an address; empty: each agent's own
  std::optional<SecretRef> secret_url;  // webhook; or
  std::string url;
  std::string format;     // webhook: "generic", "slack" (Mattermost too) or "discord"
  bool sound = false;     // desktop
  int most_per_hour = 0;  // email: further ones are put together; 0: the default
  int line = 0;
};

struct AlertSettings {
  std::vector<DayInterval> quiet;  // an interval over midnight has end < begin
  std::string manager;
  std::vector<NotifySettings> notify;
  std::string language;                      // of the texts; empty: the shop's first
  std::optional<std::string> heartbeat_url;  // asked every `heartbeat_every`: whoever misses it knows that nobody watches
  Duration heartbeat_every = Duration::Minutes(5);
};

// What the collector delivers by itself when the shop opens on Monday.
struct ReviewSettings {
  std::filesystem::path folder;              // absolute; empty: into none
  std::vector<std::string> mail;             // addresses; needs the shop's mail server
  std::string language = "en";               // else the shop's first one
  std::vector<std::string> formats{"html"};  // of html, json, csv
};

struct MailSettings {
  std::string smtp;
  std::string user;
  std::string from;
  std::optional<SecretRef> password;
};

struct Settings {
  std::filesystem::path file;
  std::string database;  // "sqlite:" with an absolute path
  ShopSettings shop;
  std::vector<Agent> agents;
  std::vector<InboxSettings> inboxes;
  std::vector<SlaPolicy> targets;
  AlertSettings alerts;
  std::optional<MailSettings> mail;
  ReviewSettings review;
  std::optional<int> webhook_port;  // on loopback; 0: any free one; absent: nothing is received
  std::optional<Duration> retention;
  std::vector<std::string> auto_replies;
  // How long after an interrupted sending the platform's "not there" may be believed.
  Duration delivery_settle = Duration::Seconds(20);
  std::filesystem::path ca_file;  // further trusted certificate authorities; empty: none
};

struct LoadedSettings {
  Settings settings;                      // as far as it could be read
  std::vector<SettingsMistake> mistakes;  // empty: all is well; ordered by line
};

// An error only when the file cannot be read at all; malformed content is a mistake with its line. Relative paths in the file are
// relative to its folder. `languages`: those that have texts; empty: any will do.
Result<LoadedSettings> LoadSettings(const std::filesystem::path& file);
LoadedSettings ParseSettings(std::string_view text, const std::filesystem::path& file,
                             const std::vector<std::string>& languages = {});

// The file to use: `named` if not empty, else $REPLYWATCH_CONFIG, ./replywatch.json, ~/.config/replywatch/replywatch.json.
// kConfiguration when there is none.
Result<std::filesystem::path> FindSettingsFile(const std::string& named);

// The shop's opening hours in its time zone.
BusinessHours MakeBusinessHours(const ShopSettings& shop);

// The name of the agent who is the responsible person: of that name, else of that e-mail address, else the deputy. Empty: none of
// the agents.
std::string ResponsibleAgent(const Settings& settings);

// Who is the deputy or the manager without being an agent: no alert can reach them.
std::vector<std::string> NamedButNoAgents(const Settings& settings);

// "FILE:LINE: text" for every mistake, one a line.
std::string DescribeMistakes(const std::filesystem::path& file, const std::vector<SettingsMistake>& mistakes);

// Reads a secret; white space at its ends goes. kConfiguration when it is missing or empty, or when others than the owner may
// read its file. The value never appears in an error.
Result<Secret> ReadSecret(const SecretRef& ref);

}  // namespace replywatch

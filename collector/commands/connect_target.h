// Where `connect` writes: the settings with one inbox more, or the secrets' files of one that is there. One thread; a target
// is what stood on the disk when it was opened.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "collector/commands/command.h"
#include "collector/commands/connect_answers.h"

namespace replywatch {

struct ConnectTarget {
  std::filesystem::path file;
  std::string text;
  Settings settings;
};

// An error that no platform has a part in, of a kind that says so: a person mends it on this computer. What is missing, forbidden
// or unreadable here becomes kConfiguration.
Error OnThisComputer(Error error);

// The settings as they are, or as a shop begins that has none yet. kConfiguration for settings with mistakes.
Result<ConnectTarget> OpenTarget(const CommandContext& context);

// nullptr: there is no inbox of that name.
const InboxSettings* FindInboxSettings(const Settings& settings, const std::string& name);

// What is to be written, proven to be whole.
struct ConnectDraft {
  std::string settings;  // empty: they stay; else the secrets' files are new, and go again when these cannot be written
  std::map<std::filesystem::path, Secret> secrets;
};

// kInvalidArgument: the name is taken, or an answer is missing or wrong.
Result<ConnectDraft> DraftInbox(const PlatformInfo& platform, const ConnectTarget& target, const Answers& answers);
// kInvalidArgument: nothing was answered. kConfiguration: a secret of this inbox stands in no file that could be written.
Result<ConnectDraft> DraftSecrets(const InboxSettings& inbox, const Answers& answers);

// Files readable by nobody but their owner: who owned them before, else whoever owns the settings. Errors as
// WriteFileAtomically, OnThisComputer.
Status WriteDraft(const ConnectTarget& target, const ConnectDraft& draft);

// What the connector of this inbox must remember, by key, for whoever runs the collector: the owner of what lies there already.
// Errors as WriteDraft.
Status WriteState(const ConnectTarget& target, const std::string& inbox, const std::map<std::string, Secret>& state);

}  // namespace replywatch

// The dashboard's own state: window, theme, text size, language, who sat here. One small file, written
// atomically; a damaged one is as good as none. Any thread.
#pragma once

#include <filesystem>

#include "dashboard/ui/desk.h"
#include "shared/base/result.h"

namespace replywatch {

// $XDG_STATE_HOME/replywatch/dashboard.json, else ~/.local/state/…
std::filesystem::path DisplayFile();

// What is missing or out of bounds stays as in `defaults`.
DisplayChoice LoadDisplay(const std::filesystem::path& file, const DisplayChoice& defaults);
Status SaveDisplay(const std::filesystem::path& file, const DisplayChoice& choice);

}  // namespace replywatch

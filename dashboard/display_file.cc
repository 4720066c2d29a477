#include "dashboard/display_file.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "shared/base/file.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;

int Bounded(const Json& json, const char* key, int fallback, int low, int high) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number() ? std::clamp(found->get<int>(), low, high) : fallback;
}

std::string TextOf(const Json& json, const char* key, const std::string& fallback) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? CleanLine(found->get<std::string>(), 200) : fallback;
}

}  // namespace

std::filesystem::path DisplayFile() {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  std::filesystem::path base = state != nullptr && *state == '/'
                                   ? std::filesystem::path(state)
                                   : std::filesystem::path(home == nullptr ? "/" : home) / ".local" / "state";
  return base / "replywatch" / "dashboard.json";
}

DisplayChoice LoadDisplay(const std::filesystem::path& file, const DisplayChoice& defaults) {
  DisplayChoice choice = defaults;
  const auto text = ReadFile(file, 64 * 1024);
  if (!text.ok()) return choice;
  const Json json = Json::parse(*text, nullptr, false);
  if (!json.is_object()) return choice;
  choice.window_width = Bounded(json, "window_width", choice.window_width, 640, 16'000);
  choice.window_height = Bounded(json, "window_height", choice.window_height, 480, 16'000);
  choice.font_scale =
      static_cast<float>(Bounded(json, "font_percent", static_cast<int>(choice.font_scale * 100), 80, 160)) / 100.0F;
  choice.is_dark = TextOf(json, "theme", choice.is_dark ? "dark" : "light") == "dark";
  choice.language = TextOf(json, "language", choice.language);
  choice.agent = TextOf(json, "agent", choice.agent);
  return choice;
}

Status SaveDisplay(const std::filesystem::path& file, const DisplayChoice& choice) {
  std::error_code failed;
  std::filesystem::create_directories(file.parent_path(), failed);
  const Json json{{"window_width", choice.window_width},
                  {"window_height", choice.window_height},
                  {"font_percent", std::lround(choice.font_scale * 100)},
                  {"theme", choice.is_dark ? "dark" : "light"},
                  {"language", choice.language},
                  {"agent", choice.agent}};
  return WriteFileAtomically(file, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace replywatch

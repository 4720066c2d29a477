#include "collector/scenarios.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "collector/scenario_player.h"
#include "shared/base/file.h"
#include "shared/settings/json_lines.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

constexpr std::size_t kMaxFileBytes = 1U << 20U;
// Not an error: the way back out of the transaction.
constexpr std::string_view kRollBack = "played";

Error Malformed(const std::string& text) { return MakeError(ErrorKind::kInvalidArgument, text); }

// Shop and targets are written as in the settings, and read by the same reader.
Result<Settings> SettingsOf(const std::string& file, const Json& scenario) {
  Json settings{{"database", "sqlite:scratch.db"}, {"inboxes", Json::array()}};
  settings["shop"] = scenario.value("shop", Json::object());
  if (!settings["shop"].contains("name")) settings["shop"]["name"] = "Shop";
  settings["targets"] = scenario.value("targets", Json::array());
  LoadedSettings loaded = ParseSettings(settings.dump(), file);
  if (!loaded.mistakes.empty()) return Malformed(file + ": " + loaded.mistakes.front().text);
  return std::move(loaded.settings);
}

Result<Json> Parse(const std::string& file, std::string_view text) {
  try {
    return Json::parse(text, nullptr, /*allow_exceptions=*/true, /*ignore_comments=*/true);
  } catch (const Json::parse_error& error) {
    return Malformed(file + ":" + std::to_string(LineOfByte(text, error.byte)) +
                     ": not readable as JSON here; look for a missing comma, quote or bracket");
  } catch (const Json::out_of_range& error) {
    return Malformed(file + ":" + std::to_string(LineOfNumber(text, error.what())) + ": a number there is too large for any use");
  }
}

Status CheckShape(const std::string& file, const Json& scenario) {
  if (!scenario.is_object()) return Malformed(file + ": expected an object { … } with \"steps\"");
  for (const auto& [key, value] : scenario.items()) {
    const bool is_known = key == "about" || key == "shop" || key == "targets" || key == "steps";
    if (!is_known) return Malformed(file + ": \"" + key + "\" is not known; expected about, shop, targets, steps");
  }
  if (!scenario.contains("steps") || !scenario["steps"].is_array() || scenario["steps"].empty())
    return Malformed(file + ": expected \"steps\", a list");
  return {};
}

// A folder of our own that goes when we do.
class ScratchFolder {
 public:
  static Result<ScratchFolder> Make() {
    std::error_code error;
    std::string name = (fs::temp_directory_path(error) / "replywatch-scenarios-XXXXXX").string();
    if (error || ::mkdtemp(name.data()) == nullptr)
      return MakeError(ErrorKind::kPermission, "no folder for a scratch database can be made in the temporary folder");
    return ScratchFolder(name);
  }
  explicit ScratchFolder(fs::path path) : path_(std::move(path)) {}
  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, fs::path())) {}
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  std::string Url() const { return "sqlite:" + (path_ / "scratch.db").string(); }

 private:
  fs::path path_;
};

}  // namespace

Status PlayScenario(Store& scratch, const std::string& file, std::string_view text, std::vector<std::string>& differences) {
  RW_ASSIGN_OR_RETURN(const Json scenario, Parse(file, text));
  RW_RETURN_IF_ERROR(CheckShape(file, scenario));
  RW_ASSIGN_OR_RETURN(const Settings settings, SettingsOf(file, scenario));
  const Status played = scratch.Write([&](Session& session) -> Status {
    ScenarioPlayer player(session, settings);
    for (std::size_t i = 0; i < scenario["steps"].size(); ++i) {
      const std::string where = file + ": step " + std::to_string(i + 1);
      std::vector<std::string> found;
      const Status step = player.Step(scenario["steps"][i], found);
      for (const std::string& difference : found) differences.push_back(where + ": " + difference);
      if (!step.ok()) return Malformed(where + ": " + step.error().text);
    }
    return MakeError(ErrorKind::kCancelled, std::string(kRollBack));
  });
  const bool rolled_back = !played.ok() && played.error().kind == ErrorKind::kCancelled && played.error().text == kRollBack;
  return rolled_back ? Status() : played;
}

Result<ScenarioReport> PlayScenarios(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return MakeError(ErrorKind::kNotFound, folder.string() + ": there is no such folder");
  std::vector<fs::path> files;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() == ".json") files.push_back(it->path());
  }
  if (files.empty()) return Malformed(folder.string() + ": no scenario (*.json) is there");
  std::sort(files.begin(), files.end());
  RW_ASSIGN_OR_RETURN(const ScratchFolder scratch, ScratchFolder::Make());
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenStore(scratch.Url(), OpenMode::kMigrate));
  ScenarioReport report;
  for (const fs::path& file : files) {
    const Result<std::string> text = ReadFile(file, kMaxFileBytes);
    const Status played =
        text.ok() ? PlayScenario(*store, file.filename().string(), *text, report.differences) : Status(text.error());
    if (!played.ok() && played.error().kind != ErrorKind::kInvalidArgument) return played.error();
    if (played.ok()) ++report.files;
    if (!played.ok()) report.malformed.push_back(played.error().text);
  }
  return report;
}

}  // namespace replywatch

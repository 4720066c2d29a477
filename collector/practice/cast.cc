#include "collector/practice/cast.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "shared/base/file.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxBytes = 4 * 1024 * 1024;

Result<Json> ReadJson(const std::filesystem::path& file) {
  RW_ASSIGN_OR_RETURN(const std::string text, ReadFile(file, kMaxBytes));
  Json json = Json::parse(text, nullptr, false, true);
  if (json.is_discarded()) return MakeError(ErrorKind::kConfiguration, file.string() + ": not readable as JSON");
  return json;
}

Result<Line> LineFrom(const Json& json, bool is_opening) {
  Line line;
  line.text = json.at("text");
  const std::string where = json.at("where");
  if (where == "comment")
    line.where = Place::kComment;
  else if (where == "mention")
    line.where = Place::kMention;
  else if (where == "same")
    line.where = Place::kSame;
  else if (where != "private")
    return MakeError(ErrorKind::kConfiguration, "\"where\" is \"" + where + "\"");
  if (is_opening) return line;
  const auto after = ParseDuration(json.at("after").get<std::string>());
  if (!after) return MakeError(ErrorKind::kConfiguration, "\"after\" is no duration");
  line.after = *after;
  return line;
}

Result<Scene> SceneFrom(const Json& json) {
  Scene scene;
  scene.id = json.at("id");
  RW_ASSIGN_OR_RETURN(scene.opening, LineFrom(json.at("opening"), true));
  for (const Json& step : json.value("ignored", Json::array())) {
    RW_ASSIGN_OR_RETURN(Line line, LineFrom(step, false));
    scene.ignored.push_back(std::move(line));
  }
  for (const Json& step : json.value("answered", Json::array())) {
    RW_ASSIGN_OR_RETURN(Line line, LineFrom(step, false));
    scene.answered.push_back(std::move(line));
  }
  return scene;
}

Status AddStories(const std::filesystem::path& file, Cast& cast, std::set<std::string>& handles) {
  RW_ASSIGN_OR_RETURN(const Json json, ReadJson(file));
  try {
    for (const Json& contact : json.at("contacts")) {
      CastMember member{contact.at("handle"), contact.at("name"), json.at("language"), {}};
      if (!handles.insert(member.handle).second)
        return MakeError(ErrorKind::kConfiguration, file.string() + ": " + member.handle + " stands twice");
      for (const Json& scene : contact.at("scenes")) {
        auto read = SceneFrom(scene);
        if (!read.ok()) return read.error().Within(file.string() + ": " + member.handle);
        member.scenes.push_back(std::move(read).value());
      }
      cast.members.push_back(std::move(member));
    }
  } catch (const Json::exception& error) {
    return MakeError(ErrorKind::kConfiguration, file.string() + ": " + error.what());
  }
  return {};
}

}  // namespace

Result<Cast> LoadCast(const std::filesystem::path& folder) {
  Cast cast;
  std::set<std::string> handles;
  std::vector<std::filesystem::path> files;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("stories.") && name.ends_with(".json")) files.push_back(entry.path());
  }
  if (files.empty()) return MakeError(ErrorKind::kConfiguration, folder.string() + ": no stories.<language>.json");
  std::sort(files.begin(), files.end());
  for (const auto& file : files) RW_RETURN_IF_ERROR(AddStories(file, cast, handles));
  RW_ASSIGN_OR_RETURN(const Json posts, ReadJson(folder / "posts.json"));
  try {
    for (const Json& post : posts.at("posts")) cast.posts[post.at("language")].push_back(post.at("text"));
  } catch (const Json::exception& error) {
    return MakeError(ErrorKind::kConfiguration, (folder / "posts.json").string() + ": " + error.what());
  }
  for (const CastMember& member : cast.members) {
    if (cast.posts[member.language].empty())
      return MakeError(ErrorKind::kConfiguration, (folder / "posts.json").string() + ": no post in \"" + member.language + "\"");
  }
  return cast;
}

}  // namespace replywatch

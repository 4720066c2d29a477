// Cast: who plays on the practice platform and what they say (config/practice). Values.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/timestamp.h"

namespace replywatch {

enum class Place : std::uint8_t { kPrivate, kComment, kMention, kSame };

struct Line {
  Duration after;  // from the line or the answer before it
  Place where = Place::kPrivate;
  std::string text;
};

struct Scene {
  std::string id;
  Line opening;
  std::vector<Line> ignored;   // one after another while nobody answers
  std::vector<Line> answered;  // after the first answer
};

struct CastMember {
  std::string handle;
  std::string name;
  std::string language;
  std::vector<Scene> scenes;
};

struct Cast {
  std::vector<CastMember> members;
  std::map<std::string, std::vector<std::string>> posts;  // by language
};

// kConfiguration names the file and what is wrong in it.
Result<Cast> LoadCast(const std::filesystem::path& folder);

}  // namespace replywatch

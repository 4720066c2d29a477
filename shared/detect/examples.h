// Labelled examples: messages with what they mean, as config/languages/EXAMPLES.md describes them. The detector
// is trained on them and measured by them.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace replywatch {

enum class ExampleLabel : std::uint8_t { kProblem, kQuestion, kPraise, kThreat, kUrgent };
inline constexpr std::array<std::string_view, 5> kExampleLabelNames{"problem", "question", "praise", "threat", "urgent"};

struct Example {
  std::string writer;  // an id out of the folder's writers.json
  std::string kind;    // "comment", "private", "review" or "email"
  std::string text;    // as it was typed
  std::array<bool, kExampleLabelNames.size()> labels{};

  bool Has(ExampleLabel label) const { return labels.at(static_cast<std::size_t>(label)); }
};

// One JSON object a line, in the order of the file. kConfiguration with file and line for anything but the four fields as
// described: an unknown field, kind or label, labels out of order, an empty text; kNotFound when there is no such file. Files up
// to 64 MiB.
Result<std::vector<Example>> LoadExamples(const std::filesystem::path& file);

// The ids that the list of writers beside the examples names.
Result<std::set<std::string>> LoadWriters(const std::filesystem::path& file);

}  // namespace replywatch

// Canned text: placeholders filled, and the choice of a thank-you line that nobody has read
// under the same post yet. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace replywatch {

using PlaceholderValues = std::map<std::string, std::string, std::less<>>;  // "name" -> "Andreea"

struct FilledText {
  std::string text;                  // without any "{…}" of the template's
  std::vector<std::string> missing;  // placeholders without a value, each once; the text reads on without them
};

// A placeholder is "{" lower-case letters and underscores "}". Values are put in as they are; braces within a
// value are no placeholders. An empty value is a missing one.
FilledText FillPlaceholders(std::string_view text, const PlaceholderValues& values);

// How to call a contact: the first word of the name, empty when that looks like a handle ("florin_z", "x93").
std::string FirstNameOf(std::string_view contact_name);

struct ThankYouLine {
  std::string with_name;  // has {name}
  std::string without_name;
};

struct ThankYouChoice {
  std::string text;
  std::size_t line = 0;
};

// The same seed chooses the same line. `used`: texts already sent under the post, to whomever; a line counts as used
// in both its forms. nullopt: all lines are used.
std::optional<ThankYouChoice> ChooseThankYou(std::span<const ThankYouLine> lines, std::string_view contact_name,
                                             std::span<const std::string> used, std::uint64_t seed);

}  // namespace replywatch

#include "shared/rules/canned_text.h"

#include <algorithm>

namespace replywatch {
namespace {

constexpr std::string_view kName = "{name}";

// The placeholder that begins at `pos`, without its braces; empty when there is none.
std::string_view PlaceholderAt(std::string_view text, std::size_t pos) {
  const std::size_t close = text.find('}', pos);
  if (text[pos] != '{' || close == std::string_view::npos || close == pos + 1) return {};
  const std::string_view inside = text.substr(pos + 1, close - pos - 1);
  const bool is_key = std::all_of(inside.begin(), inside.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  return is_key ? inside : std::string_view();
}

// Takes back what led to a value that is not there: "Hello, " before ".", "(" before ")".
void CloseGap(std::string& out, std::string_view rest) {
  const bool ends_here = rest.empty() || std::string_view(".,;:!?)\n").find(rest.front()) != std::string_view::npos;
  if (!ends_here) return;
  while (!out.empty() && (out.back() == ' ' || out.back() == ',' || out.back() == ':')) out.pop_back();
}

// splitmix64 (Steele, Lea, Flood 2014).
std::uint64_t Mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31U);
}

bool IsFormOf(const ThankYouLine& line, std::string_view text) {
  if (text == line.without_name) return true;
  const std::size_t at = line.with_name.find(kName);
  if (at == std::string::npos) return text == line.with_name;
  const std::string_view before = std::string_view(line.with_name).substr(0, at);
  const std::string_view after = std::string_view(line.with_name).substr(at + kName.size());
  return text.size() > before.size() + after.size() && text.starts_with(before) && text.ends_with(after);
}

// A platform's prefix ("@ana.pop ") stands before what was sent.
bool IsUsed(const ThankYouLine& line, std::span<const std::string> used) {
  return std::any_of(used.begin(), used.end(), [&](std::string_view text) {
    while (text.starts_with('@') && text.find(' ') != std::string_view::npos) text.remove_prefix(text.find(' ') + 1);
    return IsFormOf(line, text);
  });
}

}  // namespace

FilledText FillPlaceholders(std::string_view text, const PlaceholderValues& values) {
  FilledText filled;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::string_view key = PlaceholderAt(text, pos);
    if (key.empty()) {
      filled.text += text[pos++];
      continue;
    }
    pos += key.size() + 2;
    const auto value = values.find(key);
    if (value != values.end() && !value->second.empty()) {
      filled.text += value->second;
      continue;
    }
    if (std::find(filled.missing.begin(), filled.missing.end(), key) == filled.missing.end()) filled.missing.emplace_back(key);
    CloseGap(filled.text, text.substr(pos));
    const bool leads = filled.text.empty() || filled.text.back() == ' ' || filled.text.back() == '\n';
    while (leads && pos < text.size() && (text[pos] == ' ' || (filled.text.empty() && text[pos] == ','))) ++pos;
  }
  return filled;
}

std::string FirstNameOf(std::string_view contact_name) {
  const std::size_t begin = std::min(contact_name.find_first_not_of(' '), contact_name.size());
  std::string_view first = contact_name.substr(begin, contact_name.find(' ', begin) - begin);
  if (first.ends_with(',')) first.remove_suffix(1);
  const bool is_name = std::none_of(first.begin(), first.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && (byte < 'A' || (byte > 'Z' && byte < 'a') || byte > 'z') && byte != '-' && byte != '\'';
  });
  const bool is_capital = !first.empty() && !(first.front() >= 'a' && first.front() <= 'z');
  return is_name && is_capital && first.size() >= 2 ? std::string(first) : std::string();
}

std::optional<ThankYouChoice> ChooseThankYou(std::span<const ThankYouLine> lines, std::string_view contact_name,
                                             std::span<const std::string> used, std::uint64_t seed) {
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!IsUsed(lines[i], used)) free.push_back(i);
  }
  if (free.empty()) return std::nullopt;
  const std::size_t chosen = free[Mix(seed) % free.size()];
  const std::string name = FirstNameOf(contact_name);
  if (name.empty()) return ThankYouChoice{lines[chosen].without_name, chosen};
  return ThankYouChoice{FillPlaceholders(lines[chosen].with_name, {{"name", name}}).text, chosen};
}

}  // namespace replywatch

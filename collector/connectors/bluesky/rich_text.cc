#include "collector/connectors/bluesky/rich_text.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

namespace replywatch::bluesky {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsHandleCharacter(char c) { return IsLetter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-'; }

// What may stand behind a link without belonging to it.
constexpr std::array<std::string_view, 14> kTrailing{".", ",", ";", ":", "!", "?", "'", "\"", "*", "”", "“", "»", "’", "…"};

std::string_view WithoutTrailing(std::string_view link) {
  for (bool changed = true; changed;) {
    changed = false;
    for (const std::string_view mark : kTrailing) {
      if (!link.ends_with(mark)) continue;
      link.remove_suffix(mark.size());
      changed = true;
    }
    if (link.ends_with(')') && link.find('(') == std::string_view::npos) {
      link.remove_suffix(1);
      changed = true;
    }
  }
  return link;
}

std::optional<Facet> LinkAt(std::string_view text, std::size_t pos) {
  const std::string_view rest = text.substr(pos);
  const std::size_t scheme = rest.starts_with("https://") ? 8 : rest.starts_with("http://") ? 7 : 0;
  if (scheme == 0 || (pos > 0 && IsHandleCharacter(text[pos - 1]))) return std::nullopt;
  const std::string_view link = WithoutTrailing(rest.substr(0, std::min(rest.find_first_of(" \n\t\r<>"), rest.size())));
  if (link.size() <= scheme) return std::nullopt;
  return Facet{Facet::Kind::kLink, pos, pos + link.size(), std::string(link)};
}

// "name.example": at least two labels, none empty, the last one beginning with a letter.
bool IsHandle(std::string_view handle) {
  const std::size_t dot = handle.rfind('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < handle.size() && IsLetter(handle[dot + 1]) &&
         handle.find("..") == std::string_view::npos && handle.front() != '.';
}

std::optional<Facet> MentionAt(std::string_view text, std::size_t pos) {
  if (text[pos] != '@' || (pos > 0 && !IsSpace(text[pos - 1]) && text[pos - 1] != '(')) return std::nullopt;
  std::size_t end = pos + 1;
  while (end < text.size() && IsHandleCharacter(text[end])) ++end;
  while (end > pos + 1 && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
  std::string handle(text.substr(pos + 1, end - pos - 1));
  if (!IsHandle(handle)) return std::nullopt;
  std::transform(handle.begin(), handle.end(), handle.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return Facet{Facet::Kind::kMention, pos, end, std::move(handle)};
}

}  // namespace

std::vector<Facet> FindFacets(std::string_view text) {
  std::vector<Facet> out;
  for (std::size_t pos = 0; pos < text.size();) {
    std::optional<Facet> facet = LinkAt(text, pos);
    if (!facet) facet = MentionAt(text, pos);
    pos = facet ? facet->end : pos + 1;
    if (facet) out.push_back(std::move(*facet));
  }
  return out;
}

nlohmann::json FacetsJson(const std::vector<Facet>& facets) {
  nlohmann::json out = nlohmann::json::array();
  for (const Facet& facet : facets) {
    const bool is_link = facet.kind == Facet::Kind::kLink;
    const nlohmann::json feature{{"$type", is_link ? "app.bsky.richtext.facet#link" : "app.bsky.richtext.facet#mention"},
                                 {is_link ? "uri" : "did", facet.value}};
    out.push_back(
        {{"index", {{"byteStart", facet.begin}, {"byteEnd", facet.end}}}, {"features", nlohmann::json::array({feature})}});
  }
  return out;
}

}  // namespace replywatch::bluesky

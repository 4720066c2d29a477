// Rich text: the links and mentions of a text that is about to be sent. The platform finds
// none by itself; each must be pointed out by its place in UTF-8 bytes. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace replywatch::bluesky {

struct Facet {
  enum class Kind { kLink, kMention };
  Kind kind = Kind::kLink;
  std::size_t begin = 0;  // bytes, [begin, end)
  std::size_t end = 0;
  std::string value;  // the address, or the handle without '@' in lower case; after resolving, the account's DID
};

// In the order of the text. Links: http and https without the punctuation behind them. Mentions: "@" and a full handle
// ("name.example"), at the beginning or after white space or "(".
std::vector<Facet> FindFacets(std::string_view text);

// As records carry them; every mention's value must be a DID by now.
nlohmann::json FacetsJson(const std::vector<Facet>& facets);

}  // namespace replywatch::bluesky

// Any bytes as an answer of a Bluesky server: never a crash, and every item in bounds.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "collector/connectors/bluesky/chat_json.h"
#include "collector/connectors/bluesky/post_json.h"
#include "collector/connectors/bluesky/rich_text.h"
#include "shared/base/utf8.h"

using namespace replywatch;

namespace {

void Expect(bool condition) {
  if (!condition) std::abort();
}

void CheckItem(const Item& item) {
  Expect(!item.source_id.empty() && item.source_id.size() <= 2 * kMaxIdBytes + 1);
  Expect(!item.author.source_id.empty());
  Expect(IsValidUtf8(item.text) && item.text.size() <= kMaxTextBytes);
  Expect(IsValidUtf8(item.author.name) && IsValidUtf8(item.root_title));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const bluesky::Facet& facet : bluesky::FindFacets(bytes)) Expect(facet.begin < facet.end && facet.end <= size);
  const auto json = ParseForeignJson(bytes);
  if (!json.ok()) return 0;
  for (auto* read : {&bluesky::ReadNotifications, &bluesky::ReadFeed, &bluesky::ReadPosts, &bluesky::ReadThread}) {
    const auto list = read(*json);
    if (!list.ok()) continue;
    for (const bluesky::Post& post : list->posts) CheckItem(bluesky::ToItem(post, bluesky::RootOf(post), "did:plc:us"));
  }
  if (const auto log = bluesky::ReadLog(*json); log.ok()) {
    for (const bluesky::ChatMessage& message : log->messages) CheckItem(bluesky::ToItem(message, {}, "did:plc:us"));
  }
  (void)bluesky::ReadMessages(*json, "c");
  (void)bluesky::ReadConvos(*json);
  return 0;
}

// Whatever a page's lists hold: every item that comes out keeps the promises of Item.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "collector/connectors/facebook/facebook_json.h"
#include "collector/connectors/facebook/facebook_webhook.h"
#include "collector/protocols/graph_api.h"
#include "shared/base/utf8.h"

namespace {

using namespace replywatch;  // NOLINT(google-build-using-namespace)

void Expect(bool holds) {
  if (!holds) std::abort();
}

void ExpectSound(const Item& item) {
  Expect(!item.source_id.empty() && !item.root_source_id.empty());
  Expect(item.text.size() <= kMaxTextBytes && IsValidUtf8(item.text));
  Expect(IsValidUtf8(item.author.name) && IsValidUtf8(item.author.source_id) && IsValidUtf8(item.root_title));
}

// A body of a webhook: what its updates tell is as sound as what is read.
void HearEvent(const std::string& body, const facebook::PageInfo& page) {
  EventReading reading;
  const auto looks = graph::HearAll(
      {body, {1'790'000'000'000}}, "page", {page.id},
      [&](const graph::Update& update) { return facebook::HearUpdate(update, page); }, reading);
  for (const graph::Heard& heard : looks) {
    Expect(!heard.id.empty());
    if (heard.item) ExpectSound(*heard.item);
  }
  for (const auto* items : {&reading.items, &reading.told, &reading.removed}) {
    for (const Item& item : *items) ExpectSound(item);
  }
  for (const SetAside& element : reading.set_aside) Expect(element.raw.size() <= kMaxSetAsideBytes && IsValidUtf8(element.raw));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  HearEvent({reinterpret_cast<const char*>(data), size}, {"77", true});
  const auto json = ParseForeignJson({reinterpret_cast<const char*>(data), size});
  if (!json.ok()) return 0;
  const facebook::PageInfo page{"77", true};
  if (const auto refusal = graph::ReadRefusal(*json)) Expect(graph::KindOf(*refusal, true) != ErrorKind::kInternal);
  const Json& list = json->is_array() ? *json : graph::DataOf(*json);
  for (const facebook::ItemList& items : {facebook::ReadComments(list, {"5", "t", "", {}}, page),
                                          facebook::ReadComments(list, {}, page), facebook::ReadMessages(list, page)}) {
    for (const Item& item : items.items) ExpectSound(item);
    for (const SetAside& element : items.set_aside) Expect(element.raw.size() <= kMaxSetAsideBytes && IsValidUtf8(element.raw));
  }
  if (!list.is_array()) return 0;
  for (const Json& element : list) {
    if (const auto rating = facebook::ReadRating(element, page); rating.ok()) ExpectSound(*rating);
    if (const auto post = facebook::ReadVisitorPost(element, page); post.ok() && *post) ExpectSound(**post);
  }
  return 0;
}

// Whatever a shop answers: every item that comes out keeps the promises of Item.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "collector/connectors/woocommerce/woocommerce_json.h"
#include "collector/protocols/wp_rest.h"
#include "shared/base/utf8.h"

namespace {

using namespace replywatch;  // NOLINT(google-build-using-namespace)

void Expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = ExtractWpJson({reinterpret_cast<const char*>(data), size});
  if (!json.ok()) return 0;
  const auto list = woocommerce::ReadReviews(*json);
  if (!list.ok()) return 0;
  for (const woocommerce::Review& review : list->reviews) {
    const Item item = woocommerce::ToItem(review);
    Expect(!item.source_id.empty() && !item.root_source_id.empty());
    Expect(item.text.size() <= kMaxTextBytes && IsValidUtf8(item.text));
    Expect(IsValidUtf8(item.author.name) && IsValidUtf8(item.author.source_id) && IsValidUtf8(item.root_title));
    Expect(!item.rating || (*item.rating >= 1 && *item.rating <= 5));
  }
  for (const SetAside& element : list->set_aside) Expect(element.raw.size() <= kMaxSetAsideBytes && IsValidUtf8(element.raw));
  return 0;
}

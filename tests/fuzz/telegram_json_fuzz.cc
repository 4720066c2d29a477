// Whatever stands in an answer to getUpdates: every item that comes out keeps the promises of Item.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "collector/connectors/telegram/telegram_json.h"
#include "shared/base/utf8.h"

namespace {

using namespace replywatch;  // NOLINT(google-build-using-namespace)

void Expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = ParseForeignJson({reinterpret_cast<const char*>(data), size});
  if (!json.ok()) return 0;
  const auto updates = telegram::ReadUpdates(*json);
  if (!updates.ok()) return 0;
  for (const telegram::TgMessage& message : updates->messages) {
    const Item item = telegram::ToItem(message, {"42", "lut_bot"}, {"7"});
    Expect(!item.source_id.empty() && !item.root_source_id.empty());
    Expect(telegram::ParseSourceId(item.source_id).has_value());
    Expect(item.text.size() <= kMaxTextBytes && IsValidUtf8(item.text));
    Expect(IsValidUtf8(item.author.name) && IsValidUtf8(item.author.source_id) && IsValidUtf8(item.root_title));
  }
  for (const SetAside& element : updates->set_aside) Expect(element.raw.size() <= kMaxSetAsideBytes && IsValidUtf8(element.raw));
  return 0;
}

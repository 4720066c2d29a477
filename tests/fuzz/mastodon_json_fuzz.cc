// Whatever a server answers: every item that comes out keeps the promises of Item.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "collector/connectors/mastodon/mastodon_json.h"
#include "shared/base/utf8.h"

namespace {

using namespace replywatch;  // NOLINT(google-build-using-namespace)

void Expect(bool holds) {
  if (!holds) std::abort();
}

void CheckList(const mastodon::StatusList& list) {
  for (const mastodon::MastodonStatus& status : list.statuses) {
    const Item item = mastodon::ToItem(status, {}, "1");
    Expect(!item.source_id.empty() && item.source_id.size() <= kMaxIdBytes);
    Expect(!item.author.source_id.empty() && item.author.name.size() <= kMaxNameBytes);
    Expect(!item.root_source_id.empty());
    Expect(item.text.size() <= kMaxTextBytes && IsValidUtf8(item.text));
    Expect(IsValidUtf8(item.author.name) && IsValidUtf8(item.author.handle) && IsValidUtf8(item.permalink));
    Expect(IsValidUtf8(mastodon::TitleOf(status)));
  }
  for (const SetAside& element : list.set_aside) Expect(element.raw.size() <= kMaxSetAsideBytes && IsValidUtf8(element.raw));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = ParseForeignJson({reinterpret_cast<const char*>(data), size});
  if (!json.ok()) return 0;
  for (auto* read : {&mastodon::ReadStatuses, &mastodon::ReadMentions, &mastodon::ReadConversations}) {
    if (const auto list = (*read)(*json); list.ok()) CheckList(*list);
  }
  if (const auto context = mastodon::ReadContext(*json); context.ok()) CheckList(context->descendants);
  (void)mastodon::ReadInstance(*json);
  (void)mastodon::PolicyWarnings(*json);
  return 0;
}

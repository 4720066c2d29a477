// Whatever a server answers: every item that comes out keeps the promises of Item.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "collector/connectors/youtube/youtube_json.h"
#include "shared/base/utf8.h"

namespace {

using namespace replywatch;  // NOLINT(google-build-using-namespace)

void Expect(bool holds) {
  if (!holds) std::abort();
}

void CheckComment(const youtube::YtComment& comment) {
  const Item item = youtube::ToItem(comment, {}, {"UC1", "Shop", "shop"});
  Expect(!item.source_id.empty() && item.source_id.size() <= kMaxIdBytes);
  Expect(!item.root_source_id.empty() && !item.reply_target_id.empty());
  Expect(item.author.name.size() <= kMaxNameBytes && item.text.size() <= kMaxTextBytes);
  Expect(IsValidUtf8(item.text) && IsValidUtf8(item.author.name) && IsValidUtf8(item.author.handle) &&
         IsValidUtf8(item.permalink));
}

void CheckSetAside(const std::vector<SetAside>& set_aside) {
  for (const SetAside& element : set_aside) Expect(element.raw.size() <= kMaxSetAsideBytes && IsValidUtf8(element.raw));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = ParseForeignJson({reinterpret_cast<const char*>(data), size});
  if (!json.ok()) return 0;
  if (const auto threads = youtube::ReadThreads(*json); threads.ok()) {
    CheckSetAside(threads->set_aside);
    for (const youtube::YtThread& thread : threads->threads) {
      if (thread.top) CheckComment(*thread.top);
      for (const youtube::YtComment& reply : thread.replies) CheckComment(reply);
    }
  }
  if (const auto comments = youtube::ReadComments(*json); comments.ok()) {
    CheckSetAside(comments->set_aside);
    for (const youtube::YtComment& comment : comments->comments) CheckComment(comment);
  }
  (void)youtube::ReadVideos(*json);
  (void)youtube::ReadOwnChannel(*json);
  return 0;
}

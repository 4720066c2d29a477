// Whatever an account's lists hold: every item that comes out keeps the promises of Item, and every round ends.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "collector/connectors/instagram/comment_round.h"
#include "collector/connectors/instagram/instagram_json.h"
#include "collector/connectors/instagram/instagram_webhook.h"
#include "shared/base/utf8.h"

namespace {

using namespace replywatch;  // NOLINT(google-build-using-namespace)

void Expect(bool holds) {
  if (!holds) std::abort();
}

void ExpectSound(const std::vector<Item>& items, const std::vector<SetAside>& set_aside) {
  for (const Item& item : items) {
    Expect(!item.source_id.empty() && !item.root_source_id.empty());
    Expect(item.text.size() <= kMaxTextBytes && IsValidUtf8(item.text));
    Expect(IsValidUtf8(item.author.name) && IsValidUtf8(item.author.source_id) && IsValidUtf8(item.root_title));
  }
  for (const SetAside& element : set_aside) Expect(element.raw.size() <= kMaxSetAsideBytes && IsValidUtf8(element.raw));
}

// A body of a webhook: what its updates tell is as sound as what is read.
void HearEvent(const std::string& body, const instagram::Account& account) {
  EventReading reading;
  const auto looks = graph::HearAll(
      {body, {1'790'000'000'000}}, "instagram", {account.id, account.other_id},
      [&](const graph::Update& update) { return instagram::HearUpdate(update, account); }, reading);
  for (const graph::Heard& heard : looks) {
    Expect(!heard.id.empty());
    if (heard.item) ExpectSound({*heard.item}, {});
  }
  ExpectSound(reading.items, reading.set_aside);
  ExpectSound(reading.removed, {});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  FetchRequest request;
  request.cursor = request.page_token = text;
  instagram::CommentRound round(request);
  while (round.TakeOpen()) {
  }
  const auto json = ParseForeignJson(text);
  if (!json.ok()) return 0;
  const instagram::Account account{"17", "2601", "shop", true};
  HearEvent(text, account);
  const instagram::Media media{"5", "t", "", 3};
  for (const instagram::CommentList& list :
       {instagram::ReadComments(*json, media, account), instagram::ReadComments(*json, {}, account),
        instagram::ReadReplies(*json, media, {"6", "8"}, account)}) {
    ExpectSound(list.items, list.set_aside);
    round.Took(round.Begin(media), list, "after");
  }
  const instagram::MessageList messages = instagram::ReadMessages(*json, account);
  ExpectSound(messages.items, messages.set_aside);
  Page page;
  round.Finish(page);
  Expect(page.cursor.empty() || page.next_page_token.empty());
  return 0;
}

// Any bytes as an answer of Reddit: never a crash, and every item in bounds.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "collector/connectors/reddit/refusal.h"
#include "collector/connectors/reddit/thread_places.h"
#include "shared/base/utf8.h"

using namespace replywatch;

namespace {

void Expect(bool condition) {
  if (!condition) std::abort();
}

void CheckItem(const Item& item) {
  Expect(!item.source_id.empty() && item.source_id.size() <= kMaxIdBytes);
  Expect(!item.root_source_id.empty() && item.root_source_id.size() <= kMaxIdBytes);
  Expect(IsValidUtf8(item.text) && item.text.size() <= kMaxTextBytes);
  Expect(IsValidUtf8(item.author.name) && IsValidUtf8(item.root_title) && IsValidUtf8(item.permalink));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)reddit::WaitIn(bytes);
  const auto json = ParseForeignJson(bytes);
  if (!json.ok()) return 0;
  (void)reddit::ReadAccount(*json);
  for (const int status : {200, 400}) {
    if (const auto refusal = reddit::ReadRefusal(status, *json)) (void)reddit::KindOf(*refusal, reddit::Intent::kWrite);
  }
  for (auto* read : {&reddit::ReadListing, &reddit::ReadAnswered}) {
    const auto things = read(*json);
    if (!things.ok()) continue;
    reddit::ThreadPlaces places;
    for (const reddit::Post& post : things->posts) places.Learn(post);
    for (const reddit::Thing& thing : things->things) CheckItem(reddit::ToItem(thing, places, {"us", "us", false}));
  }
  return 0;
}

// Answers recorded from the real API: every element is read, or set aside and counted.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "collector/connectors/reddit/reddit_json.h"
#include "collector/connectors/reddit/refusal.h"
#include "collector/connectors/reddit/thread_places.h"
#include "shared/base/file.h"

namespace replywatch::reddit {
namespace {

constexpr std::size_t kMaxFileBytes = 8 << 20;
const Account kOwn{"nobody", "nobody", false};

struct Tally {
  std::size_t things = 0;
  std::size_t posts = 0;
  std::size_t mores = 0;
  std::size_t placeholders = 0;
  std::size_t answered = 0;
  std::size_t refusals = 0;
  std::size_t accounts = 0;
};

// Elements of every kind, wherever they are nested.
std::size_t CountElements(const Json& json) {
  std::size_t count = 0;
  const std::string kind = LineMember(json, "kind", 20);
  if (kind == "t1" || kind == "t3" || kind == "t4" || kind == "more") ++count;
  if (json.is_structured()) {
    for (const Json& inner : json) count += CountElements(inner);
  }
  return count;
}

void ExpectSound(const Thing& thing) {
  const Item item = ToItem(thing, {}, kOwn);
  EXPECT_FALSE(item.root_source_id.empty() || item.permalink.empty()) << item.source_id;
  EXPECT_TRUE(thing.IsMessage() || IsPostName(item.root_source_id)) << item.source_id;
  EXPECT_TRUE(thing.IsMessage() || !item.parent_source_id.empty()) << item.source_id;
}

void Take(const Things& things, std::size_t elements, Tally& tally) {
  EXPECT_EQ(things.things.size() + things.posts.size() + things.mores.size() + things.set_aside.size(), elements);
  for (const Thing& thing : things.things) ExpectSound(thing);
  for (const Post& post : things.posts) EXPECT_FALSE(post.title.empty());
  for (const SetAside& element : things.set_aside) EXPECT_EQ(element.source_id, "t4_zzzzzzzzzzzz") << element.reason;
  tally.things += things.things.size();
  tally.posts += things.posts.size();
  tally.mores += things.mores.size();
  tally.placeholders += things.set_aside.size();
}

void ReadAnswer(int status, const Json& body, Tally& tally) {
  if (const auto refusal = ReadRefusal(status, body)) {
    EXPECT_NE(KindOf(*refusal, Intent::kRead), ErrorKind::kInternal);
    ++tally.refusals;
    return;
  }
  const Json& first = body.is_array() && !body.empty() ? body.front() : body;
  if (LineMember(first, "kind", 20) == "Listing") {
    const auto things = ReadListing(body);
    ASSERT_TRUE(things.ok());
    Take(*things, CountElements(body), tally);
  } else if (Member(Member(Member(body, "json"), "data"), "things").is_array()) {
    const auto things = ReadAnswered(body);
    ASSERT_TRUE(things.ok());
    Take(*things, CountElements(body), tally);
    ++tally.answered;
  } else if (body.contains("link_karma")) {
    const bool is_blackened = LineMember(body, "name", 40).starts_with('<');  // by whoever published the recording
    EXPECT_EQ(ReadAccount(body).id.empty(), is_blackened);
    ++tally.accounts;
  }
}

TEST(RecordedReddit, IsReadWithoutLoss) {
  const std::filesystem::path folder = std::filesystem::path(RW_TEST_SOURCE_DIR) / "../shared/recorded/reddit";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no recorded answers beside the project";
  Tally tally;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    SCOPED_TRACE(entry.path().filename().string());
    const auto content = ReadFile(entry.path(), kMaxFileBytes);
    ASSERT_TRUE(content.ok());
    const auto cassette = ParseForeignJson(*content);
    ASSERT_TRUE(cassette.ok());
    for (const Json& interaction : Member(*cassette, "interactions")) {
      const Json& response = Member(interaction, "response");
      // As text, and so through the same bounds as an answer.
      const auto body = ParseForeignJson(Member(response, "body_json").dump());
      ASSERT_TRUE(body.ok());
      ReadAnswer(static_cast<int>(IntegerMember(response, "status").value_or(0)), *body, tally);
    }
  }
  EXPECT_GT(tally.things, 1500U);
  EXPECT_GT(tally.posts, 100U);
  EXPECT_GT(tally.mores, 100U);
  EXPECT_GE(tally.placeholders, 1U);
  EXPECT_GE(tally.answered, 4U);
  EXPECT_GE(tally.refusals, 10U);
  EXPECT_GE(tally.accounts, 1U);
  RecordProperty("things", static_cast<int>(tally.things));
}

}  // namespace
}  // namespace replywatch::reddit

// The cases in connectors/<platform>/testdata: the requests a stream makes, the answers it gets, and the items that come
// out. case.json and expected.json; every name and text in them is invented.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "collector/connectors/registry.h"
#include "collector/http/url.h"
#include "collector/protocols/json_reader.h"
#include "shared/base/file.h"

namespace replywatch {
namespace {

Json ReadJsonFile(const std::filesystem::path& path) {
  const auto content = ReadFile(path, 4 << 20);
  EXPECT_TRUE(content.ok()) << path;
  return content.ok() ? Json::parse(*content) : Json();
}

// Gives the recorded answers in their order; each request must begin as recorded.
class Replay final : public HttpClient {
 public:
  Replay(Json exchanges, std::string base_url) : exchanges_(std::move(exchanges)), base_url_(std::move(base_url)) {}

  Result<HttpResponse> Send(const HttpRequest& request, const CancelToken& /*cancel*/) override {
    const std::string line = std::string(HttpMethodName(request.method)) + " " + request.url.substr(base_url_.size());
    if (next_ >= exchanges_.size()) {
      ADD_FAILURE() << "unexpected: " << line;
      return MakeError(ErrorKind::kBackOff, "no such exchange");
    }
    const Json& exchange = exchanges_[next_++];
    const auto expected = exchange["request"].get<std::string>();
    EXPECT_EQ(line.substr(0, expected.size()), expected);
    HttpResponse response;
    response.status = exchange["status"].get<int>();
    if (exchange.contains("headers")) {
      for (const auto& [name, value] : exchange["headers"].items()) response.headers.push_back({name, value.get<std::string>()});
    }
    response.headers.push_back({"Content-Type", "application/json; charset=utf-8"});
    response.body = exchange.contains("body_text") ? exchange["body_text"].get<std::string>() : exchange["body"].dump();
    return response;
  }
  bool is_finished() const { return next_ == exchanges_.size(); }

 private:
  Json exchanges_;
  std::string base_url_;
  std::size_t next_ = 0;
};

// What the expectation of an item may name; defaults are left out.
Json Describe(const Item& item) {
  Json out{{"source_id", item.source_id},
           {"root", item.root_source_id},
           {"kind", MessageKindName(item.kind)},
           {"visibility", VisibilityName(item.visibility)},
           {"direction", item.direction == Direction::kIncoming ? "incoming" : "outgoing"},
           {"author_id", item.author.source_id},
           {"text", item.text},
           {"created_at", FormatRfc3339(item.created_at)}};
  if (!item.parent_source_id.empty()) out["parent"] = item.parent_source_id;
  if (!item.linked_source_id.empty()) out["linked"] = item.linked_source_id;
  if (item.mentions_us) out["mentions_us"] = true;
  if (!item.attachments.empty()) out["attachments"] = item.attachments.size();
  if (item.publication == Publication::kHeld) out["publication"] = "held";
  return out;
}

// Named on demand only.
void DescribeFurther(const Item& item, const Json& expected, Json& out) {
  if (expected.contains("root_title")) out["root_title"] = item.root_title;
  if (expected.contains("handle")) out["handle"] = item.author.handle;
  if (expected.contains("parent_author_id")) out["parent_author_id"] = item.parent_author_id;
  if (expected.contains("rating")) out["rating"] = item.rating.value_or(0);
  if (expected.contains("mentioned")) out["mentioned"] = item.mentioned_ids;
}

InboxConfig InboxOf(const Json& json, const std::string& platform) {
  InboxConfig inbox;
  inbox.name = inbox.platform = platform;
  inbox.base_url = json["base_url"].get<std::string>();
  for (const auto& [name, value] : Member(json, "options").items()) inbox.options.emplace(name, value.get<std::string>());
  for (const auto& [name, value] : Member(json, "secrets").items()) inbox.secrets.emplace(name, Secret(value.get<std::string>()));
  return inbox;
}

void ExpectPage(const Page& page, const Json& expected) {
  EXPECT_EQ(page.next_page_token.empty(), !BoolMember(expected, "next_page"));
  EXPECT_EQ(page.cursor, expected.value("cursor", page.cursor));
  EXPECT_EQ(page.total, IntegerMember(expected, "total"));
  EXPECT_EQ(page.unreadable, IntegerMember(expected, "unreadable").value_or(0));
  Json set_aside = Json::array();
  for (const SetAside& element : page.set_aside) set_aside.push_back(element.source_id);
  EXPECT_EQ(set_aside, expected.value("set_aside", Json::array()));
  std::vector<Item> items = page.items;
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.created_at < b.created_at; });
  ASSERT_EQ(items.size(), expected["items"].size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    Json described = Describe(items[i]);
    DescribeFurther(items[i], expected["items"][i], described);
    EXPECT_EQ(described, expected["items"][i]);
  }
}

void RunCase(const PlatformInfo& platform, const std::filesystem::path& folder) {
  SCOPED_TRACE(folder.string());
  const Json test_case = ReadJsonFile(folder / "case.json");
  const InboxConfig inbox = InboxOf(test_case["inbox"], std::string(platform.name));
  Replay replay(test_case["exchanges"], inbox.base_url);
  MemoryStateKeeper state;
  const auto connector = platform.make({&replay, inbox, &state});
  ASSERT_TRUE(connector.ok()) << connector.error().text;
  const Timestamp now = *ParseRfc3339(test_case["now"].get<std::string>());
  const auto check = (*connector)->Check(now, {});
  ASSERT_TRUE(check.ok()) << check.error().text;
  const auto page =
      (*connector)->Fetch({test_case["stream"].get<std::string>(), test_case["cursor"].get<std::string>(), "", now}, {});
  ASSERT_TRUE(page.ok()) << page.error().text;
  EXPECT_TRUE(replay.is_finished());
  ExpectPage(*page, ReadJsonFile(folder / "expected.json"));
}

TEST(Cases, ComeOutAsExpected) {
  for (const PlatformInfo& platform : Platforms()) {
    if (platform.written_here) continue;  // it reads nothing
    int cases = 0;
    const std::filesystem::path folder =
        std::filesystem::path(RW_TEST_SOURCE_DIR) / "collector/connectors" / std::string(platform.name) / "testdata";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      RunCase(platform, entry.path());
      ++cases;
    }
    EXPECT_GE(cases, 2) << platform.name;
  }
}

}  // namespace
}  // namespace replywatch

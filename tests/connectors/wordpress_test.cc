// What only WordPress does: JSON behind warnings, error codes, guests, and a password that stops working without a word.
#include "collector/connectors/wordpress/wordpress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/connectors/support/connector_fixture.h"

namespace replywatch::wordpress {
namespace {

using namespace wp;  // NOLINT(google-build-using-namespace)

using replywatch::testing::ConnectorBench;
using ::testing::HasSubstr;

Json Sample() {
  return Json::parse(R"({"id":7,"post":3,"parent":5,"author":0,"author_name":"Ana &amp; Jan","author_email":"Ana@People.example",
    "author_url":"https://ana.example","date":"2026-10-01T13:00:00","date_gmt":"2026-10-01T10:00:00","content":{"rendered":"<p>Hi<br />\nthere</p>\n","raw":"Hi\nthere"},
    "link":"https://shop.example/?p=3#comment-7","status":"approved","type":"comment","_embedded":{"up":[{"title":{"rendered":"New &#8222;mugs&#8221;"},"link":"https://shop.example/?p=3"}]}})");
}

const PracticeInfo& WordPressInfo() {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == "wordpress") return info;
  }
  throw std::logic_error("not built in");
}

TEST(WpJson, IsFoundBehindWarnings) {
  for (const char* body : {R"({"a":1})", "\xEF\xBB\xBF{\"a\":1}",
                           "<br />\n<b>Warning</b>: Undefined array key \"x\" in /a/b.php on line 5\n{\"a\":1}",
                           "Notice: x[0] {y} [\"z\"] \n\n {\"a\":1}\n"}) {
    const auto value = ExtractWpJson(body);
    ASSERT_TRUE(value.ok()) << body;
    EXPECT_EQ(IntegerMember(*value, "a"), 1) << body;
  }
  EXPECT_FALSE(ExtractWpJson("<html>{a}[b]</html>").ok());
  EXPECT_FALSE(ExtractWpJson(std::string(1'000'000, '[')).ok());
  EXPECT_FALSE(ExtractWpJson("").ok());
}

TEST(WpErrors, AreSortedByCode) {
  EXPECT_EQ(WpErrorKind(409, "comment_duplicate", true), ErrorKind::kAlreadySent);
  EXPECT_EQ(WpErrorKind(403, "rest_comment_closed", true), ErrorKind::kWindowClosed);
  EXPECT_EQ(WpErrorKind(400, "comment_flood", true), ErrorKind::kRetryAt);
  EXPECT_EQ(WpErrorKind(404, "rest_comment_invalid_id", false), ErrorKind::kTargetGone);
  EXPECT_EQ(WpErrorKind(404, "rest_no_route", false), ErrorKind::kConfiguration);
  EXPECT_EQ(WpErrorKind(401, "rest_forbidden_context", false), ErrorKind::kReauthorize);
  EXPECT_EQ(WpErrorKind(403, "rest_forbidden_context", false), ErrorKind::kPermission);
  EXPECT_EQ(WpErrorKind(500, "rest_comment_failed_create", true), ErrorKind::kUnknownOutcome);
  EXPECT_EQ(WpErrorKind(503, "", false), ErrorKind::kBackOff);
  EXPECT_EQ(WpErrorKind(403, "", false), ErrorKind::kBackOff);
  EXPECT_EQ(WpErrorKind(403, "plugin_says_no", true), ErrorKind::kPermission);
}

TEST(WpComment, IsReadWhole) {
  const auto comment = ReadComment(Sample());
  ASSERT_TRUE(comment.ok()) << comment.error().text;
  const Item item = ToItem(*comment, 1, "guest:x");
  EXPECT_EQ(item.source_id, "7");
  EXPECT_EQ(item.parent_source_id, "5");
  EXPECT_EQ(item.root_source_id, "post:3");
  EXPECT_EQ(item.root_title, "New „mugs”");
  EXPECT_EQ(item.text, "Hi\nthere");
  EXPECT_EQ(item.author.name, "Ana & Jan");
  EXPECT_EQ(item.author.source_id, "guest:ana@people.example");
  EXPECT_EQ(item.created_at, *ParseRfc3339("2026-10-01T10:00:00Z"));
}

TEST(WpComment, KnowsAGuestWithoutEmailByName) {
  Json element = Sample();
  element["author_email"] = "";
  EXPECT_EQ(ReadComment(element)->author.source_id, "guest-name:Ana & Jan");
  element["author_name"] = "";
  EXPECT_EQ(ReadComment(element)->author.source_id, "");
}

TEST(WpComment, SurvivesEveryMemberBeingWrong) {
  const Json sample = Sample();
  const std::vector<Json> wrong{
      nullptr, 5, -1, 1.5, 1e300, true, "", "x", Json::array(), Json::object(), Json::array({nullptr, 5, "x", Json::object()})};
  for (const auto& [name, value] : sample.items()) {
    for (const Json& replacement : wrong) {
      Json element = sample;
      element[name] = replacement;
      const auto comment = ReadComment(element);
      EXPECT_TRUE(!comment.ok() || ToItem(*comment, 1, "").source_id != "0") << name;
    }
  }
}

TEST(WpComments, PassOverOtherTypes) {
  Json pingback = Sample();
  pingback["type"] = "pingback";
  Json note = Sample();
  note["type"] = "note";
  const auto list = ReadComments(Json::array({Sample(), pingback, note, 5}));
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->comments.size(), 1U);
  EXPECT_EQ(list->other_types, 2);
  EXPECT_EQ(list->set_aside.size(), 1U);
}

TEST(WordPress, TellsHowManyCommentsThereAre) {
  ConnectorBench bench(WordPressInfo(), {});
  ASSERT_TRUE(bench.Check().ok());
  const std::string post = bench.world.AddPost("New mugs");
  for (int i = 0; i < 5; ++i) bench.world.AddComment("ana", post, "Comment " + std::to_string(i));
  bench.world.AddHeld("jan", post, "Held");
  const auto page = bench.connector->Fetch({"comments", "", "", bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->total, 6);
}

TEST(WordPress, SeesTrashAsRemovedByThePage) {
  ConnectorBench bench(WordPressInfo(), {});
  ASSERT_TRUE(bench.Check().ok());
  const std::string comment = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "Bad");
  bench.world.Remove(comment, RemovedBy::kPage);
  const auto swept = bench.connector->Sweep({{comment}, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(swept.ok());
  ASSERT_EQ(swept->items.size(), 1U);
  EXPECT_EQ(swept->items[0].publication, Publication::kRemoved);
  EXPECT_EQ(swept->items[0].removed_by, RemovedBy::kPage);
  EXPECT_EQ(bench.connector->Send(bench.ReplyTo(comment, "Sorry"), bench.cancel).error().kind, ErrorKind::kTargetGone);
}

// Answers every list with what a stranger sees, as WordPress does once the password is wrong.
class AnonymousClient final : public HttpClient {
 public:
  explicit AnonymousClient(HttpClient* inner) : inner_(inner) {}
  Result<HttpResponse> Send(const HttpRequest& request, const CancelToken& cancel) override {
    auto response = inner_->Send(request, cancel);
    if (!is_anonymous || !response.ok()) return response;
    Json body = Json::parse(response->body, nullptr, false);
    for (Json& element : body) element.erase("author_email");
    response->body = body.dump();
    return response;
  }
  bool is_anonymous = false;

 private:
  HttpClient* inner_;
};

TEST(WordPress, NoticesThatItIsNoLongerSignedIn) {
  ConnectorBench bench(WordPressInfo(), {});
  AnonymousClient client(bench.http.get());
  const auto connector =
      FindPlatform("wordpress")->make({&client, bench.server->Inbox(replywatch::testing::PracticeHttpClient::kBaseUrl)});
  ASSERT_TRUE(connector.ok());
  ASSERT_TRUE((*connector)->Check(bench.world.Now(), bench.cancel).ok());
  bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  client.is_anonymous = true;
  const auto page = (*connector)->Fetch({"comments", "", "", bench.world.Now()}, bench.cancel);
  ASSERT_FALSE(page.ok());
  EXPECT_EQ(page.error().kind, ErrorKind::kReauthorize);
  EXPECT_THAT(page.error().text, HasSubstr("Users > Profile"));
}

TEST(WordPress, FindsAReplyThatWasHeld) {
  ConnectorBench bench(WordPressInfo(), {});
  ASSERT_TRUE(bench.Check().ok());
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  bench.world.HoldAnswers(true);
  const SendRequest request = bench.ReplyTo(question, "Ten.");
  bench.server->AddFault({PracticeFaultKind::kAnswerLost, "POST", "", 1, 0});
  ASSERT_FALSE(bench.connector->Send(request, bench.cancel).ok());
  const auto found = bench.connector->FindSent(request, bench.cancel);
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->outcome, FindOutcome::kFound);
  EXPECT_EQ(found->receipt.publication, Publication::kHeld);
}

TEST(WordPress, SaysWhenThereIsNoInterface) {
  PracticeOptions options;
  options.quirks.insert("plain_permalinks");
  ConnectorBench bench(WordPressInfo(), options);
  InboxConfig inbox = bench.server->Inbox("https://practice.example/blog");
  bench.server->AddFault({PracticeFaultKind::kHtmlPage, "", "", 2, 0});
  const auto connector = FindPlatform("wordpress")->make({bench.http.get(), inbox});
  ASSERT_TRUE(connector.ok());
  EXPECT_EQ((*connector)->Check(bench.world.Now(), bench.cancel).error().kind, ErrorKind::kConfiguration);
}

TEST(WordPress, RefusesIncompleteSettings) {
  ConnectorBench bench(WordPressInfo(), {});
  for (const char* missing : {"user", "password", "base_url"}) {
    InboxConfig inbox = bench.server->Inbox("https://practice.example");
    inbox.options.erase(missing);
    inbox.secrets.erase(missing);
    if (std::string_view(missing) == "base_url") inbox.base_url = "shop.example";
    const auto connector = FindPlatform("wordpress")->make({bench.http.get(), inbox});
    ASSERT_FALSE(connector.ok()) << missing;
    EXPECT_EQ(connector.error().kind, ErrorKind::kConfiguration);
  }
}

}  // namespace
}  // namespace replywatch::wordpress

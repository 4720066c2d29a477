// What only pages and Messenger do: lists of lists, errors with status 200, usage in percent, windows, and hidden comments.
#include "collector/connectors/facebook/facebook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "collector/http/hmac.h"
#include "tests/connectors/support/connector_fixture.h"

namespace replywatch::facebook {
namespace {

using replywatch::testing::ConnectorBench;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const PageInfo kPage{"77", false};
const Post kPost{"77_5", "New mugs", "https://people.example/5", {}};

Json Sample() {
  return Json::parse(
      R"({"id":"5_9","message":"Cât costă?","from":{"id":"8","name":"Ana"},"created_time":"2026-10-01T10:00:00+0000",
    "permalink_url":"https://people.example/5?comment_id=9","can_comment":true,"can_reply_privately":true,"is_hidden":false,
    "parent":{"id":"5_6","from":{"id":"77"}},"attachment":{"type":"photo","url":"https://people.example/p"},
    "message_tags":[{"id":"77","name":"Lut"}]})");
}

Json Message() {
  return Json::parse(R"({"id":"m_1","message":"Unde e?","created_time":"2026-10-01T10:00:00+0000","from":{"id":"8","name":"Ana"},
    "to":{"data":[{"id":"77","name":"Lut"}]}})");
}

const PracticeInfo& Info() {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == "facebook") return info;
  }
  throw std::logic_error("not built in");
}

struct Shop {
  explicit Shop(const std::set<std::string>& quirks = {}, const std::map<std::string, std::string>& options = {})
      : bench(Info(), {0, false, quirks}) {
    if (options.empty()) {
      EXPECT_TRUE(bench.Check().ok());
      return;
    }
    InboxConfig inbox = bench.server->Inbox(testing::PracticeHttpClient::kBaseUrl);
    for (const auto& [name, value] : options) inbox.options[name] = value;
    bench.connector = std::move(Platform().make({bench.http.get(), inbox, nullptr})).value();
    EXPECT_TRUE(bench.Check().ok());
  }
  ConnectorBench bench;
};

TEST(Hmac, IsTheStandardOne) {
  // RFC 4231, test case 2.
  EXPECT_EQ(HmacSha256Hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(FbComment, IsReadWhole) {
  const auto item = ReadComment(Sample(), kPost, kPage);
  ASSERT_TRUE(item.ok()) << item.error().text;
  EXPECT_EQ(item->source_id, "5_9");
  EXPECT_EQ(item->root_source_id, "77_5");
  EXPECT_EQ(item->parent_source_id, "5_6");
  EXPECT_EQ(item->parent_author_id, "77");
  EXPECT_EQ(item->author.source_id, "8");
  EXPECT_EQ(item->root_title, "New mugs");
  EXPECT_TRUE(item->mentions_us);
  EXPECT_EQ(item->attachments.size(), 1U);
  EXPECT_TRUE(item->abilities.reply_public);
  EXPECT_TRUE(item->abilities.reply_private);
  EXPECT_FALSE(item->abilities.window) << "public answers have none";
}

TEST(FbComment, MayLackItsAuthor) {
  Json element = Sample();
  element.erase("from");
  const auto item = ReadComment(element, kPost, kPage);
  ASSERT_TRUE(item.ok());
  EXPECT_EQ(item->author.source_id, "");
  EXPECT_EQ(item->direction, Direction::kIncoming);
}

TEST(FbComment, IsHeldWhileHidden) {
  Json element = Sample();
  element["is_hidden"] = true;
  const auto item = ReadComment(element, kPost, kPage);
  EXPECT_EQ(item->publication, Publication::kHeld);
  EXPECT_TRUE(item->abilities.approve);
  EXPECT_FALSE(item->abilities.reply_public);
}

TEST(FbComment, CanBeLikedWhereFacebookSaysSo) {
  Json element = Sample();
  EXPECT_FALSE(ReadComment(element, kPost, kPage)->abilities.like) << "it does not say";
  EXPECT_FALSE(ReadComment(element, kPost, kPage)->liked);
  element["can_like"] = true;
  element["user_likes"] = true;
  EXPECT_TRUE(ReadComment(element, kPost, kPage)->abilities.like);
  EXPECT_EQ(ReadComment(element, kPost, kPage)->liked, true);
  element["is_hidden"] = true;
  EXPECT_FALSE(ReadComment(element, kPost, kPage)->abilities.like);
  element["is_hidden"] = false;
  element["from"]["id"] = kPage.id;
  EXPECT_FALSE(ReadComment(element, kPost, kPage)->abilities.like) << "nobody likes his own words";
}

TEST(FbPost, CanBeLikedOnThePageItselfOnly) {
  Json element{{"id", "77_5"}, {"message", "Superb!"}, {"from", {{"id", "8"}}}, {"created_time", "2026-10-01T10:00:00+0000"}};
  EXPECT_TRUE((*ReadVisitorPost(element, kPage))->abilities.like);
  element["id"] = "8_5";  // somewhere else, naming the page
  EXPECT_FALSE((*ReadVisitorPost(element, kPage))->abilities.like);
}

TEST(FbLike, IsForCommentsAndVisitorsPosts) {
  Shop shop;
  const std::string post = shop.bench.world.AddMention("ana", "The mugs are wonderful!");
  const int before = shop.bench.server->requests();
  for (const char* id : {"m_1", "rating:5", "mention:5"})
    EXPECT_EQ(shop.bench.connector->Like(id, shop.bench.world.Now(), {}).error().kind, ErrorKind::kInvalidArgument) << id;
  EXPECT_EQ(shop.bench.server->requests(), before) << "nothing is asked";
  ASSERT_TRUE(shop.bench.connector->Like(shop.bench.SourceId(post), shop.bench.world.Now(), {}).ok());
  EXPECT_EQ(shop.bench.Message(post).likes, 1);
  EXPECT_EQ(shop.bench.http->Count("/likes"), 1);
}

TEST(FbComment, HasAWeekForAPrivateReplyOnly) {
  Json element = Sample();
  element["can_comment"] = false;
  const auto item = ReadComment(element, kPost, kPage);
  ASSERT_TRUE(item->abilities.window);
  EXPECT_EQ(item->abilities.window->closes_at, item->created_at + Duration::Days(7));
}

TEST(FbComment, TellsItsPostWhereNothingElseDoes) {
  EXPECT_EQ(ReadComment(Sample(), {}, kPage)->root_source_id, "5");
  Json element = Sample();
  element["id"] = "9";
  EXPECT_FALSE(ReadComment(element, {}, kPage).ok());
}

TEST(FbElements, SurviveAnyTypeAnywhere) {
  const Json comment = Sample();
  const Json message = Message();
  for (const Json* sample : {&comment, &message}) {
    for (const auto& [name, ignored] : sample->items()) {
      for (const Json& value : {Json(), Json("x"), Json(-1), Json::array({1}), Json{{"id", 5}}, Json{{"data", 1}}}) {
        Json element = *sample;
        element[name] = value;
        const auto a = ReadComment(element, kPost, kPage);
        const auto b = ReadMessage(element, kPage);
        EXPECT_TRUE(!a.ok() || !a->source_id.empty()) << name;
        EXPECT_TRUE(!b.ok() || !b->root_source_id.empty()) << name;
      }
    }
  }
}

TEST(FbMessage, BelongsToThePersonOnTheOtherSide) {
  const auto theirs = ReadMessage(Message(), kPage);
  ASSERT_TRUE(theirs.ok());
  EXPECT_EQ(theirs->root_source_id, TalkId("8"));
  EXPECT_EQ(theirs->direction, Direction::kIncoming);
  Json element = Message();
  element["from"]["id"] = "77";
  element["to"]["data"][0]["id"] = "8";
  const auto ours = ReadMessage(element, kPage);
  ASSERT_TRUE(ours.ok());
  EXPECT_EQ(ours->root_source_id, TalkId("8"));
  EXPECT_EQ(ours->direction, Direction::kOutgoing);
  EXPECT_EQ(ours->mentioned_ids, std::vector<std::string>{"8"});
}

TEST(FbMessage, HasADayOrWithHumanAgentAWeek) {
  const auto item = ReadMessage(Message(), kPage);
  EXPECT_EQ(item->abilities.window->closes_at, item->created_at + Duration::Hours(24));
  EXPECT_EQ(ReadMessage(Message(), {"77", true})->abilities.window->closes_at, item->created_at + Duration::Days(7));
}

TEST(FbRating, HasStarsOrARecommendation) {
  Json element = Json::parse(R"({"open_graph_story":{"id":"4"},"reviewer":{"id":"8","name":"Ana"},"review_text":"Ok",
    "recommendation_type":"negative","created_time":"2026-10-01T10:00:00+0000"})");
  EXPECT_EQ(ReadRating(element, kPage)->rating, 1);
  element["rating"] = 4;
  EXPECT_EQ(ReadRating(element, kPage)->rating, 4);
  EXPECT_EQ(ReadRating(element, kPage)->kind, MessageKind::kReview);
}

TEST(GraphErrors, AreSortedByCodeAndSubcode) {
  const auto kind = [](std::int64_t code, std::int64_t subcode, bool is_write) {
    return graph::KindOf({code, subcode, false, ""}, is_write);
  };
  EXPECT_EQ(kind(190, 460, false), ErrorKind::kReauthorize);
  EXPECT_EQ(kind(10, 2'018'278, true), ErrorKind::kWindowClosed);
  EXPECT_EQ(kind(10, 2'018'108, true), ErrorKind::kTargetGone);
  EXPECT_EQ(kind(10, 0, true), ErrorKind::kPermission);
  EXPECT_EQ(kind(230, 0, false), ErrorKind::kPermission);
  EXPECT_EQ(kind(100, 33, true), ErrorKind::kTargetGone);
  EXPECT_EQ(kind(100, 33, false), ErrorKind::kNotFound);
  EXPECT_EQ(kind(100, 0, true), ErrorKind::kContentRejected);
  EXPECT_EQ(kind(100, 0, false), ErrorKind::kInvalidArgument);
  EXPECT_EQ(kind(506, 0, true), ErrorKind::kAlreadySent);
  EXPECT_EQ(kind(1, 1'357'046, true), ErrorKind::kUnknownOutcome);
  EXPECT_EQ(kind(1, 0, true), ErrorKind::kUnknownOutcome);
  EXPECT_EQ(kind(2, 0, false), ErrorKind::kBackOff);
  EXPECT_EQ(kind(80'006, 0, false), ErrorKind::kRetryAt);
  EXPECT_EQ(kind(613, 1996, true), ErrorKind::kRetryAt);
  EXPECT_EQ(graph::KindOf({12'345, 0, true, ""}, true), ErrorKind::kUnknownOutcome);
}

TEST(GraphUsage, IsTheBusiestBudgetInPercent) {
  const Timestamp now{1'790'000'000'000};
  HttpResponse response;
  EXPECT_FALSE(graph::ReadUsage(response, now).remaining);
  response.headers.push_back({"X-App-Usage", R"({"call_count":28,"total_time":25})"});
  EXPECT_EQ(graph::ReadUsage(response, now).remaining, 72);
  response.headers.push_back(
      {"X-Business-Use-Case-Usage", R"({"1":[{"type":"pages","call_count":96,"estimated_time_to_regain_access":9}],"2":5})"});
  EXPECT_EQ(graph::ReadUsage(response, now).remaining, 4);
  EXPECT_EQ(graph::ReadUsage(response, now).resets_at, now + Duration::Minutes(9));
  response.headers = {{"X-App-Usage", R"({"call_count":140})"}};
  EXPECT_EQ(graph::ReadUsage(response, now).remaining, 0);
  response.headers = {{"X-App-Usage", "[5]"}, {"X-Business-Use-Case-Usage", "nonsense"}};
  EXPECT_FALSE(graph::ReadUsage(response, now).remaining);
}

TEST(Facebook, FindsWhatWasHiddenAndIsShownAgain) {
  Shop shop;
  const std::string post = shop.bench.world.AddPost("New mugs");
  const std::string hidden = shop.bench.world.AddHeld("ana", post, "How much?");
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  EXPECT_EQ(shop.bench.Find(hidden)->publication, Publication::kHeld);
  shop.bench.world.Pass(Duration::Hours(5));
  shop.bench.world.SetPublication(hidden, Publication::kVisible, RemovedBy::kNobody);
  ASSERT_TRUE(shop.bench.FetchStream("recent").ok());
  EXPECT_EQ(shop.bench.Find(hidden)->publication, Publication::kVisible);
}

TEST(Facebook, AnswersAVisitorsPost) {
  Shop shop;
  const std::string post = shop.bench.world.AddMention("ana", "My parcel came broken.");
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  ASSERT_NE(shop.bench.Find(post), nullptr);
  const SendRequest request = shop.bench.ReplyTo(post, "Sorry! A new one leaves today.");
  EXPECT_EQ(shop.bench.connector->FindSent(request, shop.bench.cancel)->outcome, FindOutcome::kNotThere);
  const auto receipt = shop.bench.connector->Send(request, shop.bench.cancel);
  ASSERT_TRUE(receipt.ok()) << receipt.error().text;
  EXPECT_EQ(receipt->item->parent_source_id, shop.bench.SourceId(post));
  EXPECT_EQ(shop.bench.connector->FindSent(request, shop.bench.cancel)->outcome, FindOutcome::kFound);
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  EXPECT_EQ(shop.bench.items[receipt->source_id].parent_source_id, shop.bench.SourceId(post))
      << "read back, it still answers her";
}

TEST(Facebook, SweepsVisitorsPostsBesideComments) {
  Shop shop;
  const std::string post = shop.bench.world.AddMention("ana", "Broken.");
  const std::string gone = shop.bench.world.AddMention("jan", "Soon gone.");
  const std::string comment = shop.bench.world.AddComment("iva", post, "Mine too.");
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  shop.bench.world.Edit(post, "All right again.");
  shop.bench.world.Remove(gone, RemovedBy::kAuthor);
  const auto swept = shop.bench.connector->Sweep(
      {{shop.bench.SourceId(post), shop.bench.SourceId(gone), shop.bench.SourceId(comment), "rating:5"}, shop.bench.world.Now()},
      shop.bench.cancel);
  ASSERT_TRUE(swept.ok()) << swept.error().text;
  EXPECT_EQ(swept->items.size(), 2U);
  EXPECT_EQ(swept->gone, std::vector<std::string>{shop.bench.SourceId(gone)});
}

TEST(Facebook, TakesNothingForGoneWhenEverythingIs) {
  Shop shop;
  const std::string post = shop.bench.world.AddPost("New mugs");
  std::vector<std::string> ids;
  for (int i = 0; i < 6; ++i) {
    const std::string id = shop.bench.world.AddComment("ana", post, "Comment " + std::to_string(i));
    ids.push_back(shop.bench.SourceId(id));
    shop.bench.world.Remove(id, RemovedBy::kAuthor);
  }
  EXPECT_THAT(shop.bench.connector->Sweep({ids, shop.bench.world.Now()}, shop.bench.cancel)->gone, IsEmpty());
}

TEST(Facebook, AnswersThePersonAndNotTheOneAbove) {
  Shop shop;
  const std::string first = shop.bench.world.AddComment("ana", shop.bench.world.AddPost("New mugs"), "How much?");
  const std::string second = shop.bench.world.AddComment("jan", first, "And plates?");
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  const SendRequest request = shop.bench.ReplyTo(second, "Ten, too.");
  const auto receipt = shop.bench.connector->Send(request, shop.bench.cancel);
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->item->parent_source_id, shop.bench.SourceId(second));
  EXPECT_EQ(receipt->item->parent_author_id, shop.bench.Find(second)->author.source_id);
  EXPECT_EQ(shop.bench.connector->FindSent(request, shop.bench.cancel)->outcome, FindOutcome::kCannotTell)
      << "the same words may have been for somebody else there";
}

TEST(Facebook, ReadsCommentsThoughAnEdgeIsRefused) {
  Shop shop({"no_messages"});
  const std::string comment = shop.bench.world.AddComment("ana", shop.bench.world.AddPost("New mugs"), "How much?");
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  EXPECT_NE(shop.bench.Find(comment), nullptr);
  const auto check = shop.bench.Check();
  ASSERT_TRUE(check.ok());
  EXPECT_THAT(check->warnings, Contains(HasSubstr("Messenger cannot be read")));
}

TEST(Facebook, KeepsNoTokenOfWhatItSetsAside) {
  const Json element =
      Json::parse(R"({"id":"m_1","attachments":{"paging":{"next":"https://graph.example/?access_token=hunter2&limit=5"}}})");
  EXPECT_EQ(SetElementAside(element, "no time").raw.find("hunter2"), std::string::npos);
}

TEST(Facebook, AnswersLateOnlyWithHumanAgent) {
  for (const bool has_agent : {false, true}) {
    Shop shop({"window_closed"}, {{"human_agent", has_agent ? "yes" : "no"}});
    const std::string question = shop.bench.world.AddPrivate("ana", "Where is it?");
    const auto receipt = shop.bench.connector->Send(shop.bench.ReplyTo(question, "On its way."), shop.bench.cancel);
    EXPECT_EQ(receipt.ok(), has_agent);
    EXPECT_TRUE(receipt.ok() || receipt.error().kind == ErrorKind::kWindowClosed);
  }
}

TEST(Facebook, AnswersACommentInPrivate) {
  Shop shop;
  const std::string comment = shop.bench.world.AddComment("ana", shop.bench.world.AddPost("New mugs"), "My order 17?");
  SendRequest request = shop.bench.ReplyTo(comment, "It left today.");
  request.visibility = Visibility::kPrivate;
  const auto receipt = shop.bench.connector->Send(request, shop.bench.cancel);
  ASSERT_TRUE(receipt.ok()) << receipt.error().text;
  EXPECT_EQ(shop.bench.world.messages().back().visibility, Visibility::kPrivate);
  EXPECT_EQ(shop.bench.connector->FindSent(request, shop.bench.cancel)->outcome, FindOutcome::kCannotTell);
}

TEST(Facebook, FindsAPrivateAnswer) {
  Shop shop;
  const std::string question = shop.bench.world.AddPrivate("ana", "Where is it?");
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  SendRequest request = shop.bench.ReplyTo(question, "On its way.");
  EXPECT_EQ(shop.bench.connector->FindSent(request, shop.bench.cancel)->outcome, FindOutcome::kNotThere);
  shop.bench.server->AddFault({PracticeFaultKind::kAnswerLost, "POST", "", 1, 0});
  ASSERT_FALSE(shop.bench.connector->Send(request, shop.bench.cancel).ok());
  EXPECT_EQ(shop.bench.connector->FindSent(request, shop.bench.cancel)->outcome, FindOutcome::kFound);
}

TEST(Facebook, TakesARefusedDuplicateForSent) {
  Shop shop({"refuses_twice"});
  const std::string question = shop.bench.world.AddComment("ana", shop.bench.world.AddPost("New mugs"), "How much?");
  const SendRequest request = shop.bench.ReplyTo(question, "Ten.");
  ASSERT_TRUE(shop.bench.connector->Send(request, shop.bench.cancel).ok());
  EXPECT_EQ(shop.bench.connector->Send(request, shop.bench.cancel).error().kind, ErrorKind::kAlreadySent);
}

TEST(Facebook, WarnsBeforeTheTokenEndsAndOfMissingPermissions) {
  EXPECT_THAT(Shop().bench.Check()->warnings, IsEmpty());
  EXPECT_EQ(Shop({"ends_soon"}).bench.Check()->warnings.size(), 1U);
  const auto check = Shop({"no_messages_scope"}).bench.Check();
  ASSERT_EQ(check->warnings.size(), 1U);
  EXPECT_THAT(check->warnings.front(), HasSubstr("pages_messaging"));
}

TEST(Facebook, RefusesAPersonsToken) {
  ConnectorBench bench(Info(), {0, false, {"user_token"}});
  const auto check = bench.Check();
  ASSERT_FALSE(check.ok());
  EXPECT_EQ(check.error().kind, ErrorKind::kConfiguration);
}

TEST(Facebook, StopsReadingBeforeTheBudgetIsUsedUp) {
  Shop shop;
  shop.bench.world.AddComment("ana", shop.bench.world.AddPost("New mugs"), "How much?");
  const auto page = shop.bench.connector->Fetch({"comments", "", "", shop.bench.world.Now()}, shop.bench.cancel);
  EXPECT_EQ(page->throttle.remaining, 90);
  EXPECT_EQ(page->throttle.limit, 100);
}

TEST(Facebook, TakesNoSettingsThatCannotWork) {
  const InboxConfig sound = ConnectorBench(Info(), {}).server->Inbox("https://practice.example");
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"app_id", ""}, {"app_id", "x/y"}, {"human_agent", "perhaps"}, {"version", "../v1"}, {"version", ""}}) {
    InboxConfig inbox = sound;
    inbox.options[name] = value;
    EXPECT_FALSE(Platform().make({nullptr, inbox, nullptr}).ok()) << name << " " << value;
  }
  for (const char* name : {"token", "app_secret"}) {
    InboxConfig inbox = sound;
    inbox.secrets.erase(name);
    EXPECT_FALSE(Platform().make({nullptr, inbox, nullptr}).ok()) << name;
  }
}

}  // namespace
}  // namespace replywatch::facebook

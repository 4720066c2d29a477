// What only professional accounts do: counts that tell where to look, two ways to sign in, 20 readable messages.
#include "collector/connectors/instagram/instagram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "shared/rules/reply_length.h"
#include "tests/connectors/support/instagram_bench.h"

namespace replywatch::instagram {
namespace {

using replywatch::testing::InstagramBench;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Account kAccount{"17", "2601", "shop.lut", false};
const Media kMedia{"5", "New mugs", "https://pictures.example/p/5/", 3};

Json Sample() {
  return Json::parse(R"({"id":"9","text":"Cât costă, @Shop.Lut?","timestamp":"2026-10-01T10:00:00+0000","username":"ana",
    "from":{"id":"8","username":"ana"},"hidden":false,"parent_id":"6","media":{"id":"5","caption":"New\nmugs"},
    "user":{"id":"8"},"replies":{"data":[{"id":"10","text":"Zece","timestamp":"2026-10-01T10:01:00+0000","username":"shop.lut"}]}})");
}

Json Message() {
  return Json::parse(R"({"id":"aWd1","message":"Unde e?","created_time":"2026-10-01T10:00:00+0000",
    "from":{"id":"8","username":"ana"},"to":{"data":[{"id":"17","username":"shop.lut"}]},"attachments":{"data":[{"id":"1",
    "mime_type":"audio/mp4","file_url":"https://pictures.example/a"}]},"shares":{"data":[{"link":"https://pictures.example/s"}]},
    "story":{"reply_to":{"link":"https://pictures.example/r"}},"is_unsupported":false})");
}

TEST(IgComment, IsReadWhole) {
  const auto item = ReadComment(Sample(), {}, {"", "33"}, kAccount);
  ASSERT_TRUE(item.ok()) << item.error().text;
  EXPECT_EQ(item->source_id, "9");
  EXPECT_EQ(item->root_source_id, "5");
  EXPECT_EQ(item->root_title, "New mugs");
  EXPECT_EQ(item->parent_source_id, "6");
  EXPECT_EQ(item->parent_author_id, "33");
  EXPECT_EQ(item->author.source_id, "8");
  EXPECT_EQ(item->author.handle, "ana");
  EXPECT_TRUE(item->mentions_us);
  EXPECT_TRUE(item->abilities.reply_public);
  EXPECT_TRUE(item->abilities.reply_private);
  EXPECT_FALSE(item->abilities.window) << "public answers have none";
}

TEST(IgComment, IsKnownByNameWhereNoIdIsTold) {
  Json element = Sample();
  element.erase("from");
  element.erase("user");
  EXPECT_EQ(ReadComment(element, kMedia, {}, kAccount)->author.source_id, "name:ana");
  element.erase("username");
  EXPECT_EQ(ReadComment(element, kMedia, {}, kAccount)->author.source_id, "");
}

TEST(IgComment, IsOursByEitherIdOrByName) {
  for (const char* from : {R"({"id":"17"})", R"({"id":"2601"})", R"({"id":"4","username":"Shop.Lut"})"}) {
    Json element = Sample();
    element.erase("username");
    element["from"] = Json::parse(from);
    const auto item = ReadComment(element, kMedia, {}, kAccount);
    EXPECT_EQ(item->direction, Direction::kOutgoing) << from;
    EXPECT_EQ(item->author.source_id, "17") << from;
    EXPECT_FALSE(item->abilities.reply_public);
  }
}

TEST(IgComment, MentionsUsOnlyByTheWholeName) {
  for (const auto& [text, expected] :
       {std::pair{"@shop.lut", true}, std::pair{"(@SHOP.LUT.)", true}, std::pair{"@shop.lut2", false},
        std::pair{"shop.lut", false}, std::pair{"@", false}, std::pair{"@shop @shop.lut!", true}}) {
    Json element = Sample();
    element["text"] = text;
    EXPECT_EQ(ReadComment(element, kMedia, {}, kAccount)->mentions_us, expected) << text;
  }
}

TEST(IgComments, KeepTheRepliesToOneThatCannotBeRead) {
  Json element = Sample();
  element["timestamp"] = 5;
  const CommentList list = ReadComments({{"data", Json::array({element})}}, kMedia, kAccount);
  EXPECT_EQ(list.set_aside.size(), 1U);
  ASSERT_EQ(list.items.size(), 1U);
  EXPECT_EQ(list.items.front().parent_source_id, "9");
}

TEST(IgElements, SurviveAnyTypeAnywhere) {
  const Json comment = Sample();
  const Json message = Message();
  for (const Json* sample : {&comment, &message}) {
    for (const auto& [name, ignored] : sample->items()) {
      for (const Json& value : {Json(), Json("x"), Json(-1), Json::array({1}), Json{{"id", 5}}, Json{{"data", 1}}}) {
        Json element = *sample;
        element[name] = value;
        const Json listing{{"data", Json::array({element, *sample})}};
        const CommentList comments = ReadComments(listing, kMedia, kAccount);
        const MessageList messages = ReadMessages(listing, kAccount);
        EXPECT_GE(sample == &comment ? comments.items.size() : messages.items.size(), 1U) << name;
      }
    }
  }
}

TEST(IgMessage, IsNeverEmpty) {
  Json element{{"id", "aWd1"}, {"created_time", "2026-10-01T10:00:00+0000"}, {"from", {{"id", "8"}}}, {"message", ""}};
  for (const Json& flag : {Json(true), Json("true"), Json()}) {
    element["is_unsupported"] = flag;
    const auto item = ReadMessage(element, kAccount);
    ASSERT_TRUE(item.ok());
    ASSERT_EQ(item->attachments.size(), 1U);
    EXPECT_FALSE(item->attachments.front().description.empty());
  }
}

TEST(IgMessage, ShowsFilesSharesAndStories) {
  const auto item = ReadMessage(Message(), kAccount);
  ASSERT_TRUE(item.ok());
  ASSERT_EQ(item->attachments.size(), 3U);
  EXPECT_EQ(item->attachments[0].kind, AttachmentKind::kAudio);
  EXPECT_EQ(item->attachments[1].url, "https://pictures.example/s");
  EXPECT_EQ(item->attachments[2].url, "https://pictures.example/r");
}

TEST(IgMessage, HasADayOrWithHumanAgentAWeek) {
  const auto item = ReadMessage(Message(), kAccount);
  EXPECT_EQ(item->abilities.window->closes_at, item->created_at + Duration::Hours(24));
  EXPECT_EQ(ReadMessage(Message(), {"17", "", "shop.lut", true})->abilities.window->closes_at,
            item->created_at + Duration::Days(7));
}

TEST(Instagram, AsksOnlyForMediaWhoseCountIsAnother) {
  InstagramBench bench;
  const std::string quiet = bench.world.AddPost("Plates");
  bench.world.AddComment("ana", quiet, "Nice");
  const std::string busy = bench.world.AddPost("New mugs");
  ASSERT_TRUE(bench.FetchAll().ok());
  bench.client.requests.clear();
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  EXPECT_EQ(bench.client.requests.size(), 1U);
  const std::string comment = bench.world.AddComment("jan", busy, "How much?");
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  ASSERT_EQ(bench.client.requests.size(), 3U);
  EXPECT_THAT(bench.client.requests.back().body, HasSubstr(bench.SourceId(busy)));
  EXPECT_EQ(bench.client.requests.back().body.find(bench.SourceId(quiet)), std::string::npos);
  EXPECT_NE(bench.Find(comment), nullptr);
}

TEST(Instagram, FindsAReplyToACommentDeepInTheList) {
  InstagramBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  const std::string old = bench.world.AddComment("ana", post, "How much?");
  for (int i = 0; i < 160; ++i) bench.world.AddComment("jan", post, "Nice " + std::to_string(i));
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  bench.world.Pass(Duration::Hours(3));
  const std::string reply = bench.world.AddComment("ana", old, "Hello?");
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  ASSERT_NE(bench.Find(reply), nullptr);
  EXPECT_EQ(bench.Find(reply)->parent_source_id, bench.SourceId(old));
}

TEST(Instagram, SearchesNoLongerThanItHasTo) {
  InstagramBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  for (int i = 0; i < 160; ++i) bench.world.AddComment("jan", post, "Nice " + std::to_string(i));
  bench.world.Pass(Duration::Hours(3));
  bench.world.AddComment("iva", post, "And I?");
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  bench.world.Pass(Duration::Hours(3));
  bench.world.AddComment("ana", post, "How much?");
  bench.client.requests.clear();
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  EXPECT_EQ(bench.client.requests.size(), 2U);
}

// The count also tells of comments that are never shown.
TEST(Instagram, SearchesWithinBounds) {
  InstagramBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  for (int i = 0; i < 1500; ++i) bench.world.AddComment("jan", post, "Nice " + std::to_string(i));
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  bench.world.Pass(Duration::Hours(3));
  bench.world.AddComment("ana", post, "How much?");
  bench.client.doctor = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    const bool is_batch = request.method == HttpMethod::kPost;
    if (!is_batch && request.url.find("/media") == std::string::npos) return std::nullopt;
    Result<HttpResponse> answer = bench.http->Send(request, bench.cancel);
    Json body = Json::parse(answer->body);
    for (Json& element : is_batch ? body : body["data"]) {
      Json media = is_batch ? Json::parse(element["body"].get<std::string>()) : element;
      media["comments_count"] = 2000;
      element = is_batch ? Json{{"code", 200}, {"body", media.dump()}} : media;
    }
    answer->body = body.dump();
    return answer;
  };
  bench.client.requests.clear();
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  EXPECT_GT(bench.client.requests.size(), 20U);
  EXPECT_LT(bench.client.requests.size(), 30U);
  bench.client.requests.clear();
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  EXPECT_EQ(bench.client.requests.size(), 1U) << "what was not found is not searched for again";
}

TEST(Instagram, ReadsTheNewestWhereNoCountIsTold) {
  InstagramBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  for (int i = 0; i < 160; ++i) bench.world.AddComment("jan", post, "Nice " + std::to_string(i));
  bench.ChangeWhat("/media", [](Json& body) {
    for (Json& media : body["data"]) media.erase("comments_count");
  });
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  bench.world.Pass(Duration::Hours(3));
  for (int i = 0; i < 60; ++i) bench.world.AddComment("iva", post, "New " + std::to_string(i));
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  EXPECT_EQ(bench.items.size(), 220U);
}

TEST(Instagram, ReadsEveryReplyToOneComment) {
  InstagramBench bench;
  const std::string comment = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "Who has one?");
  for (int i = 0; i < 130; ++i) bench.world.AddComment("jan" + std::to_string(i % 7), comment, "Me " + std::to_string(i));
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  EXPECT_EQ(bench.items.size(), 131U);
  bench.world.Pass(Duration::Hours(3));
  const std::string last = bench.world.AddComment("iva", comment, "Me too");
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  EXPECT_NE(bench.Find(last), nullptr);
}

// One went and another came: the count is as before.
TEST(Instagram, FindsByTheSlowStreamWhatTheCountDoesNotTell) {
  InstagramBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  const std::string first = bench.world.AddComment("ana", post, "How much?");
  ASSERT_TRUE(bench.FetchAll().ok());
  bench.world.Remove(first, RemovedBy::kAuthor);
  const std::string second = bench.world.AddComment("jan", post, "Which colours?");
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  EXPECT_EQ(bench.Find(second), nullptr);
  ASSERT_TRUE(bench.FetchStream("recent").ok());
  EXPECT_NE(bench.Find(second), nullptr);
}

TEST(Instagram, AnswersAReplyBelowTheCommentThatItAnswers) {
  InstagramBench bench;
  const std::string comment = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  const std::string reply = bench.world.AddComment("jan", comment, "I ask too.");
  ASSERT_TRUE(bench.FetchAll().ok());
  const SendRequest request = bench.ReplyTo(reply, "Ten.");
  const auto receipt = bench.connector->Send(request, bench.cancel);
  ASSERT_TRUE(receipt.ok()) << receipt.error().text;
  EXPECT_EQ(bench.client.Count(HttpMethod::kPost, bench.SourceId(comment) + "/replies"), 1);
  EXPECT_EQ(receipt->item->parent_source_id, bench.SourceId(reply)) << "it answers that person, wherever it hangs";
  EXPECT_EQ(bench.connector->FindSent(request, bench.cancel)->outcome, FindOutcome::kFound);
}

TEST(Instagram, CannotTellWhoseTheSameWordsOfNobodyAre) {
  InstagramBench bench;
  const std::string comment = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  const SendRequest request = bench.ReplyTo(comment, "Ten.");
  ASSERT_TRUE(bench.connector->Send(request, bench.cancel).ok());
  bench.ChangeWhat("/replies", [](Json& body) {
    for (Json& reply : body["data"]) {
      reply.erase("from");
      reply.erase("username");
    }
  });
  EXPECT_EQ(bench.connector->FindSent(request, bench.cancel)->outcome, FindOutcome::kCannotTell);
}

TEST(Instagram, AnswersACommentInPrivateForAWeek) {
  InstagramBench bench;
  const std::string comment = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "My order 17?");
  SendRequest request = bench.ReplyTo(comment, "It left today.");
  request.visibility = Visibility::kPrivate;
  const auto receipt = bench.connector->Send(request, bench.cancel);
  ASSERT_TRUE(receipt.ok()) << receipt.error().text;
  EXPECT_EQ(bench.world.messages().back().visibility, Visibility::kPrivate);
  EXPECT_EQ(bench.connector->FindSent(request, bench.cancel)->outcome, FindOutcome::kCannotTell) << "a person decides";
  request.now = request.now + Duration::Days(8);
  const int writes = bench.server->writes();
  EXPECT_EQ(bench.connector->Send(request, bench.cancel).error().kind, ErrorKind::kWindowClosed);
  EXPECT_EQ(bench.server->writes(), writes);
}

TEST(Instagram, AnswersLateOnlyWithHumanAgent) {
  for (const bool has_agent : {false, true}) {
    InstagramBench bench({"window_closed"}, {{"human_agent", has_agent ? "yes" : "no"}});
    const std::string question = bench.world.AddPrivate("ana", "Where is it?");
    const auto receipt = bench.connector->Send(bench.ReplyTo(question, "On its way."), bench.cancel);
    EXPECT_EQ(receipt.ok(), has_agent);
    EXPECT_TRUE(receipt.ok() || receipt.error().kind == ErrorKind::kWindowClosed);
  }
}

TEST(Instagram, CountsAMessageInBytes) {
  const Capabilities can = InstagramBench().connector->capabilities();
  EXPECT_EQ(ReplyExcess(std::string(1000, 'a'), can.private_length), 0);
  std::string polish;
  for (int i = 0; i < 501; ++i) polish += "ą";
  EXPECT_EQ(ReplyExcess(polish, can.private_length), 2);
  EXPECT_EQ(ReplyExcess(polish, can.public_length), 0);
}

TEST(Instagram, FindsAPrivateAnswerAmongTheReadable) {
  InstagramBench bench;
  const std::string question = bench.world.AddPrivate("ana", "Where is it?");
  ASSERT_TRUE(bench.FetchAll().ok());
  SendRequest request = bench.ReplyTo(question, "On its way.");
  EXPECT_EQ(bench.connector->FindSent(request, bench.cancel)->outcome, FindOutcome::kNotThere);
  bench.server->AddFault({PracticeFaultKind::kAnswerLost, "POST", "", 1, 0});
  ASSERT_FALSE(bench.connector->Send(request, bench.cancel).ok());
  EXPECT_EQ(bench.connector->FindSent(request, bench.cancel)->outcome, FindOutcome::kFound);
  for (int i = 0; i < 30; ++i) bench.world.AddPrivate("ana", "Hello " + std::to_string(i));
  EXPECT_EQ(bench.connector->FindSent(request, bench.cancel)->outcome, FindOutcome::kCannotTell) << "older ones cannot be read";
  EXPECT_TRUE(bench.connector->Send(request, bench.cancel).ok())
      << "the person is known, though the message is too old to be read";
}

TEST(Instagram, SaysWhenAConversationRanAhead) {
  InstagramBench bench;
  for (int i = 0; i < 25; ++i) bench.world.AddPrivate("ana", "Old " + std::to_string(i));
  const auto first = bench.Fetch("messages");
  EXPECT_EQ(first->items.size(), kReadableMessages);
  EXPECT_FALSE(first->gap) << "a first reading has nothing to compare with";
  for (int i = 0; i < 19; ++i) bench.world.AddPrivate("ana", "New " + std::to_string(i));
  const auto second = bench.Fetch("messages", first->cursor);
  EXPECT_FALSE(second->gap);
  for (int i = 0; i < 21; ++i) bench.world.AddPrivate("ana", "Newer " + std::to_string(i));
  EXPECT_TRUE(bench.Fetch("messages", second->cursor)->gap);
}

TEST(Instagram, TellsUnsentMessagesFromOldOnes) {
  InstagramBench bench;
  const std::string old = bench.world.AddPrivate("ana", "Hello");
  const std::string unsent = bench.world.AddPrivate("ana", "I did not mean that");
  const std::string kept = bench.world.AddPrivate("ana", "Where is it?");
  ASSERT_TRUE(bench.FetchAll().ok());
  for (int i = 0; i < 18; ++i) bench.world.AddPrivate("ana", "Please " + std::to_string(i));
  bench.world.Remove(unsent, RemovedBy::kAuthor);
  bench.world.AddPrivate("ana", "Never mind");
  const SweepRequest request{{bench.SourceId(old), bench.SourceId(unsent), bench.SourceId(kept)}, bench.world.Now()};
  const auto swept = bench.connector->Sweep(request, bench.cancel);
  ASSERT_TRUE(swept.ok()) << swept.error().text;
  EXPECT_THAT(swept->gone, IsEmpty()) << "both stand before what can be read";
  ASSERT_EQ(swept->items.size(), 1U);
}

TEST(Instagram, FindsUnsentMessagesOfConversationsItHasRead) {
  InstagramBench bench;
  bench.world.AddPrivate("ana", "Hello");
  const std::string unsent = bench.world.AddPrivate("ana", "I did not mean that");
  ASSERT_TRUE(bench.FetchAll().ok());
  bench.world.Remove(unsent, RemovedBy::kAuthor);
  const SweepRequest request{{bench.SourceId(unsent)}, bench.world.Now()};
  EXPECT_EQ(bench.connector->Sweep(request, bench.cancel)->gone, request.source_ids);
  bench.StartAgain();
  ASSERT_TRUE(bench.Check().ok());
  EXPECT_THAT(bench.connector->Sweep(request, bench.cancel)->gone, IsEmpty()) << "not known where it stood";
}

TEST(Instagram, SweepsTellWhoIsAnsweredAsListsDo) {
  InstagramBench bench;
  const std::string comment = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  const std::string reply = bench.world.AddComment("jan", comment, "I ask too.");
  ASSERT_TRUE(bench.FetchAll().ok());
  const auto swept = bench.connector->Sweep({{bench.SourceId(reply)}, bench.world.Now()}, bench.cancel);
  ASSERT_EQ(swept->items.size(), 1U);
  EXPECT_EQ(swept->items.front().parent_author_id, bench.Find(reply)->parent_author_id);
  EXPECT_FALSE(swept->items.front().parent_author_id.empty());
}

TEST(Instagram, SaysWhenThePageHasNoAccount) {
  InstagramBench bench({"facebook_login"});
  EXPECT_THAT(bench.Check()->warnings, IsEmpty());
  bench.ChangeWhat("/me", [](Json& body) { body.erase("instagram_business_account"); });
  EXPECT_EQ(bench.Check().error().kind, ErrorKind::kConfiguration);
}

TEST(Instagram, TakesNoSettingsThatCannotWork) {
  const InboxConfig sound = InstagramBench().inbox;
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"login", "perhaps"}, {"app_id", "x/y"}, {"human_agent", "perhaps"}, {"version", "../v1"}, {"version", ""}}) {
    InboxConfig inbox = sound;
    inbox.options[name] = value;
    EXPECT_FALSE(Platform().make({nullptr, inbox, nullptr}).ok()) << name << " " << value;
  }
  InboxConfig without_app = sound;
  without_app.options.erase("app_id");
  EXPECT_TRUE(Platform().make({nullptr, without_app, nullptr}).ok());
  without_app.options["login"] = "facebook";
  EXPECT_FALSE(Platform().make({nullptr, without_app, nullptr}).ok());
  for (const char* name : {"token", "app_secret"}) {
    InboxConfig inbox = sound;
    inbox.secrets.erase(name);
    EXPECT_FALSE(Platform().make({nullptr, inbox, nullptr}).ok()) << name;
  }
}

}  // namespace
}  // namespace replywatch::instagram

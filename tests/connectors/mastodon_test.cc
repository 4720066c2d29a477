// What only Mastodon does: its JSON under hostile hands, compatible servers, private replies, and settings that hide messages.
#include "collector/connectors/mastodon/mastodon.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/connectors/support/connector_fixture.h"

namespace replywatch::mastodon {
namespace {

using replywatch::testing::ConnectorBench;
using ::testing::HasSubstr;

Json Sample() {
  return Json::parse(
      R"({"id":"111","created_at":"2026-10-01T10:00:00.123Z","edited_at":null,"in_reply_to_id":"110","in_reply_to_account_id":"1",
    "visibility":"public","spoiler_text":"","language":"ro","url":"https://m.example/@ana/111","replies_count":2,"reblog":null,
    "content":"<p>Bună!</p>","account":{"id":"7","acct":"ana@m.example","username":"ana","display_name":"Ana","url":"https://m.example/@ana","bot":false},
    "mentions":[{"id":"1","acct":"atelier"}],"media_attachments":[{"type":"image","url":"https://m.example/a.png","description":"broken cup"}]})");
}

const PracticeInfo& MastodonInfo() {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == "mastodon") return info;
  }
  throw std::logic_error("not built in");
}

std::unique_ptr<ConnectorBench> Bench(std::set<std::string> quirks = {}, int per_page = 0) {
  PracticeOptions options;
  options.quirks = std::move(quirks);
  options.max_per_page = per_page;
  auto bench = std::make_unique<ConnectorBench>(MastodonInfo(), options);
  EXPECT_TRUE(bench->Check().ok());
  return bench;
}

TEST(MastodonStatus, IsReadWhole) {
  const auto status = ReadStatus(Sample());
  ASSERT_TRUE(status.ok());
  const Item item = ToItem(*status, {"100", "New mugs", "https://m.example/100", false}, "1");
  EXPECT_EQ(item.source_id, "111");
  EXPECT_EQ(item.parent_source_id, "110");
  EXPECT_EQ(item.parent_author_id, "1");
  EXPECT_EQ(item.root_source_id, "100");
  EXPECT_EQ(item.kind, MessageKind::kComment);
  EXPECT_EQ(item.text, "Bună!");
  EXPECT_EQ(item.author.handle, "ana@m.example");
  EXPECT_EQ(item.created_at, *ParseRfc3339("2026-10-01T10:00:00.123Z"));
  EXPECT_TRUE(item.mentions_us);
  ASSERT_EQ(item.attachments.size(), 1U);
  EXPECT_EQ(item.attachments[0].description, "broken cup");
}

TEST(MastodonStatus, IsAMentionWhenItAnswersSomebodyElse) {
  Json element = Sample();
  element["in_reply_to_account_id"] = "8";
  EXPECT_EQ(ToItem(*ReadStatus(element), {}, "1").kind, MessageKind::kMention);
}

// Each member in turn missing, null, or of another type: read or refused, never worse.
TEST(MastodonStatus, SurvivesEveryMemberBeingWrong) {
  const Json sample = Sample();
  const std::vector<Json> wrong{nullptr,
                                5,
                                -1,
                                1.5,
                                1e300,
                                true,
                                "",
                                "x",
                                Json::array(),
                                Json::object(),
                                Json::array({nullptr, 5, "x", Json::object()}),
                                std::string("a\0b", 3),
                                "9999-99-99T99:99:99Z"};
  for (const auto& [name, value] : sample.items()) {
    Json missing = sample;
    missing.erase(name);
    (void)ReadStatus(missing);
    for (const Json& replacement : wrong) {
      Json element = sample;
      element[name] = replacement;
      const auto status = ReadStatus(element);
      if (!status.ok()) continue;
      const Item item = ToItem(*status, {}, "1");
      EXPECT_FALSE(item.source_id.empty()) << name;
      EXPECT_FALSE(item.author.source_id.empty()) << name;
      EXPECT_EQ(item.text.find('\0'), std::string::npos) << name;
    }
  }
}

TEST(MastodonStatus, RefusesWhatCannotBePlaced) {
  for (const char* name : {"id", "created_at", "account"}) {
    Json element = Sample();
    element.erase(name);
    EXPECT_FALSE(ReadStatus(element).ok()) << name;
  }
  for (const char* time : {"1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z", "soon"}) {
    Json element = Sample();
    element["created_at"] = time;
    EXPECT_FALSE(ReadStatus(element).ok()) << time;
  }
}

TEST(MastodonStatus, TreatsAnUnknownVisibilityAsPrivate) {
  Json element = Sample();
  element["visibility"] = "circle";
  EXPECT_EQ(ToItem(*ReadStatus(element), {}, "1").visibility, Visibility::kPrivate);
}

TEST(MastodonStatus, BoundsAHugeText) {
  Json element = Sample();
  element["content"] = "<p>" + std::string(5'000'000, 'x') + "</p>";
  EXPECT_LE(ReadStatus(element)->text.size(), kMaxTextBytes);
}

TEST(MastodonStatus, PutsTheContentWarningInFront) {
  Json element = Sample();
  element["spoiler_text"] = "complaint";
  EXPECT_EQ(ReadStatus(element)->text, "complaint\n\nBună!");
}

TEST(MastodonStatus, KeepsAPostWithoutText) {
  Json element = Sample();
  element["content"] = "";
  const auto status = ReadStatus(element);
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(status->attachments.size(), 1U);
}

TEST(MastodonMentions, PassOverOtherTypesAndStatusesThatAreGone) {
  const Json answer = Json::array({{{"id", "4"}, {"type", "mention"}, {"status", Sample()}},
                                   {{"id", "3"}, {"type", "mention"}, {"status", nullptr}},
                                   {{"id", "2"}, {"type", "favourite"}, {"status", Sample()}},
                                   {{"id", "1"}, {"status", Sample()}}});
  const auto list = ReadMentions(answer);
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->statuses.size(), 1U);
  EXPECT_EQ(list->set_aside.size(), 1U);
  EXPECT_EQ(list->ids, (std::vector<std::string>{"4", "3", "2", "1"}));
}

TEST(MastodonIds, AreOrderedByLengthThenText) {
  EXPECT_TRUE(IsNewerId("100", "99"));
  EXPECT_FALSE(IsNewerId("99", "100"));
  EXPECT_TRUE(IsNewerId("117020576916218297123", "117020576916218297122"));
  EXPECT_TRUE(IsNewerId("01HZZZB", "01HZZZA"));
  EXPECT_FALSE(IsNewerId("5", "5"));
}

TEST(MastodonThrottle, ReadsEveryFormOfReset) {
  HttpResponse response;
  response.headers = {
      {"x-ratelimit-limit", "300"}, {"x-ratelimit-remaining", "12"}, {"x-ratelimit-reset", "2026-08-01T15:00:00.754511Z"}};
  EXPECT_EQ(ReadThrottle(response).resets_at, ParseRfc3339("2026-08-01T15:00:00.754Z"));
  EXPECT_EQ(ReadThrottle(response).remaining, 12);
  response.headers = {{"X-RateLimit-Reset", "1785596400"}};
  EXPECT_EQ(ReadThrottle(response).resets_at, ParseRfc3339("2026-08-01T15:00:00Z"));
  response.headers = {{"X-RateLimit-Reset", "99999999999999999"}, {"X-RateLimit-Limit", "many"}};
  EXPECT_FALSE(ReadThrottle(response).resets_at);
  EXPECT_FALSE(ReadThrottle(response).limit);
  EXPECT_FALSE(ReadThrottle(HttpResponse{}).remaining);
}

TEST(MastodonInstance, TellsTheLengthRule) {
  const auto limits =
      ReadInstance(Json::parse(R"({"configuration":{"statuses":{"max_characters":5000,"characters_reserved_per_url":25}}})"));
  EXPECT_EQ(limits.max_characters, 5000);
  EXPECT_EQ(limits.characters_per_url, 25);
  EXPECT_EQ(ReadInstance(Json::parse(R"({"max_toot_chars":1000})")).max_characters, 1000);
  EXPECT_EQ(ReadInstance(Json::parse(R"({"configuration":{"statuses":{"max_characters":-4}}})")).max_characters, 500);
}

TEST(MastodonItem, LeavesOutTheMentionOfUsInFront) {
  const auto text_of = [](const std::string& text) {
    MastodonStatus status;
    status.author.source_id = "7";
    status.mentions = {{"1", "shop"}, {"8", "ana"}};
    status.text = text;
    return ToItem(status, {}, "1").text;
  };
  EXPECT_EQ(text_of("@shop unde e coletul?"), "unde e coletul?");
  EXPECT_EQ(text_of("@shop@social.example\nunde e?"), "unde e?");
  EXPECT_EQ(text_of("@shop"), "");
  EXPECT_EQ(text_of("@shopping e frumos"), "@shopping e frumos");
  EXPECT_EQ(text_of("@ana vezi la @shop"), "@ana vezi la @shop");
}

TEST(MastodonCheck, WarnsOfHeldBackMessages) {
  PracticeOptions strict;
  strict.quirks = {"strict_policy"};
  const auto bench = std::make_unique<ConnectorBench>(MastodonInfo(), strict);
  const auto check = bench->Check();
  ASSERT_TRUE(check.ok());
  EXPECT_THAT(check->warnings, ::testing::Contains(HasSubstr("strangers who write in private")));
  EXPECT_THAT(check->warnings, ::testing::Contains(HasSubstr("2 people's messages")));
  EXPECT_EQ(bench->connector->capabilities().public_length.max, 500);
  EXPECT_TRUE(bench->connector->capabilities().public_length.short_mentions);
}

TEST(MastodonCheck, TurnsLikesOffForATokenThatMayNot) {
  const auto bench = std::make_unique<ConnectorBench>(MastodonInfo(), PracticeOptions{0, false, {"no_favourites_scope"}});
  const auto check = bench->Check();
  ASSERT_TRUE(check.ok()) << "everything else works";
  EXPECT_THAT(check->warnings, ::testing::Contains(HasSubstr("may not like")));
  EXPECT_FALSE(bench->connector->capabilities().like);
  const std::string mention = bench->world.AddMention("ana", "Wonderful mugs!");
  ASSERT_TRUE(bench->FetchAll().ok());
  EXPECT_FALSE(bench->Find(mention)->abilities.like);
  EXPECT_TRUE(Bench({"old_server"})->connector->capabilities().like) << "where nobody tells, the server decides";
}

TEST(MastodonScopes, AreEnoughForLikesByEitherName) {
  for (const char* scopes : {R"(["read","write"])", R"(["read","write:statuses","write:favourites"])", R"("read")", "null", "7"})
    EXPECT_TRUE(MayFavourite(Json{{"scopes", Json::parse(scopes)}})) << scopes;
  for (const char* scopes : {"[]", R"(["read","write:statuses"])", R"([1,null,{"write":true},["write"]])"})
    EXPECT_FALSE(MayFavourite(Json{{"scopes", Json::parse(scopes)}})) << scopes;
  EXPECT_TRUE(MayFavourite(Json())) << "nothing was told";
}

TEST(MastodonStatus, TellsWhetherWeLikeIt) {
  Json element = Sample();
  const auto item = [&] { return ToItem(*ReadStatus(element), {}, "1"); };
  EXPECT_TRUE(item().abilities.like);
  EXPECT_FALSE(item().liked);
  element["favourited"] = true;
  EXPECT_EQ(item().liked, true);
  element["favourited"] = "yes";
  EXPECT_FALSE(item().liked) << "not told";
  element["visibility"] = "direct";
  EXPECT_FALSE(item().abilities.like) << "private messages are not liked";
}

TEST(MastodonStreams, EndOnAServerThatIgnoresPositions) {
  const auto bench = Bench({"ignores_max_id", "no_link"}, 5);
  for (int i = 0; i < 20; ++i) bench->world.AddMention("ana", "Mention " + std::to_string(i));
  ASSERT_TRUE(bench->FetchAll().ok());
  EXPECT_EQ(bench->items.size(), 5U);
  bench->world.AddMention("jan", "New");
  ASSERT_TRUE(bench->FetchAll().ok());
  EXPECT_EQ(bench->items.size(), 6U);
}

TEST(MastodonStreams, GoOnWhereAnInterruptedBackfillStopped) {
  const auto bench = Bench({}, 5);
  for (int i = 0; i < 50; ++i) bench->world.AddMention("ana", "Mention " + std::to_string(i));
  bench->server->AddFault({PracticeFaultKind::kThrottled, "", "", 1, 6});
  ASSERT_FALSE(bench->FetchStream("mentions").ok());
  EXPECT_EQ(bench->items.size(), 30U);
  bench->Restart();
  ASSERT_TRUE(bench->Check().ok());
  bench->world.AddMention("jan", "Meanwhile");
  const int before = bench->server->requests();
  ASSERT_TRUE(bench->FetchStream("mentions").ok());
  EXPECT_EQ(bench->items.size(), 50U);
  EXPECT_LE(bench->server->requests() - before, 5);
  ASSERT_TRUE(bench->FetchStream("mentions").ok());
  EXPECT_EQ(bench->items.size(), 51U);
}

TEST(MastodonStreams, FindAnswersThatNameNobody) {
  const auto bench = Bench();
  const std::string post = bench->world.AddPost("New mugs");
  const std::string silent = bench->world.AddComment("ana", post, "Too expensive.", false);
  ASSERT_TRUE(bench->FetchAll().ok());
  ASSERT_NE(bench->Find(silent), nullptr);
  EXPECT_FALSE(bench->Find(silent)->mentions_us);
  EXPECT_EQ(bench->Find(silent)->root_source_id, bench->SourceId(post));
}

TEST(MastodonStreams, FindPrivateMessagesWhoseNotificationIsMissing) {
  const auto bench = Bench();
  const std::string first = bench->world.AddPrivate("ana", "One");
  const std::string second = bench->world.AddPrivate("ana", "Two", first);
  ASSERT_TRUE(bench->FetchStream("conversations").ok());
  EXPECT_NE(bench->Find(first), nullptr);
  EXPECT_NE(bench->Find(second), nullptr);
  const int before = bench->server->requests();
  ASSERT_TRUE(bench->FetchStream("conversations").ok());
  EXPECT_EQ(bench->server->requests() - before, 1);
}

TEST(MastodonStreams, LinkAPrivateMessageToThePublicPostItAnswers) {
  const auto bench = Bench();
  const std::string post = bench->world.AddPost("New mugs");
  const std::string question = bench->world.AddPrivate("ana", "Can I have one?", post);
  const std::string more = bench->world.AddPrivate("ana", "Please?", question);
  ASSERT_TRUE(bench->FetchAll().ok());
  EXPECT_EQ(bench->Find(question)->linked_source_id, bench->SourceId(post));
  EXPECT_EQ(bench->Find(more)->linked_source_id, "");
  EXPECT_EQ(bench->Find(more)->root_source_id, bench->Find(question)->root_source_id);
}

TEST(MastodonStreams, LeaveOurPlainPostsOut) {
  const auto bench = Bench();
  bench->world.AddPost("New mugs");
  ASSERT_TRUE(bench->FetchAll().ok());
  EXPECT_TRUE(bench->items.empty());
}

TEST(MastodonSend, AnswersAPublicQuestionInPrivateWhenAsked) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "Where is my order?");
  SendRequest request = bench->ReplyTo(question, "Please tell us the number.");
  request.visibility = Visibility::kPrivate;
  const auto receipt = bench->connector->Send(request, bench->cancel);
  ASSERT_TRUE(receipt.ok()) << receipt.error().text;
  EXPECT_EQ(bench->world.messages().back().visibility, Visibility::kPrivate);
  EXPECT_EQ(receipt->item->linked_source_id, bench->SourceId(question));
  const auto found = bench->connector->FindSent(request, bench->cancel);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->outcome, FindOutcome::kFound);
}

TEST(MastodonSend, NeverAnswersAPrivateMessageInPublic) {
  const auto bench = Bench();
  const std::string question = bench->world.AddPrivate("ana", "Where is it?");
  SendRequest request = bench->ReplyTo(question, "On its way.");
  request.visibility = Visibility::kPublic;
  ASSERT_TRUE(bench->connector->Send(request, bench->cancel).ok());
  EXPECT_EQ(bench->world.messages().back().visibility, Visibility::kPrivate);
}

TEST(MastodonSend, RefusesAPrivateReplyThatReachesNobody) {
  const auto bench = Bench();
  const std::string question = bench->world.AddPrivate("ana", "Where is it?");
  for (const char* text : {"On its way.", "mail@ana.example", "@anabel On its way."}) {
    SendRequest request = bench->ReplyTo(question, "");
    request.text = text;
    const auto receipt = bench->connector->Send(request, bench->cancel);
    ASSERT_FALSE(receipt.ok()) << text;
    EXPECT_EQ(receipt.error().kind, ErrorKind::kContentRejected);
  }
  EXPECT_EQ(bench->server->writes(), 0);
}

TEST(MastodonSend, AsksForNoSourceOfPostsFromLongBefore) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  for (int i = 0; i < 30; ++i) bench->world.AddPost("News " + std::to_string(i));
  SendRequest request = bench->ReplyTo(question, "Ten.");
  request.first_attempt_at = request.first_attempt_at + Duration::Days(2);
  bench->world.Remove(question, RemovedBy::kAuthor);
  const int before = bench->server->requests();
  const auto found = bench->connector->FindSent(request, bench->cancel);
  ASSERT_TRUE(found.ok()) << found.error().text;
  EXPECT_EQ(found->outcome, FindOutcome::kNotThere);
  EXPECT_LE(bench->server->requests() - before, 3) << "any of 30 posts that answer nobody was looked into";
}

// Answers recorded from real servers, where they lie beside the source; they are not part of the project.
TEST(MastodonRecorded, IsReadWithoutSettingAnythingAside) {
  const char* variable = std::getenv("REPLYWATCH_SHARED");
  const std::filesystem::path folder =
      (variable != nullptr ? std::filesystem::path(variable) : std::filesystem::path(RW_TEST_SOURCE_DIR) / "../shared") /
      "recorded/mastodon";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no recorded answers in " << folder;
  int statuses = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream in(entry.path());
    const Json recorded = Json::parse(in, nullptr, false);
    for (const Json& interaction : Member(recorded, "interactions")) {
      const Json& body = Member(Member(interaction, "response"), "body_json");
      const std::string uri = TextMember(Member(interaction, "request"), "uri", 500);
      const bool is_list = body.is_array() && !body.empty();
      StatusList list;
      if (is_list && uri.find("/v1/notifications") != std::string::npos && body.front().contains("type")) {
        list = *ReadMentions(body);
      } else if (is_list && uri.find("/conversations") != std::string::npos) {
        list = *ReadConversations(body);
      } else if (is_list && body.front().contains("in_reply_to_id")) {
        list = *ReadStatuses(body);
      } else if (body.contains("ancestors")) {
        list = ReadContext(body)->descendants;
      } else if (body.contains("in_reply_to_id") && body.contains("content")) {
        list = *ReadStatuses(Json::array({body}));
      }
      for (const SetAside& element : list.set_aside)
        ADD_FAILURE() << entry.path().filename() << " " << uri << ": " << element.reason;
      statuses += static_cast<int>(list.statuses.size());
    }
  }
  EXPECT_GT(statuses, 50);
}

}  // namespace
}  // namespace replywatch::mastodon

// What only Telegram does: updates that are confirmed by asking on, ids that begin anew, speakers for a group, and nothing
// that can be looked up afterwards.
#include "collector/connectors/telegram/telegram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/connectors/support/connector_fixture.h"
#include "tests/connectors/support/doctored_http_client.h"

namespace replywatch::telegram {
namespace {

using replywatch::testing::ConnectorBench;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Us kUs{"42", "lut_bot"};

Json Sample() {
  return Json::parse(
      R"({"message_id":7,"date":1790000000,"chat":{"id":-1001,"type":"supergroup","title":"Lut talk","username":"luttalk"},
    "message_thread_id":3,"from":{"id":5,"is_bot":false,"first_name":"Ana","last_name":"Pop","username":"anap"},"text":"Cât costă?",
    "reply_to_message":{"message_id":3,"date":1789999999,"chat":{"id":-1001,"type":"supergroup"},"sender_chat":{"id":-1002,"type":"channel"},
    "is_automatic_forward":true,"text":"New mugs"}})");
}

const PracticeInfo& Info() {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == "telegram") return info;
  }
  throw std::logic_error("not built in");
}

Item Read(const Json& element, const std::vector<std::string>& voices = {}) {
  const auto message = ReadMessage(element);
  EXPECT_TRUE(message.ok()) << (message.ok() ? "" : message.error().text);
  return message.ok() ? ToItem(*message, kUs, voices) : Item{};
}

TEST(TgMessage, IsReadWhole) {
  const Item item = Read(Sample());
  EXPECT_EQ(item.source_id, "-1001:7");
  EXPECT_EQ(item.root_source_id, "-1001:3");
  EXPECT_EQ(item.root_title, "New mugs");
  EXPECT_EQ(item.parent_source_id, "") << "it stands directly below the post";
  EXPECT_EQ(item.parent_author_id, kUs.bot_id) << "the post is ours";
  EXPECT_EQ(item.author.source_id, "5");
  EXPECT_EQ(item.author.name, "Ana Pop");
  EXPECT_EQ(item.author.handle, "anap");
  EXPECT_EQ(item.created_at, Timestamp{1'790'000'000'000});
  EXPECT_EQ(item.permalink, "https://t.me/luttalk/7");
  EXPECT_EQ(item.visibility, Visibility::kPublic);
  EXPECT_TRUE(item.abilities.reply_public);
  EXPECT_FALSE(item.abilities.reply_private);
}

TEST(TgMessage, IsRefusedWithoutWhatItNeeds) {
  for (const char* name : {"message_id", "date", "chat"}) {
    for (const Json& value : {Json(), Json("x"), Json(0), Json(1.5), Json::array(), Json::object()}) {
      Json element = Sample();
      element[name] = value;
      EXPECT_FALSE(ReadMessage(element).ok()) << name << " " << value;
    }
  }
  EXPECT_FALSE(ReadMessage(Json("x")).ok());
}

TEST(TgMessage, SurvivesAnyTypeAnywhere) {
  const Json sample = Sample();
  for (const auto& [name, ignored] : sample.items()) {
    for (const Json& value : {Json(), Json("x"), Json(-1), Json::array({1}), Json{{"id", "y"}}}) {
      Json element = Sample();
      element[name] = value;
      const auto message = ReadMessage(element);
      EXPECT_TRUE(!message.ok() || !ToItem(*message, kUs, {}).source_id.empty()) << name;
    }
  }
}

TEST(TgMessage, IsOursByWhoSpeaks) {
  Json by_group = Sample();
  by_group["sender_chat"] = {{"id", -1001}, {"type", "supergroup"}};
  Json by_channel = Sample();
  by_channel["sender_chat"] = {{"id", -1002}, {"type", "channel"}};
  Json by_stranger = Sample();
  by_stranger["sender_chat"] = {{"id", -1009}, {"type", "channel"}};
  Json by_bot = Sample();
  by_bot["from"]["id"] = 42;
  EXPECT_EQ(Read(by_group).direction, Direction::kOutgoing);
  EXPECT_EQ(Read(by_channel, {"-1002"}).direction, Direction::kOutgoing);
  EXPECT_EQ(Read(by_channel).direction, Direction::kIncoming);
  EXPECT_EQ(Read(by_stranger, {"-1002"}).direction, Direction::kIncoming);
  EXPECT_EQ(Read(by_bot).direction, Direction::kOutgoing);
  EXPECT_EQ(Read(Sample(), {"5"}).direction, Direction::kOutgoing) << "an administrator";
}

TEST(TgMessage, MentionsUsByNameBehindWideCharacters) {
  Json element = Sample();
  element["text"] = "🙂🙂 @Lut_Bot кога?";
  element["entities"] = Json::array({{{"type", "mention"}, {"offset", 5}, {"length", 8}}});
  EXPECT_TRUE(Read(element).mentions_us);
  element["entities"][0]["offset"] = 500;
  EXPECT_FALSE(Read(element).mentions_us);
  EXPECT_FALSE(Read(Sample()).mentions_us);
}

TEST(TgMessage, AnswersOursWhereItRepliesToIt) {
  Json element = Sample();
  element["reply_to_message"] = {{"message_id", 6}, {"date", 1}, {"from", {{"id", 42}, {"is_bot", true}}}};
  const Item item = Read(element);
  EXPECT_EQ(item.parent_source_id, "-1001:6");
  EXPECT_EQ(item.parent_author_id, kUs.bot_id);
  EXPECT_TRUE(item.mentions_us);
}

TEST(TgMessage, NamesWhatIsAttached) {
  Json element = Sample();
  element.erase("text");
  element["caption"] = "Broken";
  element["photo"] = Json::array({{{"file_id", "a"}}});
  element["document"] = {{"file_name", "factura.pdf"}};
  const Item item = Read(element);
  EXPECT_EQ(item.text, "Broken");
  ASSERT_EQ(item.attachments.size(), 2U);
  EXPECT_EQ(item.attachments[1].description, "factura.pdf");
  for (const Attachment& attachment : item.attachments) EXPECT_EQ(attachment.url, "");
}

TEST(TgUpdates, PassOverWhatNobodySaid) {
  Json service = Sample();
  service.erase("text");
  service["new_chat_members"] = Json::array();
  Json post = Sample();
  post["is_automatic_forward"] = true;
  Json unknown = Sample();
  unknown.erase("text");
  unknown["hologram"] = 1;
  const auto updates = ReadUpdates(Json::array({{{"update_id", 9}, {"message", Sample()}},
                                                {{"update_id", 8}, {"message", service}},
                                                {{"update_id", 7}, {"message", post}},
                                                {{"update_id", 12}, {"poll", Json::object()}},
                                                {{"update_id", 10}, {"edited_message", unknown}},
                                                5}));
  ASSERT_TRUE(updates.ok());
  EXPECT_EQ(updates->messages.size(), 1U);
  EXPECT_EQ(updates->other_types, 3);
  ASSERT_EQ(updates->set_aside.size(), 2U);
  EXPECT_EQ(updates->set_aside[0].source_id, "-1001:7");
  EXPECT_EQ(updates->newest_id, 12);
}

TEST(TgErrors, AreSortedByCodeAndBeginning) {
  EXPECT_EQ(KindOf(401, "Unauthorized", false), ErrorKind::kReauthorize);
  EXPECT_EQ(KindOf(404, "Not Found", false), ErrorKind::kReauthorize);
  EXPECT_EQ(KindOf(409, "Conflict: terminated by other getUpdates request", false), ErrorKind::kConfiguration);
  EXPECT_EQ(KindOf(400, "Bad Request: message to be replied not found", true), ErrorKind::kTargetGone);
  EXPECT_EQ(KindOf(400, "Bad Request: TOPIC_CLOSED", true), ErrorKind::kWindowClosed);
  EXPECT_EQ(KindOf(400, "Bad Request: message is too long", true), ErrorKind::kContentRejected);
  EXPECT_EQ(KindOf(400, "Bad Request: not enough rights to send text messages to the chat", true), ErrorKind::kPermission);
  EXPECT_EQ(KindOf(400, "Bad Request: group chat was upgraded to a supergroup chat", true), ErrorKind::kTargetGone);
  EXPECT_EQ(KindOf(400, "Bad Request: something new", true), ErrorKind::kContentRejected);
  EXPECT_EQ(KindOf(403, "Forbidden: bot was blocked by the user", true), ErrorKind::kTargetGone);
  EXPECT_EQ(KindOf(403, "Forbidden: bot was kicked from the group chat", false), ErrorKind::kPermission);
  EXPECT_EQ(KindOf(502, "Bad Gateway", true), ErrorKind::kUnknownOutcome);
  EXPECT_EQ(KindOf(502, "Bad Gateway", false), ErrorKind::kBackOff);
}

struct Shop {
  explicit Shop(PracticeOptions options = {}) : bench(Info(), std::move(options)) { EXPECT_TRUE(bench.Check().ok()); }
  ConnectorBench bench;
};

TEST(Telegram, BringsEditsAsTheyCome) {
  Shop shop;
  const std::string question = shop.bench.world.AddPrivate("ana", "Where is it?");
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  shop.bench.world.Edit(question, "Where is my parcel?");
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  EXPECT_EQ(shop.bench.Find(question)->text, "Where is my parcel?");
  EXPECT_TRUE(shop.bench.Find(question)->edited_at);
}

TEST(Telegram, ConfirmsOnlyWhatWasStored) {
  Shop shop;
  const std::string question = shop.bench.world.AddPrivate("ana", "Where is it?");
  const auto lost = shop.bench.connector->Fetch({"updates", "", "", shop.bench.world.Now()}, shop.bench.cancel);
  ASSERT_TRUE(lost.ok());
  ASSERT_EQ(lost->items.size(), 1U);
  // The page was never stored: the next poll comes with the old cursor.
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  EXPECT_NE(shop.bench.Find(question), nullptr);
}

TEST(Telegram, AsksWithoutOffsetAfterSixIdleDays) {
  Shop shop;
  const Timestamp now = shop.bench.world.Now();
  // Ids have begun anew, far below.
  const std::string question = shop.bench.world.AddPrivate("ana", "Where is it?");
  const auto cursor = [&](Duration idle) {
    return "9000000000000000000:" + std::to_string((now - idle).ms) + ":" + std::to_string(now.ms);
  };
  EXPECT_EQ(shop.bench.connector->Fetch({"updates", cursor(Duration::Days(7)), "", now}, shop.bench.cancel)->items.size(), 1U);
  EXPECT_THAT(shop.bench.connector->Fetch({"updates", cursor(Duration::Days(1)), "", now}, shop.bench.cancel)->items, IsEmpty());
}

TEST(Telegram, RecordsAGapAfterADayAway) {
  Shop shop;
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  const std::string cursor = shop.bench.cursors["updates"];
  const auto later = [&](Duration away) {
    return shop.bench.connector->Fetch({"updates", cursor, "", shop.bench.world.Now() + away}, shop.bench.cancel);
  };
  EXPECT_FALSE(later(Duration::Hours(23))->gap);
  EXPECT_TRUE(later(Duration::Hours(26))->gap);
}

TEST(Telegram, DoesNotWriteACursorForNothing) {
  Shop shop;
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  const std::string cursor = shop.bench.cursors["updates"];
  const Timestamp now = shop.bench.world.Now();
  EXPECT_EQ(shop.bench.connector->Fetch({"updates", cursor, "", now + Duration::Minutes(59)}, shop.bench.cancel)->cursor, "");
  EXPECT_NE(shop.bench.connector->Fetch({"updates", cursor, "", now + Duration::Minutes(60)}, shop.bench.cancel)->cursor, "");
}

TEST(Telegram, AnswersInTheSupergroupThatAGroupBecame) {
  Shop shop;
  const std::string question = shop.bench.world.AddComment("ana", shop.bench.world.AddPost("New mugs"), "How much?");
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  testing::DoctoredHttpClient client(shop.bench.http.get());
  auto connector = std::move(Platform().make({&client, shop.bench.inbox, shop.bench.state})).value();
  ASSERT_TRUE(connector->Check(shop.bench.world.Now(), shop.bench.cancel).ok());
  std::vector<nlohmann::json> drafts;
  client.doctor = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.url.find("/sendMessage") == std::string::npos) return std::nullopt;
    drafts.push_back(nlohmann::json::parse(request.body));
    HttpResponse answer;
    answer.status = 400;
    answer.body = R"({"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat",)"
                  R"("parameters":{"migrate_to_chat_id":-1001}})";
    if (drafts.size() == 2) {
      answer.status = 200;
      answer.body = R"({"ok":true,"result":{"message_id":7,"date":1790000000,"chat":{"id":-1001,"type":"supergroup"},)"
                    R"("from":{"id":42,"is_bot":true,"first_name":"Shop"},"text":"Ten."}})";
    }
    return Result<HttpResponse>(answer);
  };
  const SendRequest request = shop.bench.ReplyTo(question, "Ten.");
  const auto sent = connector->Send(request, shop.bench.cancel);
  ASSERT_TRUE(sent.ok()) << sent.error().text;
  ASSERT_EQ(drafts.size(), 2U);
  EXPECT_EQ(drafts[1]["chat_id"], "-1001");
  EXPECT_EQ(drafts[1]["reply_parameters"]["chat_id"], drafts[0]["chat_id"]);
  drafts.assign(2, {});
  EXPECT_EQ(connector->Send(request, shop.bench.cancel).error().kind, ErrorKind::kTargetGone);
  EXPECT_EQ(drafts.size(), 4U) << "tried there once, no more";
}

TEST(Telegram, WaitsForNobodyWhoOnlyOpenedTheChat) {
  Shop shop;
  const std::string opened = shop.bench.world.AddPrivate("ana", "/start");
  const std::string by_link = shop.bench.world.AddPrivate("jan", "/start order-17");
  const std::string asked = shop.bench.world.AddPrivate("iva", "/started yesterday, where is it?");
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  EXPECT_TRUE(shop.bench.Find(opened)->automatic);
  EXPECT_TRUE(shop.bench.Find(by_link)->automatic);
  EXPECT_FALSE(shop.bench.Find(asked)->automatic);
}

TEST(Telegram, SaysThatThePersonBlockedTheBot) {
  PracticeOptions options;
  options.quirks.insert("blocked");
  Shop shop(options);
  const std::string question = shop.bench.world.AddPrivate("ana", "Where is it?");
  const auto receipt = shop.bench.connector->Send(shop.bench.ReplyTo(question, "On its way."), shop.bench.cancel);
  ASSERT_FALSE(receipt.ok());
  EXPECT_EQ(receipt.error().kind, ErrorKind::kTargetGone);
}

TEST(Telegram, RefusesABotThatSomethingElseReads) {
  PracticeOptions options;
  options.quirks.insert("webhook");
  ConnectorBench bench(Info(), options);
  const auto check = bench.Check();
  ASSERT_FALSE(check.ok());
  EXPECT_EQ(check.error().kind, ErrorKind::kConfiguration);
  EXPECT_THAT(check.error().text, HasSubstr("webhook"));
}

TEST(Telegram, WarnsOfPrivacyMode) {
  PracticeOptions options;
  options.quirks.insert("privacy_mode");
  ConnectorBench bench(Info(), options);
  EXPECT_EQ(bench.Check()->warnings.size(), 1U);
  EXPECT_THAT(Shop().bench.Check()->warnings, IsEmpty());
}

TEST(Telegram, TakesNothingForATokenThatWouldLeadElsewhere) {
  for (const char* token : {"123/../x", "1 2", "a?b", "", "ș"}) {
    ConnectorContext context;
    context.inbox.secrets.emplace("token", Secret(token));
    const auto made = Platform().make(context);
    ASSERT_FALSE(made.ok()) << token;
    EXPECT_TRUE(*token == '\0' || made.error().text.find(token) == std::string::npos);
  }
}

}  // namespace
}  // namespace replywatch::telegram

// Whether a request is Meta's, what its body holds, and what becomes of the objects it names.
#include "collector/protocols/graph_webhook.h"

#include <gtest/gtest.h>

#include "collector/http/hmac.h"

namespace replywatch::graph {
namespace {

InboxConfig Inbox() {
  InboxConfig inbox;
  inbox.secrets.emplace("app_secret", Secret("app secret"));
  inbox.secrets.emplace("verify_token", Secret("a word"));
  return inbox;
}

HttpServerRequest Post(const std::string& body, const std::string& signature) {
  HttpServerRequest request;
  request.method = "POST";
  request.body = body;
  if (!signature.empty()) request.headers.push_back({"X-Hub-Signature-256", signature});
  return request;
}

HttpServerRequest Handshake(const std::string& mode, const std::string& token, const std::string& challenge) {
  HttpServerRequest request;
  request.method = "GET";
  request.query = {{"hub.mode", mode}, {"hub.verify_token", token}, {"hub.challenge", challenge}};
  return request;
}

int StatusOf(const HttpServerRequest& request) { return JudgeWebhook(Inbox(), request).status; }

Update OfMessaging(const std::string& json, const std::string& account = "77") {
  return {account, kMessaging, std::move(ParseForeignJson(json)).value(), {5000}};
}

TEST(GraphWebhook, KnowsASignatureOverTheRawBytes) {
  const std::string body = "{\"text\":\"\\u0219i \\ud83d\\ude42\"}";
  const std::string right = "sha256=" + HmacSha256Hex("app secret", body);
  EXPECT_EQ(JudgeWebhook(Inbox(), Post(body, right)).kind, WebhookVerdict::Kind::kAccepted);
  EXPECT_TRUE(JudgeWebhook(Inbox(), Post(body + " ", right)).is_forged);
  EXPECT_TRUE(JudgeWebhook(Inbox(), Post(body, "sha256=" + HmacSha256Hex("another", body))).is_forged);
  EXPECT_TRUE(JudgeWebhook(Inbox(), Post(body, right.substr(7))).is_forged);
  EXPECT_TRUE(JudgeWebhook(Inbox(), Post(body, right.substr(0, 40))).is_forged);
  EXPECT_TRUE(JudgeWebhook(Inbox(), Post(body, "")).is_forged);
  EXPECT_EQ(StatusOf(Post(body, "")), 403);
}

TEST(GraphWebhook, MayBeSignedWithTheOtherSecret) {
  InboxConfig inbox = Inbox();
  const HttpServerRequest request = Post("{}", "sha256=" + HmacSha256Hex("the other", "{}"));
  EXPECT_TRUE(JudgeWebhook(inbox, request, "meta_app_secret").is_forged) << "it is not there";
  inbox.secrets.emplace("meta_app_secret", Secret("the other"));
  EXPECT_EQ(JudgeWebhook(inbox, request, "meta_app_secret").kind, WebhookVerdict::Kind::kAccepted);
  EXPECT_TRUE(JudgeWebhook(inbox, request).is_forged);
}

TEST(GraphWebhook, ShakesHands) {
  const WebhookVerdict answer = JudgeWebhook(Inbox(), Handshake("subscribe", "a word", "123"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.text, "123");
  EXPECT_EQ(StatusOf(Handshake("subscribe", "a wore", "123")), 403);
  EXPECT_EQ(StatusOf(Handshake("subscribe", "", "123")), 403);
  EXPECT_EQ(StatusOf(Handshake("unsubscribe", "a word", "123")), 400);
  EXPECT_EQ(StatusOf(Handshake("subscribe", "a word", "")), 400);
  EXPECT_EQ(StatusOf(Handshake("subscribe", "a word", std::string(2000, '1'))), 400);
}

TEST(GraphWebhook, TakesNothingWithoutBothSecrets) {
  for (const char* name : {"app_secret", "verify_token"}) {
    InboxConfig inbox = Inbox();
    inbox.secrets.erase(name);
    EXPECT_FALSE(TakesWebhooks(inbox));
    EXPECT_EQ(JudgeWebhook(inbox, Handshake("subscribe", "", "123")).status, 404);
    EXPECT_EQ(JudgeWebhook(inbox, Post("{}", "sha256=" + HmacSha256Hex("", "{}"))).status, 404);
  }
}

TEST(GraphWebhook, KnowsNoOtherMethod) {
  HttpServerRequest request = Post("{}", "");
  request.method = "PUT";
  EXPECT_EQ(StatusOf(request), 405);
}

TEST(GraphUpdates, AreAllOfABody) {
  const auto list = ReadUpdates({R"({"object":"page","entry":[
      {"id":"77","time":1790000000,"changes":[{"field":"feed","value":{"item":"like"}},{"field":"parking"}]},
      {"id":78,"time":1790000000123,"messaging":[{"message":{"mid":"m_1"}}],"standby":[{"message":{"mid":"m_2"}}]},
      {"id":"79"}, 5]})",
                                 {1000}},
                                "page");
  ASSERT_TRUE(list.ok());
  ASSERT_EQ(list->updates.size(), 4U);
  EXPECT_EQ(list->set_aside.size(), 2U);
  EXPECT_EQ(list->updates[0].at.ms, 1790000000000);
  EXPECT_EQ(list->updates[1].field, "parking");
  EXPECT_EQ(list->updates[2].account_id, "78");
  EXPECT_EQ(list->updates[2].at.ms, 1790000000123);
  EXPECT_EQ(list->updates[3].field, kMessaging);
}

TEST(GraphUpdates, AreNoneOfAnythingElse) {
  for (const char* body : {"", "<html>", "[]", "{}", R"({"object":"user","entry":[]})", R"({"object":"page","entry":5})"})
    EXPECT_FALSE(ReadUpdates({body, {}}, "page").ok()) << body;
}

TEST(GraphUpdates, OfAnotherAccountAreNoneOfThisInboxs) {
  EventReading reading;
  const Event event{R"({"object":"page","entry":[{"id":"78","changes":[{"field":"feed","value":{"message":"theirs"}}]},
      {"changes":[{"field":"feed"}]}]})",
                    {}};
  const auto looks = HearAll(
      event, "page", {"77", ""}, [](const Update&) { return Heard(); }, reading);
  EXPECT_TRUE(looks.empty());
  EXPECT_EQ(reading.unneeded, 1) << "an app is told of all its accounts at one address";
  ASSERT_EQ(reading.set_aside.size(), 1U) << "an entry without an account";
  EXPECT_EQ(reading.set_aside.front().raw, "");
}

TEST(GraphMessageUpdate, IsInTheWordsOfTheConversations) {
  const MessageUpdate update =
      ReadMessageUpdate(OfMessaging(R"({"sender":{"id":8},"recipient":{"id":77},"timestamp":1790000000123,
      "message":{"mid":"m_1","text":"Unde e?","attachments":[{"type":"image","payload":{"url":"https://p.example/i"}},
      {"type":"fallback","title":"A page","url":"https://p.example/"}]}})"));
  EXPECT_EQ(update.kind, MessageUpdate::Kind::kWritten);
  EXPECT_EQ(update.id, "m_1");
  EXPECT_EQ(update.element["from"]["id"], "8");
  EXPECT_EQ(update.element["to"]["data"][0]["id"], "77");
  EXPECT_EQ(TimeMember(update.element, "created_time")->ms, 1790000000123);
  EXPECT_EQ(update.element["attachments"]["data"][0]["image_data"]["url"], "https://p.example/i");
  EXPECT_EQ(update.element["shares"]["data"][0]["link"], "https://p.example/");
}

TEST(GraphMessageUpdate, OfOurOwnNamesThePersonWrittenTo) {
  const MessageUpdate echo = ReadMessageUpdate(OfMessaging(
      R"({"sender":{"id":"77"},"recipient":{"id":"8"},"timestamp":1,"message":{"mid":"m_1","is_echo":true,"text":"x"}})"));
  EXPECT_EQ(echo.element["from"]["id"], "77");
  EXPECT_EQ(echo.element["to"]["data"][0]["id"], "8");
}

TEST(GraphMessageUpdate, TellsWhatHappened) {
  using Kind = MessageUpdate::Kind;
  const auto kind_of = [](const char* json) { return ReadMessageUpdate(OfMessaging(json)).kind; };
  EXPECT_EQ(kind_of(R"({"message_edit":{"mid":"m_1","text":"x","num_edit":"2"}})"), Kind::kEdited);
  EXPECT_EQ(kind_of(R"({"message":{"mid":"m_1","is_deleted":true}})"), Kind::kDeleted);
  EXPECT_EQ(kind_of(R"({"message":{"mid":"m_1","is_self":true}})"), Kind::kUnneeded);
  EXPECT_EQ(kind_of(R"({"read":{"watermark":1}})"), Kind::kUnneeded);
  EXPECT_EQ(kind_of(R"({"reaction":{"mid":"m_1"}})"), Kind::kUnneeded);
  EXPECT_EQ(kind_of(R"({"policy-enforcement":{"action":"block"}})"), Kind::kUnreadable) << "a person should know";
  EXPECT_EQ(kind_of(R"({"message":{"text":"x"}})"), Kind::kUnreadable);
  EXPECT_EQ(kind_of("5"), Kind::kUnreadable);
}

class GraphFound : public ::testing::Test {
 protected:
  static Result<Json> Refused(ErrorKind kind) { return MakeError(kind, "refused"); }
  EventReading Take(const Heard& heard, const Result<Json>& found, Duration age, bool is_believable = true) {
    EventReading reading;
    TakeFound(
        heard, found, is_believable, age,
        [](const Heard&, const Json&) -> Result<std::optional<Item>> { return std::optional<Item>(Item()); }, reading);
    return reading;
  }
  Heard look_ = Heard::Look("5_9");
};

TEST_F(GraphFound, IsAsItIsNow) { EXPECT_EQ(Take(look_, Json::object(), {}).items.size(), 1U); }

TEST_F(GraphFound, IsAskedForAgainWhileTheNewsIsFresh) {
  EXPECT_TRUE(Take(look_, Refused(ErrorKind::kNotFound), Duration::Seconds(1)).comes_again);
  EXPECT_EQ(Take(look_, Refused(ErrorKind::kNotFound), Duration::Minutes(5)).gone.size(), 1U);
  EXPECT_TRUE(Take(look_, Refused(ErrorKind::kBackOff), Duration::Minutes(5)).comes_again);
}

TEST_F(GraphFound, IsGoneAtOnceWhereThatIsTheNews) {
  look_.is_removal = true;
  EXPECT_EQ(Take(look_, Refused(ErrorKind::kNotFound), Duration::Seconds(1)).gone.size(), 1U);
  EXPECT_TRUE(Take(look_, Json::object(), Duration::Seconds(1)).comes_again) << "not everywhere at once";
  EXPECT_EQ(Take(look_, Json::object(), Duration::Minutes(5)).items.size(), 1U) << "it is there, whatever was told";
}

TEST_F(GraphFound, IsNotGoneWhenEverythingIs) {
  const EventReading reading = Take(look_, Refused(ErrorKind::kNotFound), Duration::Minutes(5), false);
  EXPECT_TRUE(reading.gone.empty());
  EXPECT_EQ(reading.set_aside.size(), 1U);
  Found all;
  for (int i = 0; i < 5; ++i) all.insert_or_assign(std::to_string(i), Refused(ErrorKind::kNotFound));
  EXPECT_FALSE(IsBelievable(all));
  all.insert_or_assign("6", Json::object());
  EXPECT_TRUE(IsBelievable(all));
}

TEST_F(GraphFound, MayLeaveOnlyWhatWasTold) {
  EXPECT_EQ(Take(look_, Refused(ErrorKind::kPermission), {}).set_aside.size(), 1U);
  look_.item.emplace();
  EXPECT_EQ(Take(look_, Refused(ErrorKind::kPermission), {}).told.size(), 1U);
  EXPECT_TRUE(Take(look_, Refused(ErrorKind::kNotFound), Duration::Minutes(5)).told.empty());
  look_.tells_of_missing = true;
  EXPECT_EQ(Take(look_, Refused(ErrorKind::kNotFound), {}).told.size(), 1U);
}

}  // namespace
}  // namespace replywatch::graph

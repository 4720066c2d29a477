// What an account hears by webhook, read through its fake server.
#include <gtest/gtest.h>

#include "collector/connectors/instagram/instagram_webhook.h"
#include "tests/connectors/support/instagram_bench.h"

namespace replywatch::instagram {
namespace {

using replywatch::testing::InstagramBench;

class InstagramEvents : public ::testing::Test {
 protected:
  void SetUp() override { post_ = bench_.world.AddPost("New mugs"); }
  static Event Of(const std::string& field, const Json& value, const std::string& account = "17841000") {
    const Json entry{{"id", account}, {"time", 1790000000}, {"changes", {{{"field", field}, {"value", value}}}}};
    return {Json{{"object", "instagram"}, {"entry", {entry}}}.dump(), {}};
  }
  static Event OfMessage(const Json& message, const std::string& person = "8") {
    const Json messaging{
        {"sender", {{"id", person}}}, {"recipient", {{"id", "17841000"}}}, {"timestamp", 1790000000123}, {"message", message}};
    const Json entry{{"id", "17841000"}, {"time", 1790000000123}, {"messaging", {messaging}}};
    return {Json{{"object", "instagram"}, {"entry", {entry}}}.dump(), {}};
  }
  EventReading Read(Event event, Duration age = {}) {
    event.received_at = bench_.world.Now() - age;
    auto out = bench_.connector->ReadEvents({event}, bench_.world.Now(), bench_.cancel);
    EXPECT_TRUE(out.ok()) << out.error().text;
    return out.ok() ? out->readings.front() : EventReading{};
  }
  // The account's `name` ("mentioned_comment") is answered with `element`.
  void Mentioned(const std::string& name, const Json& element) {
    bench_.client.doctor = [this, name, element](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
      if (request.url.find(name) == std::string::npos) return std::nullopt;
      asked_ = request.url;
      HttpResponse response;
      response.status = 200;
      response.body = Json{{name, element}, {"id", "17841000"}}.dump();
      return response;
    };
  }

  InstagramBench bench_;
  std::string post_;
  std::string asked_;
};

TEST_F(InstagramEvents, ReadACommentAsAPollWould) {
  const std::string comment = bench_.world.AddComment("ana", post_, "How much?");
  const std::string reply = bench_.world.AddComment("dan", comment, "I wonder, too.");
  ASSERT_TRUE(bench_.FetchAll().ok());
  for (const std::string& id : {comment, reply}) {
    const EventReading reading = Read(Of("comments", {{"id", bench_.SourceId(id)}, {"text", "x"}}));
    ASSERT_EQ(reading.items.size(), 1U);
    const Item& item = reading.items.front();
    const Item& polled = *bench_.Find(id);
    EXPECT_EQ(item.source_id, polled.source_id);
    EXPECT_EQ(item.root_source_id, polled.root_source_id);
    EXPECT_EQ(item.parent_source_id, polled.parent_source_id);
    EXPECT_EQ(item.parent_author_id, polled.parent_author_id);
    EXPECT_EQ(item.author, polled.author);
    EXPECT_EQ(item.text, polled.text);
  }
}

TEST_F(InstagramEvents, BelongToTheAccountByEitherOfItsIds) {
  const std::string comment = bench_.world.AddComment("ana", post_, "How much?");
  const Json value{{"id", bench_.SourceId(comment)}};
  EXPECT_EQ(Read(Of("comments", value, "2600100")).items.size(), 1U);
  EXPECT_EQ(Read(Of("comments", value, "0")).unneeded, 1);
}

TEST_F(InstagramEvents, BringMentionsElsewhere) {
  Mentioned("mentioned_comment", {{"id", "555"},
                                  {"text", "@atelier is this yours?"},
                                  {"timestamp", "2026-10-01T10:00:00+0000"},
                                  {"username", "ana"},
                                  {"media", {{"id", "444"}}}});
  const EventReading reading = Read(Of("mentions", {{"comment_id", "555"}, {"media_id", "444"}}));
  ASSERT_EQ(reading.items.size(), 1U);
  const Item& item = reading.items.front();
  EXPECT_EQ(item.kind, MessageKind::kMention);
  EXPECT_EQ(item.source_id, "mention:555");
  EXPECT_EQ(item.root_source_id, "444");
  EXPECT_EQ(item.author.source_id, "name:ana");
  EXPECT_FALSE(item.abilities.reply_public);
  EXPECT_NE(asked_.find("comment_id%28555%29"), std::string::npos) << asked_;
}

TEST_F(InstagramEvents, BringMentionsInCaptions) {
  Mentioned("mentioned_media", {{"id", "444"},
                                {"caption", "With a mug of @atelier"},
                                {"timestamp", "2026-10-01T10:00:00+0000"},
                                {"username", "ana"},
                                {"permalink", "https://practice.example/p/444/"}});
  const EventReading reading = Read(Of("mentions", {{"media_id", "444"}}));
  ASSERT_EQ(reading.items.size(), 1U);
  EXPECT_EQ(reading.items.front().text, "With a mug of @atelier");
  EXPECT_EQ(reading.items.front().permalink, "https://practice.example/p/444/");
}

TEST_F(InstagramEvents, KnowAMentionBelowOwnMediaForAComment) {
  const std::string comment = bench_.world.AddComment("ana", post_, "How much?");
  const EventReading reading =
      Read(Of("mentions", {{"comment_id", bench_.SourceId(comment)}, {"media_id", bench_.SourceId(post_)}}));
  ASSERT_EQ(reading.items.size(), 1U);
  EXPECT_EQ(reading.items.front().source_id, bench_.SourceId(comment));
}

TEST_F(InstagramEvents, PutNoForeignTextAmongFieldNames) {
  const EventReading reading = Read(Of("mentions", {{"comment_id", "5){id},me"}, {"media_id", "444"}}));
  EXPECT_TRUE(reading.items.empty());
  EXPECT_EQ(reading.set_aside.size(), 1U);
}

TEST_F(InstagramEvents, AMentionIsNeverSweptAway) {
  const auto swept = bench_.connector->Sweep({{"mention:555"}, bench_.world.Now()}, bench_.cancel);
  ASSERT_TRUE(swept.ok());
  EXPECT_TRUE(swept->gone.empty());
}

TEST_F(InstagramEvents, TellMessagesThatAreTooOldToBeRead) {
  const EventReading reading = Read(OfMessage({{"mid", "aWdfZAG1"}, {"text", "Where is it?"}}), Duration::Hours(9));
  ASSERT_EQ(reading.told.size(), 1U);
  EXPECT_EQ(reading.told.front().text, "Where is it?");
  EXPECT_EQ(reading.told.front().root_source_id, TalkId("8"));
  EXPECT_TRUE(reading.gone.empty());
}

TEST_F(InstagramEvents, TellAnUnsentMessageWithoutItsWords) {
  const EventReading reading = Read(OfMessage({{"mid", "aWdfZAG1"}, {"is_deleted", true}}));
  ASSERT_EQ(reading.removed.size(), 1U);
  EXPECT_EQ(reading.removed.front().removed_by, RemovedBy::kAuthor);
  EXPECT_TRUE(reading.removed.front().text.empty());
  EXPECT_TRUE(reading.removed.front().attachments.empty());
}

TEST_F(InstagramEvents, TellWhatWasSentFromTheApp) {
  const Json messaging{{"sender", {{"id", "17841000"}}},
                       {"recipient", {{"id", "8"}}},
                       {"timestamp", 1790000000123},
                       {"message", {{"mid", "aWdfZAG2"}, {"is_echo", true}, {"text", "It comes today."}}}};
  const Json entry{{"id", "17841000"}, {"messaging", {messaging}}};
  const EventReading reading = Read({Json{{"object", "instagram"}, {"entry", {entry}}}.dump(), {}});
  ASSERT_EQ(reading.told.size(), 1U);
  EXPECT_EQ(reading.told.front().direction, Direction::kOutgoing);
  EXPECT_EQ(reading.told.front().mentioned_ids, std::vector<std::string>{"8"});
}

TEST_F(InstagramEvents, SetAsideWhatTheyDoNotKnow) {
  EXPECT_EQ(Read(Of("holograms", {{"id", "1"}})).set_aside.size(), 1U);
  EXPECT_EQ(Read(Of("comments", {{"text", "x"}})).set_aside.size(), 1U);
  EXPECT_EQ(Read(Of("mentions", {{"comment_id", "1"}})).set_aside.size(), 1U);
  EXPECT_EQ(Read(Of("story_insights", {{"reach", 1}})).unneeded, 1);
}

}  // namespace
}  // namespace replywatch::instagram

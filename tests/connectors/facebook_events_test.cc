// What a page hears by webhook, read through its fake server.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "collector/connectors/facebook/facebook_webhook.h"
#include "tests/connectors/support/connector_fixture.h"
#include "tests/connectors/support/doctored_http_client.h"

namespace replywatch::facebook {
namespace {

using replywatch::testing::ConnectorBench;

const PracticeInfo& Info() {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == "facebook") return info;
  }
  throw std::logic_error("not built in");
}

class FacebookEvents : public ::testing::Test {
 protected:
  FacebookEvents() : bench_(Info(), {}) {
    post_ = bench_.world.AddPost("New mugs");
    EXPECT_TRUE(bench_.Check().ok());
  }
  static Event Of(const std::string& field, const Json& value, const std::string& page = "777000") {
    const Json entry{{"id", page}, {"time", 1790000000}, {"changes", {{{"field", field}, {"value", value}}}}};
    return {Json{{"object", "page"}, {"entry", {entry}}}.dump(), {}};
  }
  static Event OfMessage(const Json& messaging) {
    const Json entry{{"id", "777000"}, {"time", 1790000000123}, {"messaging", {messaging}}};
    return {Json{{"object", "page"}, {"entry", {entry}}}.dump(), {}};
  }
  Event OfComment(const std::string& id, const std::string& verb) {
    return Of("feed", {{"item", "comment"},
                       {"verb", verb},
                       {"comment_id", bench_.SourceId(id)},
                       {"post_id", "777000_" + bench_.Message(id).root_id}});
  }
  std::vector<EventReading> ReadAll(std::vector<Event> events, Duration age = {}) {
    for (Event& event : events) event.received_at = bench_.world.Now() - age;
    auto out = bench_.connector->ReadEvents(events, bench_.world.Now(), bench_.cancel);
    EXPECT_TRUE(out.ok()) << out.error().text;
    return out.ok() ? out->readings : std::vector<EventReading>(events.size());
  }
  EventReading Read(const Event& event, Duration age = {}) { return ReadAll({event}, age).front(); }

  ConnectorBench bench_;
  std::string post_;
};

TEST_F(FacebookEvents, ReadACommentAsAPollWould) {
  const std::string comment = bench_.world.AddComment("ana", post_, "How much?");
  const EventReading told = Read(OfComment(comment, "add"));
  ASSERT_TRUE(bench_.FetchAll().ok());
  ASSERT_EQ(told.items.size(), 1U);
  const Item& polled = *bench_.Find(comment);
  const Item& item = told.items.front();
  EXPECT_EQ(item.source_id, polled.source_id);
  EXPECT_EQ(item.root_source_id, polled.root_source_id);
  EXPECT_EQ(item.root_title, polled.root_title);
  EXPECT_EQ(item.parent_source_id, polled.parent_source_id);
  EXPECT_EQ(item.author, polled.author);
  EXPECT_EQ(item.text, polled.text);
  EXPECT_EQ(item.abilities.reply_public, polled.abilities.reply_public);
}

TEST_F(FacebookEvents, KnowWhoseVisitorsPostACommentStandsBelow) {
  const std::string post = bench_.world.AddMention("ana", "My parcel came broken.");
  const std::string comment = bench_.world.AddComment("dan", post, "Mine, too.");
  const EventReading reading = Read(OfComment(comment, "add"));
  ASSERT_EQ(reading.items.size(), 1U);
  EXPECT_EQ(reading.items.front().parent_source_id, bench_.SourceId(post));
}

TEST_F(FacebookEvents, AskForEachObjectOnce) {
  const std::string comment = bench_.world.AddComment("ana", post_, "How much?");
  const int before = bench_.server->requests();
  const auto readings = ReadAll({OfComment(comment, "add"), OfComment(comment, "edited"), OfComment(comment, "hide")});
  EXPECT_EQ(bench_.server->requests() - before, 2) << "the post and the comment";
  for (const EventReading& reading : readings) EXPECT_EQ(reading.items.size(), 1U);
}

TEST_F(FacebookEvents, ReadAVisitorsPostAndNoneOfOurs) {
  const std::string post = bench_.world.AddMention("ana", "My parcel came broken.");
  const Json value{{"item", "status"}, {"verb", "add"}, {"post_id", "777000_" + post}};
  EXPECT_EQ(Read(Of("feed", value)).items.front().source_id, bench_.SourceId(post));
  const Json ours{{"item", "status"}, {"verb", "add"}, {"post_id", "777000_" + post_}};
  EXPECT_EQ(Read(Of("feed", ours)).unneeded, 1);
}

TEST_F(FacebookEvents, ReadAHiddenComment) {
  const std::string comment = bench_.world.AddHeld("ana", post_, "How much?");
  EXPECT_EQ(Read(OfComment(comment, "hide")).items.front().publication, Publication::kHeld);
}

TEST_F(FacebookEvents, TellWhatIsGone) {
  const std::string comment = bench_.world.AddComment("ana", post_, "How much?");
  bench_.world.Remove(comment, RemovedBy::kAuthor);
  EXPECT_EQ(Read(OfComment(comment, "remove")).gone, std::vector<std::string>{bench_.SourceId(comment)});
  EXPECT_TRUE(Read(OfComment(comment, "add")).comes_again);
  EXPECT_EQ(Read(OfComment(comment, "add"), Duration::Minutes(5)).gone.size(), 1U);
}

TEST_F(FacebookEvents, ReadMessagesWithTheNamesOfPeople) {
  const std::string message = bench_.world.AddPrivate("ana", "Where is it?");
  const EventReading reading = Read(OfMessage({{"sender", {{"id", bench_.Message(message).author.id}}},
                                               {"recipient", {{"id", "777000"}}},
                                               {"timestamp", 1790000000123},
                                               {"message", {{"mid", bench_.SourceId(message)}, {"text", "Where is it?"}}}}));
  ASSERT_EQ(reading.items.size(), 1U);
  EXPECT_FALSE(reading.items.front().author.name.empty());
}

TEST_F(FacebookEvents, TellAMessageThatCannotBeRead) {
  const EventReading reading = Read(OfMessage({{"sender", {{"id", "8"}}},
                                               {"recipient", {{"id", "777000"}}},
                                               {"timestamp", 1790000000123},
                                               {"message", {{"mid", "m_999"}, {"text", "Where is it?"}}}}));
  ASSERT_EQ(reading.told.size(), 1U);
  EXPECT_EQ(reading.told.front().text, "Where is it?");
  EXPECT_EQ(reading.told.front().root_source_id, TalkId("8"));
  EXPECT_TRUE(reading.gone.empty());
}

TEST_F(FacebookEvents, TellADeletedMessage) {
  const EventReading reading = Read(OfMessage({{"sender", {{"id", "8"}}},
                                               {"recipient", {{"id", "777000"}}},
                                               {"timestamp", 1790000000123},
                                               {"message", {{"mid", "m_999"}, {"is_deleted", true}}}}));
  ASSERT_EQ(reading.removed.size(), 1U);
  EXPECT_EQ(reading.removed.front().removed_by, RemovedBy::kAuthor);
  EXPECT_EQ(reading.removed.front().publication, Publication::kRemoved);
}

TEST_F(FacebookEvents, KeepAMentionThatMayNotBeRead) {
  const Json value{{"item", "comment"},          {"verb", "add"},        {"comment_id", "5_9"}, {"post_id", "4_5"},
                   {"created_time", 1780000000}, {"message", "Ask Lut!"}};
  const graph::Heard heard = HearUpdate({"777000", "mention", value, {1790000000000}}, {"777000", false});
  ASSERT_TRUE(heard.item.has_value());
  EXPECT_EQ(heard.item->source_id, MentionItemId("5_9"));
  EXPECT_EQ(heard.item->kind, MessageKind::kMention);
  EXPECT_EQ(heard.item->created_at.ms, 1780000000000);
  EXPECT_EQ(heard.item->text, "Ask Lut!");
}

TEST_F(FacebookEvents, TellRatings) {
  Json value{{"item", "rating"},       {"verb", "add"},         {"open_graph_story_id", 904801},    {"reviewer_id", 8},
             {"reviewer_name", "Ana"}, {"review_text", "Bine"}, {"recommendation_type", "NEGATIVE"}};
  const EventReading added = Read(Of("ratings", value));
  ASSERT_EQ(added.told.size(), 1U);  // it cannot be read, so late news of it must not bring it back
  EXPECT_EQ(added.told.front().source_id, RatingItemId("904801"));
  EXPECT_EQ(added.told.front().rating, 1);
  value["verb"] = "remove";
  EXPECT_EQ(Read(Of("ratings", value)).removed.size(), 1U);
}

TEST_F(FacebookEvents, SetAsideWhatTheyDoNotKnow) {
  EXPECT_EQ(Read(Of("parking", nullptr)).set_aside.size(), 1U);
  EXPECT_EQ(Read(Of("feed", {{"item", "hologram"}})).set_aside.size(), 1U);
  EXPECT_EQ(Read(Of("feed", {{"item", "comment"}})).set_aside.size(), 1U);
  EXPECT_EQ(Read({"<html>", {}}).set_aside.size(), 1U);
  EXPECT_EQ(Read(Of("feed", {{"item", "like"}})).unneeded, 1);
  EXPECT_EQ(Read(Of("feed", {{"item", "comment"}, {"comment_id", "5_9"}}, "778")).unneeded, 1) << "of another page";
}

TEST_F(FacebookEvents, WaitWhileThePlatformRefuses) {
  const std::string comment = bench_.world.AddComment("ana", post_, "How much?");
  for (const auto& [fault, kind] : {std::pair{PracticeFaultKind::kThrottled, ErrorKind::kRetryAt},
                                    std::pair{PracticeFaultKind::kUnauthorized, ErrorKind::kReauthorize},
                                    std::pair{PracticeFaultKind::kServerError, ErrorKind::kBackOff}}) {
    bench_.server->AddFault({fault, "", "", 1, 0});
    const auto refused = bench_.connector->ReadEvents({OfComment(comment, "add")}, bench_.world.Now(), bench_.cancel);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().kind, kind);
  }
}

}  // namespace
}  // namespace replywatch::facebook

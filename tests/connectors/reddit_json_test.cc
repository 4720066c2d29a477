// Reddit's JSON and refusals, element by element.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "collector/connectors/reddit/reddit_json.h"
#include "collector/connectors/reddit/refusal.h"
#include "collector/connectors/reddit/thread_places.h"

namespace replywatch::reddit {
namespace {

const Account kOwn{"atelier", "Atelier", false};

Json Comment(Json changes = Json::object()) {
  Json data{{"name", "t1_c1"},
            {"id", "c1"},
            {"parent_id", "t3_p1"},
            {"link_id", "t3_p1"},
            {"author", "Ana"},
            {"body", "How much?"},
            {"created_utc", 1'790'000'000.0},
            {"edited", false},
            {"permalink", "/r/x/comments/p1/t/c1/"},
            {"replies", ""},
            {"archived", false},
            {"locked", false},
            {"context", ""},
            {"type", "post_reply"},
            {"subject", "post reply"},
            {"link_title", "Mugs"},
            {"unrepliable_reason", nullptr},
            {"media_metadata", Json::object()}};
  data.update(changes);
  return {{"kind", "t1"}, {"data", data}};
}

Json Message(Json changes = Json::object()) {
  Json data{{"name", "t4_m2"},
            {"author", "Ana"},
            {"dest", "Atelier"},
            {"subject", "Parcel"},
            {"body", "Where?"},
            {"subreddit", nullptr},
            {"created_utc", 1'790'000'000.0},
            {"parent_id", nullptr},
            {"first_message_name", "t4_m1"},
            {"replies", ""},
            {"distinguished", nullptr}};
  data.update(changes);
  return {{"kind", "t4"}, {"data", data}};
}

Item Placed(const Json& element) { return ToItem(*ReadThing(element), {}, kOwn); }

TEST(RedditNames, AreAKindAndAnIdInBase36) {
  for (const char* name : {"t1_a", "t3_0z", "t4_2r1s1k2", "t9_x"}) EXPECT_TRUE(IsFullname(name)) << name;
  for (const char* name : {"", "t1_", "t0_a", "x1_a", "t1a", "t1_A", "t1_a b", "t1_a,t1_b", "t1_é", "t12_a"})
    EXPECT_FALSE(IsFullname(name)) << name;
  EXPECT_FALSE(IsFullname("t1_" + std::string(40, 'a')));
  EXPECT_EQ(IdOf("t1_abc"), "abc");
  EXPECT_EQ(IdOf("t1"), "");
}

TEST(RedditThing, IsRemovedOnlyWhenTextAndAuthorAreMarks) {
  const Thing deleted = *ReadThing(Comment({{"author", "[deleted]"}, {"body", "[deleted]"}}));
  EXPECT_EQ(deleted.publication, Publication::kRemoved);
  EXPECT_EQ(deleted.removed_by, RemovedBy::kAuthor);
  const Thing removed = *ReadThing(Comment({{"author", "[deleted]"}, {"body", "[removed]"}}));
  EXPECT_EQ(removed.removed_by, RemovedBy::kPage);
  EXPECT_EQ(ReadThing(Comment({{"body", "[deleted]"}}))->publication, Publication::kVisible) << "anybody may write that";
  for (const Json& nobody : {Json(nullptr), Json("")}) {
    const Thing withheld = *ReadThing(Comment({{"author", nobody}, {"body", "[removed]"}}));
    EXPECT_EQ(withheld.publication, Publication::kRemoved);
    EXPECT_EQ(withheld.removed_by, RemovedBy::kPage);
  }
  const Thing of_deleted_account = *ReadThing(Comment({{"author", "[deleted]"}}));
  EXPECT_EQ(of_deleted_account.publication, Publication::kVisible);
  EXPECT_TRUE(of_deleted_account.author.source_id.empty());
}

TEST(RedditThing, IsKnownByItsAuthorsNameInAnyCase) {
  EXPECT_EQ(Placed(Comment()).author.source_id, "ana");
  EXPECT_EQ(Placed(Comment()).author.handle, "Ana");
  EXPECT_EQ(Placed(Comment({{"author", "ATELIER"}})).direction, Direction::kOutgoing);
}

TEST(RedditThing, FindsItsPostWhereAnInboxDoesNotName) {
  const Json path{{"link_id", nullptr}, {"parent_id", "t1_c0"}, {"context", "/r/x/comments/p9/title/c1/?context=3"}};
  EXPECT_EQ(ReadThing(Comment(path))->root, "t3_p9");
  EXPECT_EQ(ReadThing(Comment({{"link_id", nullptr}}))->root, "t3_p1") << "the parent";
  for (const char* context : {"", "/r/x/", "/comments/", "/comments/Ü/", "//evil.example/comments/a"})
    EXPECT_FALSE(ReadThing(Comment({{"link_id", nullptr}, {"parent_id", "t1_c0"}, {"context", context}})).ok()) << context;
}

TEST(RedditThing, LinksOnlyToReddit) {
  for (const char* path : {"//evil.example/x", "https://evil.example", "", "x y"})
    EXPECT_EQ(Placed(Comment({{"permalink", path}})).permalink, "https://www.reddit.com/comments/p1/_/c1") << path;
}

TEST(RedditThing, TakesNoRepliesWhenLockedArchivedOrSaidSo) {
  EXPECT_TRUE(Placed(Comment()).abilities.reply_public);
  EXPECT_FALSE(Placed(Comment({{"locked", true}})).abilities.reply_public);
  EXPECT_FALSE(Placed(Comment({{"archived", true}})).abilities.reply_public);
  EXPECT_FALSE(Placed(Comment({{"unrepliable_reason", "NEAR_BLOCKER"}})).abilities.reply_public);
  ThreadPlaces places;
  Post post;
  post.name = "t3_p1";
  post.takes_replies = false;
  places.Learn(post);
  EXPECT_FALSE(ToItem(*ReadThing(Comment()), places, kOwn).abilities.reply_public);
}

TEST(RedditThing, IsAMentionWhereNeitherPostNorParentIsOurs) {
  EXPECT_EQ(Placed(Comment({{"type", "username_mention"}})).kind, MessageKind::kMention);
  EXPECT_TRUE(Placed(Comment({{"type", "username_mention"}})).mentions_us);
  EXPECT_EQ(Placed(Comment({{"type", nullptr}, {"subject", "comment reply"}})).kind, MessageKind::kComment);
  ThreadPlaces places;
  Post post;
  post.name = "t3_p1";
  post.author_id = kOwn.id;
  places.Learn(post);
  EXPECT_EQ(ToItem(*ReadThing(Comment({{"type", "username_mention"}})), places, kOwn).kind, MessageKind::kComment);
}

TEST(RedditThing, NamesUsAsAWholeWord) {
  for (const auto& [text, names] :
       {std::pair{"u/Atelier hi", true}, std::pair{"thanks /u/atelier.", true}, std::pair{"(u/atelier)", true},
        std::pair{"u/atelier_2", false}, std::pair{"du/atelier", false}, std::pair{"atelier", false}, std::pair{"u/", false}})
    EXPECT_EQ(NamesAccount(text, "Atelier"), names) << text;
  EXPECT_FALSE(NamesAccount("u/", ""));
}

TEST(RedditThing, MarksMachines) {
  EXPECT_TRUE(Placed(Comment({{"author", "AutoModerator"}})).automatic);
  EXPECT_TRUE(Placed(Message({{"distinguished", "admin"}, {"author", "reddit"}})).automatic);
  EXPECT_FALSE(Placed(Comment()).automatic);
  EXPECT_FALSE(Placed(Message({{"distinguished", "moderator"}})).automatic);
}

TEST(RedditMessage, StandsInItsTalkAndNamesWhomItIsFor) {
  const Item incoming = Placed(Message());
  EXPECT_EQ(incoming.root_source_id, "t4_m1");
  EXPECT_EQ(incoming.parent_source_id, "t4_m1") << "talks may leave it out";
  EXPECT_TRUE(incoming.abilities.reply_private);
  EXPECT_TRUE(incoming.mentioned_ids.empty());
  const Item ours = Placed(Message({{"author", "Atelier"}, {"dest", "Ana"}, {"first_message_name", nullptr}}));
  EXPECT_EQ(ours.root_source_id, ours.source_id);
  EXPECT_EQ(ours.mentioned_ids, std::vector<std::string>{"ana"});
  EXPECT_EQ(Placed(Message({{"author", nullptr}, {"subreddit", "Pottery"}})).author.source_id, "r/pottery");
  EXPECT_TRUE(Placed(Message({{"author", nullptr}})).author.source_id.empty());
}

TEST(RedditMessage, IsNeverReadUnderThePlaceholder) { EXPECT_FALSE(ReadThing(Message({{"name", "t4_zzzzzzzzzzzz"}})).ok()); }

TEST(RedditThing, SurvivesEveryMemberBeingWrong) {
  const std::vector<Json> wrong{nullptr,
                                5,
                                -1,
                                1.5,
                                1e300,
                                true,
                                "",
                                "x",
                                "t1_c1",
                                Json::array(),
                                "\n",
                                "/",
                                Json::object(),
                                Json::array({nullptr, 5, "x", Json::object()})};
  for (const Json& sample : {Comment(), Message()}) {
    for (const auto& [name, value] : sample["data"].items()) {
      for (const Json& replacement : wrong) {
        Json element = sample;
        element["data"][name] = replacement;
        const auto list = ReadListing(Json{{"data", {{"children", {element, sample}}}}});
        ASSERT_TRUE(list.ok());
        EXPECT_GE(list->things.size(), 1U) << name;
        for (const Thing& thing : list->things) EXPECT_FALSE(ToItem(thing, {}, kOwn).root_source_id.empty()) << name;
      }
    }
  }
}

TEST(RedditListing, IsOneOrTheAnswerIsAFault) {
  EXPECT_TRUE(ReadListing(Json::parse(R"({"kind":"Listing","data":{"children":[]}})"))->things.empty());
  for (const char* body : {"{}", "[]", "5", "null", R"({"data":{}})", R"([{"data":{"children":[]}},5])", R"({"error":403})"}) {
    const auto list = ReadListing(Json::parse(body));
    ASSERT_FALSE(list.ok()) << body;
    EXPECT_EQ(list.error().kind, ErrorKind::kBackOff);
  }
}

TEST(RedditListing, KeepsWhatIsBelowAnElementThatCannotBeRead) {
  const Json below{{"data", {{"children", {Comment({{"name", "t1_c2"}})}}}}};
  const Json bad = Comment({{"created_utc", "soon"}, {"replies", below}});
  const auto list = ReadListing(Json{{"data", {{"children", {bad, nullptr, Json{{"kind", "t5"}}}}}}});
  ASSERT_TRUE(list.ok());
  ASSERT_EQ(list->things.size(), 1U);
  EXPECT_EQ(list->things[0].name, "t1_c2");
  ASSERT_EQ(list->set_aside.size(), 3U);
  EXPECT_EQ(list->set_aside[0].source_id, "t1_c1");
}

TEST(RedditListing, CountsATalkAsOldAsItsNewestMessage) {
  const Json answer{{"data", {{"children", {Message({{"name", "t4_m3"}, {"created_utc", 1'790'000'500.0}})}}}}};
  const auto list = ReadListing(Json{{"data", {{"children", {Message({{"replies", answer}})}}}}});
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->count, 1U);
  EXPECT_EQ(list->newest, Timestamp{1'790'000'500'000});
  EXPECT_EQ(list->oldest, list->newest);
}

ErrorKind Kind(int status, const std::string& body, Intent intent = Intent::kWrite) {
  const Json json = Json::parse(body, nullptr, false);
  return KindOf(*ReadRefusal(status, json.is_discarded() ? Json() : json), intent);
}

std::string Listed(const std::string& code) { return R"({"json":{"errors":[[")" + code + R"(","Sorry.","text"]]}})"; }

TEST(RedditRefusal, IsSortedByCode) {
  EXPECT_EQ(Kind(200, Listed("RATELIMIT")), ErrorKind::kRetryAt);
  EXPECT_EQ(Kind(200, Listed("SUBREDDIT_RATELIMIT")), ErrorKind::kRetryAt);
  EXPECT_EQ(Kind(200, Listed("USER_REQUIRED")), ErrorKind::kReauthorize);
  EXPECT_EQ(Kind(403, Listed("USER_REQUIRED")), ErrorKind::kReauthorize);
  for (const char* code : {"TOO_OLD", "THREAD_LOCKED", "USER_BLOCKED", "USER_BLOCKED_MESSAGE", "USER_MUTED",
                           "NOT_WHITELISTED_BY_USER_MESSAGE", "SUBREDDIT_NOTALLOWED"})
    EXPECT_EQ(Kind(200, Listed(code)), ErrorKind::kWindowClosed) << code;
  for (const char* code : {"DELETED_COMMENT", "DELETED_LINK", "USER_DOESNT_EXIST"})
    EXPECT_EQ(Kind(200, Listed(code)), ErrorKind::kTargetGone) << code;
  for (const char* code : {"TOO_LONG", "NO_TEXT", "BAD_URL", "DOMAIN_BANNED", "SUBMIT_VALIDATION_BODY_BLACKLISTED_STRING"})
    EXPECT_EQ(Kind(200, Listed(code)), ErrorKind::kContentRejected) << code;
  EXPECT_EQ(Kind(200, Listed("SOMETHING_NEW")), ErrorKind::kInvalidArgument) << "final, and its text is shown";
  EXPECT_EQ(Kind(400, R"({"reason":"SUBMIT_VALIDATION_X","message":"Bad Request"})"), ErrorKind::kContentRejected);
}

TEST(RedditRefusal, IsSortedByStatusWithoutACode) {
  EXPECT_EQ(Kind(403, R"({"message":"Forbidden","error":403})"), ErrorKind::kPermission);
  EXPECT_EQ(Kind(403, "<html>"), ErrorKind::kBackOff) << "the servers in front";
  EXPECT_EQ(Kind(404, "{}"), ErrorKind::kTargetGone);
  EXPECT_EQ(Kind(404, "{}", Intent::kRead), ErrorKind::kNotFound);
  EXPECT_EQ(Kind(451, "{}"), ErrorKind::kTargetGone);
  EXPECT_EQ(Kind(429, "<html>"), ErrorKind::kRetryAt);
  for (const int status : {409, 500, 502, 503, 504, 520, 522}) {
    EXPECT_EQ(Kind(status, "<html>"), ErrorKind::kUnknownOutcome) << status;
    EXPECT_EQ(Kind(status, "<html>", Intent::kRead), ErrorKind::kBackOff) << status;
  }
  EXPECT_EQ(Kind(302, "<html>"), ErrorKind::kConfiguration);
  EXPECT_EQ(Kind(400, "Bad Request"), ErrorKind::kInvalidArgument);
}

TEST(RedditRefusal, IsNoneWithoutErrors) {
  for (const char* body : {"{}", "null", R"({"json":{"errors":[]}})", R"({"json":{"errors":{}}})", "[]"})
    EXPECT_FALSE(ReadRefusal(200, Json::parse(body))) << body;
  EXPECT_TRUE(ReadRefusal(200, Json::parse(R"({"json":{"errors":[5]}})"))) << "an error that cannot be read is one";
}

TEST(RedditRefusal, TellsHowLongToWait) {
  for (const auto& [text, wait] :
       {std::pair{"Take a break for 9 minutes before trying again.", Duration::Minutes(9)},
        std::pair{"try again in 1 minute", Duration::Minutes(1)}, std::pair{"in 45 seconds.", Duration::Seconds(45)},
        std::pair{"in 870 milliseconds", Duration::Milliseconds(870)},
        std::pair{"2 posts, then wait 3  hours", Duration::Hours(3)}})
    EXPECT_EQ(WaitIn(text), wait) << text;
  for (const char* text : {"", "later", "in 9", "in 0 minutes", "in 99999999999999999999 minutes", "minutes 5", "in 48 hours"})
    EXPECT_FALSE(WaitIn(text)) << text;
  const Json body = Json::parse(R"({"json":{"errors":[["RATELIMIT","in 9 minutes","ratelimit"]],"ratelimit":123.4}})");
  EXPECT_EQ(ReadRefusal(200, body)->wait, Duration::Milliseconds(123'400)) << "the field before the sentence";
}

}  // namespace
}  // namespace replywatch::reddit

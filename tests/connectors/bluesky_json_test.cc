// Bluesky's answers: every shape of post and private message, and every way one can be wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "collector/connectors/bluesky/chat_json.h"
#include "collector/connectors/bluesky/post_json.h"
#include "collector/connectors/bluesky/record_names.h"
#include "collector/connectors/bluesky/refusal.h"
#include "collector/connectors/bluesky/rich_text.h"

namespace replywatch::bluesky {
namespace {

using ::testing::ElementsAre;

constexpr const char* kUs = "did:plc:us";

Json Sample() {
  return Json::parse(R"({"uri":"at://did:plc:ana/app.bsky.feed.post/3kaaaaaaaaaa2","cid":"bafya",
    "author":{"did":"did:plc:ana","handle":"ana.example","displayName":"Ana","associated":{"chat":{"allowIncoming":"all"}},"viewer":{"blockedBy":false}},
    "record":{"$type":"app.bsky.feed.post","createdAt":"2020-01-01T00:00:00Z","text":"Bună! vezi shop.example/mu…","langs":["ro"],
      "facets":[{"index":{"byteStart":12,"byteEnd":30},"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://shop.example/mugs"}]},
                {"index":{"byteStart":0,"byteEnd":3},"features":[{"$type":"app.bsky.richtext.facet#mention","did":"did:plc:jan"}]}],
      "embed":{"$type":"app.bsky.embed.images","images":[{"alt":"a broken cup","image":{"ref":{"$link":"bafkpic"},"mimeType":"image/jpeg"}}]},
      "reply":{"root":{"uri":"at://did:plc:us/app.bsky.feed.post/3kroot","cid":"bafyr"},"parent":{"uri":"at://did:plc:jan/app.bsky.feed.post/3kpar","cid":"bafyp"}}},
    "indexedAt":"2026-10-01T10:00:00.123Z","replyCount":2,"viewer":{"replyDisabled":false},"labels":[]})");
}

TEST(BlueskyPost, IsReadWhole) {
  const auto post = ReadPost(Sample());
  ASSERT_TRUE(post.ok()) << post.error().text;
  const Item item = ToItem(*post, {"New mugs", false}, kUs);
  EXPECT_EQ(item.source_id, "at://did:plc:ana/app.bsky.feed.post/3kaaaaaaaaaa2");
  EXPECT_EQ(item.parent_source_id, "at://did:plc:jan/app.bsky.feed.post/3kpar");
  EXPECT_EQ(item.parent_author_id, "did:plc:jan");
  EXPECT_EQ(item.root_source_id, "at://did:plc:us/app.bsky.feed.post/3kroot");
  EXPECT_EQ(item.root_title, "New mugs");
  EXPECT_EQ(item.root_permalink, "https://bsky.app/profile/did:plc:us/post/3kroot");
  EXPECT_EQ(item.permalink, "https://bsky.app/profile/did:plc:ana/post/3kaaaaaaaaaa2");
  EXPECT_EQ(item.kind, MessageKind::kComment);
  EXPECT_EQ(item.author.handle, "ana.example");
  EXPECT_EQ(item.language, "ro");
  EXPECT_THAT(item.mentioned_ids, ElementsAre("did:plc:jan"));
  EXPECT_TRUE(item.abilities.reply_public);
  EXPECT_TRUE(item.abilities.reply_private);
  ASSERT_EQ(item.attachments.size(), 2U);
  EXPECT_EQ(item.attachments[0].url, "https://shop.example/mugs");
  EXPECT_EQ(item.attachments[1].url, "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:ana/bafkpic@jpeg");
  EXPECT_EQ(item.attachments[1].description, "a broken cup");
}

TEST(BlueskyPost, GoesByTheServersClock) {
  EXPECT_EQ(ToItem(*ReadPost(Sample()), {}, kUs).created_at, *ParseRfc3339("2026-10-01T10:00:00.123Z"));
}

TEST(BlueskyPost, IsAMentionWhenItNamesOrQuotesUs) {
  Json mention = Sample();
  mention["record"]["facets"][1]["features"][0]["did"] = kUs;
  EXPECT_EQ(ToItem(*ReadPost(mention), {}, kUs).kind, MessageKind::kMention);
  for (const char* embed : {R"({"record":{"uri":"at://did:plc:us/app.bsky.feed.post/3kq","cid":"c"}})",
                            R"({"media":{},"record":{"record":{"uri":"at://did:plc:us/app.bsky.feed.post/3kq","cid":"c"}}})"}) {
    Json quote = Sample();
    quote["record"].erase("reply");
    quote["record"]["embed"] = Json::parse(embed);
    const Item item = ToItem(*ReadPost(quote), {}, kUs);
    EXPECT_EQ(item.kind, MessageKind::kMention);
    EXPECT_TRUE(item.mentions_us);
    EXPECT_EQ(item.root_source_id, item.source_id);
    EXPECT_EQ(item.attachments.back().url, "https://bsky.app/profile/did:plc:us/post/3kq");
  }
}

TEST(BlueskyPost, TellsWhetherItCanBeAnswered) {
  const auto can = [](const Json& element, const ThreadRoot& root) { return ToItem(*ReadPost(element), root, kUs).abilities; };
  Json closed = Sample();
  closed["viewer"]["replyDisabled"] = true;
  EXPECT_FALSE(can(closed, {}).reply_public);
  EXPECT_TRUE(can(closed, {}).reply_private);
  Json notification = Sample();
  notification.erase("viewer");
  EXPECT_FALSE(can(notification, {"", true}).reply_public) << "the thread's rule counts";
  for (const Json& viewer : {Json{{"blockedBy", true}}, Json{{"blocking", "at://did:plc:us/app.bsky.graph.block/3k"}}}) {
    Json blocked = Sample();
    blocked["author"]["viewer"] = viewer;
    EXPECT_FALSE(can(blocked, {}).reply_public);
    EXPECT_FALSE(can(blocked, {}).reply_private);
  }
}

TEST(BlueskyPost, TellsWhoTakesPrivateMessages) {
  const auto takes = [](const char* allowed, bool follows_us) {
    Json element = Sample();
    element["author"].erase("associated");
    if (*allowed != '\0') element["author"]["associated"]["chat"]["allowIncoming"] = allowed;
    if (follows_us) element["author"]["viewer"]["followedBy"] = "at://did:plc:ana/app.bsky.graph.follow/3k";
    return ReadPost(element)->takes_private;
  };
  EXPECT_TRUE(takes("all", false));
  EXPECT_FALSE(takes("none", true));
  EXPECT_TRUE(takes("following", true));
  EXPECT_FALSE(takes("following", false));
  EXPECT_TRUE(takes("", true)) << "unset is `following`";
  EXPECT_FALSE(takes("", false));
}

TEST(BlueskyPost, HidesAHandleThatCouldNotBeVerified) {
  Json element = Sample();
  element["author"]["handle"] = "handle.invalid";
  EXPECT_EQ(ReadPost(element)->author.handle, "");
  EXPECT_EQ(ReadPost(element)->author.name, "Ana");
}

// Each member in turn missing, or of another type: read or refused, never worse.
TEST(BlueskyPost, SurvivesEveryMemberBeingWrong) {
  const Json sample = Sample();
  const std::vector<Json> wrong{nullptr,
                                5,
                                -1,
                                1.5,
                                true,
                                "",
                                "x",
                                Json::array(),
                                Json::object(),
                                Json::array({nullptr, 5, "x", Json::object()}),
                                std::string("a\0b", 3)};
  const Json flat = sample.flatten();
  for (const auto& [path, value] : flat.items()) {
    for (Json::json_pointer pointer(path); !pointer.empty(); pointer.pop_back()) {
      for (const Json& replacement : wrong) {
        Json element = sample;
        element[pointer] = replacement;
        const auto post = ReadPost(element);
        if (!post.ok()) continue;
        const Item item = ToItem(*post, {}, kUs);
        EXPECT_TRUE(ParsePostUri(item.source_id)) << path;
        EXPECT_FALSE(item.author.source_id.empty()) << path;
        EXPECT_FALSE(item.root_source_id.empty()) << path;
        EXPECT_EQ(item.text.find('\0'), std::string::npos) << path;
      }
    }
  }
}

TEST(BlueskyPost, RefusesWhatCannotBePlaced) {
  for (const char* name : {"uri", "author", "record", "indexedAt"}) {
    Json element = Sample();
    element.erase(name);
    EXPECT_FALSE(ReadPost(element).ok()) << name;
  }
  for (const char* uri : {"", "x", "at://", "at://did:plc:a", "at://did:plc:a/app.bsky.feed.like/3k",
                          "at://did:plc:a/app.bsky.feed.post/", "at://did:plc:a/app.bsky.feed.post/3k|1", "https://bsky.app/x"}) {
    Json element = Sample();
    element["uri"] = uri;
    EXPECT_FALSE(ReadPost(element).ok()) << uri;
  }
}

TEST(BlueskyNotifications, CountEveryReasonAndKeepThree) {
  Json answer{{"notifications", Json::array()}, {"cursor", "c"}};
  for (const char* reason : {"like", "reply", "mention", "quote", "repost", "verified", ""}) {
    Json element = Sample();
    element["reason"] = reason;
    answer["notifications"].push_back(element);
  }
  const auto list = ReadNotifications(answer);
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->elements, 7U);
  EXPECT_EQ(list->posts.size(), 3U);
  EXPECT_EQ(list->set_aside.size(), 1U);
  EXPECT_EQ(list->cursor, "c");
  EXPECT_EQ(list->newest, ParseRfc3339("2026-10-01T10:00:00.123Z"));
  EXPECT_FALSE(ReadNotifications(Json::array()).ok());
}

TEST(BlueskyFeed, LeavesOutRepostsAndPins) {
  const Json repost{{"post", Sample()}, {"reason", {{"$type", "app.bsky.feed.defs#reasonRepost"}}}};
  const auto list =
      ReadFeed({{"feed", Json::array({repost, {{"post", Sample()}, {"reply", {{"root", Sample()}}}}, {{"post", 5}}, 5})}});
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->posts.size(), 1U);
  EXPECT_EQ(list->context.size(), 1U);
  EXPECT_EQ(list->set_aside.size(), 2U);
}

TEST(BlueskyThread, PassesOverWhatIsDeletedOrBlocked) {
  const Json gone{{"uri", "at://did:plc:x/app.bsky.feed.post/3k"}, {"notFound", true}};
  const Json blocked{{"uri", "at://did:plc:x/app.bsky.feed.post/3l"}, {"blocked", true}};
  const Json leaf{{"post", Sample()}};
  const Json node{{"post", Sample()}, {"replies", Json::array({gone, blocked, leaf, 5})}};
  const auto list = ReadThread({{"thread", node}});
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->posts.size(), 2U);
  EXPECT_EQ(list->set_aside.size(), 1U);
  EXPECT_EQ(list->elements, 5U);
}

Json ChatSample() {
  return Json::parse(
      R"({"$type":"chat.bsky.convo.defs#messageView","id":"m1","rev":"3kr","text":"Unde e coletul?","sender":{"did":"did:plc:ana"},
    "sentAt":"2026-10-01T10:00:00.000Z","replyTo":{"id":"m0","sender":{"did":"did:plc:us"}},
    "embed":{"$type":"app.bsky.embed.record#view","record":{"uri":"at://did:plc:us/app.bsky.feed.post/3kpost"}}})");
}

Convo SampleConvo() {
  return *ReadConvo(Json::parse(R"({"id":"c1","rev":"3kr","members":[{"did":"did:plc:us","handle":"shop.example"},
    {"did":"did:plc:ana","handle":"ana.example","displayName":"Ana"}],"status":"request","kind":{"$type":"chat.bsky.convo.defs#directConvo"}})"));
}

TEST(BlueskyChat, IsReadWhole) {
  const auto message = ReadMessage(ChatSample(), "c1");
  ASSERT_TRUE(message.ok());
  EXPECT_TRUE(SampleConvo().is_request);
  const Item item = ToItem(*message, SampleConvo(), kUs);
  EXPECT_EQ(item.source_id, "c1/m1");
  EXPECT_EQ(item.root_source_id, "chat:c1");
  EXPECT_EQ(item.parent_source_id, "c1/m0");
  EXPECT_EQ(item.parent_author_id, kUs);
  EXPECT_EQ(item.linked_source_id, "at://did:plc:us/app.bsky.feed.post/3kpost");
  EXPECT_EQ(item.author.name, "Ana");
  EXPECT_EQ(item.visibility, Visibility::kPrivate);
  EXPECT_TRUE(item.abilities.reply_private);
  EXPECT_FALSE(item.abilities.reply_public);
}

TEST(BlueskyChat, NamesTheOtherPersonOfWhatWeWrote) {
  Json element = ChatSample();
  element["sender"]["did"] = kUs;
  EXPECT_THAT(ToItem(*ReadMessage(element, "c1"), SampleConvo(), kUs).mentioned_ids, ElementsAre("did:plc:ana"));
  Convo group = SampleConvo();
  group.members.push_back({"did:plc:jan", "", "", "", ""});
  EXPECT_TRUE(ToItem(*ReadMessage(element, "c1"), group, kUs).mentioned_ids.empty());
}

TEST(BlueskyChat, CannotBeAnsweredInALockedConversation) {
  Json convo = Json::parse(R"({"id":"c1","rev":"1","members":[],"kind":{"name":"Fans","lockStatus":"locked"}})");
  const Item item = ToItem(*ReadMessage(ChatSample(), "c1"), *ReadConvo(convo), kUs);
  EXPECT_FALSE(item.abilities.reply_private);
  EXPECT_EQ(item.root_title, "Fans");
  EXPECT_EQ(item.author.source_id, "did:plc:ana") << "of a large group not all members are told";
}

TEST(BlueskyChat, PassesOverDeletedMessagesAndEvents) {
  Json answer{{"messages", Json::array()}};
  for (const char* type : {"messageView", "deletedMessageView", "systemMessageView"}) {
    Json element = ChatSample();
    element["$type"] = std::string("chat.bsky.convo.defs#") + type;
    answer["messages"].push_back(element);
  }
  answer["messages"].push_back({{"id", "m9"}, {"text", "no sender"}});
  const auto list = ReadMessages(answer, "c1");
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->elements, 4U);
  EXPECT_EQ(list->messages.size(), 1U);
  ASSERT_EQ(list->set_aside.size(), 1U);
  EXPECT_EQ(list->set_aside[0].source_id, "c1/m9");
}

TEST(BlueskyChat, TakesOnlyNewMessagesFromTheLog) {
  Json answer{{"logs", Json::array()}, {"cursor", "9"}};
  for (const char* type : {"logBeginConvo", "logCreateMessage", "logDeleteMessage", "logAddReaction", "logNobodyKnows"})
    answer["logs"].push_back(
        {{"$type", std::string("chat.bsky.convo.defs#") + type}, {"convoId", "c1"}, {"message", ChatSample()}});
  answer["logs"].push_back(5);
  const auto log = ReadLog(answer);
  ASSERT_TRUE(log.ok());
  EXPECT_EQ(log->elements, 6U);
  EXPECT_EQ(log->messages.size(), 1U);
}

TEST(BlueskyNames, GiveEveryReplyAKeyOfItsOwn) {
  std::set<std::string> keys;
  for (int i = 0; i < 10'000; ++i) {
    const std::string key = RecordKeyFor("reply " + std::to_string(i));
    ASSERT_EQ(key.size(), 13U);
    EXPECT_EQ(key.find_first_not_of("234567abcdefghijklmnopqrstuvwxyz"), std::string::npos);
    EXPECT_LT(key, "3m") << "in the past";
    EXPECT_GT(key, "3i");
    keys.insert(key);
  }
  EXPECT_EQ(keys.size(), 10'000U);
  EXPECT_EQ(RecordKeyFor("x"), RecordKeyFor("x"));
}

TEST(BlueskyRichText, CountsBytes) {
  const std::string text = "Mulțumim, @Ana.Example! Vezi „https://shop.example/căni?a=1”, (http://b.example/x).";
  const auto facets = FindFacets(text);
  ASSERT_EQ(facets.size(), 3U);
  EXPECT_EQ(facets[0].value, "ana.example");
  EXPECT_EQ(text.substr(facets[0].begin, facets[0].end - facets[0].begin), "@Ana.Example");
  EXPECT_EQ(facets[1].value, "https://shop.example/căni?a=1");
  EXPECT_EQ(text.substr(facets[1].begin, facets[1].end - facets[1].begin), facets[1].value);
  EXPECT_EQ(facets[2].value, "http://b.example/x");
  const Json json = FacetsJson(facets);
  EXPECT_EQ(json[0]["index"]["byteStart"], 11);
  EXPECT_EQ(json[1]["features"][0]["$type"], "app.bsky.richtext.facet#link");
}

TEST(BlueskyRichText, LeavesAlone) {
  for (const char* text : {"", "@ana", "mail@ana.example", "xhttps://a.example", "https://", "@.example", "@ana..example",
                           "@ana.7", "5@", "@", "\xff@\xff"})
    EXPECT_TRUE(FindFacets(text).empty()) << text;
  EXPECT_EQ(FindFacets("https://a.example/wiki/Cup_(tea)").front().value, "https://a.example/wiki/Cup_(tea)");
  EXPECT_EQ(FindFacets("(@ana.example.)").front().value, "ana.example");
}

TEST(BlueskyRefusal, IsSortedByItsName) {
  struct Row {
    int status;
    const char* name;
    ErrorKind read;
    ErrorKind write;
  };
  using K = ErrorKind;
  for (const Row& row : std::vector<Row>{{400, "ExpiredToken", K::kReauthorize, K::kReauthorize},
                                         {400, "InvalidToken", K::kReauthorize, K::kReauthorize},
                                         {401, "AuthMissing", K::kReauthorize, K::kReauthorize},
                                         {401, "AuthFactorTokenRequired", K::kReauthorize, K::kReauthorize},
                                         {401, "AccountTakedown", K::kPermission, K::kPermission},
                                         {400, "RecordNotFound", K::kNotFound, K::kTargetGone},
                                         {400, "NotFound", K::kNotFound, K::kTargetGone},
                                         {400, "InvalidConvo", K::kNotFound, K::kTargetGone},
                                         {400, "BlockedActor", K::kWindowClosed, K::kWindowClosed},
                                         {400, "MessagesDisabled", K::kWindowClosed, K::kWindowClosed},
                                         {400, "NotFollowedBySender", K::kWindowClosed, K::kWindowClosed},
                                         {400, "InvalidSwap", K::kBackOff, K::kAlreadySent},
                                         {400, "InvalidRequest", K::kInvalidArgument, K::kContentRejected},
                                         {400, "RateLimitExceeded", K::kRetryAt, K::kRetryAt},
                                         {429, "", K::kRetryAt, K::kRetryAt},
                                         {403, "", K::kBackOff, K::kBackOff},
                                         {404, "", K::kConfiguration, K::kConfiguration},
                                         {302, "", K::kConfiguration, K::kConfiguration},
                                         {502, "UpstreamFailure", K::kBackOff, K::kUnknownOutcome},
                                         {504, "UpstreamTimeout", K::kBackOff, K::kUnknownOutcome}}) {
    EXPECT_EQ(KindOf({row.status, row.name, ""}, Intent::kRead), row.read) << row.status << row.name;
    EXPECT_EQ(KindOf({row.status, row.name, ""}, Intent::kWrite), row.write) << row.status << row.name;
  }
}

TEST(BlueskyThrottle, ReadsResetsInSeconds) {
  HttpResponse response;
  const Timestamp now{1'790'000'000'000};
  EXPECT_EQ(ComeBackAt(response, now), now + Duration::Minutes(5));
  response.headers = {{"retry-after", "17"}};
  EXPECT_EQ(ComeBackAt(response, now), now + Duration::Seconds(17));
  response.headers = {{"ratelimit-limit", "3000"}, {"ratelimit-remaining", "12"}, {"ratelimit-reset", "1790000090"}};
  EXPECT_EQ(ComeBackAt(response, now), now + Duration::Seconds(90));
  EXPECT_EQ(ReadThrottle(response).remaining, 12);
  for (const char* nonsense : {"-5", "99999999999999999", "soon", ""}) {
    response.headers = {{"RateLimit-Reset", nonsense}};
    EXPECT_FALSE(ReadThrottle(response).resets_at) << nonsense;
  }
}

}  // namespace
}  // namespace replywatch::bluesky

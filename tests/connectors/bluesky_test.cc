// What only Bluesky does: incomplete notifications, claimed times, record keys of our own, and private messages that no key
// guards.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "collector/protocols/json_reader.h"
#include "tests/connectors/support/connector_fixture.h"

namespace replywatch {
namespace {

using testing::ConnectorBench;

constexpr const char* kPut = "com.atproto.repo.putRecord";
constexpr const char* kSendMessage = "chat.bsky.convo.sendMessage";

const PracticeInfo& BlueskyInfo() {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == "bluesky") return info;
  }
  throw std::logic_error("not built in");
}

std::unique_ptr<ConnectorBench> Bench(std::set<std::string> quirks = {}, int per_page = 0) {
  PracticeOptions options;
  options.quirks = std::move(quirks);
  options.max_per_page = per_page;
  auto bench = std::make_unique<ConnectorBench>(BlueskyInfo(), options);
  EXPECT_TRUE(bench->Check().ok());
  return bench;
}

// Without the name in front that other platforms need.
SendRequest Reply(const ConnectorBench& bench, const std::string& world_id, const std::string& text) {
  SendRequest request = bench.ReplyTo(world_id, text);
  request.text = text;
  return request;
}

Json LastRecord(const ConnectorBench& bench) { return Json::parse(bench.http->LastBody(kPut))["record"]; }

TEST(BlueskyStreams, FindByThreadsWhatNoNotificationTold) {
  const auto bench = Bench({"loses_nested"});
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  const std::string nested = bench->world.AddComment("jan", question, "I ask too.");
  ASSERT_TRUE(bench->FetchStream("notifications").ok());
  EXPECT_EQ(bench->Find(nested), nullptr);
  ASSERT_TRUE(bench->FetchStream("threads").ok());
  ASSERT_NE(bench->Find(nested), nullptr);
  EXPECT_EQ(bench->Find(nested)->root_title, "New mugs");
}

TEST(BlueskyStreams, ReadQuietThreadsAgainNowAndThen) {
  const auto bench = Bench({"loses_nested"});
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  ASSERT_TRUE(bench->FetchAll().ok());
  const std::string nested = bench->world.AddComment("jan", question, "I ask too.");
  bench->world.Pass(Duration::Minutes(5));
  ASSERT_TRUE(bench->FetchAll().ok());
  EXPECT_EQ(bench->Find(nested), nullptr) << "no count of ours has changed";
  bench->world.Pass(Duration::Minutes(30));
  ASSERT_TRUE(bench->FetchAll().ok());
  EXPECT_NE(bench->Find(nested), nullptr);
}

TEST(BlueskyStreams, ReadManyChangedThreadsPageByPage) {
  const auto bench = Bench({"loses_nested"});
  std::vector<std::string> nested;
  for (int i = 0; i < 25; ++i) {
    const std::string post = bench->world.AddPost("Post " + std::to_string(i));
    nested.push_back(bench->world.AddComment("jan", bench->world.AddComment("ana", post, "One"), "Two"));
  }
  ASSERT_TRUE(bench->FetchStream("threads").ok());
  for (const std::string& id : nested) EXPECT_NE(bench->Find(id), nullptr);
  EXPECT_EQ(bench->http->Count("getPostThread"), 25);
}

TEST(BlueskyStreams, FindABackdatedAnswerAndTakeTheServersTime) {
  const auto bench = Bench({"backdated"});
  const std::string post = bench->world.AddPost("New mugs");
  for (int i = 0; i < 20; ++i) bench->world.AddMention("jan", "Mention " + std::to_string(i));
  ASSERT_TRUE(bench->FetchAll().ok());
  bench->world.Pass(Duration::Hours(1));
  bench->world.AddMention("iva", "Hello");
  const std::string answer = bench->world.AddComment("ana", post, "How much?");
  const Timestamp written = bench->world.Now();
  ASSERT_TRUE(bench->FetchAll().ok());
  ASSERT_NE(bench->Find(answer), nullptr);
  EXPECT_EQ(bench->Find(answer)->created_at, written);
}

TEST(BlueskyStreams, GoOnWhereAnInterruptedBackfillStopped) {
  const auto bench = Bench({}, 5);
  for (int i = 0; i < 50; ++i) bench->world.AddMention("ana", "Mention " + std::to_string(i));
  bench->server->AddFault({PracticeFaultKind::kThrottled, "", "listNotifications", 1, 6});
  ASSERT_FALSE(bench->FetchStream("notifications").ok());
  EXPECT_EQ(bench->items.size(), 30U);
  bench->Restart();
  ASSERT_TRUE(bench->Check().ok());
  bench->world.AddMention("jan", "Meanwhile");
  const int before = bench->http->Count("listNotifications");
  ASSERT_TRUE(bench->FetchStream("notifications").ok());
  EXPECT_EQ(bench->items.size(), 50U);
  EXPECT_LE(bench->http->Count("listNotifications") - before, 4);
  ASSERT_TRUE(bench->FetchStream("notifications").ok());
  EXPECT_EQ(bench->items.size(), 51U);
}

TEST(BlueskyStreams, LookBackTenMinutesForWhatComesLate) {
  const auto bench = Bench({}, 5);
  for (int i = 0; i < 200; ++i) bench->world.AddMention("ana", "Mention " + std::to_string(i));
  ASSERT_TRUE(bench->FetchAll().ok());
  bench->world.Pass(Duration::Hours(1));
  for (int i = 0; i < 20; ++i) bench->world.AddMention("ana", "New " + std::to_string(i));
  ASSERT_TRUE(bench->FetchAll().ok());
  const int before = bench->http->Count("listNotifications");
  ASSERT_TRUE(bench->FetchAll().ok());
  EXPECT_EQ(bench->http->Count("listNotifications") - before, 5) << "the twenty, and the first page before the overlap";
}

TEST(BlueskyStreams, BeginAnewWhenAPositionIsNoLongerTaken) {
  const auto bench = Bench({}, 5);
  for (int i = 0; i < 12; ++i) bench->world.AddMention("ana", "Mention " + std::to_string(i));
  bench->world.AddPrivate("iva", "Hello");
  bench->cursors = {{"notifications", "b 5 gone"}, {"chat", "l =gone"}};
  ASSERT_TRUE(bench->FetchAll().ok());
  EXPECT_EQ(bench->items.size(), 13U);
}

TEST(BlueskyStreams, LeaveOurPlainPostsOut) {
  const auto bench = Bench();
  bench->world.AddPost("New mugs");
  ASSERT_TRUE(bench->FetchAll().ok());
  EXPECT_TRUE(bench->items.empty());
}

TEST(BlueskyStreams, TellWhereAnAnswerIsNotWanted) {
  for (const char* quirk : {"gated", "blocked"}) {
    const auto bench = Bench({quirk});
    const std::string mention = bench->world.AddMention("jan", "Look at this shop");
    ASSERT_TRUE(bench->FetchAll().ok());
    const auto swept = bench->connector->Sweep({{bench->SourceId(mention)}, bench->world.Now()}, {});
    ASSERT_TRUE(swept.ok());
    EXPECT_FALSE(swept->items.front().abilities.reply_public) << quirk;
    const auto receipt = bench->connector->Send(Reply(*bench, mention, "Thank you!"), {});
    ASSERT_FALSE(receipt.ok());
    EXPECT_EQ(receipt.error().kind, ErrorKind::kWindowClosed) << quirk;
    EXPECT_EQ(bench->http->Count(kPut), 0);
  }
}

TEST(BlueskyStreams, TellAtOnceWhereANewMentionCannotBeAnswered) {
  const auto bench = Bench({"gated"});
  bench->world.AddMention("iva", "First");
  ASSERT_TRUE(bench->FetchAll().ok());
  const std::string mention = bench->world.AddMention("jan", "Look at this shop");
  ASSERT_TRUE(bench->FetchAll().ok());
  EXPECT_FALSE(bench->Find(mention)->abilities.reply_public);
  ASSERT_TRUE(bench->FetchAll().ok());
  EXPECT_FALSE(bench->Find(mention)->abilities.reply_public) << "read again within the overlap";
}

TEST(BlueskySend, CopiesTheRootOfWhatItAnswers) {
  const auto bench = Bench();
  const std::string post = bench->world.AddPost("New mugs");
  const std::string nested = bench->world.AddComment("jan", bench->world.AddComment("ana", post, "How much?"), "I ask too.");
  ASSERT_TRUE(bench->connector->Send(Reply(*bench, nested, "Ten."), {}).ok());
  const Json reply = LastRecord(*bench)["reply"];
  EXPECT_EQ(reply["root"]["uri"], bench->SourceId(post));
  EXPECT_EQ(reply["root"]["cid"], "bafy" + post);
  EXPECT_EQ(reply["parent"]["uri"], bench->SourceId(nested));
  const std::string mention = bench->world.AddMention("iva", "Nice shop");
  ASSERT_TRUE(bench->connector->Send(Reply(*bench, mention, "Thank you!"), {}).ok());
  EXPECT_EQ(LastRecord(*bench)["reply"]["root"]["uri"], bench->SourceId(mention));
}

TEST(BlueskySend, WritesTheSameRecordAtEveryAttempt) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  SendRequest request = Reply(*bench, question, "Ten, see https://shop.example");
  ASSERT_TRUE(bench->connector->Send(request, {}).ok());
  const std::string first = bench->http->LastBody(kPut);
  bench->world.Pass(Duration::Hours(5));
  request.now = bench->world.Now();
  bench->Restart();
  ASSERT_TRUE(bench->Check().ok());
  ASSERT_TRUE(bench->connector->Send(request, {}).ok());
  EXPECT_EQ(bench->http->LastBody(kPut), first);
  EXPECT_EQ(bench->world.CountAnswers(question, request.text), 1);
}

TEST(BlueskySend, NeverWritesOverAnotherPost) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  SendRequest request = Reply(*bench, question, "Ten.");
  ASSERT_TRUE(bench->connector->Send(request, {}).ok());
  EXPECT_TRUE(Json::parse(bench->http->LastBody(kPut))["swapRecord"].is_null());
  request.text = "Eleven.";
  const auto second = bench->connector->Send(request, {});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().kind, ErrorKind::kAlreadySent);
  EXPECT_EQ(bench->connector->FindSent(request, {})->outcome, FindOutcome::kCannotTell);
  EXPECT_EQ(bench->world.CountAnswers(question, "Ten."), 1);
}

TEST(BlueskyLike, NamesThePostAndItsVersion) {
  const auto bench = Bench();
  const std::string comment = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "Lovely!");
  ASSERT_TRUE(bench->connector->Like(bench->SourceId(comment), bench->world.Now(), {}).ok());
  const Json record = LastRecord(*bench);
  EXPECT_EQ(record["$type"], "app.bsky.feed.like");
  EXPECT_EQ(record["subject"], (Json{{"uri", bench->SourceId(comment)}, {"cid", "bafy" + comment}}));
  EXPECT_TRUE(Json::parse(bench->http->LastBody(kPut))["swapRecord"].is_null());
}

TEST(BlueskyLike, IsNotWrittenWhereOneStands) {
  const auto bench = Bench();
  const std::string comment = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "Lovely!");
  bench->world.AddLike(comment);  // by another program, under a key of its own
  ASSERT_TRUE(bench->connector->Like(bench->SourceId(comment), bench->world.Now(), {}).ok());
  EXPECT_EQ(bench->http->Count(kPut), 0);
  EXPECT_EQ(bench->Message(comment).likes, 1);
}

TEST(BlueskyLike, StandsOnceThoughTheAppViewIsLate) {
  const auto bench = Bench({"late_likes"});
  const std::string comment = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "Lovely!");
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(bench->connector->Like(bench->SourceId(comment), bench->world.Now(), {}).ok());
    bench->world.Pass(Duration::Hours(1));
  }
  EXPECT_EQ(bench->http->Count(kPut), 3);
  EXPECT_EQ(bench->Message(comment).likes, 1);
}

TEST(BlueskyLike, IsRefusedForChatAndBetweenBlockedAccounts) {
  const auto bench = Bench();
  EXPECT_EQ(bench->connector->Like("convo1/m2", bench->world.Now(), {}).error().kind, ErrorKind::kInvalidArgument);
  const auto blocked = Bench({"blocked"});
  const std::string comment = blocked->world.AddComment("ana", blocked->world.AddPost("New mugs"), "Lovely!");
  EXPECT_EQ(blocked->connector->Like(blocked->SourceId(comment), blocked->world.Now(), {}).error().kind,
            ErrorKind::kWindowClosed);
  EXPECT_EQ(blocked->http->Count(kPut), 0);
}

TEST(BlueskySend, RefusesWhatIsTooLongInCharactersOrBytes) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  const auto repeated = [](const std::string& text, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += text;
    return out;
  };
  const std::string family = "👨‍👩‍👧‍👦";  // one character of 25 bytes
  EXPECT_TRUE(bench->connector->Send(Reply(*bench, question, repeated("ă", 300)), {}).ok());
  EXPECT_TRUE(bench->connector->Send(Reply(*bench, question, repeated(family, 120)), {}).ok());
  for (const std::string& text : {repeated("ă", 301), repeated(family, 121)}) {
    const auto receipt = bench->connector->Send(Reply(*bench, question, text), {});
    ASSERT_FALSE(receipt.ok());
    EXPECT_EQ(receipt.error().kind, ErrorKind::kContentRejected);
  }
  EXPECT_EQ(bench->http->Count(kPut), 2);
  const std::string hello = bench->world.AddPrivate("ana", "Hello");
  EXPECT_TRUE(bench->connector->Send(Reply(*bench, hello, repeated("ă", 1000)), {}).ok());
  EXPECT_FALSE(bench->connector->Send(Reply(*bench, hello, repeated("ă", 1001)), {}).ok());
  EXPECT_FALSE(bench->connector->Send(Reply(*bench, hello, repeated(family, 401)), {}).ok());
}

TEST(BlueskySend, PointsOutLinksAndPeople) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  const std::string text = "Bună, @ana.practice.example și @nobody.example: https://shop.example/căni.";
  SendRequest request = Reply(*bench, question, text);
  request.language = "ro";
  ASSERT_TRUE(bench->connector->Send(request, {}).ok());
  const Json record = LastRecord(*bench);
  EXPECT_EQ(record["langs"], Json::array({"ro"}));
  ASSERT_EQ(record["facets"].size(), 2U) << "a handle that nobody has is plain text";
  const auto words = [&](const Json& facet) {
    const auto begin = facet["index"]["byteStart"].get<std::size_t>();
    return text.substr(begin, facet["index"]["byteEnd"].get<std::size_t>() - begin);
  };
  EXPECT_EQ(words(record["facets"][0]), "@ana.practice.example");
  EXPECT_EQ(record["facets"][0]["features"][0]["did"], "did:plc:practice" + bench->world.Person("ana").id);
  EXPECT_EQ(words(record["facets"][1]), "https://shop.example/căni");
}

TEST(BlueskySend, AnswersNoDeletedPostThoughTheServerWouldTakeIt) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  const SendRequest request = Reply(*bench, question, "Ten.");
  bench->world.Remove(question, RemovedBy::kAuthor);
  EXPECT_EQ(bench->connector->Send(request, {}).error().kind, ErrorKind::kTargetGone);
  EXPECT_EQ(bench->http->Count(kPut), 0);
}

TEST(BlueskySend, RenewsAnExpiredTokenInTheMiddle) {
  const auto bench = Bench({"short_tokens"});
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  for (int i = 0; i < 60; ++i) {
    const std::string text = "Ten " + std::to_string(i);
    ASSERT_TRUE(bench->connector->Send(Reply(*bench, question, text), {}).ok());
    EXPECT_EQ(bench->world.CountAnswers(question, text), 1);
  }
  EXPECT_GE(bench->http->Count("refreshSession"), 3);
}

TEST(BlueskyChat, ReadsEveryConversationAndThenTheLog) {
  const auto bench = Bench({}, 3);
  std::vector<std::string> ids;
  for (int i = 0; i < 40; ++i) ids.push_back(bench->world.AddPrivate("p" + std::to_string(i % 7), "Hello " + std::to_string(i)));
  ASSERT_TRUE(bench->FetchStream("chat").ok());
  for (const std::string& id : ids) EXPECT_NE(bench->Find(id), nullptr);
  const int before = static_cast<int>(bench->http->sent.size());
  ASSERT_TRUE(bench->FetchStream("chat").ok());
  EXPECT_EQ(static_cast<int>(bench->http->sent.size()) - before, 1);
  bench->Restart();
  ASSERT_TRUE(bench->Check().ok());
  const std::string late = bench->world.AddPrivate("new", "Hello");
  ASSERT_TRUE(bench->FetchStream("chat").ok());
  ASSERT_NE(bench->Find(late), nullptr);
  EXPECT_EQ(bench->Find(late)->author.handle, "new.practice.example") << "who wrote is asked for after a restart";
}

TEST(BlueskyChat, LosesNoConversationThatMovesUpMeanwhile) {
  const auto bench = Bench({}, 2);
  std::vector<std::string> ids;
  for (int i = 0; i < 8; ++i) ids.push_back(bench->world.AddPrivate("p" + std::to_string(i), "Old " + std::to_string(i)));
  int pages = 0;
  bench->between_pages = [&] {
    if (++pages == 2) ids.push_back(bench->world.AddPrivate("p0", "Meanwhile"));
  };
  ASSERT_TRUE(bench->FetchStream("chat").ok());
  bench->between_pages = nullptr;
  ASSERT_TRUE(bench->FetchStream("chat").ok());
  for (const std::string& id : ids) EXPECT_NE(bench->Find(id), nullptr) << id;
}

TEST(BlueskyChat, GoesOnWhereAnInterruptedHistoryStopped) {
  const auto bench = Bench({}, 2);
  for (int i = 0; i < 30; ++i) bench->world.AddPrivate("p" + std::to_string(i % 3), "Hello " + std::to_string(i));
  bench->server->AddFault({PracticeFaultKind::kUnreachable, "", "getMessages", 1, 10});
  ASSERT_FALSE(bench->FetchStream("chat").ok());
  EXPECT_EQ(bench->items.size(), 20U);
  bench->Restart();
  ASSERT_TRUE(bench->Check().ok());
  const int before = bench->http->Count("getMessages");
  ASSERT_TRUE(bench->FetchStream("chat").ok());
  EXPECT_EQ(bench->items.size(), 30U);
  EXPECT_LE(bench->http->Count("getMessages") - before, 7);
}

TEST(BlueskyChat, AcceptsARequestBeforeItAnswers) {
  const auto bench = Bench();
  const std::string hello = bench->world.AddPrivate("ana", "Hello");
  const auto receipt = bench->connector->Send(Reply(*bench, hello, "Good day."), {});
  ASSERT_TRUE(receipt.ok()) << receipt.error().text;
  EXPECT_EQ(bench->http->Count("acceptConvo"), 1);
  EXPECT_EQ(receipt->item->visibility, Visibility::kPrivate);
  ASSERT_TRUE(bench->connector->Send(Reply(*bench, hello, "Can we help?"), {}).ok());
  EXPECT_EQ(bench->http->Count("acceptConvo"), 1);
}

TEST(BlueskyChat, FindsAReplyWhoseAnswerWasLost) {
  for (const auto fault : {PracticeFaultKind::kAnswerLost, PracticeFaultKind::kUnreachable, PracticeFaultKind::kServerError}) {
    const auto bench = Bench({}, 2);
    const std::string early = bench->world.AddPrivate("ana", "Hello");
    ASSERT_TRUE(bench->world.Answer(early, "On its way.", Visibility::kPrivate).ok());  // the same words, before the question
    const std::string question = bench->world.AddPrivate("ana", "Where is it?");
    for (int i = 0; i < 5; ++i) bench->world.AddPrivate("ana", "Hm " + std::to_string(i));
    const SendRequest request = Reply(*bench, question, "On its way.");
    bench->server->AddFault({fault, "POST", kSendMessage, 1, 0});
    ASSERT_EQ(bench->connector->Send(request, {}).error().kind, ErrorKind::kUnknownOutcome);
    const auto found = bench->connector->FindSent(request, {});
    ASSERT_TRUE(found.ok());
    const bool is_there = fault == PracticeFaultKind::kAnswerLost;
    EXPECT_EQ(found->outcome, is_there ? FindOutcome::kFound : FindOutcome::kNotThere);
    if (!is_there) continue;
    EXPECT_EQ(found->receipt.source_id, bench->SourceId(bench->world.messages().back().id));
    SendRequest again = request;
    again.known_replies = {found->receipt.source_id};
    EXPECT_EQ(bench->connector->FindSent(again, {})->outcome, FindOutcome::kNotThere);
  }
}

TEST(BlueskyChat, AnswersAPublicQuestionInPrivateWhenAsked) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "Where is my order?");
  SendRequest request = Reply(*bench, question, "Please tell us the number.");
  request.visibility = Visibility::kPrivate;
  EXPECT_EQ(bench->connector->FindSent(request, {})->outcome, FindOutcome::kNotThere);
  const auto receipt = bench->connector->Send(request, {});
  ASSERT_TRUE(receipt.ok()) << receipt.error().text;
  EXPECT_EQ(bench->world.messages().back().visibility, Visibility::kPrivate);
  EXPECT_EQ(receipt->item->linked_source_id, bench->SourceId(question));
  EXPECT_EQ(receipt->item->mentioned_ids.front(), "did:plc:practice" + bench->world.Person("ana").id);
  EXPECT_EQ(bench->connector->FindSent(request, {})->outcome, FindOutcome::kFound);
}

TEST(BlueskyChat, NeverAnswersAPrivateMessageInPublic) {
  const auto bench = Bench();
  SendRequest request = Reply(*bench, bench->world.AddPrivate("ana", "Where is it?"), "On its way.");
  request.visibility = Visibility::kPublic;
  ASSERT_TRUE(bench->connector->Send(request, {}).ok());
  EXPECT_EQ(bench->http->Count(kPut), 0);
}

TEST(BlueskyChat, SaysWhatIsMissingWithoutTheRight) {
  const auto bench = Bench({"no_direct_messages"});
  SendRequest request = Reply(*bench, bench->world.AddPrivate("ana", "Where is it?"), "On its way.");
  EXPECT_EQ(bench->connector->Send(request, {}).error().kind, ErrorKind::kPermission);
  request.target_id = "nonsense";
  EXPECT_FALSE(bench->connector->Send(request, {}).ok());
}

TEST(BlueskySweep, DoesNotBelieveOneLook) {
  const auto bench = Bench({"finds_posts_late"});
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  const std::string removed = bench->world.AddComment("jan", question, "Soon gone.");
  bench->world.Remove(removed, RemovedBy::kAuthor);
  const auto swept = bench->connector->Sweep({{bench->SourceId(question), bench->SourceId(removed)}, bench->world.Now()}, {});
  ASSERT_TRUE(swept.ok());
  EXPECT_EQ(swept->items.size(), 1U);
  EXPECT_EQ(swept->gone, std::vector<std::string>{bench->SourceId(removed)});
}

TEST(BlueskySweep, DoesNotBelieveThatManyAreGoneAtOnce) {
  const auto bench = Bench();
  const std::string post = bench->world.AddPost("New mugs");
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    const std::string comment = bench->world.AddComment("ana", post, "Comment.");
    ids.push_back(bench->SourceId(comment));
    bench->world.Remove(comment, RemovedBy::kAuthor);
  }
  EXPECT_TRUE(bench->connector->Sweep({ids, bench->world.Now()}, {})->gone.empty());
  ids.pop_back();
  EXPECT_EQ(bench->connector->Sweep({ids, bench->world.Now()}, {})->gone.size(), 4U) << "so few may be";
  ids.push_back(bench->SourceId(bench->world.AddComment("ana", post, "Still there.")));
  EXPECT_EQ(bench->connector->Sweep({ids, bench->world.Now()}, {})->gone.size(), 4U) << "not everything is missing";
}

TEST(BlueskySweep, AsksForPostsOnly) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  const std::string hello = bench->world.AddPrivate("ana", "Hello");
  const auto swept = bench->connector->Sweep({{bench->SourceId(hello), bench->SourceId(question)}, bench->world.Now()}, {});
  ASSERT_TRUE(swept.ok());
  EXPECT_EQ(swept->items.size(), 1U);
  EXPECT_TRUE(swept->gone.empty());
}

}  // namespace
}  // namespace replywatch

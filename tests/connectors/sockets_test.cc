// Every connector once over real sockets: the client of the program against the practice server behind the program's server.
#include <gtest/gtest.h>

#include "tests/connectors/support/connector_fixture.h"

namespace replywatch {
namespace {

TEST(Sockets, CarryEveryPlatform) {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (FindPlatform(info.platform)->written_here) continue;  // it reads nothing
    MemoryWorld world(Timestamp{1'790'000'000'000});
    const auto practice = info.make(&world, {});
    const auto server = HttpServer::Start({}, [&](const HttpServerRequest& request) { return practice->Handle(request); });
    ASSERT_TRUE(server.ok());
    MemoryStateKeeper state;
    const auto client = MakeCpprestHttpClient({});
    const auto connector = FindPlatform(info.platform)->make({client.get(), practice->Inbox((*server)->url()), &state});
    ASSERT_TRUE(connector.ok()) << connector.error().text;
    const std::string post = world.AddPost("New mugs");
    const std::string question = world.AddComment("ana", post, "How much? Cât? Колко?");
    const CancelToken cancel;
    ASSERT_TRUE((*connector)->Check(world.Now(), cancel).ok());
    const auto page = (*connector)->Fetch({(*connector)->streams().front().name, "", "", world.Now()}, cancel);
    ASSERT_TRUE(page.ok()) << page.error().text;
    ASSERT_EQ(page->items.size(), 1U);
    SendRequest request;
    request.target_id = page->items.front().source_id;
    request.text = "@ana Zece lei, обаче 10 €.";
    request.idempotency_key = "key";
    request.now = request.first_attempt_at = world.Now();
    practice->AddFault({PracticeFaultKind::kAnswerLost, "POST", "", 1, 0});
    const auto lost = (*connector)->Send(request, cancel);
    ASSERT_FALSE(lost.ok());
    EXPECT_EQ(lost.error().kind, ErrorKind::kUnknownOutcome) << lost.error().text;
    const auto found = (*connector)->FindSent(request, cancel);
    ASSERT_TRUE(found.ok());
    const bool finds = (*connector)->capabilities().resend_guard != ResendGuard::kNone;
    EXPECT_EQ(found->outcome, finds ? FindOutcome::kFound : FindOutcome::kCannotTell);
    EXPECT_EQ(world.CountAnswers(question, request.text), 1);
  }
}

}  // namespace
}  // namespace replywatch

#include "collector/webhooks/receiver.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/support/manual_clock.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

// Takes what says "from <the inbox's option "account">" and answers questions.
WebhookVerdict Judge(const InboxConfig& inbox, const HttpServerRequest& request) {
  if (request.method == "GET") return WebhookVerdict::Answer("yes");
  const auto from = request.Header("From");
  if (!from) return WebhookVerdict::Forged();
  return from->find(inbox.options.at("account")) != std::string_view::npos ? WebhookVerdict::Accept() : WebhookVerdict::Forged();
}

class Receiver : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    Start({{inbox_, Config("shop & co", "a"), &Judge}});
  }
  void Start(std::vector<WebhookInbox> inboxes) {
    receiver_.reset();
    auto receiver = WebhookReceiver::Start(0, std::move(inboxes), *store_, clock_, [this] { ++rings_; });
    ASSERT_TRUE(receiver.ok()) << receiver.error().text;
    receiver_ = std::move(receiver).value();
  }
  static InboxConfig Config(const std::string& name, const std::string& account) {
    InboxConfig config;
    config.name = name;
    config.platform = "somewhere";
    config.options["account"] = account;
    return config;
  }
  HttpResponse Send(HttpMethod method, const std::string& path, const std::string& body, const std::string& from) {
    HttpRequest request;
    request.method = method;
    request.url = "http://127.0.0.1:" + std::to_string(receiver_->port()) + path;
    request.body = body;
    if (!from.empty()) request.headers.push_back({"From", from});
    auto answer = MakeCpprestHttpClient({})->Send(request, CancelToken());
    return answer.ok() ? std::move(answer).value() : HttpResponse{};
  }
  int Tell(const std::string& body, const std::string& from = "a", const std::string& path = "/hook/shop%20%26%20co") {
    return Send(HttpMethod::kPost, path, body, from).status;
  }
  std::vector<WaitingEvent> Stored(InboxId inbox) {
    std::vector<WaitingEvent> events;
    Read([&](Session& s) { events = *s.events().Due(inbox, clock_.Now(), 100'000, std::size_t{1} << 30U); });
    return events;
  }

  ManualClock clock_{{10'000'000}};
  std::atomic<int> rings_ = 0;
  std::unique_ptr<WebhookReceiver> receiver_;
};

TEST_F(Receiver, StoresRawBytesBeforeItAnswers) {
  const std::string body = "{\"text\":\"\\u0219i\"}\n\xff";
  EXPECT_EQ(Tell(body), 200);
  const auto events = Stored(inbox_);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events.front().body, body);
  receiver_.reset();
  EXPECT_EQ(rings_, 1);
}

TEST_F(Receiver, AnswersThePlatformsQuestions) {
  const HttpResponse answer = Send(HttpMethod::kGet, "/hook/shop%20%26%20co", "", "");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "yes");
  EXPECT_EQ(answer.Header("Content-Type").value_or(""), "text/plain; charset=utf-8");
}

TEST_F(Receiver, RefusesWhatNobodyVouchesFor) {
  EXPECT_EQ(Tell("{}", "b"), 403);
  EXPECT_EQ(Tell("{}", "a", "/hook/nobody"), 404);
  EXPECT_EQ(Tell("{}", "a", "/"), 404);
  EXPECT_NE(Tell(std::string(std::size_t{3} << 20U, 'x')), 200) << "413, or cut off while it is still sent";
  EXPECT_TRUE(Stored(inbox_).empty());
  receiver_.reset();
  Read([&](Session& s) { EXPECT_EQ(s.events().Tally(inbox_)->refused, 1); });
}

TEST_F(Receiver, TakesARepeatWithoutStoringItAgain) {
  EXPECT_EQ(Tell("{}"), 200);
  EXPECT_EQ(Tell("{}"), 200);
  EXPECT_EQ(Stored(inbox_).size(), 1U);
}

TEST_F(Receiver, GivesAnEventToEveryInboxThatItIsFor) {
  Inbox second;
  second.name = "second";
  second.platform = "somewhere";
  InboxId id;
  Write([&](Session& s) { id = *s.inboxes().Put(second); });
  Start({{inbox_, Config("first", "a"), &Judge}, {id, Config("second", "b"), &Judge}});
  EXPECT_EQ(Tell("1", "a b", "/hook/first"), 200);
  EXPECT_EQ(Tell("2", "a", "/hook/first"), 200);
  EXPECT_EQ(Stored(inbox_).size(), 2U);
  EXPECT_EQ(Stored(id).size(), 1U);
}

TEST_F(Receiver, AsksThePlatformToComeAgainWhenItCannotStore) {
  ASSERT_EQ(Tell("1"), 200);
  Start({{InboxId{12345}, Config("gone", "a"), &Judge}});  // a row that is not there breaks the transaction
  EXPECT_EQ(Tell("2", "a", "/hook/gone"), 503);
}

TEST_F(Receiver, LosesNothingOfABurst) {
  constexpr int kSenders = 16;
  constexpr int kEach = 50;
  std::atomic<int> taken = 0;
  std::vector<std::thread> senders;
  for (int sender = 0; sender < kSenders; ++sender) {
    senders.emplace_back([&, sender] {
      for (int i = 0; i < kEach; ++i) taken += Tell(std::to_string(sender) + "-" + std::to_string(i)) == 200 ? 1 : 0;
    });
  }
  for (std::thread& sender : senders) sender.join();
  EXPECT_EQ(taken, kSenders * kEach);
  EXPECT_EQ(Stored(inbox_).size(), static_cast<std::size_t>(kSenders * kEach));
}

TEST_F(Receiver, SaysWhenThePortIsTaken) {
  const auto second = WebhookReceiver::Start(receiver_->port(), {}, *store_, clock_, [] {});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().kind, ErrorKind::kConfiguration);
}

}  // namespace
}  // namespace replywatch

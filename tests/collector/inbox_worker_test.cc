#include "collector/inbox_worker.h"

#include <algorithm>
#include <set>
#include <utility>

#include "tests/support/fake_connector.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_classifier.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

constexpr Duration kPoll = Duration::Seconds(60);

class Worker : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    Start();
  }

  // As a new process would: only the store is remembered.
  void Start() {
    auto connector = std::make_unique<FakeConnector>();
    platform_ = connector.get();
    Inbox inbox;
    Read([&](Session& s) { inbox = s.inboxes().All()->front(); });
    InboxWorkerOptions options;
    options.poll = kPoll;
    worker_ = std::make_unique<InboxWorker>(
        *store_, ingest_, clock_, std::move(connector), inbox,
        [](Session&, const OutboundMessage&, Timestamp) -> Result<std::string> { return std::string(); }, options);
  }

  Duration Round() {
    const auto pause = worker_->Round(CancelToken());
    EXPECT_TRUE(pause.ok());
    return pause.ok() ? *pause : Duration{};
  }
  InboxHealth Health() {
    InboxHealth health;
    Read([&](Session& s) { health = s.inboxes().All()->front().health; });
    return health;
  }
  static Item Comment(const std::string& id) {
    Item item;
    item.source_id = id;
    item.root_source_id = "post";
    item.author.source_id = "ana";
    item.author.name = "Ana";
    item.text = "Q";
    item.created_at = {1000};
    return item;
  }

  ManualClock clock_{{10'000'000}};
  ScriptedClassifier classifier_;
  Ingest ingest_{classifier_, {}};
  FakeConnector* platform_ = nullptr;
  std::unique_ptr<InboxWorker> worker_;
};

TEST_F(Worker, ChecksTheAccountBeforeAnythingElse) {
  platform_->on_check = [] { return MakeError(ErrorKind::kReauthorize, "make a new token"); };
  Round();
  EXPECT_EQ(platform_->fetches, 0);
  EXPECT_EQ(Health().state, InboxState::kBlind);
  EXPECT_EQ(Health().last_error->text, "make a new token");
}

TEST_F(Worker, LooksAgainFiveMinutesAfterATokenWasRefused) {
  platform_->on_check = [] { return MakeError(ErrorKind::kReauthorize, "x"); };
  EXPECT_EQ(Round(), Duration::Minutes(5));
  platform_->on_check = [] { return AccountCheck{"shop", "Shop", {}, {}}; };
  clock_.Advance(Duration::Minutes(5));
  Round();
  EXPECT_EQ(platform_->fetches, 1);
  EXPECT_EQ(Health().state, InboxState::kOk);
}

TEST_F(Worker, PollsOnceAnInterval) {
  Round();
  EXPECT_EQ(platform_->fetches, 1);
  Round();
  EXPECT_EQ(platform_->fetches, 1);
  clock_.Advance(kPoll);
  Round();
  EXPECT_EQ(platform_->fetches, 2);
}

TEST_F(Worker, GoesOnWhenTheWallClockIsSetBack) {
  Round();
  clock_.Jump(Duration::Days(-30));
  clock_.Advance(kPoll);
  Round();
  EXPECT_EQ(platform_->fetches, 2);
}

TEST_F(Worker, ReadsAllPagesAndKeepsTheCursorOfTheLast) {
  platform_->on_fetch = [](const FetchRequest& request) {
    const int n = request.page_token.empty() ? 0 : std::stoi(request.page_token);
    Page page;
    page.items.push_back(Comment("c" + std::to_string(n)));
    page.cursor = std::to_string(n);
    if (n < 4) page.next_page_token = std::to_string(n + 1);
    return page;
  };
  Round();
  Read([&](Session& s) {
    EXPECT_EQ(*s.messages().Count({}), 5);
    EXPECT_EQ((*s.inboxes().Cursor(inbox_, "stream"))->cursor, "4");
    EXPECT_TRUE((*s.inboxes().Cursor(inbox_, "stream"))->backfilled);
  });
}

TEST_F(Worker, StoresAConfirmingPageBeforeItReadsOn) {
  platform_->kind = StreamKind::kConfirming;
  bool stored_first = true;
  platform_->on_fetch = [&](const FetchRequest& request) {
    const int n = request.page_token.empty() ? 0 : std::stoi(request.page_token);
    Read([&](Session& s) { stored_first = stored_first && *s.messages().Count({}) == n; });
    Page page;
    page.items.push_back(Comment("c" + std::to_string(n)));
    if (n < 3) page.next_page_token = std::to_string(n + 1);
    return page;
  };
  Round();
  EXPECT_TRUE(stored_first);
}

TEST_F(Worker, KeepsWhatWasReadBeforeAPageFailed) {
  platform_->on_fetch = [](const FetchRequest& request) -> Result<Page> {
    if (!request.page_token.empty()) return MakeError(ErrorKind::kBackOff, "no connection");
    Page page;
    page.items.push_back(Comment("c0"));
    page.next_page_token = "1";
    return page;
  };
  Round();
  Read([&](Session& s) { EXPECT_EQ(*s.messages().Count({}), 1); });
  EXPECT_EQ(Health().state, InboxState::kDegraded);
}

TEST_F(Worker, AFailingStreamStarvesNoOtherAndIsNotForgiven) {
  platform_->names = {"broken", "fine"};
  platform_->on_fetch = [](const FetchRequest& request) -> Result<Page> {
    if (request.stream == "broken") return MakeError(ErrorKind::kBackOff, "500");
    Page page;
    page.items.push_back(Comment("c0"));
    return page;
  };
  for (int i = 0; i < 6; ++i) {
    Round();
    clock_.Advance(kPoll);
  }
  Read([&](Session& s) { EXPECT_EQ(*s.messages().Count({}), 1); });
  EXPECT_EQ(Health().state, InboxState::kBlind) << "something has not been seen for three intervals";
}

TEST_F(Worker, WaitsUntilThePlatformAllowsIt) {
  platform_->on_fetch = [&](const FetchRequest&) -> Result<Page> {
    Error error = MakeError(ErrorKind::kRetryAt, "too many requests");
    error.retry_at = clock_.Now() + Duration::Minutes(20);
    return error;
  };
  EXPECT_EQ(Round(), Duration::Minutes(20));
}

TEST_F(Worker, ReadsAndAnswersNothingWithTheAccessOfAnotherAccount) {
  const MessageId target = Add("c1", "ana", "Q", 1000);
  Round();
  Write([&](Session& s) { ASSERT_TRUE(s.outbox().Add(ReplyTo(target)).ok()); });
  Start();
  platform_->on_check = [] { return AccountCheck{"another", "Somebody else", {}, {}, false}; };
  platform_->on_sweep = [](const SweepRequest& request) {
    SweepResult swept;
    swept.gone = request.source_ids;
    return swept;
  };
  clock_.Advance(Duration::Hours(1));
  Round();
  EXPECT_EQ(platform_->fetches, 0);
  EXPECT_EQ(platform_->sends, 0);
  Read([&](Session& s) { EXPECT_EQ((*s.messages().Get(target))->item.publication, Publication::kVisible); });
  EXPECT_EQ(Health().last_error->kind, ErrorKind::kConfiguration);
  EXPECT_EQ(
      Health().last_error->text,
      "this is the access of Somebody else, but the inbox holds the history of Shop; put back the access of that account, or "
      "add another inbox for this one");
  platform_->on_check = [] { return AccountCheck{"another", "Somebody else", {}, {}, true}; };
  clock_.Advance(Duration::Hours(1));
  Round();
  EXPECT_EQ(platform_->sends, 1) << "what names the account may be corrected";
}

TEST_F(Worker, GoesOnReadingAndSendingWhileOneReplyHasToWait) {
  const MessageId target = Add("c1", "ana", "Q", 1000);
  const MessageId other = Add("c2", "ion", "Q?", 1000);
  Write([&](Session& s) { ASSERT_TRUE(s.outbox().Add(ReplyTo(target)).ok()); });
  platform_->on_send = [&](const SendRequest& request) -> Result<SendReceipt> {
    if (request.target_id != "c1") return SendReceipt{"r2", "", Publication::kVisible, {}, {}};
    Error error = MakeError(ErrorKind::kRetryAt, "take a break here");
    error.retry_at = clock_.Now() + Duration::Minutes(20);
    error.only_this = true;
    return error;
  };
  Round();
  EXPECT_EQ(platform_->sends, 1);
  const int fetched = platform_->fetches;
  Write([&](Session& s) { ASSERT_TRUE(s.outbox().Add(ReplyTo(other)).ok()); });
  clock_.Advance(kPoll);
  Round();
  EXPECT_EQ(platform_->sends, 2) << "the other one";
  EXPECT_GT(platform_->fetches, fetched);
  clock_.Advance(Duration::Minutes(20));
  Round();
  EXPECT_EQ(platform_->sends, 3);
}

TEST_F(Worker, SendsWhileOnlyReadingHasToWait) {
  const MessageId target = Add("c1", "ana", "Q", 1000);
  int reads = 0;
  platform_->on_fetch = [&](const FetchRequest&) -> Result<Page> {
    ++reads;
    Error error = MakeError(ErrorKind::kRetryAt, "what is left is kept for replies");
    error.retry_at = clock_.Now() + Duration::Hours(3);
    error.only_reading = true;
    return error;
  };
  Round();
  EXPECT_EQ(Health().last_error->text, "what is left is kept for replies");
  Write([&](Session& s) { ASSERT_TRUE(s.outbox().Add(ReplyTo(target)).ok()); });
  clock_.Advance(kPoll);
  Round();
  EXPECT_EQ(platform_->sends, 1);
  EXPECT_EQ(reads, 1);
}

TEST_F(Worker, CountsWhatAListingDoesNotShowOverAllItsPages) {
  platform_->on_fetch = [](const FetchRequest& request) {
    Page page;
    page.total = 100;
    page.unreadable = 3;
    if (request.page_token.empty()) page.next_page_token = "1";
    return page;
  };
  Round();
  clock_.Advance(kPoll);
  Round();
  EXPECT_EQ(Health().platform_total, 94);
  // A later round ends at what is known and sees only the newest of them.
  platform_->on_fetch = [](const FetchRequest&) {
    Page page;
    page.total = 101;
    page.unreadable = 3;
    return page;
  };
  clock_.Advance(kPoll);
  Round();
  EXPECT_EQ(Health().platform_total, 95);
  // So does the first round of another process.
  const auto later = platform_->on_fetch;
  worker_.reset();
  store_.reset();
  store_ = std::move(OpenStore(folder_.DatabaseUrl(), OpenMode::kMigrate)).value();
  Start();
  platform_->on_fetch = later;
  Round();
  EXPECT_EQ(Health().platform_total, 95);
}

TEST_F(Worker, ShowsATokenThatARepliesSendingFoundRefused) {
  const MessageId target = Add("c1", "ana", "Q", 1000);
  Round();
  Write([&](Session& s) { ASSERT_TRUE(s.outbox().Add(ReplyTo(target)).ok()); });
  platform_->on_send = [](const SendRequest&) { return MakeError(ErrorKind::kReauthorize, "make a new token"); };
  platform_->on_check = [] { return MakeError(ErrorKind::kReauthorize, "make a new token"); };
  EXPECT_LT(Round(), Duration::Seconds(1)) << "the account is checked at once";
  EXPECT_EQ(Health().state, InboxState::kBlind);
  EXPECT_EQ(Health().last_error->text, "make a new token");
  EXPECT_EQ(Round(), Duration::Minutes(5));
  EXPECT_EQ(platform_->sends, 1);
  platform_->on_check = FakeConnector().on_check;
  platform_->on_send = FakeConnector().on_send;
  clock_.Advance(Duration::Minutes(5));
  Round();
  EXPECT_EQ(platform_->sends, 2);
  EXPECT_EQ(Health().state, InboxState::kOk);
}

TEST_F(Worker, ARefusalOfOneReplyNeitherStopsNorHurriesTheRest) {
  const MessageId target = Add("c1", "ana", "Q", 1000);
  Write([&](Session& s) { ASSERT_TRUE(s.outbox().Add(ReplyTo(target)).ok()); });
  platform_->on_send = [](const SendRequest&) { return MakeError(ErrorKind::kPermission, "not here"); };
  for (int i = 0; i < 10; ++i) Round();
  EXPECT_EQ(platform_->sends, 1);
  EXPECT_EQ(platform_->checks, 2);
  EXPECT_EQ(platform_->fetches, 1);
  EXPECT_EQ(Health().state, InboxState::kOk);
}

// Where the terms want stored data refreshed or erased, up to half of a sweep is for what has long been unread, however old it
// is.
TEST_F(Worker, SweepsWhatIsOldWhereTheTermsDemandIt) {
  clock_.Jump(Duration::Days(60));
  std::vector<Item> arriving{Comment("old")};
  for (int i = 0; i < 200; ++i) arriving.push_back(Comment("new" + std::to_string(i)));
  std::set<std::string> swept;
  std::size_t largest = 0;
  const auto begin = [&](bool erases) {
    Start();
    platform_->abilities.erase_removed = erases;
    platform_->on_fetch = [&](const FetchRequest&) {
      Page page;
      page.items = std::exchange(arriving, {});
      for (Item& item : page.items) item.created_at = item.source_id == "old" ? Timestamp{1000} : clock_.Now();
      return page;
    };
    platform_->on_sweep = [&](const SweepRequest& request) {
      largest = std::max(largest, request.source_ids.size());
      EXPECT_EQ(std::set<std::string>(request.source_ids.begin(), request.source_ids.end()).size(), request.source_ids.size());
      swept.insert(request.source_ids.begin(), request.source_ids.end());
      return SweepResult();
    };
    Round();
  };
  begin(true);
  EXPECT_EQ(swept.count("old"), 0U) << "it has just been read";
  clock_.Jump(Duration::Days(16));
  begin(false);
  EXPECT_EQ(swept.count("old"), 0U);
  begin(true);
  EXPECT_EQ(swept.count("old"), 1U);
  EXPECT_EQ(largest, 50U);
  swept.clear();
  begin(true);
  EXPECT_EQ(swept.count("old"), 0U) << "read again a moment ago";
}

TEST_F(Worker, SweepsShowWhatVanished) {
  platform_->on_fetch = [](const FetchRequest&) {
    Page page;
    page.items.push_back(Comment("c0"));
    return page;
  };
  platform_->on_sweep = [](const SweepRequest& request) {
    SweepResult result;
    result.gone = request.source_ids;
    return result;
  };
  Round();
  Read([&](Session& s) {
    const auto message = *s.messages().Find(inbox_, "c0");
    EXPECT_EQ(message->item.publication, Publication::kRemoved);
    EXPECT_EQ(message->item.text, "Q");
    EXPECT_EQ((*s.conversations().Waits(message->conversation_id)).front().outcome, WaitOutcome::kWithdrawn);
  });
}

}  // namespace
}  // namespace replywatch

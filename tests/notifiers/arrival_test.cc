// Arrives means arrived: a bubble on a real D-Bus, a mail in a real mailbox, a webhook on a real socket.
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "collector/alerting/notification_sender.h"
#include "collector/http/server.h"
#include "tests/notifiers/notification_daemon.h"
#include "tests/support/child_process.h"
#include "tests/support/manual_clock.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

using testing::ChildProcess;
using Json = nlohmann::json;

class Arrival : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    http_ = MakeCpprestHttpClient({});
    Write([&](Session& s) {
      ASSERT_TRUE(s.staff().Put({{}, "Ioana", AgentRole::kSupervisor, "ioana@shop.example", true}).ok());
    });
  }
  void TearDown() override {
    sender_.reset();
    StoreFixture::TearDown();
  }

  NotifySettings& Notify(const std::string& kind) {
    settings_.alerts.notify.emplace_back().kind = kind;
    return settings_.alerts.notify.back();
  }
  void Queue(const std::string& notifier, const std::string& recipient, const std::string& title, const std::string& body) {
    Notification n;
    n.notifier = notifier;
    n.recipient = recipient;
    n.title = title;
    n.body = body;
    n.dedup_key = notifier + ":" + title;
    n.created_at = clock_.Now();
    n.not_before = clock_.Now();
    Write([&](Session& s) { ASSERT_TRUE(s.alerts().Queue(n).ok()); });
  }
  SenderReport Round() {
    if (!sender_) sender_ = std::make_unique<NotificationSender>(*store_, settings_, *http_);
    auto report = sender_->Round(clock_, {});
    EXPECT_TRUE(report.ok()) << report.error().text;
    return report.ok() ? *report : SenderReport{};
  }
  std::vector<Notification> Log() {
    std::vector<Notification> out;
    Read([&](Session& s) { out = *s.alerts().LatestNotifications(100); });
    return out;
  }

  Settings settings_;
  std::unique_ptr<HttpClient> http_;
  std::unique_ptr<NotificationSender> sender_;
  ManualClock clock_{*ParseRfc3339("2026-11-18T12:00:00Z")};
};

TEST_F(Arrival, OfABubbleOnTheDesktop) {
  const testing::NotificationDaemon daemon;
  Notify("desktop");
  Queue("desktop:1", "", "1 thing to look at", "A. M. on blog <b>waits</b> & asks");
  EXPECT_EQ(Round().sent, 1);
  ASSERT_EQ(daemon.bubbles().size(), 1U);
  EXPECT_EQ(daemon.bubbles()[0].title, "1 thing to look at");
  EXPECT_EQ(daemon.bubbles()[0].body, "A. M. on blog &lt;b&gt;waits&lt;/b&gt; &amp; asks") << "names become no markup";
  EXPECT_NE(daemon.bubbles()[0].replaces, 0U) << "shown again it replaces itself";
}

TEST_F(Arrival, OnTheDesktopWaitsForASession) {
  setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/replywatch-test", 1);
  Notify("desktop");
  Queue("desktop:1", "", "later", "x");
  EXPECT_EQ(Round().waiting, 1);
  unsetenv("DBUS_SESSION_BUS_ADDRESS");
  EXPECT_FALSE(Log().at(0).error_text.empty());
}

// A webhook's receiver on a real socket.
class WebhookArrival : public Arrival {
 protected:
  void SetUp() override {
    Arrival::SetUp();
    server_ = std::move(HttpServer::Start({}, [this](const HttpServerRequest& request) {
                const std::scoped_lock hold(mutex_);
                bodies_.push_back(Json::parse(request.body));
                keys_.emplace_back(request.Header("idempotency-key").value_or(""));
                HttpServerResponse response;
                response.status = status_;
                response.is_dropped = drops_;
                return response;
              })).value();
  }
  void TearDown() override {
    Arrival::TearDown();
    server_.reset();
  }
  NotifySettings& Hook(const std::string& format) {
    NotifySettings& notify = Notify("webhook");
    notify.url = server_->url() + "/hook/T0P";
    notify.format = format;
    return notify;
  }

  std::vector<Json> bodies() {
    const std::scoped_lock hold(mutex_);
    return bodies_;
  }
  std::vector<std::string> keys() {
    const std::scoped_lock hold(mutex_);
    return keys_;
  }

  std::unique_ptr<HttpServer> server_;
  std::mutex mutex_;
  std::vector<Json> bodies_;
  std::vector<std::string> keys_;
  std::atomic<int> status_ = 200;
  std::atomic<bool> drops_ = false;
};

TEST_F(WebhookArrival, InItsThreeShapes) {
  for (const char* format : {"generic", "slack", "discord"}) Hook(format);
  for (const char* notifier : {"webhook:1", "webhook:2", "webhook:3"}) Queue(notifier, "", "Titlu", "Rând");
  EXPECT_EQ(Round().sent, 3);
  const std::vector<Json> got = bodies();
  ASSERT_EQ(got.size(), 3U);
  EXPECT_EQ(got[0]["title"], "Titlu");
  EXPECT_EQ(got[0]["key"], "webhook:1:Titlu");
  EXPECT_EQ(got[1]["text"], "Titlu\nRând");
  EXPECT_EQ(got[2]["content"], "Titlu\nRând");
  EXPECT_TRUE(got[2]["allowed_mentions"]["parse"].empty());
}

TEST_F(WebhookArrival, IsTriedAgainWithTheSameKey) {
  Hook("generic");
  status_ = 503;
  Queue("webhook:1", "", "x", "y");
  EXPECT_EQ(Round().waiting, 1);
  EXPECT_EQ(Round().waiting, 0) << "not before its time";
  clock_.Advance(Duration::Seconds(15));
  status_ = 200;
  EXPECT_EQ(Round().sent, 1);
  EXPECT_EQ(keys().at(0), keys().at(1));
}

TEST_F(WebhookArrival, ThatBreaksUnderwayIsTriedAgain) {
  Hook("generic");
  drops_ = true;
  Queue("webhook:1", "", "x", "y");
  EXPECT_EQ(Round().waiting, 1);
}

TEST_F(WebhookArrival, RefusedForGoodIsLoggedWithoutTheAddress) {
  Hook("generic");
  status_ = 400;
  Queue("webhook:1", "", "x", "y");
  EXPECT_EQ(Round().failed, 1);
  EXPECT_EQ(Log().at(0).error_text.find("T0P"), std::string::npos) << Log().at(0).error_text;
}

// A mail server with a Maildir.
class MailArrival : public Arrival {
 protected:
  void Serve(const std::string& mode) {
    maildir_ = folder_.path() / "mail";
    server_ = std::make_unique<ChildProcess>(testing::ChildOptions{
        {RW_TEST_PYTHON, std::string(RW_TEST_SOURCE_DIR) + "/tests/support/mail_server.py", maildir_.string(), mode},
        {},
        {},
        {}});
    for (int i = 0; i < 500 && server_->out().find('\n') == std::string::npos; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    settings_.mail = MailSettings{"smtp://127.0.0.1:" + server_->out().substr(0, server_->out().find('\n')),
                                  "",
                                  "Atelier Ceramică <shop@atelier.example>",
                                  {}};
    Notify("email");
  }
  static std::string IdOf(const std::string& mail) {
    const std::size_t at = mail.find("Message-ID:");
    return mail.substr(at, mail.find('\n', at) - at);
  }
  std::vector<std::string> Mailbox() {
    std::vector<std::string> mails;
    for (const auto& entry : std::filesystem::directory_iterator(maildir_ / "new")) {
      std::ifstream in(entry.path(), std::ios::binary);
      mails.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return mails;
  }

  std::filesystem::path maildir_;
  std::unique_ptr<ChildProcess> server_;
};

TEST_F(MailArrival, InTheMailboxOfTheAgent) {
  Serve("ok");
  Queue("email:1", "Ioana", "Bună dimineața: 3 lucruri", "A. M. așteaptă de 5 h");
  EXPECT_EQ(Round().sent, 1);
  ASSERT_EQ(Mailbox().size(), 1U);
  const std::string mail = Mailbox()[0];
  EXPECT_NE(mail.find("To: ioana@shop.example"), std::string::npos) << mail;
  EXPECT_NE(mail.find("Auto-Submitted: auto-generated"), std::string::npos) << "nobody's program answers it";
  EXPECT_NE(mail.find("Subject: =?UTF-8?B?"), std::string::npos) << mail;
  EXPECT_NE(mail.find("Message-ID: <replywatch-"), std::string::npos);
  EXPECT_NE(mail.find("QS4gTS4gYciZdGVhcHTEgyBkZSA1IGg="), std::string::npos) << "the text in base64: " << mail;
}

TEST_F(MailArrival, ToABusyServerIsTriedAgain) {
  Serve("busy");
  Queue("email:1", "Ioana", "x", "y");
  EXPECT_EQ(Round().waiting, 1);
}

TEST_F(MailArrival, RefusedIsSaid) {
  Serve("refuse");
  Queue("email:1", "Ioana", "x", "y");
  EXPECT_EQ(Round().failed, 1);
  EXPECT_NE(Log().at(0).error_text.find("550"), std::string::npos) << Log().at(0).error_text;
}

TEST_F(MailArrival, LostAfterItsTextCarriesTheSameIdAgain) {
  Serve("drop");
  Queue("email:1", "Ioana", "x", "y");
  EXPECT_EQ(Round().waiting, 1);
  clock_.Advance(Duration::Minutes(1));
  EXPECT_EQ(Round().waiting, 1);
  ASSERT_EQ(Mailbox().size(), 2U);
  EXPECT_EQ(IdOf(Mailbox()[0]), IdOf(Mailbox()[1]));
}

TEST_F(MailArrival, OfMoreThanTheHourAllowsComesTogether) {
  Serve("ok");
  settings_.alerts.notify.back().most_per_hour = 2;
  for (int i = 0; i < 2; ++i) Queue("email:1", "Ioana", "first " + std::to_string(i), "y");
  EXPECT_EQ(Round().sent, 2);
  for (int i = 0; i < 5; ++i) Queue("email:1", "Ioana", "later " + std::to_string(i), "y");
  EXPECT_EQ(Round().waiting, 5);
  clock_.Advance(Duration::Hours(1) + Duration::Milliseconds(1));
  EXPECT_EQ(Round().sent, 5);
  EXPECT_EQ(Mailbox().size(), 3U) << "five in one";
}

// A mailbox that drops repeats by their id must not drop what came to the joined mail since.
TEST_F(MailArrival, OfSeveralInOneIsAnotherMailWhenMoreHaveJoined) {
  Serve("drop");
  settings_.alerts.notify.back().most_per_hour = 1;
  for (const char* title : {"a", "b"}) Queue("email:1", "Ioana", title, "y");
  EXPECT_EQ(Round().waiting, 2);
  clock_.Advance(Duration::Minutes(1));
  Queue("email:1", "Ioana", "c", "y");
  EXPECT_EQ(Round().waiting, 3);
  ASSERT_EQ(Mailbox().size(), 2U);
  EXPECT_NE(IdOf(Mailbox()[0]), IdOf(Mailbox()[1]));
}

TEST_F(MailArrival, NeedsAnAddress) {
  Serve("ok");
  Queue("email:1", "Nobody", "x", "y");
  EXPECT_EQ(Round().waiting, 1) << "until somebody writes one into the settings";
  EXPECT_NE(Log().at(0).error_text.find("has no e-mail address"), std::string::npos);
}

}  // namespace
}  // namespace replywatch

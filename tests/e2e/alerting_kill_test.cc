// The collector is killed (SIGKILL) in every window of alerting, over and over; the receiver's and the collector's own logs prove
// where each kill fell. Afterwards every alert was told, and none twice within its interval: what is delivered again carries the
// key of the first time.
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>

#include "tests/e2e/support/alert_receiver.h"
#include "tests/e2e/support/shop.h"
#include "tests/e2e/support/write_lock.h"

namespace replywatch::testing {
namespace {

constexpr int kKillsPerWindow = 12;
constexpr AlertWindow kSendingWindows[] = {AlertWindow::kQueued, AlertWindow::kHeartbeat, AlertWindow::kBytesSent,
                                           AlertWindow::kAccepted, AlertWindow::kAnswerRead};
// Each is an alert of its own under a post of its own.
constexpr int kPeople = kKillsPerWindow * static_cast<int>(std::size(kSendingWindows)) + 20;
constexpr int kMailKills = 10;
constexpr std::size_t kAll = 1000;
const Timestamp kLongAgo{0};

class AlertingUnderKill : public ::testing::Test {
 protected:
  void SetUp() override {
    UseWebhook(false);
    for (int i = 0; i < kPeople; ++i) {
      const std::string post = shop_.world().AddPost("Post " + std::to_string(i));
      shop_.world().AddComment("person" + std::to_string(i), post, "Where is my order " + std::to_string(i) + "?");
    }
    shop_.CollectOnce();
    ASSERT_GE(Open().size(), static_cast<std::size_t>(kPeople)) << "due after a second";
    probe_ = std::make_unique<WriteLockProbe>(shop_.folder() / "replywatch.db");
  }

  void UseWebhook(bool with_heartbeat) {
    const std::string heartbeat = R"(, "heartbeat": { "url": ")" + receiver_.heartbeat_url() + R"(", "every": "10s" })";
    WriteSettings(R"("alerts": { "notify": [ { "kind": "webhook", "url": ")" + receiver_.url() + R"(" } ])" +
                  (with_heartbeat ? heartbeat : "") + " },");
  }
  // Everything is due after a second.
  void WriteSettings(const std::string& more) {
    std::string settings = shop_.SettingsText(more);
    settings.replace(settings.find("4h"), 2, "1s");
    shop_.WriteSettings(settings);
  }

  std::vector<Alert> Open() {
    std::vector<Alert> alerts;
    Do([&](Session& s) -> Status {
      RW_ASSIGN_OR_RETURN(const std::vector<AlertRow> rows, s.alerts().List(kAll));
      for (const AlertRow& row : rows) alerts.push_back(row.alert);
      return {};
    });
    return alerts;
  }
  void Do(const std::function<Status(Session&)>& what) {
    const Status done = shop_.store().Write(what);
    ASSERT_TRUE(done.ok()) << done.error().text;
  }

  // As if nobody had looked yet: no alert is open, and every wait has come to its step.
  void Close() {
    const std::vector<Alert> open = Open();
    Do([&](Session& s) -> Status {
      for (Alert alert : open) {
        alert.resolved_at = SystemClock().Now();
        alert.next_at.reset();
        RW_RETURN_IF_ERROR(s.alerts().Put(alert));
        RW_RETURN_IF_ERROR(s.alerts().SetNextStep(alert.kind, alert.subject_id, kLongAgo));
      }
      return {};
    });
  }
  // At most so many of those never told come at `at`, with the digest. The last of them.
  AlertId Schedule(std::size_t most, Timestamp at) {
    AlertId last;
    const std::vector<Alert> open = Open();
    Do([&](Session& s) -> Status {
      for (Alert alert : open) {
        if (alert.sent_count > 0 || most == 0) continue;
        --most;
        alert.next_at = at;
        alert.hold = AlertHold::kQuietHours;
        last = alert.id;
        RW_RETURN_IF_ERROR(s.alerts().Put(alert));
      }
      return {};
    });
    return last;
  }
  std::optional<Notification> NotificationOf(AlertId alert) {
    std::optional<Notification> found;
    const Status read = shop_.store().Read([&](Session& s) -> Status {
      RW_ASSIGN_OR_RETURN(const std::vector<Notification> latest, s.alerts().LatestNotifications(50));
      for (const Notification& n : latest) {
        if (std::find(n.alerts.begin(), n.alerts.end(), alert) != n.alerts.end()) found = n;
      }
      return {};
    });
    EXPECT_TRUE(read.ok());
    return found;
  }

  // Killed inside the transaction that opens alerts; false when the process was too fast.
  bool KillWhileOpening() {
    Close();
    const auto collector = shop_.StartCollector(true);
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    bool frozen = false;
    while (!frozen && std::chrono::steady_clock::now() < deadline) {
      if (probe_->Holder() != collector->pid()) continue;
      if (collector->err().find(" alerts_pass") == std::string::npos) continue;
      frozen = Freeze(collector->pid());
    }
    // It had begun the pass, holds the lock, and nothing of it is there.
    const bool was_inside = frozen && probe_->Holder() == collector->pid();
    EXPECT_EQ(collector->Kill().signal, SIGKILL);
    return was_inside && Open().empty();
  }

  // Killed with one alert's notification in `window`, unless the process was too fast.
  void KillIn(AlertWindow window) {
    std::optional<WriteBlocker> blocker;
    const AlertId alert = Schedule(1, kLongAgo);
    ASSERT_TRUE(alert) << "none left";
    receiver_.Hold(window, alert.value, [&] {
      if (window == AlertWindow::kAnswerRead) blocker.emplace(shop_.store());
    });
    const auto collector = shop_.StartCollector();
    std::optional<Notification> notification;
    const auto is_queued = [&] { return (notification = NotificationOf(alert)).has_value(); };
    ASSERT_TRUE(Eventually(kPatience, is_queued)) << AlertWindowName(window) << "\n" << collector->err();
    const std::string said = "notification=" + std::to_string(notification->id) + "\n";
    if (window == AlertWindow::kAnswerRead) {
      ASSERT_TRUE(Eventually(kPatience, [&] { return collector->err().find(said) != std::string::npos; })) << collector->err();
    } else if (window != AlertWindow::kQueued) {
      ASSERT_TRUE(receiver_.WaitUntilHeld(kPatience)) << AlertWindowName(window) << "\n" << collector->err();
    }
    EXPECT_EQ(collector->Kill().signal, SIGKILL);
    const bool is_recorded = NotificationOf(alert)->state != NotificationState::kQueued;
    EXPECT_TRUE(!is_recorded || window == AlertWindow::kQueued) << AlertWindowName(window);
    if (!is_recorded) receiver_.NoteKill(notification->dedup_key, collector->err(), notification->id);
  }

  // Runs undisturbed until everything queued has been taken in.
  void Settle() {
    const auto collector = shop_.StartCollector();
    const auto nothing_queued = [&] {
      bool any = false;
      const Status read = shop_.store().Read([&](Session& s) -> Status {
        RW_ASSIGN_OR_RETURN(const std::vector<Notification> due,
                            s.alerts().DueNotifications(SystemClock().Now() + Duration::Days(1), 10));
        any = !due.empty();
        return {};
      });
      return read.ok() && !any;
    };
    EXPECT_TRUE(Eventually(std::chrono::minutes(1), nothing_queued)) << collector->err();
  }

  AlertReceiver receiver_;
  std::unique_ptr<WriteLockProbe> probe_;  // outlives the shop's store
  Shop shop_;
};

TEST_F(AlertingUnderKill, LosesNoneAndRepeatsNone) {
  int opening = 0;
  for (int tries = 0; opening < kKillsPerWindow && tries < 10 * kKillsPerWindow; ++tries) opening += KillWhileOpening() ? 1 : 0;
  EXPECT_EQ(opening, kKillsPerWindow) << "kills proven to be inside the transaction";
  Close();
  shop_.CollectOnce();
  ASSERT_GE(Open().size(), static_cast<std::size_t>(kPeople)) << "all opened after the kills";
  Schedule(kAll, SystemClock().Now() + Duration::Days(1));
  for (const AlertWindow window : kSendingWindows) {
    UseWebhook(window == AlertWindow::kHeartbeat);
    while (receiver_.KillsByWindow()[window] < kKillsPerWindow) {
      ASSERT_NO_FATAL_FAILURE(KillIn(window));
      // Nothing holds the sending here: what an earlier kill left must not be on its way when the next one comes.
      if (window == AlertWindow::kQueued) Settle();
    }
    Settle();
  }
  // What was never in a kill comes last, as one.
  Schedule(kAll, kLongAgo);
  const auto all_told = [&] {
    const auto told = receiver_.told();
    const std::vector<Alert> open = Open();
    return std::all_of(open.begin(), open.end(), [&](const Alert& a) { return a.sent_count == 1 && told.contains(a.id.value); });
  };
  const auto collector = shop_.StartCollector();
  EXPECT_TRUE(Eventually(std::chrono::minutes(1), all_told)) << collector->err();

  auto kills = receiver_.KillsByWindow();
  kills[AlertWindow::kOpening] = opening;
  const auto deliveries = receiver_.deliveries();
  std::map<AlertWindow, int> again;
  for (const auto& [key, window] : receiver_.KilledAt()) again[window] += deliveries.at(key) - 1;
  for (const auto& [window, count] : kills)
    std::cout << AlertWindowName(window) << ": " << count << " kills, " << again[window]
              << " delivered again under the same key\n";
  for (const auto& [alert, keys] : receiver_.told()) EXPECT_EQ(keys, 1) << "alert " << alert << " was told under different keys";
  // Only what had been taken in before the kill comes again, once for each kill.
  for (const AlertWindow window : {AlertWindow::kQueued, AlertWindow::kHeartbeat, AlertWindow::kBytesSent})
    EXPECT_EQ(again[window], 0) << AlertWindowName(window);
  std::cout << "alerts told: " << receiver_.told().size() << " in " << deliveries.size() << " notifications\n";
}

// A mail server on loopback that says how far each mail has come.
class Mailbox {
 public:
  explicit Mailbox(std::filesystem::path folder) : folder_(std::move(folder)) {}
  // Its address.
  std::string Serve(const std::string& mode) {
    server_.reset();
    server_ = std::make_unique<ChildProcess>(ChildOptions{
        {RW_TEST_PYTHON, std::string(RW_TEST_SOURCE_DIR) + "/tests/support/mail_server.py", folder_.string(), mode}, {}, {}, {}});
    EXPECT_TRUE(Eventually(kPatience, [&] { return server_->out().find('\n') != std::string::npos; })) << server_->err();
    return "smtp://127.0.0.1:" + server_->out().substr(0, server_->out().find('\n'));
  }
  bool Said(const std::string& word, const std::string& id) const {
    return server_->out().find(word + " <" + id) != std::string::npos;
  }
  std::map<std::string, int> CountById() const {
    std::map<std::string, int> count;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "new")) {
      std::ifstream in(entry.path());
      for (std::string line; std::getline(in, line);) {
        if (line.starts_with("Message-ID:")) ++count[line];
      }
    }
    return count;
  }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<ChildProcess> server_;
};

class MailUnderKill : public AlertingUnderKill {
 protected:
  void Use(const char* mode) {
    WriteSettings(R"("mail": { "smtp": ")" + mailbox_.Serve(mode) + R"(", "from": "shop@atelier.example" },
                     "alerts": { "notify": [ { "kind": "email", "to": "team@atelier.example", "most_per_hour": 1000 } ] },)");
  }
  static const char* ModeFor(AlertWindow window) {
    if (window == AlertWindow::kBytesSent) return "hold";
    return window == AlertWindow::kAccepted ? "mute" : "ok";
  }

  // Killed once the mail server has said `word` of one alert's mail. Whether server, log and store prove the window.
  bool KillMail(AlertWindow window, const char* word) {
    const bool must_read = window == AlertWindow::kAnswerRead;
    const AlertId alert = Schedule(1, kLongAgo);
    std::optional<WriteBlocker> blocker;
    const auto collector = shop_.StartCollector();
    std::optional<Notification> notification;
    EXPECT_TRUE(Eventually(kPatience, [&] { return (notification = NotificationOf(alert)).has_value(); })) << collector->err();
    if (!notification) return false;
    if (must_read) blocker.emplace(shop_.store());
    const std::string id = "replywatch-" + std::to_string(notification->id) + "-";
    const std::string said = "notification=" + std::to_string(notification->id) + "\n";
    EXPECT_TRUE(Eventually(kPatience, [&] {
      return mailbox_.Said(word, id) && (!must_read || collector->err().find(said) != std::string::npos);
    })) << collector->err();
    EXPECT_EQ(collector->Kill().signal, SIGKILL);
    ++mails_;
    const bool was_read = collector->err().find(said) != std::string::npos;
    const bool is_recorded = NotificationOf(alert)->state != NotificationState::kQueued;
    const bool went_on = window == AlertWindow::kBytesSent && mailbox_.Said("delivered", id);
    blocker.reset();
    // Else the record of this one would wait for the next one's blocker.
    if (must_read) Settle();
    return !is_recorded && !went_on && was_read == must_read;
  }

  Mailbox mailbox_{shop_.folder() / "mail"};
  std::size_t mails_ = 0;
};

TEST_F(MailUnderKill, LosesNoneAndRepeatsUnderTheSameId) {
  Schedule(kAll, SystemClock().Now() + Duration::Days(1));
  int taken_in = 0;
  const std::pair<AlertWindow, const char*> windows[] = {
      {AlertWindow::kBytesSent, "arrived"}, {AlertWindow::kAccepted, "delivered"}, {AlertWindow::kAnswerRead, "answered"}};
  for (const auto& [window, word] : windows) {
    Use(ModeFor(window));
    int kills = 0;
    for (int tries = 0; kills < kMailKills && tries < 3 * kMailKills; ++tries) kills += KillMail(window, word) ? 1 : 0;
    Settle();
    std::cout << AlertWindowName(window) << ": " << kills << " kills\n";
    EXPECT_EQ(kills, kMailKills) << AlertWindowName(window);
    taken_in += window == AlertWindow::kBytesSent ? 0 : kills;
  }
  int again = 0;
  for (const auto& [id, count] : mailbox_.CountById()) {
    EXPECT_LE(count, 2) << id;
    again += count - 1;
  }
  std::cout << "mails: " << mails_ << ", " << again << " of them delivered again under the same Message-ID\n";
  EXPECT_EQ(mailbox_.CountById().size(), mails_) << "every one arrived";
  EXPECT_EQ(again, taken_in) << "only what had been taken in";
}

}  // namespace
}  // namespace replywatch::testing

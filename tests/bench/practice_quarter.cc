// A quarter of a shop on the practice platform: simulated people write by day and night, the ordinary connector, ingest,
// evaluation, delivery and notifiers run on a virtual clock against real sockets, three simulated people of staff answer. Prints
// what alerts they got, and fails (status 1) when one came in quiet hours that must not, came twice within four hours, or a
// digest came late. usage: practice_quarter FOLDER [SEED] [DAYS]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <thread>

#include "collector/alerting/notification_sender.h"
#include "collector/evaluate.h"
#include "collector/practice/players.h"
#include "collector/practice/practice_server.h"
#include "shared/base/file.h"
#include "shared/base/log.h"
#include "tests/bench/quarter_staff.h"
#include "tests/support/child_process.h"
#include "tests/support/manual_clock.h"

namespace replywatch {
namespace {

const Timestamp kFirstDay = *ParseRfc3339("2026-08-30T21:00:00Z");  // midnight in Bucharest, a Monday
constexpr Duration kGrid = Duration::Minutes(10);
constexpr Duration kLook = Duration::Milliseconds(250);  // as often as the daemon
constexpr double kScenesPerMinute = 7.0 / (24 * 60);
constexpr int kRefusedDay = 20;
constexpr int kUnreachableDay = 41;

// The platform and its people.
class Platform {
 public:
  Platform(Cast cast, const Clock& clock, std::uint32_t seed)
      : clock_(clock), world_(clock.Now() - Duration::Days(1)), players_(std::move(cast), world_, Options(seed)) {
    players_.PlayPast(clock.Now(), Duration::Hours(2), 1);
    for (const PracticeInfo& info : PracticePlatforms()) {
      if (info.platform == "mastodon") practice_ = info.make(&world_, {});
    }
    http_ = std::move(HttpServer::Start({}, [this](const HttpServerRequest& request) {
              const std::scoped_lock hold(mutex_);
              world_.MoveTo(clock_.Now());
              return practice_->Handle(request);
            })).value();
  }
  std::string url() const { return http_->url(); }
  void Advance() {
    const std::scoped_lock hold(mutex_);
    world_.MoveTo(clock_.Now());
    players_.Advance(clock_.Now());
  }
  // For so many requests.
  void Fail(PracticeFaultKind kind, int requests) {
    const std::scoped_lock hold(mutex_);
    practice_->AddFault({kind, "", "", requests, 0});
  }
  void Mend() {
    const std::scoped_lock hold(mutex_);
    practice_->ClearFaults();
  }
  std::pair<int, int> CountMessages() const {
    std::pair<int, int> count;
    for (const PracticeMessage& m : world_.messages()) ++(m.is_ours ? count.second : count.first);
    return count;
  }

 private:
  static PlayersOptions Options(std::uint32_t seed) {
    PlayersOptions options;
    options.seed = seed;
    options.openings_per_minute = kScenesPerMinute;
    options.edit_share = 0.02;
    options.removal_share = 0.02;
    options.plays_again = true;
    return options;
  }
  const Clock& clock_;
  std::mutex mutex_;
  MemoryWorld world_;
  Players players_;
  std::unique_ptr<PracticeServer> practice_;
  std::unique_ptr<HttpServer> http_;
};

// A channel that takes in webhooks, by key.
class Channel {
 public:
  Channel() {
    http_ = std::move(HttpServer::Start({}, [this](const HttpServerRequest& request) {
              const std::scoped_lock hold(mutex_);
              ++keys_[std::string(request.Header("Idempotency-Key").value_or(""))];
              return HttpServerResponse{};
            })).value();
  }
  std::string url() const { return http_->url() + "/channel"; }
  std::size_t messages() const { return keys_.size(); }

 private:
  std::mutex mutex_;
  std::map<std::string, int> keys_;
  std::unique_ptr<HttpServer> http_;
};

std::string SettingsText(const std::string& platform, const std::string& channel, const std::string& smtp) {
  return R"({ "database": "sqlite:quarter.db",
  "shop": { "name": "Atelier", "time_zone": "Europe/Bucharest", "languages": ["en", "ro"], "hours": { "mon-fri": ["09:00-18:00"], "sat": ["10:00-14:00"] },
            "responsible": { "name": "Ioana", "email": "ioana@atelier.example", "phone": "+40 700 000 000", "deputy": "Mihai" } },
  "agents": [ { "name": "Ioana", "role": "supervisor", "email": "ioana@atelier.example" }, { "name": "Mihai", "email": "mihai@atelier.example" },
              { "name": "Elena", "role": "supervisor", "email": "elena@atelier.example" } ],
  "inboxes": [ { "name": "social", "platform": "mastodon", "base_url": ")" +
         platform + R"(", "token": { "file": "token" }, "poll": "10m" } ],
  "targets": [ { "first_response": "4h", "next_response": "4h", "resolution": "48h", "count": "shop_hours" } ],
  "mail": { "smtp": ")" +
         smtp + R"(", "from": "shop@atelier.example" },
  "alerts": { "quiet": ["20:00-09:00"], "manager": "Elena", "language": "en",
              "notify": [ { "kind": "email" }, { "kind": "webhook", "url": ")" +
         channel + R"(" } ] } })";
}

class Quarter {
 public:
  Quarter(std::filesystem::path folder, std::uint32_t seed, int days) : folder_(std::move(folder)), seed_(seed), days_(days) {}

  Status Run() {
    RW_RETURN_IF_ERROR(Start());
    const CancelToken never;
    RW_ASSIGN_OR_RETURN(auto workers, MakeWorkers(*parts_, {}));
    RW_ASSIGN_OR_RETURN(const std::unique_ptr<Evaluator> evaluator,
                        Evaluator::Make(*parts_->store, parts_->settings, clock_, *parts_->classifier, parts_->data));
    RW_RETURN_IF_ERROR(evaluator->Start());
    NotificationSender sender(*parts_->store, parts_->settings, *parts_->http);
    QuarterStaff staff(*parts_, seed_);
    Timestamp grid = clock_.Now();
    while (clock_.Now() < kFirstDay + Duration::Days(days_)) {
      if (clock_.Now() >= grid) {
        grid = grid + kGrid;
        Trouble();
        platform_->Advance();
        RW_RETURN_IF_ERROR(staff.Work(clock_.Now()));
        for (auto& worker : workers) RW_RETURN_IF_ERROR(worker->Round(never).status());
      }
      RW_RETURN_IF_ERROR(evaluator->Look().status());
      RW_RETURN_IF_ERROR(sender.Round(clock_, never).status());
      RW_ASSIGN_OR_RETURN(const Timestamp due, NextDue());
      clock_.Advance(std::clamp(due - clock_.Now(), kLook, std::max(grid - clock_.Now(), kLook)));
    }
    std::printf("%d days; %d messages of people, %d of the shop\n", days_, platform_->CountMessages().first,
                platform_->CountMessages().second);
    promised_ = staff.promised();
    std::size_t promises = 0;
    for (const auto& [conversation, until] : promised_) promises += until.size();
    std::printf("staff: %d replies, %zu times \"I answer by …\", %d handed over\n", staff.replies(), promises,
                staff.handed_over());
    return {};
  }

  int Print();

 private:
  struct Told {
    int notifications = 0;
    int busiest = 0;
    int alerts = 0;
    int acted = 0;
  };
  Status Start();
  Result<Timestamp> NextDue();
  void Trouble();
  Status Load();
  Told SumOf(const std::string& recipient) const;
  bool PromiseEndedWithin(const Alert& alert, Timestamp from, Timestamp to) const;
  std::size_t CountMails() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_ / "mail" / "new"), {}));
  }

  std::filesystem::path folder_;
  std::uint32_t seed_;
  int days_;
  ManualClock clock_{kFirstDay};
  Channel channel_;
  std::unique_ptr<testing::ChildProcess> mail_;
  std::unique_ptr<Platform> platform_;
  std::unique_ptr<CollectorParts> parts_;
  std::vector<Notification> notifications_;  // oldest first
  std::map<AlertId, Alert> alerts_;
  std::map<ConversationId, std::vector<Timestamp>> promised_;  // "I answer by …"
};

Status Quarter::Start() {
  std::filesystem::create_directories(folder_);
  mail_ = std::make_unique<testing::ChildProcess>(testing::ChildOptions{
      {"/usr/bin/env", "python3", RW_BENCH_SOURCE_DIR "/tests/support/mail_server.py", (folder_ / "mail").string()}, {}, {}, {}});
  for (int i = 0; i < 1000 && mail_->out().find('\n') == std::string::npos; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  RW_ASSIGN_OR_RETURN(Cast cast, LoadCast(RW_BENCH_SOURCE_DIR "/config/practice"));
  platform_ = std::make_unique<Platform>(std::move(cast), clock_, seed_);
  RW_RETURN_IF_ERROR(WriteFileAtomically(folder_ / "token", "practice-token\n"));
  std::filesystem::permissions(folder_ / "token", std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  LoadedSettings loaded = ParseSettings(
      SettingsText(platform_->url(), channel_.url(), "smtp://127.0.0.1:" + mail_->out().substr(0, mail_->out().find('\n'))),
      folder_ / "replywatch.json");
  if (!loaded.mistakes.empty()) return MakeError(ErrorKind::kConfiguration, DescribeMistakes(folder_, loaded.mistakes));
  RW_ASSIGN_OR_RETURN(parts_, MakeCollectorParts(std::move(loaded.settings), clock_));
  return {};
}

Result<Timestamp> Quarter::NextDue() {
  std::optional<Timestamp> due;
  RW_RETURN_IF_ERROR(parts_->store->Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(due, session.alerts().NextDue());
    return {};
  }));
  return due.value_or(clock_.Now() + kGrid);
}

// One night the token is refused for two hours, another one the platform cannot be reached.
void Quarter::Trouble() {
  const Duration gone = clock_.Now() - kFirstDay;
  const auto is = [&](int day, int hour) { return gone == Duration::Days(day) + Duration::Hours(hour); };
  if (is(kRefusedDay, 2)) platform_->Fail(PracticeFaultKind::kUnauthorized, 1'000'000);
  if (is(kUnreachableDay, 2)) platform_->Fail(PracticeFaultKind::kUnreachable, 1'000'000);
  if (is(kRefusedDay, 4) || is(kUnreachableDay, 4)) platform_->Mend();
}

Status Quarter::Load() {
  return parts_->store->Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(notifications_, session.alerts().LatestNotifications(1'000'000));
    std::reverse(notifications_.begin(), notifications_.end());
    for (const Notification& n : notifications_) {
      for (const AlertId id : n.alerts) {
        if (alerts_.contains(id)) continue;
        RW_ASSIGN_OR_RETURN(const std::optional<Alert> alert, session.alerts().Get(id));
        if (alert) alerts_[id] = *alert;
      }
    }
    return {};
  });
}

Quarter::Told Quarter::SumOf(const std::string& recipient) const {
  const BusinessHours hours = MakeBusinessHours(parts_->settings.shop);
  Told told;
  std::map<LocalDay, int> by_day;
  std::map<AlertId, bool> alerts;
  for (const Notification& n : notifications_) {
    if (n.recipient != recipient) continue;
    told.busiest = std::max(told.busiest, ++by_day[hours.zone().DayOf(n.created_at)]);
    ++told.notifications;
    for (const AlertId id : n.alerts) alerts[id] = alerts_.at(id).acted_at.has_value();
  }
  told.alerts = static_cast<int>(alerts.size());
  told.acted = static_cast<int>(std::count_if(alerts.begin(), alerts.end(), [](const auto& a) { return a.second; }));
  return told;
}

bool Quarter::PromiseEndedWithin(const Alert& alert, Timestamp from, Timestamp to) const {
  const auto found = promised_.find(alert.conversation_id);
  return found != promised_.end() &&
         std::any_of(found->second.begin(), found->second.end(), [&](Timestamp until) { return from < until && until <= to; });
}

int Quarter::Print() {
  if (const Status loaded = Load(); !loaded.ok()) return std::fprintf(stderr, "%s\n", loaded.error().text.c_str()), 1;
  const BusinessHours hours = MakeBusinessHours(parts_->settings.shop);
  AlertPolicy policy;
  policy.hours = hours;
  policy.quiet = parts_->settings.alerts.quiet;
  std::printf("\n%-22s %12s %20s %12s %10s\n", "", "alerts a day", "notifications a day", "busiest day", "acted on");
  for (const char* person : {"Ioana", "Mihai", "Elena", ""}) {
    const Told told = SumOf(person);
    std::printf("%-22s %12.1f %20.1f %12d %8.0f %%\n", *person != 0 ? person : "the channel (webhook)", 1.0 * told.alerts / days_,
                1.0 * told.notifications / days_, told.busiest, 100.0 * told.acted / std::max(told.alerts, 1));
  }
  int sent = 0;
  int mails = 0;
  int digests = 0;
  int late_digests = 0;
  int allowed = 0;
  int forbidden = 0;
  int twice = 0;
  int broken = 0;
  std::map<std::pair<AlertId, std::string>, Timestamp> last;
  for (const Notification& n : notifications_) {
    sent += n.state == NotificationState::kSent ? 1 : 0;
    mails += n.notifier.starts_with("email") ? 1 : 0;
    if (n.title.starts_with("Good morning")) {
      ++digests;
      const Timestamp before = n.created_at - Duration::Minutes(1);
      late_digests += QuietUntil(policy, before) ? 0 : 1;
    }
    const bool is_quiet = QuietUntil(policy, n.created_at).has_value();
    for (const AlertId id : n.alerts) {
      if (is_quiet) ++(BreaksQuiet(alerts_.at(id).kind) ? allowed : forbidden);
      const auto known = last.find({id, n.notifier + n.recipient});
      const bool is_soon = known != last.end() && n.created_at - known->second < kRepeatInterval;
      if (is_soon) ++(PromiseEndedWithin(alerts_.at(id), known->second, n.created_at) ? broken : twice);
      last[{id, n.notifier + n.recipient}] = n.created_at;
    }
  }
  const bool all_arrived = static_cast<int>(CountMails()) == mails && sent == static_cast<int>(notifications_.size()) &&
                           channel_.messages() + static_cast<std::size_t>(mails) == notifications_.size();
  std::printf("\nnotifications                          %zu, of them sent %d; %zu mails in the mailbox, %zu at the channel\n",
              notifications_.size(), sent, CountMails(), channel_.messages());
  std::printf("digests                                %d, of them not within a minute of the opening: %d\n", digests,
              late_digests);
  std::printf("told in quiet hours, allowed kinds     %d\n", allowed);
  std::printf("told in quiet hours, others            %d\n", forbidden);
  std::printf("again after a broken \"I answer by …\"   %d\n", broken);
  std::printf("else an alert twice within four hours  %d\n", twice);
  return forbidden + twice + late_digests > 0 || !all_arrived ? 1 : 0;
}

int Run(const std::filesystem::path& folder, std::uint32_t seed, int days) {
  SetLogLevel(LogLevel::kError);
  if (std::filesystem::exists(folder)) return std::fprintf(stderr, "%s is there already\n", folder.c_str()), 2;
  Quarter quarter(std::filesystem::absolute(folder), seed, days);
  if (const Status done = quarter.Run(); !done.ok()) return std::fprintf(stderr, "%s\n", done.error().text.c_str()), 1;
  return quarter.Print();
}

}  // namespace
}  // namespace replywatch

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "usage: practice_quarter FOLDER [SEED] [DAYS]\n"), 2;
  const auto number = [&](int i, int otherwise) { return argc > i ? std::atoi(argv[i]) : otherwise; };
  return replywatch::Run(argv[1], static_cast<std::uint32_t>(number(2, 1)), number(3, 91));
}

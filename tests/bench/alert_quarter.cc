// A simulated quarter of a shop: people write by day and by night, three people of staff answer during opening hours, not always
// in time. Prints what alerts they got, and fails (status 1) when one came in quiet hours that must not, or came twice within
// four hours. usage: alert_quarter FOLDER [SEED]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <queue>
#include <random>

#include "collector/alerting/alert_pass.h"
#include "shared/actions/sla_keeper.h"
#include "shared/actions/staff_actions.h"
#include "shared/actions/wait_keeper.h"

namespace replywatch {
namespace {

constexpr int kDays = 91;
constexpr const char* kStaff[] = {"Ioana", "Mihai", "Elena"};
const Timestamp kFirstDay = *ParseRfc3339("2026-08-31T00:00:00Z");

struct Event {
  Timestamp at;
  enum Kind { kWrites, kAnswers } kind = kWrites;
  MessageId message;
  bool operator>(const Event& other) const { return at > other.at; }
};

struct Told {
  Timestamp at;
  std::string recipient;
  std::vector<AlertId> alerts;
};

class Quarter {
 public:
  Quarter(Store& store, std::uint32_t seed) : store_(store), random_(seed) {
    OpeningHours hours;
    for (std::size_t day = 0; day < 5; ++day) hours.week.at(day) = {{540, 1080}};
    hours.week[5] = {{600, 840}};
    settings_.shop.time_zone = "Europe/Bucharest";
    settings_.shop.hours = hours;
    settings_.shop.responsible.name = kStaff[0];
    for (const char* name : kStaff) settings_.agents.push_back({{}, name, AgentRole::kAgent, "", true});
    settings_.alerts.manager = kStaff[2];
    settings_.alerts.quiet = {{20 * 60, 9 * 60}};
    settings_.alerts.notify.emplace_back().kind = "email";
    SlaPolicy policy;
    policy.first_response = policy.next_response = Duration::Hours(4);
    policy.shop_hours = true;
    settings_.targets = {policy};
    hours_ = MakeBusinessHours(settings_.shop);
  }

  Status Run() {
    RW_RETURN_IF_ERROR(Prepare());
    const SlaKeeper keeper(settings_.targets, hours_);
    const AlertPass pass(settings_, hours_, [](Session&, const AlertMessage&, const std::vector<Alert>&) -> Result<AlertText> {
      return AlertText{"t", "b"};
    });
    std::optional<Timestamp> alerting = now_;
    while (!events_.empty() || (alerting && *alerting < End())) {
      const bool event_first = !events_.empty() && (!alerting || events_.top().at <= *alerting);
      now_ = std::max(now_, event_first ? events_.top().at : *alerting);
      if (now_ >= End()) break;
      if (event_first) {
        const Event event = events_.top();
        events_.pop();
        RW_RETURN_IF_ERROR(Happen(event));
      }
      RW_RETURN_IF_ERROR(ComputeStaleClocks(store_, keeper));
      RW_RETURN_IF_ERROR(store_.Write([&](Session& s) -> Status {
        RW_RETURN_IF_ERROR(pass.Run(s, std::vector<SelfFinding>{}, now_).status());
        RW_ASSIGN_OR_RETURN(alerting, s.alerts().NextDue());
        RW_ASSIGN_OR_RETURN(const std::vector<Notification> due, s.alerts().DueNotifications(now_, 1000));
        for (Notification n : due) {
          told_.push_back({now_, n.recipient, n.alerts});
          n.state = NotificationState::kSent;
          n.sent_at = now_;
          RW_RETURN_IF_ERROR(s.alerts().PutNotification(n));
        }
        return {};
      }));
    }
    return {};
  }

  int Print() {
    std::map<AlertId, Alert> alerts;
    std::int64_t sent = 0;
    std::int64_t acted = 0;
    const Status read = store_.Read([&](Session& s) -> Status {
      for (const Told& told : told_) {
        for (const AlertId id : told.alerts) {
          RW_ASSIGN_OR_RETURN(const std::optional<Alert> alert, s.alerts().Get(id));
          if (alert) alerts[id] = *alert;
        }
      }
      return {};
    });
    if (!read.ok()) return 1;
    for (const auto& [id, alert] : alerts) {
      ++sent;
      acted += alert.acted_at || (alert.resolved_at && alert.acted_at) ? 1 : 0;
    }
    AlertPolicy policy;
    policy.hours = hours_;
    policy.quiet = settings_.alerts.quiet;
    int in_quiet = 0;
    int twice = 0;
    int at_opening = 0;
    std::map<std::pair<AlertId, std::string>, Timestamp> last;
    std::map<std::string, int> messages;
    for (const Told& told : told_) {
      ++messages[told.recipient];
      const int minute = hours_.zone().MinuteOf(told.at);
      at_opening += minute == 540 || minute == 600 ? 1 : 0;
      for (const AlertId id : told.alerts) {
        in_quiet += QuietUntil(policy, told.at) && !BreaksQuiet(alerts[id].kind) ? 1 : 0;
        const auto known = last.find({id, told.recipient});
        twice += known != last.end() && told.at - known->second < kRepeatInterval ? 1 : 0;
        last[{id, told.recipient}] = told.at;
      }
    }
    std::printf("%d days, %d messages, %d answers\n", kDays, written_, answered_);
    std::printf("alerts told                 %lld, acted on %.0f %%\n", static_cast<long long>(sent),
                100.0 * static_cast<double>(acted) / static_cast<double>(std::max<std::int64_t>(sent, 1)));
    for (const auto& [person, count] : messages)
      std::printf("notifications a day         %-8s %.2f\n", person.c_str(), static_cast<double>(count) / kDays);
    std::printf("digests at opening          %d\n", at_opening);
    std::printf("in quiet hours, not allowed %d\n", in_quiet);
    std::printf("twice within four hours     %d\n", twice);
    return in_quiet + twice > 0 ? 1 : 0;
  }

 private:
  Timestamp End() const { return kFirstDay + Duration::Days(kDays); }

  Status Prepare() {
    now_ = kFirstDay;
    RW_RETURN_IF_ERROR(store_.Write([&](Session& s) -> Status {
      Inbox inbox;
      inbox.name = "social";
      inbox.platform = "somewhere";
      RW_ASSIGN_OR_RETURN(inbox_, s.inboxes().Put(inbox));
      for (const char* name : kStaff) {
        RW_ASSIGN_OR_RETURN(const AgentId id,
                            s.staff().Put({{}, name, AgentRole::kAgent, std::string(name) + "@shop.example", true}));
        staff_.push_back(id);
      }
      return {};
    }));
    // Some twelve messages a day, most of them in the evening.
    for (int day = 0; day < kDays; ++day) {
      const int count = 6 + static_cast<int>(random_() % 13);
      for (int i = 0; i < count; ++i) {
        const int hour = random_() % 3 == 0 ? static_cast<int>(random_() % 24) : 9 + static_cast<int>(random_() % 14);
        events_.push({kFirstDay + Duration::Days(day) + Duration::Minutes(hour * 60 + static_cast<int>(random_() % 60)),
                      Event::kWrites,
                      {}});
      }
    }
    return {};
  }

  Status Happen(const Event& event) {
    return store_.Write([&](Session& s) { return event.kind == Event::kWrites ? Write(s) : Answer(s, event.message); });
  }

  Status Write(Session& s) {
    Message m;
    m.inbox_id = inbox_;
    m.item.source_id = "m" + std::to_string(++written_);
    m.item.visibility = random_() % 2 == 0 ? Visibility::kPrivate : Visibility::kPublic;
    m.item.kind = m.item.visibility == Visibility::kPrivate ? MessageKind::kPrivate : MessageKind::kComment;
    m.item.root_source_id = m.item.visibility == Visibility::kPrivate ? m.item.source_id : "post" + std::to_string(written_ / 20);
    m.item.author.source_id = "person" + std::to_string(random_() % 700);
    m.item.author.name = m.item.author.source_id;
    m.item.created_at = m.visible_at = m.fetched_at = now_;
    m.classification.flags.Set(Flag::kProblem, random_() % 3 == 0);
    m.classification.flags.Set(Flag::kThreat, random_() % 120 == 0);
    RW_ASSIGN_OR_RETURN(m.contact_id, s.contacts().Resolve(inbox_, m.item.author, now_));
    RW_ASSIGN_OR_RETURN(m.conversation_id, s.conversations().Resolve({inbox_, m.item.root_source_id, m.item.visibility, "", ""},
                                                                     m.contact_id, now_));
    RW_ASSIGN_OR_RETURN(m.id, s.messages().Insert(m));
    RW_RETURN_IF_ERROR(WaitsAfterInsert(s, m));
    if (random_() % 2 == 0)
      RW_RETURN_IF_ERROR(Assign(s, {staff_[0], now_}, m.conversation_id, staff_[random_() % 3], "handed over").status());
    // Answered after some opening time: most within two hours, some forgotten for a day or two.
    const auto worked = Duration::Minutes(random_() % 5 != 0 ? 5 + static_cast<std::int64_t>(random_() % 150)
                                                             : 200 + static_cast<std::int64_t>(random_() % 1200));
    if (const auto at = hours_.After(now_, worked)) events_.push({*at, Event::kAnswers, m.id});
    return {};
  }

  Status Answer(Session& s, MessageId id) {
    RW_ASSIGN_OR_RETURN(const std::optional<Message> asked, s.messages().Get(id));
    Message reply = *asked;
    reply.id = {};
    reply.item.source_id = "r" + std::to_string(++answered_);
    reply.item.direction = Direction::kOutgoing;
    reply.item.created_at = reply.visible_at = reply.fetched_at = now_;
    RW_ASSIGN_OR_RETURN(reply.id, s.messages().Insert(reply));
    return WaitsAfterInsert(s, reply);
  }

  Store& store_;
  std::mt19937 random_;
  Settings settings_;
  BusinessHours hours_;
  InboxId inbox_;
  std::vector<AgentId> staff_;
  Timestamp now_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::vector<Told> told_;
  int written_ = 0;
  int answered_ = 0;
};

int Run(const std::filesystem::path& folder, std::uint32_t seed) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  auto store = OpenStore("sqlite:" + (folder / "quarter.db").string(), OpenMode::kMigrate);
  if (!store.ok()) return std::fprintf(stderr, "%s\n", store.error().text.c_str()), 1;
  Quarter quarter(**store, seed);
  if (const Status done = quarter.Run(); !done.ok()) return std::fprintf(stderr, "%s\n", done.error().text.c_str()), 1;
  return quarter.Print();
}

}  // namespace
}  // namespace replywatch

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "usage: alert_quarter FOLDER [SEED]\n"), 2;
  return replywatch::Run(argv[1], argc > 2 ? static_cast<std::uint32_t>(std::atoi(argv[2])) : 1);
}

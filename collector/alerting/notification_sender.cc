#include "collector/alerting/notification_sender.h"

#include <algorithm>
#include <utility>

#include "collector/alerting/alert_pass.h"
#include "shared/base/log.h"

namespace replywatch {
namespace {

constexpr int kMostAtOnce = 200;
constexpr int kMailsPerHour = 12;
constexpr std::int64_t kMostAttempts = 12;  // about a day with the pauses below
constexpr Duration kFirstPause = Duration::Seconds(15);
constexpr Duration kLongestPause = Duration::Hours(4);
constexpr Duration kCapPause = Duration::Minutes(10);

bool MayPass(ErrorKind kind) {
  return kind == ErrorKind::kBackOff || kind == ErrorKind::kRetryAt || kind == ErrorKind::kCancelled;
}

Duration PauseAfter(std::int64_t attempts) {
  Duration pause = kFirstPause;
  for (std::int64_t i = 1; i < attempts && pause < kLongestPause; ++i) pause = pause * 2;
  return std::min(pause, kLongestPause);
}

// Several held back become one: the first title, all bodies, and a key of their own: joined with others after a crash it is
// another message.
Notification Joined(const std::vector<Notification>& parts) {
  Notification joined = parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) {
    joined.body += "\n\n" + parts[i].title + "\n" + parts[i].body;
    joined.dedup_key += "+" + parts[i].dedup_key;
    joined.alerts.insert(joined.alerts.end(), parts[i].alerts.begin(), parts[i].alerts.end());
  }
  return joined;
}

}  // namespace

Result<SenderReport> NotificationSender::Round(const Clock& clock, const CancelToken& cancel) {
  std::vector<Notification> due;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(due, session.alerts().DueNotifications(clock.Now(), kMostAtOnce));
    return {};
  }));
  std::map<std::pair<std::string, std::string>, std::vector<Notification>> by_recipient;
  for (Notification& n : due) by_recipient[{n.notifier, n.recipient}].push_back(std::move(n));
  SenderReport report;
  for (auto& [key, queue] : by_recipient) {
    RW_ASSIGN_OR_RETURN(const std::int64_t allowance, AllowanceOf(key.first, key.second, clock.Now()));
    if (allowance <= 0) {
      RW_RETURN_IF_ERROR(Postpone(std::move(queue), clock.Now() + kCapPause, report));
      continue;
    }
    const bool all_in_one = static_cast<std::int64_t>(queue.size()) > allowance;
    for (std::size_t i = 0; i < queue.size() && !cancel.cancelled(); i += all_in_one ? queue.size() : 1) {
      const auto begin = queue.begin() + static_cast<std::ptrdiff_t>(i);
      RW_RETURN_IF_ERROR(SendJoined({begin, all_in_one ? queue.end() : begin + 1}, clock, cancel, report));
    }
  }
  return report;
}

Result<std::int64_t> NotificationSender::AllowanceOf(const std::string& notifier, const std::string& recipient, Timestamp now) {
  if (!notifier.starts_with("email:")) return std::int64_t{kMostAtOnce};
  std::int64_t most = kMailsPerHour;
  for (std::size_t i = 0; i < settings_.alerts.notify.size(); ++i) {
    const NotifySettings& notify = settings_.alerts.notify[i];
    if (NotifierName(notify, i + 1) == notifier && notify.most_per_hour > 0) most = notify.most_per_hour;
  }
  std::int64_t sent = 0;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(sent, session.alerts().CountSent(notifier, recipient, now - Duration::Hours(1)));
    return {};
  }));
  return most - sent;
}

Status NotificationSender::Postpone(std::vector<Notification> queue, Timestamp until, SenderReport& report) {
  for (Notification& n : queue) n.not_before = until;
  report.waiting += static_cast<int>(queue.size());
  return store_.Write([&](Session& session) -> Status {
    for (const Notification& n : queue) RW_RETURN_IF_ERROR(session.alerts().PutNotification(n));
    return {};
  });
}

Result<Notifier*> NotificationSender::NotifierFor(const std::string& name) {
  if (const auto known = notifiers_.find(name); known != notifiers_.end()) return known->second.get();
  for (std::size_t i = 0; i < settings_.alerts.notify.size(); ++i) {
    if (NotifierName(settings_.alerts.notify[i], i + 1) != name) continue;
    RW_ASSIGN_OR_RETURN(std::unique_ptr<Notifier> made, MakeNotifier(settings_.alerts.notify[i], {settings_, http_}));
    return (notifiers_[name] = std::move(made)).get();
  }
  return MakeError(ErrorKind::kConfiguration, "the settings no longer name this notifier");
}

Result<std::string> NotificationSender::AddressOf(const std::string& recipient) {
  std::string address;
  if (recipient.empty()) return address;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const std::optional<Agent> agent, session.staff().FindAgent(recipient));
    if (agent) address = agent->email;
    return {};
  }));
  return address;
}

Status NotificationSender::SendJoined(std::vector<Notification> parts, const Clock& clock, const CancelToken& cancel,
                                      SenderReport& report) {
  RW_ASSIGN_OR_RETURN(const std::string address, AddressOf(parts.front().recipient));
  auto notifier = NotifierFor(parts.front().notifier);
  const Status sent = notifier.ok() ? (*notifier)->Send(Joined(parts), address, cancel) : Status(notifier.error());
  return Finish(std::move(parts), sent, clock.Now(), report);
}

Status NotificationSender::Finish(std::vector<Notification> parts, const Status& sent, Timestamp now, SenderReport& report) {
  for (Notification& n : parts) {
    ++n.attempts;
    if (sent.ok()) {
      n.state = NotificationState::kSent;
      n.sent_at = now;
      n.error_text.clear();
      ++report.sent;
      continue;
    }
    n.error_text = sent.error().text;
    const bool again = n.attempts < kMostAttempts && (MayPass(sent.error().kind) || NeedsPerson(sent.error().kind));
    n.state = again ? NotificationState::kQueued : NotificationState::kFailed;
    n.not_before = sent.error().retry_at.value_or(now + PauseAfter(n.attempts));
    ++(again ? report.waiting : report.failed);
  }
  if (sent.ok()) Log(LogLevel::kInfo, "notified", {{"notifier", parts.front().notifier}, {"notification", parts.front().id}});
  if (!sent.ok()) {
    Log(LogLevel::kWarning, "not_notified",
        {{"notifier", parts.front().notifier},
         {"notification", parts.front().id},
         {"kind", ErrorKindName(sent.error().kind)},
         {"text", sent.error().text}});
  }
  return store_.Write([&](Session& session) -> Status {
    for (const Notification& n : parts) RW_RETURN_IF_ERROR(session.alerts().PutNotification(n));
    return {};
  });
}

}  // namespace replywatch

// NotificationSender: delivers what the alerting queued, with retries, a cap on mail, and a log. One thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "collector/notifiers/notifier.h"
#include "shared/base/clock.h"
#include "shared/store/store.h"

namespace replywatch {

struct SenderReport {
  int sent = 0;
  int waiting = 0;  // to be tried again
  int failed = 0;
};

class NotificationSender {
 public:
  NotificationSender(Store& store, const Settings& settings, HttpClient& http)
      : store_(store), settings_(settings), http_(http) {}

  // For tests: a notifier under a name as NotifierName gives it, in place of the settings' own.
  void Replace(const std::string& name, std::unique_ptr<Notifier> notifier) { notifiers_[name] = std::move(notifier); }

  // Sends what is due. An error is the store's. When more mail is due than the hour allows, all of it goes in one.
  Result<SenderReport> Round(const Clock& clock, const CancelToken& cancel);

 private:
  Result<Notifier*> NotifierFor(const std::string& name);
  // How many more may be sent to this recipient now.
  Result<std::int64_t> AllowanceOf(const std::string& notifier, const std::string& recipient, Timestamp now);
  Result<std::string> AddressOf(const std::string& recipient);
  Status Postpone(std::vector<Notification> queue, Timestamp until, SenderReport& report);
  Status SendJoined(std::vector<Notification> parts, const Clock& clock, const CancelToken& cancel, SenderReport& report);
  Status Finish(std::vector<Notification> parts, const Status& sent, Timestamp now, SenderReport& report);

  Store& store_;
  const Settings& settings_;
  HttpClient& http_;
  std::map<std::string, std::unique_ptr<Notifier>> notifiers_;
};

}  // namespace replywatch

// AlertPass: one evaluation of the alerts: opens what has come due, decides about every open alert that is due, stores the
// decisions and queues what people are told, all in one transaction. Knows no notifier but by its name in the settings.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "collector/alerting/self_checks.h"
#include "shared/rules/alerting.h"
#include "shared/settings/settings.h"
#include "shared/store/store.h"

namespace replywatch {

// A message in words. `alerts` are those of the message, most urgent first.
struct AlertText {
  std::string title;  // one line
  std::string body;
};
using AlertWriter = std::function<Result<AlertText>(Session&, const AlertMessage&, const std::vector<Alert>& alerts)>;

struct AlertPassReport {
  int opened = 0;
  int told = 0;      // alerts
  int messages = 0;  // queued notifications
  int resolved = 0;
};

class AlertPass {
 public:
  AlertPass(const Settings& settings, BusinessHours hours, AlertWriter writer);

  // `findings`: what CheckSelf says now; nullopt leaves those alerts as they are.
  Result<AlertPassReport> Run(Session& session, const std::optional<std::vector<SelfFinding>>& findings, Timestamp now) const;

 private:
  Status OpenDue(Session& session, Timestamp now, AlertPassReport& report) const;
  Status OpenPromises(Session& session, Timestamp now, AlertPassReport& report) const;
  Status OpenStanding(Session& session, const std::vector<SelfFinding>& findings, Timestamp now, AlertPassReport& report) const;
  Status Decide(Session& session, const std::optional<std::vector<SelfFinding>>& findings, Timestamp now,
                AlertPassReport& report) const;
  Result<AlertPolicy> PolicyOf(Session& session, Timestamp now) const;
  Status QueueMessages(Session& session, const AlertPlan& plan, Timestamp now, AlertPassReport& report) const;
  Status DailyThanks(Session& session, const AlertPolicy& policy, Timestamp now, AlertPlan& plan) const;

  const Settings& settings_;
  BusinessHours hours_;
  AlertWriter writer_;
};

// The notifier's name in stored notifications: its kind and place in the settings, "email:2".
std::string NotifierName(const NotifySettings& notify, std::size_t place);

}  // namespace replywatch

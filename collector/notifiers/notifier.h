// Notifier: one way by which an alert reaches people. Delivery is at least once: a notifier passes the notification's key on, so
// that what arrives twice after a crash can be told apart. Calls block; one thread.
#pragma once

#include <memory>
#include <string>

#include "collector/http/http_client.h"
#include "shared/base/result.h"
#include "shared/model/alert.h"
#include "shared/settings/settings.h"

namespace replywatch {

class Notifier {
 public:
  virtual ~Notifier() = default;

  // `address`: of the recipient, where the notifier is personal. Errors: kBackOff and kRetryAt are tried again; kReauthorize,
  // kPermission, kConfiguration need a person; anything else fails the notification.
  virtual Status Send(const Notification& notification, const std::string& address, const CancelToken& cancel) = 0;
};

struct NotifierContext {
  const Settings& settings;
  HttpClient& http;
};

// Of the settings' `notify.kind`. kConfiguration: a secret is missing, no mail server is named, no desktop session is there.
Result<std::unique_ptr<Notifier>> MakeNotifier(const NotifySettings& notify, const NotifierContext& context);

// Implemented in their folders.
Result<std::unique_ptr<Notifier>> MakeDesktopNotifier(const NotifySettings& notify);
Result<std::unique_ptr<Notifier>> MakeEmailNotifier(const NotifySettings& notify, const NotifierContext& context);
Result<std::unique_ptr<Notifier>> MakeWebhookNotifier(const NotifySettings& notify, const NotifierContext& context);

}  // namespace replywatch

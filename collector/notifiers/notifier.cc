#include "collector/notifiers/notifier.h"

namespace replywatch {

Result<std::unique_ptr<Notifier>> MakeNotifier(const NotifySettings& notify, const NotifierContext& context) {
  if (notify.kind == "desktop") return MakeDesktopNotifier(notify);
  if (notify.kind == "email") return MakeEmailNotifier(notify, context);
  if (notify.kind == "webhook") return MakeWebhookNotifier(notify, context);
  return MakeError(ErrorKind::kConfiguration, "nobody knows the notifier \"" + notify.kind + "\"");
}

}  // namespace replywatch

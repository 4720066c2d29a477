// Desktop: an alert as a bubble of the desktop (org.freedesktop.Notifications 1.2) over libnotify, which this file alone
// includes.
#include <libnotify/notify.h>

#include <memory>

#include "collector/notifiers/notifier.h"

namespace replywatch {
namespace {

struct Unref {
  void operator()(NotifyNotification* n) const { g_object_unref(n); }
  void operator()(GError* e) const { g_error_free(e); }
};

// The same notification shown again replaces its bubble: the id follows from its key.
int BubbleId(const std::string& key) {
  std::uint32_t hash = 2'166'136'261U;
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619U;
  return static_cast<int>(hash >> 2U) + 1;
}

// Bubbles may read a little markup: names of people must not become any.
std::string Escaped(const std::string& text) {
  const std::unique_ptr<gchar, decltype(&g_free)> escaped(g_markup_escape_text(text.data(), static_cast<gssize>(text.size())),
                                                          &g_free);
  return escaped.get();
}

class DesktopNotifier final : public Notifier {
 public:
  explicit DesktopNotifier(bool sound) : sound_(sound) {}
  ~DesktopNotifier() override { notify_uninit(); }
  DesktopNotifier(const DesktopNotifier&) = delete;
  DesktopNotifier& operator=(const DesktopNotifier&) = delete;
  DesktopNotifier(DesktopNotifier&&) = delete;
  DesktopNotifier& operator=(DesktopNotifier&&) = delete;

  Status Send(const Notification& notification, const std::string&, const CancelToken&) override {
    const std::unique_ptr<NotifyNotification, Unref> bubble(
        notify_notification_new(notification.title.c_str(), Escaped(notification.body).c_str(), "replywatch"));
    g_object_set(bubble.get(), "id", BubbleId(notification.dedup_key), nullptr);
    notify_notification_set_timeout(bubble.get(), NOTIFY_EXPIRES_DEFAULT);
    notify_notification_set_category(bubble.get(), "im.received");
    if (sound_) notify_notification_set_hint(bubble.get(), "sound-name", g_variant_new_string("message-new-instant"));
    if (!sound_) notify_notification_set_hint(bubble.get(), "suppress-sound", g_variant_new_boolean(TRUE));
    GError* raw = nullptr;
    if (notify_notification_show(bubble.get(), &raw) != FALSE) return {};
    const std::unique_ptr<GError, Unref> error(raw);
    return MakeError(ErrorKind::kBackOff,
                     std::string("the desktop shows no notification: ") + (error != nullptr ? error->message : "unknown reason"));
  }

 private:
  bool sound_;
};

}  // namespace

Result<std::unique_ptr<Notifier>> MakeDesktopNotifier(const NotifySettings& notify) {
  if (notify_init("ReplyWatch") == FALSE)
    return MakeError(ErrorKind::kConfiguration,
                     "no desktop session to show notifications in; remove the desktop notifier, or start the collector in one");
  return std::unique_ptr<Notifier>(std::make_unique<DesktopNotifier>(notify.sound));
}

}  // namespace replywatch

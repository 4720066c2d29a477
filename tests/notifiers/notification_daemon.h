// A D-Bus session of a test's own with a notification daemon on it (org.freedesktop.Notifications 1.2), which keeps what it is
// told.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace replywatch::testing {

struct Bubble {
  std::uint32_t replaces = 0;
  std::string title;
  std::string body;
};

class NotificationDaemon {
 public:
  // Starts the bus and names it in DBUS_SESSION_BUS_ADDRESS. Throws std::runtime_error when dbus-daemon is not there.
  NotificationDaemon();
  ~NotificationDaemon();
  NotificationDaemon(const NotificationDaemon&) = delete;
  NotificationDaemon& operator=(const NotificationDaemon&) = delete;

  std::vector<Bubble> bubbles() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace replywatch::testing

#include "tests/notifiers/notification_daemon.h"

#include <gio/gio.h>

#include <cstdlib>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

namespace replywatch::testing {
namespace {

constexpr const char* kInterface =
    "<node><interface name='org.freedesktop.Notifications'>"
    "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/><arg "
    "type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' "
    "direction='out'/></method>"
    "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
    "<method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' "
    "direction='out'/><arg type='s' direction='out'/></method>"
    "</interface></node>";

std::string FirstLine(const ChildProcess& process) {
  for (int i = 0; i < 500; ++i) {
    const std::string out = process.out();
    if (const std::size_t end = out.find('\n'); end != std::string::npos) return out.substr(0, end);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  throw std::runtime_error("dbus-daemon does not start: " + process.err());
}

}  // namespace

struct NotificationDaemon::Parts {
  Parts()
      : bus({{"/usr/bin/dbus-daemon", "--session", "--nofork", "--print-address",
              "--address=unix:path=" + (folder.path() / "bus").string()},
             {},
             {},
             {}}),
        address(FirstLine(bus)) {
    setenv("DBUS_SESSION_BUS_ADDRESS", address.c_str(), 1);
    std::promise<void> ready;
    thread = std::thread([this, &ready] { Serve(ready); });
    ready.get_future().get();
  }
  ~Parts() {
    g_main_loop_quit(loop);
    thread.join();
    unsetenv("DBUS_SESSION_BUS_ADDRESS");
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;
  Parts(Parts&&) = delete;
  Parts& operator=(Parts&&) = delete;

  void Serve(std::promise<void>& ready) {
    GMainContext* context = g_main_context_new();
    g_main_context_push_thread_default(context);
    loop = g_main_loop_new(context, FALSE);
    GDBusConnection* connection =
        g_dbus_connection_new_for_address_sync(address.c_str(),
                                               static_cast<GDBusConnectionFlags>(G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                                                 G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION),
                                               nullptr, nullptr, nullptr);
    GDBusNodeInfo* node = g_dbus_node_info_new_for_xml(kInterface, nullptr);
    const GDBusInterfaceVTable table{&Parts::OnCall, nullptr, nullptr, {}};
    g_dbus_connection_register_object(connection, "/org/freedesktop/Notifications", node->interfaces[0], &table, this, nullptr,
                                      nullptr);
    GVariant* answer = g_dbus_connection_call_sync(
        connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
        g_variant_new("(su)", "org.freedesktop.Notifications", 0U), nullptr, G_DBUS_CALL_FLAGS_NONE, -1, nullptr, nullptr);
    g_variant_unref(answer);
    ready.set_value();
    g_main_loop_run(loop);
    g_dbus_node_info_unref(node);
    g_object_unref(connection);
    g_main_loop_unref(loop);
    g_main_context_pop_thread_default(context);
    g_main_context_unref(context);
  }

  static void OnCall(GDBusConnection*, const gchar*, const gchar*, const gchar*, const gchar* method, GVariant* arguments,
                     GDBusMethodInvocation* call, gpointer self) {
    const std::string name = method;
    if (name == "GetServerInformation") {
      g_dbus_method_invocation_return_value(call, g_variant_new("(ssss)", "test", "replywatch", "1", "1.2"));
      return;
    }
    if (name == "GetCapabilities") {
      const gchar* none[] = {"body", nullptr};
      g_dbus_method_invocation_return_value(call, g_variant_new("(^as)", none));
      return;
    }
    const gchar* title = nullptr;
    const gchar* body = nullptr;
    guint32 replaces = 0;
    g_variant_get_child(arguments, 1, "u", &replaces);
    g_variant_get_child(arguments, 3, "&s", &title);
    g_variant_get_child(arguments, 4, "&s", &body);
    auto* parts = static_cast<Parts*>(self);
    {
      const std::scoped_lock hold(parts->mutex);
      parts->seen.push_back({replaces, title, body});
    }
    g_dbus_method_invocation_return_value(call, g_variant_new("(u)", replaces != 0 ? replaces : 1U));
  }

  TempFolder folder;
  ChildProcess bus;
  std::string address;
  GMainLoop* loop = nullptr;
  std::thread thread;
  mutable std::mutex mutex;
  std::vector<Bubble> seen;
};

NotificationDaemon::NotificationDaemon() : parts_(std::make_unique<Parts>()) {}
NotificationDaemon::~NotificationDaemon() = default;

std::vector<Bubble> NotificationDaemon::bubbles() const {
  const std::scoped_lock hold(parts_->mutex);
  return parts_->seen;
}

}  // namespace replywatch::testing

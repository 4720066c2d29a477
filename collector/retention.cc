#include "collector/retention.h"

#include <algorithm>

namespace replywatch {

Result<std::int64_t> ApplyRetention(Store& store, const Settings& settings, Timestamp now) {
  std::int64_t changed = 0;
  bool any_period = false;
  std::vector<Inbox> inboxes;
  RW_RETURN_IF_ERROR(store.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(inboxes, session.inboxes().All());
    return {};
  }));
  for (const Inbox& inbox : inboxes) {
    const auto named = std::find_if(settings.inboxes.begin(), settings.inboxes.end(),
                                    [&](const InboxSettings& i) { return i.name == inbox.name; });
    std::optional<Duration> period = settings.retention;
    if (named != settings.inboxes.end() && named->retention) period = named->retention;
    if (!period) continue;
    any_period = true;
    RW_RETURN_IF_ERROR(store.Write([&](Session& session) -> Status {
      RW_ASSIGN_OR_RETURN(const std::int64_t n, session.contacts().EraseMessagesBefore(inbox.id, now - *period, now));
      changed += n;
      return {};
    }));
  }
  if (any_period) RW_RETURN_IF_ERROR(store.ForgetDeleted());
  return changed;
}

}  // namespace replywatch

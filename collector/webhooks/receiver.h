// WebhookReceiver: takes what platforms tell by themselves, at "/hook/<inbox name>" on loopback, behind a reverse proxy. Lets in
// what the inbox's platform vouches for, stores it raw together with all that came at the same time, and only then answers 200;
// reading it is the inbox's own work. What cannot be stored is answered 503, so that the platform sends it again. Two threads of
// its own.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "collector/connectors/connector.h"
#include "shared/base/clock.h"
#include "shared/store/store.h"

namespace replywatch {

// An inbox that may be told of something.
struct WebhookInbox {
  InboxId id;
  InboxConfig config;
  WebhookJudge judge = nullptr;
};

class WebhookReceiver {
 public:
  // `port` 0: any free one. `on_stored` is called from another thread when something new waits to be read. `store` and `clock`
  // outlive this. kConfiguration when the port is taken; of the database when it cannot be written.
  static Result<std::unique_ptr<WebhookReceiver>> Start(int port, std::vector<WebhookInbox> inboxes, Store& store,
                                                        const Clock& clock, std::function<void()> on_stored);
  // Stores and answers what has arrived.
  virtual ~WebhookReceiver() = default;

  virtual int port() const = 0;
};

}  // namespace replywatch

// Daemon: the running collector. One thread an inbox, one that watches the outbox; stops
// within seconds when asked and takes new settings without losing anything.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "collector/http/http_client.h"
#include "collector/inbox_worker.h"
#include "collector/secret_watch.h"
#include "collector/webhooks/receiver.h"
#include "shared/actions/reply_desk.h"
#include "shared/detect/classifier.h"
#include "shared/settings/settings.h"
#include "shared/store/store.h"

namespace replywatch {

inline const SystemClock kSystemClock;

// What every command that talks to platforms is built from. `clock` outlives it.
struct CollectorParts {
  explicit CollectorParts(const Clock& c) : clock(c) {}

  Settings settings;
  std::filesystem::path data;
  std::unique_ptr<SecretWatch> secrets;  // made before any is read, so that no change goes unseen
  std::unique_ptr<Store> store;
  std::unique_ptr<Classifier> classifier;
  std::int64_t learnt = 0;  // what of the corrections it knows: Learning::UsedId
  std::unique_ptr<ReplyDesk> desk;
  std::unique_ptr<HttpClient> http;
  std::vector<std::unique_ptr<StateKeeper>> states;  // one per connector
  std::unique_ptr<Ingest> ingest;
  std::vector<WebhookInbox> webhooks;  // what may be told of something by its platform
  const Clock& clock;
};

// Opens all of it: migrates the database, loads data, stores agents and inboxes of the settings.
Result<std::unique_ptr<CollectorParts>> MakeCollectorParts(Settings settings, const Clock& clock = kSystemClock);

// A worker for every inbox; secrets are read here. An inbox whose secret is missing gets none, and its health says why.
Result<std::vector<std::unique_ptr<InboxWorker>>> MakeWorkers(CollectorParts& parts, const ProgressReport& progress);

// Runs until `stop` is cancelled, or, cancelling it, until the file of a secret has changed or corrections have taught the
// detector something. An error is the database's.
Status RunWorkers(CollectorParts& parts, std::vector<std::unique_ptr<InboxWorker>>& workers, const CancelToken& stop);

}  // namespace replywatch

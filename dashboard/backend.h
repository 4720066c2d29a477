// Backend: settings, store and reply desk as the dashboard needs them; opened when they can be, again and again
// until they are. One thread at a time; the loader and the runner have one each.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "dashboard/view_models/snapshot.h"
#include "shared/actions/reply_desk.h"
#include "shared/base/result.h"
#include "shared/detect/classifier.h"
#include "shared/settings/causes.h"
#include "shared/settings/settings.h"
#include "shared/store/store.h"

namespace replywatch {

struct Backend {
  Settings settings;
  std::unique_ptr<Classifier> classifier;
  std::unique_ptr<ReplyDesk> desk;
  CauseList causes;
  PromiseWordBook promise_words;
  BusinessHours hours;
  std::filesystem::path data;  // of the program: languages and the like
  // The last sheet of the weekly review, for as long as making another would cost too much.
  std::shared_ptr<const ReviewSheet> review_sheet;
  std::string review_language;
  std::chrono::steady_clock::time_point review_made_at;
  std::chrono::milliseconds review_cost{0};
  std::unique_ptr<Store> store;
};

// What stands in the way, as the screen tells it.
struct BackendTrouble {
  SnapshotState state = SnapshotState::kLoading;
  ErrorKind kind = ErrorKind::kInternal;
  std::string text;
  bool names_inboxes = true;  // the settings do
};

class BackendOpener {
 public:
  // `config` as given on the command line; may be empty.
  explicit BackendOpener(std::string config) : config_(std::move(config)) {}

  // nullptr while something stands in the way. Valid until the next call of Open or Close.
  Backend* Open(BackendTrouble& trouble);
  // Forgets the store, so that the next Open opens it anew.
  void Close() { backend_.reset(); }

 private:
  Status TryOpen(BackendTrouble& trouble);

  std::string config_;
  std::unique_ptr<Backend> backend_;
};

}  // namespace replywatch

// Shop: settings, a token and a database in a folder of its own, around the collector program
// and one watched platform.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "shared/store/store.h"
#include "tests/e2e/support/watched_platform.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

namespace replywatch::testing {

class Shop {
 public:
  explicit Shop(PracticeOptions options = {});

  WatchedPlatform& platform() { return platform_; }
  MemoryWorld& world() { return platform_.world(); }
  const std::filesystem::path& folder() const { return folder_.path(); }
  std::filesystem::path config() const { return folder() / "replywatch.json"; }

  // The whole settings file, one inbox "social"; `more` are further members, each ending in a comma.
  std::string SettingsText(const std::string& more = "") const;
  void WriteSettings(const std::string& text) const;
  void WriteToken(const std::string& token) const;

  // One command to its end.
  CommandResult Run(std::vector<std::string> arguments, std::string input = "") const;
  // The daemon; `verbose`: tells more in its log.
  std::unique_ptr<ChildProcess> StartCollector(bool verbose = false) const;
  // `once`, which must succeed.
  void CollectOnce() const;

  // Valid after the first collection.
  Store& store();
  Message Find(const std::string& world_id);
  // Queues a reply as the dashboard would after its checks, and returns its row.
  OutboundId Queue(const std::string& world_id, const std::string& text, Duration undo = {});
  OutboundMessage Reply(OutboundId id);
  OutboxCounts Counts();
  std::int64_t OpenWaits();
  // True once nothing is queued or sending.
  bool WaitUntilSettled(std::chrono::milliseconds patience);
  bool WaitForState(OutboundId id, OutboundState state, std::chrono::milliseconds patience);

 private:
  TempFolder folder_;
  WatchedPlatform platform_;
  std::unique_ptr<Store> store_;
};

// Asks again every few milliseconds.
bool Eventually(std::chrono::milliseconds patience, const std::function<bool()>& is_so);

void WriteText(const std::filesystem::path& file, const std::string& text, std::filesystem::perms mode);

inline constexpr std::chrono::seconds kPatience{20};

}  // namespace replywatch::testing

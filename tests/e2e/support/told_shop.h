// ToldShop: the collector program with one page as its inbox, a practice server for that page, and the page's side of webhooks.
#pragma once

#include <atomic>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "collector/http/http_client.h"
#include "collector/practice/practice_server.h"
#include "shared/store/store.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

namespace replywatch::testing {

class ToldShop {
 public:
  ToldShop();

  MemoryWorld& world() { return world_; }
  const std::filesystem::path& folder() const { return folder_.path(); }
  // While true, no object can be read; what is polled can.
  void LoseLookUps(bool loses) { loses_ = loses; }

  // Starts the daemon and waits until it listens and has read the page once.
  void Start();
  ChildProcess& collector() { return *collector_; }
  nlohmann::json InboxStatus() const;

  // What the page would tell of a comment: verb "add", "edited", "remove", …
  std::string CommentEvent(const std::string& world_id, const std::string& verb) const;
  // Sends an event to the inbox "page"; without `signature` it is signed as Meta would. Returns the status; 0: no answer.
  int Tell(const std::string& body, const std::string& signature = "", const std::string& inbox = "page");
  // As the hand-shake asks.
  HttpResponse Ask(const std::string& token);

  std::string SourceId(const std::string& world_id) const;
  std::optional<Message> Find(const std::string& world_id);
  std::int64_t Stored();

 private:
  PracticeMessage InWorld(const std::string& world_id) const;
  std::string Address(const std::string& inbox) const;

  TempFolder folder_;
  MemoryWorld world_{Timestamp{1'790'000'000'000}};
  std::unique_ptr<PracticeServer> practice_;
  std::atomic<bool> loses_ = false;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<HttpClient> http_;
  std::unique_ptr<ChildProcess> collector_;
  std::unique_ptr<Store> store_;
  std::string port_;
};

}  // namespace replywatch::testing

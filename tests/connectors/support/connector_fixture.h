// ConnectorBench: a world, its practice server and the connector under test, and the part
// of the collector's work that rules need: rounds of a stream with a stored cursor.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "collector/connectors/registry.h"
#include "collector/practice/practice_server.h"
#include "tests/connectors/support/practice_http_client.h"

namespace replywatch::testing {

class ConnectorBench {
 public:
  ConnectorBench(const PracticeInfo& info, PracticeOptions options,
                 PracticeHttpClient::Way way = PracticeHttpClient::Way::kInProcess);

  MemoryWorld world{Timestamp{1'790'000'000'000}};
  std::unique_ptr<PracticeServer> server;
  std::unique_ptr<PracticeHttpClient> http;
  // What the next Restart makes the connector of.
  InboxConfig inbox;
  MemoryStateKeeper memory;
  StateKeeper* state = &memory;
  std::unique_ptr<Connector> connector;
  CancelToken cancel;

  // What has been stored: the last state of each item, by id, and how often each was read.
  std::map<std::string, Item> items;
  std::map<std::string, std::string> cursors;
  std::map<std::string, SetAside> set_aside;
  int pages = 0;

  // A fresh object for the same account, as after a restart; cursors stay.
  void Restart();
  Result<AccountCheck> Check();
  // One round of every stream; the first error ends it. Each page's items are stored before its cursor.
  Status FetchAll();
  Status FetchStream(const std::string& stream);
  // Called before each page but a round's first.
  std::function<void()> between_pages;

  const Item* Find(const std::string& world_id) const;
  std::string SourceId(const std::string& world_id) const;
  PracticeMessage Message(const std::string& world_id) const;
  SendRequest ReplyTo(const std::string& world_id, const std::string& text) const;
  bool CanPrivate() const { return connector->capabilities().reply_private; }

 private:
  const PlatformInfo* platform_;
};

}  // namespace replywatch::testing

// The Mastodon connector. Four streams: mentions, direct conversations, our own posts
// (answers written elsewhere), and the threads under our recent posts. README.md tells which call serves
// what. As every connector: stores nothing, one thread at a time.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "collector/connectors/connector.h"
#include "collector/connectors/mastodon/mastodon_api.h"
#include "collector/connectors/mastodon/thread_map.h"

namespace replywatch::mastodon {

PlatformInfo Platform();

class MastodonConnector final : public Connector {
 public:
  MastodonConnector(HttpClient* http, std::string base_url, Secret token);

  Capabilities capabilities() const override;
  std::vector<StreamInfo> streams() const override;
  std::size_t max_sweep_items() const override;
  Result<AccountCheck> Check(Timestamp now, const CancelToken& cancel) override;
  Result<Page> Fetch(const FetchRequest& request, const CancelToken& cancel) override;
  Result<SweepResult> Sweep(const SweepRequest& request, const CancelToken& cancel) override;
  Result<SendReceipt> Send(const SendRequest& request, const CancelToken& cancel) override;
  Result<FindResult> FindSent(const SendRequest& request, const CancelToken& cancel) override;
  Status Like(const std::string& source_id, Timestamp now, const CancelToken& cancel) override;
  Status Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel) override;

 private:
  // One way of listing statuses by id.
  struct Listing {
    std::string path;
    QueryList query;
    Result<StatusList> (*read)(const Json&) = nullptr;
  };
  struct Listed {
    StatusList list;
    std::string next_max_id;  // where the server says that older ones follow; empty: it does not say
    Throttle throttle;
  };
  Listing MentionsListing() const;
  Listing OwnListing() const;
  Result<Listed> List(const Listing& listing, const QueryList& position, Timestamp now, const CancelToken& cancel);

  // mastodon_streams.cc
  Result<Page> FetchListing(const Listing& listing, const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchBackward(const Listing& listing, const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchForward(const Listing& listing, const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchConversations(const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchThreads(const FetchRequest& request, const CancelToken& cancel);
  Status AddConversation(const MastodonStatus& last, Timestamp now, const CancelToken& cancel, Page& page);
  Status AddThread(const MastodonStatus& post, Timestamp now, const CancelToken& cancel, Page& page);
  Status AddItems(StatusList list, Timestamp now, const CancelToken& cancel, Page& page);
  bool ConcernsUs(const MastodonStatus& status) const;

  Result<StatusContext> Context(const std::string& id, Timestamp now, const CancelToken& cancel);
  Result<Item> PlaceItem(const MastodonStatus& status, Timestamp now, const CancelToken& cancel);
  Result<MastodonStatus> GetStatus(const std::string& id, Timestamp now, const CancelToken& cancel);
  Status CheckReady() const;

  // mastodon.cc
  Status ReadLimits(Timestamp now, const CancelToken& cancel);
  Status ReadScopes(Timestamp now, const CancelToken& cancel, AccountCheck& check);
  Status AddPolicyWarnings(Timestamp now, const CancelToken& cancel, AccountCheck& check);
  Result<StatusList> SweepBatch(const SweepRequest& request, const CancelToken& cancel, SweepResult& result);

  // mastodon_send.cc
  // Without the status that it answered, a reply answers nothing any more.
  enum class TargetState : std::uint8_t { kThere, kGone };
  bool IsOurAnswer(const MastodonStatus& status, const SendRequest& request, TargetState target) const;
  Timestamp EarliestOf(const SendRequest& request) const;
  Result<bool> HasText(const MastodonStatus& status, const SendRequest& request, TargetState target, const CancelToken& cancel);
  Result<FindResult> FindInList(const StatusList& list, const SendRequest& request, TargetState target,
                                const CancelToken& cancel);
  SendReceipt ReceiptOf(const MastodonStatus& status, const SendRequest& request, const CancelToken& cancel);

  MastodonApi api_;
  std::string own_id_;
  InstanceLimits limits_;
  Duration clock_skew_;  // the server's clock minus ours
  bool has_batch_ = true;
  bool can_like_ = true;  // until the account check has seen that the token may not
  ThreadMap threads_;
};

}  // namespace replywatch::mastodon

// The Bluesky connector. Four streams: notifications, our own posts (answers written elsewhere), the threads
// under our recent posts, and private messages. README.md tells which call serves what. As every connector: stores
// nothing, one thread at a time.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "collector/connectors/bluesky/bluesky_api.h"
#include "collector/connectors/bluesky/chat_json.h"
#include "collector/connectors/bluesky/post_json.h"
#include "collector/connectors/bluesky/rich_text.h"
#include "collector/connectors/bluesky/thread_roots.h"
#include "collector/connectors/connector.h"

namespace replywatch::bluesky {

PlatformInfo Platform();

class BlueskyConnector final : public Connector {
 public:
  BlueskyConnector(HttpClient* http, StateKeeper* keeper, AccountSettings settings);

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
  // One way of listing posts, newest first.
  struct Listing {
    std::string_view method;
    QueryList query;
    Result<PostList> (*read)(const Json&) = nullptr;
  };
  struct Listed {
    PostList list;
    Throttle throttle;
  };
  struct ListPosition;
  struct ChatPosition;

  // bluesky.cc
  Status CheckReady() const;
  Status ProbeChat(Timestamp now, const CancelToken& cancel, AccountCheck& check);
  Result<Listed> LookUp(const std::vector<std::string>& uris, Timestamp now, const CancelToken& cancel);
  Result<Listed> GetPosts(const std::vector<std::string>& uris, Timestamp now, const CancelToken& cancel);

  // bluesky_streams.cc
  Listing NotificationsListing() const;
  Listing OwnListing() const;
  Result<Listed> List(const Listing& listing, const std::string& cursor, Timestamp now, const CancelToken& cancel);
  Result<Listed> ListFrom(const Listing& listing, ListPosition& position, Timestamp now, const CancelToken& cancel);
  Result<Page> FetchListing(const Listing& listing, const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchThreads(const FetchRequest& request, const CancelToken& cancel);
  Status AddThread(const std::string& uri, Timestamp now, const CancelToken& cancel, Page& page);
  Status ReadAgain(PostList& list, Timestamp now, const CancelToken& cancel);
  Status AddItems(PostList list, Timestamp now, const CancelToken& cancel, Page& page);
  Status LearnRoots(const PostList& list, Timestamp now, const CancelToken& cancel);
  Item ItemOf(const Post& post) const;
  bool ConcernsUs(const Post& post) const;

  // bluesky_chat.cc
  Result<Page> FetchChat(const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchLog(const std::string& cursor, Timestamp now, const CancelToken& cancel);
  Result<Page> FetchHistory(ChatPosition position, Timestamp now, const CancelToken& cancel);
  Result<ChatPosition> BeginHistory(Timestamp now, const CancelToken& cancel);
  Status ListConvos(ChatPosition& position, Timestamp now, const CancelToken& cancel, Page& page);
  Status ReadConvoPage(ChatPosition& position, Timestamp now, const CancelToken& cancel, Page& page);
  Status AddMessages(ChatList list, Timestamp now, const CancelToken& cancel, Page& page);
  Result<ChatList> Messages(const std::string& convo_id, const std::string& cursor, Timestamp now, const CancelToken& cancel,
                            Throttle& throttle);
  Result<Convo> GetConvo(const std::string& convo_id, Timestamp now, const CancelToken& cancel);
  Result<Convo> ConvoWith(const std::string& did, Timestamp now, const CancelToken& cancel);
  Result<Convo> KnownConvo(const std::string& convo_id, Timestamp now, const CancelToken& cancel);
  void RememberConvo(const Convo& convo);

  // bluesky_send.cc
  Result<Post> ReadTarget(const std::string& uri, Timestamp now, const CancelToken& cancel);
  Result<std::vector<Facet>> Facets(const SendRequest& request, const CancelToken& cancel);
  Result<SendReceipt> SendPublic(const SendRequest& request, const CancelToken& cancel);
  Result<FindResult> FindPublic(const SendRequest& request, const CancelToken& cancel);
  Post OurPost(const std::string& uri, const Json& record, const SendRequest& request) const;
  SendReceipt ReceiptOf(const Post& post) const;

  // bluesky_send_chat.cc
  Result<Convo> ConvoFor(const SendRequest& request, const CancelToken& cancel);
  Result<SendReceipt> SendPrivate(const SendRequest& request, const CancelToken& cancel);
  Result<FindResult> FindPrivate(const SendRequest& request, const CancelToken& cancel);
  bool IsOurMessage(const ChatMessage& message, const SendRequest& request) const;
  SendReceipt ReceiptOf(const ChatMessage& message, const Convo& convo) const;

  BlueskyApi api_;
  std::string own_did_;
  std::string own_handle_;
  Duration clock_skew_;   // the server's clock minus ours
  bool has_chat_ = true;  // until the account check has seen that the app password may not
  ThreadRoots roots_;
  std::map<std::string, Convo> convos_;  // members are told beside conversations, not beside messages
  // When the server got the posts delivered so far, as far as they told; bounded.
  std::unordered_map<std::string, Timestamp> seen_;
};

}  // namespace replywatch::bluesky

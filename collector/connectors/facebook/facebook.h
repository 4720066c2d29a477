// The Facebook connector: one page; comments below its posts and ads, posts of visitors,
// ratings, and its Messenger. There is no list of all comments, so posts are read with their newest comments, and on
// where that is not enough. As every connector: stores nothing, one thread at a time.
#pragma once

#include <string>
#include <vector>

#include "collector/connectors/connector.h"
#include "collector/connectors/facebook/facebook_json.h"
#include "collector/protocols/graph_api.h"
#include "collector/protocols/graph_round.h"

namespace replywatch::facebook {

PlatformInfo Platform();

struct FacebookOptions {
  std::string app_id;
  bool has_human_agent = false;
  bool has_webhooks = false;  // the settings have what receiving them needs
};

class FacebookConnector final : public Connector {
 public:
  FacebookConnector(graph::GraphApi api, FacebookOptions options);

  Capabilities capabilities() const override;
  std::vector<StreamInfo> streams() const override;
  std::size_t max_sweep_items() const override;
  Result<AccountCheck> Check(Timestamp now, const CancelToken& cancel) override;
  Result<Page> Fetch(const FetchRequest& request, const CancelToken& cancel) override;
  Result<SweepResult> Sweep(const SweepRequest& request, const CancelToken& cancel) override;
  Result<EventReadings> ReadEvents(const std::vector<Event>& events, Timestamp now, const CancelToken& cancel) override;
  Result<SendReceipt> Send(const SendRequest& request, const CancelToken& cancel) override;
  Result<FindResult> FindSent(const SendRequest& request, const CancelToken& cancel) override;
  Status Like(const std::string& source_id, Timestamp now, const CancelToken& cancel) override;
  Status Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel) override;

 private:
  Status CheckReady() const;

  // Lists of posts: "feed" (the page's and visitors'), "ads_posts", "tagged".
  Result<Page> FetchPosts(const std::string& edge, const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchRestOfPost(graph::GraphRound round, const FetchRequest& request, const CancelToken& cancel);
  Result<Post> GetPost(const std::string& id, Timestamp now, const CancelToken& cancel);
  void TakePost(const Json& element, graph::GraphRound& round, Page& page) const;
  Result<Page> FetchRecent(const std::string& edge, const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchTalks(const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchRestOfTalk(graph::GraphRound round, const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchRatings(const FetchRequest& request, const CancelToken& cancel);
  Page Finished(graph::GraphRound& round, Page page) const;
  // `posts` with `comments` of each; when Meta finds that too much, the next ask for less for a while.
  Result<Json> GetPosts(const std::string& edge, int comments, const std::string& after, Timestamp now,
                        const CancelToken& cancel);
  // A post of somebody else or a rating is answered by a comment below it.
  Status CheckTarget(const SendRequest& request, const CancelToken& cancel);
  Result<SweepResult> SweepKind(const std::vector<std::string>& ids, const char* fields, Timestamp now,
                                const CancelToken& cancel);
  Result<Item> ReadAgain(const std::string& source_id, const Json& element) const;

  Result<Item> GetComment(const std::string& id, Timestamp now, const CancelToken& cancel);
  Result<SendReceipt> SendPublic(const SendRequest& request, const CancelToken& cancel);
  Result<SendReceipt> SendPrivate(const SendRequest& request, const CancelToken& cancel);
  Result<SendReceipt> PostMessage(const Json& recipient, const SendRequest& request, const CancelToken& cancel);
  Result<FindResult> FindComment(const SendRequest& request, const CancelToken& cancel);
  Result<FindResult> FindMessage(const SendRequest& request, const CancelToken& cancel);

  graph::GraphApi api_;
  FacebookOptions options_;
  PageInfo page_;
  int posts_per_page_;
  std::string talks_refusal_;  // why Messenger could not be read last; empty: it could
};

// What the sending half knows a message by: its id.
bool IsMessageId(const std::string& id);

}  // namespace replywatch::facebook

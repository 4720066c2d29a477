// The Reddit connector: one account through the Data API: comments below its posts, answers to its comments, mentions,
// and private messages as far as Reddit still shows them. README.md tells which call serves what. As every connector: stores
// nothing but a rotated refresh token, one thread at a time.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "collector/connectors/connector.h"
#include "collector/connectors/reddit/reddit_api.h"
#include "collector/connectors/reddit/reddit_json.h"
#include "collector/connectors/reddit/thread_places.h"

namespace replywatch::reddit {

PlatformInfo Platform();

struct Feed;         // reddit_streams.cc
struct ThreadRound;  // reddit_threads.cc

class RedditConnector final : public Connector {
 public:
  explicit RedditConnector(RedditApi api);

  Capabilities capabilities() const override;
  std::vector<StreamInfo> streams() const override;
  std::size_t max_sweep_items() const override;
  Result<AccountCheck> Check(Timestamp now, const CancelToken& cancel) override;
  Result<Page> Fetch(const FetchRequest& request, const CancelToken& cancel) override;
  Result<SweepResult> Sweep(const SweepRequest& request, const CancelToken& cancel) override;
  Result<SendReceipt> Send(const SendRequest& request, const CancelToken& cancel) override;
  Result<FindResult> FindSent(const SendRequest& request, const CancelToken& cancel) override;
  Status Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel) override;

 private:
  Status CheckReady() const;
  // Whether private messages can be read at all.
  Result<bool> ReadsMessages(Timestamp now, const CancelToken& cancel);
  // Whether an error means that Reddit no longer shows private messages to apps, as is recorded since 2025.
  bool IsWithheld(const Error& error) const;
  Result<Things> List(const std::string& path, const QueryList& query, Timestamp now, const CancelToken& cancel);
  // These comments and posts as they are now, in as many calls as it takes.
  Result<Things> Info(std::set<std::string> fullnames, Timestamp now, const CancelToken& cancel);
  Status LearnPlaces(const std::set<std::string>& fullnames, Timestamp now, const CancelToken& cancel);
  // Those that somebody wrote and still stand, placed.
  Status AddItems(Things things, Timestamp now, const CancelToken& cancel, Page& page);

  // reddit_streams.cc
  std::string PathOf(const Feed& feed) const;
  Result<Page> FetchFeed(const Feed& feed, const FetchRequest& request, const CancelToken& cancel);

  // reddit_threads.cc
  Result<Page> FetchThreads(const FetchRequest& request, const CancelToken& cancel);
  Status TakeStep(ThreadRound& round, const FetchRequest& request, const CancelToken& cancel, Page& page);
  Status ListPosts(const std::string& after, ThreadRound& round, const FetchRequest& request, const CancelToken& cancel,
                   Page& page);
  Status OpenThread(const std::string& post_id, const std::string& comment_id, ThreadRound& round, const FetchRequest& request,
                    const CancelToken& cancel, Page& page);
  Status ReadFurther(const std::string& post_id, const std::string& ids, ThreadRound& round, const FetchRequest& request,
                     const CancelToken& cancel, Page& page);

  // reddit_send.cc
  SendReceipt ReceiptOf(const Thing& thing) const;
  bool IsWanted(const Thing& thing, const SendRequest& request) const;
  Result<FindResult> FindComment(const SendRequest& request, const CancelToken& cancel);
  Result<FindResult> FindMessage(const SendRequest& request, const CancelToken& cancel);

  RedditApi api_;
  Account own_;  // an empty id: not checked yet
  bool reads_messages_ = true;
  ThreadPlaces places_;
};

}  // namespace replywatch::reddit

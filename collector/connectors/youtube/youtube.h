// The YouTube connector: comments of one channel through the Data API v3, as its owner. One stream for each of the
// three moderation queues, and one that looks for replies below older threads. README.md tells which call serves
// what. Keeps the day's quota and which of our replies are held; one thread at a time.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "collector/connectors/connector.h"
#include "collector/connectors/youtube/held_comments.h"
#include "collector/connectors/youtube/hidden_replies.h"
#include "collector/connectors/youtube/youtube_api.h"
#include "collector/connectors/youtube/youtube_json.h"

namespace replywatch::youtube {

PlatformInfo Platform();

struct Queue;     // youtube_streams.cc
struct Sweeping;  // youtube_sweep.cc

class YouTubeConnector final : public Connector {
 public:
  // `expected_channel`: an id or "@handle"; empty: whichever was chosen when signing in.
  YouTubeConnector(YouTubeApi api, std::string expected_channel, HiddenReplies hidden);

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
  // What a call is for, and how it is bounded.
  struct Call {
    Purpose purpose = Purpose::kReading;
    Timestamp now;
    const CancelToken& cancel;
  };

  Status CheckReady() const;
  bool IsAboutOne(const Error& error) const;
  // The named ones that there are and that we may read, as a list.
  Result<Json> ListByIds(const char* path, const std::vector<std::string>& ids, const Call& call);
  void NoteRefused(const std::string& id, Timestamp now);
  // Was it refused us a short while ago?
  bool IsRefused(const std::string& id, Timestamp now) const;
  Result<ThreadList> ThreadsByIds(const std::vector<std::string>& ids, const Call& call);
  Result<CommentList> CommentsByIds(const std::vector<std::string>& ids, const Call& call);
  Result<ThreadList> ListQueue(const std::string& status, const std::string& page_token, const Call& call);
  // All public replies of a thread; empty when it is gone or kept from us.
  Result<CommentList> ListReplies(const std::string& thread_id, const Call& call);
  // Titles of videos not asked for yet.
  void LearnVideos(const std::vector<YtThread>& threads, const Call& call);
  CommentPlace PlaceOf(const YtThread& thread) const;
  Item MakeItem(const YtComment& comment, const YtThread& thread) const;

  // youtube_streams.cc
  Result<Page> FetchQueue(const Queue& queue, const FetchRequest& request, const Call& call);
  Result<Page> FetchReplies(const FetchRequest& request, const Call& call);
  Status AddFurtherReplies(YtThread& thread, const Call& call, Page& page);
  void TakeComment(const YtComment& comment, const YtThread& thread, Page& page);
  void AddThreads(const std::vector<YtThread>& threads, const Call& call, Page& page);

  // youtube_sweep.cc
  // What waits in both queues, as far as they are read.
  Result<std::vector<YtThread>> ReadQueues(const Call& call);
  Status ReadAgain(Sweeping& sweep, const Call& call);
  void TakeComments(Sweeping& sweep);
  void TakeMissing(Sweeping& sweep, const std::vector<YtThread>& queued);

  // youtube_send.cc
  Result<YtThread> ThreadToAnswer(const std::string& thread_id, const Call& call);
  Result<Publication> LookAtOwn(const YtComment& comment, const YtThread& thread, const Call& call);
  SendReceipt ReadBack(YtComment comment, const YtThread& thread, const Call& call);
  SendReceipt ReceiptOf(const YtComment& comment, const YtThread& thread);
  bool IsWanted(const YtComment& comment, const SendRequest& request) const;

  YouTubeApi api_;
  std::string expected_channel_;
  HiddenReplies hidden_;
  HeldComments held_;
  YtChannel own_;                                       // an empty id: not checked yet
  std::unordered_map<std::string, YtVideo> videos_;     // bounded; those that are gone have no title
  std::unordered_map<std::string, Timestamp> refused_;  // bounded; comments and threads that we may not read, and since when
};

}  // namespace replywatch::youtube

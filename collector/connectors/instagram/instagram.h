// The Instagram connector: one professional account; comments below its media and its private messages. There is no list
// of all comments, so counts tell below which media to look. As every connector: stores nothing but the renewed
// token, one thread at a time.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collector/connectors/connector.h"
#include "collector/connectors/instagram/comment_round.h"
#include "collector/connectors/instagram/instagram_json.h"
#include "collector/connectors/instagram/long_token.h"
#include "collector/protocols/graph_api.h"

namespace replywatch::graph {
struct Heard;
}

namespace replywatch::instagram {

PlatformInfo Platform();

struct InstagramOptions {
  bool is_through_page = false;  // signed in with Facebook, for the page that the account is linked to
  std::string app_id;            // only then
  bool has_human_agent = false;
  bool has_webhooks = false;  // the settings have what receiving them needs
};

class InstagramConnector final : public Connector {
 public:
  // `token` is absent where the account signed in with Facebook: a page's token needs no renewal.
  InstagramConnector(graph::GraphApi api, std::optional<LongToken> token, InstagramOptions options);

  Capabilities capabilities() const override;
  std::vector<StreamInfo> streams() const override;
  std::size_t max_sweep_items() const override;
  Result<AccountCheck> Check(Timestamp now, const CancelToken& cancel) override;
  Result<Page> Fetch(const FetchRequest& request, const CancelToken& cancel) override;
  Result<SweepResult> Sweep(const SweepRequest& request, const CancelToken& cancel) override;
  Result<EventReadings> ReadEvents(const std::vector<Event>& events, Timestamp now, const CancelToken& cancel) override;
  Result<SendReceipt> Send(const SendRequest& request, const CancelToken& cancel) override;
  Result<FindResult> FindSent(const SendRequest& request, const CancelToken& cancel) override;
  Status Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel) override;

 private:
  static constexpr int kMediaPerPage = 10;
  static constexpr int kMediaPerBatch = static_cast<int>(graph::GraphApi::kMostInBatch);
  static constexpr int kCommentsPerMedia = 50;  // the most there is (2026)
  static constexpr int kTalksPerPage = 20;

  // Where a message was seen: needed to tell an unsent one from one that is too old to be read.
  struct Place {
    std::string talk_id;
    Timestamp created_at;
  };

  Status CheckReady() const;
  Result<Account> AskWhoWeAre(Timestamp now, const CancelToken& cancel);
  std::string MediaEdge() const;

  Result<Page> FetchComments(const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchAllMedia(CommentRound round, const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchChangedMedia(CommentRound round, const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchRestOfList(CommentRound round, CommentRound::List list, const FetchRequest& request,
                               const CancelToken& cancel);
  Result<Page> FetchRecent(const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchTalks(const FetchRequest& request, const CancelToken& cancel);
  // Media with their newest comments.
  Result<Json> ListMedia(int comments, const std::string& after, Timestamp now, const CancelToken& cancel);
  Result<Json> ListTalks(const std::string& after, Timestamp now, const CancelToken& cancel);
  Result<std::vector<Result<Json>>> GetMedia(const std::vector<std::string>& ids, Timestamp now, const CancelToken& cancel);
  bool IsTooMuch(const Status& refused) const;
  void TakeMedia(const Json& element, CommentRound& round, Page& page) const;
  Page Finished(const CommentRound& round, Page page) const;

  static Status TakeSwept(const std::vector<std::string>& ids, const std::vector<Result<Json>>& answers,
                          const std::function<Result<Item>(const Json&)>& read, std::vector<std::string>& missing,
                          SweepResult& result);
  Status SweepComments(const std::vector<std::string>& ids, Timestamp now, const CancelToken& cancel, SweepResult& result);
  Status SweepMessages(const std::vector<std::string>& ids, Timestamp now, const CancelToken& cancel, SweepResult& result);
  Status LearnParents(std::vector<Item>& items, Timestamp now, const CancelToken& cancel);
  Status FindUnsent(const std::vector<std::string>& missing, Timestamp now, const CancelToken& cancel, SweepResult& result);

  Result<Json> GetMention(const graph::Heard& heard, Timestamp now, const CancelToken& cancel);
  Status TakeMention(const graph::Heard& heard, const Event& event, Timestamp now, const CancelToken& cancel,
                     EventReading& reading);

  Result<Item> GetComment(const std::string& id, Timestamp now, const CancelToken& cancel);
  Result<SendReceipt> SendPublic(const SendRequest& request, const CancelToken& cancel);
  Result<SendReceipt> SendPrivate(const SendRequest& request, const CancelToken& cancel);
  Result<SendReceipt> PostMessage(const Json& recipient, const SendRequest& request, const CancelToken& cancel);
  Result<std::string> PersonToAnswer(const SendRequest& request, const CancelToken& cancel);
  Result<FindResult> FindReply(const SendRequest& request, const CancelToken& cancel);
  Result<FindResult> FindMessage(const SendRequest& request, const CancelToken& cancel);

  graph::GraphApi api_;
  std::optional<LongToken> token_;
  InstagramOptions options_;
  Account account_;
  // What an answer may hold: fewer for a while where Meta finds that too much.
  int media_per_page_ = kMediaPerPage;
  int media_per_batch_ = kMediaPerBatch;
  int comments_per_media_ = kCommentsPerMedia;
  int talks_per_page_ = kTalksPerPage;
  std::map<std::string, Place> places_;  // by message
};

}  // namespace replywatch::instagram

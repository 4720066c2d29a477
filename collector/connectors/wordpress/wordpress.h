// The WordPress connector: comments of one site through the REST interface, as a
// moderator sees them. One stream finds new ones by id, one re-reads the newest for what has no new id.
// As every connector: stores nothing, one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "collector/connectors/connector.h"
#include "collector/connectors/wordpress/wordpress_json.h"
#include "collector/protocols/wp_rest.h"

namespace replywatch::wordpress {

PlatformInfo Platform();

class WordPressConnector final : public Connector {
 public:
  WordPressConnector(HttpClient* http, std::string base_url, std::string user, Secret password);

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
  struct Listed {
    CommentList list;
    WpTotals totals;
  };
  Status CheckReady() const;
  Result<Listed> List(QueryList query, Timestamp now, const CancelToken& cancel);
  Result<Page> FetchNew(const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchRecent(const FetchRequest& request, const CancelToken& cancel);
  Result<WpComment> GetComment(const std::string& id, Timestamp now, const CancelToken& cancel);
  Item MakeItem(const WpComment& comment);
  void RememberAuthors(const CommentList& list);
  SendReceipt ReceiptOf(const WpComment& comment);

  WpRest rest_;
  std::int64_t own_user_id_ = 0;
  std::unordered_map<std::int64_t, std::string> authors_;  // bounded; of comments seen, to tell whom an answer answers
};

}  // namespace replywatch::wordpress

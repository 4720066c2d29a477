// The WooCommerce connector: product reviews with their stars, and what is written
// below them. Reviews come through the shop's interface, answers are comments of the WordPress beneath it.
// As every connector: stores nothing, one thread at a time.
#pragma once

#include "collector/connectors/connector.h"
#include "collector/connectors/woocommerce/woocommerce_json.h"
#include "collector/protocols/wp_desk.h"

namespace replywatch::woocommerce {

PlatformInfo Platform();

class WooCommerceConnector final : public Connector {
 public:
  explicit WooCommerceConnector(wp::WpDesk desk) : desk_(std::move(desk)) {}

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
    ReviewList list;
    WpTotals totals;
  };
  Result<Listed> ListReviews(QueryList query, Timestamp now, const CancelToken& cancel);
  Status TakeAnswersApart(ReviewList& list, Timestamp now, const CancelToken& cancel);
  Item ItemOf(const wp::WpComment& comment);
  void RememberAuthorOf(const wp::WpComment& comment);
  Result<std::optional<Review>> GetReview(const std::string& id, Timestamp now, const CancelToken& cancel);
  Result<Page> FetchReviews(const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchRecent(const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchReplies(const FetchRequest& request, const CancelToken& cancel);

  wp::WpDesk desk_;
};

}  // namespace replywatch::woocommerce

// The WordPress connector: comments of one site through the REST interface, as a
// moderator sees them. One stream finds new ones by id, one re-reads the newest for what has no new id.
// As every connector: stores nothing, one thread at a time.
#pragma once

#include "collector/connectors/connector.h"
#include "collector/protocols/wp_desk.h"

namespace replywatch::wordpress {

PlatformInfo Platform();

class WordPressConnector final : public Connector {
 public:
  explicit WordPressConnector(wp::WpDesk desk) : desk_(std::move(desk)) {}

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
  Result<Page> FetchNew(const FetchRequest& request, const CancelToken& cancel);
  Result<Page> FetchRecent(const FetchRequest& request, const CancelToken& cancel);

  wp::WpDesk desk_;
};

}  // namespace replywatch::wordpress

// The Telegram connector: one bot; what people write to it in private, and the comments
// below the posts of a channel whose discussion group it belongs to. Telegram tells only what is new, keeps
// it for a day, and never tells what the bot itself has written. One thread at a time.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "collector/connectors/connector.h"
#include "collector/connectors/telegram/telegram_api.h"
#include "collector/connectors/telegram/telegram_json.h"

namespace replywatch::telegram {

PlatformInfo Platform();

class TelegramConnector final : public Connector {
 public:
  explicit TelegramConnector(TelegramApi api) : api_(std::move(api)) {}

  Capabilities capabilities() const override;
  std::vector<StreamInfo> streams() const override;
  std::size_t max_sweep_items() const override { return 0; }
  Result<AccountCheck> Check(Timestamp now, const CancelToken& cancel) override;
  Result<Page> Fetch(const FetchRequest& request, const CancelToken& cancel) override;
  Result<SweepResult> Sweep(const SweepRequest& request, const CancelToken& cancel) override;
  Result<SendReceipt> Send(const SendRequest& request, const CancelToken& cancel) override;
  Result<FindResult> FindSent(const SendRequest& request, const CancelToken& cancel) override;
  Status Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel) override;

 private:
  Status CheckReady() const;
  // Who speaks for the shop in a group: its administrators and its channel. Asked once between two checks.
  Result<std::vector<std::string>> VoicesOf(const TgMessage& message, Timestamp now, const CancelToken& cancel);

  TelegramApi api_;
  Us us_;
  std::map<std::string, std::vector<std::string>> voices_;  // by group; bounded
};

}  // namespace replywatch::telegram

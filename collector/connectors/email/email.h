// One mailbox: IMAP to read, SMTP to answer. README.md tells what is read and sent.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collector/connectors/connector.h"
#include "collector/connectors/email/email_items.h"
#include "collector/connectors/email/mailbox.h"
#include "collector/connectors/email/sent_log.h"
#include "collector/protocols/oauth_tokens.h"

namespace replywatch::email {

PlatformInfo Platform();

inline constexpr std::size_t kMailsPerPage = 50;

// Whether the mail server itself puts a copy into the folder of sent mail.
enum class FilesSent : std::uint8_t { kUnsaid, kYes, kNo };

struct EmailOptions {
  Us us;
  std::string from_name;
  std::vector<std::string> folders;  // as IMAP names them; the first one is where mail arrives
  std::string sent_folder;           // empty: as the server tells
  FilesSent server_keeps_sent = FilesSent::kUnsaid;
  bool sends_by_its_own = false;  // mail leaves by the host that it is read from, or by Gmail's own
};

class EmailConnector final : public Connector {
 public:
  // `state` outlives it. `access`: where the access tokens come from; empty: the transport's account knows how to sign in.
  EmailConnector(std::unique_ptr<MailTransport> transport, StateKeeper* state, EmailOptions options,
                 std::optional<OAuthTokens> access)
      : mailbox_(std::move(transport)),
        sent_log_(state),
        options_(std::move(options)),
        access_(std::move(access)),
        sent_folder_(options_.sent_folder) {}

  Capabilities capabilities() const override;
  std::vector<StreamInfo> streams() const override;
  std::size_t max_sweep_items() const override { return 0; }
  Result<AccountCheck> Check(Timestamp now, const CancelToken& cancel) override;
  Result<Page> Fetch(const FetchRequest& request, const CancelToken& cancel) override;
  Result<SweepResult> Sweep(const SweepRequest& request, const CancelToken& cancel) override;
  Result<SendReceipt> Send(const SendRequest& request, const CancelToken& cancel) override;
  Result<FindResult> FindSent(const SendRequest& request, const CancelToken& cancel) override;
  // A mail that is put off (greylisting, a full mailbox, a host that is down) is tried for days (RFC 5321 4.5.4.1).
  Patience patience() const override { return Patience::kTwoDays; }
  Status Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel) override;

 private:
  // The mails of a round that are still to be read.
  struct Round {
    std::string stream;
    std::int64_t uid_validity = 0;
    std::vector<std::int64_t> uids;
    std::int64_t end = 0;  // no mail of the round has this uid or a higher one
  };
  struct Target {
    std::string folder;
    std::int64_t uid = 0;
    MailMessage head;
  };

  // Makes `call` with an access token that lasts, and once more with another one where the sign-in is refused: nothing has been
  // done then.
  template <typename Call>
  auto WithAccess(Timestamp now, const CancelToken& cancel, const Call& call) -> decltype(call());
  Status CheckReady() const;
  Result<AccountCheck> CheckAccount(Timestamp now, const CancelToken& cancel);
  Result<Page> FetchPage(const FetchRequest& request, const CancelToken& cancel);
  Result<SendReceipt> Answer(const SendRequest& request, const CancelToken& cancel);
  Result<FindResult> FindNoted(const SendRequest& request, const SentNote& noted, const CancelToken& cancel);
  Result<std::vector<std::string>> CheckFolders(Timestamp now, const CancelToken& cancel);
  // Nothing that was taken is missing in the folder of sent mail, or stands there under another id: so with Gmail, unless a relay
  // sends for it.
  bool ProvesSent() const;
  // The server files what it sends.
  bool KeepsSent() const;
  std::string FolderOf(const std::string& stream) const;
  Result<bool> BeginRound(const FetchRequest& request, const std::string& folder, const CancelToken& cancel);
  Status ContinueRound(const FetchRequest& request, const std::string& folder, const CancelToken& cancel);
  Result<std::vector<FetchedMail>> FetchSome(const FetchRequest& request, std::vector<std::int64_t>& uids, Page& page,
                                             const CancelToken& cancel);
  Status NameWhomWeAnswered(Item& item, Timestamp now, const CancelToken& cancel);
  Result<Page> ReadPage(const FetchRequest& request, const std::string& folder, const CancelToken& cancel);
  Status PlaceBounce(Item& item, const BounceReport& bounce, Timestamp now, const CancelToken& cancel);
  Result<std::optional<Target>> FindIn(const std::string& folder, const SendRequest& request, const CancelToken& cancel);
  Result<Target> FindTarget(const SendRequest& request, const CancelToken& cancel);
  Result<Target> TargetAt(const Place& place, const SendRequest& request, const CancelToken& cancel);
  struct InSent {
    bool was_searched = false;
    std::optional<MailMessage> mail;
  };
  Result<InSent> FindInSent(const std::string& message_id, Timestamp now, const CancelToken& cancel);
  Result<bool> KeepsOwnIds(Timestamp now, const CancelToken& cancel);
  Result<bool> IsWorthWaiting(const FetchRequest& request, const std::vector<std::int64_t>& uids, const Error& error,
                              const CancelToken& cancel);
  // Whether a page is read on without what was looked up beside it: yes once that ended the connection three times.
  bool GoesOnWithout(const Error& error);
  Result<SendReceipt> Deliver(const SendRequest& request, const Target& target, const CancelToken& cancel);
  void FileAway(const std::string& mail, const Target& target, Timestamp now, const CancelToken& cancel);

  Mailbox mailbox_;
  SentLog sent_log_;
  EmailOptions options_;
  std::optional<OAuthTokens> access_;
  std::string sent_folder_;               // empty: there is none
  std::vector<std::string> all_folders_;  // where a mail may have been moved to
  Round round_;
  // After a page that the server did not deliver its mails are asked for one by one.
  std::size_t mails_per_page_ = kMailsPerPage;
  std::string refused_;  // the mail it did not deliver alone last, as a place
  int refusals_ = 0;
  Timestamp refused_since_;
  int lost_beside_ = 0;  // connections that looking something up has ended, in a row
  bool checked_ = false;
};

template <typename Call>
auto EmailConnector::WithAccess(Timestamp now, const CancelToken& cancel, const Call& call) -> decltype(call()) {
  if (!access_) return call();
  for (bool is_second = false;; is_second = true) {
    RW_ASSIGN_OR_RETURN(Secret token, access_->Get(now, cancel));
    mailbox_.transport().UseToken(std::move(token));
    auto done = call();
    if (done.ok() || done.error().kind != ErrorKind::kReauthorize || is_second) return done;
    access_->Forget();
  }
}

}  // namespace replywatch::email

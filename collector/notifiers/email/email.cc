// E-mail: an alert as a plain mail from the shop's own account. It is marked as automatic and never answered. README.md tells the settings.
#include "collector/notifiers/notifier.h"
#include "collector/protocols/mail/smtp.h"

namespace replywatch {
namespace {

class EmailNotifier final : public Notifier {
 public:
  EmailNotifier(SmtpAccount account, std::string from, std::string to) : account_(std::move(account)), from_(std::move(from)), to_(std::move(to)) {}

  Status Send(const Notification& notification, const std::string& address, const CancelToken& cancel) override {
    Mail mail;
    mail.from = from_;
    mail.to = to_.empty() ? address : to_;
    if (mail.to.empty()) {
      return MakeError(ErrorKind::kConfiguration, notification.recipient + " has no e-mail address; write one into \"agents\", or \"to\" into the notifier");
    }
    mail.subject = notification.title;
    mail.text = notification.body.empty() ? notification.title : notification.body;
    mail.message_id = MessageIdOf(notification);
    mail.date = notification.created_at;
    return SendMail(account_, mail, cancel);
  }

 private:
  // The same for every attempt at the same text: a database put back from a backup counts its ids again, several joined have a key of their own.
  std::string MessageIdOf(const Notification& n) const {
    std::uint64_t hash = 14'695'981'039'346'656'037ULL;  // FNV-1a
    for (const char c : n.dedup_key) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
    return "replywatch-" + std::to_string(n.id) + "-" + std::to_string(n.created_at.ms) + "-" + std::to_string(hash) + "@" + DomainOf(from_);
  }

  static std::string DomainOf(const std::string& mailbox) {
    const std::size_t at = mailbox.rfind('@');
    if (at == std::string::npos) return "localhost";
    return mailbox.substr(at + 1, mailbox.find('>', at) - at - 1);
  }

  SmtpAccount account_;
  std::string from_;
  std::string to_;
};

}  // namespace

Result<std::unique_ptr<Notifier>> MakeEmailNotifier(const NotifySettings& notify, const NotifierContext& context) {
  const std::optional<MailSettings>& mail = context.settings.mail;
  if (!mail) return MakeError(ErrorKind::kConfiguration, "an e-mail notifier needs \"mail\" with the shop's mail server");
  SmtpAccount account;
  account.url = mail->smtp;
  account.user = mail->user;
  account.ca_file = context.settings.ca_file;
  if (mail->password) {
    RW_ASSIGN_OR_RETURN(account.password, ReadSecret(*mail->password));
  }
  std::string from = mail->from.empty() ? mail->user : mail->from;
  if (from.find('@') == std::string::npos) return MakeError(ErrorKind::kConfiguration, "\"mail\" needs \"from\", an address of the shop");
  return std::unique_ptr<Notifier>(std::make_unique<EmailNotifier>(std::move(account), std::move(from), notify.to));
}

}  // namespace replywatch

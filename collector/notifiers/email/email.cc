// E-mail: an alert as a plain mail from the shop's own account. It is marked as automatic and never answered. README.md tells the
// settings.
#include "collector/notifiers/notifier.h"
#include "collector/notifiers/shop_mail.h"

namespace replywatch {
namespace {

class EmailNotifier final : public Notifier {
 public:
  EmailNotifier(ShopMail shop, std::string to) : shop_(std::move(shop)), to_(std::move(to)) {}

  Status Send(const Notification& notification, const std::string& address, const CancelToken& cancel) override {
    Mail mail;
    mail.from = shop_.from;
    mail.to = to_.empty() ? address : to_;
    if (mail.to.empty()) {
      return MakeError(ErrorKind::kConfiguration,
                       notification.recipient + " has no e-mail address; write one into \"agents\", or \"to\" into the notifier");
    }
    mail.subject = notification.title;
    mail.text = notification.body.empty() ? notification.title : notification.body;
    mail.message_id = MessageIdOf(notification);
    mail.date = notification.created_at;
    return SendMail(shop_.account, mail, cancel);
  }

 private:
  // The same for every attempt at the same text: a database put back from a backup counts its ids again, several joined have a
  // key of their own.
  std::string MessageIdOf(const Notification& n) const {
    return "replywatch-" + std::to_string(n.id) + "-" + std::to_string(n.created_at.ms) + "-" + MailKey(n.dedup_key) + "@" +
           shop_.Domain();
  }

  ShopMail shop_;
  std::string to_;
};

}  // namespace

Result<std::unique_ptr<Notifier>> MakeEmailNotifier(const NotifySettings& notify, const NotifierContext& context) {
  RW_ASSIGN_OR_RETURN(ShopMail mail, ShopMailOf(context.settings));
  return std::unique_ptr<Notifier>(std::make_unique<EmailNotifier>(std::move(mail), notify.to));
}

}  // namespace replywatch

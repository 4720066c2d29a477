#include "collector/alerting/alert_writer.h"

#include <algorithm>
#include <memory>

#include "shared/base/local_time.h"
#include "shared/settings/alert_words.h"

namespace replywatch {
namespace {

constexpr std::size_t kMostLines = 20;

Result<AlertNames> NamesOf(Session& session, const Alert& alert) {
  AlertNames names;
  RW_ASSIGN_OR_RETURN(const std::vector<Inbox> inboxes, session.inboxes().All());
  names.inbox = InboxLabel(alert.inbox_id, inboxes);
  if (!alert.conversation_id) return names;
  RW_ASSIGN_OR_RETURN(const std::optional<Conversation> conversation, session.conversations().Get(alert.conversation_id));
  if (!conversation) return names;
  RW_ASSIGN_OR_RETURN(const std::optional<Contact> contact, session.contacts().Get(conversation->contact_id));
  names.person = contact ? InitialsOf(contact->name) : "?";
  return names;
}

class Writer {
 public:
  Writer(Catalogue words, const std::string& zone, std::function<Timestamp()> now)
      : words_(std::move(words)), local_(std::make_shared<LocalTime>(words_.language(), zone)), now_(std::move(now)) {}

  Result<AlertText> operator()(Session& session, const AlertMessage& message, const std::vector<Alert>& alerts) const {
    AlertText text;
    for (std::size_t i = 0; i < alerts.size() && i < kMostLines; ++i) {
      RW_ASSIGN_OR_RETURN(const AlertNames names, NamesOf(session, alerts[i]));
      text.body += (i == 0 ? "" : "\n") + DescribeAlert(alerts[i], names, now_(), words_, *local_);
    }
    const std::int64_t all = static_cast<std::int64_t>(alerts.size()) + message.rest;
    const std::int64_t more = all - static_cast<std::int64_t>(std::min(alerts.size(), kMostLines));
    if (more > 0) text.body += "\n" + words_.Count("alert.more", more);
    if (message.to_thank > 0) text.body += (text.body.empty() ? "" : "\n") + words_.Count("alert.thanks", message.to_thank);
    text.title = TitleOf(message, all);
    return text;
  }

 private:
  std::string TitleOf(const AlertMessage& message, std::int64_t n) const {
    if (n == 0) return std::string(words_.Text("alert.title.thanks"));
    if (message.is_digest) return words_.Count("alert.title.digest", n);
    return words_.Count(message.is_repeat ? "alert.title.repeat" : "alert.title.news", n);
  }

  Catalogue words_;
  std::shared_ptr<LocalTime> local_;
  std::function<Timestamp()> now_;
};

}  // namespace

AlertWriter MakeAlertWriter(Catalogue words, const std::string& zone, std::function<Timestamp()> now) {
  return Writer(std::move(words), zone, std::move(now));
}

}  // namespace replywatch

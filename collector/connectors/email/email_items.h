// From a mail to an item: ids, threads, who wrote to whom. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/connectors/email/mailbox.h"
#include "collector/protocols/mail/mail_message.h"
#include "shared/model/item.h"

namespace replywatch::email {

// The shop's own addresses, lower case; the first one is written from.
struct Us {
  std::vector<std::string> addresses;
  bool Is(std::string_view address) const;
  bool IsAtHome(std::string_view address) const;  // at the domain of one of ours
};

// Where a mail was found: "2:17:4711" is folder, uid_validity and uid.
struct Place {
  std::size_t folder = 0;  // as numbered by the settings
  std::int64_t uid_validity = 0;
  std::int64_t uid = 0;

  std::string Write() const;
  static std::optional<Place> Read(std::string_view text);
};

// Message-IDs are chosen by whoever writes: with a mark of the writer's address none can stand in for another's mail.
std::string SourceIdOf(std::string_view message_id, std::string_view author_address);
// The Message-ID in a source id; empty when the mail had none.
std::string MessageIdIn(std::string_view source_id);

// Stands in the ids of our replies, and hardly in any other.
inline constexpr std::string_view kOwnIdMark = ".replywatch@";
// The id of a reply, from its idempotency key: the same for every attempt.
std::string OwnMessageId(const std::string& idempotency_key, const std::string& our_address);
// Its part that does not depend on our address; of a foreign id something that none of ours has.
std::string KeyIn(std::string_view message_id);

// A mail that cannot be read is set aside under its place.
struct ReadItem {
  std::optional<Item> item;
  std::optional<SetAside> set_aside;
  // A report that a mail of ours was not delivered for good: of which one, and to whom.
  std::optional<BounceReport> undelivered;
};
// In the folder of sent mail everything is ours, whatever address a mail program wrote it from.
enum class Found : std::uint8_t { kWhereMailArrives, kInSentMail };
ReadItem ToItem(const FetchedMail& mail, const Place& place, Found found, const Us& us, Timestamp now);

// The report as a message of the person who was not reached, in the thread of the mail that was not delivered.
struct Undelivered {
  std::string message_id;  // of our mail
  std::string root_id;     // its thread
  MailAddress recipient;
  Timestamp noted_by;  // our own clock had noted it as sent by then
};
void AttachBounce(Item& item, const Undelivered& mail, const Us& us);

// Did a form on the shop's site send this for somebody, whom Reply-To names?
bool IsContactForm(const MailMessage& mail, const Us& us);
// Who wrote it: contact forms send in the shop's own name and put the customer into Reply-To. Only of a mail with From or Sender.
const MailAddress& WriterOf(const MailMessage& mail, const Us& us);

// Is it never to be answered? Mail that comes by a list of the shop's own (a shared mailbox of Google Groups) is written by
// people.
bool IsFromMachine(const MailMessage& mail, const Us& us);

// The thread of a mail: its oldest reference, else its own Message-ID.
std::string RootOf(const MailMessage& mail);

}  // namespace replywatch::email

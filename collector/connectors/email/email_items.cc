#include "collector/connectors/email/email_items.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "collector/http/hmac.h"
#include "collector/protocols/mail/mime_value.h"
#include "shared/base/utf8.h"

namespace replywatch::email {
namespace {

constexpr std::size_t kMarkDigits = 8;
constexpr std::size_t kOwnIdDigits = 32;
constexpr std::size_t kHeadBytes = 4096;  // of a mail without Message-ID: what tells it from others
constexpr std::size_t kNameBytes = 200;

std::string MarkOf(std::string_view address) { return HmacSha256Hex("address", address).substr(0, kMarkDigits); }

AttachmentKind KindOf(std::string_view type) {
  if (type.starts_with("image/")) return AttachmentKind::kImage;
  if (type.starts_with("video/")) return AttachmentKind::kVideo;
  if (type.starts_with("audio/")) return AttachmentKind::kAudio;
  return AttachmentKind::kFile;
}

// Of a mail that was read in part, as the server lists them.
std::vector<Attachment> AttachmentsOf(const FetchedMail& mail) {
  std::vector<Attachment> out;
  for (const ImapAttachment& attachment : mail.attachments)
    out.push_back({KindOf(attachment.type), "", DecodeHeaderText(attachment.name, kNameBytes)});
  return out;
}

const MailAddress* FirstOther(const std::vector<MailAddress>& addresses, const Us& us) {
  const auto other = std::find_if(addresses.begin(), addresses.end(), [&](const MailAddress& a) { return !us.Is(a.address); });
  return other == addresses.end() ? nullptr : &*other;
}

Author AuthorOf(const MailAddress& address) {
  Author author;
  author.source_id = address.address;
  author.name = address.name.empty() ? address.address : address.name;
  author.email = address.address;
  return author;
}

// Whom a mail answers, as far as it tells: who writes to us answers us, unless it is written to another person first.
std::string ParentAuthorOf(const MailMessage& mail, bool is_incoming, const Us& us) {
  if (mail.to.empty()) return is_incoming ? us.addresses.front() : std::string();
  if (!is_incoming) {
    const MailAddress* other = FirstOther(mail.to, us);
    return other == nullptr ? std::string() : other->address;
  }
  return us.Is(mail.to.front().address) ? us.addresses.front() : mail.to.front().address;
}

void SetParent(Item& item, const MailMessage& mail, const Us& us) {
  const std::vector<std::string>& ids = mail.in_reply_to.empty() ? mail.references : mail.in_reply_to;
  if (ids.empty()) return;
  item.parent_author_id = ParentAuthorOf(mail, item.direction == Direction::kIncoming, us);
  item.parent_source_id = SourceIdOf(ids.back(), item.parent_author_id);
}

// Anybody can ask for answers to another address than his own; who answers must see where it will go.
std::string OtherRecipientLine(const MailMessage& mail, const Us& us) {
  const std::optional<MailAddress>& to = mail.reply_to;
  if (!to || us.Is(to->address) || to->address == WriterOf(mail, us).address || IsFromMachine(mail, us)) return {};
  return "Reply-To: " + to->address;
}

// What opens a thread says half of it in its subject.
std::string TextOf(const MailMessage& mail, bool is_incoming, const Us& us) {
  if (!is_incoming) return mail.text;
  const bool opens = mail.in_reply_to.empty() && mail.references.empty();
  std::string out = OtherRecipientLine(mail, us);
  for (const std::string& part : {opens && !mail.text.starts_with(mail.subject) ? mail.subject : std::string(), mail.text}) {
    if (!part.empty()) out += (out.empty() ? "" : "\n\n") + part;
  }
  return out;
}

SetAside SetMailAside(const FetchedMail& mail, const Place& place, std::string reason) {
  return {"place:" + place.Write(), std::move(reason), CleanText(mail.bytes.value_or(""), kMaxSetAsideBytes)};
}

std::string_view DomainOf(std::string_view address) {
  const std::size_t at = address.rfind('@');
  return at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
}

bool IsNameOfSite(std::string_view address) {
  constexpr std::array<std::string_view, 10> kNames{"wordpress",    "noreply",  "no-reply",  "no_reply", "donotreply",
                                                    "do-not-reply", "www-data", "webmaster", "form",     "forms"};
  return std::find(kNames.begin(), kNames.end(), address.substr(0, address.find('@'))) != kNames.end();
}

}  // namespace

bool Us::Is(std::string_view address) const { return std::find(addresses.begin(), addresses.end(), address) != addresses.end(); }

bool Us::IsAtHome(std::string_view address) const {
  const std::string_view domain = DomainOf(address);
  return !domain.empty() &&
         std::any_of(addresses.begin(), addresses.end(), [&](const std::string& own) { return DomainOf(own) == domain; });
}

std::string Place::Write() const {
  return std::to_string(folder) + ":" + std::to_string(uid_validity) + ":" + std::to_string(uid);
}

std::optional<Place> Place::Read(std::string_view text) {
  std::array<std::int64_t, 3> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t end = std::min(text.find(':'), text.size());
    const auto [stop, error] = std::from_chars(text.data(), text.data() + end, parts.at(i));
    if (error != std::errc() || stop != text.data() + end || parts.at(i) < 0) return std::nullopt;
    if ((end == text.size()) != (i + 1 == parts.size())) return std::nullopt;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return Place{static_cast<std::size_t>(parts[0]), parts[1], parts[2]};
}

std::string SourceIdOf(std::string_view message_id, std::string_view author_address) {
  return std::string(message_id) + "#" + MarkOf(author_address);
}

std::string MessageIdIn(std::string_view source_id) {
  if (source_id.starts_with("none:")) return {};
  return std::string(source_id.substr(0, source_id.rfind('#')));
}

// A form on the shop's site writes in its own name, or in one of the names that web sites send by, and says whom to answer.
bool IsContactForm(const MailMessage& mail, const Us& us) {
  if (!mail.reply_to || us.Is(mail.reply_to->address) || (!mail.from && !mail.sender)) return false;
  const std::string& from = (mail.from ? *mail.from : *mail.sender).address;
  return us.Is(from) || (IsNameOfSite(from) && us.IsAtHome(from));
}

std::string OwnMessageId(const std::string& idempotency_key, const std::string& our_address) {
  const std::size_t at = our_address.rfind('@');
  const std::string domain = at == std::string::npos ? "localhost" : our_address.substr(at + 1);
  return HmacSha256Hex("reply", idempotency_key).substr(0, kOwnIdDigits) + std::string(kOwnIdMark) + domain;
}

std::string KeyIn(std::string_view message_id) { return std::string(message_id.substr(0, message_id.find('.'))); }

std::string RootOf(const MailMessage& mail) {
  if (!mail.references.empty()) return mail.references.front();
  return mail.in_reply_to.empty() ? mail.message_id : mail.in_reply_to.front();
}

const MailAddress& WriterOf(const MailMessage& mail, const Us& us) {
  if (IsContactForm(mail, us)) return *mail.reply_to;
  return mail.from ? *mail.from : *mail.sender;
}

bool IsFromMachine(const MailMessage& mail, const Us& us) {
  if (mail.origin != MailOrigin::kBounce && IsContactForm(mail, us)) return false;
  if (mail.origin != MailOrigin::kBulk || mail.list_id.empty()) return mail.origin != MailOrigin::kPerson;
  return std::none_of(us.addresses.begin(), us.addresses.end(), [&](std::string address) {
    std::replace(address.begin(), address.end(), '@', '.');
    return address == mail.list_id;
  });
}

ReadItem ToItem(const FetchedMail& fetched, const Place& place, Found found, const Us& us, Timestamp now) {
  ReadItem out;
  if (!fetched.bytes) {
    out.set_aside = SetMailAside(fetched, place, "the mailbox's server has no content of this mail");
    return out;
  }
  Result<MailMessage> read = ReadMail(*fetched.bytes);
  const bool is_known = read.ok() && (read->from || read->sender);
  if (!is_known) {
    out.set_aside = SetMailAside(fetched, place, read.ok() ? "a mail that does not say who wrote it" : read.error().text);
    return out;
  }
  MailMessage mail = std::move(read).value();
  for (const std::string& part : fetched.texts_behind) {
    const Result<MailMessage> behind = ReadMail(part);
    if (behind.ok() && !behind->text.empty()) mail.text += (mail.text.empty() ? "" : "\n\n") + behind->text;
  }
  const MailAddress& author = WriterOf(mail, us);
  Item item;
  const bool is_ours = found == Found::kInSentMail || us.Is(author.address);
  item.direction = is_ours ? Direction::kOutgoing : Direction::kIncoming;
  const bool is_incoming = item.direction == Direction::kIncoming;
  item.kind = MessageKind::kEmail;
  item.visibility = Visibility::kPrivate;
  item.author = AuthorOf(author);
  if (is_ours && !us.Is(author.address)) item.author.source_id = us.addresses.front();
  const bool has_original = found == Found::kInSentMail && mail.original_id.find(kOwnIdMark) != std::string::npos;
  const std::string& id = has_original ? mail.original_id : mail.message_id;
  if (id.empty()) {
    item.source_id = "none:" + HmacSha256Hex("mail", std::string_view(*fetched.bytes).substr(0, kHeadBytes));
    item.reply_target_id = "place:" + place.Write();
  } else {
    item.source_id = SourceIdOf(id, author.address);
    // No server can be asked for such an id.
    if (!QuoteImapString(id)) item.reply_target_id = "place:" + place.Write();
  }
  item.root_source_id = RootOf(mail).empty() ? item.source_id : RootOf(mail);
  SetParent(item, mail, us);
  for (const MailAddress& to : mail.to) {
    if (item.mentioned_ids.size() < kMaxMailAddresses && !us.Is(to.address)) item.mentioned_ids.push_back(to.address);
    item.mentions_us = item.mentions_us || us.Is(to.address);
  }
  item.text = TruncateUtf8(TextOf(mail, is_incoming, us), kMaxTextBytes);
  item.root_title = CleanLine(ThreadSubject(mail.subject), kMaxNameBytes);
  item.language = mail.language;
  item.attachments = fetched.is_cut ? AttachmentsOf(fetched) : mail.attachments;
  item.created_at = fetched.arrived.value_or(mail.date.value_or(now));
  item.automatic = IsFromMachine(mail, us);
  item.abilities.reply_private = is_incoming && !item.automatic;
  if (mail.bounce && mail.bounce->is_final && !mail.bounce->message_id.empty()) out.undelivered = mail.bounce;
  out.item = std::move(item);
  return out;
}

void AttachBounce(Item& item, const Undelivered& mail, const Us& us) {
  item.author = AuthorOf(mail.recipient);
  item.root_source_id = mail.root_id;
  item.parent_author_id = us.addresses.front();
  item.parent_source_id = SourceIdOf(mail.message_id, us.addresses.front());
  item.automatic = false;                                      // somebody must look at it
  item.created_at = std::max(item.created_at, mail.noted_by);  // the host counts whole seconds, by its own clock
  item.abilities = {};
}

}  // namespace replywatch::email

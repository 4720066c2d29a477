#include "collector/protocols/mail/mail_message.h"

#include <algorithm>
#include <array>

#include "collector/protocols/mail/mail_body.h"
#include "collector/protocols/mail/message_ids.h"
#include "collector/protocols/mail/mime_tree.h"
#include "collector/protocols/mail/quoted_text.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxTagBytes = 35;  // RFC 5646, 4.4.1

std::optional<MailAddress> FirstAddress(const std::string& value) {
  std::vector<MailAddress> addresses = ReadMailAddresses(value);
  if (addresses.empty()) return std::nullopt;
  // "Pop, Ana <ana@mail.example>", with a comma that should stand in quotes, begins with an address of one word.
  const auto whole = std::find_if(addresses.begin(), addresses.end(),
                                  [](const MailAddress& one) { return one.address.find('@') != std::string::npos; });
  return std::move(whole == addresses.end() ? addresses.front() : *whole);
}

std::vector<MailAddress> Recipients(const MailFields& fields) {
  std::vector<MailAddress> to = ReadMailAddresses(fields.Value("To"));
  std::vector<MailAddress> cc = ReadMailAddresses(fields.Value("Cc"));
  to.insert(to.end(), std::make_move_iterator(cc.begin()), std::make_move_iterator(cc.end()));
  return to;
}

std::string IdIn(const MailFields& fields, std::string_view name) {
  std::vector<std::string> ids = ReadMailIds(fields.Value(name));
  return ids.empty() ? std::string() : std::move(ids.front());
}

// Some programs answer themselves; such a link leads nowhere.
std::vector<std::string> OtherIds(const std::string& value, const std::string& own) {
  std::vector<std::string> ids = ReadMailIds(value);
  ids.erase(std::remove(ids.begin(), ids.end(), own), ids.end());
  return ids;
}

// The first of "pl, en-US".
std::string LanguageTag(const std::string& value) {
  const std::string tag = value.substr(0, std::min(value.find_first_of(", ;("), value.size()));
  const bool is_tag = std::all_of(tag.begin(), tag.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
  return is_tag && tag.size() <= kMaxTagBytes ? tag : std::string();
}

// "Orders <orders.atelier.example>" -> "orders.atelier.example".
std::string ListId(const std::string& value) {
  const std::size_t open = value.rfind('<');
  if (open == std::string::npos) return {};
  std::string id = CleanLine(value.substr(open + 1, value.find('>', open) - open - 1), kMaxMailAddressBytes);
  std::transform(id.begin(), id.end(), id.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return id;
}

// The word before any parameter or comment: "auto-replied" of "auto-replied; owner-email=…".
std::string Keyword(const MailFields& fields, std::string_view name) {
  const std::string value = fields.Value(name);
  return value.substr(0, std::min(value.find_first_of(" ;("), value.size()));
}

bool IsFromMachine(const std::optional<MailAddress>& from) {
  if (!from) return false;
  const std::string_view local = std::string_view(from->address).substr(0, from->address.find('@'));
  return local == "mailer-daemon" || local == "postmaster";
}

// RFC 3834 (Auto-Submitted, empty Return-Path), RFC 2919 (List-Id), and what was used before them.
MailOrigin ReadOrigin(const MimePart& root, const MailMessage& mail) {
  const MailFields& fields = root.fields;
  if (mail.bounce) return MailOrigin::kBounce;
  const std::string submitted = Keyword(fields, "Auto-Submitted");
  const std::string precedence = Keyword(fields, "Precedence");
  const auto has_precedence = [&](std::string_view word) { return EqualsIgnoringCase(precedence, word); };
  constexpr std::array<std::string_view, 3> kAutoFields{"X-Autoreply", "X-Autorespond", "X-Autoresponder"};
  // A market place or form that hands on what a person wrote marks it alike, and says whom to answer.
  const bool is_handed_on =
      mail.reply_to && mail.from && mail.reply_to->address != mail.from->address && !fields.Has("List-Unsubscribe");
  const bool is_marked =
      (fields.Has("X-Auto-Response-Suppress") && !is_handed_on) ||
      std::any_of(kAutoFields.begin(), kAutoFields.end(), [&](std::string_view name) { return fields.Has(name); });
  if (has_precedence("auto_reply") || root.type.type == "multipart/report") return MailOrigin::kAutoReply;
  if (!submitted.empty() && !EqualsIgnoringCase(submitted, "no")) return MailOrigin::kAutoReply;
  if ((has_precedence("bulk") && !is_handed_on) || has_precedence("list") || has_precedence("junk") || fields.Has("List-Id"))
    return MailOrigin::kBulk;
  if (is_marked || fields.Value("Return-Path") == "<>" || IsFromMachine(mail.from)) return MailOrigin::kAutoReply;
  return MailOrigin::kPerson;
}

void ReadHeader(const MailFields& fields, MailMessage& mail) {
  mail.message_id = IdIn(fields, "Message-ID");
  mail.original_id = IdIn(fields, "X-Microsoft-Original-Message-ID");
  mail.in_reply_to = OtherIds(fields.Value("In-Reply-To"), mail.message_id);
  mail.references = OtherIds(fields.Value("References"), mail.message_id);
  mail.from = FirstAddress(fields.Value("From"));
  mail.sender = FirstAddress(fields.Value("Sender"));
  mail.reply_to = FirstAddress(fields.Value("Reply-To"));
  mail.to = Recipients(fields);
  mail.subject = DecodeHeaderText(fields.Value("Subject"), kMaxSubjectBytes);
  mail.date = ReadMailDate(fields.Value("Date"));
  mail.list_id = ListId(fields.Value("List-Id"));
  mail.language = LanguageTag(fields.Value("Content-Language"));
}

}  // namespace

Result<MailMessage> ReadMail(std::string_view bytes) {
  const MimePart root = ReadMimeTree(bytes);
  if (root.fields.empty()) return MakeError(ErrorKind::kInvalidArgument, "not a mail: it has no header");
  MailMessage mail;
  ReadHeader(root.fields, mail);
  MailBody body = ReadMailBody(root);
  mail.bounce = ReadBounce(root, body.text);
  mail.attachments = std::move(body.attachments);
  mail.origin = ReadOrigin(root, mail);
  if (mail.bounce || IsForwardSubject(mail.subject)) {
    mail.text = std::move(body.text);
  } else {
    FoldedText folded = FoldQuote(body.text);
    mail.text = TruncateUtf8(folded.text, kMaxTextBytes);
    mail.quote_folded = folded.folded;
  }
  return mail;
}

}  // namespace replywatch

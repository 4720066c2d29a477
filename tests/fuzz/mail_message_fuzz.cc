// Whatever lies in a mailbox: what ReadMail gives keeps its promises, and what WriteMail makes of it is read back as it was.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "collector/protocols/mail/mail_draft.h"
#include "collector/protocols/mail/mail_message.h"
#include "collector/protocols/mail/message_ids.h"
#include "collector/protocols/mail/mime_tree.h"
#include "collector/protocols/mail/quoted_text.h"
#include "shared/base/utf8.h"

namespace {

using namespace replywatch;  // NOLINT(google-build-using-namespace)

void Expect(bool holds) {
  if (!holds) std::abort();
}

void ExpectAddress(const MailAddress& address) {
  Expect(!address.address.empty() && address.address.size() <= kMaxMailAddressBytes && IsValidUtf8(address.address));
  Expect(address.name.size() <= kMaxNameBytes && CleanLine(address.name, kMaxNameBytes) == address.name);
}

void ExpectMail(const MailMessage& mail) {
  Expect(mail.text.size() <= kMaxTextBytes && CleanText(mail.text, mail.text.size()) == mail.text);
  Expect(CleanLine(mail.subject, kMaxSubjectBytes) == mail.subject);
  Expect(mail.message_id.empty() || IsUsableMailId(mail.message_id));
  Expect(mail.references.size() <= kMaxMailIds && std::all_of(mail.references.begin(), mail.references.end(), IsUsableMailId));
  Expect(mail.attachments.size() <= kMaxMimeParts && mail.to.size() <= 2 * kMaxMailAddresses);
  for (const Attachment& attachment : mail.attachments)
    Expect(attachment.url.empty() && CleanLine(attachment.description, kMaxNameBytes) == attachment.description);
  for (const auto& address : {mail.from, mail.sender, mail.reply_to}) {
    if (address) ExpectAddress(*address);
  }
  std::for_each(mail.to.begin(), mail.to.end(), ExpectAddress);
  Expect(mail.bounce.has_value() == (mail.origin == MailOrigin::kBounce));
}

void ExpectRoundTrip(const MailMessage& mail, std::string_view bytes) {
  MailDraft draft{.from = "shop@shop.example",
                  .from_name = mail.from ? mail.from->name : "",
                  .to = "ana@mail.example",
                  .subject = mail.subject,
                  .text = CleanText(bytes, kMaxTextBytes),
                  .message_id = "own@shop.example",
                  .in_reply_to = {},
                  .references = mail.references,
                  .date = Timestamp{1'777'888'999'000}};
  draft.references.resize(std::min<std::size_t>(draft.references.size(), 11));
  std::erase(draft.references, draft.message_id);
  const auto written = WriteMail(draft);
  Expect(written.ok());
  const auto read = ReadMail(*written);
  Expect(read.ok() && read->subject == draft.subject && read->references == draft.references && read->date == draft.date);
  Expect(read->from == MailAddress{draft.from, draft.from_name} && read->to.size() == 1 && read->to[0].address == draft.to);
  Expect(read->bounce || IsForwardSubject(draft.subject) ||
         read->text == TruncateUtf8(FoldQuote(draft.text).text, kMaxTextBytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto mail = ReadMail(bytes);
  if (!mail.ok()) return 0;
  ExpectMail(*mail);
  ExpectRoundTrip(*mail, bytes);
  const std::string subject = ThreadSubject(mail->subject);
  Expect(ThreadSubject(subject) == subject && mail->subject.ends_with(subject));
  return 0;
}

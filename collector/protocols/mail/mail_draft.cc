#include "collector/protocols/mail/mail_draft.h"

#include <algorithm>
#include <string_view>

#include "collector/protocols/mail/header_text.h"
#include "collector/protocols/mail/mail_address.h"
#include "collector/protocols/mail/message_ids.h"
#include "shared/base/utf8.h"
#include "shared/model/item.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxEncodedLine = 76;  // RFC 2045, 6.7: with the "=" that breaks it
constexpr std::size_t kLastReferences = 10;

Status CheckAddress(std::string_view address, std::string_view whose) {
  const std::size_t at = address.rfind('@');
  const bool is_address = at != std::string_view::npos && at > 0 && at + 1 < address.size() && address.find('@') == at;
  const bool is_printable =
      std::all_of(address.begin(), address.end(), [](char c) { return static_cast<unsigned char>(c) > ' ' && c != 0x7F; });
  const bool is_plain = address.find_first_of("\"(),:;<>\\") == std::string_view::npos && IsValidUtf8(address);
  if (is_address && is_printable && is_plain && address.size() <= kMaxMailAddressBytes) return {};
  return MakeError(ErrorKind::kInvalidArgument,
                   std::string(whose) + "'s address is no plain mail address; correct it, as in name@example.org");
}

// A name that RFC 5322 allows without quotation marks, or with them, or as encoded words.
std::string Phrase(const std::string& name) {
  const std::string encoded = HeaderText(name);
  if (encoded != name) return encoded;
  const bool is_atoms = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '-';
  });
  if (is_atoms) return name;
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string Mailbox(const std::string& address, const std::string& name) {
  const std::string clean = CleanLine(name, kMaxNameBytes);
  if (clean.empty()) return address;
  const std::string phrase = Phrase(clean);
  const std::size_t last_line = phrase.size() - (phrase.rfind('\n') + 1);  // npos + 1 is 0
  const bool fits = last_line + address.size() + 9 <= kMaxEncodedLine;
  return phrase + (fits ? " <" : "\r\n <") + address + ">";
}

std::vector<std::string> UsableIds(const std::vector<std::string>& ids) {
  std::vector<std::string> usable;
  std::copy_if(ids.begin(), ids.end(), std::back_inserter(usable), IsUsableMailId);
  if (usable.size() > kLastReferences + 1) usable.erase(usable.begin() + 1, usable.end() - kLastReferences);
  return usable;
}

// One id a line.
std::string IdField(std::string_view name, const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : UsableIds(ids)) out += (out.empty() ? std::string(name) + ": <" : "\r\n <") + id + ">";
  return out.empty() ? out : out + "\r\n";
}

bool IsLiteral(char c) { return (c > ' ' && c <= '~' && c != '=') || c == ' ' || c == '\t'; }

std::string Encoded(char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  return {'=', kDigits[byte >> 4U], kDigits[byte & 15U]};
}

// Appends the code for `line[i]`, which stands first in an encoded line or not.
std::string EncodedAt(std::string_view line, std::size_t i, bool is_first) {
  const char c = line[i];
  const bool is_altered_at_start = is_first && (c == '.' || (c == 'F' && line.substr(i).starts_with("From ")));
  const bool is_altered_at_end = (c == ' ' || c == '\t') && i + 1 == line.size();
  return IsLiteral(c) && !is_altered_at_start && !is_altered_at_end ? std::string(1, c) : Encoded(c);
}

void AppendEncodedLine(std::string_view line, std::string& out) {
  std::size_t column = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    std::string code = EncodedAt(line, i, column == 0);
    const std::size_t room = i + 1 == line.size() ? kMaxEncodedLine : kMaxEncodedLine - 1;
    if (column + code.size() > room) {
      out += "=\r\n";
      column = 0;
      code = EncodedAt(line, i, true);
    }
    out += code;
    column += code.size();
  }
}

}  // namespace

std::string QuotedPrintable(std::string_view text) {
  std::string out;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    AppendEncodedLine(text.substr(begin, end - begin), out);
    out += "\r\n";
    begin = end + 1;
  }
  return out;
}

Result<std::string> WriteMail(const MailDraft& draft) {
  RW_RETURN_IF_ERROR(CheckAddress(draft.from, "the sender"));
  RW_RETURN_IF_ERROR(CheckAddress(draft.to, "the recipient"));
  if (!IsUsableMailId(draft.message_id)) return MakeError(ErrorKind::kInvalidArgument, "the mail's own Message-ID is not usable");
  std::string out = "Date: " + HeaderDate(draft.date) + "\r\n";
  out += "From: " + Mailbox(draft.from, draft.from_name) + "\r\n";
  out += "To: " + Mailbox(draft.to, draft.to_name) + "\r\n";
  out += "Subject: " + HeaderText(CleanLine(draft.subject, kMaxSubjectBytes)) + "\r\n";
  out += "Message-ID: <" + draft.message_id + ">\r\n";
  out += IdField("In-Reply-To", draft.in_reply_to);
  out += IdField("References", draft.references);
  out += "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
  return out + QuotedPrintable(CleanText(draft.text, kMaxTextBytes));
}

}  // namespace replywatch

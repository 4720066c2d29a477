#include "collector/protocols/mail/mail_body.h"

#include <algorithm>
#include <array>

#include "collector/protocols/html_text.h"
#include "collector/protocols/mail/mail_charset.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxEncodedTextBytes = 4 * 1024 * 1024;  // of one part; HTML carries far more markup than text
constexpr std::size_t kMaxExcuseBytes = 400;
constexpr std::size_t kMaxFlowedMarks = 9;
constexpr std::size_t kMetaSearchBytes = 2048;

// Elements below which a program puts the mail that is answered, without a block quotation.
// Outlook, Outlook for phones, Outlook Express, Yahoo, Zoho; seen 2026.
constexpr std::array<std::string_view, 8> kQuoteElements{
    "id=\"divRplyFwdMsg\"",   "id=\"x_divRplyFwdMsg\"",
    "id=\"appendonsend\"",    "id=\"mail-editor-reference-message-container\"",
    "class=\"yahoo_quoted\"", "class=\"OutlookMessageHeader\"",
    "class=\"zmail_extra\"",  "id=\"reply-intro\"",
};
constexpr std::string_view kQuoteAnnouncement = "<p>-----Original Message-----</p>";

constexpr std::array<std::string_view, 10> kMachineTypes{
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-encrypted",
    "application/applefile",
    "message/delivery-status",
    "message/global-delivery-status",
    "message/disposition-notification",
    "text/rfc822-headers",
    "message/global-headers",
};

bool IsMachineRead(const MimePart& part) {
  return std::find(kMachineTypes.begin(), kMachineTypes.end(), part.type.type) != kMachineTypes.end();
}

bool IsBlank(std::string_view text) { return text.find_first_not_of(" \t\n") == std::string_view::npos; }

bool IsHtml(const MimePart& part) {
  const std::string& type = part.type.type;
  return type == "text/html" || type == "text/enriched" || type == "text/richtext";
}

bool IsText(const MimePart& part) { return part.type.type == "text/plain" || IsHtml(part); }

// Text to be read here rather than a text file that came along.
bool IsShown(const MimePart& part) { return IsText(part) && !part.disposition.is_attachment && part.FileName().empty(); }

bool ContainsIgnoringCase(std::string_view text, std::string_view lower) {
  return std::search(text.begin(), text.end(), lower.begin(), lower.end(),
                     [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; }) != text.end();
}

// "Your mail program shows no HTML", in whatever language. That a person writes such a word in a short mail does no harm: the
// other form says the same.
bool SaysNothing(std::string_view plain) {
  return IsBlank(plain) || (plain.size() <= kMaxExcuseBytes && ContainsIgnoringCase(plain, "html"));
}

// What <meta> says, for HTML whose header does not.
std::string_view MetaCharset(std::string_view html) {
  const std::string_view head = html.substr(0, kMetaSearchBytes);
  std::size_t at = head.find("charset=");
  if (at == std::string_view::npos) return {};
  at = head.find_first_not_of("\"'", at + 8);
  return at == std::string_view::npos ? std::string_view() : head.substr(at, head.find_first_of("\"' />;", at) - at);
}

std::string WithQuotesAnnounced(std::string html) {
  std::size_t first = std::string::npos;
  for (const std::string_view element : kQuoteElements) first = std::min(first, html.find(element));
  const std::size_t tag = first == std::string::npos ? first : html.rfind('<', first);
  if (tag != std::string::npos) html.insert(tag, kQuoteAnnouncement);
  return html;
}

AttachmentKind KindOf(const MimePart& part) {
  const std::string_view type = part.type.type;
  if (type.starts_with("image/")) return AttachmentKind::kImage;
  if (type.starts_with("video/")) return AttachmentKind::kVideo;
  if (type.starts_with("audio/")) return AttachmentKind::kAudio;
  return AttachmentKind::kFile;
}

std::string NameOf(const MimePart& part) {
  if (!part.FileName().empty() || part.type.type != "message/rfc822") return part.FileName();
  std::string_view inner = part.body;
  const std::string subject = DecodeHeaderText(MailFields::Read(inner).Value("Subject"), kMaxNameBytes - 4);
  return subject.empty() ? subject : subject + ".eml";
}

class BodyReader {
 public:
  explicit BodyReader(bool is_report) : is_report_(is_report) {}

  void Read(const MimePart& part) {
    if (part.type.type == "multipart/alternative") return ReadAlternative(part);
    if (part.IsMultipart()) {
      for (const MimePart& inner : part.parts) Read(inner);
    } else if (IsShown(part)) {
      AddText(ReadTextPart(part));
    } else {
      AddAttachment(part);
    }
  }
  void AddText(std::string text) {
    if (IsBlank(text) || body_.text.size() >= kMaxTextBytes) return;
    if (!body_.text.empty()) body_.text += body_.text.ends_with('\n') ? "\n" : "\n\n";
    body_.text += text;
  }
  // Some gateways give the text itself a file's name: the first one counts that nobody sent as a file.
  void ReadNamedText(const MimePart& part) {
    if (is_report_ || !IsBlank(body_.text)) return;
    for (const MimePart& inner : part.parts) ReadNamedText(inner);
    if (IsText(part) && !part.disposition.is_attachment && IsBlank(body_.text)) AddText(ReadTextPart(part));
  }
  MailBody Take() {
    body_.text = CleanText(body_.text, kMaxTextBytes);
    return std::move(body_);
  }

 private:
  void ReadAlternative(const MimePart& part) {
    const MimePart* chosen = nullptr;
    std::string text;
    for (const MimePart& form : part.parts) {
      if (chosen != nullptr || form.type.type != "text/plain" || !IsShown(form)) continue;
      text = ReadTextPart(form);
      if (!SaysNothing(text)) chosen = &form;
    }
    if (chosen != nullptr) {
      AddText(std::move(text));
    } else {
      chosen = ReadRichest(part);
      if (chosen == nullptr) AddText(std::move(text));
    }
    for (const MimePart& form : part.parts) {
      if (&form != chosen) ListFiles(form);
    }
  }
  // The last form that has text and is not plain; null when none has.
  const MimePart* ReadRichest(const MimePart& part) {
    for (auto form = part.parts.rbegin(); form != part.parts.rend(); ++form) {
      if (form->type.type == "text/plain") continue;
      BodyReader reader(is_report_);
      reader.Read(*form);
      if (IsBlank(reader.body_.text)) continue;
      AddText(std::move(reader.body_.text));
      body_.attachments.insert(body_.attachments.end(), reader.body_.attachments.begin(), reader.body_.attachments.end());
      return &*form;
    }
    return nullptr;
  }
  // The files within a form that was not chosen. Its texts say the same again; an invitation does not.
  void ListFiles(const MimePart& part) {
    for (const MimePart& inner : part.parts) ListFiles(inner);
    const bool is_other_form =
        part.type.type.starts_with("text/") && part.type.type != "text/calendar" && part.FileName().empty();
    if (!part.IsMultipart() && !is_other_form) AddAttachment(part);
  }
  void AddAttachment(const MimePart& part) {
    const bool is_original = is_report_ && part.type.type.starts_with("message/");
    if (part.IsMultipart() || IsMachineRead(part) || is_original) return;
    body_.attachments.push_back({.kind = KindOf(part), .url = {}, .description = NameOf(part)});
  }

  bool is_report_;
  MailBody body_;
};

struct FlowedLine {
  std::size_t depth = 0;
  std::string_view text;
  bool continues = false;
};

FlowedLine ReadFlowedLine(std::string_view line) {
  FlowedLine out;
  out.depth = std::min(line.find_first_not_of('>'), line.size());
  out.text = line.substr(out.depth);
  if (out.text.starts_with(' ')) out.text.remove_prefix(1);
  out.continues = out.text.ends_with(' ') && out.text != "-- ";
  return out;
}

}  // namespace

std::string UnfoldFlowed(std::string_view text, bool deletes_space) {
  std::string out;
  FlowedLine previous;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const FlowedLine line = ReadFlowedLine(text.substr(begin, end - begin));
    const bool is_joined = previous.continues && previous.depth == line.depth && line.text != "-- ";
    if (!is_joined) {
      if (begin > 0) out += '\n';
      for (std::size_t i = 0; i < std::min(line.depth, kMaxFlowedMarks); ++i) out += "> ";
    } else if (deletes_space) {
      out.pop_back();
    }
    out += line.text;
    previous = line;
    begin = end + 1;
  }
  return out;
}

std::string ReadTextPart(const MimePart& part) {
  const std::string bytes = part.Decoded(kMaxEncodedTextBytes);
  if (IsHtml(part)) {
    const std::string_view charset = part.type.charset.empty() ? MetaCharset(bytes) : std::string_view(part.type.charset);
    return HtmlToText(WithQuotesAnnounced(MailTextToUtf8(bytes, charset)), kMaxTextBytes, HtmlQuotes::kMarked);
  }
  std::string text = CleanText(MailTextToUtf8(bytes, part.type.charset), kMaxTextBytes);
  if (text.ends_with('\n')) text.pop_back();  // ends the last line rather than adding one
  return part.type.is_flowed ? UnfoldFlowed(text, part.type.deletes_space) : text;
}

MailBody ReadMailBody(const MimePart& root) {
  BodyReader reader(root.type.type == "multipart/report");
  if (IsText(root)) {
    return {ReadTextPart(root), {}};
  }
  reader.Read(root);
  reader.ReadNamedText(root);
  return reader.Take();
}

}  // namespace replywatch

#include "collector/protocols/mail/smtp.h"

#include "collector/protocols/mail/curl_handle.h"
#include "collector/protocols/mail/header_text.h"

namespace replywatch {
namespace {

void Append(CurlList& list, const std::string& line) { list.reset(curl_slist_append(list.release(), line.c_str())); }

std::string AddressOf(const std::string& mailbox) {
  const std::size_t open = mailbox.rfind('<');
  if (open == std::string::npos) return mailbox;
  return mailbox.substr(open + 1, mailbox.find('>', open) - open - 1);
}

bool HasLineBreak(const std::string& text) { return text.find_first_of("\r\n") != std::string::npos; }

void AddPart(curl_mime* mime, const std::string& content, const std::string& type, const std::string& file_name) {
  curl_mimepart* part = curl_mime_addpart(mime);
  curl_mime_data(part, content.data(), content.size());
  curl_mime_type(part, type.c_str());
  curl_mime_encoder(part, "base64");
  if (!file_name.empty()) curl_mime_filename(part, file_name.c_str());
}

}  // namespace

Status SendMail(const SmtpAccount& account, const Mail& mail, const CancelToken& cancel) {
  if (HasLineBreak(mail.from) || HasLineBreak(mail.to) || HasLineBreak(mail.message_id))
    return MakeError(ErrorKind::kInvalidArgument, "a mail address with a line break");
  const CurlHandle curl = MakeCurlHandle({account.url, account.user, account.password, {}, account.ca_file}, cancel);
  if (curl == nullptr) return MakeError(ErrorKind::kInternal, "libcurl does not start");
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, AddressOf(mail.from).c_str());
  CurlList recipients;
  Append(recipients, AddressOf(mail.to));
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
  std::string subject = mail.subject;
  for (char& c : subject) c = c == '\r' || c == '\n' ? ' ' : c;
  CurlList headers;
  Append(headers, "From: " + mail.from);
  Append(headers, "To: " + mail.to);
  Append(headers, "Subject: " + HeaderText(subject));
  Append(headers, "Date: " + HeaderDate(mail.date));
  Append(headers, "Message-ID: <" + mail.message_id + ">");
  for (const char* line : {"Auto-Submitted: auto-generated", "Precedence: bulk", "X-Auto-Response-Suppress: All"})
    Append(headers, line);
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  const CurlMime mime(curl_mime_init(curl.get()));
  AddPart(mime.get(), mail.text, "text/plain; charset=utf-8", "");
  for (const MailAttachment& a : mail.attachments) AddPart(mime.get(), a.content, a.content_type, a.file_name);
  curl_easy_setopt(curl.get(), CURLOPT_MIMEPOST, mime.get());
  const CURLcode code = curl_easy_perform(curl.get());
  long answer = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
  const Status status = JudgeCurlCode(code, answer, "\"mail\"");
  const bool is_final = !status.ok() && status.error().kind == ErrorKind::kBackOff && answer >= 500;
  return is_final ? MakeError(ErrorKind::kContentRejected, status.error().text) : status;
}

}  // namespace replywatch

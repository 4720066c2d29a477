#include "collector/protocols/mail/mail_bounce.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "collector/protocols/mail/mail_body.h"
#include "collector/protocols/mail/message_ids.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxStatusBytes = 256 * 1024;
constexpr std::size_t kMaxReportedRecipients = 200;
constexpr std::size_t kMaxReasonBytes = 400;

// qmail-send.c; the rest of the sentence names the host.
constexpr std::string_view kQmailGreeting = "Hi. This is the qmail-send program";
// Behind which qmail and Exim put what could not be delivered (qmail-send.c; Exim, "bounce_return_body").
constexpr std::array<std::string_view, 3> kCopyMarks{"--- Below this line is a copy of the message.",
                                                     "------ This is a copy of the message, including all the headers. ------",
                                                     "------ This is a copy of the message's headers. ------"};

bool IsStatusType(const std::string& type) {
  return type == "message/delivery-status" || type == "message/global-delivery-status";
}
bool IsHeadersType(const std::string& type) { return type == "text/rfc822-headers" || type == "message/global-headers"; }
bool IsMessageType(const std::string& type) { return type == "message/rfc822" || type == "message/global"; }

template <typename Wanted>
const MimePart* FindPart(const MimePart& part, const Wanted& is_wanted) {
  if (is_wanted(part.type.type)) return &part;
  for (const MimePart& inner : part.parts) {
    if (const MimePart* found = FindPart(inner, is_wanted)) return found;
  }
  return nullptr;
}

std::string FirstId(const std::string& value) {
  std::vector<std::string> ids = ReadMailIds(value);
  return ids.empty() ? std::string() : std::move(ids.front());
}

std::string IdInHeaders(std::string_view headers) { return FirstId(MailFields::Read(headers).Value("Message-ID")); }

// Of the original that came back, else of what the bounce says it answers.
std::string OriginalId(const MimePart& root, std::string_view copy) {
  std::string id;
  if (const MimePart* message = FindPart(root, IsMessageType)) id = IdInHeaders(message->body);
  if (const MimePart* headers = FindPart(root, IsHeadersType); id.empty() && headers != nullptr)
    id = IdInHeaders(headers->Decoded(kMaxStatusBytes));
  if (id.empty()) id = IdInHeaders(copy);
  if (id.empty()) id = FirstId(root.fields.Value("In-Reply-To"));
  if (id.empty()) {
    std::vector<std::string> references = ReadMailIds(root.fields.Value("References"));
    if (!references.empty()) id = std::move(references.back());
  }
  return id;
}

// "a@b" of "rfc822; a@b".
std::string TypedValue(const std::string& value) {
  const std::size_t semicolon = value.find(';');
  return CleanLine(semicolon == std::string::npos ? value : value.substr(semicolon + 1), kMaxReasonBytes);
}

std::string AddressIn(const std::string& value) {
  const std::vector<MailAddress> addresses = ReadMailAddresses(value);
  return addresses.empty() ? std::string() : addresses.front().address;
}

std::string Joined(const std::string& status, const std::string& diagnosis) {
  if (status.empty() || diagnosis.find(status) != std::string::npos) return diagnosis;
  return diagnosis.empty() ? status : CleanLine(status + " " + diagnosis, kMaxReasonBytes);
}

// The groups of fields of RFC 3464: the first speaks of the mail, each further one of a recipient.
std::optional<BounceReport> ReadStatus(const std::string& status) {
  std::optional<BounceReport> delayed;
  std::string_view rest = status;
  for (std::size_t i = 0; i < kMaxReportedRecipients && !rest.empty(); ++i) {
    rest.remove_prefix(std::min(rest.find_first_not_of("\r\n"), rest.size()));
    const std::size_t before = rest.size();
    const MailFields fields = MailFields::Read(rest);
    if (rest.size() == before) break;  // no field: nothing more to be read
    const std::string action = CleanLine(fields.Value("Action"), 40);
    const bool has_failed = EqualsIgnoringCase(action, "failed");
    if (!has_failed && !EqualsIgnoringCase(action, "delayed")) continue;
    BounceReport report;
    report.is_final = has_failed;
    const std::string original = fields.Value("Original-Recipient");
    report.recipient = AddressIn(TypedValue(original.empty() ? fields.Value("Final-Recipient") : original));
    report.reason = Joined(CleanLine(fields.Value("Status"), 40), TypedValue(fields.Value("Diagnostic-Code")));
    if (has_failed) return report;
    if (!delayed) delayed = std::move(report);
  }
  return delayed;
}

std::string_view CopyOfOriginal(std::string_view text) {
  for (const std::string_view mark : kCopyMarks) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) continue;
    std::string_view copy = text.substr(at + mark.size());
    copy.remove_prefix(std::min(copy.find_first_not_of("\r\n"), copy.size()));
    return copy;
  }
  return {};
}

// The line behind `recipient`, which stands on a line of its own with ':' (qmail) or without (Exim).
std::string ReasonBehind(std::string_view text, std::string_view recipient) {
  const std::size_t at = recipient.empty() ? std::string_view::npos : text.find(recipient);
  if (at == std::string_view::npos) return {};
  const std::size_t line = text.find('\n', at);
  if (line == std::string_view::npos) return {};
  const std::string_view behind = text.substr(line + 1);
  return CleanLine(behind.substr(0, std::min(behind.find("\n\n"), kMaxReasonBytes)), kMaxReasonBytes);
}

std::optional<BounceReport> ReadQmail(const std::string& text) {
  if (!text.starts_with(kQmailGreeting)) return std::nullopt;
  BounceReport report;
  const std::size_t open = text.find("\n<");
  if (open == std::string::npos) return report;
  const std::string line = text.substr(open + 1, text.find('\n', open + 1) - open - 1);
  report.recipient = AddressIn(line.substr(0, line.rfind(':')));
  report.reason = ReasonBehind(text, line);
  return report;
}

// A report says so itself; older hosts write as the mailer, or leave nobody to answer to.
bool IsSentByMachine(const MimePart& root) {
  if (root.type.type == "multipart/report" || root.fields.Has("X-Failed-Recipients")) return true;
  if (root.fields.Value("Return-Path") == "<>") return true;
  const std::string submitted = root.fields.Value("Auto-Submitted");
  if (!submitted.empty() && !EqualsIgnoringCase(submitted, "no")) return true;
  const std::string from = AddressIn(root.fields.Value("From"));
  const std::string_view local = std::string_view(from).substr(0, from.find('@'));
  return local == "mailer-daemon" || local == "postmaster";
}

}  // namespace

std::optional<BounceReport> ReadBounce(const MimePart& root, const std::string& text) {
  std::optional<BounceReport> report;
  // Who forwards a bounce to us is a person, though the machine's report is in it.
  const MimePart* status = IsSentByMachine(root) ? FindPart(root, IsStatusType) : nullptr;
  if (status != nullptr) report = ReadStatus(status->Decoded(kMaxStatusBytes));
  if (!report && root.fields.Has("X-Failed-Recipients")) report.emplace();
  if (!report) report = ReadQmail(text);
  if (!report) return std::nullopt;
  if (report->recipient.empty()) report->recipient = AddressIn(root.fields.Value("X-Failed-Recipients"));
  if (report->reason.empty()) report->reason = ReasonBehind(text, report->recipient);
  report->message_id = OriginalId(root, CopyOfOriginal(text));
  return report;
}

}  // namespace replywatch

#include "collector/protocols/mail/imap_session.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMostBytes = 32UL * 1024 * 1024;
constexpr std::size_t kQuoteBytes = 200;
constexpr Duration kAfterTooMuch = Duration::Minutes(15);  // servers name no time; Gmail's and Microsoft's limits count minutes

struct CodeMeaning {
  std::string_view code;
  ErrorKind kind;
  std::string_view advice;
};
// RFC 5530 response codes, and two that large providers add (Gmail "LIMIT", "THROTTLED"; 2024).
constexpr std::array<CodeMeaning, 12> kCodes{{
    {"AUTHENTICATIONFAILED", ErrorKind::kReauthorize, "; correct user and password, many providers want an app password"},
    {"AUTHORIZATIONFAILED", ErrorKind::kReauthorize, "; this user may not open the mailbox"},
    {"EXPIRED", ErrorKind::kReauthorize, "; the password has expired"},
    {"PRIVACYREQUIRED", ErrorKind::kConfiguration, "; use an address that begins with imaps://"},
    {"CONTACTADMIN", ErrorKind::kReauthorize, "; ask the mail provider"},
    {"NOPERM", ErrorKind::kPermission, "; ask the mail provider for access to this folder"},
    {"NONEXISTENT", ErrorKind::kNotFound, ""},
    {"TRYCREATE", ErrorKind::kNotFound, ""},
    {"LIMIT", ErrorKind::kRetryAt, ""},
    {"THROTTLED", ErrorKind::kRetryAt, ""},
    {"OVERQUOTA", ErrorKind::kBackOff, "; the mailbox is full"},
    {"UNAVAILABLE", ErrorKind::kBackOff, ""},
}};

std::string Upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

// "[CODE arguments] text" -> "CODE arguments".
std::string_view CodeOf(std::string_view text) {
  if (!text.starts_with('[')) return {};
  return text.substr(1, std::min(text.find(']'), text.size()) - 1);
}

Error Refusal(std::string_view line, Timestamp now) {
  const std::size_t space = std::min(line.find(' '), line.size() - 1);
  const std::string code = Upper(CodeOf(line.substr(space + 1)));
  const std::string_view word = std::string_view(code).substr(0, code.find(' '));
  const std::string text = "the mailbox's server answers: " + CleanLine(line, kQuoteBytes);
  for (const CodeMeaning& meaning : kCodes) {
    if (word != meaning.code) continue;
    Error error = MakeError(meaning.kind, text + std::string(meaning.advice));
    if (meaning.kind == ErrorKind::kRetryAt) error.retry_at = now + kAfterTooMuch;
    return error;
  }
  return MakeError(ErrorKind::kBackOff, text);
}

// How many bytes follow a line that announces them: "… {12}" or, of a binary part, "… ~{12}".
std::optional<std::size_t> LiteralSize(std::string_view line) {
  if (!line.ends_with('}')) return std::nullopt;
  const std::size_t open = line.rfind('{');
  if (open == std::string_view::npos) return std::nullopt;
  std::size_t size = 0;
  const char* const end = line.data() + line.size() - 1;
  const auto [stopped, error] = std::from_chars(line.data() + open + 1, end, size);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return size;
}

}  // namespace

Error ImapSession::Broken(Error error) {
  broken_ = true;
  return error;
}

Status ImapSession::Send(std::string_view text, const CancelToken& cancel) {
  if (broken_) return MakeError(ErrorKind::kBackOff, "the connection to the mailbox has ended");
  if (Status status = stream_->Write(text, cancel); !status.ok()) return Broken(status.error());
  return {};
}

Status ImapSession::Fill(const CancelToken& cancel) {
  if (used_ > 0) {
    pending_.erase(0, used_);
    used_ = 0;
  }
  Result<std::string> more = stream_->Read(cancel);
  if (!more.ok()) return Broken(more.error());
  read_bytes_ += more->size();
  if (read_bytes_ > kMostBytes) return Broken(MakeError(ErrorKind::kTooLarge, "the mailbox's server answers without end"));
  pending_ += *more;
  return {};
}

Result<std::string> ImapSession::ReadAnswer(const CancelToken& cancel) {
  std::string answer;
  std::size_t searched = 0;  // of the line being read: no line break before this
  for (;;) {
    const std::size_t end = pending_.find("\r\n", used_ + searched);
    if (end == std::string::npos) {
      const std::size_t have = pending_.size() - used_;
      searched = have > 0 ? have - 1 : 0;
      RW_RETURN_IF_ERROR(Fill(cancel));
      continue;
    }
    const std::string_view line(pending_.data() + used_, end - used_);
    const auto literal = LiteralSize(line);
    answer += line;
    used_ = end + 2;
    searched = 0;
    if (!literal) return answer;
    if (*literal > kMostBytes)
      return Broken(MakeError(ErrorKind::kTooLarge, "the mailbox's server announces too large an answer"));
    while (pending_.size() - used_ < *literal) RW_RETURN_IF_ERROR(Fill(cancel));
    answer.append("\r\n").append(pending_, used_, *literal);
    used_ += *literal;
  }
}

Result<ImapReply> ImapSession::ReadReply(const std::string& tag, Timestamp now, const CancelToken& cancel) {
  ImapReply reply;
  for (;;) {
    RW_ASSIGN_OR_RETURN(std::string answer, ReadAnswer(cancel));
    if (answer.starts_with("* ")) {
      if (Upper(answer.substr(2, 4)) == "BYE ") return Broken(Refusal(answer.substr(2), now));
      answer.erase(0, 2);
      reply.untagged.push_back(std::move(answer));
      continue;
    }
    if (!answer.starts_with(tag + " "))
      return Broken(MakeError(ErrorKind::kBackOff, "the mailbox's server answers something that is no IMAP"));
    const std::string line = answer.substr(tag.size() + 1);
    const std::string word = Upper(line.substr(0, line.find(' ')));
    if (word != "OK") return Refusal(line, now);
    reply.code = line.size() > 3 ? std::string(CodeOf(std::string_view(line).substr(3))) : std::string();
    return reply;
  }
}

Result<ImapReply> ImapSession::Run(std::string_view command, Timestamp now, const CancelToken& cancel) {
  const std::string tag = "R" + std::to_string(++commands_);
  read_bytes_ = 0;
  RW_RETURN_IF_ERROR(Send(tag + " " + std::string(command) + "\r\n", cancel));
  return ReadReply(tag, now, cancel);
}

Result<ImapReply> ImapSession::RunWithLiteral(std::string_view command, std::string_view literal, Timestamp now,
                                              const CancelToken& cancel) {
  const std::string tag = "R" + std::to_string(++commands_);
  read_bytes_ = 0;
  RW_RETURN_IF_ERROR(Send(tag + " " + std::string(command) + " {" + std::to_string(literal.size()) + "}\r\n", cancel));
  for (;;) {
    RW_ASSIGN_OR_RETURN(const std::string answer, ReadAnswer(cancel));
    if (answer.starts_with('+')) break;
    if (answer.starts_with(tag + " ")) return Refusal(answer.substr(tag.size() + 1), now);
    if (!answer.starts_with("* "))
      return Broken(MakeError(ErrorKind::kBackOff, "the mailbox's server answers something that is no IMAP"));
  }
  RW_RETURN_IF_ERROR(Send(std::string(literal) + "\r\n", cancel));
  return ReadReply(tag, now, cancel);
}

}  // namespace replywatch

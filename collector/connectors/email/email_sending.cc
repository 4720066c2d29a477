// Answers: the mail that is answered is looked for first, the copy is filed away last.
#include <algorithm>

#include "collector/connectors/email/email.h"
#include "collector/protocols/mail/mail_draft.h"

namespace replywatch::email {
namespace {

constexpr std::size_t kMostFoldersSearched = 30;
constexpr std::string_view kPlacePrefix = "place:";

std::string ReplySubject(const std::string& subject) { return "Re: " + ThreadSubject(subject); }

// Where its author wants answers; nullopt when that is nobody but us.
std::optional<MailAddress> RecipientOf(const MailMessage& mail, const Us& us) {
  for (const auto& candidate : {mail.reply_to, mail.from, mail.sender}) {
    if (candidate && !us.Is(candidate->address)) return candidate;
  }
  return std::nullopt;
}

FetchedMail AsFetched(const std::string& mail, Timestamp now) {
  FetchedMail fetched;
  fetched.arrived = now;
  fetched.bytes = mail;
  return fetched;
}

}  // namespace

Result<std::optional<EmailConnector::Target>> EmailConnector::FindIn(const std::string& folder, const SendRequest& request,
                                                                     const CancelToken& cancel) {
  const Result<std::int64_t> entered = mailbox_.Enter(folder, request.now, cancel);
  const bool is_shut =
      !entered.ok() && (entered.error().kind == ErrorKind::kNotFound || entered.error().kind == ErrorKind::kPermission);
  if (is_shut) return std::optional<Target>();
  RW_RETURN_IF_ERROR(entered.status());
  RW_ASSIGN_OR_RETURN(const std::vector<std::int64_t> uids,
                      mailbox_.SearchMessageId(MessageIdIn(request.target_id), request.now, cancel));
  for (const std::int64_t uid : uids) {
    RW_ASSIGN_OR_RETURN(const std::string head, mailbox_.FetchHead(uid, request.now, cancel));
    Result<MailMessage> mail = ReadMail(head);
    if (!mail.ok() || (!mail->from && !mail->sender)) continue;
    if (SourceIdOf(mail->message_id, WriterOf(*mail, options_.us).address) != request.target_id) continue;
    return std::optional<Target>({folder, uid, std::move(mail).value()});
  }
  return std::optional<Target>();
}

Result<EmailConnector::Target> EmailConnector::TargetAt(const Place& place, Timestamp now, const CancelToken& cancel) {
  const Error gone = MakeError(ErrorKind::kTargetGone, "this mail is no longer where it was; answer it from your mail program");
  if (place.folder >= options_.folders.size()) return gone;
  const std::string& folder = options_.folders[place.folder];
  RW_ASSIGN_OR_RETURN(const std::int64_t uid_validity, mailbox_.Enter(folder, now, cancel));
  if (uid_validity != place.uid_validity) return gone;
  RW_ASSIGN_OR_RETURN(const std::string head, mailbox_.FetchHead(place.uid, now, cancel));
  Result<MailMessage> mail = ReadMail(head);
  if (!mail.ok()) return gone;
  return Target{folder, place.uid, std::move(mail).value()};
}

// Staff move mails about: it may lie in any folder by now.
Result<EmailConnector::Target> EmailConnector::FindTarget(const SendRequest& request, const CancelToken& cancel) {
  if (request.target_id.starts_with(kPlacePrefix)) {
    const auto place = Place::Read(std::string_view(request.target_id).substr(kPlacePrefix.size()));
    if (!place) return MakeError(ErrorKind::kInvalidArgument, "\"" + request.target_id + "\" is no mail");
    return TargetAt(*place, request.now, cancel);
  }
  if (MessageIdIn(request.target_id).empty())
    return MakeError(ErrorKind::kInvalidArgument, "\"" + request.target_id + "\" is no mail");
  for (std::size_t i = 0; i < all_folders_.size() && i < kMostFoldersSearched; ++i) {
    RW_ASSIGN_OR_RETURN(std::optional<Target> found, FindIn(all_folders_[i], request, cancel));
    if (found) return std::move(*found);
  }
  return MakeError(ErrorKind::kTargetGone,
                   "this mail has been deleted from the mailbox; answer the person from your mail program");
}

Result<SendReceipt> EmailConnector::Send(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.text.find_first_not_of(" \t\r\n") == std::string::npos)
    return MakeError(ErrorKind::kContentRejected, "a mail without text is not sent");
  RW_ASSIGN_OR_RETURN(const Target target, FindTarget(request, cancel));
  if (IsFromMachine(target.head, options_.us))
    return MakeError(ErrorKind::kContentRejected,
                     "this mail was written by a machine; answers to those are not sent, for they may go round for ever");
  return Deliver(request, target, cancel);
}

Result<SendReceipt> EmailConnector::Deliver(const SendRequest& request, const Target& target, const CancelToken& cancel) {
  const std::string& us = options_.us.addresses.front();
  const std::optional<MailAddress> recipient = RecipientOf(target.head, options_.us);
  if (!recipient) return MakeError(ErrorKind::kTargetGone, "this mail has no address but our own to answer to");
  MailDraft draft;
  draft.from = us;
  draft.from_name = options_.from_name;
  draft.to = recipient->address;
  draft.to_name = recipient->name;
  draft.subject = ReplySubject(target.head.subject);
  draft.text = request.text;
  draft.message_id = OwnMessageId(request.idempotency_key, us);
  if (!target.head.message_id.empty()) draft.in_reply_to = {target.head.message_id};
  draft.references = target.head.references.empty() ? target.head.in_reply_to : target.head.references;
  if (!target.head.message_id.empty()) draft.references.push_back(target.head.message_id);
  draft.date = request.now;
  const Result<std::string> mail = WriteMail(draft);
  if (!mail.ok()) return MakeError(ErrorKind::kContentRejected, mail.error().text);
  // A try that cannot be noted is not made: after a crash nobody could tell whether it was.
  RW_RETURN_IF_ERROR(sent_log_.Note(draft.message_id, SentState::kTried));
  if (const Status taken = mailbox_.transport().Submit(us, draft.to, *mail, cancel); !taken.ok()) {
    if (taken.error().kind != ErrorKind::kUnknownOutcome) RW_RETURN_IF_ERROR(sent_log_.Note(draft.message_id, SentState::kNever));
    return taken.error();
  }
  // Were this not noted, a person would be asked after a crash; it was sent all the same.
  static_cast<void>(sent_log_.Note(draft.message_id, SentState::kTaken));
  FileAway(*mail, target, request.now, cancel);
  SendReceipt receipt;
  receipt.item = ToItem(AsFetched(*mail, request.now), {}, options_.us, request.now).item;
  receipt.source_id = SourceIdOf(draft.message_id, us);
  return receipt;
}

// The reply has gone out: what fails here costs the copy or the mark, and is not worth a second mail.
void EmailConnector::FileAway(const std::string& mail, const Target& target, Timestamp now, const CancelToken& cancel) {
  if (!sent_folder_.empty() && !KeepsSent()) {
    const Status first = mailbox_.Append(sent_folder_, mail, now, cancel);
    if (!first.ok() && first.error().kind == ErrorKind::kBackOff)
      static_cast<void>(mailbox_.Append(sent_folder_, mail, now, cancel));
  }
  static_cast<void>(mailbox_.MarkAnswered(target.folder, target.uid, now, cancel));
}

Result<std::optional<MailMessage>> EmailConnector::FindInSent(const std::string& message_id, Timestamp now,
                                                              const CancelToken& cancel) {
  if (sent_folder_.empty()) return std::optional<MailMessage>();
  const Result<std::int64_t> entered = mailbox_.Enter(sent_folder_, now, cancel);
  if (!entered.ok() && entered.error().kind == ErrorKind::kNotFound) return std::optional<MailMessage>();
  RW_RETURN_IF_ERROR(entered.status());
  RW_ASSIGN_OR_RETURN(const std::vector<std::int64_t> uids, mailbox_.SearchMessageId(message_id, now, cancel));
  for (const std::int64_t uid : uids) {
    RW_ASSIGN_OR_RETURN(const std::string head, mailbox_.FetchHead(uid, now, cancel));
    Result<MailMessage> mail = ReadMail(head);
    if (mail.ok() && mail->message_id == message_id) return std::optional<MailMessage>(std::move(mail).value());
  }
  return std::optional<MailMessage>();
}

Result<FindResult> EmailConnector::FindSent(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  const std::string& us = options_.us.addresses.front();
  const std::string id = OwnMessageId(request.idempotency_key, us);
  FindResult out;
  out.receipt.source_id = SourceIdOf(id, us);
  const auto& known = request.known_replies;
  const bool is_another = std::find(known.begin(), known.end(), out.receipt.source_id) != known.end();
  RW_ASSIGN_OR_RETURN(const SentState noted, sent_log_.Look(id));
  RW_ASSIGN_OR_RETURN(const std::optional<MailMessage> sent, FindInSent(id, request.now, cancel));
  if (!is_another && (sent || noted == SentState::kTaken)) {
    out.outcome = FindOutcome::kFound;
    return out;
  }
  const bool is_certain = is_another || noted == SentState::kNever || KeepsSent();
  out.outcome = is_certain ? FindOutcome::kNotThere : FindOutcome::kCannotTell;
  out.receipt = {};
  return out;
}

}  // namespace replywatch::email

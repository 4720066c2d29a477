// Answers: the mail that is answered is looked for first, the copy is filed away last.
#include <algorithm>

#include "collector/connectors/email/email.h"
#include "collector/protocols/mail/mail_draft.h"
#include "shared/base/log.h"

namespace replywatch::email {
namespace {

constexpr std::size_t kMostFoldersSearched = 30;
constexpr std::string_view kPlacePrefix = "place:";
constexpr const char* kIdField = "Message-ID";
// Outlook.com and Exchange Online give mail that they send another id, and keep the first one here.
constexpr const char* kOriginalIdField = "X-Microsoft-Original-Message-ID";

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
  RW_RETURN_IF_ERROR(mailbox_.Enter(folder, request.now, cancel).status());
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

Result<EmailConnector::Target> EmailConnector::TargetAt(const Place& place, const SendRequest& request,
                                                        const CancelToken& cancel) {
  const Error gone = MakeError(ErrorKind::kTargetGone, "this mail is no longer where it was; answer it from your mail program");
  if (place.folder >= options_.folders.size()) return gone;
  const std::string& folder = options_.folders[place.folder];
  RW_ASSIGN_OR_RETURN(const FolderState entered, mailbox_.Enter(folder, request.now, cancel));
  if (entered.uid_validity != place.uid_validity) return gone;
  RW_ASSIGN_OR_RETURN(const std::string head, mailbox_.FetchHead(place.uid, request.now, cancel));
  Result<MailMessage> mail = ReadMail(head);
  if (!mail.ok() || (!mail->from && !mail->sender)) return gone;
  // The settings may name other folders by now.
  if (WriterOf(*mail, options_.us).address != request.recipient_id) return gone;
  return Target{folder, place.uid, std::move(mail).value()};
}

// Staff move mails about: it may lie in any folder by now.
Result<EmailConnector::Target> EmailConnector::FindTarget(const SendRequest& request, const CancelToken& cancel) {
  if (request.target_id.starts_with(kPlacePrefix)) {
    const auto place = Place::Read(std::string_view(request.target_id).substr(kPlacePrefix.size()));
    if (!place) return MakeError(ErrorKind::kInvalidArgument, "\"" + request.target_id + "\" is no mail");
    return TargetAt(*place, request, cancel);
  }
  if (MessageIdIn(request.target_id).empty())
    return MakeError(ErrorKind::kInvalidArgument, "\"" + request.target_id + "\" is no mail");
  std::optional<Error> shut;
  for (std::size_t i = 0; i < all_folders_.size() && i < kMostFoldersSearched; ++i) {
    Result<std::optional<Target>> found = FindIn(all_folders_[i], request, cancel);
    if (found.ok() && *found) return std::move(**found);
    if (found.ok()) continue;
    const ErrorKind kind = found.error().kind;
    if (kind == ErrorKind::kCancelled || kind == ErrorKind::kRetryAt || !mailbox_.is_open()) return found.error();
    // Elsewhere it may be found all the same; that it is not in a folder where mail arrives is not known as long as that is shut.
    const bool is_read = i < options_.folders.size();
    if (is_read && kind != ErrorKind::kNotFound && !shut) shut = found.error();
  }
  if (shut) return *shut;
  return MakeError(ErrorKind::kTargetGone,
                   "this mail was not found in the mailbox any more; answer the person from your mail program");
}

Result<SendReceipt> EmailConnector::Send(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.text.find_first_not_of(" \t\r\n") == std::string::npos)
    return MakeError(ErrorKind::kContentRejected, "a mail without text is not sent");
  return WithAccess(request.now, cancel, [&] { return Answer(request, cancel); });
}

Result<SendReceipt> EmailConnector::Answer(const SendRequest& request, const CancelToken& cancel) {
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
  const std::string& id = draft.message_id;
  RW_RETURN_IF_ERROR(sent_log_.Note(id, SentState::kTried, request.now));
  if (const Status taken = mailbox_.transport().Submit(us, draft.to, *mail, cancel); !taken.ok()) {
    if (taken.error().kind != ErrorKind::kUnknownOutcome) RW_RETURN_IF_ERROR(sent_log_.Note(id, SentState::kNever, request.now));
    return taken.error();
  }
  // Were this not noted, a person would be asked after a crash; it was sent all the same.
  static_cast<void>(sent_log_.Note(id, SentState::kTaken, request.now));
  FileAway(*mail, target, request.now, cancel);
  SendReceipt receipt;
  receipt.source_id = SourceIdOf(draft.message_id, us);
  // A mail without an id has no thread that another could name; the store knows what was answered.
  if (target.head.message_id.empty() || request.target_id.starts_with(kPlacePrefix)) return receipt;
  receipt.item = ToItem(AsFetched(*mail, request.now), {}, Found::kInSentMail, options_.us, request.now).item;
  // Answers go where their writer wants them, and belong to the writer.
  const std::string& writer = WriterOf(target.head, options_.us).address;
  receipt.item->parent_source_id = request.target_id;
  receipt.item->parent_author_id = writer;
  receipt.item->mentioned_ids = {writer};
  return receipt;
}

// The reply has gone out: what fails here costs the copy or the mark, and is not worth a second mail.
void EmailConnector::FileAway(const std::string& mail, const Target& target, Timestamp now, const CancelToken& cancel) {
  if (!sent_folder_.empty() && !KeepsSent()) {
    Status filed = mailbox_.Append(sent_folder_, mail, now, cancel);
    if (!filed.ok() && filed.error().kind == ErrorKind::kBackOff) filed = mailbox_.Append(sent_folder_, mail, now, cancel);
    if (!filed.ok()) Log(LogLevel::kWarning, "copy_of_reply_not_filed", {{"text", filed.error().text}});
  }
  static_cast<void>(mailbox_.MarkAnswered(target.folder, target.uid, now, cancel));
}

Result<EmailConnector::InSent> EmailConnector::FindInSent(const std::string& message_id, Timestamp now,
                                                          const CancelToken& cancel) {
  if (sent_folder_.empty() || message_id.empty()) return InSent{};
  // Of a folder that is open already, a server may search what it knew before.
  static_cast<void>(mailbox_.Leave(now, cancel));
  const Result<FolderState> entered = mailbox_.Enter(sent_folder_, now, cancel);
  if (!entered.ok() && entered.error().kind == ErrorKind::kNotFound) return InSent{};
  RW_RETURN_IF_ERROR(entered.status());
  // Gmail keeps the ids it was given.
  for (const char* field : {kIdField, kOriginalIdField}) {
    RW_ASSIGN_OR_RETURN(const std::vector<std::int64_t> uids, mailbox_.SearchMessageId(message_id, now, cancel, field));
    for (const std::int64_t uid : uids) {
      RW_ASSIGN_OR_RETURN(const std::string head, mailbox_.FetchHead(uid, now, cancel));
      Result<MailMessage> mail = ReadMail(head);
      const bool is_it = mail.ok() && (mail->message_id == message_id || mail->original_id == message_id);
      if (is_it) return InSent{true, std::move(mail).value()};
    }
    if (ProvesSent()) break;
  }
  return InSent{true, std::nullopt};
}

// Does a reply of ours stand there so that it can be found? In the folder of sent mail, which has been entered.
Result<bool> EmailConnector::KeepsOwnIds(Timestamp now, const CancelToken& cancel) {
  for (const char* field : {kIdField, kOriginalIdField}) {
    RW_ASSIGN_OR_RETURN(const std::vector<std::int64_t> uids,
                        mailbox_.SearchMessageId(std::string(kOwnIdMark), now, cancel, field));
    if (!uids.empty()) return true;
  }
  return false;
}

Result<FindResult> EmailConnector::FindSent(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  const std::string& us = options_.us.addresses.front();
  const std::string id = OwnMessageId(request.idempotency_key, us);
  RW_ASSIGN_OR_RETURN(const SentNote noted, sent_log_.Look(id, request.first_attempt_at));
  // It is known without the mailbox, which may be out of reach.
  if (noted.state == SentState::kNever) return FindResult{FindOutcome::kNotThere, {}};
  return WithAccess(request.now, cancel, [&] { return FindNoted(request, noted, cancel); });
}

Result<FindResult> EmailConnector::FindNoted(const SendRequest& request, const SentNote& noted, const CancelToken& cancel) {
  const std::string& us = options_.us.addresses.front();
  // Our address may have been corrected since. Some servers find whole ids only, so it is no use to look for a part.
  const std::string sent_id = noted.message_id.empty() ? OwnMessageId(request.idempotency_key, us) : noted.message_id;
  RW_ASSIGN_OR_RETURN(const InSent sent, FindInSent(sent_id, request.now, cancel));
  FindResult out;
  const bool is_named = sent.mail && sent.mail->from;
  out.receipt.source_id = SourceIdOf(sent_id, is_named ? sent.mail->from->address : us);
  const auto& known = request.known_replies;
  const bool is_another = std::find(known.begin(), known.end(), out.receipt.source_id) != known.end();
  if (!is_another && (sent.mail || noted.state == SentState::kTaken)) {
    out.outcome = FindOutcome::kFound;
    return out;
  }
  bool is_certain = is_another || (ProvesSent() && sent.was_searched);
  if (!is_certain && KeepsSent() && sent.was_searched) {
    RW_ASSIGN_OR_RETURN(is_certain, KeepsOwnIds(request.now, cancel));
  }
  out.outcome = is_certain ? FindOutcome::kNotThere : FindOutcome::kCannotTell;
  out.receipt = {};
  return out;
}

}  // namespace replywatch::email

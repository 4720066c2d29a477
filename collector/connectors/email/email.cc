#include "collector/connectors/email/email.h"

#include <algorithm>
#include <array>

#include "shared/base/utf8.h"

namespace replywatch::email {
namespace {

constexpr int kMostRefusals = 3;
constexpr Duration kLongestOutage = Duration::Hours(1);     // a server that refuses one mail for so long does not have it
constexpr Duration kBackfill = Duration::Days(90);          // older mail is history, not work
constexpr Duration kLongestSending = Duration::Minutes(1);  // from a mail's Date to the server's yes
constexpr const char* kSentStream = "sent";

// Where servers that do not say so keep what was sent; the usual names of Courier, Exchange, Apple and older Dovecot, and of mail
// programs in Polish, Romanian and Bulgarian ("Wysłane", "Изпратени", in IMAP's way of writing them).
std::string FindSentFolder(const std::vector<Folder>& folders) {
  for (const Folder& folder : folders) {
    if (folder.Has("\\sent")) return folder.name;
  }
  constexpr std::array<std::string_view, 13> kUsual{"Sent",
                                                    "Sent Items",
                                                    "Sent Messages",
                                                    "Wys&AUI-ane",
                                                    "Elementy wys&AUI-ane",
                                                    "Wys&AUI-ane elementy",
                                                    "Trimise",
                                                    "Mesaje trimise",
                                                    "Elemente trimise",
                                                    "&BBgENwQ,BEAEMARCBDUEPQQ4-",
                                                    "&BBgENwQ,BEAEMARCBDUEPQQw- &BD8EPgRJBDA-",
                                                    "&BBgENwQ,BEAEMARCBDUEPQQ4- &BEEESgQ+BDEESQQ1BD0EOARP-",
                                                    "&BBgENwQ,BEAEMARCBDUEPQQ4- &BDUEOwQ1BDwENQQ9BEIEOA-"};
  for (const std::string_view name : kUsual) {
    for (const Folder& folder : folders) {
      const bool has_name =
          folder.name == name || folder.name == "INBOX." + std::string(name) || folder.name == "INBOX/" + std::string(name);
      if (has_name && !folder.Has("\\noselect")) return folder.name;
    }
  }
  return {};
}

// Where a mail may lie that is no longer where it arrived: first where all of them are.
std::vector<std::string> FoldersToSearch(const std::vector<std::string>& first, const std::vector<Folder>& folders,
                                         const std::string& sent_folder) {
  std::vector<std::string> out = first;
  for (const bool is_general : {true, false}) {
    for (const Folder& folder : folders) {
      const bool is_of_use = !folder.Has("\\noselect") && !folder.Has("\\drafts") && !folder.Has("\\trash") &&
                             folder.name != sent_folder && QuoteImapString(folder.name);
      const bool matches = is_general == (folder.Has("\\all") || folder.Has("\\archive"));
      if (is_of_use && matches && std::find(out.begin(), out.end(), folder.name) == out.end()) out.push_back(folder.name);
    }
  }
  return out;
}

std::string CursorOf(std::int64_t uid_validity, std::int64_t uid) { return Place{0, uid_validity, uid}.Write(); }

}  // namespace

Capabilities EmailConnector::capabilities() const {
  Capabilities out;
  out.reply_private = true;
  // A folder of sent mail that we fill ourselves proves nothing.
  out.resend_guard = ProvesSent() ? ResendGuard::kReconcile : ResendGuard::kNone;
  return out;
}

std::vector<StreamInfo> EmailConnector::streams() const {
  std::vector<StreamInfo> out;
  for (const std::string& folder : options_.folders)
    out.push_back({"folder:" + folder, StreamKind::kForward, Duration::Seconds(30), kBackfill});
  out.push_back({kSentStream, StreamKind::kForward, Duration::Seconds(60), kBackfill});
  return out;
}

bool EmailConnector::ProvesSent() const {
  return !sent_folder_.empty() && options_.server_keeps_sent != FilesSent::kNo && options_.sends_by_its_own &&
         mailbox_.Can("X-GM-EXT-1");
}

bool EmailConnector::KeepsSent() const {
  return ProvesSent() || (!sent_folder_.empty() && options_.server_keeps_sent == FilesSent::kYes);
}

Status EmailConnector::CheckReady() const {
  if (!checked_) return MakeError(ErrorKind::kInvalidArgument, "the mailbox has not been checked yet");
  return {};
}

Result<std::vector<std::string>> EmailConnector::CheckFolders(Timestamp now, const CancelToken& cancel) {
  std::vector<std::string> warnings;
  RW_ASSIGN_OR_RETURN(const std::vector<Folder> folders, mailbox_.List(now, cancel));
  sent_folder_ = options_.sent_folder.empty() ? FindSentFolder(folders) : options_.sent_folder;
  if (sent_folder_.empty()) {
    warnings.emplace_back(
        "no folder of sent mail was found, so answers from other mail programs are not seen; name it in \"sent_folder\"");
  }
  const bool is_named = !options_.sent_folder.empty();
  const Result<FolderState> sent = is_named ? mailbox_.State(sent_folder_, now, cancel) : Result<FolderState>(FolderState{});
  if (!sent.ok() && !mailbox_.is_open()) return sent.error();
  if (!sent.ok()) {
    warnings.push_back("the folder \"" + CleanLine(sent_folder_, 100) +
                       "\" cannot be read, so answers from other mail programs are not seen; correct \"sent_folder\" (" +
                       sent.error().text + ")");
  }
  all_folders_ = FoldersToSearch(options_.folders, folders, sent_folder_);
  for (const std::string& folder : options_.folders) {
    const auto state = mailbox_.State(folder, now, cancel);
    if (!state.ok() && state.error().kind == ErrorKind::kNotFound)
      return MakeError(ErrorKind::kConfiguration, "there is no folder \"" + folder + "\"; correct \"folders\"");
    RW_RETURN_IF_ERROR(state.status());
  }
  return warnings;
}

Result<AccountCheck> EmailConnector::Check(Timestamp now, const CancelToken& cancel) {
  return WithAccess(now, cancel, [&] { return CheckAccount(now, cancel); });
}

Result<AccountCheck> EmailConnector::CheckAccount(Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(mailbox_.SignIn(now, cancel));
  AccountCheck check;
  RW_ASSIGN_OR_RETURN(check.warnings, CheckFolders(now, cancel));
  for (const std::string& alert : mailbox_.alerts()) check.warnings.push_back("the mail provider says: " + alert);
  // What cannot be answered can be read all the same.
  if (const Status sending = mailbox_.transport().CheckSending(cancel); !sending.ok()) {
    if (sending.error().kind == ErrorKind::kCancelled) return sending.error();
    check.warnings.push_back("answers cannot be sent: " + sending.error().text);
  }
  check.account_id = options_.us.addresses.front();
  check.is_named_by_settings = true;
  check.account_name = check.account_id;
  checked_ = true;
  return check;
}

std::string EmailConnector::FolderOf(const std::string& stream) const {
  if (stream == kSentStream) return sent_folder_;
  constexpr std::string_view kPrefix = "folder:";
  return stream.starts_with(kPrefix) ? stream.substr(kPrefix.size()) : std::string();
}

Result<Page> EmailConnector::Fetch(const FetchRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  return WithAccess(request.now, cancel, [&] { return FetchPage(request, cancel); });
}

Result<Page> EmailConnector::FetchPage(const FetchRequest& request, const CancelToken& cancel) {
  const std::vector<StreamInfo> known = streams();
  if (std::none_of(known.begin(), known.end(), [&](const StreamInfo& s) { return s.name == request.stream; }))
    return MakeError(ErrorKind::kInvalidArgument, "no such stream: " + CleanLine(request.stream, 100));
  const std::string folder = FolderOf(request.stream);
  if (folder.empty()) return Page{};
  if (request.page_token.empty()) {
    RW_ASSIGN_OR_RETURN(const bool is_something_new, BeginRound(request, folder, cancel));
    if (!is_something_new) return Page{};
  } else {
    RW_RETURN_IF_ERROR(ContinueRound(request, folder, cancel));
  }
  return ReadPage(request, folder, cancel);
}

// Asks what is new; false when nothing is.
Result<bool> EmailConnector::BeginRound(const FetchRequest& request, const std::string& folder, const CancelToken& cancel) {
  // Of a folder that is open a server may tell old news, and STATUS may know more than SEARCH.
  static_cast<void>(mailbox_.Leave(request.now, cancel));
  const Result<FolderState> state = mailbox_.State(folder, request.now, cancel);
  if (!state.ok() && state.error().kind == ErrorKind::kNotFound) {
    if (request.stream == kSentStream) return false;
    return MakeError(ErrorKind::kConfiguration, "the folder \"" + folder + "\" is no longer there; correct \"folders\"");
  }
  RW_RETURN_IF_ERROR(state.status());
  const std::optional<Place> known = Place::Read(request.cursor);
  const bool numbers_hold = known && known->uid_validity == state->uid_validity;
  if (numbers_hold && state->uid_next <= known->uid + 1) return false;
  round_ = {};
  RW_ASSIGN_OR_RETURN(const FolderState entered, mailbox_.Enter(folder, request.now, cancel));
  round_.uid_validity = entered.uid_validity;
  if (round_.uid_validity != state->uid_validity) {
    return MakeError(ErrorKind::kBackOff, "the folder \"" + folder + "\" was made anew just now; it will be read again");
  }
  // New numbers for old mails do no harm: they are known by their own ids.
  RW_ASSIGN_OR_RETURN(round_.uids, numbers_hold ? mailbox_.SearchAfter(known->uid, request.now, cancel)
                                                : mailbox_.SearchSince(request.now - kBackfill, request.now, cancel));
  round_.stream = request.stream;
  // Not every server says what comes next (RFC 3501, 6.3.1 wants it).
  round_.end = std::max({entered.uid_next, round_.uids.empty() ? 1 : round_.uids.back() + 1, numbers_hold ? known->uid + 1 : 1});
  return true;
}

// A page's token is the last mail of the page before.
Status EmailConnector::ContinueRound(const FetchRequest& request, const std::string& folder, const CancelToken& cancel) {
  const std::optional<Place> after = Place::Read(request.page_token);
  if (!after) return MakeError(ErrorKind::kInvalidArgument, "no token of a page of mail");
  RW_ASSIGN_OR_RETURN(const FolderState entered, mailbox_.Enter(folder, request.now, cancel));
  const std::int64_t uid_validity = entered.uid_validity;
  const bool is_same = round_.stream == request.stream && round_.uid_validity == uid_validity;
  if (after->uid_validity != uid_validity)
    return MakeError(ErrorKind::kBackOff, "the folder \"" + folder + "\" was made anew just now; it will be read again");
  if (!is_same) {
    round_ = {request.stream, uid_validity, {}, after->uid + 1};
    RW_ASSIGN_OR_RETURN(round_.uids, mailbox_.SearchAfter(after->uid, request.now, cancel));
    if (!round_.uids.empty()) round_.end = round_.uids.back() + 1;
  }
  round_.uids.erase(round_.uids.begin(), std::upper_bound(round_.uids.begin(), round_.uids.end(), after->uid));
  return {};
}

// Three refusals may be a server in trouble: a mail is given up when the one behind it comes, or none does for an hour. What
// ended the connection may be the way there: of that only an hour tells.
Result<bool> EmailConnector::IsWorthWaiting(const FetchRequest& request, const std::vector<std::int64_t>& uids,
                                            const Error& error, const CancelToken& cancel) {
  const bool was_said = mailbox_.is_open();
  const std::string place = request.stream + " " + CursorOf(round_.uid_validity, uids.front());
  if (place != refused_) {
    refused_ = place;
    refusals_ = 0;
    refused_since_ = request.now;
  }
  ++refusals_;
  if (error.kind == ErrorKind::kTooLarge) return false;
  const bool is_long = request.now - refused_since_ >= kLongestOutage;
  if (refusals_ < kMostRefusals || (!was_said && !is_long)) return true;
  const auto next = std::find(round_.uids.begin(), round_.uids.end(), uids.front()) + 1;
  if (next == round_.uids.end()) return !is_long;
  if (!was_said) RW_RETURN_IF_ERROR(mailbox_.Enter(FolderOf(request.stream), request.now, cancel).status());
  return !mailbox_.Fetch({*next}, request.now, cancel).ok();
}

// One mail that the server cannot deliver must not hide those behind it. `uids` becomes what was asked for.
Result<std::vector<FetchedMail>> EmailConnector::FetchSome(const FetchRequest& request, std::vector<std::int64_t>& uids,
                                                           Page& page, const CancelToken& cancel) {
  uids.resize(std::min(mails_per_page_, uids.size()));
  Result<std::vector<FetchedMail>> mails = mailbox_.Fetch(uids, request.now, cancel);
  if (mails.ok()) {
    mails_per_page_ = std::min(kMailsPerPage, 2 * mails_per_page_);
    return mails;
  }
  const bool is_this_answer = mails.error().kind == ErrorKind::kBackOff || mails.error().kind == ErrorKind::kTooLarge;
  if (!is_this_answer) return mails;
  const bool was_alone = uids.size() == 1;
  mails_per_page_ = 1;
  if (!was_alone) return mails;
  RW_ASSIGN_OR_RETURN(const bool is_worth_waiting, IsWorthWaiting(request, uids, mails.error(), cancel));
  if (is_worth_waiting) return mails;
  page.set_aside.push_back({"place:" + CursorOf(round_.uid_validity, uids.front()),
                            "the mail's server did not deliver it: " + mails.error().text, ""});
  return std::vector<FetchedMail>{};
}

bool EmailConnector::GoesOnWithout(const Error& error) {
  if (error.kind == ErrorKind::kCancelled) return false;
  if (mailbox_.is_open()) return true;
  return ++lost_beside_ >= kMostRefusals;
}

// A mail tells whom it is sent to; the one it answers may be by somebody who wants answers elsewhere.
Status EmailConnector::NameWhomWeAnswered(Item& item, Timestamp now, const CancelToken& cancel) {
  const std::string parent = MessageIdIn(item.parent_source_id);
  if (parent.empty()) return {};
  RW_RETURN_IF_ERROR(mailbox_.Enter(options_.folders.front(), now, cancel).status());
  RW_ASSIGN_OR_RETURN(const std::vector<std::int64_t> uids, mailbox_.SearchMessageId(parent, now, cancel));
  std::optional<std::string> writer;
  for (const std::int64_t uid : uids) {
    RW_ASSIGN_OR_RETURN(const std::string head, mailbox_.FetchHead(uid, now, cancel));
    const Result<MailMessage> mail = ReadMail(head);
    if (!mail.ok() || mail->message_id != parent || (!mail->from && !mail->sender)) continue;
    const std::string& address = WriterOf(*mail, options_.us).address;
    // Of several with one id it is the one we wrote to.
    if (address == item.parent_author_id) return {};
    if (!options_.us.Is(address)) writer = address;
  }
  if (!writer) return {};
  item.parent_author_id = *writer;
  item.parent_source_id = SourceIdOf(parent, *writer);
  item.mentioned_ids = {*writer};
  return {};
}

Result<Page> EmailConnector::ReadPage(const FetchRequest& request, const std::string& folder, const CancelToken& cancel) {
  const bool is_sent = request.stream == kSentStream;
  const auto number =
      static_cast<std::size_t>(std::find(options_.folders.begin(), options_.folders.end(), folder) - options_.folders.begin());
  std::vector<std::int64_t> uids = round_.uids;
  Page page;
  RW_ASSIGN_OR_RETURN(const std::vector<FetchedMail> mails, FetchSome(request, uids, page, cancel));
  const bool is_last = uids.size() == round_.uids.size();
  for (const FetchedMail& mail : mails) {
    const Found found = is_sent ? Found::kInSentMail : Found::kWhereMailArrives;
    ReadItem read = ToItem(mail, {number, round_.uid_validity, mail.uid}, found, options_.us, request.now);
    if (read.set_aside) page.set_aside.push_back(std::move(*read.set_aside));
    if (!read.item) continue;
    // Anybody can write our name into From: what we sent is told by the folder of sent mail.
    if (!is_sent && !sent_folder_.empty() && read.item->direction == Direction::kOutgoing) {
      ++page.unreadable;
      continue;
    }
    if (read.undelivered) {
      const Status placed = PlaceBounce(*read.item, *read.undelivered, request.now, cancel);
      if (!placed.ok() && !GoesOnWithout(placed.error())) return placed.error();
      if (!placed.ok()) read.item->automatic = false;  // somebody must look at it
    }
    if (is_sent) {
      const Status named = NameWhomWeAnswered(*read.item, request.now, cancel);
      if (!named.ok() && !GoesOnWithout(named.error())) return named.error();
    }
    page.items.push_back(std::move(*read.item));
  }
  lost_beside_ = 0;
  const std::int64_t last = is_last ? round_.end - 1 : uids.back();
  page.cursor = CursorOf(round_.uid_validity, last);
  // What was read stands, whatever the server says to a goodbye.
  if (is_last) static_cast<void>(mailbox_.Leave(request.now, cancel));
  if (!is_last) page.next_page_token = page.cursor;
  return page;
}

// Only a report about a mail that we did send is believed.
Status EmailConnector::PlaceBounce(Item& item, const BounceReport& bounce, Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const InSent in_sent, FindInSent(bounce.message_id, now, cancel));
  const std::optional<MailMessage>& sent = in_sent.mail;
  if (!sent || sent->to.empty()) {
    // Without its copy nobody can tell whose thread it belongs to; somebody must look at it all the same.
    RW_ASSIGN_OR_RETURN(const SentNote noted, sent_log_.Look(bounce.message_id, now));
    if (!noted.message_id.empty()) item.automatic = false;
    return {};
  }
  const auto named =
      std::find_if(sent->to.begin(), sent->to.end(), [&](const MailAddress& to) { return to.address == bounce.recipient; });
  const Timestamp noted_by = std::min(now, sent->date.value_or(now) + kLongestSending);
  AttachBounce(item, {bounce.message_id, RootOf(*sent), named == sent->to.end() ? sent->to.front() : *named, noted_by},
               options_.us);
  if (!bounce.reason.empty()) item.text = bounce.reason + "\n\n" + item.text;
  return {};
}

Result<SweepResult> EmailConnector::Sweep(const SweepRequest& request, const CancelToken& /*cancel*/) {
  if (request.source_ids.empty()) return SweepResult{};
  return MakeError(ErrorKind::kInvalidArgument, "mails do not change, nothing is read again");
}

Status EmailConnector::Approve(const std::string& /*source_id*/, Timestamp /*now*/, const CancelToken& /*cancel*/) {
  return MakeError(ErrorKind::kInvalidArgument, "a mailbox holds nothing back");
}

}  // namespace replywatch::email

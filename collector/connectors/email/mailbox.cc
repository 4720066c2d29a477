#include "collector/connectors/email/mailbox.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace replywatch::email {
namespace {

constexpr std::size_t kMostFolders = 1000;
constexpr std::size_t kMostOfOneId = 20;
constexpr std::size_t kMostFound = 1'000'000;
constexpr std::string_view kSearch = "search";

std::string Lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

// The values of an untagged answer that begins with `word`; empty for another one.
std::vector<ImapValue> ValuesOf(const std::string& answer, std::string_view word) {
  if (answer.size() < word.size() || Lower(answer.substr(0, word.size())) != Lower(word)) return {};
  return ReadImapValues(std::string_view(answer).substr(word.size()));
}

// "12 FETCH (…)": what stands in the brackets.
std::vector<ImapValue> FetchPairs(const std::string& answer) {
  const std::size_t digits = answer.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string::npos || Lower(answer.substr(digits, 7)) != " fetch ") return {};
  std::vector<ImapValue> values = ReadImapValues(std::string_view(answer).substr(digits + 7));
  return values.empty() ? std::vector<ImapValue>() : std::move(values.front().list);
}

// Of a list that may be long: no values are made of it.
void AppendNumbers(std::string_view list, std::vector<std::int64_t>& out) {
  while (!list.empty() && out.size() < kMostFound) {
    const std::size_t space = std::min(list.find(' '), list.size());
    std::int64_t uid = 0;
    const auto [end, error] = std::from_chars(list.data(), list.data() + space, uid);
    if (error == std::errc() && end == list.data() + space && uid > 0) out.push_back(uid);
    list.remove_prefix(std::min(space + 1, list.size()));
  }
}

// The answer to BODY.PEEK[]<0.n> is named BODY[]<0>.
const ImapValue* FindBody(const std::vector<ImapValue>& pairs) {
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
    if (pairs[i].kind == ImapValue::Kind::kAtom && Lower(pairs[i].text).starts_with("body[")) return &pairs[i + 1];
  }
  return nullptr;
}

std::int64_t NumberIn(const std::vector<ImapValue>& pairs, std::string_view name) {
  const ImapValue* value = FindImapValue(pairs, name);
  return value == nullptr ? 0 : value->Number().value_or(0);
}

std::string SetOf(const std::vector<std::int64_t>& uids) {
  std::string out;
  for (std::size_t i = 0; i < uids.size();) {
    std::size_t end = i;
    while (end + 1 < uids.size() && uids[end + 1] == uids[end] + 1) ++end;
    if (!out.empty()) out += ',';
    out += std::to_string(uids[i]);
    if (end > i) out += ":" + std::to_string(uids[end]);
    i = end + 1;
  }
  return out;
}

// "OK [UIDNEXT 12] …": 12; 0 when no answer says it.
std::int64_t NumberInCode(const ImapReply& reply, std::string_view begin) {
  for (const std::string& answer : reply.untagged) {
    const std::size_t at = Lower(std::string_view(answer).substr(0, 80)).find(begin);
    if (at == std::string::npos) continue;
    const std::size_t first = at + begin.size();
    const std::string digits = answer.substr(first, answer.find(']', first) - first);
    return ImapValue{ImapValue::Kind::kAtom, digits, {}}.Number().value_or(0);
  }
  return 0;
}

// As a server writes it, which is as it wants it back.
Result<std::string> Quoted(const std::string& folder) {
  if (auto quoted = QuoteImapString(folder)) return *quoted;
  return MakeError(ErrorKind::kConfiguration, "a folder's name has a character that IMAP does not take");
}

}  // namespace

bool Folder::Has(std::string_view attribute) const { return std::find(use.begin(), use.end(), attribute) != use.end(); }

std::vector<std::int64_t> ReadSearch(const ImapReply& reply) {
  std::vector<std::int64_t> out;
  for (const std::string& answer : reply.untagged) {
    if (Lower(std::string_view(answer).substr(0, kSearch.size())) != kSearch) continue;
    AppendNumbers(std::string_view(answer).substr(kSearch.size()), out);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<FetchedMail> ReadFetch(const ImapReply& reply) {
  std::map<std::int64_t, FetchedMail> mails;
  for (const std::string& answer : reply.untagged) {
    const std::vector<ImapValue> pairs = FetchPairs(answer);
    const std::int64_t uid = NumberIn(pairs, "UID");
    const ImapValue* body = FindBody(pairs);
    if (uid <= 0 || body == nullptr) continue;  // news of flags
    FetchedMail& mail = mails[uid];
    mail.uid = uid;
    if (const ImapValue* arrived = FindImapValue(pairs, "INTERNALDATE")) mail.arrived = ReadImapTime(arrived->text);
    if (body->kind == ImapValue::Kind::kString) mail.bytes = body->text;
    mail.is_cut = NumberIn(pairs, "RFC822.SIZE") > kWindowBytes;
  }
  std::vector<FetchedMail> out;
  for (auto& [uid, mail] : mails) out.push_back(std::move(mail));
  return out;
}

std::optional<FolderState> ReadFolderState(const ImapReply& reply) {
  for (const std::string& answer : reply.untagged) {
    const std::vector<ImapValue> values = ValuesOf(answer, "STATUS ");
    if (values.empty() || values.back().kind != ImapValue::Kind::kList) continue;
    const FolderState state{NumberIn(values.back().list, "UIDVALIDITY"), NumberIn(values.back().list, "UIDNEXT")};
    if (state.uid_validity > 0 && state.uid_next > 0) return state;
  }
  return std::nullopt;
}

std::vector<Folder> ReadFolders(const ImapReply& reply) {
  std::vector<Folder> out;
  for (const std::string& answer : reply.untagged) {
    const std::vector<ImapValue> values = ValuesOf(answer, "LIST ");
    if (values.size() < 3 || values[0].kind != ImapValue::Kind::kList || out.size() >= kMostFolders) continue;
    Folder folder{values[2].text, {}};
    for (const ImapValue& attribute : values[0].list) folder.use.push_back(Lower(attribute.text));
    if (!folder.name.empty()) out.push_back(std::move(folder));
  }
  return out;
}

Status Mailbox::SignIn(Timestamp now, const CancelToken& cancel) {
  session_.reset();
  entered_.clear();
  RW_ASSIGN_OR_RETURN(OpenMailbox opened, transport_->Open(cancel));
  session_ = std::make_unique<ImapSession>(std::move(opened.stream));
  alerts_ = std::move(opened.alerts);
  RW_ASSIGN_OR_RETURN(const ImapReply reply, Run("CAPABILITY", now, cancel));
  capabilities_.clear();
  for (const std::string& answer : reply.untagged) {
    for (const ImapValue& value : ValuesOf(answer, "CAPABILITY ")) capabilities_.push_back(Lower(value.text));
  }
  return {};
}

bool Mailbox::Can(std::string_view capability) const {
  return std::find(capabilities_.begin(), capabilities_.end(), Lower(capability)) != capabilities_.end();
}

Status Mailbox::Ready(Timestamp now, const CancelToken& cancel) {
  if (cancel.cancelled()) return MakeError(ErrorKind::kCancelled, "cancelled");
  if (session_ != nullptr && !session_->IsBroken()) return {};
  return SignIn(now, cancel);
}

Result<ImapReply> Mailbox::Run(const std::string& command, Timestamp now, const CancelToken& cancel) {
  if (session_ == nullptr) return MakeError(ErrorKind::kBackOff, "the connection to the mailbox has ended");
  Result<ImapReply> reply = session_->Run(command, now, cancel);
  // Whoever was refused signs in anew, perhaps with other words.
  const bool ends = session_->IsBroken() || (!reply.ok() && reply.error().kind == ErrorKind::kReauthorize);
  if (ends && !reply.ok()) {
    session_.reset();
    entered_.clear();
  }
  return reply;
}

Result<std::vector<Folder>> Mailbox::List(Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(Ready(now, cancel));
  RW_ASSIGN_OR_RETURN(const ImapReply reply, Run(R"(LIST "" "*")", now, cancel));
  return ReadFolders(reply);
}

Result<FolderState> Mailbox::State(const std::string& folder, Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(Ready(now, cancel));
  RW_ASSIGN_OR_RETURN(const std::string name, Quoted(folder));
  RW_ASSIGN_OR_RETURN(const ImapReply reply, Run("STATUS " + name + " (UIDNEXT UIDVALIDITY)", now, cancel));
  if (const auto state = ReadFolderState(reply)) return *state;
  return MakeError(ErrorKind::kBackOff, "the mailbox's server does not say what is in the folder");
}

Result<FolderState> Mailbox::Enter(const std::string& folder, Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(Ready(now, cancel));
  if (entered_ == folder) return entered_state_;
  RW_ASSIGN_OR_RETURN(const std::string name, Quoted(folder));
  entered_.clear();
  RW_ASSIGN_OR_RETURN(const ImapReply reply, Run("EXAMINE " + name, now, cancel));
  entered_state_ = {NumberInCode(reply, "[uidvalidity "), NumberInCode(reply, "[uidnext ")};
  entered_ = folder;
  return entered_state_;
}

Result<std::vector<std::int64_t>> Mailbox::Search(const std::string& keys, Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const ImapReply reply, Run("UID SEARCH " + keys, now, cancel));
  return ReadSearch(reply);
}

Result<std::vector<std::int64_t>> Mailbox::SearchAfter(std::int64_t uid, Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(std::vector<std::int64_t> uids, Search("UID " + std::to_string(uid + 1) + ":*", now, cancel));
  // The last mail always is in "n:*" (RFC 3501, 6.4.8).
  uids.erase(uids.begin(), std::upper_bound(uids.begin(), uids.end(), uid));
  return uids;
}

Result<std::vector<std::int64_t>> Mailbox::SearchSince(Timestamp since, Timestamp now, const CancelToken& cancel) {
  return Search("SINCE " + WriteImapDate(since), now, cancel);
}

Result<std::vector<std::int64_t>> Mailbox::SearchMessageId(const std::string& message_id, Timestamp now,
                                                           const CancelToken& cancel, const char* field) {
  const auto quoted = QuoteImapString(message_id);
  if (!quoted) return std::vector<std::int64_t>{};
  RW_ASSIGN_OR_RETURN(std::vector<std::int64_t> uids, Search(std::string("HEADER ") + field + " " + *quoted, now, cancel));
  // Servers look for a part of the id.
  if (uids.size() > kMostOfOneId) uids.erase(uids.begin(), uids.end() - static_cast<std::ptrdiff_t>(kMostOfOneId));
  return uids;
}

Result<std::vector<FetchedMail>> Mailbox::Fetch(const std::vector<std::int64_t>& uids, Timestamp now, const CancelToken& cancel) {
  if (uids.empty()) return std::vector<FetchedMail>{};
  const std::string what = " (UID INTERNALDATE RFC822.SIZE BODY.PEEK[]<0." + std::to_string(kWindowBytes) + ">)";
  RW_ASSIGN_OR_RETURN(const ImapReply reply, Run("UID FETCH " + SetOf(uids) + what, now, cancel));
  std::vector<FetchedMail> mails = ReadFetch(reply);
  std::erase_if(mails, [&](const FetchedMail& mail) { return !std::binary_search(uids.begin(), uids.end(), mail.uid); });
  RW_RETURN_IF_ERROR(ListWhatWasCut(mails, now, cancel));
  return mails;
}

Status Mailbox::ListWhatWasCut(std::vector<FetchedMail>& mails, Timestamp now, const CancelToken& cancel) {
  std::vector<std::int64_t> uids;
  for (const FetchedMail& mail : mails) {
    if (mail.is_cut) uids.push_back(mail.uid);
  }
  if (uids.empty()) return {};
  const Result<ImapReply> reply = Run("UID FETCH " + SetOf(uids) + " (UID BODYSTRUCTURE)", now, cancel);
  if (!reply.ok() && is_open()) return {};  // what was delivered is not lost for a list of files
  RW_RETURN_IF_ERROR(reply.status());
  std::map<std::int64_t, std::vector<ImapText>> texts;
  for (const std::string& answer : reply->untagged) {
    const std::vector<ImapValue> pairs = FetchPairs(answer);
    const ImapValue* structure = FindImapValue(pairs, "BODYSTRUCTURE");
    const std::int64_t uid = NumberIn(pairs, "UID");
    const auto mail = std::find_if(mails.begin(), mails.end(), [&](const FetchedMail& m) { return m.uid == uid; });
    if (structure == nullptr || mail == mails.end()) continue;
    mail->attachments = ListAttachments(*structure);
    texts[uid] = ListTextsBehind(*structure, kWindowBytes);
  }
  for (FetchedMail& mail : mails) {
    for (const ImapText& text : texts[mail.uid]) {
      RW_ASSIGN_OR_RETURN(const std::string body, FetchSection(mail.uid, text.section, now, cancel));
      if (!body.empty()) mail.texts_behind.push_back(text.head + body);
    }
  }
  return {};
}

// Empty when the server does not deliver it.
Result<std::string> Mailbox::FetchSection(std::int64_t uid, const std::string& section, Timestamp now,
                                          const CancelToken& cancel) {
  const std::string what = " (UID BODY.PEEK[" + section + "]<0." + std::to_string(kWindowBytes) + ">)";
  const Result<ImapReply> reply = Run("UID FETCH " + std::to_string(uid) + what, now, cancel);
  if (!reply.ok() && is_open()) return std::string();
  RW_RETURN_IF_ERROR(reply.status());
  for (FetchedMail& mail : ReadFetch(*reply)) {
    if (mail.uid == uid && mail.bytes) return std::move(*mail.bytes);
  }
  return std::string();
}

Result<std::string> Mailbox::FetchHead(std::int64_t uid, Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const ImapReply reply, Run("UID FETCH " + std::to_string(uid) + " (UID BODY.PEEK[HEADER])", now, cancel));
  for (const FetchedMail& mail : ReadFetch(reply)) {
    if (mail.uid == uid && mail.bytes) return *mail.bytes;
  }
  return std::string();
}

// Entered by EXAMINE, so that CLOSE removes nothing.
Status Mailbox::Leave(Timestamp now, const CancelToken& cancel) {
  if (entered_.empty()) return {};
  entered_.clear();
  return Run("CLOSE", now, cancel).status();
}

Status Mailbox::MarkAnswered(const std::string& folder, std::int64_t uid, Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(Ready(now, cancel));
  RW_ASSIGN_OR_RETURN(const std::string name, Quoted(folder));
  entered_.clear();
  RW_RETURN_IF_ERROR(Run("SELECT " + name, now, cancel).status());
  const Status stored = Run("UID STORE " + std::to_string(uid) + R"( +FLAGS.SILENT (\Answered \Seen))", now, cancel).status();
  RW_RETURN_IF_ERROR(Enter(folder, now, cancel).status());  // read-only again
  return stored;
}

Status Mailbox::Append(const std::string& folder, const std::string& mail, Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(Ready(now, cancel));
  RW_ASSIGN_OR_RETURN(const std::string name, Quoted(folder));
  const std::string command = "APPEND " + name + " (\\Seen) \"" + WriteImapTime(now) + "\"";
  const Status status = session_->RunWithLiteral(command, mail, now, cancel).status();
  if (session_->IsBroken()) {
    session_.reset();
    entered_.clear();
  }
  return status;
}

}  // namespace replywatch::email

// A mailbox over a PracticeWorld, spoken to as MakePracticeMailTransport does: what people write is mail in INBOX, the shop's
// posts are mails it sent to its subscribers, answers that the world gave by itself were sent from another mail program.
#include <algorithm>
#include <map>
#include <set>

#include "collector/connectors/email/email_items.h"
#include "collector/http/url.h"
#include "collector/practice/practice_server.h"
#include "collector/protocols/mail/mail_draft.h"

namespace replywatch::email {
namespace {

constexpr const char* kUser = "shop@practice.example";
constexpr const char* kPassword = "practice-password";
constexpr const char* kClientId = "practice-app";
constexpr const char* kRefreshToken = "practice-refresh-";  // with a number: each use gives out the next
constexpr const char* kAccessToken = "practice-access-";    // with the end of its validity
constexpr std::int64_t kTokenSeconds = 3600;
constexpr const char* kSubscribers = "subscribers@practice.example";
constexpr std::int64_t kUidValidity = 1'700'000'000;
constexpr std::size_t kMostSessions = 1000;

std::string Lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string AddressOf(const PracticePerson& person) {
  return person.email.empty() ? Lower(person.handle) + "@people.example" : Lower(person.email);
}

// Odd numbers are for copies that were filed away.
std::int64_t UidOf(const PracticeMessage& message) { return 2 * std::atoll(message.id.c_str()); }

std::string Literal(const std::string& bytes) { return "{" + std::to_string(bytes.size()) + "}\r\n" + bytes; }

class EmailPractice final : public PracticeServer {
 public:
  EmailPractice(PracticeWorld* world, PracticeOptions options) : world_(world), options_(std::move(options)) {}

  InboxConfig Inbox(const std::string& base_url) const override {
    InboxConfig inbox;
    inbox.name = inbox.platform = "email";
    inbox.base_url = base_url;
    inbox.options = {{"imap", base_url}, {"smtp", base_url}, {"user", kUser}, {"from_name", world_->us().name}};
    if (Has("outlook")) inbox.options["server_keeps_sent"] = "yes";
    if (!Has("oauth")) {
      inbox.secrets.emplace("password", Secret(kPassword));
      return inbox;
    }
    inbox.options["oauth"] = base_url + "/token";
    inbox.options["client_id"] = kClientId;
    inbox.secrets.emplace("refresh_token", Secret(kRefreshToken + std::string("0")));
    return inbox;
  }
  std::string SourceIdOf(const PracticeMessage& message) const override {
    if (message.is_broken) return "place:" + Place{0, kUidValidity, UidOf(message)}.Write();
    return email::SourceIdOf(message.chosen_id.empty() ? MessageIdOf(message) : message.chosen_id, WriterAddress(message));
  }
  bool Shows(const PracticeMessage& message) const override { return IsIn(Inboxed(message) ? "INBOX" : SentName(), message); }
  std::optional<Timestamp> ThrottledUntil() const override { return std::nullopt; }

 protected:
  HttpServerResponse Answer(const HttpServerRequest& request) override {
    messages_ = world_->messages();
    if (request.path == "/token" && Has("oauth")) return GiveToken(request);
    if (request.path == "/smtp") return request.method == "POST" ? TakeMail(request) : SignIn(request);
    if (request.path != "/imap") return Text(404, "");
    const std::string session = request.Query("session");
    const std::string command = request.method == "POST" ? request.body : request.Query("q");
    if (command.empty()) {
      if (sessions_.size() >= kMostSessions) sessions_.clear();
      sessions_.erase(session);
      return SignIn(request);
    }
    return Imap(session, command);
  }
  HttpServerResponse Refuse(int status) const override { return Text(status, ""); }

 private:
  bool Has(const std::string& quirk) const { return options_.quirks.contains(quirk); }
  std::string SentName() const { return Has("gmail") ? "[Gmail]/Sent Mail" : Has("plain_folders") ? "Wys&AUI-ane" : "Sent"; }

  static HttpServerResponse Text(int status, std::string body) {
    HttpServerResponse response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(body);
    return response;
  }
  HttpServerResponse SignIn(const HttpServerRequest& request) const {
    const std::string given(request.Header("Authorization").value_or(""));
    if (!Has("oauth")) return Text(given == "Basic " + Base64Encode(std::string(kUser) + ":" + kPassword) ? 200 : 401, "");
    const std::string start = "Bearer " + std::string(kAccessToken);
    const bool is_valid = given.starts_with(start) && std::atoll(given.c_str() + start.size()) > world_->Now().ms;
    return Text(is_valid ? 200 : 401, "");
  }
  // As Microsoft: another refresh token with every access token, of which the last two count.
  HttpServerResponse GiveToken(const HttpServerRequest& request) {
    std::map<std::string, std::string> form;
    for (const auto& [name, value] : ParseQuery(request.body)) form[name] = value;
    const std::string newest = kRefreshToken + std::to_string(refreshed_);
    const std::string last = kRefreshToken + std::to_string(std::max(0, refreshed_ - 1));
    const bool is_known = form["refresh_token"] == newest || form["refresh_token"] == last;
    if (form["grant_type"] != "refresh_token" || !is_known) return Text(400, R"({"error":"invalid_grant"})");
    if (form["client_id"] != kClientId || form.contains("client_secret")) return Text(401, R"({"error":"invalid_client"})");
    if (form["refresh_token"] == newest) ++refreshed_;
    const Timestamp end = world_->Now() + Duration::Seconds(kTokenSeconds);
    return Text(200, R"({"token_type":"Bearer","expires_in":)" + std::to_string(kTokenSeconds) + R"(,"access_token":")" +
                         kAccessToken + std::to_string(end.ms) + R"(","refresh_token":")" + kRefreshToken +
                         std::to_string(refreshed_) + R"("})");
  }

  // What the messages are as mails.
  static bool Inboxed(const PracticeMessage& message) { return !message.is_ours; }
  static std::string WriterAddress(const PracticeMessage& message) { return message.is_ours ? kUser : AddressOf(message.author); }
  // Outlook.com gives what it sends an id of its own.
  std::string MessageIdOf(const PracticeMessage& message) const {
    const bool is_own = message.chosen_id.empty() || (Has("outlook") && submitted_.contains(message.chosen_id));
    return is_own ? message.id + "@world.practice.example" : message.chosen_id;
  }
  bool IsIn(const std::string& folder, const PracticeMessage& message) const {
    if (message.publication != Publication::kVisible) return false;
    if (Inboxed(message)) return folder == "INBOX";
    const bool is_copied =
        !submitted_.contains(message.chosen_id) || appended_.contains(message.chosen_id) || Has("gmail") || Has("outlook");
    return folder == SentName() && is_copied;
  }
  const PracticeMessage* ById(const std::string& id) const {
    const auto it = std::find_if(messages_.begin(), messages_.end(), [&](const PracticeMessage& m) { return m.id == id; });
    return it == messages_.end() ? nullptr : &*it;
  }
  const PracticeMessage* ByMessageId(const std::string& id) const {
    const auto it =
        std::find_if(messages_.begin(), messages_.end(), [&](const PracticeMessage& m) { return MessageIdOf(m) == id; });
    return it == messages_.end() ? nullptr : &*it;
  }

  std::string MailOf(const PracticeMessage& message) const {
    if (message.is_broken) return "unreadable \x01\x02 bytes without a head\r\n";
    MailDraft draft;
    draft.from = WriterAddress(message);
    draft.from_name = message.is_ours ? world_->us().name : message.author.name;
    draft.text = message.text;
    draft.message_id = MessageIdOf(message);
    draft.date = message.created_at;
    std::vector<std::string> above;
    const PracticeMessage* const parent = ById(message.parent_id);
    const PracticeMessage* root = &message;
    for (const PracticeMessage* m = parent; m != nullptr; m = ById(m->parent_id)) {
      above.insert(above.begin(), MessageIdOf(*m));
      root = m;
    }
    draft.references = above;
    if (parent != nullptr) draft.in_reply_to = {MessageIdOf(*parent)};
    draft.to = message.is_ours ? (parent == nullptr ? kSubscribers : AddressOf(parent->author))
                               : (parent == nullptr ? kUser : WriterAddress(*parent));
    draft.subject = (parent == nullptr ? "" : "Re: ") + root->text.substr(0, root->text.find('\n'));
    const Result<std::string> mail = WriteMail(draft);
    const bool has_original = mail.ok() && !message.chosen_id.empty() && message.chosen_id != draft.message_id;
    const std::string original = has_original ? "X-Microsoft-Original-Message-ID: <" + message.chosen_id + ">\r\n" : "";
    return mail.ok() ? original + *mail : std::string();
  }

  // IMAP, as far as the connector speaks it.
  HttpServerResponse Imap(const std::string& session, const std::string& text) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string tag = text.substr(0, space);
    const std::vector<ImapValue> words = ReadImapValues(std::string_view(text).substr(std::min(space + 1, text.size())));
    std::string out = Has("chatty") ? "* 3 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* OK Still here\r\n" : "";
    const std::string result = words.empty() ? "BAD what?" : Carry(session, words, out);
    std::string answer = out + tag + " " + result + "\r\n";
    if (Has("lower_case")) answer = LowerKeywords(answer);
    return Text(200, answer);
  }

  // Only what a server may write either way.
  static std::string LowerKeywords(std::string text) {
    for (const std::string_view word :
         {"SEARCH ", "FETCH (", "INTERNALDATE", "STATUS ", "UIDNEXT", "LIST (", "UIDVALIDITY", "CAPABILITY "}) {
      for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        text.replace(at, word.size(), Lower(word));
    }
    return text;
  }

  std::string Carry(const std::string& session, const std::vector<ImapValue>& words, std::string& out) {
    const std::string verb = Lower(words[0].text);
    const std::string second = words.size() > 1 ? words[1].text : std::string();
    if (verb == "capability") {
      out += std::string("* CAPABILITY IMAP4rev1 UIDPLUS") + (Has("gmail") ? " X-GM-EXT-1" : "") + "\r\n";
      return "OK done";
    }
    if (verb == "list") return ListFolders(out);
    if (verb == "append") return Append(words);
    if (verb == "status" || verb == "examine" || verb == "select") return Look(session, verb, second, out);
    if (verb == "close") return sessions_.erase(session) > 0 ? "OK closed" : "BAD no folder is open";
    if (verb != "uid" || !sessions_.contains(session) || words.size() < 3) return "BAD not understood";
    const std::string& folder = sessions_[session];
    if (Lower(second) == "search") return Search(folder, words, out);
    if (Lower(second) == "fetch") return Fetch(folder, words[2].text, words.back(), out);
    return Lower(second) == "store" ? "OK stored" : "BAD not understood";
  }

  std::string ListFolders(std::string& out) const {
    const bool says_use = !Has("plain_folders");
    out += R"(* LIST (\HasNoChildren) "/" INBOX)"
           "\r\n";
    out += R"(* LIST (\HasNoChildren)" + std::string(says_use ? R"( \Sent)" : "") + R"() "/" ")" + SentName() + "\"\r\n";
    out += R"(* LIST (\HasNoChildren) "/" "Archive")"
           "\r\n";
    return "OK done";
  }

  std::string Look(const std::string& session, const std::string& verb, const std::string& folder, std::string& out) {
    if (folder != "INBOX" && folder != SentName() && folder != "Archive") return "NO [NONEXISTENT] no such folder";
    const std::int64_t newest = NewestIn(folder);
    if (verb == "status") {
      out += "* STATUS \"" + folder + "\" (UIDNEXT " + std::to_string(newest + 1) + " UIDVALIDITY " +
             std::to_string(kUidValidity) + ")\r\n";
      return "OK done";
    }
    sessions_[session] = folder;
    out += "* OK [UIDVALIDITY " + std::to_string(kUidValidity) + "] UIDs valid\r\n* OK [UIDNEXT " + std::to_string(newest + 1) +
           "] next\r\n";
    return verb == "examine" ? "OK [READ-ONLY] done" : "OK [READ-WRITE] done";
  }
  std::int64_t NewestIn(const std::string& folder) {
    std::int64_t newest = 0;
    for (const PracticeMessage& message : messages_) {
      if (IsIn(folder, message)) newest = std::max(newest, CopyUid(message));
    }
    return newest;
  }
  // A copy that was filed away later is newer than what came meanwhile.
  std::int64_t CopyUid(const PracticeMessage& message) const {
    const auto copy = appended_.find(message.chosen_id);
    return copy == appended_.end() || message.chosen_id.empty() ? UidOf(message) : copy->second;
  }

  std::string Search(const std::string& folder, const std::vector<ImapValue>& words, std::string& out) {
    const std::string key = Lower(words[2].text);
    const std::string last = words.back().text;
    std::int64_t newest = NewestIn(folder);
    out += "* SEARCH";
    for (const PracticeMessage& message : messages_) {
      if (!IsIn(folder, message)) continue;
      const std::int64_t uid = CopyUid(message);
      const bool is_original = key == "header" && words.size() > 4 && Lower(words[3].text) != "message-id";
      const std::string id = is_original ? message.chosen_id : MessageIdOf(message);
      const bool has_field = !is_original || MessageIdOf(message) != message.chosen_id;
      const bool matches = key == "header" ? has_field && id.find(last) != std::string::npos
                                           : key != "uid" || uid >= std::min<std::int64_t>(std::atoll(last.c_str()), newest);
      if (matches) out += " " + std::to_string(uid);
    }
    out += "\r\n";
    return "OK done";
  }

  std::string Fetch(const std::string& folder, const std::string& set, const ImapValue& what, std::string& out) {
    const bool wants_head =
        std::any_of(what.list.begin(), what.list.end(), [](const ImapValue& v) { return Lower(v.text) == "body.peek[header]"; });
    std::set<std::int64_t> wanted;
    for (const std::string& range : Ranges(set)) {
      const std::int64_t first = std::atoll(range.c_str());
      const std::size_t colon = range.find(':');
      const std::int64_t end = colon == std::string::npos ? first : std::atoll(range.c_str() + colon + 1);
      for (std::int64_t uid = first; uid <= end; ++uid) wanted.insert(uid);
    }
    for (const PracticeMessage& message : messages_) {
      const std::int64_t uid = CopyUid(message);
      if (!IsIn(folder, message) || !wanted.contains(uid)) continue;
      std::string mail = MailOf(message);
      const std::size_t size = mail.size();
      if (wants_head) mail.erase(std::min(mail.find("\r\n\r\n"), mail.size() - 4) + 4);
      out += "* 1 FETCH (UID " + std::to_string(uid) + " INTERNALDATE \"" + WriteImapTime(message.created_at) +
             "\" RFC822.SIZE " + std::to_string(size) + (wants_head ? " BODY[HEADER] " : " BODY[]<0> ") + Literal(mail) + ")\r\n";
    }
    return "OK done";
  }
  static std::vector<std::string> Ranges(const std::string& set) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < set.size();) {
      const std::size_t comma = std::min(set.find(',', at), set.size());
      out.push_back(set.substr(at, comma - at));
      at = comma + 1;
    }
    return out;
  }

  std::string Append(const std::vector<ImapValue>& words) {
    if (words.size() < 3 || words[1].text != SentName()) return "NO [TRYCREATE] no such folder";
    const Result<MailMessage> mail = ReadMail(words.back().text);
    if (!mail.ok() || ByMessageId(mail->message_id) == nullptr) return "NO cannot keep this";
    std::int64_t newest = 0;
    for (const PracticeMessage& message : messages_) newest = std::max(newest, UidOf(message));
    appended_.try_emplace(mail->message_id, newest + 1);
    return "OK done";
  }

  HttpServerResponse TakeMail(const HttpServerRequest& request) {
    const HttpServerResponse signed_in = SignIn(request);
    if (signed_in.status != 200) return signed_in;
    const Result<MailMessage> mail = ReadMail(request.body);
    if (!mail.ok() || mail->in_reply_to.empty()) return Text(200, "554 5.6.0 not understood");
    const PracticeMessage* parent = ByMessageId(mail->in_reply_to.front());
    if (parent == nullptr) return Text(200, "550 5.1.1 no such user");
    const auto answer = world_->Answer(parent->id, mail->text, parent->visibility);
    if (!answer.ok()) return Text(200, "550 5.1.1 no such user");
    submitted_.insert(mail->message_id);
    world_->SetChosenId(answer->id, mail->message_id);
    return Text(200, "250 2.0.0 taken");
  }

  PracticeWorld* world_;
  PracticeOptions options_;
  std::vector<PracticeMessage> messages_;         // as of the request being answered
  std::map<std::string, std::string> sessions_;   // the folder each one is in
  int refreshed_ = 0;                             // how often another refresh token was given out
  std::set<std::string> submitted_;               // Message-IDs that came by SMTP
  std::map<std::string, std::int64_t> appended_;  // Message-IDs copied into the folder of sent mail, and their numbers there
};

std::unique_ptr<PracticeServer> Make(PracticeWorld* world, PracticeOptions options) {
  return std::make_unique<EmailPractice>(world, std::move(options));
}

}  // namespace

PracticeInfo Practice() {
  PracticeInfo info{"email", &Make, {"gmail", "outlook", "plain_folders", "chatty", "lower_case", "oauth"}, true};
  info.tells_clock = false;
  return info;
}

}  // namespace replywatch::email

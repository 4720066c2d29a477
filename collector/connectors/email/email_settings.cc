// What the settings say of a mailbox: addresses, folders, and how to sign in.
#include <algorithm>

#include "collector/connectors/email/email.h"
#include "collector/http/url.h"
#include "shared/base/utf8.h"

namespace replywatch::email {
namespace {

std::string Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string()
                                         : std::string(text.substr(begin, text.find_last_not_of(" \t") + 1 - begin));
}

std::vector<std::string> SplitList(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (std::string one = Trimmed(text.substr(0, comma)); !one.empty()) out.push_back(std::move(one));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out;
}

std::string OptionOf(const InboxConfig& inbox, const std::string& key) {
  const auto it = inbox.options.find(key);
  return it == inbox.options.end() ? std::string() : Trimmed(it->second);
}

Secret SecretOf(const InboxConfig& inbox, const std::string& key) {
  const auto it = inbox.secrets.find(key);
  return it == inbox.secrets.end() ? Secret() : it->second;
}

bool IsPlainAddress(std::string_view text) {
  const bool has_odd = std::any_of(text.begin(), text.end(), [](char c) {
    return c <= ' ' || static_cast<unsigned char>(c) >= 127 || c == '<' || c == '>' || c == '"' || c == ',' || c == ';' ||
           c == '(' || c == ')';
  });
  const std::size_t at = text.rfind('@');
  return !has_odd && at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find('@') == at;
}

Result<Us> ReadAddresses(const InboxConfig& inbox) {
  Us us;
  std::vector<std::string> written = SplitList(OptionOf(inbox, "address"));
  if (written.empty()) written.push_back(OptionOf(inbox, "user"));
  for (std::string& address : written) {
    if (!IsPlainAddress(address)) {
      return MakeError(ErrorKind::kConfiguration,
                       "\"" + CleanLine(address, 100) +
                           "\" is no mail address; write the shop's own into \"address\", such as shop@mail.example");
    }
    std::transform(address.begin(), address.end(), address.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    us.addresses.push_back(std::move(address));
  }
  return us;
}

// IMAP's name of a folder as a person wrote it.
Result<std::string> FolderName(const std::string& name) {
  const auto quoted = QuoteMailboxName(name);
  if (!quoted) return MakeError(ErrorKind::kConfiguration, "\"" + CleanLine(name, 100) + "\" is no name of a folder");
  const std::vector<ImapValue> values = ReadImapValues(*quoted);
  return values.front().text;
}

// "mail.example" of "smtps://mail.example:465".
std::string HostOf(std::string_view address) {
  const std::size_t begin = address.find("://");
  if (begin == std::string_view::npos) return {};
  address.remove_prefix(begin + 3);
  std::string host(address.substr(0, address.find_first_of(":/")));
  std::transform(host.begin(), host.end(), host.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return host;
}

bool SendsByItsOwn(const InboxConfig& inbox) {
  const std::string host = HostOf(OptionOf(inbox, "smtp"));
  return host == "smtp.gmail.com" || host == "smtp.googlemail.com" || host == HostOf(OptionOf(inbox, "imap"));
}

Status CheckAddressOf(const InboxConfig& inbox, const char* key, std::string_view plain, std::string_view encrypted) {
  const std::string url = OptionOf(inbox, key);
  const bool is_fine =
      (url.starts_with(plain) && url.size() > plain.size()) || (url.starts_with(encrypted) && url.size() > encrypted.size());
  if (is_fine && url.find('@') == std::string::npos) return {};
  return MakeError(ErrorKind::kConfiguration, "\"" + std::string(key) + "\" is no address such as \"" + std::string(encrypted) +
                                                  "mail.example\"; the provider's help pages tell it");
}

Result<EmailOptions> ReadOptions(const InboxConfig& inbox) {
  EmailOptions options;
  RW_ASSIGN_OR_RETURN(options.us, ReadAddresses(inbox));
  options.from_name = CleanLine(OptionOf(inbox, "from_name"), kMaxNameBytes);
  std::vector<std::string> folders = SplitList(OptionOf(inbox, "folders"));
  if (folders.empty()) folders.emplace_back("INBOX");
  for (const std::string& folder : folders) {
    RW_ASSIGN_OR_RETURN(std::string name, FolderName(folder));
    if (std::find(options.folders.begin(), options.folders.end(), name) == options.folders.end())
      options.folders.push_back(std::move(name));
  }
  if (const std::string sent = OptionOf(inbox, "sent_folder"); !sent.empty()) {
    RW_ASSIGN_OR_RETURN(options.sent_folder, FolderName(sent));
  }
  const std::string keeps = OptionOf(inbox, "server_keeps_sent");
  if (!keeps.empty() && keeps != "yes" && keeps != "no")
    return MakeError(ErrorKind::kConfiguration, "\"server_keeps_sent\" is neither \"yes\" nor \"no\"");
  if (!keeps.empty()) options.server_keeps_sent = keeps == "yes" ? FilesSent::kYes : FilesSent::kNo;
  // Exchange and Outlook.com file what they send (README.md).
  const bool is_microsoft = HostOf(OptionOf(inbox, "smtp")) == "smtp.office365.com" || OptionOf(inbox, "oauth") == "microsoft";
  if (keeps.empty() && is_microsoft) options.server_keeps_sent = FilesSent::kYes;
  options.sends_by_its_own = SendsByItsOwn(inbox);
  return options;
}

constexpr OAuthAdvice kAdvice{
    "the refresh token is no longer accepted; sign in to the mailbox again and put the new refresh token into its file",
    "client_id or client_secret is not accepted; copy them from the app that you registered at the provider",
    "the mailbox may not use this app; let its administrator allow it"};

constexpr const char* kMicrosoft = "login.microsoftonline.com";

// Where access tokens are given out, and for what; the providers' pages, 2026.
Result<OAuthClient> ReadClient(const InboxConfig& inbox) {
  const std::string oauth = OptionOf(inbox, "oauth");
  OAuthClient client{oauth, OptionOf(inbox, "client_id"), SecretOf(inbox, "client_secret"), SecretOf(inbox, "refresh_token"), {}};
  if (oauth == "google") client.address = "https://oauth2.googleapis.com/token";
  if (oauth == "microsoft") client.address = "https://" + std::string(kMicrosoft) + "/common/oauth2/v2.0/token";
  const std::optional<Url> url = ParseUrl(client.address);
  if (!url || (url->scheme != "https" && !IsLoopbackHost(url->host))) {
    return MakeError(
        ErrorKind::kConfiguration,
        "\"oauth\" is neither \"google\" nor \"microsoft\" nor an address of your provider that begins with https://");
  }
  if (url->host == kMicrosoft)
    client.scope = "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access";
  if (client.id.empty() || client.refresh_token.empty()) {
    return MakeError(
        ErrorKind::kConfiguration,
        "with \"oauth\" both client_id and the refresh token are needed; README.md of the e-mail connector tells how "
        "to get them");
  }
  if (oauth == "google" && client.secret.empty())
    return MakeError(ErrorKind::kConfiguration, "Google wants the client's secret too; copy it from the Google Cloud console");
  return client;
}

Result<std::optional<OAuthTokens>> ReadAccess(const ConnectorContext& context) {
  if (OptionOf(context.inbox, "oauth").empty()) return std::optional<OAuthTokens>();
  RW_ASSIGN_OR_RETURN(OAuthClient client, ReadClient(context.inbox));
  return std::optional<OAuthTokens>(OAuthTokens(context.http, context.state, std::move(client), kAdvice));
}

Result<std::unique_ptr<Connector>> Make(ConnectorContext context) {
  const InboxConfig& inbox = context.inbox;
  RW_ASSIGN_OR_RETURN(EmailOptions options, ReadOptions(inbox));
  MailAccount account{OptionOf(inbox, "imap"),     OptionOf(inbox, "smtp"),  OptionOf(inbox, "user"),
                      SecretOf(inbox, "password"), SecretOf(inbox, "token"), context.ca_file};
  RW_ASSIGN_OR_RETURN(std::optional<OAuthTokens> access, ReadAccess(context));
  if (!access && account.password.empty() && account.token.empty())
    return MakeError(ErrorKind::kConfiguration, "the mailbox's password is missing; many providers want an app password");
  std::unique_ptr<MailTransport> transport;
  if (inbox.base_url.empty()) {
    RW_RETURN_IF_ERROR(CheckAddressOf(inbox, "imap", "imap://", "imaps://"));
    RW_RETURN_IF_ERROR(CheckAddressOf(inbox, "smtp", "smtp://", "smtps://"));
    transport = MakeCurlMailTransport(std::move(account));
  } else {
    transport = MakePracticeMailTransport(context.http, inbox.base_url, std::move(account));
  }
  return std::unique_ptr<Connector>(
      std::make_unique<EmailConnector>(std::move(transport), context.state, std::move(options), std::move(access)));
}

}  // namespace

PlatformInfo Platform() {
  PlatformInfo info;
  info.name = "email";
  info.display_name = "E-mail";
  info.make = &Make;
  info.many_inboxes_per_account = true;  // "folders"
  info.required_options = {"imap", "smtp", "user"};
  info.optional_options = {"address", "from_name", "folders", "sent_folder", "server_keeps_sent", "oauth", "client_id"};
  info.optional_secrets = {"password", "token", "client_secret", "refresh_token"};
  info.connect_steps = {
      "In your mail provider's help look for \"IMAP\" and \"SMTP\": it tells two addresses, such as imaps://mail.example:993 and "
      "smtps://mail.example:465.",
      "Gmail, Yahoo and iCloud want an app password: switch on the two-step sign-in of the account and create one for \"Mail\". "
      "It lives until it is withdrawn.",
      "Microsoft 365 and Outlook.com take no password: register an app in the Microsoft Entra admin center, give it "
      "IMAP.AccessAsUser.All and SMTP.Send, and sign in with it once; the README of the e-mail connector says how, in three "
      "steps. "
      "What you need is its client id and the refresh token, which lives as long as it is used.",
      "Other providers take the mailbox's own password; IMAP may have to be switched on in the mailbox's settings."};
  info.connect_questions = {{"imap", "The address for reading mail (IMAP), such as imaps://mail.example:993"},
                            {"smtp", "The address for sending mail (SMTP), such as smtps://mail.example:465"},
                            {"user", "The user, mostly the mail address"},
                            {"address", "The shop's mail address, where the user is another; further ones after commas"},
                            {"from_name", "The name that customers see as the sender"},
                            {"password", "The password or app password (empty with Microsoft)"},
                            {"oauth", "Sign-in without a password: microsoft or google (empty: with the password)"},
                            {"client_id", "Without a password: the app's client id"},
                            {"client_secret", "Without a password: the app's secret, if it has one"},
                            {"refresh_token", "Without a password: the refresh token"}};
  return info;
}

}  // namespace replywatch::email

#include "collector/commands/connect_trial.h"

#include "collector/commands/command.h"
#include "collector/commands/connect_target.h"
#include "collector/http/http_client.h"
#include "collector/http/url.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kNameBytes = 100;

// The inbox as the answers make it; one that is there already keeps what was not asked.
Result<InboxConfig> ConfigOf(const Attempt& attempt) {
  InboxConfig inbox;
  inbox.name = attempt.answers.name;
  inbox.platform = std::string(attempt.platform->name);
  if (const InboxSettings* before = FindInboxSettings(attempt.settings, inbox.name); attempt.is_again && before != nullptr) {
    inbox.base_url = before->base_url;
    inbox.options = before->options;
    for (const auto& [key, ref] : before->secrets) {
      if (attempt.answers.secrets.contains(key)) continue;
      RW_ASSIGN_OR_RETURN(inbox.secrets[key], ReadSecret(ref));
    }
  }
  for (const auto& [key, value] : attempt.answers.plain) {
    if (key == "base_url") {
      inbox.base_url = value;
    } else {
      inbox.options[key] = value;
    }
  }
  while (inbox.base_url.ends_with('/')) inbox.base_url.pop_back();
  for (const auto& [key, secret] : attempt.answers.secrets) inbox.secrets[key] = secret;
  return inbox;
}

// None where nothing has been stored yet.
Result<std::vector<Inbox>> StoredInboxes(const Settings& settings) {
  const auto store = OpenExistingStore(settings);
  if (!store.ok() && store.error().kind == ErrorKind::kNotFound) return std::vector<Inbox>{};
  if (!store.ok()) return OnThisComputer(store.error());
  std::vector<Inbox> inboxes;
  RW_RETURN_IF_ERROR((*store)->Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(inboxes, session.inboxes().All());
    return {};
  }));
  return inboxes;
}

// The history of an inbox is one account's. Before the first reading there is nothing to keep apart.
Status CheckSameAccount(const Attempt& attempt, const AccountCheck& account) {
  if (account.is_named_by_settings) return {};
  RW_ASSIGN_OR_RETURN(const std::vector<Inbox> inboxes, StoredInboxes(attempt.settings));
  for (const Inbox& inbox : inboxes) {
    if (inbox.name != attempt.answers.name || inbox.account_id.empty() || inbox.account_id == account.account_id) continue;
    return MakeError(ErrorKind::kInvalidArgument, "this is the access of " + CleanLine(account.account_name, kNameBytes) +
                                                      ", but the inbox belongs to " + CleanLine(inbox.account_name, kNameBytes) +
                                                      "; add another inbox for another account");
  }
  return {};
}

// Accounts are counted by each server for itself; without an address it is the platform's one for all.
bool MayBeOneServer(const std::string& a, const std::string& b) {
  const auto one = ParseUrl(a);
  const auto other = ParseUrl(b);
  return !one || !other || one->ToString() == other->ToString();
}

// Two inboxes that read the same would store, and have answered, everything twice.
Status CheckNewAccount(const Attempt& attempt, const std::string& base_url, AccountCheck& account) {
  RW_ASSIGN_OR_RETURN(const std::vector<Inbox> inboxes, StoredInboxes(attempt.settings));
  for (const Inbox& inbox : inboxes) {
    const InboxSettings* named = FindInboxSettings(attempt.settings, inbox.name);
    const bool is_read = named != nullptr && inbox.active && inbox.platform == attempt.platform->name;
    if (!is_read || account.account_id.empty() || inbox.account_id != account.account_id) continue;
    if (!MayBeOneServer(named->base_url, base_url)) continue;
    const std::string name = "\"" + CleanLine(inbox.name, kNameBytes) + "\"";
    if (!attempt.platform->many_inboxes_per_account)
      return MakeError(ErrorKind::kInvalidArgument, "the inbox " + name + " reads " +
                                                        CleanLine(account.account_name, kNameBytes) +
                                                        " already; renew its access with `replywatch-collector connect --again " +
                                                        name + "`, or choose another account");
    account.warnings.push_back("the inbox " + name +
                               " reads this account, too; see in the settings that they read different parts");
  }
  return {};
}

}  // namespace

Result<Trial> TryAccount(const Attempt& attempt, const Clock& clock) {
  HttpClientOptions http_options;
  http_options.ca_file = attempt.settings.ca_file;
  http_options.user_agent = "ReplyWatch/0.1";
  const std::unique_ptr<HttpClient> http = MakeCpprestHttpClient(std::move(http_options));
  TrialStateKeeper state(MakeFileStateKeeper(StateFolder(attempt.settings.database), attempt.answers.name));
  ConnectorContext context;
  context.http = http.get();
  context.state = &state;
  context.ca_file = attempt.settings.ca_file;
  RW_ASSIGN_OR_RETURN(context.inbox, ConfigOf(attempt));
  const std::string base_url = context.inbox.base_url;
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Connector> connector, attempt.platform->make(std::move(context)));
  Trial trial;
  RW_ASSIGN_OR_RETURN(trial.account, connector->Check(clock.Now(), CancelToken()));
  RW_RETURN_IF_ERROR(attempt.is_again ? CheckSameAccount(attempt, trial.account)
                                      : CheckNewAccount(attempt, base_url, trial.account));
  trial.state = state.kept();
  return trial;
}

}  // namespace replywatch

#include "shared/settings/settings.h"

#include <algorithm>
#include <cstdlib>

#include "shared/base/file.h"
#include "shared/base/utf8.h"
#include "shared/model/classification.h"
#include "shared/model/item.h"
#include "shared/settings/listen_port.h"
#include "shared/settings/settings_reader.h"
#include "shared/settings/shop_hours.h"

namespace replywatch {
namespace {

using Object = SettingsReader::Object;

constexpr std::size_t kMaxSettingsBytes = 1024 * 1024;
constexpr std::size_t kMaxSecretBytes = 16 * 1024;
constexpr Duration kShortestPoll = Duration::Seconds(1);

bool IsSecretObject(const nlohmann::json& value) {
  return value.is_object() && (value.contains("env") || value.contains("file"));
}

std::optional<SecretRef> ReadSecretRef(Object& parent, const std::string& key, const std::filesystem::path& folder) {
  const nlohmann::json* value = parent.Find(key);
  if (value == nullptr) return std::nullopt;
  constexpr const char* kExpected = R"({"env": NAME} or {"file": PATH}; a secret never stands in the settings)";
  const bool well_formed = IsSecretObject(*value) && value->size() == 1 && value->front().is_string() &&
                           !value->front().get_ref<const std::string&>().empty();
  if (!well_formed) {
    // What stands there may be the secret itself: it is not quoted.
    parent.Secretless(key, kExpected);
    return std::nullopt;
  }
  SecretRef ref;
  ref.line = parent.LineOf(key);
  ref.name = value->front().get<std::string>();
  if (value->contains("file")) {
    ref.source = SecretRef::Source::kFile;
    ref.name = (folder / ref.name).lexically_normal().string();
  }
  return ref;
}

void ReadShop(Object& root, Settings& settings) {
  auto shop = root.Child("shop");
  if (!shop) return;
  settings.shop.name = shop->Text("name");
  if (shop->Find("time_zone") != nullptr) {
    settings.shop.time_zone = shop->Text("time_zone", true);
    if (!settings.shop.time_zone.empty() && !Zone::Find(settings.shop.time_zone).ok())
      shop->Wrong("time_zone", "a time zone such as \"Europe/Bucharest\"");
  }
  settings.shop.languages = shop->Texts("languages");
  ReadShopHours(*shop, settings.shop);
  if (auto person = shop->Child("responsible")) {
    settings.shop.responsible = {person->Text("name", true), person->Text("email"), person->Text("phone"),
                                 person->Text("deputy")};
    person->RefuseUnknown("name, email, phone, deputy");
  }
  shop->RefuseUnknown("name, time_zone, languages, hours, holidays, responsible");
}

void ReadAgents(Object& root, Settings& settings) {
  root.ForEach("agents", [&](Object agent) {
    Agent out;
    out.name = agent.Text("name", true);
    out.email = agent.Text("email");
    const std::string role = agent.Text("role");
    if (role == "supervisor") out.role = AgentRole::kSupervisor;
    if (!role.empty() && role != "supervisor" && role != "agent") agent.Wrong("role", "\"agent\" or \"supervisor\"");
    agent.RefuseUnknown("name, role, email");
    const bool twice =
        std::any_of(settings.agents.begin(), settings.agents.end(), [&](const Agent& a) { return a.name == out.name; });
    if (twice) agent.Wrong("name", "a name that no other agent has");
    if (!out.name.empty()) settings.agents.push_back(std::move(out));
  });
}

void ReadPlatformKeys(Object& inbox, InboxSettings& out, const std::filesystem::path& folder) {
  for (const std::string& key : inbox.UnaskedKeys()) {
    const nlohmann::json& value = *inbox.Find(key);
    out.lines[key] = inbox.LineOf(key);
    if (value.is_object()) {
      if (const auto ref = ReadSecretRef(inbox, key, folder)) out.secrets[key] = *ref;
    } else if (value.is_string()) {
      out.options[key] = value.get<std::string>();
    } else if (value.is_number_integer() || value.is_boolean()) {
      out.options[key] = value.dump();
    } else {
      inbox.Wrong(key, "a text, a whole number, true or false");
    }
  }
}

void ReadInboxes(Object& root, Settings& settings, const std::filesystem::path& folder) {
  root.ForEach("inboxes", [&](Object inbox) {
    InboxSettings out;
    out.line = inbox.line();
    out.name = inbox.Text("name", true);
    out.platform = inbox.Text("platform", true);
    out.base_url = inbox.Text("base_url");
    while (out.base_url.ends_with('/')) out.base_url.pop_back();
    if (const auto poll = inbox.Time("poll")) out.poll = *poll;
    if (out.poll < kShortestPoll) inbox.Wrong("poll", "at least 1s");
    out.retention = inbox.Time("retention");
    for (const char* key : {"name", "platform", "base_url", "poll", "retention"}) out.lines[key] = inbox.LineOf(key);
    ReadPlatformKeys(inbox, out, folder);
    const bool twice = std::any_of(settings.inboxes.begin(), settings.inboxes.end(),
                                   [&](const InboxSettings& other) { return other.name == out.name; });
    if (twice) inbox.Wrong("name", "a name that no other inbox has");
    settings.inboxes.push_back(std::move(out));
  });
}

std::string Listed(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "\"" : ", \"") + name + "\"";
  return out;
}

// What a target can be for. A name that nothing has would match nothing and leave the wait without its target.
std::vector<std::string> KnownIn(const std::string& key, const Settings& settings) {
  std::vector<std::string> names;
  if (key == "inbox") {
    for (const InboxSettings& inbox : settings.inboxes) names.push_back(inbox.name);
  } else if (key == "kind") {
    for (const MessageKind kind : {MessageKind::kComment, MessageKind::kMention, MessageKind::kPrivate, MessageKind::kReview,
                                   MessageKind::kEmail, MessageKind::kPhone})
      names.emplace_back(MessageKindName(kind));
  } else if (key == "visibility") {
    for (const Visibility visibility : {Visibility::kPublic, Visibility::kPrivate})
      names.emplace_back(VisibilityName(visibility));
  } else if (key == "flag") {
    for (const Flag flag : {Flag::kProblem, Flag::kQuestion, Flag::kPraise, Flag::kThreat, Flag::kRepeat, Flag::kWentPublic})
      names.emplace_back(FlagName(flag));
  }
  return names;
}

bool IsLanguageTag(const std::string& text) {
  return (text.size() == 2 || text.size() == 3) &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

void ReadMatch(Object& match, const Settings& settings, SlaPolicy& out) {
  for (const char* key : {"inbox", "kind", "visibility", "flag"}) {
    std::string value = match.Text(key);
    if (value.empty()) continue;
    const std::vector<std::string> known = KnownIn(key, settings);
    // Time-line files try targets without naming inboxes.
    if (!known.empty() && std::find(known.begin(), known.end(), value) == known.end())
      match.Wrong(key, "one of " + Listed(known));
    out.match[key] = std::move(value);
  }
  if (std::string language = match.Text("language"); !language.empty()) {
    if (!IsLanguageTag(language)) match.Wrong("language", "a language such as \"ro\", or \"und\" where it is not known");
    out.match["language"] = std::move(language);
  }
  match.RefuseUnknown("inbox, kind, visibility, flag, language");
}

void ReadTargets(Object& root, Settings& settings) {
  root.ForEach("targets", [&](Object target) {
    SlaPolicy out;
    if (auto match = target.Child("match")) ReadMatch(*match, settings, out);
    out.first_response = target.Time("first_response");
    out.next_response = target.Time("next_response");
    out.resolution = target.Time("resolution");
    const std::string count = target.Text("count");
    out.shop_hours = count == "shop_hours";
    if (!count.empty() && count != "shop_hours" && count != "calendar") target.Wrong("count", "\"calendar\" or \"shop_hours\"");
    if (const nlohmann::json* factor = target.Find("problem_factor"); factor != nullptr) {
      const double value = factor->is_number() ? factor->get<double>() : 0;
      if (value > 0 && value <= 1)
        out.problem_factor = value;
      else
        target.Wrong("problem_factor", "a number above 0 and up to 1: the share of the time that a problem gets");
    }
    target.RefuseUnknown("match, first_response, next_response, resolution, count, problem_factor");
    settings.targets.push_back(std::move(out));
  });
}

bool IsOwnComputer(std::string_view host) { return host == "localhost" || host.starts_with("127.") || host == "[::1]"; }

// What alerts can be sent to: nothing leaves this computer in the clear.
bool IsWebAddress(std::string_view text) {
  constexpr std::string_view kSecure = "https://";
  constexpr std::string_view kPlain = "http://";
  const bool secure = text.starts_with(kSecure);
  if (!secure && !text.starts_with(kPlain)) return false;
  const std::string_view rest = text.substr(secure ? kSecure.size() : kPlain.size());
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  const std::string_view host = authority.substr(0, authority.starts_with('[') ? authority.find(']') + 1 : authority.find(':'));
  return !host.empty() && (secure || IsOwnComputer(host));
}
constexpr const char* kWebAddress =
    "an address that begins with \"https://\", or with \"http://\" for a program on this computer";

bool IsMailbox(std::string_view text) {
  const std::size_t at = text.find('@');
  const bool plain = std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  return plain && at != std::string_view::npos && at > 0 && at + 1 < text.size();
}

NotifySettings ReadNotify(Object& notify, const std::filesystem::path& folder, bool has_mail) {
  NotifySettings out;
  out.line = notify.line();
  out.kind = notify.Text("kind", true);
  if (out.kind == "desktop") {
    const nlohmann::json* sound = notify.Find("sound");
    if (sound != nullptr && !sound->is_boolean()) notify.Wrong("sound", "true or false");
    out.sound = sound != nullptr && sound->is_boolean() && sound->get<bool>();
    notify.RefuseUnknown("kind, sound");
  } else if (out.kind == "email") {
    out.to = notify.Text("to");
    if (!out.to.empty() && !IsMailbox(out.to)) notify.Wrong("to", "an e-mail address");
    if (!has_mail) notify.Wrong("kind", "\"mail\" beside \"alerts\" too, with the mail server that sends it");
    const nlohmann::json* most = notify.Find("most_per_hour");
    const bool good = most == nullptr || (most->is_number_integer() && *most >= 1 && *most <= 1000);
    if (!good) notify.Wrong("most_per_hour", "a whole number from 1 to 1000");
    if (most != nullptr && good) out.most_per_hour = most->get<int>();
    notify.RefuseUnknown("kind, to, most_per_hour");
  } else if (out.kind == "webhook") {
    const nlohmann::json* url = notify.Find("url");
    if (url != nullptr && url->is_object())
      out.secret_url = ReadSecretRef(notify, "url", folder);
    else
      out.url = notify.Text("url", true);
    // The address of a channel is its password: it is not quoted.
    if (!out.url.empty() && !IsWebAddress(out.url)) notify.Unfit("url", kWebAddress);
    out.format = notify.Text("format");
    if (out.format.empty()) out.format = "generic";
    if (out.format != "generic" && out.format != "slack" && out.format != "discord")
      notify.Wrong("format", "\"generic\", \"slack\" (for Mattermost too) or \"discord\"");
    notify.RefuseUnknown("kind, url, format");
  } else {
    notify.Wrong("kind", "\"desktop\", \"email\" or \"webhook\"");
  }
  return out;
}

void ReadAlerts(Object& root, Settings& settings, const std::filesystem::path& folder) {
  auto alerts = root.Child("alerts");
  if (!alerts) return;
  for (const std::string& text : alerts->Texts("quiet")) {
    const auto interval = ParseDayInterval(text, true);
    if (interval) settings.alerts.quiet.push_back(*interval);
    if (!interval) alerts->WrongItem("quiet", text, "intervals such as \"20:00-09:00\"");
  }
  settings.alerts.manager = alerts->Text("manager");
  const bool has_mail = root.Find("mail") != nullptr;
  alerts->ForEach("notify", [&](Object notify) { settings.alerts.notify.push_back(ReadNotify(notify, folder, has_mail)); });
  settings.alerts.language = alerts->Text("language");
  if (auto heartbeat = alerts->Child("heartbeat")) {
    settings.alerts.heartbeat_url = heartbeat->Text("url", true);
    if (!settings.alerts.heartbeat_url->empty() && !IsWebAddress(*settings.alerts.heartbeat_url))
      heartbeat->Unfit("url", kWebAddress);
    settings.alerts.heartbeat_every = std::max(heartbeat->Time("every").value_or(Duration::Minutes(5)), Duration::Seconds(10));
    heartbeat->RefuseUnknown("url, every");
  }
  alerts->RefuseUnknown("quiet, manager, notify, language, heartbeat");
}

void ReadReview(Object& root, Settings& settings, const std::filesystem::path& folder) {
  if (!settings.shop.languages.empty()) settings.review.language = settings.shop.languages.front();
  auto review = root.Child("review");
  if (!review) return;
  if (const std::string to = review->Text("folder"); !to.empty()) settings.review.folder = (folder / to).lexically_normal();
  settings.review.mail = review->Texts("mail");
  for (const std::string& to : settings.review.mail) {
    if (to.find('@') == std::string::npos) review->Wrong("mail", "e-mail addresses");
  }
  if (!settings.review.mail.empty() && root.Find("mail") == nullptr)
    review->Wrong("mail", "a mail server, too: write \"mail\" beside \"review\"");
  if (settings.review.folder.empty() && settings.review.mail.empty())
    review->Wrong("folder", "a folder, or addresses under \"mail\"");
  if (const std::string language = review->Text("language"); !language.empty()) settings.review.language = language;
  if (review->Find("formats") != nullptr) settings.review.formats = review->Texts("formats");
  const auto is_known = [](const std::string& format) { return format == "html" || format == "json" || format == "csv"; };
  const auto& formats = settings.review.formats;
  if (formats.empty() || !std::all_of(formats.begin(), formats.end(), is_known))
    review->Wrong("formats", "some of [\"html\", \"json\", \"csv\"]");
  review->RefuseUnknown("folder, mail, language, formats");
}

void ReadRest(Object& root, Settings& settings, const std::filesystem::path& folder) {
  if (auto mail = root.Child("mail")) {
    MailSettings out{mail->Text("smtp", true), mail->Text("user"), mail->Text("from"), ReadSecretRef(*mail, "password", folder)};
    mail->RefuseUnknown("smtp, user, from, password");
    settings.mail = std::move(out);
  }
  if (auto webhooks = root.Child("webhooks")) {
    const std::string listen = webhooks->Text("listen", true);
    settings.webhook_port = LoopbackPort(listen);
    if (!listen.empty() && !settings.webhook_port)
      webhooks->Wrong("listen", "this computer alone, like \"127.0.0.1:8090\"; a reverse proxy stands before it");
    webhooks->RefuseUnknown("listen");
  }
  if (auto retention = root.Child("retention")) {
    settings.retention = retention->Time("default");
    retention->RefuseUnknown("default (per inbox: \"retention\" in the inbox)");
  }
  if (auto delivery = root.Child("delivery")) {
    if (const auto settle = delivery->Time("settle")) settings.delivery_settle = *settle;
    delivery->RefuseUnknown("settle");
  }
  settings.auto_replies = root.Texts("auto_replies");
  if (const std::string ca = root.Text("ca_file"); !ca.empty()) settings.ca_file = (folder / ca).lexically_normal();
}

void ReadDatabase(Object& root, Settings& settings, const std::filesystem::path& folder) {
  constexpr std::string_view kSqlite = "sqlite:";
  const std::string url = root.Text("database", true);
  if (url.empty()) return;
  if (!url.starts_with(kSqlite) || url.size() == kSqlite.size() ||
      url[kSqlite.size()] == ':') {  // ":memory:" would be a file of that name
    root.Wrong("database", "\"sqlite:FILE\"");
    return;
  }
  settings.database = std::string(kSqlite) + (folder / url.substr(kSqlite.size())).lexically_normal().string();
}

// A language without texts would let everything fall back to English without a word.
void CheckLanguages(SettingsReader& reader, const Settings& settings, const std::vector<std::string>& known) {
  if (known.empty()) return;
  const auto check = [&](const std::string& pointer, const std::string& language) {
    if (language.empty() || std::find(known.begin(), known.end(), language) != known.end()) return;
    reader.Mistake(pointer,
                   "there are no texts in the language \"" + CleanLine(language, 100) + "\", expected one of " + Listed(known));
  };
  for (std::size_t i = 0; i < settings.shop.languages.size(); ++i)
    check("/shop/languages/" + std::to_string(i), settings.shop.languages[i]);
  check("/alerts/language", settings.alerts.language);
  const bool is_own = settings.shop.languages.empty() || settings.review.language != settings.shop.languages.front();
  if (is_own) check("/review/language", settings.review.language);
}

// The languages of the data folder; empty when there is none to ask.
std::vector<std::string> LanguagesOfData() {
  std::vector<std::string> languages;
  const auto data = FindDataFolder();
  if (!data.ok()) return languages;
  std::error_code failed;
  for (std::filesystem::directory_iterator it(*data / "languages", failed), end; !failed && it != end; it.increment(failed)) {
    std::error_code ignored;
    if (it->path().filename() != "und" && std::filesystem::exists(it->path() / "language.json", ignored))
      languages.push_back(it->path().filename().string());
  }
  std::sort(languages.begin(), languages.end());
  return languages;
}

// Why these bytes are no text to look for commas in; empty when they are.
std::string NoText(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return "the file is empty; expected an object { … }";
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return "the file is UTF-16; save it as UTF-8";
  if (!IsValidUtf8(text)) return "the file is not UTF-8; save it as UTF-8";
  return {};
}

}  // namespace

LoadedSettings ParseSettings(std::string_view text, const std::filesystem::path& file,
                             const std::vector<std::string>& languages) {
  LoadedSettings loaded;
  loaded.settings.file = file;
  if (const std::string what = NoText(text); !what.empty()) {
    loaded.mistakes.push_back({1, what});
    return loaded;
  }
  nlohmann::json json;
  try {
    json = nlohmann::json::parse(text, nullptr, true, true);
  } catch (const nlohmann::json::parse_error& error) {
    loaded.mistakes.push_back(
        {LineOfByte(text, error.byte), "not readable as JSON here; look for a missing comma, quote or bracket"});
    return loaded;
  } catch (const nlohmann::json::out_of_range& error) {
    loaded.mistakes.push_back({LineOfNumber(text, error.what()), "a number there is too large for any use"});
    return loaded;
  }
  if (!json.is_object()) {
    loaded.mistakes.push_back({1, "expected an object { … }"});
    return loaded;
  }
  const std::filesystem::path folder = std::filesystem::absolute(file).parent_path();
  const JsonLines lines(text);
  for (const JsonLines::Duplicate& twice : lines.duplicates()) {
    loaded.mistakes.push_back({twice.line, "\"" + CleanLine(twice.pointer.substr(1), 100) + "\" stands twice, expected once"});
  }
  SettingsReader reader(lines, loaded.mistakes);
  Object root(reader, json, "");
  root.Find("$schema");
  ReadDatabase(root, loaded.settings, folder);
  ReadShop(root, loaded.settings);
  ReadAgents(root, loaded.settings);
  ReadInboxes(root, loaded.settings, folder);
  ReadTargets(root, loaded.settings);
  ReadAlerts(root, loaded.settings, folder);
  ReadReview(root, loaded.settings, folder);
  ReadRest(root, loaded.settings, folder);
  CheckLanguages(reader, loaded.settings, languages);
  root.RefuseUnknown(
      "database, shop, agents, inboxes, targets, alerts, review, mail, webhooks, retention, auto_replies, delivery, ca_file");
  std::stable_sort(loaded.mistakes.begin(), loaded.mistakes.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
  return loaded;
}

Result<LoadedSettings> LoadSettings(const std::filesystem::path& file) {
  auto text = ReadFile(file, kMaxSettingsBytes);
  if (!text.ok())
    return MakeError(text.error().kind == ErrorKind::kNotFound ? ErrorKind::kNotFound : ErrorKind::kConfiguration,
                     text.error().text + "; name a settings file with --config FILE");
  return ParseSettings(*text, file, LanguagesOfData());
}

Result<std::filesystem::path> FindSettingsFile(const std::string& named) {
  if (!named.empty()) return std::filesystem::path(named);
  if (const char* variable = std::getenv("REPLYWATCH_CONFIG"); variable != nullptr && *variable != '\0')
    return std::filesystem::path(variable);
  std::error_code ignored;
  if (std::filesystem::exists("replywatch.json", ignored)) return std::filesystem::path("replywatch.json");
  if (const char* home = std::getenv("HOME"); home != nullptr) {
    const std::filesystem::path own = std::filesystem::path(home) / ".config" / "replywatch" / "replywatch.json";
    if (std::filesystem::exists(own, ignored)) return own;
  }
  return MakeError(ErrorKind::kConfiguration,
                   "no settings found; name them with --config FILE, or write ~/.config/replywatch/replywatch.json");
}

BusinessHours MakeBusinessHours(const ShopSettings& shop) {
  const auto zone = Zone::Find(shop.time_zone);
  return {zone.ok() ? *zone : Zone(), shop.hours};
}

std::string DescribeMistakes(const std::filesystem::path& file, const std::vector<SettingsMistake>& mistakes) {
  std::string out;
  for (const SettingsMistake& mistake : mistakes)
    out += file.string() + ":" + std::to_string(mistake.line) + ": " + mistake.text + "\n";
  return out;
}

std::string ResponsibleAgent(const Settings& settings) {
  const ResponsiblePerson& responsible = settings.shop.responsible;
  const auto find = [&](const auto& fits) {
    const auto agent = std::find_if(settings.agents.begin(), settings.agents.end(), fits);
    return agent == settings.agents.end() ? std::string() : agent->name;
  };
  std::string name = find([&](const Agent& a) { return a.name == responsible.name; });
  if (name.empty()) name = find([&](const Agent& a) { return !a.email.empty() && a.email == responsible.email; });
  if (name.empty()) name = find([&](const Agent& a) { return a.name == responsible.deputy; });
  return name;
}

std::vector<std::string> NamedButNoAgents(const Settings& settings) {
  std::vector<std::string> names;
  for (const std::string& name : {settings.shop.responsible.deputy, settings.alerts.manager}) {
    const bool is_agent =
        std::any_of(settings.agents.begin(), settings.agents.end(), [&](const Agent& a) { return a.name == name; });
    const bool is_named = std::find(names.begin(), names.end(), name) != names.end();
    if (!name.empty() && !is_agent && !is_named) names.push_back(name);
  }
  return names;
}

Result<Secret> ReadSecret(const SecretRef& ref) {
  std::string value;
  if (ref.source == SecretRef::Source::kEnvironment) {
    const char* variable = std::getenv(ref.name.c_str());
    if (variable == nullptr || *variable == '\0')
      return MakeError(ErrorKind::kConfiguration, "the environment variable " + ref.name + " is not set; set it before starting");
    value = variable;
  } else {
    auto content = ReadFile(ref.name, kMaxSecretBytes);
    if (!content.ok())
      return MakeError(ErrorKind::kConfiguration, content.error().text + "; write the secret there, readable by its owner only");
    if (!IsReadableByOwnerOnly(ref.name))
      return MakeError(ErrorKind::kConfiguration, ref.name + ": others may read this secret; run `chmod 600 " + ref.name + "`");
    value = std::move(content).value();
  }
  const std::size_t first = value.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return MakeError(ErrorKind::kConfiguration, ref.name + ": the secret is empty");
  value = value.substr(first, value.find_last_not_of(" \t\r\n") - first + 1);
  return Secret(std::move(value));
}

}  // namespace replywatch

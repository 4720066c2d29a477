// phone: a call that staff note.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "collector/call_notes.h"
#include "collector/commands/command.h"
#include "collector/connectors/registry.h"
#include "collector/learner.h"
#include "shared/actions/new_key.h"
#include "shared/base/file.h"
#include "shared/base/phone_number.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

using Json = nlohmann::ordered_json;

struct PhoneOptions {
  std::string inbox;
  std::string who;
  std::string number;
  std::string email;
  std::string text;
  std::string at;
  std::string key;
  std::string agent;
  std::string message;  // whose words are corrected; empty: a new call
  bool settled = false;
  bool outgoing = false;
  bool json = false;
  bool form = false;
};

bool IsWrittenHere(const InboxSettings& inbox) {
  const PlatformInfo* platform = FindPlatform(inbox.platform);
  return platform != nullptr && platform->written_here;
}

// Without a name the only one there is.
Result<InboxSettings> ChooseInbox(const Settings& settings, const std::string& name) {
  std::vector<const InboxSettings*> telephones;
  std::string names;
  for (const InboxSettings& inbox : settings.inboxes) {
    if (!IsWrittenHere(inbox)) continue;
    telephones.push_back(&inbox);
    names += (names.empty() ? "\"" : ", \"") + CleanLine(inbox.name, 100) + "\"";
  }
  if (telephones.empty())
    return MakeError(ErrorKind::kInvalidArgument,
                     "no inbox takes calls; add one with `replywatch-collector connect`, which lists what there is");
  if (name.empty() && telephones.size() == 1) return *telephones.front();
  const auto named = std::find_if(telephones.begin(), telephones.end(), [&](const InboxSettings* i) { return i->name == name; });
  if (named != telephones.end()) return **named;
  if (name.empty()) return MakeError(ErrorKind::kInvalidArgument, "say which telephone: --inbox with one of " + names);
  return MakeError(ErrorKind::kInvalidArgument, "no inbox \"" + CleanLine(name, 100) + "\" takes calls; those that do: " + names);
}

// As stored; stored now where no collector has run since the settings name it.
Result<Inbox> FindInbox(Session& session, const InboxSettings& named) {
  RW_ASSIGN_OR_RETURN(const std::vector<Inbox> all, session.inboxes().All());
  const auto found = std::find_if(all.begin(), all.end(), [&](const Inbox& i) { return i.name == named.name; });
  if (found != all.end() && found->active && found->capabilities.written_here) return *found;
  Inbox inbox = found == all.end() ? Inbox{} : *found;
  inbox.name = inbox.account_id = inbox.account_name = named.name;
  inbox.platform = named.platform;
  inbox.display_name = std::string(FindPlatform(named.platform)->display_name);
  inbox.active = true;
  inbox.capabilities.written_here = true;
  RW_ASSIGN_OR_RETURN(inbox.id, session.inboxes().Put(inbox));
  return inbox;
}

// "10:40" is today's; "20m" is ago.
Result<Timestamp> ReadCallTime(const Settings& settings, const std::string& text, Timestamp now) {
  if (text.empty()) return now;
  if (const auto ago = ParseDuration(text)) return now - *ago;
  if (const auto instant = ParseRfc3339(text)) return *instant;
  const auto is_digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() == 5 && text[2] == ':' && is_digit(0) && is_digit(1) && is_digit(3) && is_digit(4)) {
    const int hour = std::stoi(text.substr(0, 2));
    const int minute = std::stoi(text.substr(3));
    const BusinessHours hours = MakeBusinessHours(settings.shop);
    if (hour < 24 && minute < 60) return hours.zone().At(hours.zone().DayOf(now), hour * 60 + minute);
  }
  return MakeError(ErrorKind::kInvalidArgument,
                   R"(expected when the call was, such as "10:40", "20m" (ago) or "2026-11-23T08:40:00Z", not ")" +
                       CleanLine(text, 60) + "\"");
}

constexpr std::size_t kMaxFormBytes = 64 * 1024;

// The options as one object on the standard input, so that what is typed into a form stands in no list of processes.
Status ReadForm(PhoneOptions& o) {
  std::string text(kMaxFormBytes + 1, '\0');
  std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::cin.gcount()));
  const Json json = text.size() > kMaxFormBytes ? Json() : Json::parse(text, nullptr, false);
  if (!json.is_object())
    return MakeError(ErrorKind::kInvalidArgument, "expected one JSON object of at most 64 KiB on the standard input");
  const std::map<std::string, std::string*> texts{
      {"inbox", &o.inbox}, {"caller", &o.who}, {"contact", &o.who}, {"number", &o.number}, {"email", &o.email},
      {"text", &o.text},   {"at", &o.at},      {"key", &o.key},     {"agent", &o.agent},   {"message", &o.message}};
  const std::map<std::string, bool*> flags{{"settled", &o.settled}, {"outgoing", &o.outgoing}};
  for (const auto& item : json.items()) {
    const auto named = texts.find(item.key());
    const auto flag = flags.find(item.key());
    if (named != texts.end() && item.value().is_string()) {
      *named->second = item.value().get<std::string>();
    } else if (flag != flags.end() && item.value().is_boolean()) {
      *flag->second = item.value().get<bool>();
    } else {
      return MakeError(
          ErrorKind::kInvalidArgument,
          "\"" + CleanLine(item.key(), 60) + "\" is not asked for here, or is no text (settled, outgoing: true or false)");
    }
  }
  return {};
}

constexpr std::size_t kMostDigits = 18;

bool IsDigits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Digits alone are the id of a person known here.
Status ReadWho(const std::string& who, CallNote& note) {
  if (!IsDigits(who)) {
    note.caller = who;
    return {};
  }
  if (who.size() > kMostDigits)
    return MakeError(ErrorKind::kInvalidArgument, "there is no such contact; a number goes with --number");
  note.contact = ContactId{std::stoll(who)};
  if (note.contact) return {};
  return MakeError(ErrorKind::kInvalidArgument, "there is no contact 0; a number goes with --number");
}

Result<CallNote> ReadNote(const Settings& settings, const InboxSettings& inbox, const PhoneOptions& o, Timestamp now) {
  CallNote note;
  RW_RETURN_IF_ERROR(ReadWho(o.who, note));
  note.number = o.number;
  note.email = o.email;
  note.text = o.text;
  RW_ASSIGN_OR_RETURN(note.at, ReadCallTime(settings, o.at, now));
  note.settled = o.settled;
  note.outgoing = o.outgoing;
  note.key = o.key.empty() ? NewKey() : o.key;
  const auto code = inbox.options.find("country_code");
  if (code != inbox.options.end() && !IsCountryCode(code->second))
    return MakeError(ErrorKind::kConfiguration, "inbox \"" + CleanLine(inbox.name, 100) +
                                                    R"(": "country_code" is no country's code; write one such as "+40")");
  return CheckCall(std::move(note), code == inbox.options.end() ? std::string() : code->second, now);
}

void Print(const StoredCall& stored, const PhoneOptions& o) {
  if (o.json) {
    std::cout << Json{{"message", stored.message.value},
                      {"conversation", std::to_string(stored.conversation.value)},
                      {"contact", stored.contact.value},
                      {"stored", !stored.was_known},
                      {"waits", stored.waits}}
                     .dump()
              << "\n";
    return;
  }
  const char* corrected = stored.was_known ? "nothing to correct in message " : "corrected message ";
  const char* noted = stored.was_known ? "noted before as message " : "noted as message ";
  std::cout << (o.message.empty() ? noted : corrected) << stored.message.value << (stored.waits ? "; waits for a call back" : "")
            << "\n";
}

Status RunCorrection(const CommandContext& context, const PhoneOptions& o) {
  if (!IsDigits(o.message) || o.message.size() > kMostDigits)
    return MakeError(ErrorKind::kInvalidArgument,
                     "expected the id of a noted call, as `list --json` shows it, not \"" + CleanLine(o.message, 60) + "\"");
  const bool says_more = o.settled || o.outgoing || !(o.inbox + o.who + o.number + o.email + o.at + o.key).empty();
  if (says_more)
    return MakeError(ErrorKind::kInvalidArgument, "a correction changes the words alone; leave all but --text and --agent out");
  RW_ASSIGN_OR_RETURN(const std::string text, CheckCallText(o.text));
  RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  RW_ASSIGN_OR_RETURN(const LearntClassifier learnt, LoadLearntClassifier(*store, data));
  const Ingest ingest(*learnt.classifier, settings.auto_replies);
  StoredCall stored;
  RW_RETURN_IF_ERROR(store->Write([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const AgentId agent, FindAgentId(session, o.agent));
    RW_ASSIGN_OR_RETURN(stored,
                        CorrectCall(session, {agent, context.clock.Now()}, ingest, MessageId{std::stoll(o.message)}, text));
    return {};
  }));
  Print(stored, o);
  return {};
}

Status RunPhone(const CommandContext& context, PhoneOptions o) {
  if (o.form) RW_RETURN_IF_ERROR(ReadForm(o));
  if (!o.message.empty()) return RunCorrection(context, o);
  RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
  RW_ASSIGN_OR_RETURN(const InboxSettings named, ChooseInbox(settings, o.inbox));
  const Timestamp now = context.clock.Now();
  RW_ASSIGN_OR_RETURN(CallNote note, ReadNote(settings, named, o, now));
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  RW_ASSIGN_OR_RETURN(const LearntClassifier learnt, LoadLearntClassifier(*store, data));
  const PreparedCall call = PrepareCall(Ingest(*learnt.classifier, settings.auto_replies), std::move(note));
  StoredCall stored;
  RW_RETURN_IF_ERROR(store->Write([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const AgentId agent, FindAgentId(session, o.agent));
    RW_ASSIGN_OR_RETURN(const Inbox inbox, FindInbox(session, named));
    RW_ASSIGN_OR_RETURN(stored, StoreCall(session, {agent, now}, inbox, call));
    return {};
  }));
  Print(stored, o);
  return {};
}

}  // namespace

void AddPhoneCommand(CLI::App& app, CommandContext& context, int& exit_status) {
  auto o = std::make_shared<PhoneOptions>();
  auto* phone = app.add_subcommand("phone", "Note a telephone call; unless settled, the caller waits for a call back");
  phone->add_option("--inbox", o->inbox, "Which telephone; needed where there are several");
  phone->add_option("--caller,--contact", o->who, "Who it was: a name, or the id of a person known here")->check(Utf8Text);
  phone->add_option("--number", o->number, "Their telephone number")->check(Utf8Text);
  phone->add_option("--email", o->email, "Their mail address")->check(Utf8Text);
  phone->add_option("--text", o->text, "What it was about; needed")->check(Utf8Text);
  phone->add_option("--at", o->at, "When: \"10:40\", \"20m\" (ago) or a time; without: now");
  phone->add_flag("--settled", o->settled, "Answered in the talk: nobody has to call back");
  phone->add_flag("--outgoing", o->outgoing, "We called them, which answers what they waited for");
  phone->add_option("--key", o->key, "Names the call: the same key again stores nothing")->check(Utf8Text);
  phone->add_option("--correct", o->message, "The message id of a noted call: --text takes the place of what it says");
  phone->add_option("--agent", o->agent, "Who notes or corrects it; without: the shop");
  phone->add_flag("--form", o->form, "Reads these options, without dashes, as one JSON object from the standard input");
  phone->add_flag("--json", o->json, "The result as one JSON object");
  phone->callback([&context, &exit_status, o] { exit_status = RunCommand([&] { return RunPhone(context, *o); }); });
}

}  // namespace replywatch

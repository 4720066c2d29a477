// cause, promise, promises, promise-kept, promise-withdrawn, reopen, action, incidents, incident: what staff record beyond
// answers.
#include <CLI/CLI.hpp>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>

#include "collector/commands/listing.h"
#include "collector/commands/staff_session.h"
#include "shared/actions/case_actions.h"
#include "shared/base/file.h"
#include "shared/base/utf8.h"
#include "shared/rules/promises.h"
#include "shared/settings/language_pack.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;

constexpr int kMostPromises = 1000;
constexpr int kMostIncidents = 200;

struct CaseOptions {
  std::int64_t id = 0;
  std::string agent;
  std::string key;
  std::string text;
  std::string due;
  std::string week;
  std::string owner;
  std::string outcome;
  bool done = false;
  bool open = false;
  bool refuse = false;
  bool close = false;
  bool json = false;
};
using Options = std::shared_ptr<CaseOptions>;

Result<IsoWeek> ReadWeek(const Settings& settings, const std::string& text, Timestamp now) {
  if (text.empty()) return WeekOf(MakeBusinessHours(settings.shop).zone().DayOf(now));
  if (const auto week = ParseIsoWeek(text)) return *week;
  return MakeError(ErrorKind::kInvalidArgument, "expected a week such as \"2026-W47\", not \"" + CleanLine(text, 40) + "\"");
}

// Adds commands that change something, each in one write session.
class CaseCommands {
 public:
  CaseCommands(CLI::App& app, CommandContext& context, int& exit_status)
      : app_(app), context_(context), exit_status_(exit_status) {}

  using Body = std::function<Result<std::string>(Session&, const Actor&, const Settings&, const CaseOptions&)>;
  CLI::App* Add(const std::string& name, const std::string& about, const std::string& id_name, const Options& o, Body body) {
    CLI::App* command =
        AddPlain(name, about, id_name, o, [context = &context_, o, body = std::move(body)](const Settings& settings) {
          return RunStaff(*context, settings, o->agent, [&](Session& s, const Actor& a) { return body(s, a, settings, *o); });
        });
    command->add_option("--agent", o->agent, "Who does it; without: the shop");
    return command;
  }

  using PlainBody = std::function<Status(const Settings&)>;
  CLI::App* AddPlain(const std::string& name, const std::string& about, const std::string& id_name, const Options& o,
                     PlainBody body) {
    CLI::App* command = app_.add_subcommand(name, about);
    if (!id_name.empty()) command->add_option(id_name, o->id)->required();
    command->callback([context = &context_, status = &exit_status_, body = std::move(body)] {
      *status = RunCommand([&]() -> Status {
        RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(*context));
        return body(settings);
      });
    });
    return command;
  }

  const CommandContext& context() const { return context_; }

 private:
  CLI::App& app_;
  CommandContext& context_;
  int& exit_status_;
};

void AddCause(CaseCommands& commands) {
  auto o = std::make_shared<CaseOptions>();
  CLI::App* command =
      commands.Add("cause", "Say why: the cause of a problem, or \"none\"", "MESSAGE_ID", o,
                   [](Session& s, const Actor& a, const Settings&, const CaseOptions& options) -> Result<std::string> {
                     RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
                     RW_ASSIGN_OR_RETURN(const CauseList known, LoadCauses(data));
                     RW_ASSIGN_OR_RETURN(const Message target, RequireMessage(s, options.id));
                     RW_RETURN_IF_ERROR(SetCause(s, a, target.conversation_id, options.key == "none" ? "" : options.key, known));
                     return std::string();
                   });
  command->add_option("KEY", o->key, "A key of causes.json, or \"none\"")->required();

  auto again = std::make_shared<CaseOptions>();
  commands.Add("reopen", "Take up again what was done", "MESSAGE_ID", again,
               [](Session& s, const Actor& a, const Settings&, const CaseOptions& options) -> Result<std::string> {
                 RW_ASSIGN_OR_RETURN(const Message target, RequireMessage(s, options.id));
                 RW_RETURN_IF_ERROR(Reopen(s, a, target.conversation_id));
                 return std::string();
               });
}

Result<Json> PromiseJson(Session& session, const NameBook& names, const Promise& promise, Timestamp now) {
  Json contact = nullptr;
  RW_ASSIGN_OR_RETURN(const std::optional<Conversation> conversation, session.conversations().Get(promise.conversation_id));
  if (conversation) {
    RW_ASSIGN_OR_RETURN(const std::optional<Contact> person, session.contacts().Get(conversation->contact_id));
    if (person) contact = {{"id", person->id.value}, {"name", person->name}};
  }
  const auto agent = names.agents.find(promise.agent_id);
  return Json{{"id", promise.id.value},
              {"conversation", std::to_string(promise.conversation_id.value)},
              {"contact", contact},
              {"text", promise.text},
              {"made_at", FormatRfc3339(promise.made_at)},
              {"due_at", FormatRfc3339(promise.due_at)},
              {"state", PromiseStateName(StateOf(promise, now))},
              {"agent", agent == names.agents.end() ? Json(nullptr) : Json(agent->second)}};
}

Status ListPromises(const CommandContext& context, const Settings& settings, const CaseOptions& o) {
  const Timestamp now = context.clock.Now();
  Timestamp before{std::numeric_limits<std::int64_t>::max()};
  if (!o.due.empty()) {
    RW_ASSIGN_OR_RETURN(before, ReadDue(settings, o.due, now));
  }
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  return store->Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const NameBook names, ReadNames(session));
    RW_ASSIGN_OR_RETURN(const std::vector<Promise> promises, session.cases().OpenPromises(before, kMostPromises));
    for (const Promise& promise : promises) {
      RW_ASSIGN_OR_RETURN(const Json json, PromiseJson(session, names, promise, now));
      if (o.json) {
        std::cout << DumpLine(json) << "\n";
        continue;
      }
      const std::string who = json["contact"].is_null() ? "?" : json["contact"]["name"].get<std::string>();
      std::cout << json["id"] << "  " << json["due_at"].get<std::string>() << "  " << json["state"].get<std::string>() << "  "
                << CleanLine(who, 60) << "  " << (promise.text.empty() ? "an answer" : CleanLine(promise.text, 200)) << "\n";
    }
    return {};
  });
}

void AddPromises(CaseCommands& commands) {
  auto made = std::make_shared<CaseOptions>();
  CLI::App* command =
      commands.Add("promise", "Record what we told a person we would do, and by when", "MESSAGE_ID", made,
                   [](Session& s, const Actor& a, const Settings& settings, const CaseOptions& o) -> Result<std::string> {
                     RW_ASSIGN_OR_RETURN(const Message target, RequireMessage(s, o.id));
                     RW_ASSIGN_OR_RETURN(const Timestamp due, ReadDue(settings, o.due, a.now));
                     RW_ASSIGN_OR_RETURN(const PromiseId id, MakePromise(s, a, {target.conversation_id, {}, o.text, due}));
                     return "promise " + std::to_string(id.value) + " due " + FormatRfc3339(due) + "\n";
                   });
  command->add_option("--text", made->text, "What was promised")->required()->check(Utf8Text);
  command->add_option("--due", made->due, "By when: \"fri\", \"17:00\", \"4h\", a time")->required();

  auto listed = std::make_shared<CaseOptions>();
  command = commands.AddPlain(
      "promises", "Promises neither kept nor withdrawn, earliest first", "", listed,
      [&context = commands.context(), listed](const Settings& settings) { return ListPromises(context, settings, *listed); });
  command->add_option("--due-before", listed->due, "Only those due before this time");
  command->add_flag("--json", listed->json, "One object a line");

  const auto settle = [&](const char* name, const char* about, Status (*act)(Session&, const Actor&, PromiseId)) {
    auto o = std::make_shared<CaseOptions>();
    commands.Add(name, about, "PROMISE_ID", o,
                 [act](Session& s, const Actor& a, const Settings&, const CaseOptions& options) -> Result<std::string> {
                   RW_RETURN_IF_ERROR(act(s, a, PromiseId{options.id}));
                   return std::string();
                 });
  };
  settle("promise-kept", "We did what we promised", KeepPromise);
  settle("promise-withdrawn", "It was never meant", WithdrawPromise);
}

Result<std::string> ShowAction(Session& session, IsoWeek week) {
  RW_ASSIGN_OR_RETURN(const std::optional<WeeklyAction> action, session.cases().ActionOf(week));
  if (!action) return "week " + FormatIsoWeek(week) + " has no action\n";
  RW_ASSIGN_OR_RETURN(const NameBook names, ReadNames(session));
  const auto owner = names.agents.find(action->owner);
  std::string text = FormatIsoWeek(week) + "  " + (owner == names.agents.end() ? "?" : owner->second) + "  " +
                     CleanLine(action->text, 1000) + "\n";
  if (action->done_at) text += "  done " + FormatRfc3339(*action->done_at) + ": " + CleanLine(action->outcome, 1000) + "\n";
  return text;
}

void AddAction(CaseCommands& commands) {
  auto o = std::make_shared<CaseOptions>();
  CLI::App* command = commands.Add(
      "action", "The week's action: show it, set it (--text, --owner), or say what came of it (--done, --outcome)", "", o,
      [](Session& s, const Actor& a, const Settings& settings, const CaseOptions& options) -> Result<std::string> {
        RW_ASSIGN_OR_RETURN(const IsoWeek week, ReadWeek(settings, options.week, a.now));
        const bool sets = !options.text.empty() || !options.owner.empty();
        const bool finishes = options.done || !options.outcome.empty();
        if (sets && finishes)
          return MakeError(ErrorKind::kInvalidArgument,
                           "either set an action (--text, --owner) or finish it (--done, --outcome)");
        if (finishes) {
          RW_RETURN_IF_ERROR(FinishWeeklyAction(s, a, week, options.outcome));
        } else if (sets) {
          RW_ASSIGN_OR_RETURN(const AgentId owner, FindAgentId(s, options.owner));
          RW_RETURN_IF_ERROR(SetWeeklyAction(s, a, week, options.text, owner));
        } else {
          return ShowAction(s, week);
        }
        return std::string();
      });
  command->add_option("--week", o->week, "\"2026-W47\"; without: this week");
  command->add_option("--text", o->text, "What changes")->check(Utf8Text);
  command->add_option("--owner", o->owner, "Who sees to it")->check(Utf8Text);
  command->add_flag("--done", o->done, "It is done");
  command->add_option("--outcome", o->outcome, "What came of it")->check(Utf8Text);
}

Json IncidentJson(const NameBook& names, const Incident& incident) {
  const auto inbox = names.inboxes.find(incident.inbox_id);
  return Json{{"id", incident.id.value},
              {"state", IncidentStateName(incident.state)},
              {"cause", incident.cause.empty() ? Json(nullptr) : Json(incident.cause)},
              {"inbox", inbox == names.inboxes.end() ? Json(nullptr) : Json(inbox->second.name)},
              {"facts", incident.facts},
              {"opened_at", FormatRfc3339(incident.opened_at)},
              {"decided_at", OptionalTime(incident.decided_at)},
              {"closed_at", OptionalTime(incident.closed_at)}};
}

Status ListIncidents(const Settings& settings, const CaseOptions& o) {
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  return store->Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const NameBook names, ReadNames(session));
    RW_ASSIGN_OR_RETURN(const std::vector<Incident> incidents, session.cases().Incidents(kMostIncidents));
    for (const Incident& incident : incidents) {
      const Json json = IncidentJson(names, incident);
      if (o.json) {
        std::cout << DumpLine(json) << "\n";
        continue;
      }
      std::cout << incident.id.value << "  " << json["opened_at"].get<std::string>() << "  " << json["state"].get<std::string>()
                << "  " << (json["inbox"].is_null() ? "everywhere" : json["inbox"].get<std::string>()) << "  " << incident.cause
                << (incident.cause.empty() ? "" : "  ") << incident.facts << "\n";
    }
    return {};
  });
}

void AddIncidents(CaseCommands& commands) {
  auto listed = std::make_shared<CaseOptions>();
  CLI::App* command = commands.AddPlain("incidents", "Spikes of problems that were proposed, and what became of them", "", listed,
                                        [listed](const Settings& settings) { return ListIncidents(settings, *listed); });
  command->add_flag("--json", listed->json, "One object a line");

  auto o = std::make_shared<CaseOptions>();
  command = commands.Add("incident", "Decide about an incident", "INCIDENT_ID", o,
                         [](Session& s, const Actor& a, const Settings&, const CaseOptions& options) -> Result<std::string> {
                           if (options.open + options.refuse + options.close != 1)
                             return MakeError(ErrorKind::kInvalidArgument, "say one of --open, --refuse, --close");
                           const IncidentDecision decision = options.open     ? IncidentDecision::kOpen
                                                             : options.refuse ? IncidentDecision::kRefuse
                                                                              : IncidentDecision::kClose;
                           RW_RETURN_IF_ERROR(DecideIncident(s, a, IncidentId{options.id}, decision));
                           return std::string();
                         });
  command->add_flag("--open", o->open, "It is one");
  command->add_flag("--refuse", o->refuse, "It is none");
  command->add_flag("--close", o->close, "It is over");
}

}  // namespace

void AddCaseCommands(CLI::App& app, CommandContext& context, int& exit_status) {
  CaseCommands commands(app, context, exit_status);
  AddCause(commands);
  AddPromises(commands);
  AddAction(commands);
  AddIncidents(commands);
}

}  // namespace replywatch

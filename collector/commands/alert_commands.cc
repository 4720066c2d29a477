// alerts, alert, silences: what is open, why it is told or not, and what staff say to it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "collector/commands/command.h"
#include "collector/commands/json_output.h"
#include "collector/commands/staff_session.h"
#include "shared/actions/alert_actions.h"
#include "shared/base/file.h"
#include "shared/base/utf8.h"
#include "shared/settings/alert_words.h"
#include "shared/settings/catalogue_file.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;

struct AlertOptions {
  std::int64_t id = 0;
  std::string agent;
  std::string answer_by;
  std::string silence_until;
  std::string reason;
  std::string away_until;
  bool is_back = false;
  bool json = false;
  int limit = 100;
};

Json AlertJson(const AlertRow& row, const std::string& inbox, const std::string& words) {
  const Alert& a = row.alert;
  return {{"id", a.id.value},
          {"kind", AlertKindName(a.kind)},
          {"step", AlertStepName(a.step)},
          {"conversation", a.conversation_id ? Json(std::to_string(a.conversation_id.value)) : Json()},
          {"inbox", inbox.empty() ? Json() : Json(inbox)},
          {"group", a.group},
          {"text", words},
          {"hold", AlertHoldName(a.hold)},
          {"opened_at", FormatRfc3339(a.opened_at)},
          {"next_at", OptionalTime(a.next_at)},
          {"last_sent_at", OptionalTime(a.last_sent_at)},
          {"sent", a.sent_count},
          {"answer_by", OptionalTime(a.promised_until)}};
}

Status ListAlerts(const CommandContext& context, const AlertOptions& o) {
  RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  RW_ASSIGN_OR_RETURN(const Catalogue words, LoadCatalogue(data, "en"));
  const LocalTime local("en", settings.shop.time_zone);
  std::vector<AlertRow> rows;
  std::vector<Inbox> inboxes;
  std::vector<Agent> agents;
  std::int64_t open = 0;
  RW_RETURN_IF_ERROR(store->Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(rows, session.alerts().List(o.limit));
    RW_ASSIGN_OR_RETURN(open, session.alerts().CountOpen());
    RW_ASSIGN_OR_RETURN(agents, session.staff().Agents());
    RW_ASSIGN_OR_RETURN(inboxes, session.inboxes().All());
    return {};
  }));
  for (const AlertRow& row : rows) {
    AlertNames names;
    names.person = row.contact_name;
    for (const Agent& agent : agents) names.agent = agent.id == row.alert.acknowledged_by ? agent.name : names.agent;
    names.inbox = InboxLabel(row.alert.inbox_id, inboxes);
    const std::string text = CleanLine(DescribeAlert(row.alert, names, context.clock.Now(), words, local), 1000);
    if (o.json) {
      const auto inbox = std::find_if(inboxes.begin(), inboxes.end(), [&](const Inbox& i) { return i.id == row.alert.inbox_id; });
      std::cout << DumpLine(AlertJson(row, inbox == inboxes.end() ? "" : inbox->name, text)) << "\n";
      continue;
    }
    const std::string hold = DescribeHold(row.alert, names, row.is_undelivered, context.clock.Now(), words, local);
    std::cout << row.alert.id.value << "  " << text << (hold.empty() ? "" : "  (" + hold + ")") << "\n";
  }
  if (o.json) return {};
  if (rows.empty()) std::cout << "no open alerts\n";
  const std::int64_t more = open - static_cast<std::int64_t>(rows.size());
  if (more > 0) std::cout << words.Count("alert.more", more) << "; --limit shows them\n";
  return {};
}

Status ActOnAlert(const CommandContext& context, const AlertOptions& o) {
  if (o.answer_by.empty() == o.silence_until.empty())
    return MakeError(ErrorKind::kInvalidArgument, "say one of --answer-by TIME and --silence-until TIME");
  RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  RW_ASSIGN_OR_RETURN(const Timestamp until,
                      ReadDue(settings, o.answer_by.empty() ? o.silence_until : o.answer_by, context.clock.Now()));
  std::int64_t silence = 0;
  RW_RETURN_IF_ERROR(store->Write([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const AgentId agent, FindAgentId(session, o.agent));
    const Actor actor{agent, context.clock.Now()};
    if (!o.answer_by.empty()) return AcknowledgeAlert(session, actor, AlertId{o.id}, until);
    RW_ASSIGN_OR_RETURN(silence, SilenceAlert(session, actor, AlertId{o.id}, until, o.reason));
    return {};
  }));
  const LocalTime local("en", settings.shop.time_zone);
  std::cout << (silence != 0 ? "silence " + std::to_string(silence) + " until " : "held until ") << local.Date(until) << ", "
            << local.ClockTime(until) << "\n";
  return {};
}

Status ListSilences(const CommandContext& context) {
  RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  std::vector<Silence> silences;
  RW_RETURN_IF_ERROR(store->Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(silences, session.alerts().Silences(context.clock.Now()));
    return {};
  }));
  for (const Silence& s : silences) {
    std::cout << s.id << "  " << (s.kind ? AlertKindName(*s.kind) : "any") << "  until " << FormatRfc3339(s.until_at) << "  "
              << CleanLine(s.reason, 200) << "\n";
  }
  if (silences.empty()) std::cout << "nothing is silenced\n";
  return {};
}

Status EndOneSilence(const CommandContext& context, const AlertOptions& o) {
  RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  return store->Write([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const AgentId agent, FindAgentId(session, o.agent));
    return EndSilence(session, {agent, context.clock.Now()}, o.id);
  });
}

Status SayAway(const CommandContext& context, const AlertOptions& o) {
  if (o.away_until.empty() != o.is_back) return MakeError(ErrorKind::kInvalidArgument, "say one of --until TIME and --back");
  RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
  std::optional<Timestamp> until;
  if (!o.is_back) {
    RW_ASSIGN_OR_RETURN(until, ReadDue(settings, o.away_until, context.clock.Now()));
  }
  RW_RETURN_IF_ERROR(RunStaff(context, settings, o.agent, [&](Session& session, const Actor& actor) -> Result<std::string> {
    RW_RETURN_IF_ERROR(SetAway(session, actor, actor.agent, until));
    return std::string();
  }));
  const LocalTime local("en", settings.shop.time_zone);
  if (until)
    std::cout << o.agent << " is away until " << local.Date(*until) << ", " << local.ClockTime(*until) << "; others are told\n";
  else
    std::cout << o.agent << " is back\n";
  return {};
}

}  // namespace

void AddAlertCommands(CLI::App& app, CommandContext& context, int& exit_status) {
  auto o = std::make_shared<AlertOptions>();
  CLI::App* alerts = app.add_subcommand("alerts", "Open alerts, each with its reason and what holds it, newest first");
  alerts->add_flag("--json", o->json, "One object a line");
  alerts->add_option("--limit", o->limit, "At most so many")->check(CLI::Range(1, 10000))->capture_default_str();
  alerts->callback([&context, &exit_status, o] { exit_status = RunCommand([&] { return ListAlerts(context, *o); }); });

  CLI::App* alert = app.add_subcommand("alert", "Answer an alert: \"I answer by …\", or not this one for a while");
  alert->add_option("ALERT_ID", o->id)->required();
  alert->add_option("--agent", o->agent, "Who does it");
  alert->add_option("--answer-by", o->answer_by,
                    "\"17:00\", \"2h\", a time, three days at most; it becomes a promise, and the alert is held until then");
  alert->add_option("--silence-until", o->silence_until, "\"tomorrow\", \"4h\", a time, two weeks at most; for its whole group");
  alert->add_option("--reason", o->reason, "Why it is silenced")->check(Utf8Text);
  alert->callback([&context, &exit_status, o] { exit_status = RunCommand([&] { return ActOnAlert(context, *o); }); });

  CLI::App* away =
      app.add_subcommand("away", "Somebody is away: alerts go to who stands in, the deputy for the responsible person");
  away->add_option("NAME", o->agent, "Who")->required();
  away->add_option("--until", o->away_until, "\"mon 09:00\", \"2 weeks\", a time; a year at most");
  away->add_flag("--back", o->is_back, "Here again");
  away->callback([&context, &exit_status, o] { exit_status = RunCommand([&] { return SayAway(context, *o); }); });

  app.add_subcommand("silences", "What is silenced now")->callback([&context, &exit_status] {
    exit_status = RunCommand([&] { return ListSilences(context); });
  });
  CLI::App* end = app.add_subcommand("silence-end", "End a silence before its time");
  end->add_option("SILENCE_ID", o->id)->required();
  end->add_option("--agent", o->agent, "Who does it");
  end->callback([&context, &exit_status, o] { exit_status = RunCommand([&] { return EndOneSilence(context, *o); }); });
}

}  // namespace replywatch

// status, list, show, classify: commands that change nothing.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "collector/commands/command.h"
#include "collector/commands/json_output.h"
#include "collector/commands/listing.h"
#include "shared/actions/audit_detail.h"
#include "shared/base/file.h"
#include "shared/base/utf8.h"
#include "shared/detect/classifier.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxClassifyLine = 1024 * 1024;

Result<Json> InboxStatus(Session& session, const Inbox& inbox) {
  RW_ASSIGN_OR_RETURN(const std::int64_t stored, session.messages().Count(inbox.id));
  RW_ASSIGN_OR_RETURN(const std::int64_t waiting, session.conversations().CountOpenWaits(inbox.id));
  RW_ASSIGN_OR_RETURN(const std::int64_t set_aside, session.inboxes().CountSetAside(inbox.id));
  Json completeness = nullptr;
  if (inbox.health.platform_total) {
    RW_ASSIGN_OR_RETURN(const std::int64_t present, session.messages().CountPresent(inbox.id));
    completeness = {{"platform", *inbox.health.platform_total}, {"stored", present}};
  }
  Json webhooks = nullptr;
  if (inbox.capabilities.push) {
    RW_ASSIGN_OR_RETURN(const EventTally tally, session.events().Tally(inbox.id));
    webhooks = {{"last_received", OptionalTime(tally.last_received)}, {"waiting", tally.waiting}, {"refused", tally.refused}};
  }
  Json error = nullptr;
  if (inbox.health.last_error)
    error = {{"class", ErrorKindName(inbox.health.last_error->kind)}, {"text", inbox.health.last_error->text}};
  return Json{{"name", inbox.name},
              {"platform", inbox.platform},
              {"state", InboxStateName(inbox.health.state)},
              {"last_success", OptionalTime(inbox.health.last_success)},
              {"last_error", error},
              {"warnings", inbox.health.warnings},
              {"blind_since", OptionalTime(inbox.health.blind_since)},
              {"stored", stored},
              {"waiting", waiting},
              {"set_aside", set_aside},
              {"completeness", completeness},
              {"webhooks", webhooks}};
}

// null where nothing speaks for a figure.
Json Share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? Json(nullptr) : Json(static_cast<double>(part) / static_cast<double>(whole));
}

Json TallyJson(const FlagTally& t) {
  return {{"precision", Share(t.hits, t.hits + t.false_alarms)},
          {"recall", Share(t.hits, t.hits + t.misses)},
          {"hits", t.hits},
          {"false_alarms", t.false_alarms},
          {"misses", t.misses}};
}

Json CorrectionsJson(const CorrectionTally& tally) {
  return {{"messages", tally.messages},
          {"problem", TallyJson(tally.problem)},
          {"question", TallyJson(tally.question)},
          {"praise", TallyJson(tally.praise)},
          {"threat", TallyJson(tally.threat)}};
}

Json TryJson(const LearningTry& tried) {
  return {{"at", FormatRfc3339(tried.at)},         {"corrections", tried.corrections}, {"confirmed", tried.confirmed},
          {"shop_before", tried.shop_before},      {"shop_after", tried.shop_after},   {"held_out_before", tried.held_out_before},
          {"held_out_after", tried.held_out_after}};
}

// The latest try to learn, the one in use, and what people corrected since; null where there is none.
Result<Json> LearningStatus(Session& session) {
  RW_ASSIGN_OR_RETURN(const std::optional<LearningTry> latest, session.learning().Latest());
  RW_ASSIGN_OR_RETURN(const std::optional<LearningTry> used, session.learning().Used());
  Json out{{"latest", latest ? TryJson(*latest) : Json(nullptr)}, {"in_use", nullptr}, {"since", nullptr}};
  if (used) {
    out["in_use"] = TryJson(*used);
    RW_ASSIGN_OR_RETURN(const CorrectionTally tally, session.messages().TallyCorrections(used->at));
    out["since"] = CorrectionsJson(tally);
  }
  return out;
}

Result<Json> StatusJson(Store& store) {
  Json out;
  const bool running = store.IsCollectorRunning();
  RW_RETURN_IF_ERROR(store.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const CollectorBeat beat, session.inboxes().Beat());
    out["collector"] = {{"running", running},
                        {"since", running && beat.started_at.ms != 0 ? Json(FormatRfc3339(beat.started_at)) : Json(nullptr)}};
    out["inboxes"] = Json::array();
    RW_ASSIGN_OR_RETURN(const std::vector<Inbox> inboxes, session.inboxes().All());
    for (const Inbox& inbox : inboxes) {
      if (!inbox.active) continue;
      RW_ASSIGN_OR_RETURN(Json row, InboxStatus(session, inbox));
      out["inboxes"].push_back(std::move(row));
    }
    RW_ASSIGN_OR_RETURN(const WaitCounts counts, session.conversations().Counts({}));
    out["waiting"] = {{"public", counts.waiting_public},
                      {"private", counts.waiting_private},
                      {"oldest_since", OptionalTime(counts.oldest_since)}};
    out["problems"] = counts.problems;
    out["to_thank"] = counts.to_thank;
    out["notifiers"] = Json::array();
    RW_ASSIGN_OR_RETURN(const std::vector<NotifierTrouble> trouble, session.alerts().NotifiersInTrouble());
    for (const NotifierTrouble& one : trouble)
      out["notifiers"].push_back(
          {{"name", one.notifier}, {"undelivered_since", FormatRfc3339(one.since)}, {"error", one.error_text}});
    RW_ASSIGN_OR_RETURN(const CorrectionTally tally, session.messages().TallyCorrections(kEver));
    out["corrections"] = CorrectionsJson(tally);
    RW_ASSIGN_OR_RETURN(out["learning"], LearningStatus(session));
    RW_ASSIGN_OR_RETURN(const OutboxCounts outbox, session.outbox().Counts());
    out["outbox"] = {{"queued", outbox.queued},
                     {"sending", outbox.sending},
                     {"sent", outbox.sent},
                     {"failed", outbox.failed},
                     {"uncertain", outbox.uncertain}};
    return {};
  }));
  return out;
}

void PrintCorrections(const Json& corrections) {
  if (corrections["messages"] == 0) return;
  std::cout << "flags of " << corrections["messages"] << " messages corrected by people;";
  for (const char* flag : {"problem", "question", "praise", "threat"}) {
    std::cout << " " << flag << ": " << corrections[flag]["hits"] << " right, " << corrections[flag]["false_alarms"]
              << " too many, " << corrections[flag]["misses"] << " missed;";
  }
  std::cout << " of the others nobody said anything\n";
}

void PrintTry(const Json& tried) {
  const auto per_cent = [](const Json& share) { return std::to_string(std::lround(100 * share.get<double>())) + " %"; };
  std::cout << "from " << tried["corrections"] << " corrected and " << tried["confirmed"] << " other messages at "
            << tried["at"].get<std::string>() << ": right flags on them " << per_cent(tried["shop_before"]) << " -> "
            << per_cent(tried["shop_after"]) << ", on others " << per_cent(tried["held_out_before"]) << " -> "
            << per_cent(tried["held_out_after"]);
}

void PrintLearning(const Json& learning) {
  const Json& latest = learning["latest"];
  const Json& in_use = learning["in_use"];
  if (!in_use.is_null()) {
    std::cout << "the detector has learnt ";
    PrintTry(in_use);
    std::cout << "\n";
  }
  if (!latest.is_null() && latest != in_use) {
    std::cout << "the detector tried to learn ";
    PrintTry(latest);
    std::cout << "; that is not used\n";
  }
  if (in_use.is_null() || learning["since"]["messages"] == 0) return;
  std::cout << "since it learnt: ";
  PrintCorrections(learning["since"]);
}

void PrintStatus(const Json& status) {
  std::cout << "collector "
            << (status["collector"]["running"].get<bool>() ? "running" : "not running: start it with `replywatch-collector run`")
            << "\n";
  for (const Json& inbox : status["inboxes"]) {
    std::cout << inbox["name"].get<std::string>() << " (" << inbox["platform"].get<std::string>()
              << "): " << inbox["state"].get<std::string>() << ", " << inbox["stored"] << " messages, " << inbox["waiting"]
              << " waiting";
    if (inbox["set_aside"] != 0) std::cout << ", " << inbox["set_aside"] << " set aside";
    if (!inbox["completeness"].is_null())
      std::cout << ", platform counts " << inbox["completeness"]["platform"] << ", here " << inbox["completeness"]["stored"];
    if (!inbox["blind_since"].is_null()) std::cout << ", blind since " << inbox["blind_since"].get<std::string>();
    if (const Json& hooks = inbox["webhooks"]; !hooks.is_null()) {
      const Json& last = hooks["last_received"];
      std::cout << ", told by webhook " << (last.is_null() ? "never" : "last at " + last.get<std::string>());
      if (hooks["waiting"] != 0) std::cout << " (" << hooks["waiting"] << " to read)";
      if (hooks["refused"] != 0) std::cout << ", " << hooks["refused"] << " refused";
    }
    if (!inbox["last_error"].is_null()) std::cout << "\n  " << inbox["last_error"]["text"].get<std::string>();
    for (const Json& warning : inbox["warnings"]) std::cout << "\n  " << warning.get<std::string>();
    std::cout << "\n";
  }
  std::cout << "waiting: " << status["waiting"]["public"] << " public, " << status["waiting"]["private"]
            << " private; problems: " << status["problems"] << "; to thank: " << status["to_thank"] << "\n";
  for (const Json& one : status["notifiers"]) {
    std::cout << "alerts by " << one["name"].get<std::string>() << " have not arrived since "
              << one["undelivered_since"].get<std::string>() << "\n  " << CleanLine(one["error"].get<std::string>(), 300) << "\n";
  }
  PrintCorrections(status["corrections"]);
  PrintLearning(status["learning"]);
  const Json& outbox = status["outbox"];
  std::cout << "replies: " << outbox["queued"] << " queued, " << outbox["sending"] << " sending, " << outbox["sent"] << " sent, "
            << outbox["failed"] << " failed, " << outbox["uncertain"] << " uncertain" << std::endl;
}

struct ListOptions {
  bool waiting = false;
  bool problems = false;
  bool to_thank = false;
  bool json = false;
  std::string inbox;
  std::string search;
  int limit = 100;
};

Status RunList(const CommandContext& context, const ListOptions& options) {
  if (!options.search.empty() && (options.waiting || options.to_thank)) {
    return MakeError(ErrorKind::kInvalidArgument, "--search looks through messages; leave out --waiting and --to-thank");
  }
  RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  std::vector<ListRow> rows;
  RW_RETURN_IF_ERROR(store->Read([&](Session& session) -> Status {
    InboxId inbox;
    if (!options.inbox.empty()) {
      RW_ASSIGN_OR_RETURN(const std::vector<Inbox> all, session.inboxes().All());
      for (const Inbox& candidate : all) {
        if (candidate.name == options.inbox) inbox = candidate.id;
      }
      if (!inbox) return MakeError(ErrorKind::kInvalidArgument, "there is no inbox \"" + CleanLine(options.inbox, 100) + "\"");
    }
    if (options.waiting || options.to_thank) {
      WaitQuery query;
      query.kind = options.to_thank ? WaitKind::kThank : WaitKind::kAnswer;
      query.inbox = inbox;
      query.problems_only = options.problems;
      query.limit = options.limit;
      RW_ASSIGN_OR_RETURN(rows, ListWaits(session, query));
      return {};
    }
    MessageQuery query;
    query.inbox = inbox;
    query.search = options.search;
    query.problems_only = options.problems;
    query.limit = options.limit;
    RW_ASSIGN_OR_RETURN(rows, ListMessages(session, query));
    return {};
  }));
  if (!options.json) {
    PrintRows(std::cout, rows, context.clock.Now());
    if (rows.empty() && options.waiting) std::cout << "Nobody is waiting.\n";
    return {};
  }
  for (const ListRow& row : rows) std::cout << DumpLine(RowToJson(row)) << "\n";
  return {};
}

// Who did what, for people; numbers of ours stay in "detail".
std::string EventInWords(const AuditEvent& event, const NameBook& names) {
  const auto name_of = [&](AgentId id) {
    const auto found = names.agents.find(id);
    return found == names.agents.end() ? std::string("nobody") : found->second;
  };
  const AuditDetail detail(event.detail);
  std::string words(AuditActionName(event.action));
  std::replace(words.begin(), words.end(), '_', ' ');
  if (event.agent_id) words = name_of(event.agent_id) + ": " + words;
  switch (event.action) {
    case AuditAction::kAssigned:
      return words + ", from " + name_of(AgentId{detail.Int("from")}) + " to " + name_of(AgentId{detail.Int("to")});
    case AuditAction::kFlagCorrected:
      return words + ", before " + FlagNames(Flags::FromBits(static_cast<std::uint16_t>(detail.Int("flags")))).dump();
    case AuditAction::kCauseSet: return words + ", from \"" + detail.Text("from") + "\" to \"" + detail.Text("to") + "\"";
    case AuditAction::kReplySettled: return words + ", " + detail.Text("outcome");
    default: return words;
  }
}

Result<Json> ConversationJson(Session& session, MessageId id) {
  RW_ASSIGN_OR_RETURN(std::optional<Message> message, session.messages().Get(id));
  if (!message) return MakeError(ErrorKind::kNotFound, "there is no message " + std::to_string(id.value));
  RW_ASSIGN_OR_RETURN(const NameBook names, ReadNames(session));
  const ConversationId conversation = message->conversation_id;
  std::vector<Message> messages{*message};
  Json out{{"conversation", std::to_string(conversation.value)},
           {"messages", Json::array()},
           {"notes", Json::array()},
           {"waits", Json::array()},
           {"replies", Json::array()},
           {"events", Json::array()}};
  if (conversation) {
    RW_ASSIGN_OR_RETURN(messages, session.messages().OfConversation(conversation));
    RW_ASSIGN_OR_RETURN(const std::optional<Conversation> info, session.conversations().Get(conversation));
    out["status"] = ConversationStatusName(info->status);
    out["post"] = {{"title", info->root_title}, {"permalink", info->root_permalink}};
  }
  for (Message& m : messages) {
    RW_ASSIGN_OR_RETURN(const std::vector<MessageVersion> versions, session.messages().Versions(m.id));
    const std::vector<Evidence> evidence = m.classification.evidence;
    const bool corrected = m.corrected;
    const bool liked = m.item.liked.value_or(false);
    const std::string text = m.item.text;
    RW_ASSIGN_OR_RETURN(const ListRow row, RowFor(session, names, std::move(m)));
    Json json = RowToJson(row);
    json["corrected"] = corrected;
    json["liked"] = liked;
    json["evidence"] = Json::array();
    for (const Evidence& e : evidence) {
      if (e.end <= text.size()) json["evidence"].push_back(text.substr(e.begin, e.end - e.begin));
    }
    json["earlier_texts"] = Json::array();
    for (const MessageVersion& version : versions)
      json["earlier_texts"].push_back({{"text", version.text}, {"replaced_at", FormatRfc3339(version.replaced_at)}});
    out["messages"].push_back(std::move(json));
  }
  if (!conversation) return out;
  RW_ASSIGN_OR_RETURN(const std::vector<Note> notes, session.conversations().Notes(conversation));
  const auto agent_name = [&](AgentId agent) {
    return names.agents.contains(agent) ? Json(names.agents.at(agent)) : Json(nullptr);
  };
  for (const Note& note : notes)
    out["notes"].push_back({{"at", FormatRfc3339(note.at)}, {"agent", agent_name(note.agent_id)}, {"text", note.text}});
  RW_ASSIGN_OR_RETURN(const std::vector<Wait> waits, session.conversations().Waits(conversation));
  for (const Wait& wait : waits) {
    out["waits"].push_back({{"kind", wait.kind == WaitKind::kThank ? "thank" : "answer"},
                            {"started_at", FormatRfc3339(wait.started_at)},
                            {"ended_at", OptionalTime(wait.ended_at)},
                            {"outcome", WaitOutcomeName(wait.outcome)},
                            {"messages", wait.message_count}});
  }
  RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> replies, session.outbox().OfConversation(conversation));
  for (const OutboundMessage& reply : replies) {
    out["replies"].push_back({{"id", reply.id.value},
                              {"kind", OutboundKindName(reply.kind)},
                              {"state", OutboundStateName(reply.state)},
                              {"text", reply.text},
                              {"agent", agent_name(reply.agent_id)},
                              {"created_at", FormatRfc3339(reply.created_at)},
                              {"sent_at", OptionalTime(reply.sent_at)},
                              {"error", reply.error_text},
                              {"overridden", reply.overridden}});
  }
  RW_ASSIGN_OR_RETURN(const std::vector<AuditEvent> events, session.staff().EventsOf(conversation));
  for (const AuditEvent& event : events) {
    out["events"].push_back({{"at", FormatRfc3339(event.at)},
                             {"agent", agent_name(event.agent_id)},
                             {"action", AuditActionName(event.action)},
                             {"detail", event.detail},
                             {"words", EventInWords(event, names)}});
  }
  return out;
}

void PrintConversation(const Json& json) {
  if (json.contains("post") && !json["post"]["title"].get<std::string>().empty())
    std::cout << "Under: " << CleanLine(json["post"]["title"].get<std::string>(), 300) << "\n";
  for (const Json& m : json["messages"]) {
    const bool ours = m["direction"] == "outgoing";
    std::cout << m["created_at"].get<std::string>() << "  " << (ours ? "we" : m["contact"]["name"].get<std::string>()) << " ["
              << m["id"] << ", " << m["visibility"].get<std::string>() << (ours ? "" : ", " + m["state"].get<std::string>())
              << (m["publication"] == "visible" ? "" : ", " + m["publication"].get<std::string>())
              << (m["liked"].get<bool>() ? ", liked by us" : "") << "]\n  " << m["text"].get<std::string>() << "\n";
    for (const Json& old : m["earlier_texts"])
      std::cout << "  (before " << old["replaced_at"].get<std::string>() << ": " << old["text"].get<std::string>() << ")\n";
    if (!m["flags"].empty()) std::cout << "  flags " << m["flags"].dump() << " because of " << m["evidence"].dump() << "\n";
  }
  for (const Json& note : json["notes"])
    std::cout << note["at"].get<std::string>() << "  note: " << note["text"].get<std::string>() << "\n";
  for (const Json& reply : json["replies"]) {
    const std::string kind = reply["kind"];
    std::cout << (kind == "thank" ? "reply" : kind) << " " << reply["id"] << " is " << reply["state"].get<std::string>();
    if (!reply["error"].get<std::string>().empty()) std::cout << ": " << reply["error"].get<std::string>();
    std::cout << "\n";
  }
  for (const Json& event : json["events"])
    std::cout << event["at"].get<std::string>() << "  " << event["words"].get<std::string>() << "\n";
}

// Written by hand: a tree of values for each line would take as long as the judging.
class LineWriter {
 public:
  explicit LineWriter(std::string& out) : out_(out) { out_ += '{'; }
  ~LineWriter() { out_ += "}\n"; }
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  void Put(std::string_view key, const Json& value) { Key(key) += DumpLine(value); }
  void PutWord(std::string_view key, std::string_view word) { ((Key(key) += '"') += word) += '"'; }
  // 0 to 1, four digits.
  void PutShare(std::string_view key, double share) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), share, std::chars_format::fixed, 4).ptr;
    Key(key).append(digits.data(), end);
  }

 private:
  std::string& Key(std::string_view key) {
    if (out_.back() != '{') out_ += ',';
    return ((out_ += '"') += key) += "\":";
  }
  std::string& out_;
};

// Appends the answer to one line.
void ClassifyLine(const Classifier& classifier, const std::string& line, std::int64_t number, std::string& out) {
  const Json in = Json::parse(line, nullptr, false);
  LineWriter writer(out);
  if (!in.is_object() || !in.contains("text") || !in["text"].is_string()) {
    writer.Put("error", R"(expected {"id": …, "text": "…"})");
    writer.Put("line", number);
    return;
  }
  const std::string text = CleanText(in["text"].get_ref<const std::string&>(), kMaxTextBytes);
  const Classification c = classifier.Classify(text);
  Json evidence = Json::array();
  for (const Evidence& e : c.evidence) evidence.push_back(text.substr(e.begin, e.end - e.begin));
  Json flags = Json::array();
  for (const Flag flag : {Flag::kProblem, Flag::kQuestion, Flag::kPraise, Flag::kThreat}) {
    if (c.flags.Has(flag)) flags.push_back(FlagName(flag));
  }
  writer.Put("evidence", evidence);
  writer.Put("flags", flags);
  writer.Put("id", in.contains("id") ? in["id"] : Json(nullptr));
  writer.PutWord("language", c.language);
  writer.PutShare("language_confidence", c.language_confidence);
  writer.PutShare("praise", c.praise);
  writer.PutShare("problem", c.problem);
  writer.PutShare("question", c.question);
  writer.PutWord("urgency", UrgencyName(c.urgency));
}

Status RunClassify() {
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Classifier> classifier, LoadClassifier(data));
  // Whoever writes line by line and waits gets each answer; in a file nothing is written before the buffer is full.
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  std::int64_t number = 0;
  std::string out;
  for (std::string line; std::getline(std::cin, line);) {
    ++number;
    if (line.size() > kMaxClassifyLine) line = "too long";
    out.clear();
    ClassifyLine(*classifier, line, number, out);
    std::cout << out;
    if (std::cin.rdbuf()->in_avail() <= 0) std::cout.flush();
  }
  return {};
}

}  // namespace

void AddReadCommands(CLI::App& app, CommandContext& context, int& exit_status) {
  auto* status = app.add_subcommand("status", "How the inboxes, the waiting list and the replies stand");
  auto as_json = std::make_shared<bool>(false);
  status->add_flag("--json", *as_json, "For scripts");
  status->callback([&context, &exit_status, as_json] {
    exit_status = RunCommand([&]() -> Status {
      RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
      RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
      RW_ASSIGN_OR_RETURN(const Json json, StatusJson(*store));
      *as_json ? static_cast<void>(std::cout << DumpLine(json) << "\n") : PrintStatus(json);
      return {};
    });
  });

  auto* list = app.add_subcommand("list", "Messages, newest first; with --waiting or --to-thank waits, longest first");
  auto options = std::make_shared<ListOptions>();
  list->add_flag("--waiting", options->waiting, "Who waits for an answer");
  list->add_flag("--to-thank", options->to_thank, "Who said something nice");
  list->add_flag("--problems", options->problems, "Only problems");
  list->add_option("--inbox", options->inbox, "Only this inbox");
  list->add_option("--search", options->search, "Words of the message or the person's name");
  list->add_option("--limit", options->limit, "At most so many")->check(CLI::Range(1, 10000))->capture_default_str();
  list->add_flag("--json", options->json, "One object a line");
  list->callback([&context, &exit_status, options] { exit_status = RunCommand([&] { return RunList(context, *options); }); });

  auto* show = app.add_subcommand("show", "A conversation with our replies, flags and events");
  auto id = std::make_shared<std::int64_t>(0);
  auto show_json = std::make_shared<bool>(false);
  show->add_option("MESSAGE_ID", *id)->required();
  show->add_flag("--json", *show_json, "For scripts");
  show->callback([&context, &exit_status, id, show_json] {
    exit_status = RunCommand([&]() -> Status {
      RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
      RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
      return store->Read([&](Session& session) -> Status {
        RW_ASSIGN_OR_RETURN(const Json json, ConversationJson(session, MessageId{*id}));
        *show_json ? static_cast<void>(std::cout << DumpLine(json) << "\n") : PrintConversation(json);
        return {};
      });
    });
  });

  app.add_subcommand("classify", "Flags for JSON lines on standard input")->callback([&exit_status] {
    exit_status = RunCommand(RunClassify);
  });
}

}  // namespace replywatch

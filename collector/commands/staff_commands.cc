// reply, thank, like, flag, note, assign, done, snooze, approve, undo, resolve-send: what staff do.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "collector/commands/staff_session.h"
#include "shared/actions/like_actions.h"
#include "shared/actions/reply_desk.h"
#include "shared/base/file.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

// Loaded before the write session begins: nobody waits for us to read files.
struct ReplyTools {
  std::unique_ptr<Classifier> classifier;
  std::unique_ptr<ReplyDesk> desk;
};

Result<ReplyTools> LoadReplyTools(const Settings& settings) {
  ReplyTools tools;
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  RW_ASSIGN_OR_RETURN(tools.classifier, LoadClassifier(data));
  RW_ASSIGN_OR_RETURN(LanguagePacks packs, LoadLanguagePacks(data));
  tools.desk = std::make_unique<ReplyDesk>(*tools.classifier, std::move(packs), settings.shop);
  return tools;
}

struct StaffOptions {
  std::int64_t id = 0;
  std::string agent;
  std::string text;
  std::string to;
  std::string until;
  bool is_private = false;
  bool force = false;
  bool arrived = false;
  bool again = false;
  bool drop = false;
  bool closes = false;
  std::string problem;
  std::string question;
  std::string praise;
  std::string threat;
  std::string needs_answer;
};

using OptionsBody = std::function<Result<std::string>(Session&, const Actor&, const StaffOptions&)>;

Result<std::string> QueueText(Session& session, const Actor& actor, const ReplyDesk& desk, ReplyRequest request) {
  if (request.kind == OutboundKind::kThank) {
    RW_ASSIGN_OR_RETURN(request.text, desk.ThankYouFor(session, request.target));
  }
  RW_ASSIGN_OR_RETURN(const QueuedReply queued, desk.Queue(session, actor, request));
  if (!queued.id) {
    std::string text = "not sent:";
    for (const ReplyFinding& finding : queued.findings) {
      text += "\n  " + std::string(ReplyRuleName(finding.rule)) +
              (finding.severity == ReplySeverity::kHard ? " (limit): " : ": ") + DescribeFinding(finding);
    }
    const bool only_warnings = std::all_of(queued.findings.begin(), queued.findings.end(),
                                           [](const ReplyFinding& f) { return f.severity == ReplySeverity::kWarning; });
    if (only_warnings) text += "\n  --force sends it all the same";
    return MakeError(ErrorKind::kContentRejected, text);
  }
  std::string said;
  for (const ReplyFinding& finding : queued.findings) said += "overridden: " + std::string(ReplyRuleName(finding.rule)) + "\n";
  return said + "reply " + std::to_string(queued.id.value) + " queued: " + request.text + "\n";
}

// Every line is another one, so the check for "same text" cannot see that a script or a hand was too quick.
Status RequireUnthanked(Session& session, const Message& target) {
  RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> own, session.outbox().OfConversation(target.conversation_id));
  const bool is_thanked = std::any_of(own.begin(), own.end(), [&](const OutboundMessage& m) {
    return m.kind == OutboundKind::kThank && m.target == target.id && m.state != OutboundState::kCancelled &&
           m.state != OutboundState::kFailed;
  });
  if (!is_thanked) return {};
  return MakeError(ErrorKind::kContentRejected,
                   "message " + std::to_string(target.id.value) + " was thanked for already; write a reply to say more");
}

// A cheerful line is no answer to who complains or asks: the rule of the dashboard's key.
Status RequireForThanks(Session& session, const Message& target) {
  RW_ASSIGN_OR_RETURN(const std::vector<Wait> waits, session.conversations().Waits(target.conversation_id));
  const bool waits_for_answer =
      std::any_of(waits.begin(), waits.end(), [](const Wait& wait) { return !wait.ended_at && wait.kind == WaitKind::kAnswer; });
  if (!waits_for_answer) return {};
  return MakeError(ErrorKind::kContentRejected, "this person waits for an answer; use reply, or correct the flags first");
}

Result<std::optional<bool>> ReadYesNo(const std::string& word) {
  if (word.empty()) return std::optional<bool>();
  if (word == "yes") return std::optional(true);
  if (word == "no") return std::optional(false);
  return MakeError(ErrorKind::kInvalidArgument, "expected yes or no, not \"" + CleanLine(word, 40) + "\"");
}

Result<std::string> CorrectFlag(Session& session, const Actor& actor, const StaffOptions& o) {
  FlagCorrection correction;
  RW_ASSIGN_OR_RETURN(correction.problem, ReadYesNo(o.problem));
  RW_ASSIGN_OR_RETURN(correction.question, ReadYesNo(o.question));
  RW_ASSIGN_OR_RETURN(correction.praise, ReadYesNo(o.praise));
  RW_ASSIGN_OR_RETURN(correction.threat, ReadYesNo(o.threat));
  RW_ASSIGN_OR_RETURN(correction.needs_answer, ReadYesNo(o.needs_answer));
  const bool any = correction.problem || correction.question || correction.praise || correction.threat || correction.needs_answer;
  if (!any)
    return MakeError(ErrorKind::kInvalidArgument,
                     "say what to correct: --problem, --question, --praise, --threat or --needs-answer with yes or no");
  RW_RETURN_IF_ERROR(CorrectFlags(session, actor, MessageId{o.id}, correction));
  return std::string("corrected\n");
}

Result<Timestamp> ReadUntil(const std::string& text, Timestamp now) {
  if (const auto duration = ParseDuration(text)) return now + *duration;
  if (const auto instant = ParseRfc3339(text)) return *instant;
  return MakeError(ErrorKind::kInvalidArgument, "expected a duration such as \"4h\" or a time such as \"2026-11-23T08:00:00Z\"");
}

Result<std::string> Settle(Session& session, const Actor& actor, const StaffOptions& o) {
  if (o.arrived + o.again + o.drop != 1) return MakeError(ErrorKind::kInvalidArgument, "say one of --arrived, --again, --drop");
  const Settlement settlement = o.arrived ? Settlement::kArrived : o.again ? Settlement::kSendAgain : Settlement::kDrop;
  RW_RETURN_IF_ERROR(SettleReply(session, actor, OutboundId{o.id}, settlement));
  return std::string("settled\n");
}

class StaffCommands {
 public:
  StaffCommands(CLI::App& app, CommandContext& context, int& exit_status)
      : app_(app), context_(context), exit_status_(exit_status) {}

  CLI::App* Add(const std::string& name, const std::string& about, const std::string& id_name,
                const std::shared_ptr<StaffOptions>& o, OptionsBody body) {
    CLI::App* command = app_.add_subcommand(name, about);
    if (!id_name.empty()) command->add_option(id_name, o->id)->required();
    command->add_option("--agent", o->agent, "Who does it; without: the shop");
    command->callback([this_context = &context_, status = &exit_status_, o, body = std::move(body)] {
      *status = RunCommand([&]() -> Status {
        RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(*this_context));
        return RunStaff(*this_context, settings, o->agent, [&](Session& s, const Actor& a) { return body(s, a, *o); });
      });
    });
    return command;
  }

  // An action that writes to people.
  using ReplyBody = std::function<Result<std::string>(Session&, const Actor&, const StaffOptions&, const ReplyDesk&)>;
  CLI::App* AddReply(const std::string& name, const std::string& about, const std::shared_ptr<StaffOptions>& o, ReplyBody body) {
    CLI::App* command = Add(name, about, "MESSAGE_ID", o, nullptr);
    command->callback([this_context = &context_, status = &exit_status_, o, body = std::move(body)] {
      *status = RunCommand([&]() -> Status {
        RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(*this_context));
        RW_ASSIGN_OR_RETURN(const ReplyTools tools, LoadReplyTools(settings));
        return RunStaff(*this_context, settings, o->agent,
                        [&](Session& s, const Actor& a) { return body(s, a, *o, *tools.desk); });
      });
    });
    return command;
  }

 private:
  CLI::App& app_;
  CommandContext& context_;
  int& exit_status_;
};

void AddReplyCommands(StaffCommands& commands) {
  auto reply = std::make_shared<StaffOptions>();
  CLI::App* command =
      commands.AddReply("reply", "Queue a reply after the reply check", reply,
                        [](Session& s, const Actor& a, const StaffOptions& o, const ReplyDesk& desk) -> Result<std::string> {
                          RW_ASSIGN_OR_RETURN(const Message target, RequireMessage(s, o.id));
                          ReplyRequest request;
                          request.target = target.id;
                          request.text = o.text;
                          request.visibility = o.is_private ? Visibility::kPrivate : target.item.visibility;
                          request.force = o.force;
                          return QueueText(s, a, desk, std::move(request));
                        });
  command->add_option("--text", reply->text, "What to say")->required()->check(Utf8Text);
  command->add_flag("--private", reply->is_private, "Answer a public message privately");
  command->add_flag("--force", reply->force, "Override warnings (never limits)");

  auto thank = std::make_shared<StaffOptions>();
  commands.AddReply("thank", "Queue a personal thank-you in the person's language", thank,
                    [](Session& s, const Actor& a, const StaffOptions& o, const ReplyDesk& desk) -> Result<std::string> {
                      RW_ASSIGN_OR_RETURN(const Message target, RequireMessage(s, o.id));
                      RW_RETURN_IF_ERROR(RequireForThanks(s, target));
                      RW_RETURN_IF_ERROR(RequireUnthanked(s, target));
                      ReplyRequest request;
                      request.target = target.id;
                      request.visibility = target.item.visibility;
                      request.kind = OutboundKind::kThank;
                      request.force = true;  // the lines are ours: only limits can speak against one
                      return QueueText(s, a, desk, std::move(request));
                    });

  auto settle = std::make_shared<StaffOptions>();
  command = commands.Add("resolve-send", "Settle a failed or uncertain reply", "REPLY_ID", settle, Settle);
  command->add_flag("--arrived", settle->arrived, "It is on the platform");
  command->add_flag("--again", settle->again, "It is not there: send it again");
  command->add_flag("--drop", settle->drop, "Forget it");

  auto approve = std::make_shared<StaffOptions>();
  commands.Add("approve", "Publish a held message", "MESSAGE_ID", approve,
               [](Session& s, const Actor& a, const StaffOptions& o) -> Result<std::string> {
                 RW_ASSIGN_OR_RETURN(const OutboundId id, QueueApproval(s, a, MessageId{o.id}));
                 return "approval " + std::to_string(id.value) + " queued\n";
               });

  auto like = std::make_shared<StaffOptions>();
  command = commands.Add("like", "Like a message in the shop's name", "MESSAGE_ID", like,
                         [](Session& s, const Actor& a, const StaffOptions& o) -> Result<std::string> {
                           RW_ASSIGN_OR_RETURN(const OutboundId id, QueueLike(s, a, {MessageId{o.id}, o.closes, {}}));
                           return "like " + std::to_string(id.value) + " queued" + (o.closes ? ", conversation closed\n" : "\n");
                         });
  command->add_flag("--close", like->closes, "Close the conversation by it: the person needs no answer");
}

void AddConversationCommands(StaffCommands& commands) {
  auto note = std::make_shared<StaffOptions>();
  CLI::App* command = commands.Add("note", "A note that only the team sees", "MESSAGE_ID", note,
                                   [](Session& s, const Actor& a, const StaffOptions& o) -> Result<std::string> {
                                     RW_ASSIGN_OR_RETURN(const Message target, RequireMessage(s, o.id));
                                     RW_RETURN_IF_ERROR(AddNote(s, a, target.conversation_id, o.text));
                                     return std::string();
                                   });
  command->add_option("--text", note->text, "What to note")->required()->check(Utf8Text);

  auto assign = std::make_shared<StaffOptions>();
  command = commands.Add("assign", "Make an agent the owner of the conversation", "MESSAGE_ID", assign,
                         [](Session& s, const Actor& a, const StaffOptions& o) -> Result<std::string> {
                           RW_ASSIGN_OR_RETURN(const Message target, RequireMessage(s, o.id));
                           RW_ASSIGN_OR_RETURN(const AgentId owner, FindAgentId(s, o.to == "nobody" ? "" : o.to));
                           RW_ASSIGN_OR_RETURN(const Assignment given, Assign(s, a, target.conversation_id, owner, o.text));
                           if (!given.asks_responsible) return std::string();
                           return "handed over " + std::to_string(given.handovers) +
                                  " times; ask the responsible person how to go on\n";
                         });
  command->add_option("--to", assign->to, "An agent's name, or \"nobody\"")->required();
  command->add_option("--note", assign->text, "What whoever takes over must know; needed when somebody else has it")
      ->check(Utf8Text);

  auto done = std::make_shared<StaffOptions>();
  commands.Add("done", "Close the conversation; a wait ends without an answer", "MESSAGE_ID", done,
               [](Session& s, const Actor& a, const StaffOptions& o) -> Result<std::string> {
                 RW_ASSIGN_OR_RETURN(const Message target, RequireMessage(s, o.id));
                 RW_RETURN_IF_ERROR(MarkDone(s, a, target.conversation_id));
                 return std::string();
               });

  auto snooze = std::make_shared<StaffOptions>();
  command = commands.Add("snooze", "Put the conversation off; the clock goes on", "MESSAGE_ID", snooze,
                         [](Session& s, const Actor& a, const StaffOptions& o) -> Result<std::string> {
                           RW_ASSIGN_OR_RETURN(const Message target, RequireMessage(s, o.id));
                           RW_ASSIGN_OR_RETURN(const Timestamp until, ReadUntil(o.until, a.now));
                           RW_RETURN_IF_ERROR(Snooze(s, a, target.conversation_id, until));
                           return std::string();
                         });
  command->add_option("--until", snooze->until, "A duration or a time")->required();

  auto flag = std::make_shared<StaffOptions>();
  command = commands.Add("flag", "Correct what the detector said", "MESSAGE_ID", flag, CorrectFlag);
  command->add_option("--problem", flag->problem, "yes or no");
  command->add_option("--question", flag->question, "yes or no");
  command->add_option("--praise", flag->praise, "yes or no");
  command->add_option("--threat", flag->threat, "yes or no");
  command->add_option("--needs-answer", flag->needs_answer, "yes or no");

  auto undo = std::make_shared<StaffOptions>();
  commands.Add("undo", "Take back the agent's latest action", "", undo,
               [](Session& s, const Actor& a, const StaffOptions&) -> Result<std::string> {
                 RW_ASSIGN_OR_RETURN(const AuditAction action, UndoLast(s, a));
                 std::string words(AuditActionName(action));
                 std::replace(words.begin(), words.end(), '_', ' ');
                 return "undone: " + words + "\n";
               });
}

}  // namespace

void AddStaffCommands(CLI::App& app, CommandContext& context, int& exit_status) {
  StaffCommands commands(app, context, exit_status);
  AddReplyCommands(commands);
  AddConversationCommands(commands);
}

}  // namespace replywatch

#include "dashboard/view_models/error_words.h"

#include "dashboard/view_models/composer.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kDetailBytes = 600;

// The gate writes "<rule>: <text>".
std::optional<ReplyRule> RuleOfGate(std::string_view text) {
  for (int i = 0; i <= static_cast<int>(ReplyRule::kWrongLanguage); ++i) {
    const auto rule = static_cast<ReplyRule>(i);
    const std::string_view name = ReplyRuleName(rule);
    if (text.starts_with(name) && text.substr(name.size()).starts_with(':')) return rule;
  }
  return std::nullopt;
}

ErrorScene SceneOf(OutboundKind kind) {
  switch (kind) {
    case OutboundKind::kLike: return ErrorScene::kLike;
    case OutboundKind::kApproval: return ErrorScene::kApprove;
    case OutboundKind::kReply:
    case OutboundKind::kThank: break;
  }
  return ErrorScene::kReply;
}

}  // namespace

std::string_view ErrorSceneName(ErrorScene scene) {
  switch (scene) {
    case ErrorScene::kInbox: return "inbox";
    case ErrorScene::kReply: return "reply";
    case ErrorScene::kDatabase: return "database";
    case ErrorScene::kNote: return "note";
    case ErrorScene::kSnooze: return "snooze";
    case ErrorScene::kCorrect: return "correct";
    case ErrorScene::kApprove: return "approve";
    case ErrorScene::kLike: return "like";
    case ErrorScene::kSettle: return "settle";
    case ErrorScene::kPromise: return "promise";
    case ErrorScene::kAssign: return "assign";
    case ErrorScene::kUndo: return "undo";
    case ErrorScene::kLink: return "link";
    case ErrorScene::kCollector: return "collector";
    case ErrorScene::kAlert: return "alert";
    case ErrorScene::kIncident: return "incident";
    case ErrorScene::kWeek: return "week";
    case ErrorScene::kPerson: return "person";
    case ErrorScene::kCall: return "call";
    case ErrorScene::kCallCorrection: return "call_correction";
    case ErrorScene::kConnect: return "connect";
    case ErrorScene::kOther: break;
  }
  return "";
}

Explanation Explain(ErrorScene scene, ErrorKind kind, std::string_view text, const Catalogue& words) {
  const std::string kind_name(ErrorKindName(kind));
  const std::string own = "error." + std::string(ErrorSceneName(scene)) + "_" + kind_name;
  Explanation explanation;
  explanation.sentence = words.Text(words.Has(own) ? own : "error." + kind_name);
  if (const std::string clean = CleanLine(text, kDetailBytes); !clean.empty())
    explanation.detail = words.Text("error.detail", {{"text", clean}});
  return explanation;
}

Explanation Explain(const InboxError& error, const Catalogue& words) {
  return Explain(ErrorScene::kInbox, error.kind, error.text, words);
}

Explanation Explain(const OutboundMessage& reply, const Catalogue& words) {
  const bool is_uncertain = reply.state == OutboundState::kUncertain;
  const ErrorKind kind = reply.error.value_or(is_uncertain ? ErrorKind::kUnknownOutcome : ErrorKind::kInternal);
  Explanation explanation = Explain(SceneOf(reply.kind), kind, reply.error_text, words);
  if (const auto rule = RuleOfGate(reply.error_text))
    explanation.sentence = RefusalInWords({*rule, SeverityOf(*rule), {}, 0, 0}, words);
  return explanation;
}

std::string RefusalInWords(const ReplyFinding& finding, const Catalogue& words) {
  const std::string own = "refused." + std::string(ReplyRuleName(finding.rule));
  return words.Has(own) ? std::string(words.Text(own)) : DescribeFinding(finding, {}, words);
}

}  // namespace replywatch

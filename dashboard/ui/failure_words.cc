#include "dashboard/ui/failure_words.h"

namespace replywatch {
namespace {

struct SceneOf {
  ErrorScene operator()(const NoteAction&) const { return ErrorScene::kNote; }
  ErrorScene operator()(const SnoozeAction&) const { return ErrorScene::kSnooze; }
  ErrorScene operator()(const CorrectAction&) const { return ErrorScene::kCorrect; }
  ErrorScene operator()(const ApproveAction&) const { return ErrorScene::kApprove; }
  ErrorScene operator()(const LikeAction&) const { return ErrorScene::kLike; }
  ErrorScene operator()(const SettleAction&) const { return ErrorScene::kSettle; }
  ErrorScene operator()(const AcknowledgeAction&) const { return ErrorScene::kAlert; }
  ErrorScene operator()(const SilenceAction&) const { return ErrorScene::kAlert; }
  ErrorScene operator()(const AwayAction&) const { return ErrorScene::kPromise; }
  ErrorScene operator()(const PromiseAction&) const { return ErrorScene::kPromise; }
  ErrorScene operator()(const IncidentAction&) const { return ErrorScene::kIncident; }
  ErrorScene operator()(const MergeAction&) const { return ErrorScene::kPerson; }
  ErrorScene operator()(const SeparateAction&) const { return ErrorScene::kPerson; }
  ErrorScene operator()(const RefuseMergeAction&) const { return ErrorScene::kPerson; }
  ErrorScene operator()(const CallAction& a) const { return a.message ? ErrorScene::kCallCorrection : ErrorScene::kCall; }
  ErrorScene operator()(const WeekActionAction&) const { return ErrorScene::kWeek; }
  ErrorScene operator()(const WeekOutcomeAction&) const { return ErrorScene::kWeek; }
  ErrorScene operator()(const AssignAction&) const { return ErrorScene::kAssign; }
  ErrorScene operator()(const UndoAction&) const { return ErrorScene::kUndo; }
  ErrorScene operator()(const OpenLinkAction&) const { return ErrorScene::kLink; }
  ErrorScene operator()(const StartCollectorAction&) const { return ErrorScene::kCollector; }
  template <typename Other>
  ErrorScene operator()(const Other&) const {
    return ErrorScene::kOther;
  }
};

}  // namespace

Explanation Explain(const ActionResult& failed, const Catalogue& words) {
  const Error& error = failed.status.error();
  if (!failed.findings.empty()) return {RefusalInWords(failed.findings.front(), words), {}};
  return Explain(std::visit(SceneOf(), failed.action), error.kind, error.text, words);
}

}  // namespace replywatch

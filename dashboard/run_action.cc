#include "dashboard/run_action.h"

#include "shared/actions/alert_actions.h"
#include "shared/actions/case_actions.h"
#include "shared/actions/like_actions.h"
#include "shared/actions/person_actions.h"

namespace replywatch {
namespace {

// Inside one write session; fills the result on the way.
struct Runner {
  Backend& backend;
  Session& session;
  const Actor& actor;
  ActionResult& result;

  Status operator()(const SaveDraftAction& a) const {
    return session.staff().SaveDraft({a.conversation, actor.agent, std::string(ComposerModeName(a.mode)), a.text, actor.now});
  }
  Status operator()(const SendAction& a) const {
    ReplyRequest request;
    request.target = a.target;
    request.text = a.text;
    request.visibility = a.mode == ComposerMode::kPrivate ? Visibility::kPrivate : Visibility::kPublic;
    request.overridden = a.overridden;
    request.undo = kUndoTime;
    request.seen_message = a.seen;
    RW_ASSIGN_OR_RETURN(const QueuedReply queued, backend.desk->Queue(session, actor, request));
    if (!queued.id) {
      result.findings = queued.findings;
      return {};
    }
    result.can_be_undone = true;
    if (a.promise_due)
      RW_RETURN_IF_ERROR(MakePromise(session, actor, {a.conversation, {}, a.promise_text, *a.promise_due}).status());
    // What was sent is no draft any more, whatever becomes of this program.
    return session.staff().SaveDraft({a.conversation, actor.agent, std::string(ComposerModeName(a.mode)), "", actor.now});
  }
  Status operator()(const NoteAction& a) const {
    RW_RETURN_IF_ERROR(AddNote(session, actor, a.conversation, a.text));
    return session.staff().SaveDraft(
        {a.conversation, actor.agent, std::string(ComposerModeName(ComposerMode::kNote)), "", actor.now});
  }
  Status operator()(const ThankAction& a) const {
    ReplyRequest request;
    request.target = a.target;
    request.kind = OutboundKind::kThank;
    request.undo = kUndoTime;
    RW_ASSIGN_OR_RETURN(const std::optional<Message> target, session.messages().Get(a.target));
    if (!target) return MakeError(ErrorKind::kNotFound, "the message is gone");
    request.visibility = target->item.visibility;
    RW_ASSIGN_OR_RETURN(request.text, backend.desk->ThankYouFor(session, a.target));
    RW_ASSIGN_OR_RETURN(const QueuedReply queued, backend.desk->Queue(session, actor, request));
    result.can_be_undone = true;
    if (queued.id) return {};
    result.findings = queued.findings;
    return MakeError(ErrorKind::kContentRejected,
                     queued.findings.empty() ? std::string() : DescribeFinding(queued.findings.front()));
  }
  Status operator()(const AssignAction& a) const {
    RW_ASSIGN_OR_RETURN(const Assignment given, Assign(session, actor, a.conversation, a.owner, a.note));
    result.asks_responsible = given.asks_responsible;
    return Undoable({});
  }
  Status operator()(const CauseAction& a) const {
    return Undoable(SetCause(session, actor, a.conversation, a.cause, backend.causes));
  }
  Status operator()(const PromiseAction& a) const {
    const auto typed = ParseTypedPromise(a.typed, backend.promise_words, backend.hours, actor.now);
    if (!typed) return NoTime(a.typed);
    const std::string& text = typed->text.empty() ? a.otherwise : typed->text;
    return Undoable(MakePromise(session, actor, {a.conversation, {}, text, typed->due}).status());
  }
  Status operator()(const PromiseStateAction& a) const {
    return Undoable(a.is_kept ? KeepPromise(session, actor, a.promise) : WithdrawPromise(session, actor, a.promise));
  }
  Status operator()(const ReopenAction& a) const { return Undoable(Reopen(session, actor, a.conversation)); }
  Status operator()(const DoneAction& a) const { return Undoable(MarkDone(session, actor, a.conversation)); }
  Status operator()(const SnoozeAction& a) const { return Undoable(Snooze(session, actor, a.conversation, a.until)); }
  Status operator()(const CorrectAction& a) const { return Undoable(CorrectFlags(session, actor, a.message, a.correction)); }
  Status operator()(const ApproveAction& a) const { return QueueApproval(session, actor, a.message).status(); }
  Status operator()(const LikeAction& a) const {
    RW_ASSIGN_OR_RETURN(const StoredWaits waits, session.conversations().LoadWaits(a.conversation));
    // Whoever wrote meanwhile may want more than a like.
    const bool closes = a.closes && IsLikeEnough(waits.state.answer, waits.state.thank);
    result.leaves_waiting = waits.state.answer && !closes;
    result.has_closed = closes;
    return Undoable(QueueLike(session, actor, {a.message, closes, kUndoTime}).status());
  }
  Status operator()(const SettleAction& a) const { return SettleReply(session, actor, a.reply, a.settlement); }
  Status operator()(const AcknowledgeAction& a) const {
    if (a.typed.empty()) return Undoable(AcknowledgeAlert(session, actor, a.alert, a.until));
    const auto until = ParseDue(a.typed, backend.promise_words, backend.hours, actor.now);
    return until ? Undoable(AcknowledgeAlert(session, actor, a.alert, *until)) : NoTime(a.typed);
  }
  Status operator()(const SilenceAction& a) const {
    const auto typed = ParseTypedPromise(a.typed, backend.promise_words, backend.hours, actor.now);
    if (!typed) return NoTime(a.typed);
    const std::string& reason = typed->text.empty() ? a.otherwise : typed->text;
    return Undoable(SilenceAlert(session, actor, a.alert, typed->due, reason).status());
  }
  Status operator()(const AwayAction& a) const {
    if (a.typed.empty()) return SetAway(session, actor, a.agent, {});
    const auto until = ParseDue(a.typed, backend.promise_words, backend.hours, actor.now);
    return until ? SetAway(session, actor, a.agent, until) : NoTime(a.typed);
  }
  Status operator()(const WeekActionAction& a) const { return SetWeeklyAction(session, actor, a.week, a.text, a.owner); }
  Status operator()(const WeekOutcomeAction& a) const { return Undoable(FinishWeeklyAction(session, actor, a.week, a.outcome)); }
  Status operator()(const MergeAction& a) const { return Undoable(MergeContacts(session, actor, a.contact, a.other)); }
  Status operator()(const SeparateAction& a) const { return Undoable(SeparateContacts(session, actor, a.contact, a.other)); }
  Status operator()(const RefuseMergeAction& a) const { return Undoable(RefuseMerge(session, actor, a.contact, a.other)); }
  Status operator()(const IncidentAction& a) const { return Undoable(DecideIncident(session, actor, a.incident, a.decision)); }
  Status operator()(const UndoAction&) const {
    RW_ASSIGN_OR_RETURN(result.undone, UndoLast(session, actor));
    return {};
  }
  Status operator()(const CallAction&) const { return MakeError(ErrorKind::kInternal, "not an action on the store"); }
  Status operator()(const StartCollectorAction&) const { return MakeError(ErrorKind::kInternal, "not an action on the store"); }
  Status operator()(const OpenLinkAction&) const { return MakeError(ErrorKind::kInternal, "not an action on the store"); }

 private:
  static Status NoTime(const std::string& typed) {
    return MakeError(ErrorKind::kInvalidArgument, "no time that lies ahead: \"" + typed + "\"");
  }
  Status Undoable(Status status) const {
    result.can_be_undone = status.ok();
    return status;
  }
};

}  // namespace

ActionResult RunAction(Backend& backend, const Actor& actor, const Action& action) {
  ActionResult result;
  result.action = action;
  result.status = backend.store->Write([&](Session& session) {
    return std::visit(Runner{backend, session, actor, result}, action);
  });
  if (result.status.ok()) backend.review_cost = {};  // what one did oneself shows at once, however long the review takes
  return result;
}

}  // namespace replywatch

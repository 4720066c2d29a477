#include "dashboard/load_snapshot.h"

#include <algorithm>
#include <set>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr int kMostAlerts = 200;  // more than anybody reads; the list says the rest in numbers
constexpr int kMostTrouble = 50;

Status LoadFigures(Session& session, AgentId agent, Timestamp now, LiveFigures& out) {
  RW_ASSIGN_OR_RETURN(const WaitCounts counts, session.conversations().Counts({now, now + kDueWithin, agent}));
  out.waiting_public = counts.waiting_public;
  out.waiting_private = counts.waiting_private;
  out.waiting = counts.waiting_public + counts.waiting_private;
  out.problems = counts.problems;
  out.to_thank = counts.to_thank;
  out.due_soon = counts.due;
  out.mine = counts.owned;
  out.oldest_since = counts.oldest_since;
  return {};
}

Status LoadTrouble(Session& session, Snapshot& out) {
  for (const OutboundState state : {OutboundState::kUncertain, OutboundState::kFailed}) {
    RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> replies, session.outbox().InState(state, {}, kMostTrouble));
    for (const OutboundMessage& reply : replies) {
      TroubledReply trouble{reply, {}};
      RW_ASSIGN_OR_RETURN(const std::optional<Message> target, session.messages().Get(reply.target));
      if (target) trouble.contact_name = CleanLine(target->item.author.name, 200);
      out.trouble_replies.push_back(std::move(trouble));
    }
  }
  return {};
}

std::optional<ComposerMode> ModeNamed(const std::string& name) {
  for (const ComposerMode mode : {ComposerMode::kPublic, ComposerMode::kPrivate, ComposerMode::kNote}) {
    if (ComposerModeName(mode) == name) return mode;
  }
  return std::nullopt;
}

// Of several steps about one matter the highest speaks.
Status LoadAlerts(Session& session, Snapshot& out) {
  RW_ASSIGN_OR_RETURN(out.notifier_trouble, session.alerts().NotifiersInTrouble());
  RW_ASSIGN_OR_RETURN(const std::vector<AlertRow> rows, session.alerts().List(kMostAlerts));
  for (const AlertRow& row : rows) {
    const auto same = std::find_if(out.alerts.begin(), out.alerts.end(), [&](const OpenAlert& o) {
      return o.alert.kind == row.alert.kind && o.alert.subject_id == row.alert.subject_id;
    });
    if (same == out.alerts.end()) {
      out.alerts.push_back({row.alert, row.contact_name, row.owner, row.is_undelivered});
    } else if (row.alert.step > same->alert.step) {
      same->alert = row.alert;
      same->is_undelivered = row.is_undelivered;
    }
  }
  return {};
}

Status LoadDrafts(Session& session, AgentId agent, Snapshot& out) {
  RW_ASSIGN_OR_RETURN(const std::vector<Draft> drafts, session.staff().Drafts(agent));
  for (const Draft& draft : drafts) {
    if (const auto mode = ModeNamed(draft.mode)) out.drafts.push_back({draft.conversation_id, *mode, draft.text});
  }
  return {};
}

Status RunCheck(Session& session, const Backend& backend, const LoadRequest& request, Snapshot& out) {
  const CheckRequest& check = request.check;
  if (check.text.empty() || !check.target || check.mode == ComposerMode::kNote) return {};
  ReplyRequest reply;
  reply.target = check.target;
  reply.text = check.text;
  reply.visibility = check.mode == ComposerMode::kPrivate ? Visibility::kPrivate : Visibility::kPublic;
  reply.seen_message = check.seen;
  auto findings = backend.desk->Check(session, reply, out.at);
  if (!findings.ok() && findings.error().kind == ErrorKind::kNotFound) return {};
  RW_ASSIGN_OR_RETURN(std::vector<ReplyFinding> found, std::move(findings));
  const std::vector<std::string> languages = out.detail ? std::vector{out.detail->language} : std::vector<std::string>();
  const auto promise = OfferedPromise(check.text, languages, backend.promise_words, backend.hours, out.at);
  out.check = DraftCheck{check.conversation, check.mode, check.text, std::move(found), promise};
  return {};
}

Status LoadDetector(Session& session, Snapshot& out) {
  RW_ASSIGN_OR_RETURN(const std::optional<LearningTry> used, session.learning().Used());
  RW_ASSIGN_OR_RETURN(const std::optional<LearningTry> latest, session.learning().Latest());
  RW_ASSIGN_OR_RETURN(const CorrectionProgress progress, session.learning().Progress(0));
  DetectorFigures figures;
  figures.to_learn = progress.messages;
  if (latest) figures.tried_at = latest->at;
  if (used) figures.learnt_at = used->at;
  RW_ASSIGN_OR_RETURN(figures.corrected, session.messages().TallyCorrections(figures.learnt_at.value_or(Timestamp{})));
  out.detector = figures;
  return {};
}

std::optional<ReadTime> Read(const Backend& backend, const TimeRequest& request, Timestamp now) {
  if (request.typed.empty()) return std::nullopt;
  if (request.takes_words)
    return ReadTime{request.typed, ParseTypedPromise(request.typed, backend.promise_words, backend.hours, now)};
  const auto due = ParseDue(request.typed, backend.promise_words, backend.hours, now);
  return ReadTime{request.typed, due ? std::optional(TypedPromise{*due, {}}) : std::nullopt};
}

void AddLanguages(const Backend& backend, Snapshot& out) {
  for (const auto& [tag, pack] : backend.desk->packs()) {
    out.language_names[tag] = pack.own_name;
    out.languages.push_back(tag);
  }
  for (const std::string& key : backend.causes) {
    CauseChoice& choice = out.causes.emplace_back();
    choice.key = key;
    for (const auto& [tag, pack] : backend.desk->packs()) {
      if (const auto words = pack.causes.find(key); words != pack.causes.end()) choice.words[tag] = words->second;
    }
  }
}

}  // namespace

Result<Snapshot> LoadSnapshot(Backend& backend, const LoadRequest& request, Timestamp now) {
  Snapshot out;
  out.state = SnapshotState::kReady;
  out.at = now;
  out.shop = backend.settings.shop.name;
  out.time_zone = backend.settings.shop.time_zone;
  out.agent = request.agent;
  out.filter = request.filter;
  out.is_collector_running = backend.store->IsCollectorRunning();
  AddLanguages(backend, out);
  out.read_time = Read(backend, request.time, now);
  RW_RETURN_IF_ERROR(backend.store->Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const CollectorBeat beat, session.inboxes().Beat());
    if (beat.beat_at.ms != 0) out.beat_at = beat.beat_at;
    RW_ASSIGN_OR_RETURN(out.inboxes, session.inboxes().All());
    RW_ASSIGN_OR_RETURN(out.agents, session.staff().Agents());
    RW_RETURN_IF_ERROR(LoadFigures(session, request.agent, now, out.figures));
    RW_RETURN_IF_ERROR(LoadTrouble(session, out));
    RW_RETURN_IF_ERROR(LoadAlerts(session, out));
    RW_RETURN_IF_ERROR(LoadToday(session, backend, out));
    RW_RETURN_IF_ERROR(LoadIncidents(session, backend, out));
    RW_RETURN_IF_ERROR(LoadReviewSheet(session, backend, request, out));
    RW_RETURN_IF_ERROR(LoadRows(session, backend, request, out));
    RW_RETURN_IF_ERROR(LoadDetail(session, backend, request, out));
    RW_RETURN_IF_ERROR(LoadDrafts(session, request.agent, out));
    if (request.wants_detector) RW_RETURN_IF_ERROR(LoadDetector(session, out));
    return RunCheck(session, backend, request, out);
  }));
  return out;
}

}  // namespace replywatch

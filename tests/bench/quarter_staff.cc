#include "tests/bench/quarter_staff.h"

#include <algorithm>

#include "shared/actions/alert_actions.h"

namespace replywatch {
namespace {

// Of ten minutes' work each.
constexpr double kLooksAtTheList = 0.06;
constexpr double kActsOnAlert = 0.15;
constexpr double kThanks = 0.2;
constexpr Duration kUnderway = Duration::Minutes(30);  // somebody's reply is on its way
constexpr int kHardOneIn = 4;                          // so many waits nobody touches before an alert names them

const std::map<std::string, std::string>& Answers() {
  static const std::map<std::string, std::string> kAnswers{
      {"ro",
       "Mulțumim că ne-ați scris și ne pare rău pentru neplăcere. Am verificat și rezolvăm astăzi; vă stăm la dispoziție cu "
       "orice altceva."},
      {"pl",
       "Dziękujemy za wiadomość i przepraszamy za kłopot. Sprawdziliśmy i załatwimy to dzisiaj; chętnie pomożemy w czymś "
       "jeszcze."},
      {"bg",
       "Благодарим, че ни писахте, и се извиняваме за неудобството. Проверихме и ще го решим днес; ще помогнем с радост и за "
       "друго."},
      {"en",
       "Thank you for writing, and we are sorry for the trouble. We have looked into it and settle it today; do tell us if we "
       "can help with anything else."}};
  return kAnswers;
}

bool IsHard(const WaitRow& row) { return row.wait.id.value % kHardOneIn == 0; }

}  // namespace

QuarterStaff::QuarterStaff(CollectorParts& parts, std::uint32_t seed)
    : parts_(parts), hours_(MakeBusinessHours(parts.settings.shop)), random_(seed) {}

Status QuarterStaff::Work(Timestamp now) {
  if (!hours_.IsOpen(now)) return {};
  return parts_.store->Write([&](Session& session) -> Status {
    if (agents_.empty()) {
      RW_ASSIGN_OR_RETURN(agents_, session.staff().Agents());
    }
    RW_RETURN_IF_ERROR(ReadMail(session, now));
    for (const Agent& agent : agents_) RW_RETURN_IF_ERROR(WorkOf(session, agent, now));
    RW_RETURN_IF_ERROR(SettleWhatFailed(session, now));
    return CloseWhatIsOver(session, now);
  });
}

// What came by mail since the last look.
Status QuarterStaff::ReadMail(Session& session, Timestamp now) {
  RW_ASSIGN_OR_RETURN(const std::vector<Notification> latest, session.alerts().LatestNotifications(200));
  for (const Notification& n : latest) {
    if (n.id <= newest_read_ || !n.sent_at || *n.sent_at > now) continue;
    for (const AlertId id : n.alerts) {
      RW_ASSIGN_OR_RETURN(const std::optional<Alert> alert, session.alerts().Get(id));
      if (alert && alert->conversation_id) told_[n.recipient][alert->conversation_id] = id;
    }
  }
  if (!latest.empty()) newest_read_ = latest.front().id;
  return {};
}

Status QuarterStaff::WorkOf(Session& session, const Agent& agent, Timestamp now) {
  if (Chance(kThanks)) RW_RETURN_IF_ERROR(Thank(session, agent, now));
  WaitQuery query;
  query.limit = 500;
  query.awake_at = now;
  RW_ASSIGN_OR_RETURN(std::vector<WaitRow> rows, session.conversations().OpenWaits(query));
  std::erase_if(rows, [&](const WaitRow& row) {
    return answered_at_.contains(row.conversation_id) && now - answered_at_[row.conversation_id] < kUnderway;
  });
  auto& told = told_[agent.name];
  const auto named =
      std::find_if(rows.begin(), rows.end(), [&](const WaitRow& row) { return told.contains(row.conversation_id); });
  if (named != rows.end() && Chance(kActsOnAlert)) return Act(session, agent, *named, now);
  const auto easy = std::find_if(rows.begin(), rows.end(),
                                 [&](const WaitRow& row) { return !IsHard(row) && (!row.owner || row.owner == agent.id); });
  return easy != rows.end() && Chance(kLooksAtTheList) ? Reply(session, agent, *easy, now) : Status{};
}

Status QuarterStaff::Act(Session& session, const Agent& agent, const WaitRow& row, Timestamp now) {
  auto& told = told_[agent.name];
  const AlertId alert = told.at(row.conversation_id);
  told.erase(row.conversation_id);
  const double dice = std::uniform_real_distribution<double>(0, 1)(random_);
  if (dice < 0.12) {
    const Timestamp until = now + Duration::Minutes(90);
    const Status taken = AcknowledgeAlert(session, {agent.id, now}, alert, until);
    if (taken.ok()) promised_[row.conversation_id].push_back(until);
    return taken.ok() || taken.error().kind == ErrorKind::kNotFound ? Status{} : taken;  // resolved since
  }
  if (dice < 0.2) {
    const Agent& other = agents_[random_() % agents_.size()];
    if (other.id == row.owner) return {};
    ++handed_over_;
    return Assign(session, {agent.id, now}, row.conversation_id, other.id, "please look at the order").status();
  }
  if (dice < 0.3) return {};  // read and forgotten
  return Reply(session, agent, row, now);
}

Status QuarterStaff::Reply(Session& session, const Agent& agent, const WaitRow& row, Timestamp now) {
  const auto words = Answers().find(row.message.classification.language);
  ReplyRequest request;
  request.target = row.message.id;
  request.text = words == Answers().end() ? Answers().at("en") : words->second;
  request.visibility = row.visibility;
  request.force = true;
  RW_ASSIGN_OR_RETURN(QueuedReply queued, parts_.desk->Queue(session, {agent.id, now}, request));
  if (!queued.id) {
    request.target = row.wait.first_message;  // the newest one may have been removed
    RW_ASSIGN_OR_RETURN(queued, parts_.desk->Queue(session, {agent.id, now}, request));
  }
  if (!queued.id) return MarkDone(session, {agent.id, now}, row.conversation_id);
  ++replies_;
  answered_at_[row.conversation_id] = now;
  if (Chance(0.7)) over_at_[row.conversation_id] = now + Duration::Hours(2 + static_cast<std::int64_t>(random_() % 40));
  return {};
}

Status QuarterStaff::Thank(Session& session, const Agent& agent, Timestamp now) {
  WaitQuery query;
  query.kind = WaitKind::kThank;
  query.limit = 1;
  RW_ASSIGN_OR_RETURN(const std::vector<WaitRow> rows, session.conversations().OpenWaits(query));
  if (rows.empty()) return {};
  const auto line = parts_.desk->ThankYouFor(session, rows[0].message.id);
  ReplyRequest request;
  request.target = rows[0].message.id;
  request.text = line.ok() ? *line : Answers().at("en");
  request.visibility = rows[0].visibility;
  request.kind = OutboundKind::kThank;
  request.force = true;
  return parts_.desk->Queue(session, {agent.id, now}, request).status();
}

// A reply that the platform refused: its message is gone.
Status QuarterStaff::SettleWhatFailed(Session& session, Timestamp now) {
  RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> failed, session.outbox().InState(OutboundState::kFailed, {}, 10));
  for (const OutboundMessage& reply : failed) {
    if (!Chance(kActsOnAlert)) continue;
    RW_RETURN_IF_ERROR(SettleReply(session, {agents_.front().id, now}, reply.id, Settlement::kDrop));
    RW_RETURN_IF_ERROR(MarkDone(session, {agents_.front().id, now}, reply.conversation_id));
  }
  return {};
}

Status QuarterStaff::CloseWhatIsOver(Session& session, Timestamp now) {
  for (auto it = over_at_.begin(); it != over_at_.end();) {
    if (it->second > now) {
      ++it;
      continue;
    }
    RW_RETURN_IF_ERROR(MarkDone(session, {agents_.front().id, now}, it->first));
    it = over_at_.erase(it);
  }
  return {};
}

}  // namespace replywatch

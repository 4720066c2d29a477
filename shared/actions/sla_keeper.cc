#include "shared/actions/sla_keeper.h"

#include "shared/actions/wait_keeper.h"
#include "shared/rules/alert_steps.h"

#include <algorithm>
#include <string>

namespace replywatch {
namespace {

constexpr int kConversationsPerTransaction = 500;

std::string Describe(const std::optional<Duration>& d) { return d ? std::to_string(d->ms) : "-"; }

// Everything that instants depend on, as text.
std::string Describe(const std::vector<SlaPolicy>& policies, const BusinessHours& hours) {
  std::string text;
  for (const SlaPolicy& p : policies) {
    for (const auto& [key, value] : p.match) text += key + "=" + value + ",";
    text += Describe(p.first_response) + "/" + Describe(p.next_response) + "/" + Describe(p.resolution) +
            (p.shop_hours ? "s" : "c") + std::to_string(p.problem_factor) + ";";
  }
  return text + hours.Describe();
}

std::int64_t StampOf(const std::string& text) {
  // FNV-1a, 62 bits: kept in the database, so it must not differ between builds.
  std::uint64_t hash = 14'695'981'039'346'656'037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
  return static_cast<std::int64_t>(hash >> 2U) + 1;
}

SlaSubject SubjectOf(const Conversation& conversation, const std::vector<Inbox>& inboxes, const Message& message, Flags flags) {
  const auto inbox = std::find_if(inboxes.begin(), inboxes.end(), [&](const Inbox& i) { return i.id == conversation.inbox_id; });
  return {inbox == inboxes.end() ? std::string() : inbox->name, message.item.kind, message.item.visibility, flags,
          message.classification.language};
}

std::vector<Timestamp> InstantsOf(const std::vector<Closing>& closings) {
  std::vector<Timestamp> instants;
  for (const Closing& closing : closings) instants.push_back(closing.at);
  return instants;
}

}  // namespace

SlaKeeper::SlaKeeper(std::vector<SlaPolicy> policies, BusinessHours hours)
    : policies_(std::move(policies)), hours_(std::move(hours)), stamp_(StampOf(Describe(policies_, hours_))) {}

Status SlaKeeper::Begin(Session& session) const { return session.clocks().MarkStale(stamp_).status(); }

Result<int> SlaKeeper::Compute(Session& session, int limit, const Before& before) const {
  RW_ASSIGN_OR_RETURN(const std::vector<ConversationId> stale, session.clocks().Stale(limit));
  if (stale.empty()) return 0;
  RW_ASSIGN_OR_RETURN(const std::vector<Inbox> inboxes, session.inboxes().All());
  for (const ConversationId id : stale) {
    if (before) RW_RETURN_IF_ERROR(before(session, id));
    RW_RETURN_IF_ERROR(ComputeOne(session, id, inboxes));
  }
  return static_cast<int>(stale.size());
}

Status SlaKeeper::ComputeOne(Session& session, ConversationId id, const std::vector<Inbox>& inboxes) const {
  RW_ASSIGN_OR_RETURN(const std::optional<Conversation> conversation, session.conversations().Get(id));
  if (!conversation) return MakeError(ErrorKind::kInternal, "a wait of no conversation");
  RW_ASSIGN_OR_RETURN(const std::vector<Wait> waits, session.conversations().Waits(id));
  RW_ASSIGN_OR_RETURN(const std::vector<Closing> closings, session.conversations().Closings(id));
  RW_ASSIGN_OR_RETURN(const std::vector<Closing> reopenings, session.conversations().Reopenings(id));
  std::vector<Timestamp> answers;  // the waits tell of all others
  if (!reopenings.empty()) {
    RW_ASSIGN_OR_RETURN(answers, AnswersIn(session, id));
  }
  const std::vector<Resolution> resolutions = FoldResolutions(waits, InstantsOf(closings), InstantsOf(reopenings), answers);
  std::optional<Message> newest;
  for (const Wait& wait : waits) {
    RW_ASSIGN_OR_RETURN(const std::optional<Message> last, session.messages().Get(wait.last_message));
    RW_ASSIGN_OR_RETURN(const std::optional<Message> first, session.messages().Get(wait.first_message));
    if (!last || !first) continue;
    const SlaPolicy* policy = FindPolicy(policies_, SubjectOf(*conversation, inboxes, *last, wait.flags));
    WaitClock clock;
    clock.id = wait.id;
    clock.sla = ResponseInstants(policy, hours_, wait, IsFirstOfMatter(resolutions, wait));
    if (wait.ended_at) clock.shop = hours_.Between(wait.started_at, *wait.ended_at);
    if (!wait.ended_at) clock.next_step = FirstAlertStep(wait, clock.sla);
    clock.collection = std::max(first->fetched_at - first->item.created_at, Duration{});
    RW_RETURN_IF_ERROR(session.clocks().Put(clock, stamp_));
    if (wait.kind == WaitKind::kAnswer) newest = last;
  }
  std::vector<StoredResolution> stored;
  for (const Resolution& resolution : resolutions) {
    StoredResolution out;
    out.resolution = resolution;
    out.resolution.running_since.reset();  // of the ended stretches only
    out.spent = SpentOn(out.resolution, nullptr, {});
    out.shop_spent = SpentOn(out.resolution, &hours_, {});
    out.resolution.running_since = resolution.running_since;
    const SlaPolicy* policy =
        newest ? FindPolicy(policies_, SubjectOf(*conversation, inboxes, *newest, resolution.flags)) : nullptr;
    out.sla = ResolutionInstants(policy, hours_, resolution);
    stored.push_back(std::move(out));
  }
  RW_RETURN_IF_ERROR(session.clocks().PutResolutions(id, stored));
  return session.alerts().Wake(id);
}

Status ComputeStaleClocks(Store& store, const SlaKeeper& keeper, const SlaKeeper::Before& before) {
  int done = 1;
  while (done > 0) {
    RW_RETURN_IF_ERROR(store.Read([&](Session& session) -> Status {
      RW_ASSIGN_OR_RETURN(const std::vector<ConversationId> stale, session.clocks().Stale(1));
      done = static_cast<int>(stale.size());
      return {};
    }));
    if (done == 0) return {};
    RW_RETURN_IF_ERROR(store.Write([&](Session& session) -> Status {
      RW_ASSIGN_OR_RETURN(done, keeper.Compute(session, kConversationsPerTransaction, before));
      return {};
    }));
  }
  return {};
}

}  // namespace replywatch

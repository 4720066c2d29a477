#include "collector/inbox_worker.h"

#include <algorithm>
#include <future>
#include <set>

#include "shared/base/log.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr Duration kCheckInterval = Duration::Hours(6);
constexpr Duration kPersonCheckInterval = Duration::Minutes(5);  // a person may be mending it right now
constexpr Duration kHealthWriteInterval = Duration::Seconds(5);
constexpr Duration kUnsettledPause = Duration::Seconds(1);
constexpr int kQuickLooks = 60;  // a second apart, before the pauses grow
constexpr int kMostPagesPerRound = 100'000;
constexpr Duration kSkewWorthTelling = Duration::Minutes(2);
constexpr std::size_t kNameBytes = 100;

// Half of the 30 days that the strictest terms leave (2026), so that the other half is left to get through.
constexpr Duration kRefreshAfter = Duration::Days(15);

struct SweepTimes {
  Timestamp since;        // created then or later
  Timestamp read_before;  // or read last before this
};

bool SameHealth(const InboxHealth& a, const InboxHealth& b) {
  const auto text = [](const InboxHealth& h) { return h.last_error ? h.last_error->text : std::string(); };
  return a.state == b.state && text(a) == text(b) && a.blind_since == b.blind_since && a.platform_total == b.platform_total &&
         a.unreadable == b.unreadable;
}

// What a sweep reads again: of the last while what was read longest ago. Where the platform's terms want to be followed in what
// it removes, up to half of it is for what is older, too, for stored data must be refreshed or erased in time.
Result<std::vector<std::string>> ChooseForSweep(Session& session, const Inbox& inbox, const SweepTimes& times, int limit) {
  std::vector<std::string> unread;
  if (inbox.capabilities.erase_removed) {
    RW_ASSIGN_OR_RETURN(unread, session.messages().DueForRefresh(inbox.id, times.read_before, limit));
  }
  const int of_these = std::min(static_cast<int>(unread.size()), limit / 2);
  RW_ASSIGN_OR_RETURN(std::vector<std::string> ids, session.messages().DueForSweep(inbox.id, times.since, limit - of_these));
  const std::set<std::string> chosen(ids.begin(), ids.end());
  for (std::string& id : unread) {
    if (ids.size() < static_cast<std::size_t>(limit) && !chosen.contains(id)) ids.push_back(std::move(id));
  }
  return ids;
}

}  // namespace

InboxWorker::InboxWorker(Store& store, const Ingest& ingest, const Clock& clock, std::unique_ptr<Connector> connector,
                         Inbox inbox, DeliveryGate gate, InboxWorkerOptions options)
    : store_(store),
      ingest_(ingest),
      clock_(clock),
      connector_(std::move(connector)),
      inbox_(std::move(inbox)),
      gate_(std::move(gate)),
      options_(std::move(options)),
      settle_watch_(options_.deliver.settle),
      drain_(store_, ingest_, clock_, *connector_),
      started_(clock.Now()),
      random_(std::random_device{}()) {
  saved_health_ = inbox_.health;
}

Result<Duration> InboxWorker::Round(const CancelToken& cancel) {
  const Timestamp now = clock_.Now();
  if (!EnsureChecked(cancel, now)) {
    RW_RETURN_IF_ERROR(SaveHealth(now, true));
    return Pause();
  }
  RW_RETURN_IF_ERROR(Deliver(cancel));
  RW_RETURN_IF_ERROR(Drain(cancel));
  for (StreamState& stream : streams_) {
    if (cancel.cancelled() || !checked_) break;
    if (stream.due > clock_.Steady()) continue;
    RW_ASSIGN_OR_RETURN(const bool went_well, PollStream(stream, cancel));
    if (!went_well) continue;             // the other streams may well be readable
    RW_RETURN_IF_ERROR(Deliver(cancel));  // replies do not wait for a long backfill
  }
  if (checked_ && sweep_due_ <= clock_.Steady() && !cancel.cancelled()) {
    RW_ASSIGN_OR_RETURN(const bool swept, Sweep(cancel));
    static_cast<void>(swept);
  }
  return Pause();
}

Status InboxWorker::Full(const CancelToken& cancel) {
  check_due_ = {};
  checked_ = false;
  if (!EnsureChecked(cancel, clock_.Now())) return SaveHealth(clock_.Now(), true);
  RW_RETURN_IF_ERROR(Drain(cancel));
  for (StreamState& stream : streams_) {
    RW_ASSIGN_OR_RETURN(const bool went_well, PollStream(stream, cancel));
    if (!went_well && (!checked_ || cancel.cancelled())) break;
  }
  if (checked_) {
    RW_ASSIGN_OR_RETURN(const bool swept, Sweep(cancel));
    static_cast<void>(swept);
    RW_RETURN_IF_ERROR(Deliver(cancel));
  }
  return SaveHealth(clock_.Now(), true);
}

// The history of an inbox is one account's: with the access of another, what is stored would seem removed, and be answered in the
// wrong name.
Result<AccountCheck> InboxWorker::CheckAccount(const CancelToken& cancel, Timestamp now) {
  RW_ASSIGN_OR_RETURN(AccountCheck account, connector_->Check(now, cancel));
  const bool is_known = !account.is_named_by_settings && !inbox_.account_id.empty();
  if (!is_known || account.account_id == inbox_.account_id) return account;
  return MakeError(ErrorKind::kConfiguration, "this is the access of " + CleanLine(account.account_name, kNameBytes) +
                                                  ", but the inbox holds the history of " +
                                                  CleanLine(inbox_.account_name, kNameBytes) +
                                                  "; put back the access of that account, or add another inbox for this one");
}

bool InboxWorker::EnsureChecked(const CancelToken& cancel, Timestamp now) {
  if (clock_.Steady() < check_due_) return checked_;
  auto checked = CheckAccount(cancel, now);
  if (!checked.ok()) {
    if (checked.error().kind == ErrorKind::kCancelled) return false;
    // An account that worked goes on working through a passing fault.
    if (checked_ && !NeedsPerson(checked.error().kind)) {
      check_due_ = clock_.Steady() + kPersonCheckInterval;
      return true;
    }
    checked_ = false;
    static_cast<void>(NoteFailure(checked.error(), now).ok());
    return false;
  }
  checked_ = true;
  failures_ = 0;
  check_due_ = clock_.Steady() + kCheckInterval;
  inbox_.account_id = checked->account_id;
  inbox_.account_name = checked->account_name;
  inbox_.capabilities = connector_->capabilities();
  inbox_.capabilities.push = inbox_.capabilities.push && options_.receives_events;
  for (const std::string& warning : checked->warnings)
    Log(LogLevel::kWarning, "account_warning", {{"inbox", inbox_.name}, {"text", warning}});
  if (checked->clock_skew &&
      (checked->clock_skew->ms > kSkewWorthTelling.ms || checked->clock_skew->ms < -kSkewWorthTelling.ms)) {
    Log(LogLevel::kWarning, "clock_skew",
        {{"inbox", inbox_.name},
         {"seconds", checked->clock_skew->ms / 1000},
         {"text", "this computer's clock and the platform's differ; set the clock"}});
  }
  inbox_.health.clock_skew = checked->clock_skew;
  inbox_.health.warnings = checked->warnings;
  Status stored = store_.Write([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(inbox_.id, session.inboxes().Put(inbox_));
    return session.inboxes().SetHealth(inbox_.id, inbox_.health);
  });
  if (!stored.ok()) Log(LogLevel::kError, "store", {{"inbox", inbox_.name}, {"text", stored.error().text}});
  ScheduleStreams();
  return stored.ok();
}

void InboxWorker::ScheduleStreams() {
  if (!streams_.empty()) return;
  for (const StreamInfo& info : connector_->streams()) streams_.push_back({info, clock_.Steady()});
}

Duration InboxWorker::SteadyAt(Timestamp instant) const { return clock_.Steady() + std::max(Duration{}, instant - clock_.Now()); }

Result<bool> InboxWorker::PollStream(StreamState& stream, const CancelToken& cancel) {
  if (const Timestamp allowed = budget_.PollAllowedAt(clock_.Now()); allowed > clock_.Now()) {
    stream.due = SteadyAt(allowed);
    return true;
  }
  RW_ASSIGN_OR_RETURN(const bool went_well, FetchPages(stream, cancel));
  const Timestamp now = clock_.Now();
  if (!went_well) {
    ++stream.failures;
    const double jitter = std::uniform_real_distribution<double>(0, 1)(random_);
    stream.due =
        std::max(SteadyAt(budget_.PollAllowedAt(now)), clock_.Steady() + BackOffDelay(stream.failures, options_.poll, jitter));
    return false;
  }
  stream.failures = 0;
  stream.due = clock_.Steady() + std::max(stream.info.interval, options_.poll);
  // While any stream fails, something is not seen: the inbox is not well.
  const bool all_well = std::all_of(streams_.begin(), streams_.end(), [](const StreamState& s) { return s.failures == 0; });
  if (all_well && checked_) RW_RETURN_IF_ERROR(NoteSuccess(now));
  return true;
}

// A page with its items classified: all that can be done before the database is needed.
struct InboxWorker::ReadPage {
  Result<Page> page;
  std::vector<PreparedItem> items;
};

InboxWorker::ReadPage InboxWorker::ReadOne(const FetchRequest& request, const CancelToken& cancel) {
  ReadPage read{connector_->Fetch(request, cancel), {}};
  if (read.page.ok()) read.items = ingest_.Prepare(std::move(read.page->items));
  return read;
}

Result<bool> InboxWorker::FetchPages(const StreamState& stream, const CancelToken& cancel) {
  FetchRequest request;
  request.stream = stream.info.name;
  request.now = clock_.Now();
  bool backfill = true;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const std::optional<StreamCursor> cursor, session.inboxes().Cursor(inbox_.id, stream.info.name));
    if (cursor) request.cursor = cursor->cursor;
    backfill = !cursor || !cursor->backfilled;
    return {};
  }));
  PollRound round;
  ReadPage current = ReadOne(request, cancel);
  for (int pages = 0; pages < kMostPagesPerRound; ++pages) {
    if (!current.page.ok()) {
      if (current.page.error().kind == ErrorKind::kCancelled) return false;
      RW_RETURN_IF_ERROR(NoteFailure(current.page.error(), clock_.Now()));
      return false;
    }
    budget_.Learn(current.page->throttle, clock_.Now());
    const bool has_more = !current.page->next_page_token.empty();
    if (!current.page->cursor.empty()) request.cursor = current.page->cursor;
    request.page_token = current.page->next_page_token;
    request.now = clock_.Now();
    if (has_more && backfill) RW_RETURN_IF_ERROR(Deliver(cancel));
    const bool goes_on = has_more && !cancel.cancelled() && budget_.PollAllowedAt(clock_.Now()) <= clock_.Now();
    // Where reading on confirms what was read, it must be stored first.
    const bool reads_ahead = goes_on && stream.info.kind != StreamKind::kConfirming;
    std::future<ReadPage> next;
    if (reads_ahead) next = std::async(std::launch::async, [&] { return ReadOne(request, cancel); });
    const Status stored = StorePage(stream, current, round, backfill);
    if (reads_ahead) current = next.get();
    if (!stored.ok()) return stored.error();
    if (!goes_on) return !cancel.cancelled();  // what the budget does not allow comes after the reset
    if (!reads_ahead) current = ReadOne(request, cancel);
  }
  return true;
}

Status InboxWorker::StorePage(const StreamState& stream, const ReadPage& read, PollRound& round, bool backfill) {
  const Page& page = *read.page;
  const IngestInbox target{inbox_.id, inbox_.account_id, inbox_.capabilities.erase_removed};
  RW_RETURN_IF_ERROR(store_.Write([&](Session& session) -> Status {
    return Ingest::ApplyPage(session, target, stream.info.name, page, read.items, clock_.Now()).status();
  }));
  round.items += static_cast<std::int64_t>(read.items.size());
  round.unreadable += page.unreadable;
  InboxHealth& health = inbox_.health;
  health.unreadable = std::max(health.unreadable, round.unreadable);
  if (page.total) health.platform_total = *page.total - health.unreadable;
  if (!page.set_aside.empty()) {
    Log(LogLevel::kWarning, "set_aside",
        {{"inbox", inbox_.name}, {"stream", stream.info.name}, {"n", static_cast<std::int64_t>(page.set_aside.size())}});
  }
  if (backfill && options_.progress) options_.progress(inbox_.name, stream.info.name, round.items, page.total);
  return {};
}

Result<bool> InboxWorker::Sweep(const CancelToken& cancel) {
  sweep_due_ = clock_.Steady() + options_.sweep_interval;
  const auto batch = static_cast<int>(connector_->max_sweep_items());
  if (const Timestamp allowed = budget_.PollAllowedAt(clock_.Now()); allowed > clock_.Now()) {
    sweep_due_ = std::max(sweep_due_, SteadyAt(allowed));
    return true;
  }
  if (batch <= 0) return true;
  SweepRequest request;
  request.now = clock_.Now();
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    const SweepTimes times{request.now - options_.sweep_history, request.now - kRefreshAfter};
    RW_ASSIGN_OR_RETURN(request.source_ids, ChooseForSweep(session, inbox_, times, batch));
    return {};
  }));
  if (request.source_ids.empty()) return true;
  auto swept = connector_->Sweep(request, cancel);
  if (!swept.ok()) {
    if (swept.error().kind == ErrorKind::kCancelled) return false;
    RW_RETURN_IF_ERROR(NoteFailure(swept.error(), clock_.Now()));
    return false;
  }
  budget_.Learn(swept->throttle, clock_.Now());
  const std::vector<PreparedItem> prepared = ingest_.Prepare(std::move(swept->items));
  const IngestInbox target{inbox_.id, inbox_.account_id, inbox_.capabilities.erase_removed};
  RW_RETURN_IF_ERROR(store_.Write([&](Session& session) -> Status {
    RW_RETURN_IF_ERROR(Ingest::Apply(session, target, prepared, clock_.Now()).status());
    RW_RETURN_IF_ERROR(Ingest::ApplyGone(session, target, swept->gone, clock_.Now()));
    for (const SetAside& item : swept->set_aside)
      RW_RETURN_IF_ERROR(session.inboxes().AddSetAside(inbox_.id, item, clock_.Now()));
    return session.messages().MarkSwept(inbox_.id, request.source_ids, clock_.Now());
  }));
  return true;
}

// What arrived before webhooks were switched off is read, too.
Status InboxWorker::Drain(const CancelToken& cancel) {
  if (!connector_->capabilities().push) return {};
  const IngestInbox target{inbox_.id, inbox_.account_id, inbox_.capabilities.erase_removed};
  RW_ASSIGN_OR_RETURN(const EventDrain::Report report, drain_.Round(
                                                           target, budget_, [&] { return Deliver(cancel); }, cancel));
  if (report.set_aside > 0)
    Log(LogLevel::kWarning, "set_aside", {{"inbox", inbox_.name}, {"stream", "webhook"}, {"n", report.set_aside}});
  return report.trouble ? NoteFailure(*report.trouble, clock_.Now()) : Status();
}

Status InboxWorker::Deliver(const CancelToken& cancel) {
  if (!checked_) return {};
  Deliverer deliverer(store_, *connector_, ingest_, {inbox_.id, inbox_.account_id, inbox_.capabilities.erase_removed}, gate_,
                      options_.deliver);
  RW_ASSIGN_OR_RETURN(const DeliverReport report, deliverer.Round(settle_watch_, budget_, clock_, cancel));
  // The longer something cannot be settled, the more seldom it is looked for.
  unsettled_rounds_ = report.waiting > 0 ? unsettled_rounds_ + 1 : 0;
  unsettled_due_ =
      report.waiting > 0
          ? std::optional(clock_.Steady() + BackOffDelay(std::max(1, unsettled_rounds_ - kQuickLooks), kUnsettledPause, 1))
          : std::nullopt;
  if (report.failed + report.uncertain > 0) {
    Log(LogLevel::kError, "reply_needs_person",
        {{"inbox", inbox_.name}, {"failed", report.failed}, {"uncertain", report.uncertain}});
  }
  if (report.refused) {
    RW_RETURN_IF_ERROR(NoteFailure(*report.refused, clock_.Now()));
    check_due_ = clock_.Steady();  // tells whether it is the account, or that one reply
  }
  return {};
}

Status InboxWorker::NoteSuccess(Timestamp now) {
  failures_ = 0;
  const bool recovered = inbox_.health.state != InboxState::kOk;
  if (const auto since = UnnoticedBlindSince(inbox_.health, options_.poll, now); since && inbox_.id) {
    RW_RETURN_IF_ERROR(store_.Write([&](Session& session) { return session.inboxes().AddBlindSpell(inbox_.id, *since, now); }));
  }
  inbox_.health = HealthAfterSuccess(inbox_.health, now);
  if (recovered) Log(LogLevel::kInfo, "inbox_ok", {{"inbox", inbox_.name}});
  return SaveHealth(now, false);
}

Status InboxWorker::NoteFailure(const Error& error, Timestamp now) {
  ++failures_;
  if (error.retry_at && error.only_reading) budget_.BlockPollsUntil(*error.retry_at);
  if (error.retry_at && !error.only_reading) budget_.BlockUntil(*error.retry_at);
  if (NeedsPerson(error.kind)) {
    checked_ = false;
    check_due_ = clock_.Steady() + kPersonCheckInterval;
  } else {
    const double jitter = std::uniform_real_distribution<double>(0, 1)(random_);
    const Duration again =
        std::max(SteadyAt(error.retry_at.value_or(now)), clock_.Steady() + BackOffDelay(failures_, options_.poll, jitter));
    if (!checked_) check_due_ = again;
  }
  const InboxState before = inbox_.health.state;
  inbox_.health = HealthAfterFailure(inbox_.health, error, options_.poll, started_, now);
  const LogLevel level = NeedsPerson(error.kind) ? LogLevel::kError : LogLevel::kWarning;
  if (before != inbox_.health.state || failures_ == 1) {
    Log(level, "inbox_trouble", {{"inbox", inbox_.name}, {"kind", ErrorKindName(error.kind)}, {"text", error.text}});
  }
  return SaveHealth(now, false);
}

Status InboxWorker::SaveHealth(Timestamp now, bool force) {
  // A write wakes every dashboard: a mere "still fine" is written at most every few seconds.
  if (!force && SameHealth(saved_health_, inbox_.health) && now - health_saved_at_ < kHealthWriteInterval) return {};
  if (!inbox_.id) return {};
  RW_RETURN_IF_ERROR(store_.Write([&](Session& session) { return session.inboxes().SetHealth(inbox_.id, inbox_.health); }));
  saved_health_ = inbox_.health;
  health_saved_at_ = now;
  return {};
}

Duration InboxWorker::Pause() const {
  Duration next = check_due_;
  if (checked_) {
    for (const StreamState& stream : streams_) next = std::min(next, stream.due);
    next = std::min(next, sweep_due_);
    if (drain_.due()) next = std::min(next, *drain_.due());
    if (unsettled_due_) next = std::min(next, *unsettled_due_);
  }
  return std::max(next - clock_.Steady(), Duration::Milliseconds(10));
}

}  // namespace replywatch

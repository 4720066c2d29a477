#include "collector/evaluate.h"

#include "collector/alerting/alert_writer.h"
#include "shared/actions/pattern_keeper.h"
#include "shared/actions/run_judge.h"
#include "shared/base/log.h"
#include "shared/settings/catalogue_file.h"

namespace replywatch {
namespace {

// Health, disk and promises are looked at so often; waits and matters at their own instants.
constexpr Duration kSelfCheckInterval = Duration::Minutes(1);

std::string AlertLanguage(const Settings& settings) {
  if (!settings.alerts.language.empty()) return settings.alerts.language;
  return settings.shop.languages.empty() ? "en" : settings.shop.languages.front();
}

}  // namespace

std::optional<std::int64_t> FreeBytesFor(const std::string& database) {
  constexpr std::string_view kScheme = "sqlite:";
  if (!database.starts_with(kScheme)) return std::nullopt;
  std::error_code failed;
  const std::filesystem::path folder = std::filesystem::path(database.substr(kScheme.size())).parent_path();
  const std::filesystem::space_info space = std::filesystem::space(folder.empty() ? "." : folder, failed);
  if (failed) return std::nullopt;
  return static_cast<std::int64_t>(space.available);
}

Result<std::unique_ptr<Evaluator>> Evaluator::Make(Store& store, const Settings& settings, const Clock& clock,
                                                   const Classifier& classifier, const std::filesystem::path& data) {
  auto words = LoadCatalogue(data, AlertLanguage(settings));
  // A language without texts of its own is told in English.
  if (!words.ok()) words = LoadCatalogue(data, "en");
  if (!words.ok()) return words.error();
  AlertWriter writer = MakeAlertWriter(std::move(words).value(), settings.shop.time_zone, [&clock] { return clock.Now(); });
  return std::unique_ptr<Evaluator>(new Evaluator(store, settings, clock, classifier, std::move(writer)));
}

Evaluator::Evaluator(Store& store, const Settings& settings, const Clock& clock, const Classifier& classifier, AlertWriter writer)
    : store_(store),
      settings_(settings),
      clock_(clock),
      classifier_(classifier),
      keeper_(settings.targets, MakeBusinessHours(settings.shop)),
      alerts_(settings, MakeBusinessHours(settings.shop), std::move(writer)),
      review_(store, settings),
      self_check_due_(clock.Steady()) {}

Status Evaluator::Start() {
  return store_.Write([&](Session& session) { return keeper_.Begin(session); });
}

Status Evaluator::ComputeClocks() {
  return ComputeStaleClocks(store_, keeper_,
                            [&](Session& session, ConversationId id) { return JudgeRun(session, classifier_, id); });
}

Result<bool> Evaluator::Look() {
  RW_ASSIGN_OR_RETURN(const std::int64_t counter, store_.ChangeCounter());
  const bool changed = counter != counter_;
  const bool due = next_due_ && *next_due_ <= clock_.Now();
  if (changed) {
    counter_ = counter;
    RW_RETURN_IF_ERROR(ComputeClocks());
  }
  RW_RETURN_IF_ERROR(review_.Look(clock_.Now()));
  if (!changed && !due && clock_.Steady() < self_check_due_) return false;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(next_due_, session.alerts().NextDue());
    return {};
  }));
  const bool must_pass = (next_due_ && *next_due_ <= clock_.Now()) || clock_.Steady() >= self_check_due_;
  if (!must_pass) return false;
  RW_ASSIGN_OR_RETURN(const AlertPassReport report, Pass());
  return report.messages > 0;
}

Result<AlertPassReport> Evaluator::Pass() {
  RW_RETURN_IF_ERROR(ComputeClocks());
  RW_RETURN_IF_ERROR(ProposeIncidents(store_, keeper_.hours().zone(), clock_.Now()));
  RW_ASSIGN_OR_RETURN(const std::vector<SelfFinding> findings, CheckOurselves());
  self_check_due_ = clock_.Steady() + kSelfCheckInterval;
  AlertPassReport report;
  RW_RETURN_IF_ERROR(store_.Write([&](Session& session) -> Status {
    Log(LogLevel::kDebug, "alerts_pass");
    RW_ASSIGN_OR_RETURN(report, alerts_.Run(session, findings, clock_.Now()));
    RW_ASSIGN_OR_RETURN(next_due_, session.alerts().NextDue());
    return {};
  }));
  if (report.opened + report.told + report.resolved > 0) {
    Log(LogLevel::kInfo, "alerts",
        {{"opened", report.opened}, {"told", report.told}, {"resolved", report.resolved}, {"messages", report.messages}});
  }
  return report;
}

Result<std::vector<SelfFinding>> Evaluator::CheckOurselves() {
  std::vector<InboxFacts> inboxes;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const std::vector<Inbox> all, session.inboxes().All());
    for (const Inbox& inbox : all) {
      InboxFacts facts{inbox, 0};
      if (inbox.active && inbox.health.platform_total) {
        RW_ASSIGN_OR_RETURN(facts.stored, session.messages().CountPresent(inbox.id));
      }
      inboxes.push_back(std::move(facts));
    }
    return {};
  }));
  return CheckSelf(inboxes, FreeBytesFor(settings_.database));
}

}  // namespace replywatch

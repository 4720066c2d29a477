#include "dashboard/connect_runner.h"

#include <sys/wait.h>

#include <utility>

#include "dashboard/connect_output.h"
#include "shared/base/utf8.h"
#include "shared/settings/settings.h"

namespace replywatch {
namespace {

constexpr std::size_t kMostOut = 1 << 20;
constexpr std::size_t kMostSaid = 600;

bool IsDone(const ProgramEnd& end) { return WIFEXITED(end.status) && WEXITSTATUS(end.status) == 0; }

ConnectFailure FailureOf(const Error& error) { return {error.kind, error.text, {}, true}; }

// For a command that ended without the object it owes: what it said instead.
void AddWhatItSaid(ConnectFailure& failure, const ProgramEnd& end) {
  const std::string said = CleanLine(end.err, kMostSaid);
  if (failure.is_of_ours && !said.empty()) failure.text += ": " + said;
}

}  // namespace

ConnectRunner::ConnectRunner(std::filesystem::path collector, std::string config, std::function<void()> on_report,
                             ConnectPatience patience)
    : collector_(std::move(collector)),
      config_(std::move(config)),
      on_report_(std::move(on_report)),
      patience_(patience),
      thread_([this] { Loop(); }) {}

ConnectRunner::~ConnectRunner() {
  {
    const std::scoped_lock hold(mutex_);
    ends_ = true;
    stop_.Stop();
  }
  wake_.notify_all();
  thread_.join();
}

void ConnectRunner::Post(ConnectOrder order) {
  {
    const std::scoped_lock hold(mutex_);
    if (order.kind == ConnectOrder::Kind::kStop) {
      for (const ConnectOrder& waiting : orders_)
        reports_.push_back({waiting.number, ConnectFailure{ErrorKind::kCancelled, {}, {}, true}});
      orders_.clear();
      stop_.Stop();
    } else {
      orders_.push_back(std::move(order));
    }
  }
  wake_.notify_all();
}

std::vector<ConnectReport> ConnectRunner::TakeReports() {
  const std::scoped_lock hold(mutex_);
  return std::exchange(reports_, {});
}

void ConnectRunner::Loop() {
  for (;;) {
    ConnectOrder order;
    {
      std::unique_lock hold(mutex_);
      wake_.wait(hold, [&] { return ends_ || !orders_.empty(); });
      if (ends_) return;
      order = std::move(orders_.front());
      orders_.pop_front();
      stop_.Clear();  // whoever stops from here on means this one
    }
    ConnectReport report = Do(order);
    {
      const std::scoped_lock hold(mutex_);
      reports_.push_back(std::move(report));
    }
    on_report_();
  }
}

std::vector<std::string> ConnectRunner::WordsFor(const ConnectOrder& order) const {
  std::vector<std::string> words{collector_.string()};
  // Where nobody has written settings yet, the command begins them where it looks for them itself.
  if (const auto file = FindSettingsFile(config_); file.ok()) {
    words.emplace_back("--config");
    words.push_back(file->string());
  }
  for (const char* word : {"connect", "--json"}) words.emplace_back(word);
  if (order.kind == ConnectOrder::Kind::kList) {
    words.push_back("--language=" + order.language);
  } else if (!order.again.empty()) {
    words.push_back("--again=" + order.again);
  } else {
    words.emplace_back("--");
    words.push_back(order.platform);
  }
  return words;
}

ConnectReport ConnectRunner::Do(const ConnectOrder& order) const {
  ConnectReport report{order.number, {}};
  if (collector_.empty()) {
    report.what = ConnectFailure{ErrorKind::kNotFound, "replywatch-collector is not installed beside the dashboard", {}, true};
    return report;
  }
  const bool is_list = order.kind == ConnectOrder::Kind::kList;
  ProgramRun run;
  run.words = WordsFor(order);
  run.input = order.answers.Reveal();
  run.patience = is_list ? patience_.list : patience_.trial;
  if (!is_list) run.grace = patience_.writing;
  run.most_out = kMostOut;
  run.stop = &stop_;
  const auto end = RunToEnd(run);
  if (!end.ok()) {
    ConnectFailure failure = FailureOf(end.error());
    if (is_list && failure.kind == ErrorKind::kUnknownOutcome) failure.kind = ErrorKind::kBackOff;  // it changes nothing
    report.what = std::move(failure);
  } else if (is_list) {
    auto platforms = ReadConnectPlatforms(IsDone(*end) ? end->out : std::string());
    if (platforms.ok()) {
      report.what = std::move(platforms).value();
    } else {
      ConnectFailure failure = FailureOf(platforms.error());
      AddWhatItSaid(failure, *end);
      report.what = std::move(failure);
    }
  } else {
    auto outcome = ReadConnectOutcome(end->out, IsDone(*end));
    if (auto* failure = std::get_if<ConnectFailure>(&outcome)) {
      AddWhatItSaid(*failure, *end);
      report.what = std::move(*failure);
    } else {
      report.what = std::get<Connected>(std::move(outcome));
    }
  }
  return report;
}

}  // namespace replywatch

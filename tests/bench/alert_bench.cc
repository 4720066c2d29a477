// Alert evaluation over many open waits: one pass when some fall due, and the look that decides that none is.
// usage: alert_bench FOLDER [OPEN_WAITS]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <vector>

#include "collector/alerting/alert_pass.h"
#include "shared/actions/sla_keeper.h"
#include "shared/actions/wait_keeper.h"

namespace replywatch {
namespace {

const Timestamp kStart{1'700'000'000'000};
constexpr int kPerTransaction = 2000;

Status Fill(Store& store, int people) {
  for (int begin = 0; begin < people; begin += kPerTransaction) {
    RW_RETURN_IF_ERROR(store.Write([&](Session& s) -> Status {
      Inbox inbox;
      inbox.name = "blog";
      inbox.platform = "somewhere";
      RW_ASSIGN_OR_RETURN(const InboxId id, s.inboxes().Put(inbox));
      for (int i = begin; i < std::min(begin + kPerTransaction, people); ++i) {
        Message m;
        m.inbox_id = id;
        m.item.source_id = "c" + std::to_string(i);
        m.item.root_source_id = "post" + std::to_string(i / 50);
        m.item.author.source_id = "p" + std::to_string(i);
        m.item.author.name = "Person " + std::to_string(i);
        m.item.text = "Unde e comanda " + std::to_string(i) + "?";
        m.item.created_at = kStart + Duration::Seconds(i);
        m.visible_at = m.fetched_at = m.item.created_at;
        RW_ASSIGN_OR_RETURN(m.contact_id, s.contacts().Resolve(id, m.item.author, m.item.created_at));
        RW_ASSIGN_OR_RETURN(m.conversation_id, s.conversations().Resolve({id, m.item.root_source_id, Visibility::kPublic, "", ""},
                                                                         m.contact_id, m.item.created_at));
        RW_ASSIGN_OR_RETURN(m.id, s.messages().Insert(m));
        RW_RETURN_IF_ERROR(WaitsAfterInsert(s, m));
      }
      return {};
    }));
  }
  return {};
}

double Milliseconds(std::chrono::steady_clock::duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

double MedianOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.at(values.size() / 2);
}

int Run(const std::filesystem::path& folder, int people) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  auto opened = OpenStore("sqlite:" + (folder / "alerts.db").string(), OpenMode::kMigrate);
  if (!opened.ok()) return std::fprintf(stderr, "%s\n", opened.error().text.c_str()), 1;
  Store& store = **opened;
  if (const Status filled = Fill(store, people); !filled.ok())
    return std::fprintf(stderr, "%s\n", filled.error().text.c_str()), 1;
  Settings settings;
  SlaPolicy policy;
  policy.first_response = Duration::Hours(4);
  settings.targets = {policy};
  settings.alerts.notify.emplace_back().kind = "desktop";
  const SlaKeeper keeper(settings.targets, {});
  auto begin = std::chrono::steady_clock::now();
  if (const Status computed = ComputeStaleClocks(store, keeper); !computed.ok())
    return std::fprintf(stderr, "%s\n", computed.error().text.c_str()), 1;
  std::printf("%d open waits; due instants computed in %.0f ms\n", people,
              Milliseconds(std::chrono::steady_clock::now() - begin));
  const AlertPass pass(settings, {}, [](Session&, const AlertMessage&, const std::vector<Alert>& alerts) -> Result<AlertText> {
    return AlertText{"t", std::to_string(alerts.size())};
  });
  std::int64_t opened_alerts = 0;
  // What is overdue at the start is opened, then told, in passes of bounded length.
  const Timestamp start = kStart + Duration::Seconds(people * 2 / 3) + Duration::Hours(3);
  const auto run_until = [&](const char* what, Timestamp now,
                             const std::function<bool(const AlertPassReport&)>& is_last) -> Status {
    std::vector<double> passes;
    AlertPassReport sum;
    for (AlertPassReport report; passes.empty() || !is_last(report);) {
      begin = std::chrono::steady_clock::now();
      RW_RETURN_IF_ERROR(store.Write([&](Session& s) -> Status {
        RW_ASSIGN_OR_RETURN(report, pass.Run(s, std::vector<SelfFinding>{}, now));
        return {};
      }));
      passes.push_back(Milliseconds(std::chrono::steady_clock::now() - begin));
      sum.opened += report.opened;
      sum.told += report.told;
      sum.messages += report.messages;
    }
    opened_alerts += sum.opened;
    std::printf("%s: %d opened, %d told in %d notifications; %zu passes, median %.1f ms, worst %.1f ms\n", what, sum.opened,
                sum.told, sum.messages, passes.size(), MedianOf(passes), *std::max_element(passes.begin(), passes.end()));
    return {};
  };
  Status done = run_until("backlog opened", start, [](const AlertPassReport& r) { return r.opened == 0; });
  if (done.ok()) done = run_until("backlog told", start + kGroupWait, [](const AlertPassReport& r) { return r.told == 0; });
  if (!done.ok()) return std::fprintf(stderr, "%s\n", done.error().text.c_str()), 1;
  // One wait begins a second; a pass a minute, so that some sixty fall due in each, while those before stay open and told.
  std::vector<double> passes;
  std::vector<double> looks;
  for (int minute = 1; minute <= 60; ++minute) {
    const Timestamp now = start + Duration::Minutes(minute);
    begin = std::chrono::steady_clock::now();
    done = store.Write([&](Session& s) -> Status {
      RW_ASSIGN_OR_RETURN(const AlertPassReport report, pass.Run(s, std::vector<SelfFinding>{}, now));
      opened_alerts += report.opened;
      return {};
    });
    if (!done.ok()) return std::fprintf(stderr, "%s\n", done.error().text.c_str()), 1;
    const double ms = Milliseconds(std::chrono::steady_clock::now() - begin);
    passes.push_back(ms);
    begin = std::chrono::steady_clock::now();
    const Status looked = store.Read([&](Session& s) -> Status { return s.alerts().NextDue().status(); });
    looks.push_back(Milliseconds(std::chrono::steady_clock::now() - begin));
    if (!looked.ok()) return 1;
  }
  std::printf("a pass with some sixty new ones       median %.2f ms, worst %.2f ms\n", MedianOf(passes),
              *std::max_element(passes.begin(), passes.end()));
  std::printf("the look that says nothing is due     median %.3f ms\n", MedianOf(looks));
  return 0;
}

}  // namespace
}  // namespace replywatch

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "usage: alert_bench FOLDER [OPEN_WAITS]\n"), 2;
  return replywatch::Run(argv[1], argc > 2 ? std::atoi(argv[2]) : 100'000);
}

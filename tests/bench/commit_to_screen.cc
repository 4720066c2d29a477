// commit_to_screen DASHBOARD [COMMITS]: how long after the commit of a new message the dashboard, a program of its own, has
// drawn it. Makes a database, starts the dashboard on it (wants a display), commits like the collector does, and reads
// when a frame with the grown list stood on the screen.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "shared/actions/wait_keeper.h"
#include "shared/base/clock.h"
#include "shared/base/file.h"
#include "shared/detect/classifier.h"
#include "tests/support/child_process.h"
#include "tests/support/demo_store.h"
#include "tests/support/temp_folder.h"

namespace replywatch {
namespace {

using testing::ChildOptions;
using testing::ChildProcess;

[[noreturn]] void GiveUp(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

void Require(const Status& status) {
  if (!status.ok()) GiveUp(status.error().text);
}

// A private message of somebody new, who has waited longest: it stands at the top of the list.
Status AddMessage(Session& session, int number, Timestamp now) {
  RW_ASSIGN_OR_RETURN(const std::vector<Inbox> inboxes, session.inboxes().All());
  Message m;
  m.inbox_id = inboxes.front().id;
  m.item.source_id = "bench-" + std::to_string(number);
  m.item.root_source_id = m.item.source_id;
  m.item.kind = MessageKind::kPrivate;
  m.item.visibility = Visibility::kPrivate;
  m.item.author = {m.item.source_id, "Bench " + std::to_string(number), m.item.source_id, "", ""};
  m.item.text = "Unde este comanda mea?";
  m.item.created_at = now - Duration::Days(9 + number);
  m.visible_at = m.item.created_at;
  m.fetched_at = now;
  RW_ASSIGN_OR_RETURN(m.contact_id, session.contacts().Resolve(m.inbox_id, m.item.author, m.item.created_at));
  const ThreadInfo thread{m.inbox_id, m.item.root_source_id, m.item.visibility, "", ""};
  RW_ASSIGN_OR_RETURN(m.conversation_id, session.conversations().Resolve(thread, m.contact_id, m.item.created_at));
  RW_RETURN_IF_ERROR(session.conversations().Touch(m.conversation_id, m.item.created_at));
  RW_ASSIGN_OR_RETURN(m.id, session.messages().Insert(m));
  return WaitsAfterInsert(session, m);
}

struct Drawn {
  std::int64_t at_ms = 0;
  std::int64_t waiting = -1;
};

std::vector<Drawn> LinesOf(const ChildProcess& dashboard) {
  std::vector<Drawn> lines;
  std::istringstream out(dashboard.out());
  for (std::string line; std::getline(out, line);) {
    Drawn drawn;
    long long at = 0;
    long long waiting = 0;
    if (std::sscanf(line.c_str(), "drawn_ms=%lld waiting=%lld", &at, &waiting) != 2) continue;
    drawn.at_ms = at;
    drawn.waiting = waiting;
    lines.push_back(drawn);
  }
  return lines;
}

// The first frame that knew of `waiting` people.
std::int64_t WaitFor(ChildProcess& dashboard, std::int64_t waiting) {
  for (int i = 0; i < 2000; ++i) {
    for (const Drawn& drawn : LinesOf(dashboard)) {
      if (drawn.waiting >= waiting) return drawn.at_ms;
    }
    if (!dashboard.IsRunning()) GiveUp("the dashboard ended: " + dashboard.err());
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  GiveUp("not drawn within 10 s");
}

std::int64_t CountWaiting(Store& store) {
  std::int64_t waiting = 0;
  WaitQuery query;
  query.awake_at = SystemClock().Now();
  Require(store.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(waiting, session.conversations().CountWaits(query));
    return {};
  }));
  return waiting;
}

void Measure(const std::string& program, int commits) {
  const TempFolder folder;
  const std::string settings = (folder.path() / "replywatch.json").string();
  Require(WriteFileAtomically(settings, testing::DemoSettings(folder.DatabaseUrl())));
  auto store = OpenStore(folder.DatabaseUrl(), OpenMode::kMigrate);
  Require(store.status());
  const auto data = FindDataFolder();
  Require(data.status());
  const auto classifier = LoadClassifier(*data);
  Require(classifier.status());
  Require(testing::FillDemoStore(**store, **classifier, SystemClock().Now()));
  std::int64_t waiting = CountWaiting(**store);
  ChildOptions options;
  options.command = {program, "--config", settings, "--print-data"};
  options.environment = {"XDG_STATE_HOME=" + folder.path().string()};
  ChildProcess dashboard(options);
  WaitFor(dashboard, waiting);
  std::vector<std::int64_t> taken;
  for (int i = 0; i < commits; ++i) {
    // Commits fall anywhere between two looks of the dashboard at the database.
    std::this_thread::sleep_for(std::chrono::milliseconds(400 + 37 * (i % 11)));
    Require((*store)->Write([&](Session& session) { return AddMessage(session, i, SystemClock().Now()); }));
    const std::int64_t committed_ms = SystemClock().Now().ms;
    taken.push_back(WaitFor(dashboard, ++waiting) - committed_ms);
  }
  std::sort(taken.begin(), taken.end());
  std::printf("commit to screen, %d commits: median %lld ms, max %lld ms\n", commits,
              static_cast<long long>(taken[taken.size() / 2]), static_cast<long long>(taken.back()));
}

}  // namespace
}  // namespace replywatch

int main(int argc, char** argv) {
  const int commits = argc > 2 ? std::atoi(argv[2]) : 24;
  if (argc < 2 || commits < 1) {
    std::fprintf(stderr, "usage: commit_to_screen DASHBOARD [COMMITS]\n");
    return 2;
  }
  replywatch::Measure(argv[1], commits);
  return 0;
}

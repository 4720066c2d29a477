#include "tests/e2e/support/shop.h"

#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>
#include <thread>

#include "shared/actions/new_key.h"
#include "shared/base/clock.h"

namespace replywatch::testing {
namespace {

using std::filesystem::perms;

constexpr const char* kToken = "practice-token";

// Throws: a test cannot go on without its store.
void Require(const Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error().text);
}

}  // namespace

bool Eventually(std::chrono::milliseconds patience, const std::function<bool()>& is_so) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

void WriteText(const std::filesystem::path& file, const std::string& text, perms mode) {
  std::ofstream(file, std::ios::trunc) << text;
  std::filesystem::permissions(file, mode);
}

Shop::Shop(PracticeOptions options) : platform_(std::move(options)) {
  WriteToken(kToken);
  WriteSettings(SettingsText());
}

std::string Shop::SettingsText(const std::string& more) const {
  return R"({
  "database": "sqlite:replywatch.db",
  "shop": { "name": "Atelier", "time_zone": "Europe/Bucharest", "languages": ["en", "ro"],
            "responsible": { "name": "Ioana Pop", "email": "ioana@atelier.example", "phone": "+40 700 000 000" } },
  "agents": [ { "name": "Ioana", "role": "supervisor" }, { "name": "Mihai" } ],
  "targets": [ { "first_response": "4h" } ],
  "delivery": { "settle": "1s" },
  )" + more +
         R"(
  "inboxes": [ { "name": "social", "platform": "mastodon", "base_url": ")" +
         platform_.url() + R"(", "token": { "file": "token" }, "poll": "1s" } ]
}
)";
}

void Shop::WriteSettings(const std::string& text) const { WriteText(config(), text, perms::owner_read | perms::owner_write); }

void Shop::WriteToken(const std::string& token) const {
  WriteText(folder() / "token", token + "\n", perms::owner_read | perms::owner_write);
}

CommandResult Shop::Run(std::vector<std::string> arguments, std::string input) const {
  ChildOptions options;
  options.command = {RW_TEST_COLLECTOR, "--config", config().string()};
  options.command.insert(options.command.end(), arguments.begin(), arguments.end());
  options.input = std::move(input);
  return RunCommandLine(options);
}

std::unique_ptr<ChildProcess> Shop::StartCollector(bool verbose) const {
  ChildOptions options;
  options.command = {RW_TEST_COLLECTOR, "--config", config().string(), "run"};
  if (verbose) options.command.insert(options.command.begin() + 1, "--verbose");
  return std::make_unique<ChildProcess>(options);
}

void Shop::CollectOnce() const {
  const CommandResult once = Run({"once"});
  ASSERT_EQ(once.status, 0) << once.err;
}

Store& Shop::store() {
  if (!store_) {
    auto opened = OpenStore("sqlite:" + (folder() / "replywatch.db").string(), OpenMode::kExisting);
    Require(opened.status());
    store_ = std::move(opened).value();
  }
  return *store_;
}

Message Shop::Find(const std::string& world_id) {
  std::optional<Message> found;
  Require(store().Read([&](Session& s) -> Status {
    RW_ASSIGN_OR_RETURN(const std::vector<Inbox> inboxes, s.inboxes().All());
    RW_ASSIGN_OR_RETURN(found, s.messages().Find(inboxes.front().id, world_id));
    return {};
  }));
  if (!found) throw std::runtime_error("message " + world_id + " has not been collected");
  return *found;
}

OutboundId Shop::Queue(const std::string& world_id, const std::string& text, Duration undo) {
  const Message target = Find(world_id);
  OutboundMessage reply;
  reply.target = target.id;
  reply.conversation_id = target.conversation_id;
  reply.inbox_id = target.inbox_id;
  reply.visibility = target.item.visibility;
  reply.text = text;
  reply.idempotency_key = NewKey();
  reply.created_at = SystemClock().Now();
  reply.not_before = reply.created_at + undo;
  reply.seen_message = target.id;
  OutboundId id;
  Require(store().Write([&](Session& s) -> Status {
    RW_ASSIGN_OR_RETURN(id, s.outbox().Add(reply));
    return {};
  }));
  return id;
}

OutboundMessage Shop::Reply(OutboundId id) {
  std::optional<OutboundMessage> reply;
  Require(store().Read([&](Session& s) -> Status {
    RW_ASSIGN_OR_RETURN(reply, s.outbox().Get(id));
    return {};
  }));
  if (!reply) throw std::runtime_error("a queued reply is gone");
  return *reply;
}

OutboxCounts Shop::Counts() {
  OutboxCounts counts;
  Require(store().Read([&](Session& s) -> Status {
    RW_ASSIGN_OR_RETURN(counts, s.outbox().Counts());
    return {};
  }));
  return counts;
}

std::int64_t Shop::OpenWaits() {
  std::int64_t waits = 0;
  Require(store().Read([&](Session& s) -> Status {
    RW_ASSIGN_OR_RETURN(const WaitCounts counts, s.conversations().Counts({}));
    waits = counts.waiting_public + counts.waiting_private;
    return {};
  }));
  return waits;
}

bool Shop::WaitUntilSettled(std::chrono::milliseconds patience) {
  return Eventually(patience, [&] {
    platform_.CarryOutLate();
    const OutboxCounts counts = Counts();
    return counts.queued == 0 && counts.sending == 0;
  });
}

bool Shop::WaitForState(OutboundId id, OutboundState state, std::chrono::milliseconds patience) {
  return Eventually(patience, [&] { return Reply(id).state == state; });
}

}  // namespace replywatch::testing

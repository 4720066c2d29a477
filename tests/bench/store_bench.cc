// A big database, and what the lists cost in it. `store_bench FILE [MESSAGES]` makes the database when it is
// missing (about two minutes a million) and prints medians.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "collector/ingest.h"
#include "shared/store/store.h"
#include "tests/support/scripted_classifier.h"

namespace replywatch {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kPerTransaction = 500;
constexpr int kRepeats = 200;
constexpr std::int64_t kStart = 1'700'000'000'000;

const char* const kTexts[] = {"P coletul nu a ajuns nici azi, ce facem?",
                              "Q mai aveti marimea 38 pe stoc",
                              "T multumesc frumos, totul perfect",
                              "O buna ziua",
                              "Q kiedy będzie dostawa do Krakowa",
                              "P zepsuta po dwóch dniach, proszę o zwrot",
                              "Q колко струва доставката",
                              "P получих грешен номер"};

// Message i: one of 50,000 people under one of 20,000 posts; nine of ten are answered at once.
Item MakeItem(int i, bool is_answer, std::mt19937& random) {
  Item item;
  const std::string n = std::to_string(i);
  item.source_id = is_answer ? "a" + n : "m" + n;
  item.root_source_id = "post" + std::to_string(i % 20'000);
  item.created_at = {kStart + i * 60'000LL + (is_answer ? 30'000 : 0)};
  if (is_answer) {
    item.direction = Direction::kOutgoing;
    item.parent_source_id = "m" + n;
    item.author.source_id = "shop";
    item.text = "Vă mulțumim pentru mesaj, ne ocupăm chiar acum.";
    return item;
  }
  const std::string person = std::to_string(random() % 50'000);
  item.author.source_id = "p" + person;
  item.author.name = "Person " + person;
  item.author.handle = "person" + person;
  item.text = kTexts[random() % 8] + std::string(" ") + n;
  item.abilities.reply_public = true;
  return item;
}

Status Fill(Store& store, int messages) {
  const ScriptedClassifier classifier;
  const Ingest ingest(classifier, {});
  std::mt19937 random(7);
  InboxId inbox;
  RW_RETURN_IF_ERROR(store.Write([&](Session& s) -> Status {
    Inbox named;
    named.name = "social";
    named.platform = "mastodon";
    named.display_name = "Mastodon";
    named.capabilities.reply_public = true;
    RW_ASSIGN_OR_RETURN(inbox, s.inboxes().Put(named));
    return {};
  }));
  int stored = 0;
  for (int i = 0; stored < messages;) {
    std::vector<Item> items;
    while (static_cast<int>(items.size()) < kPerTransaction && stored < messages) {
      items.push_back(MakeItem(i, false, random));
      ++stored;
      if (random() % 10 != 0 && stored < messages) {
        items.push_back(MakeItem(i, true, random));
        ++stored;
      }
      ++i;
    }
    const auto prepared = ingest.Prepare(std::move(items));
    RW_RETURN_IF_ERROR(store.Write([&](Session& s) {
      return Ingest::Apply(s, {inbox, "shop"}, prepared, {kStart + i * 60'000LL}).status();
    }));
    if (stored % 100'000 < kPerTransaction) std::fprintf(stderr, "%d messages\n", stored);
  }
  return {};
}

void Measure(Store& store, const char* what, const std::function<Status(Session&)>& body) {
  std::vector<double> ms;
  for (int i = 0; i < kRepeats; ++i) {
    const auto start = SteadyClock::now();
    const Status done = store.Read(body);
    ms.push_back(std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count());
    if (!done.ok()) std::fprintf(stderr, "%s\n", done.error().text.c_str());
  }
  std::sort(ms.begin(), ms.end());
  std::printf("%-34s median %8.3f ms, p95 %8.3f ms\n", what, ms[ms.size() / 2], ms[ms.size() * 95 / 100]);
}

int Run(const std::string& file, int messages) {
  const bool is_new = !std::filesystem::exists(file);
  auto store = OpenStore("sqlite:" + file, OpenMode::kMigrate);
  if (!store.ok()) {
    std::fprintf(stderr, "%s\n", store.error().text.c_str());
    return 1;
  }
  if (is_new) {
    const auto start = SteadyClock::now();
    if (const Status filled = Fill(**store, messages); !filled.ok()) {
      std::fprintf(stderr, "%s\n", filled.error().text.c_str());
      return 1;
    }
    std::printf("filled in %.0f s\n", std::chrono::duration<double>(SteadyClock::now() - start).count());
  }
  Measure(**store, "oldest 100 waiting", [](Session& s) { return s.conversations().OpenWaits({}).status(); });
  Measure(**store, "counts of all open waits", [](Session& s) {
    constexpr Timestamp kLater{kStart + 1'000'000 * 60'000LL};
    return s.conversations().Counts({kLater, kLater + Duration::Hours(1), AgentId{1}}).status();
  });
  MessageQuery newest;
  Measure(**store, "newest 100 messages", [&](Session& s) { return s.messages().List(newest).status(); });
  MessageQuery search;
  search.search = "gresen 123456";
  Measure(**store, "search for two words", [&](Session& s) { return s.messages().List(search).status(); });
  return 0;
}

}  // namespace
}  // namespace replywatch

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: store_bench FILE [MESSAGES]\n");
    return 2;
  }
  return replywatch::Run(argv[1], argc > 2 ? std::atoi(argv[2]) : 1'000'000);
}

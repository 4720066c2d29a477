// How fast the detector judges: messages of 80 to 120 bytes out of the labelled examples, one core. Prints messages a second by
// the model and by the word lists, what loading takes, and how much memory is held for it.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <vector>

#include "shared/base/file.h"
#include "shared/detect/classifier.h"
#include "shared/detect/examples.h"
#include "shared/detect/trained_model.h"

namespace replywatch {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kShortest = 80;
constexpr std::size_t kLongest = 120;
constexpr int kRounds = 5;

double SecondsSince(SteadyClock::time_point start) { return std::chrono::duration<double>(SteadyClock::now() - start).count(); }

double ResidentMb() {
  std::ifstream statm("/proc/self/statm");
  long size = 0;
  long resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

std::vector<std::string> Texts(const std::filesystem::path& languages) {
  std::vector<std::string> texts;
  for (const char* tag : {"bg", "en", "pl", "ro"}) {
    auto examples = LoadExamples(languages / tag / "examples.jsonl");
    if (!examples.ok()) continue;
    for (Example& example : *examples) {
      if (example.text.size() >= kShortest && example.text.size() <= kLongest) texts.push_back(std::move(example.text));
    }
  }
  return texts;
}

double PerSecond(const Classifier& classifier, const std::vector<std::string>& texts) {
  double best = 0;
  std::size_t flagged = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto start = SteadyClock::now();
    for (const std::string& text : texts) flagged += classifier.Classify(text).flags.empty() ? 0 : 1;
    best = std::max(best, static_cast<double>(texts.size()) / SecondsSince(start));
  }
  return flagged > 0 ? best : 0;
}

int Run() {
  const auto data = FindDataFolder();
  if (!data.ok()) return 1;
  const std::vector<std::string> texts = Texts(*data / "languages");
  const auto lists = LoadWordListClassifier(*data / "languages");
  if (!lists.ok() || texts.empty()) return 1;
  (*lists)->Classify(texts.front());
  const double before = ResidentMb();
  const auto start = SteadyClock::now();
  const auto model = LoadClassifier(*data);
  const double load_ms = SecondsSince(start) * 1000;
  if (!model.ok()) {
    std::fprintf(stderr, "%s\n", model.error().text.c_str());
    return 1;
  }
  const auto file_start = SteadyClock::now();
  const auto file = TrainedModel::Load(*data / "model" / kModelFile);
  const double file_ms = SecondsSince(file_start) * 1000;
  const double by_model = PerSecond(**model, texts);
  const double held = ResidentMb() - before;
  const double by_lists = PerSecond(**lists, texts);
  std::printf("%zu messages of %zu to %zu bytes: model %.0f messages/s, word lists alone %.0f, ratio %.2f\n", texts.size(),
              kShortest, kLongest, by_model, by_lists, by_model / by_lists);
  std::printf("load: everything %.1f ms (lists, classes, model), the model file %.2f ms; %.1f MB more resident\n", load_ms,
              file_ms, held);
  return file.ok() ? 0 : 1;
}

}  // namespace
}  // namespace replywatch

int main() { return replywatch::Run(); }

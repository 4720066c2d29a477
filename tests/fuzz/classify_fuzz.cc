// Whatever people write: scores are probabilities, evidence lies within the text, in order, without overlap, on whole characters,
// and is at most a third of a long text.
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "shared/base/file.h"
#include "shared/base/utf8.h"
#include "shared/detect/classifier.h"

namespace {

using namespace replywatch;  // NOLINT(google-build-using-namespace)

void Expect(bool holds) {
  if (!holds) std::abort();
}

const Classifier& Detector() {
  static const std::unique_ptr<Classifier> kDetector = [] {
    auto data = FindDataFolder();
    Expect(data.ok());
    auto loaded = LoadClassifier(*data);
    Expect(loaded.ok());
    return *std::move(loaded);
  }();
  return *kDetector;
}

bool IsInside(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Classification result = Detector().Classify(text);
  for (const double score : {result.problem, result.question, result.praise, result.language_confidence})
    Expect(score >= 0 && score <= 1);
  Expect((result.language == "und") == (result.language_confidence == 0));
  std::size_t end = 0;
  const bool is_valid = IsValidUtf8(text);
  for (const Evidence& evidence : result.evidence) {
    Expect(evidence.begin >= end && evidence.begin < evidence.end && evidence.end <= size);
    Expect(!is_valid || (!IsInside(text, evidence.begin) && !IsInside(text, evidence.end)));
    end = evidence.end;
  }
  return 0;
}

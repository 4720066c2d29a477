// Whatever a model file holds: it is refused, or it can be used; so are the compiled words in it. The checksum is put right half
// of the time, so that what lies behind it is reached.
#include <zlib.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "shared/detect/pattern_index.h"
#include "shared/detect/trained_model.h"

namespace {

using namespace replywatch;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kHeaderBytes = 28;
constexpr std::size_t kCrcAt = 12;

void Use(const TrainedModel& model) {
  Features features;
  for (std::uint32_t i = 0; i < 64; ++i) features.forms.push_back({i * 0x9E3779B9U, 0, 1});
  features.classes = features.forms;
  const HeadScores scores = model.Score(features, model.info().languages.size() - 1);
  std::vector<float> probabilities;
  model.ScoreLanguages({0, 0x7FFFFFFFU, 0xFFFFFFFFU}, probabilities);
  if (probabilities.size() != model.info().languages.size()) std::abort();
  const LikelyLanguage likely = model.Likeliest(probabilities);
  if (likely.ours && *likely.ours >= probabilities.size()) std::abort();
  static_cast<void>(scores);
}

// Bytes as an index of patterns: refused, or searched without harm.
void Search(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint32_t kValuesEnd = 200;
  if (size < sizeof(std::uint32_t)) return;
  std::vector<std::uint32_t> aligned(size / sizeof(std::uint32_t));
  std::memcpy(aligned.data(), data, aligned.size() * sizeof(std::uint32_t));
  const auto index =
      PatternIndex::View({reinterpret_cast<const char*>(aligned.data()), aligned.size() * sizeof(std::uint32_t)}, kValuesEnd);
  if (!index) return;
  FoldedText folded;
  FoldInto("nu a venit coletul, unde este?", folded);
  for (std::uint32_t first = 0; first < folded.tokens.size(); ++first) {
    index->Match(folded, first, [&](std::uint32_t end, std::uint32_t value) {
      if (end > folded.tokens.size() || value >= kValuesEnd) std::abort();
    });
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Search(data, size);
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (size > kHeaderBytes && (data[size - 1] & 1U) != 0) {
    const std::uint32_t format = 2;
    std::memcpy(bytes.data(), "RWMODEL", 8);
    std::memcpy(bytes.data() + 8, &format, sizeof format);
    const auto crc = static_cast<std::uint32_t>(crc32(0, data + kHeaderBytes, static_cast<unsigned>(size - kHeaderBytes)));
    std::memcpy(bytes.data() + kCrcAt, &crc, sizeof crc);
  }
  const auto model = TrainedModel::FromBytes(std::move(bytes), "fuzz");
  if (model.ok()) Use(**model);
  return 0;
}

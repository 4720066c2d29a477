#include "collector/training/measure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace replywatch {
namespace {

constexpr std::size_t kBins = 10;

double Share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

double F1(std::size_t hits, std::size_t false_alarms, std::size_t misses) {
  return Share(2 * hits, 2 * hits + false_alarms + misses);
}

double AreaUnderCurve(std::span<const Judgement> judgements) {
  std::vector<Judgement> sorted(judgements.begin(), judgements.end());
  std::sort(sorted.begin(), sorted.end(), [](const Judgement& a, const Judgement& b) { return a.probability < b.probability; });
  double rank_sum = 0;
  std::size_t positives = 0;
  for (std::size_t begin = 0; begin < sorted.size();) {
    std::size_t end = begin;
    while (end < sorted.size() && sorted[end].probability == sorted[begin].probability) ++end;
    const double rank = static_cast<double>(begin + end + 1) / 2;  // of all that tie
    for (std::size_t i = begin; i < end; ++i) {
      if (!sorted[i].truth) continue;
      rank_sum += rank;
      ++positives;
    }
    begin = end;
  }
  const std::size_t negatives = sorted.size() - positives;
  if (positives == 0 || negatives == 0) return 0.5;
  const auto p = static_cast<double>(positives);
  return (rank_sum - p * (p + 1) / 2) / (p * static_cast<double>(negatives));
}

double CalibrationError(std::span<const Judgement> judgements) {
  struct Bin {
    double said = 0;
    std::size_t is_true = 0;
    std::size_t count = 0;
  };
  std::array<Bin, kBins> bins;
  for (const Judgement& judgement : judgements) {
    Bin& bin = bins.at(std::min(kBins - 1, static_cast<std::size_t>(std::max(0.0, judgement.probability) * kBins)));
    bin.said += judgement.probability;
    bin.is_true += judgement.truth ? 1 : 0;
    ++bin.count;
  }
  double error = 0;
  for (const Bin& bin : bins) error += std::abs(bin.said - static_cast<double>(bin.is_true));
  return judgements.empty() ? 0 : error / static_cast<double>(judgements.size());
}

}  // namespace

Figures Measure(std::span<const Judgement> judgements, double threshold) {
  Figures f;
  for (const Judgement& judgement : judgements) {
    const bool said = judgement.probability >= threshold;
    ++(said ? (judgement.truth ? f.hits : f.false_alarms) : (judgement.truth ? f.misses : f.rest));
  }
  f.accuracy = Share(f.hits + f.rest, judgements.size());
  f.precision = Share(f.hits, f.hits + f.false_alarms);
  f.recall = Share(f.hits, f.hits + f.misses);
  f.f1 = F1(f.hits, f.false_alarms, f.misses);
  f.macro_f1 = (f.f1 + F1(f.rest, f.misses, f.false_alarms)) / 2;
  f.auc = AreaUnderCurve(judgements);
  f.calibration_error = CalibrationError(judgements);
  return f;
}

}  // namespace replywatch

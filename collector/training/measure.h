// How good judgements are: what a head said of labelled texts, counted. Pure; any thread.
#pragma once

#include <cstddef>
#include <span>

namespace replywatch {

struct Judgement {
  double probability = 0;  // 0..1
  bool truth = false;
};

struct Figures {
  std::size_t hits = 0;          // said and true
  std::size_t false_alarms = 0;  // said, not true
  std::size_t misses = 0;        // true, not said
  std::size_t rest = 0;

  double accuracy = 0;
  double precision = 0;  // 0 when nothing was said
  double recall = 0;     // 0 when nothing was true
  double f1 = 0;
  double macro_f1 = 0;           // mean of the F1 of "is one" and "is none"; of an empty side 0
  double auc = 0;                // area under the ROC curve, ties count half; 0.5 when one side is empty
  double calibration_error = 0;  // expected calibration error over ten bins of equal width
};

// Said: a probability of `threshold` or more.
Figures Measure(std::span<const Judgement> judgements, double threshold);

}  // namespace replywatch

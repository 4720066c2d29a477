#include "collector/training/measure.h"

#include <gtest/gtest.h>

#include <vector>

namespace replywatch {
namespace {

// Worked out by hand: at 0.5 two hits, one false alarm, one miss, two left alone.
const std::vector<Judgement> kSix{{0.9, true}, {0.8, false}, {0.6, true}, {0.4, true}, {0.3, false}, {0.1, false}};

TEST(Measure, CountsWhatWasSaid) {
  const Figures f = Measure(kSix, 0.5);
  EXPECT_EQ(f.hits, 2U);
  EXPECT_EQ(f.false_alarms, 1U);
  EXPECT_EQ(f.misses, 1U);
  EXPECT_EQ(f.rest, 2U);
  EXPECT_DOUBLE_EQ(f.accuracy, 4.0 / 6);
  EXPECT_DOUBLE_EQ(f.precision, 2.0 / 3);
  EXPECT_DOUBLE_EQ(f.recall, 2.0 / 3);
  EXPECT_DOUBLE_EQ(f.f1, 2.0 / 3);
  EXPECT_DOUBLE_EQ(f.macro_f1, 2.0 / 3);
}

TEST(Measure, SaysYesFromTheThresholdOn) {
  EXPECT_EQ(Measure(kSix, 0.6).hits, 2U);
  EXPECT_EQ(Measure(kSix, 0.61).hits, 1U);
}

// Of nine pairs of a true and a false one, seven stand in the right order.
TEST(Measure, AreaIsTheShareOfPairsInTheRightOrder) { EXPECT_DOUBLE_EQ(Measure(kSix, 0.5).auc, 7.0 / 9); }

TEST(Measure, TiesCountHalf) {
  const std::vector<Judgement> tied{{0.5, true}, {0.5, false}};
  EXPECT_DOUBLE_EQ(Measure(tied, 0.5).auc, 0.5);
  const std::vector<Judgement> half{{0.5, true}, {0.5, false}, {0.2, false}};
  EXPECT_DOUBLE_EQ(Measure(half, 0.5).auc, 0.75);
}

TEST(Measure, CalibrationErrorIsTheGapBetweenSaidAndTrue) {
  const std::vector<Judgement> sure{{1.0, true}, {1.0, true}, {0.0, false}};
  EXPECT_DOUBLE_EQ(Measure(sure, 0.5).calibration_error, 0);
  const std::vector<Judgement> half_wrong{{0.75, true}, {0.75, false}};
  EXPECT_DOUBLE_EQ(Measure(half_wrong, 0.5).calibration_error, 0.25);
}

TEST(Measure, NothingToMeasureIsNoError) {
  const Figures f = Measure({}, 0.5);
  EXPECT_EQ(f.accuracy, 0);
  EXPECT_EQ(f.macro_f1, 0);
  EXPECT_EQ(f.auc, 0.5);
  EXPECT_EQ(f.calibration_error, 0);
}

}  // namespace
}  // namespace replywatch

// The detector with the project's own languages, loaded once for all suites.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "shared/detect/classifier.h"

namespace replywatch {

inline const Classifier& ShippedDetector() {
  static const std::unique_ptr<Classifier> kDetector = [] {
    auto loaded = LoadClassifier(RW_TEST_CONFIG_DIR);
    EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : loaded.error().text);
    return std::move(loaded).value();
  }();
  return *kDetector;
}

// The word lists alone: what the shipped detector is measured against.
inline const Classifier& WordListDetector() {
  static const std::unique_ptr<Classifier> kDetector = [] {
    auto loaded = LoadWordListClassifier(std::string(RW_TEST_CONFIG_DIR) + "/languages");
    EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : loaded.error().text);
    return std::move(loaded).value();
  }();
  return *kDetector;
}

inline Classification Detect(std::string_view text) { return ShippedDetector().Classify(text); }
inline bool IsProblem(std::string_view text) { return Detect(text).flags.Has(Flag::kProblem); }
inline bool IsQuestion(std::string_view text) { return Detect(text).flags.Has(Flag::kQuestion); }
inline bool IsPraise(std::string_view text) { return Detect(text).flags.Has(Flag::kPraise); }
inline bool IsThreat(std::string_view text) { return Detect(text).flags.Has(Flag::kThreat); }

}  // namespace replywatch

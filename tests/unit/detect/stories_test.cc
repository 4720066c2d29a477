// Measures the detectors on the hand-labelled lines of the practice stories. The model is not trained on them. They were at
// hand while the word lists were written, so the lists look better here than they are; the floors guard against regressions.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/unit/detect/detector.h"

namespace replywatch {
namespace {

using nlohmann::json;

struct Counts {
  int hit = 0;
  int false_alarm = 0;
  int miss = 0;
  double F1() const { return 2.0 * hit / (2.0 * hit + false_alarm + miss); }
  Counts& operator+=(const Counts& other) {
    hit += other.hit, false_alarm += other.false_alarm, miss += other.miss;
    return *this;
  }
};

struct Measured {
  Counts problem, question, praise;
  int lines = 0;
  int language_right = 0;
  int language_wrong = 0;  // "und" is neither
};

std::vector<json> LinesOf(const std::string& tag) {
  std::ifstream file(std::string(RW_TEST_CONFIG_DIR) + "/practice/stories." + tag + ".json");
  const json stories = json::parse(file);
  std::vector<json> lines;
  for (const json& contact : stories.at("contacts")) {
    for (const json& scene : contact.at("scenes")) {
      lines.push_back(scene.at("opening"));
      for (const char* part : {"ignored", "answered"}) {
        for (const json& line : scene.value(part, json::array())) lines.push_back(line);
      }
    }
  }
  return lines;
}

void Count(Counts& counts, bool expected, bool found) {
  counts.hit += expected && found ? 1 : 0;
  counts.false_alarm += !expected && found ? 1 : 0;
  counts.miss += expected && !found ? 1 : 0;
}

bool HasLabel(const json& line, const char* label) {
  for (const json& entry : line.at("labels")) {
    if (entry == label) return true;
  }
  return false;
}

Measured Measure(const Classifier& detector, const std::string& tag) {
  Measured measured;
  for (const json& line : LinesOf(tag)) {
    const Classification result = detector.Classify(line.at("text").get<std::string>());
    Count(measured.problem, HasLabel(line, "problem"), result.flags.Has(Flag::kProblem));
    Count(measured.question, HasLabel(line, "question"), result.flags.Has(Flag::kQuestion));
    Count(measured.praise, HasLabel(line, "praise"), result.flags.Has(Flag::kPraise));
    ++measured.lines;
    measured.language_right += result.language == tag ? 1 : 0;
    measured.language_wrong += result.language != tag && result.language != "und" ? 1 : 0;
  }
  return measured;
}

struct Floor {
  const char* tag;
  double problem, question, praise, language;
};

class Stories : public ::testing::TestWithParam<Floor> {};

TEST_P(Stories, KeepTheMeasuredFloorsByTheLists) {
  const Floor& floor = GetParam();
  const Measured measured = Measure(WordListDetector(), floor.tag);
  EXPECT_GE(measured.problem.F1(), floor.problem);
  EXPECT_GE(measured.question.F1(), floor.question);
  EXPECT_GE(measured.praise.F1(), floor.praise);
  EXPECT_GE(static_cast<double>(measured.language_right) / measured.lines, floor.language);
  EXPECT_LE(measured.language_wrong, 1);
}

INSTANTIATE_TEST_SUITE_P(Languages, Stories,
                         ::testing::Values(Floor{"ro", 0.84, 0.84, 0.93, 0.90}, Floor{"pl", 0.90, 0.82, 0.90, 0.88},
                                           Floor{"bg", 0.86, 0.87, 0.94, 0.90}, Floor{"en", 0.85, 0.80, 0.83, 0.95}),
                         [](const auto& floor) { return std::string(floor.param.tag); });

// Over all languages: with some eighty lines each, one line of one language would be a point or two.
TEST(StoriesByTheModel, KeepTheMeasuredFloors) {
  Measured all;
  for (const auto& [tag, language] :
       {std::pair("ro", 0.97), std::pair("pl", 0.97), std::pair("bg", 0.96), std::pair("en", 0.97)}) {
    const Measured measured = Measure(ShippedDetector(), tag);
    EXPECT_GE(static_cast<double>(measured.language_right) / measured.lines, language) << tag;
    EXPECT_LE(measured.language_wrong, 1) << tag;
    all.problem += measured.problem;
    all.question += measured.question;
    all.praise += measured.praise;
  }
  EXPECT_GE(all.problem.F1(), 0.86);
  EXPECT_GE(all.question.F1(), 0.87);
  EXPECT_GE(all.praise.F1(), 0.90);
}

TEST(StoriesCast, HasTheAgreedSize) {
  std::size_t lines = 0;
  for (const char* tag : {"ro", "pl", "bg", "en"}) lines += LinesOf(tag).size();
  EXPECT_GE(lines, 340U);
}

}  // namespace
}  // namespace replywatch

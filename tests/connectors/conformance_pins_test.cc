// How much of the conformance suite runs on each platform: which of its servers' ways, and how many rules are skipped for what
// they do not have. Counted from what is registered, so that shards and filters change nothing; the fixture sees to it that
// exactly those are skipped.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <string>

#include "tests/connectors/support/rule_needs.h"

namespace replywatch {
namespace {

struct Count {
  int variants = 0;
  int runs = 0;
  int skipped = 0;
  bool operator==(const Count&) const = default;
};

void PrintTo(const Count& count, std::ostream* out) {
  *out << "{" << count.variants << ", " << count.runs << ", " << count.skipped << "}";
}

// Rules by subject, as gtest knows them: "SendsOnce/bluesky_likes".
std::multimap<std::string, std::string> RulesBySubject() {
  std::multimap<std::string, std::string> rules;
  const ::testing::UnitTest& all = *::testing::UnitTest::GetInstance();
  for (int i = 0; i < all.total_test_suite_count(); ++i) {
    const ::testing::TestSuite& suite = *all.GetTestSuite(i);
    if (!std::string_view(suite.name()).starts_with("Platforms/")) continue;
    for (int j = 0; j < suite.total_test_count(); ++j) {
      const std::string name = suite.GetTestInfo(j)->name();
      const std::size_t slash = name.find('/');
      rules.emplace(name.substr(slash + 1), name.substr(0, slash));
    }
  }
  return rules;
}

TEST(ConformancePins, CountEveryRuleOnEveryPlatform) {
  const std::map<std::string, Count> expected{
      {"bluesky", {10, 470, 22}},  {"email", {8, 376, 108}},    {"facebook", {5, 235, 10}}, {"instagram", {5, 235, 35}},
      {"mastodon", {10, 470, 25}}, {"reddit", {11, 517, 90}},   {"telegram", {3, 141, 42}}, {"woocommerce", {5, 235, 40}},
      {"wordpress", {4, 188, 32}}, {"youtube", {12, 564, 108}},
  };
  const auto rules = RulesBySubject();
  std::map<std::string, Count> counted;
  for (const testing::Subject& subject : testing::Subjects()) {
    Count& count = counted[std::string(subject.info->platform)];
    const auto met = testing::NeedsMet(subject);
    ++count.variants;
    const auto [begin, end] = rules.equal_range(testing::NameOf(subject));
    for (auto rule = begin; rule != end; ++rule) {
      const std::string_view need = testing::NeedOf(rule->second);
      ++count.runs;
      if (!need.empty() && !met.contains(need)) ++count.skipped;
    }
  }
  EXPECT_EQ(counted, expected);
  for (const auto& [platform, count] : counted)
    std::printf("%s: %d variants, %d runs, %d of them skipped\n", platform.c_str(), count.variants, count.runs, count.skipped);
}

}  // namespace
}  // namespace replywatch

// The labelled examples: how they are read, and what the project's own must keep to.
#include "shared/detect/examples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "shared/base/file.h"
#include "shared/base/fold.h"
#include "tests/support/temp_folder.h"

namespace replywatch {
namespace {

const std::filesystem::path kLanguages = std::filesystem::path(RW_TEST_CONFIG_DIR) / "languages";
const std::filesystem::path kMeasured = std::filesystem::path(RW_TEST_CONFIG_DIR) / "model" / "held_out";
struct Corpus {
  const char* tag;
  std::size_t fewest;  // messages to learn from
  std::size_t fewest_writers;
  std::size_t fewest_measured;
};
void PrintTo(const Corpus& corpus, std::ostream* out) { *out << corpus.tag; }
// Hungarian shows with how little a language can begin.
constexpr Corpus kCorpora[] = {
    {"ro", 2000, 60, 300}, {"pl", 2000, 60, 300}, {"bg", 2000, 60, 300}, {"en", 2000, 60, 300}, {"hu", 200, 20, 120}};

Result<std::vector<Example>> Read(const std::string& content) {
  const TempFolder folder;
  const std::filesystem::path file = folder.path() / "examples.jsonl";
  EXPECT_TRUE(WriteFileAtomically(file, content).ok());
  return LoadExamples(file);
}

TEST(LoadExamples, ReadsWhatALineSays) {
  const auto examples = Read(
      "{\"writer\":\"x-1\",\"kind\":\"review\",\"text\":\"late\\nand torn\",\"labels\":[\"problem\",\"urgent\"]}\n\n"
      "{\"writer\":\"x-2\",\"kind\":\"comment\",\"text\":\"ok\",\"labels\":[]}");
  ASSERT_TRUE(examples.ok()) << examples.error().text;
  ASSERT_EQ(examples->size(), 2U);
  EXPECT_EQ(examples->front().writer, "x-1");
  EXPECT_EQ(examples->front().kind, "review");
  EXPECT_EQ(examples->front().text, "late\nand torn");
  EXPECT_TRUE(examples->front().Has(ExampleLabel::kProblem));
  EXPECT_FALSE(examples->front().Has(ExampleLabel::kQuestion));
  EXPECT_TRUE(examples->front().Has(ExampleLabel::kUrgent));
}

class BadExample : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(BadExample, IsToldWithItsLine) {
  const auto [line, words] = GetParam();
  const auto examples =
      Read(std::string("{\"writer\":\"x-1\",\"kind\":\"review\",\"text\":\"t\",\"labels\":[]}\n") + line + "\n");
  ASSERT_FALSE(examples.ok());
  EXPECT_EQ(examples.error().kind, ErrorKind::kConfiguration);
  EXPECT_NE(examples.error().text.find(":2: "), std::string::npos) << examples.error().text;
  EXPECT_NE(examples.error().text.find(words), std::string::npos) << examples.error().text;
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadExample,
    ::testing::Values(std::pair("{", "one JSON object"), std::pair("[1]", "one JSON object"),
                      std::pair(R"({"writer":"x","kind":"review","text":"t"})", "four fields"),
                      std::pair(R"({"writer":"x","kind":"review","text":"t","labels":[],"more":1})", "four fields"),
                      std::pair(R"({"writer":5,"kind":"review","text":"t","labels":[]})", "writer"),
                      std::pair(R"({"writer":"x","kind":"letter","text":"t","labels":[]})", "kind"),
                      std::pair(R"({"writer":"x","kind":"review","text":" \n","labels":[]})", "text"),
                      std::pair(R"({"writer":"x","kind":"review","text":"t","labels":"problem"})", "a list"),
                      std::pair(R"({"writer":"x","kind":"review","text":"t","labels":["praise","problem"]})", "in this order"),
                      std::pair(R"({"writer":"x","kind":"review","text":"t","labels":["problem","problem"]})", "in this order"),
                      std::pair(R"({"writer":"x","kind":"review","text":"t","labels":["joy"]})", "in this order")));

TEST(LoadExamples, AMissingFileSaysSo) { EXPECT_EQ(LoadExamples("/nowhere/examples.jsonl").error().kind, ErrorKind::kNotFound); }

// Hashes of the runs of four letters of a folded text, sorted, each once.
std::vector<std::uint32_t> GramsOf(const std::string& text) {
  const std::string folded = FoldForSearch(text);
  std::vector<std::uint32_t> grams;
  for (std::size_t i = 0; i + 4 <= folded.size(); ++i) {
    std::uint32_t hash = 2166136261U;
    for (std::size_t k = i; k < i + 4; ++k) hash = (hash ^ static_cast<unsigned char>(folded[k])) * 16777619U;
    grams.push_back(hash);
  }
  std::sort(grams.begin(), grams.end());
  grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
  return grams;
}

double Likeness(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  const std::size_t most = std::min(a.size(), b.size());
  const std::size_t least_union = std::max(a.size(), b.size());
  if (most * 2 < least_union) return 0;  // cannot reach one half
  std::size_t shared = 0;
  for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    if (a[i] == b[k])
      ++shared, ++i, ++k;
    else if (a[i] < b[k])
      ++i;
    else
      ++k;
  }
  return static_cast<double>(shared) / static_cast<double>(a.size() + b.size() - shared);
}

class OwnExamples : public ::testing::TestWithParam<Corpus> {
 protected:
  static std::vector<Example> Load(const std::filesystem::path& file) {
    auto examples = LoadExamples(file);
    EXPECT_TRUE(examples.ok()) << (examples.ok() ? "" : examples.error().text);
    return examples.ok() ? *examples : std::vector<Example>();
  }
  static std::set<std::string> Writers(const std::filesystem::path& file) {
    auto writers = LoadWriters(file);
    EXPECT_TRUE(writers.ok()) << (writers.ok() ? "" : writers.error().text);
    return writers.ok() ? *writers : std::set<std::string>();
  }
};

TEST_P(OwnExamples, AreManyByManyWriters) {
  const std::vector<Example> examples = Load(kLanguages / GetParam().tag / "examples.jsonl");
  const std::set<std::string> writers = Writers(kLanguages / GetParam().tag / "writers.json");
  EXPECT_GE(examples.size(), GetParam().fewest);
  EXPECT_GE(writers.size(), GetParam().fewest_writers);
  std::map<std::string, int> by_writer;
  for (const Example& example : examples) {
    EXPECT_TRUE(writers.contains(example.writer)) << example.writer;
    ++by_writer[example.writer];
  }
  EXPECT_EQ(by_writer.size(), writers.size()) << "everybody wrote something";
}

// Pairs that may be alike by more than one half. Two such sets share one of the rarest half of either's grams, so only those are
// looked up: as good as every pair, and not by the square of their number.
std::vector<std::pair<std::size_t, std::size_t>> LikelyPairs(const std::vector<std::vector<std::uint32_t>>& grams) {
  std::unordered_map<std::uint32_t, std::size_t> seen;
  for (const auto& set : grams) {
    for (const std::uint32_t gram : set) ++seen[gram];
  }
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> among_rarest;
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t b = 0; b < grams.size(); ++b) {
    std::vector<std::uint32_t> rarest_first = grams[b];
    std::sort(rarest_first.begin(), rarest_first.end(),
              [&](std::uint32_t x, std::uint32_t y) { return std::pair(seen[x], x) < std::pair(seen[y], y); });
    rarest_first.resize(rarest_first.size() - rarest_first.size() / 2);
    std::set<std::size_t> others;
    for (const std::uint32_t gram : rarest_first) {
      std::vector<std::size_t>& at = among_rarest[gram];
      others.insert(at.begin(), at.end());
      at.push_back(b);
    }
    for (const std::size_t a : others) pairs.emplace_back(a, b);
  }
  return pairs;
}

TEST_P(OwnExamples, NoTwoAreOfOneMould) {
  std::vector<Example> examples = Load(kLanguages / GetParam().tag / "examples.jsonl");
  const std::vector<Example> measured = Load(kMeasured / GetParam().tag / "test.jsonl");
  examples.insert(examples.end(), measured.begin(), measured.end());
  // "How much?" is said by many.
  std::erase_if(examples, [](const Example& example) { return GramsOf(example.text).size() < 20; });
  std::vector<std::vector<std::uint32_t>> grams;
  for (const Example& example : examples) grams.push_back(GramsOf(example.text));
  for (const auto& [a, b] : LikelyPairs(grams))
    EXPECT_LE(Likeness(grams[a], grams[b]), 0.5) << examples[a].text << "\n" << examples[b].text;
}

TEST(LikelyPairs, FindsWhatEveryPairWouldTell) {
  const std::vector<std::vector<std::uint32_t>> grams{
      {1, 2, 3, 4, 5, 6}, {2, 3, 4, 5, 6, 7}, {8, 9, 10}, {5, 6, 11, 12}, {1, 2, 3, 4}};
  std::set<std::pair<std::size_t, std::size_t>> found;
  for (const auto& pair : LikelyPairs(grams)) found.insert(pair);
  for (std::size_t a = 0; a < grams.size(); ++a) {
    for (std::size_t b = a + 1; b < grams.size(); ++b) {
      const bool is_likely = found.contains({a, b});
      EXPECT_TRUE(is_likely || Likeness(grams[a], grams[b]) <= 0.5) << a << " " << b;
    }
  }
}

TEST_P(OwnExamples, AreMeasuredByWritersWhoWroteNothingElse) {
  const std::vector<Example> measured = Load(kMeasured / GetParam().tag / "test.jsonl");
  const std::set<std::string> trained_by = Writers(kLanguages / GetParam().tag / "writers.json");
  const std::set<std::string> measured_by = Writers(kMeasured / GetParam().tag / "writers.json");
  EXPECT_GE(measured.size(), GetParam().fewest_measured);
  for (const Example& example : measured) {
    EXPECT_TRUE(measured_by.contains(example.writer)) << example.writer;
    EXPECT_FALSE(trained_by.contains(example.writer)) << example.writer;
  }
}

INSTANTIATE_TEST_SUITE_P(Languages, OwnExamples, ::testing::ValuesIn(kCorpora),
                         [](const auto& language) { return std::string(language.param.tag); });

}  // namespace
}  // namespace replywatch

// What learning from corrections gains: usage: learn_bench CONFIG_FOLDER MESSAGES.jsonl LANGUAGE
// MESSAGES: labelled messages that the model was not trained on, as examples.jsonl. Every second writer's messages are a shop's
// past: those of which the model gets a flag wrong have been corrected by staff. The others' are its future, by which it is
// measured.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

#include "collector/training/judge.h"
#include "collector/training/learn.h"
#include "shared/base/clock.h"
#include "shared/detect/examples.h"
#include "shared/detect/verdict.h"

namespace replywatch {
namespace {

std::array<bool, kHeads> LabelsOf(const Example& example) {
  std::array<bool, kHeads> labels{};
  for (std::size_t head = 0; head < kHeads; ++head) labels.at(head) = example.Has(static_cast<ExampleLabel>(head));
  return labels;
}

void PrintFigures(const char* what, std::span<const LabelledText> texts, const TrainedModel& model, const Lexicon& lexicon,
                  const CorrectionLayer& layer) {
  FoldedText folded;
  FeatureScratch scratch;
  Features features;
  std::array<std::vector<Judgement>, kHeads> judged;
  for (const LabelledText& text : texts) {
    FoldInto(text.text, folded);
    ReadFeatures(folded, lexicon, lexicon.Find(text.language), scratch, features);
    const auto& languages = model.info().languages;
    const auto at = std::find(languages.begin(), languages.end(), text.language);
    HeadScores scores = model.Score(features, static_cast<std::size_t>(at - languages.begin()));
    layer.AddTo(model, features, scores);
    for (std::size_t head = 0; head < kHeads; ++head)
      judged.at(head).push_back({1 / (1 + std::exp(-static_cast<double>(scores.at(head)))), text.labels.at(head)});
  }
  std::printf("%-28s", what);
  for (std::size_t head = 0; head < kHeads; ++head) {
    const Figures figures = Measure(judged.at(head), kFlagThreshold);
    std::printf("  %s %.3f (right %.3f)", std::string(kExampleLabelNames.at(head)).c_str(), figures.macro_f1, figures.accuracy);
  }
  std::printf("\n");
}

int Run(const std::filesystem::path& config, const std::filesystem::path& messages, const std::string& language) {
  const auto loaded = LoadModel(config);
  const auto corpus = LoadTrainingSet(config / "languages");
  const auto held_out = LoadMeasuredTexts(config / "model" / "held_out");
  const auto examples = LoadExamples(messages);
  for (const Status& status : {loaded.status(), corpus.status(), held_out.status(), examples.status()}) {
    if (status.ok()) continue;
    std::fprintf(stderr, "%s\n", status.error().text.c_str());
    return 1;
  }
  std::set<std::string> writers;
  for (const Example& example : *examples) writers.insert(example.writer);
  std::set<std::string> past;
  std::size_t number = 0;
  for (const std::string& writer : writers) {
    if (number++ % 2 == 0) past.insert(writer);
  }
  std::vector<LabelledText> seen;
  std::vector<LabelledText> unseen;
  for (const Example& example : *examples)
    (past.contains(example.writer) ? seen : unseen).push_back({example.text, language, example.writer, LabelsOf(example)});
  const std::vector<JudgedText> judged = JudgeTexts(*loaded->model, loaded->lexicon, seen, /*knows_language=*/true);
  std::vector<LabelledText> corrections;
  std::vector<LabelledText> confirmed;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    bool is_wrong = false;
    for (std::size_t head = 0; head < kHeads; ++head)
      is_wrong = is_wrong || (judged[i].probabilities.at(head) >= kFlagThreshold) != seen[i].labels.at(head);
    (is_wrong ? corrections : confirmed).push_back(seen[i]);
  }
  const SystemClock clock;
  for (const std::size_t count : {std::size_t{20}, std::size_t{50}, std::size_t{100}, std::size_t{200}, corrections.size()}) {
    if (count > corrections.size()) continue;
    const Duration begin = clock.Steady();
    // As many of those that were right as come with so many mistakes.
    const std::size_t right = confirmed.size() * count / corrections.size();
    const auto learned =
        LearnCorrections(*loaded->model, loaded->lexicon,
                         {std::span(corrections).first(count), std::span(confirmed).first(right), corpus->labelled, *held_out});
    if (!learned.ok()) {
      std::printf("%s\n", learned.error().text.c_str());
      continue;
    }
    const LearningReport& report = learned->report;
    std::printf("%zu corrections, %zu confirmed, %lld ms: on both %.3f -> %.3f, held out %.4f -> %.4f, %s, %zu rows\n", count,
                right, static_cast<long long>((clock.Steady() - begin).ms), report.shop_before, report.shop_after,
                report.held_out_before, report.held_out_after, report.is_better ? "used" : "not used", learned->layer.size());
    PrintFigures("  the shop's future, before", unseen, *loaded->model, loaded->lexicon, {});
    PrintFigures("  with what was learnt", unseen, *loaded->model, loaded->lexicon, learned->layer);
  }
  return 0;
}

}  // namespace
}  // namespace replywatch

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: learn_bench CONFIG_FOLDER MESSAGES.jsonl LANGUAGE\n");
    return 2;
  }
  return replywatch::Run(argv[1], argv[2], argv[3]);
}

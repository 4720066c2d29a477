#include "collector/training/judge.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "shared/detect/language_features.h"

namespace replywatch {
namespace {

std::optional<std::size_t> IndexOf(const std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - names.begin()));
}

// "ro-017" and "pl-017" may tell of the same things in two languages, so they are judged together.
std::string PersonOf(const std::string& writer) { return writer.substr(std::min(writer.find('-'), writer.size())); }

constexpr std::size_t kBalanceFolds = 5;
constexpr double kLeastThreshold = 0.30;
constexpr double kThresholdStep = 0.01;
constexpr int kThresholds = 41;  // up to 0.70
constexpr int kNeighbours = 3;   // on either side: the middle of a broad hill, not a lucky peak

double BestThreshold(const std::vector<Judgement>& judgements) {
  std::vector<double> heights;
  for (int i = 0; i < kThresholds; ++i) heights.push_back(Measure(judgements, kLeastThreshold + i * kThresholdStep).macro_f1);
  double best = 0;
  int at = kThresholds / 2;
  for (int i = kNeighbours; i + kNeighbours < kThresholds; ++i) {
    const double height = std::accumulate(heights.begin() + i - kNeighbours, heights.begin() + i + kNeighbours + 1, 0.0);
    if (height > best) {
      best = height;
      at = i;
    }
  }
  return kLeastThreshold + at * kThresholdStep;
}

}  // namespace

std::vector<JudgedText> JudgeTexts(const TrainedModel& model, const Lexicon& lexicon, std::span<const LabelledText> texts,
                                   bool knows_language) {
  std::vector<JudgedText> judged;
  FoldedText folded;
  FeatureScratch scratch;
  Features features;
  std::vector<std::uint32_t> hashes;
  std::vector<float> languages;
  for (const LabelledText& text : texts) {
    JudgedText& out = judged.emplace_back();
    FoldInto(text.text, folded);
    ReadLanguageFeatures(text.text, folded, hashes);
    model.ScoreLanguages(hashes, languages);
    const LikelyLanguage likely = model.Likeliest(languages);
    const std::string ours = likely.ours ? model.info().languages[*likely.ours] : std::string();
    if (likely.is_ours && likely.probability >= SureOfLanguage(folded.tokens.size())) out.language = ours;
    const std::string& spoken = knows_language ? text.language : ours;
    ReadFeatures(folded, lexicon, lexicon.Find(spoken), scratch, features);
    const HeadScores scores = model.Score(features, IndexOf(model.info().languages, spoken));
    for (std::size_t head = 0; head < kHeads; ++head)
      out.probabilities.at(head) = 1 / (1 + std::exp(-static_cast<double>(scores.at(head))));
  }
  return judged;
}

Result<std::vector<JudgedText>> CrossJudge(const TrainingSet& set, const Lexicon& lexicon, const TrainingOptions& options,
                                           std::size_t folds, bool balanced) {
  std::map<std::string, std::size_t> fold_of;
  for (const LabelledText& text : set.labelled) fold_of.emplace(PersonOf(text.writer), 0);
  std::size_t next = 0;
  for (auto& [writer, fold] : fold_of) fold = next++ % folds;
  std::vector<JudgedText> judged(set.labelled.size());
  for (std::size_t fold = 0; fold < folds; ++fold) {
    TrainingSet others;
    others.spoken = set.spoken;
    std::vector<LabelledText> held_back;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < set.labelled.size(); ++i) {
      if (fold_of[PersonOf(set.labelled[i].writer)] != fold) {
        others.labelled.push_back(set.labelled[i]);
        continue;
      }
      held_back.push_back(set.labelled[i]);
      places.push_back(i);
    }
    TrainingOptions of_fold = options;
    if (balanced) {
      RW_ASSIGN_OR_RETURN(of_fold.shifts, BalancedShifts(others, lexicon, options));
    }
    RW_ASSIGN_OR_RETURN(std::string bytes, TrainModel(others, lexicon, of_fold));
    RW_ASSIGN_OR_RETURN(const auto model, TrainedModel::FromBytes(std::move(bytes), "the fold's model"));
    const std::vector<JudgedText> judged_here =
        JudgeTexts(*model, lexicon, held_back, /*knows_language=*/!options.with_languages);
    for (std::size_t i = 0; i < places.size(); ++i) judged[places[i]] = judged_here[i];
  }
  return judged;
}

Result<std::map<std::string, std::array<float, kHeads>>> BalancedShifts(const TrainingSet& set, const Lexicon& lexicon,
                                                                        TrainingOptions options) {
  options.with_languages = false;
  RW_ASSIGN_OR_RETURN(const std::vector<JudgedText> judged, CrossJudge(set, lexicon, options, kBalanceFolds, /*balanced=*/false));
  std::map<std::string, std::array<float, kHeads>> shifts;
  for (const LabelledText& text : set.labelled) shifts[text.language] = {};
  for (auto& [language, shift] : shifts) {
    for (std::size_t head = 0; head < kHeads; ++head) {
      std::vector<Judgement> judgements;
      for (std::size_t i = 0; i < judged.size(); ++i) {
        if (set.labelled[i].language == language)
          judgements.push_back({judged[i].probabilities.at(head), set.labelled[i].labels.at(head)});
      }
      const double threshold = BestThreshold(judgements);
      shift.at(head) = static_cast<float>(-std::log(threshold / (1 - threshold)));
    }
  }
  return shifts;
}

}  // namespace replywatch

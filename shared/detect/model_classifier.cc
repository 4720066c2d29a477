#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "shared/detect/classifier.h"
#include "shared/detect/correction_layer.h"
#include "shared/detect/features.h"
#include "shared/detect/language_features.h"
#include "shared/detect/normalise.h"
#include "shared/detect/trained_model.h"
#include "shared/detect/verdict.h"

namespace replywatch {
namespace {

constexpr float kTelling = 0.6F;         // evidence ends when this much of what speaks for a flag is shown
constexpr float kWorthShowing = 0.1F;    // of all that speaks for the flag, for a word of its own
constexpr std::size_t kShortText = 6;    // words; of longer ones at most a third is shown
constexpr double kThanksAlone = 0.1;     // of problem and question at most, for no more than a thank-you
constexpr std::size_t kLongThanks = 12;  // words
// Who says such a thing with the thanks wants something else, too.
constexpr std::array kMoreThanThanks{"request", "demand",       "cancel",   "exchange", "return",       "refund",
                                     "can_i",   "want_to_know", "negation", "contrast", "thanks_ahead", "condition"};
// Words of these alone weigh by the company they keep, and show nobody why.
constexpr std::array kEmptyEvidence{"greeting", "i",     "they",      "you_shop",   "number_word",
                                    "weekday",  "place", "time_span", "intensifier"};
constexpr std::array<Flag, kHeads> kFlagOf{Flag::kProblem, Flag::kQuestion, Flag::kPraise};

double Probability(float score) { return 1 / (1 + std::exp(-static_cast<double>(score))); }

// Memory that is used again from text to text.
struct Workspace {
  FoldedText folded;
  std::vector<std::uint32_t> language_hashes;
  std::vector<float> languages;
  FeatureScratch scratch;
  Features features;
  std::vector<float> speaks_for;  // by token
  std::vector<char> neutral;      // by token
  std::vector<std::uint32_t> order;
};

class ModelClassifier final : public Classifier {
 public:
  ModelClassifier(std::unique_ptr<const TrainedModel> model, Lexicon lexicon, CorrectionLayer layer)
      : model_(std::move(model)), lexicon_(std::move(lexicon)), layer_(std::move(layer)) {
    for (const std::string& tag : model_->info().languages) places_.push_back(lexicon_.Find(tag));
    for (const std::string& name : lexicon_.classes().names()) {
      says_more_.push_back(std::find(kMoreThanThanks.begin(), kMoreThanThanks.end(), name) != kMoreThanThanks.end());
      is_empty_.push_back(std::find(kEmptyEvidence.begin(), kEmptyEvidence.end(), name) != kEmptyEvidence.end());
    }
  }

  Classification Classify(std::string_view text) const override {
    thread_local Workspace w;
    FoldInto(text, w.folded);
    ReadLanguageFeatures(text, w.folded, w.language_hashes);
    model_->ScoreLanguages(w.language_hashes, w.languages);
    const LikelyLanguage language = model_->Likeliest(w.languages);
    Classification result;
    if (language.is_ours && language.probability >= SureOfLanguage(w.folded.tokens.size())) {
      result.language = model_->info().languages[*language.ours];
      result.language_confidence = language.probability;
    }
    ReadFeatures(w.folded, lexicon_, language.ours ? places_[*language.ours] : Lexicon::Place(), w.scratch, w.features);
    const bool has_word = std::any_of(w.folded.tokens.begin(), w.folded.tokens.end(),
                                      [&](const Token& token) { return w.folded.Folded(token).size() > 1; });
    const bool says_something = has_word || !w.folded.question_marks.empty() || w.folded.emoji > 0;
    if (says_something) {
      Judge(w, language.ours, result);
    } else {
      Conclude(w.folded, w.scratch.signals, {}, {}, result);
    }
    return result;
  }

 private:
  void Judge(Workspace& w, std::optional<std::size_t> language, Classification& result) const {
    HeadScores raw = model_->Score(w.features, language);
    layer_.AddTo(*model_, w.features, raw);
    const FlagScores scores{Probability(raw[0]), Probability(raw[1]), Probability(raw[2])};
    const std::vector<Evidence>& noted = w.scratch.signals.evidence;
    std::vector<Evidence> evidence;
    std::copy_if(noted.begin(), noted.end(), std::back_inserter(evidence),
                 [](const Evidence& e) { return e.flag == Flag::kThreat; });
    for (std::size_t head = 0; head < kHeads; ++head) {
      if (Probability(raw.at(head)) >= kFlagThreshold) AddEvidence(w, head, evidence);
    }
    Conclude(w.folded, w.scratch.signals, scores, std::move(evidence), result);
    result.flags.Set(Flag::kThanks, IsThanksAlone(w, result));
  }

  bool IsThanksAlone(const Workspace& w, const Classification& result) const {
    const FoldedText& text = w.folded;
    if (w.scratch.signals.thanks <= 0 || text.tokens.size() > kLongThanks || !text.question_marks.empty() || text.urls > 0)
      return false;
    if (result.problem > kThanksAlone || result.question > kThanksAlone || result.flags.Has(Flag::kThreat)) return false;
    return std::none_of(w.scratch.matches.begin(), w.scratch.matches.end(),
                        [&](const ClassMatch& match) { return says_more_[match.class_id]; });
  }

  // The few words that speak most for the flag: phrases that the lists know as a whole, then single words, neighbours as one
  // stretch.
  void AddEvidence(Workspace& w, std::size_t head, std::vector<Evidence>& evidence) const {
    const std::vector<Token>& tokens = w.folded.tokens;
    w.speaks_for.assign(tokens.size(), 0.0F);
    Spread(w, w.features.forms, 1.0F, head);
    Spread(w, w.features.classes, kClassShare, head);
    Spread(w, w.features.pairs, kPairShare, head);
    DropEmpty(w);
    const float total = std::accumulate(w.speaks_for.begin(), w.speaks_for.end(), 0.0F,
                                        [](float sum, float x) { return sum + std::max(x, 0.0F); });
    std::size_t left = tokens.size() <= kShortText ? tokens.size() : tokens.size() / 3;
    w.order.clear();
    float shown = 0;
    for (const Evidence& known : w.scratch.signals.evidence) {
      if (known.flag == kFlagOf.at(head)) shown += TakePhrase(w, known, left);
    }
    while (left > 0 && shown < kTelling * total) {
      const auto best = std::max_element(w.speaks_for.begin(), w.speaks_for.end());
      if (best == w.speaks_for.end() || *best < kWorthShowing * total) break;
      shown += *best;
      *best = 0;
      w.order.push_back(static_cast<std::uint32_t>(best - w.speaks_for.begin()));
      --left;
    }
    std::sort(w.order.begin(), w.order.end());
    for (std::size_t i = 0; i < w.order.size(); ++i) {
      const Token& token = tokens[w.order[i]];
      const bool continues = i > 0 && w.order[i] == w.order[i - 1] + 1 && !token.starts_clause;
      continues ? static_cast<void>(evidence.back().end = token.end)
                : evidence.push_back({token.begin, token.end, kFlagOf.at(head)});
    }
  }

  // What stands in neutral classes only does not count, unless nothing else does.
  void DropEmpty(Workspace& w) const {
    w.neutral.assign(w.speaks_for.size(), 0);
    for (const bool is_empty : {true, false}) {
      for (const ClassMatch& match : w.scratch.matches) {
        if (is_empty_[match.class_id] == is_empty)
          std::fill(w.neutral.begin() + match.first, w.neutral.begin() + match.last, static_cast<char>(is_empty));
      }
    }
    bool says_something = false;
    for (std::size_t i = 0; i < w.neutral.size(); ++i)
      says_something = says_something || (w.neutral[i] == 0 && w.speaks_for[i] > 0);
    for (std::size_t i = 0; i < w.neutral.size() && says_something; ++i) {
      if (w.neutral[i] != 0) w.speaks_for[i] = 0;
    }
  }

  // Takes the words of a phrase that is not too long; returns what they said for the flag.
  static float TakePhrase(Workspace& w, const Evidence& phrase, std::size_t& left) {
    const auto is_inside = [&](const Token& token) { return token.begin >= phrase.begin && token.end <= phrase.end; };
    const auto words = static_cast<std::size_t>(std::count_if(w.folded.tokens.begin(), w.folded.tokens.end(), is_inside));
    if (words > left) return 0;
    float said = 0;
    for (std::uint32_t i = 0; i < w.folded.tokens.size(); ++i) {
      if (!is_inside(w.folded.tokens[i]) || std::find(w.order.begin(), w.order.end(), i) != w.order.end()) continue;
      said += std::max(w.speaks_for[i], 0.0F);
      w.speaks_for[i] = 0;
      w.order.push_back(i);
      --left;
    }
    return said;
  }

  void Spread(Workspace& w, const std::vector<Feature>& group, float share, std::size_t head) const {
    if (group.empty()) return;
    const float value = share / std::sqrt(static_cast<float>(group.size()));
    for (const Feature& feature : group) {
      if (feature.last <= feature.first) continue;
      const float weight = model_->WeightOf(feature.hash, head) + layer_.WeightOf(*model_, feature.hash, head);
      const float each = value * weight / static_cast<float>(feature.last - feature.first);
      for (std::uint32_t token = feature.first; token < feature.last; ++token) w.speaks_for[token] += each;
    }
  }

  std::unique_ptr<const TrainedModel> model_;
  Lexicon lexicon_;  // may look into the model's file
  CorrectionLayer layer_;
  std::vector<Lexicon::Place> places_;  // beside the model's languages
  std::vector<bool> says_more_;         // beside the classes' names
  std::vector<bool> is_empty_;          // the same
};

}  // namespace

std::unique_ptr<Classifier> MakeModelClassifier(LoadedModel loaded, CorrectionLayer layer) {
  loaded.model->Release();
  return std::make_unique<ModelClassifier>(std::move(loaded.model), std::move(loaded.lexicon), std::move(layer));
}

Result<std::unique_ptr<Classifier>> LoadClassifier(const std::filesystem::path& data) {
  RW_ASSIGN_OR_RETURN(LoadedModel loaded, LoadModel(data));
  return MakeModelClassifier(std::move(loaded), {});
}

}  // namespace replywatch

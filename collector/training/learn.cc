#include "collector/training/learn.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <unordered_map>

#include "collector/training/measure.h"
#include "shared/detect/language_features.h"
#include "shared/detect/verdict.h"

namespace replywatch {
namespace {

constexpr std::size_t kFolds = 5;
constexpr std::size_t kMostReplayed = 3000;
constexpr int kRounds = 12;
constexpr float kStep = 0.03F;                       // AdaGrad's
constexpr float kPull = 0.0005F;                     // towards nothing, per text
constexpr std::array kStrengths{1.0F, 0.5F, 0.25F};  // how much of what was learnt is used: the most that passes
constexpr double kAllowedLoss = 0.001;               // of the held-out messages, whose figures move by single messages
constexpr double kLeastSure = 1.64;                  // standard errors: one-sided 5 %
constexpr float kFurthest = 3;                       // of a side that is rare among the corrections
constexpr float kLeastWeight = 0.05F;                // what weighs less is left out

enum class Origin : std::uint8_t { kCorrection, kConfirmed, kExample };

// A text as numbers: what the model says of it, and where its features stand.
struct Row {
  HeadScores base{};
  HeadScores current{};  // what the layer in use adds
  std::array<bool, kHeads> labels{};
  std::uint32_t begin = 0;  // of its columns
  std::uint32_t end = 0;
  Origin origin = Origin::kExample;
  bool IsOfShop() const { return origin != Origin::kExample; }
};

struct Column {
  std::uint32_t index = 0;  // into the buckets seen
  float value = 0;
};

// The texts of one run: features of all, buckets numbered as they came.
class Table {
 public:
  // `current`: the layer in use, if any.
  Table(const TrainedModel& model, const Lexicon& lexicon, const CorrectionLayer* current)
      : model_(model), lexicon_(lexicon), current_(current) {}

  void Add(const LabelledText& text, Origin origin) {
    FoldInto(text.text, folded_);
    const std::optional<std::size_t> language = LanguageOf(text, origin);
    ReadFeatures(folded_, lexicon_, language ? lexicon_.Find(model_.info().languages[*language]) : Lexicon::Place(), scratch_,
                 features_);
    Row row;
    row.base = model_.Score(features_, language);
    if (current_ != nullptr && origin != Origin::kExample) current_->AddTo(model_, features_, row.current);
    row.labels = text.labels;
    row.origin = origin;
    row.begin = static_cast<std::uint32_t>(columns_.size());
    Put(features_.forms, 1.0F);
    Put(features_.classes, kClassShare);
    Put(features_.pairs, kPairShare);
    row.end = static_cast<std::uint32_t>(columns_.size());
    rows_.push_back(row);
  }

  const std::vector<Row>& rows() const { return rows_; }
  std::span<const Column> ColumnsOf(const Row& row) const { return {columns_.data() + row.begin, row.end - row.begin}; }
  const std::vector<std::uint32_t>& buckets() const { return buckets_; }

 private:
  // Of a shop's text, in folded_, what the classifier takes it for.
  std::optional<std::size_t> LanguageOf(const LabelledText& text, Origin origin) {
    const auto& languages = model_.info().languages;
    if (origin == Origin::kExample) {
      const auto at = std::find(languages.begin(), languages.end(), text.language);
      return at == languages.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - languages.begin()));
    }
    ReadLanguageFeatures(text.text, folded_, language_hashes_);
    model_.ScoreLanguages(language_hashes_, language_scores_);
    return model_.Likeliest(language_scores_).ours;
  }

  void Put(const std::vector<Feature>& group, float share) {
    const float value = share / std::sqrt(static_cast<float>(group.size()));
    for (const Feature& feature : group) {
      const std::uint32_t bucket = model_.BucketOf(feature.hash);
      const auto [at, is_new] = index_of_.try_emplace(bucket, static_cast<std::uint32_t>(buckets_.size()));
      if (is_new) buckets_.push_back(bucket);
      columns_.push_back({at->second, value});
    }
  }

  const TrainedModel& model_;
  const Lexicon& lexicon_;
  const CorrectionLayer* current_;
  FoldedText folded_;
  FeatureScratch scratch_;
  Features features_;
  std::vector<std::uint32_t> language_hashes_;
  std::vector<float> language_scores_;
  std::vector<Row> rows_;
  std::vector<Column> columns_;
  std::vector<std::uint32_t> buckets_;
  std::unordered_map<std::uint32_t, std::uint32_t> index_of_;
};

// What is learnt for one head, beside Table::buckets.
struct Weights {
  std::vector<float> of;
  float bias = 0;

  float ScoreOf(const Table& table, const Row& row) const {
    float score = bias;
    for (const Column& column : table.ColumnsOf(row)) score += of[column.index] * column.value;
    return score;
  }
};

// How much a correction counts beside an example: yes and no of a head get the same say among the corrections.
std::array<float, 2> SidesOf(const Table& table, const std::vector<std::size_t>& chosen, std::size_t head) {
  std::array<float, 2> count{1, 1};
  for (const std::size_t i : chosen) {
    const Row& row = table.rows()[i];
    if (row.origin == Origin::kCorrection) count.at(row.labels.at(head) ? 1 : 0) += 1;
  }
  const float half = (count[0] + count[1]) / 2;
  return {std::min(half / count[0], kFurthest), std::min(half / count[1], kFurthest)};
}

float Probability(float score) { return 1 / (1 + std::exp(-score)); }

bool Says(double score) { return 1 / (1 + std::exp(-score)) >= kFlagThreshold; }

// Does somebody's word on this flag stand? A person who corrected a message looked at all its flags. One who dealt with a message
// as it stood agreed with what was shown; where the model alone says otherwise, a layer spoke then, which would learn from
// itself.
bool IsJudged(const Row& row, std::size_t head) {
  if (row.origin == Origin::kCorrection) return true;
  return row.origin == Origin::kConfirmed && Says(row.base.at(head)) == row.labels.at(head);
}

// What nobody judged is there to be held on to: its truth is what the model says of it now ("learning without forgetting", Li and
// Hoiem 2016). With its label instead, the layer would go on training the model on what it has learnt already.
float TruthOf(const Row& row, std::size_t head) {
  if (!IsJudged(row, head)) return Probability(row.base.at(head));
  return row.labels.at(head) ? 1.0F : 0.0F;
}

// Stochastic gradient descent with AdaGrad (Duchi, Hazan and Singer 2011) over the chosen rows, in an order that is always the
// same.
Weights Fit(const Table& table, std::vector<std::size_t> chosen, std::size_t head, const std::function<bool()>& is_cancelled) {
  Weights weights;
  weights.of.assign(table.buckets().size(), 0);
  std::vector<float> squares(table.buckets().size(), 1e-4F);
  float bias_square = 1e-6F;
  const std::array<float, 2> sides = SidesOf(table, chosen, head);
  std::mt19937 order(1);
  for (int round = 0; round < kRounds && !is_cancelled(); ++round) {
    for (std::size_t i = chosen.size(); i > 1; --i) std::swap(chosen[i - 1], chosen[order() % i]);
    for (const std::size_t i : chosen) {
      const Row& row = table.rows()[i];
      const float score = row.base.at(head) + weights.ScoreOf(table, row);
      const float truth = TruthOf(row, head);
      const float importance = row.origin == Origin::kCorrection ? sides.at(row.labels.at(head) ? 1 : 0) : 1.0F;
      const float slope = importance * (Probability(score) - truth);
      for (const Column& column : table.ColumnsOf(row)) {
        float& weight = weights.of[column.index];
        const float gradient = slope * column.value + kPull * weight;
        squares[column.index] += gradient * gradient;
        weight -= kStep * gradient / std::sqrt(squares[column.index]);
      }
      bias_square += slope * slope;
      weights.bias -= 0.1F * kStep * slope / std::sqrt(bias_square);
    }
  }
  return weights;
}

using AllWeights = std::array<Weights, kHeads>;

AllWeights FitAll(const Table& table, const std::vector<std::size_t>& chosen, const std::function<bool()>& is_cancelled) {
  AllWeights all;
  for (std::size_t head = 0; head < kHeads; ++head) all.at(head) = Fit(table, chosen, head, is_cancelled);
  return all;
}

// The flags of the shop's own messages, judged by the model alone and with what is added.
struct Change {
  std::size_t flags = 0;
  std::size_t right_before = 0;
  std::size_t mended = 0;
  std::size_t broken = 0;

  double Before() const { return flags == 0 ? 0 : static_cast<double>(right_before) / static_cast<double>(flags); }
  double After() const {
    return flags == 0 ? 0 : static_cast<double>(right_before + mended - broken) / static_cast<double>(flags);
  }
  // More mended than broken, by more than chance would have it (McNemar's test).
  bool IsGain() const {
    const double changed = static_cast<double>(mended + broken);
    return changed > 0 && (static_cast<double>(mended) - static_cast<double>(broken)) / std::sqrt(changed) >= kLeastSure;
  }
};

// `added`: what a layer adds to row i, head h.
template <typename Added>
Change ChangeBy(const Table& table, const Added& added) {
  Change change;
  for (std::size_t i = 0; i < table.rows().size(); ++i) {
    const Row& row = table.rows()[i];
    for (std::size_t head = 0; head < kHeads; ++head) {
      if (!IsJudged(row, head)) continue;
      ++change.flags;
      const bool before = Says(row.base.at(head)) == row.labels.at(head);
      const bool after = Says(row.base.at(head) + added(i, head)) == row.labels.at(head);
      change.right_before += before ? 1 : 0;
      change.mended += !before && after ? 1 : 0;
      change.broken += before && !after ? 1 : 0;
    }
  }
  return change;
}

// Of every message of the shop what a layer adds that did not learn it.
std::vector<HeadScores> AddedByOthers(const Table& table, const std::function<bool()>& is_cancelled) {
  std::vector<HeadScores> added(table.rows().size());
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    std::vector<std::size_t> chosen;
    std::size_t number = 0;
    std::vector<std::size_t> left_out;
    for (std::size_t i = 0; i < table.rows().size(); ++i) {
      const bool is_out = table.rows()[i].IsOfShop() && number++ % kFolds == fold;
      (is_out ? left_out : chosen).push_back(i);
    }
    const AllWeights weights = FitAll(table, chosen, is_cancelled);
    for (const std::size_t i : left_out) {
      for (std::size_t head = 0; head < kHeads; ++head) added[i].at(head) = weights.at(head).ScoreOf(table, table.rows()[i]);
    }
  }
  return added;
}

CorrectionLayer LayerOf(const TrainedModel& model, const Table& table, const AllWeights& weights, float strength) {
  std::vector<CorrectionLayer::Row> rows;
  for (std::size_t i = 0; i < table.buckets().size(); ++i) {
    CorrectionLayer::Row row{table.buckets()[i], {}};
    bool is_worth = false;
    for (std::size_t head = 0; head < kHeads; ++head) {
      row.weights.at(head) = strength * weights.at(head).of[i];
      is_worth = is_worth || std::abs(weights.at(head).of[i]) >= kLeastWeight;
    }
    if (is_worth) rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.bucket < b.bucket; });
  HeadScores biases{};
  for (std::size_t head = 0; head < kHeads; ++head) biases.at(head) = strength * weights.at(head).bias;
  return CorrectionLayer(model, biases, std::move(rows));
}

// Mean macro-F1 over languages and flags.
double HeldOutFigure(const TrainedModel& model, const Lexicon& lexicon, std::span<const LabelledText> texts,
                     const CorrectionLayer& layer) {
  std::map<std::string, std::array<std::vector<Judgement>, kHeads>> judged;
  FoldedText folded;
  FeatureScratch scratch;
  Features features;
  const auto& languages = model.info().languages;
  for (const LabelledText& text : texts) {
    FoldInto(text.text, folded);
    ReadFeatures(folded, lexicon, lexicon.Find(text.language), scratch, features);
    const auto language = std::find(languages.begin(), languages.end(), text.language);
    HeadScores scores = model.Score(features, language == languages.end()
                                                  ? std::nullopt
                                                  : std::optional(static_cast<std::size_t>(language - languages.begin())));
    layer.AddTo(model, features, scores);
    for (std::size_t head = 0; head < kHeads; ++head)
      judged[text.language].at(head).push_back({1 / (1 + std::exp(-static_cast<double>(scores.at(head)))), text.labels.at(head)});
  }
  double sum = 0;
  for (const auto& [language, heads] : judged) {
    for (const auto& judgements : heads) sum += Measure(judgements, kFlagThreshold).macro_f1;
  }
  return judged.empty() ? 0 : sum / static_cast<double>(judged.size() * kHeads);
}

std::span<const LabelledText> Latest(std::span<const LabelledText> texts, std::size_t most) {
  return texts.last(std::min(texts.size(), most));
}

// Every so many-th, so that all languages and writers have their share.
void AddReplay(std::span<const LabelledText> examples, Table& table) {
  const std::size_t count = std::min(examples.size(), kMostReplayed);
  for (std::size_t i = 0; i < count; ++i) table.Add(examples[i * examples.size() / count], Origin::kExample);
}

}  // namespace

Result<Learned> LearnCorrections(const TrainedModel& model, const Lexicon& lexicon, const LearningTexts& texts,
                                 const std::function<bool()>& is_cancelled) {
  const std::function<bool()> stops = is_cancelled ? is_cancelled : [] { return false; };
  if (texts.corrections.size() < kFewestCorrections)
    return MakeError(ErrorKind::kInvalidArgument, std::to_string(texts.corrections.size()) + " messages were corrected; " +
                                                      std::to_string(kFewestCorrections) + " are needed to learn from");
  Table table(model, lexicon, texts.current);
  Learned learned;
  LearningReport& report = learned.report;
  for (const LabelledText& text : Latest(texts.corrections, kMostLearnt)) table.Add(text, Origin::kCorrection);
  report.corrections = table.rows().size();
  for (const LabelledText& text : Latest(texts.confirmed, kMostLearnt)) table.Add(text, Origin::kConfirmed);
  report.confirmed = table.rows().size() - report.corrections;
  AddReplay(texts.examples, table);
  report.replayed = table.rows().size() - report.corrections - report.confirmed;
  report.held_out = texts.held_out.size();
  report.held_out_before = report.held_out_after = HeldOutFigure(model, lexicon, texts.held_out, {});
  report.shop_before = report.shop_after = ChangeBy(table, [](std::size_t, std::size_t) { return 0.0F; }).Before();
  const double least_kept = report.held_out_before - kAllowedLoss;
  if (texts.current != nullptr) {
    // It learnt some of these messages itself: if it is of no use even so, it is of none.
    const Change change = ChangeBy(table, [&](std::size_t i, std::size_t head) { return table.rows()[i].current.at(head); });
    report.current_harms =
        change.mended <= change.broken || HeldOutFigure(model, lexicon, texts.held_out, *texts.current) < least_kept;
  }

  const std::vector<HeadScores> by_others = AddedByOthers(table, stops);
  std::vector<std::size_t> all(table.rows().size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  const AllWeights weights = FitAll(table, all, stops);
  if (stops()) return MakeError(ErrorKind::kCancelled, "the learning was stopped");
  for (const float strength : kStrengths) {
    CorrectionLayer layer = LayerOf(model, table, weights, strength);
    const Change change = ChangeBy(table, [&](std::size_t i, std::size_t head) { return strength * by_others[i].at(head); });
    const double kept = HeldOutFigure(model, lexicon, texts.held_out, layer);
    const bool is_better = change.IsGain() && kept >= least_kept;
    // The report of a refusal tells of the strongest.
    if (is_better || strength == kStrengths.front()) {
      report.shop_after = change.After();
      report.held_out_after = kept;
    }
    if (!is_better) continue;
    report.is_better = true;
    learned.layer = std::move(layer);
    break;
  }
  return learned;
}

}  // namespace replywatch

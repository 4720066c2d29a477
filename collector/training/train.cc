#include "collector/training/train.h"

#include <linear.h>

#include <algorithm>
#include <cmath>

#include "shared/base/fold.h"
#include "shared/detect/examples.h"
#include "shared/detect/language_features.h"

namespace replywatch {
namespace {

constexpr double kEpsilon = 0.01;  // liblinear's stopping tolerance
constexpr int kSteps = 127;        // of an int8 weight on either side
constexpr double kLanguageValue = 0.5;
constexpr double kSmoothing = 0.5;
constexpr double kLeastTelling = 0.05;

// Rows of a sparse matrix as liblinear wants them: columns from 1, ascending, -1 at the end.
class Matrix {
 public:
  explicit Matrix(std::size_t columns) : columns_(columns) {}

  void Put(std::size_t column, double value) { nodes_.push_back({static_cast<int>(column) + 1, value}); }

  // Columns put twice are added up.
  void EndRow() {
    const auto begin = nodes_.begin() + static_cast<std::ptrdiff_t>(row_begin_);
    std::sort(begin, nodes_.end(), [](const feature_node& a, const feature_node& b) { return a.index < b.index; });
    auto last = begin;
    for (auto it = begin; it != nodes_.end(); ++it) {
      if (it == begin) continue;
      it->index == last->index ? static_cast<void>(last->value += it->value) : static_cast<void>(*++last = *it);
    }
    if (begin != nodes_.end()) nodes_.erase(last + 1, nodes_.end());
    nodes_.push_back({-1, 0});
    rows_.push_back(row_begin_);
    row_begin_ = nodes_.size();
  }

  std::size_t rows() const { return rows_.size(); }

  // One weight a column and the bias last; positive speaks for `labels`. Empty when all labels are the same.
  std::vector<double> Fit(const std::vector<bool>& labels, double cost) {
    std::vector<feature_node*> rows;
    std::vector<double> targets;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      rows.push_back(nodes_.data() + rows_[i]);
      targets.push_back(labels[i] ? 1 : -1);
    }
    if (std::adjacent_find(targets.begin(), targets.end(), std::not_equal_to<>()) == targets.end()) return {};
    WithBias();
    const std::vector<double> tellings = Tellings(labels);
    std::vector<feature_node> nodes = nodes_;
    for (feature_node& node : nodes) {
      if (node.index > 0) node.value *= tellings[static_cast<std::size_t>(node.index) - 1];
    }
    for (std::size_t i = 0; i < rows_.size(); ++i) rows[i] = nodes.data() + rows_[i];
    problem task{};
    task.l = static_cast<int>(rows.size());
    task.n = static_cast<int>(columns_) + 1;
    task.y = targets.data();
    task.x = rows.data();
    task.bias = 1;
    parameter how{};
    how.solver_type = L2R_LR;
    how.C = cost;
    how.eps = kEpsilon;
    set_print_string_function([](const char*) {});
    ::model* fitted = ::train(&task, &how);
    std::vector<double> weights(columns_ + 1);
    const double sign = fitted->label[0] == 1 ? 1 : -1;
    for (std::size_t i = 0; i <= columns_; ++i) weights[i] = sign * fitted->w[i] * tellings[i];
    free_and_destroy_model(&fitted);
    return weights;
  }

 private:
  // How differently a column occurs with and without the label: the root of the logarithm of the odds. Columns that tell nothing
  // by themselves then cost more to use (Wang and Manning 2012, "Baselines and Bigrams", with a root so that pairs keep their
  // say). 1 for the bias.
  std::vector<double> Tellings(const std::vector<bool>& labels) const {
    std::vector<double> with(columns_, kSmoothing);
    std::vector<double> without(columns_, kSmoothing);
    double count_with = 2 * kSmoothing;
    double count_without = 2 * kSmoothing;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      (labels[i] ? count_with : count_without) += 1;
      std::vector<double>& counts = labels[i] ? with : without;
      for (std::size_t at = rows_[i]; static_cast<std::size_t>(nodes_[at].index) <= columns_; ++at)
        counts[static_cast<std::size_t>(nodes_[at].index) - 1] += 1;
    }
    std::vector<double> tellings(columns_ + 1, 1.0);
    for (std::size_t i = 0; i < columns_; ++i) {
      tellings[i] = kLeastTelling + std::sqrt(std::abs(std::log((with[i] / count_with) / (without[i] / count_without))));
    }
    return tellings;
  }

  // liblinear expects its bias as a last column of every row.
  void WithBias() {
    if (has_bias_) return;
    has_bias_ = true;
    std::vector<feature_node> nodes;
    nodes.reserve(nodes_.size() + rows_.size());
    for (std::size_t& row : rows_) {
      const std::size_t begin = nodes.size();
      for (std::size_t at = row; nodes_[at].index != -1; ++at) nodes.push_back(nodes_[at]);
      nodes.push_back({static_cast<int>(columns_) + 1, 1});
      nodes.push_back({-1, 0});
      row = begin;
    }
    nodes_ = std::move(nodes);
  }

  std::size_t columns_;
  std::vector<feature_node> nodes_;
  std::vector<std::size_t> rows_;
  std::size_t row_begin_ = 0;
  bool has_bias_ = false;
};

// Weights as int8 steps; returns the size of one.
template <typename Put>
float Quantise(const std::vector<double>& weights, std::size_t count, const Put& put) {
  double most = 0;
  for (std::size_t i = 0; i < count; ++i) most = std::max(most, std::abs(weights[i]));
  const double step = most > 0 ? most / kSteps : 1;
  for (std::size_t i = 0; i < count; ++i) put(i, static_cast<std::int8_t>(std::lround(weights[i] / step)));
  return static_cast<float>(step);
}

std::vector<std::string> LanguagesOf(const TrainingSet& set) {
  std::vector<std::string> languages;
  for (const LabelledText& text : set.labelled) languages.push_back(text.language);
  for (const SpokenText& text : set.spoken) languages.push_back(text.language);
  std::sort(languages.begin(), languages.end());
  languages.erase(std::unique(languages.begin(), languages.end()), languages.end());
  return languages;
}

std::optional<std::size_t> IndexOf(const std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - names.begin()));
}

class Trainer {
 public:
  Trainer(const TrainingSet& set, const Lexicon& lexicon, const TrainingOptions& options)
      : set_(set), lexicon_(lexicon), options_(options) {
    info_.languages = LanguagesOf(set);
    info_.classes = lexicon.classes().names();
    info_.sources = set.sources;
    info_.language_biases.resize(info_.languages.size());
    info_.language_scales.resize(info_.languages.size(), 1);
    info_.language_starts.resize(info_.languages.size(), 0);
  }

  Result<std::string> Run() {
    RW_RETURN_IF_ERROR(FitFlags());
    std::vector<std::int8_t> languages(info_.languages.size() << options_.language_bits);
    if (options_.with_languages) RW_RETURN_IF_ERROR(FitLanguages(languages));
    std::map<std::string, std::string> compiled_bytes;
    CompiledWordsByName compiled;
    lexicon_.lists().Compile(compiled_bytes, compiled);
    lexicon_.classes().Compile(compiled_bytes, compiled);
    return EncodeModel(info_, flags_, languages, compiled);
  }

 private:
  Status FitFlags() {
    const std::size_t buckets = std::size_t{1} << options_.flag_bits;
    Matrix matrix(buckets + info_.languages.size());
    FoldedText folded;
    FeatureScratch scratch;
    Features features;
    for (const LabelledText& example : set_.labelled) {
      FoldInto(example.text, folded);
      ReadFeatures(folded, lexicon_, lexicon_.Find(example.language), scratch, features);
      PutGroup(matrix, features.forms, 1);
      PutGroup(matrix, features.classes, kClassShare);
      PutGroup(matrix, features.pairs, kPairShare);
      matrix.Put(buckets + *IndexOf(info_.languages, example.language), kLanguageValue);
      matrix.EndRow();
    }
    flags_.resize(buckets);
    for (std::size_t head = 0; head < kHeads; ++head) {
      std::vector<bool> labels;
      for (const LabelledText& example : set_.labelled) labels.push_back(example.labels.at(head));
      const std::vector<double> weights = matrix.Fit(labels, options_.flag_cost);
      if (weights.empty())
        return MakeError(ErrorKind::kInvalidArgument,
                         "the examples are all or none labelled " + std::string(kExampleLabelNames.at(head)));
      info_.scales.at(head) = Quantise(weights, buckets, [&](std::size_t i, std::int8_t w) { flags_[i].at(head) = w; });
      info_.biases.at(head) = static_cast<float>(weights.back());
      for (std::size_t i = 0; i < info_.languages.size(); ++i)
        info_.language_biases[i].at(head) =
            static_cast<float>(kLanguageValue * weights[buckets + i]) + ShiftOf(info_.languages[i], head);
    }
    return {};
  }

  float ShiftOf(const std::string& language, std::size_t head) const {
    const auto found = options_.shifts.find(language);
    return found == options_.shifts.end() ? 0.0F : found->second.at(head);
  }

  void PutGroup(Matrix& matrix, const std::vector<Feature>& group, double share) const {
    const double value = share / std::sqrt(static_cast<double>(group.size()));
    for (const Feature& feature : group) matrix.Put(feature.hash >> (32U - options_.flag_bits), value);
  }

  Status FitLanguages(std::vector<std::int8_t>& out) {
    const std::size_t count = info_.languages.size();
    const std::size_t buckets = std::size_t{1} << options_.language_bits;
    Matrix matrix(buckets);
    std::vector<std::size_t> spoken;
    const auto add = [&](const std::string& text, const std::string& language) {
      if (AddSpoken(matrix, text)) spoken.push_back(*IndexOf(info_.languages, language));
      // As phones and hurried people type it: without marks, in Latin letters.
      const std::string plain = FoldForSearch(text);
      if (plain != text && AddSpoken(matrix, plain)) spoken.push_back(*IndexOf(info_.languages, language));
    };
    for (const LabelledText& example : set_.labelled) add(example.text, example.language);
    for (const SpokenText& example : set_.spoken) add(example.text, example.language);
    for (std::size_t i = 0; i < count && count > 1; ++i) {
      std::vector<bool> labels;
      for (const std::size_t language : spoken) labels.push_back(language == i);
      const std::vector<double> weights = matrix.Fit(labels, options_.language_cost);
      if (weights.empty())
        return MakeError(ErrorKind::kInvalidArgument, "no text of the language " + info_.languages[i] + " has a word");
      info_.language_scales[i] =
          Quantise(weights, buckets, [&](std::size_t bucket, std::int8_t w) { out[bucket * count + i] = w; });
      info_.language_starts[i] = static_cast<float>(weights.back());
    }
    return {};
  }

  bool AddSpoken(Matrix& matrix, const std::string& text) {
    FoldInto(text, folded_);
    ReadLanguageFeatures(text, folded_, hashes_);
    if (hashes_.empty()) return false;
    const double value = 1 / std::sqrt(static_cast<double>(hashes_.size()));
    for (const std::uint32_t hash : hashes_) matrix.Put(hash >> (32U - options_.language_bits), value);
    matrix.EndRow();
    return true;
  }

  const TrainingSet& set_;
  const Lexicon& lexicon_;
  const TrainingOptions& options_;
  ModelInfo info_;
  std::vector<std::array<std::int8_t, kHeadStride>> flags_;
  FoldedText folded_;
  std::vector<std::uint32_t> hashes_;
};

}  // namespace

Result<std::string> TrainModel(const TrainingSet& set, const Lexicon& lexicon, const TrainingOptions& options) {
  return Trainer(set, lexicon, options).Run();
}

}  // namespace replywatch

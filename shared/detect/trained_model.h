// TrainedModel: the weights behind the flags problem, question and praise and behind the language, read from one file that stays
// mapped. Linear: a text's score is the sum of what its features weigh, so every decision can be traced to words. Immutable; any
// thread.
//
// The file, little-endian: "RWMODEL" and a zero byte; u32 format (2); u32 CRC-32 of everything after the header; u32 bytes of
// info; u32 log2 of the buckets for flags; u32 log2 of the buckets for languages; then the info (one JSON object, padded with
// spaces to a multiple of 64 bytes with the header), one row of int8 a bucket for the flags (problem, question, praise, 0), one a
// bucket for the languages, and the compiled words of each language by name, each filled up to a multiple of 8 bytes.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/detect/compiled_words.h"
#include "shared/detect/features.h"

namespace replywatch {

inline constexpr std::size_t kHeads = 3;  // problem, question, praise, as in ExampleLabel
inline constexpr std::size_t kHeadStride = 4;
inline constexpr std::string_view kModelFile = "replywatch.model";  // in the data folder's model/
inline constexpr std::string_view kOtherLanguage = "other";         // a language that is none of ours
inline constexpr float kClassShare = 0.6F;                          // what the group of classes weighs beside that of forms
inline constexpr float kPairShare = 0.4F;                           // and that of pairs

// What a model was made of and how its numbers are to be read.
struct ModelInfo {
  std::vector<std::string> languages;  // tags; kOtherLanguage may be among them
  std::vector<std::string> classes;    // names of the semantic classes it was trained with, in their order
  std::array<float, kHeads> scales{};  // of one int8 step
  std::array<float, kHeads> biases{};
  std::vector<std::array<float, kHeads>> language_biases;  // beside `languages`; what the language adds
  std::vector<float> language_scales;                      // beside `languages`
  std::vector<float> language_starts;
  struct Source {
    std::string name;
    std::uint64_t examples = 0;
    std::uint32_t crc = 0;  // of the file
  };
  std::vector<Source> sources;
};

// The bytes of a model file.
std::string EncodeModel(const ModelInfo& info, const std::vector<std::array<std::int8_t, kHeadStride>>& flags,
                        const std::vector<std::int8_t>& languages, const CompiledWordsByName& words = {});

// One score a head; a probability by 1 / (1 + e^-x).
using HeadScores = std::array<float, kHeads>;

// What the likeliest language must reach to be said, of a text of so many words; below it is "und". "Ok" is said everywhere.
constexpr double SureOfLanguage(std::size_t words) { return words == 1 ? 0.8 : words == 2 ? 0.65 : 0.52; }

struct LikelyLanguage {
  std::optional<std::size_t>
      ours;              // the likeliest of those we speak, an index into info().languages; nullopt: the text has no word
  bool is_ours = false;  // no foreign language is likelier
  double probability = 0;
};

class TrainedModel {
 public:
  // kNotFound; kConfiguration, saying what is wrong, for a file that is none, damaged, of another format, or trained with other
  // classes.
  static Result<std::unique_ptr<const TrainedModel>> Load(const std::filesystem::path& file);
  // The same from memory, which it keeps. `name` is for errors.
  static Result<std::unique_ptr<const TrainedModel>> FromBytes(std::string bytes, const std::string& name);
  virtual ~TrainedModel() = default;
  TrainedModel(const TrainedModel&) = delete;
  TrainedModel& operator=(const TrainedModel&) = delete;

  const ModelInfo& info() const { return info_; }
  const CompiledWordsByName& compiled_words() const { return words_; }
  // Of the file's content: tells one model from another.
  std::uint32_t crc() const { return crc_; }
  // Checking it read all of a mapped file; what is not used need not stay in memory.
  virtual void Release() const {}

  // `language`: an index into info().languages; nullopt: unknown.
  HeadScores Score(const Features& features, std::optional<std::size_t> language) const;
  // Where a feature's weights stand; several features may share a bucket.
  std::uint32_t BucketOf(std::uint32_t hash) const { return hash >> flag_shift_; }
  // What a feature weighs in a head, before it is shared among its group.
  float WeightOf(std::uint32_t hash, std::size_t head) const;
  // `hashes` of ReadLanguageFeatures; probabilities beside info().languages into `out`, empty when there is no hash.
  void ScoreLanguages(const std::vector<std::uint32_t>& hashes, std::vector<float>& out) const;
  // `probabilities` as ScoreLanguages left them.
  LikelyLanguage Likeliest(const std::vector<float>& probabilities) const;

 protected:
  TrainedModel() = default;
  // Checks and takes over `bytes`, which outlive this.
  Status Read(std::string_view bytes, const std::string& name);

 private:
  ModelInfo info_;
  CompiledWordsByName words_;
  const std::int8_t* flags_ = nullptr;
  const std::int8_t* languages_ = nullptr;
  std::uint32_t crc_ = 0;
  std::uint32_t flag_shift_ = 0;
  std::uint32_t language_shift_ = 0;
};

// kConfiguration, naming `name`, unless the model was made with these classes.
Status CheckClasses(const TrainedModel& model, const SemanticClasses& classes, const std::string& name);

// The shipped model with the words it was made with.
struct LoadedModel {
  std::unique_ptr<const TrainedModel> model;
  Lexicon lexicon;  // looks into the model: goes before it
};
// `data`: the data folder. kConfiguration or kNotFound, naming the file.
Result<LoadedModel> LoadModel(const std::filesystem::path& data);

}  // namespace replywatch

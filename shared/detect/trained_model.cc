#include "shared/detect/trained_model.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "shared/base/mapped_file.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;
static_assert(std::endian::native == std::endian::little, "model files are little-endian");

constexpr std::array<char, 8> kMagic{'R', 'W', 'M', 'O', 'D', 'E', 'L', '\0'};
constexpr std::uint32_t kFormat = 2;
constexpr std::uint32_t kMostBits = 22;
constexpr std::size_t kMostBytes = 64U << 20U;
constexpr std::size_t kAlign = 64;
constexpr std::size_t kWordsAlign = 8;
constexpr std::size_t kMostLanguages = 64;

struct Header {
  std::array<char, 8> magic = kMagic;
  std::uint32_t format = kFormat;
  std::uint32_t crc = 0;
  std::uint32_t info_bytes = 0;
  std::uint32_t flag_bits = 0;
  std::uint32_t language_bits = 0;
};

Error Mistake(const std::string& name, const std::string& what) {
  return MakeError(ErrorKind::kConfiguration,
                   name + ": " + what + "; install the program's own model again, or make one with `replywatch-collector train`");
}

std::size_t Padded(std::size_t size, std::size_t align) { return (size + align - 1) / align * align; }

Json ToJson(const ModelInfo& info, const CompiledWordsByName& words) {
  Json compiled = Json::array();
  for (const auto& [name, of] : words)
    compiled.push_back({{"name", name}, {"source_crc32", of.source_crc}, {"bytes", of.bytes.size()}});
  Json sources = Json::array();
  for (const ModelInfo::Source& source : info.sources)
    sources.push_back({{"name", source.name}, {"examples", source.examples}, {"crc32", source.crc}});
  return {{"languages", info.languages},
          {"classes", info.classes},
          {"scales", info.scales},
          {"biases", info.biases},
          {"language_biases", info.language_biases},
          {"language_scales", info.language_scales},
          {"language_starts", info.language_starts},
          {"sources", sources},
          {"compiled", compiled}};
}

// Throws Json::exception for anything of another shape.
ModelInfo FromJson(const Json& json) {
  ModelInfo info;
  json.at("languages").get_to(info.languages);
  json.at("classes").get_to(info.classes);
  json.at("scales").get_to(info.scales);
  json.at("biases").get_to(info.biases);
  json.at("language_biases").get_to(info.language_biases);
  json.at("language_scales").get_to(info.language_scales);
  json.at("language_starts").get_to(info.language_starts);
  for (const Json& source : json.at("sources")) {
    info.sources.push_back({source.at("name").get<std::string>(), source.at("examples").get<std::uint64_t>(),
                            source.at("crc32").get<std::uint32_t>()});
  }
  return info;
}

// `bytes`: what follows the rows. False when they are not what `json` tells; throws Json::exception for anything of another
// shape.
bool ReadWords(const Json& json, std::string_view bytes, CompiledWordsByName& words) {
  for (const Json& one : json.at("compiled")) {
    const auto size = one.at("bytes").get<std::size_t>();
    if (size > bytes.size() || Padded(size, kWordsAlign) > bytes.size()) return false;
    words[one.at("name").get<std::string>()] = {one.at("source_crc32").get<std::uint32_t>(), bytes.substr(0, size)};
    bytes.remove_prefix(Padded(size, kWordsAlign));
  }
  return bytes.empty();
}

bool IsSound(const ModelInfo& info) {
  const std::size_t count = info.languages.size();
  return count > 0 && count <= kMostLanguages && info.language_biases.size() == count && info.language_scales.size() == count &&
         info.language_starts.size() == count;
}

class ModelInMemory final : public TrainedModel {
 public:
  static Result<std::unique_ptr<const TrainedModel>> Make(std::string bytes, const std::string& name) {
    std::unique_ptr<ModelInMemory> model(new ModelInMemory);
    model->bytes_ = std::move(bytes);
    RW_RETURN_IF_ERROR(model->Read(model->bytes_, name));
    return std::unique_ptr<const TrainedModel>(std::move(model));
  }

 private:
  std::string bytes_;
};

class ModelInFile final : public TrainedModel {
 public:
  static Result<std::unique_ptr<const TrainedModel>> Make(const std::filesystem::path& path) {
    std::unique_ptr<ModelInFile> model(new ModelInFile);
    RW_ASSIGN_OR_RETURN(model->file_, MappedFile::Open(path, kMostBytes));
    RW_RETURN_IF_ERROR(model->Read(model->file_.bytes(), path.string()));
    return std::unique_ptr<const TrainedModel>(std::move(model));
  }
  void Release() const override { file_.Release(); }

 private:
  MappedFile file_;
};

}  // namespace

std::string EncodeModel(const ModelInfo& info, const std::vector<std::array<std::int8_t, kHeadStride>>& flags,
                        const std::vector<std::int8_t>& languages, const CompiledWordsByName& words) {
  std::string text = ToJson(info, words).dump();
  text.append(Padded(sizeof(Header) + text.size(), kAlign) - sizeof(Header) - text.size(), ' ');
  Header header;
  header.info_bytes = static_cast<std::uint32_t>(text.size());
  header.flag_bits = static_cast<std::uint32_t>(std::bit_width(flags.size()) - 1);
  header.language_bits = static_cast<std::uint32_t>(std::bit_width(languages.size() / info.languages.size()) - 1);
  std::string body = std::move(text);
  for (const auto& row : flags) body.append(reinterpret_cast<const char*>(row.data()), row.size());
  body.append(reinterpret_cast<const char*>(languages.data()), languages.size());
  for (const auto& [name, of] : words) body.append(of.bytes).append(Padded(of.bytes.size(), kWordsAlign) - of.bytes.size(), '\0');
  header.crc = Crc32(body);
  std::string bytes(sizeof(Header), '\0');
  std::memcpy(bytes.data(), &header, sizeof(Header));
  return bytes + body;
}

Result<std::unique_ptr<const TrainedModel>> TrainedModel::Load(const std::filesystem::path& file) {
  return ModelInFile::Make(file);
}

Result<std::unique_ptr<const TrainedModel>> TrainedModel::FromBytes(std::string bytes, const std::string& name) {
  return ModelInMemory::Make(std::move(bytes), name);
}

Status TrainedModel::Read(std::string_view bytes, const std::string& name) {
  Header header;
  if (bytes.size() < sizeof(Header)) return Mistake(name, "is no model of ReplyWatch");
  std::memcpy(&header, bytes.data(), sizeof(Header));
  if (header.magic != kMagic) return Mistake(name, "is no model of ReplyWatch");
  if (header.format != kFormat)
    return Mistake(name,
                   "is a model of format " + std::to_string(header.format) + ", this program reads " + std::to_string(kFormat));
  const std::string_view body = bytes.substr(sizeof(Header));
  if (header.crc != Crc32(body)) return Mistake(name, "is damaged (its checksum is wrong)");
  if (header.flag_bits > kMostBits || header.language_bits > kMostBits || header.info_bytes > body.size())
    return Mistake(name, "is damaged (its sizes are wrong)");
  const Json json = Json::parse(body.substr(0, header.info_bytes), nullptr, /*allow_exceptions=*/false);
  const std::size_t flag_bytes = kHeadStride << header.flag_bits;
  std::size_t language_bytes = 0;
  bool is_sound = false;
  try {
    info_ = FromJson(json);
    language_bytes = info_.languages.size() << header.language_bits;
    const std::size_t rows_end = header.info_bytes + flag_bytes + language_bytes;
    is_sound = IsSound(info_) && body.size() >= rows_end && ReadWords(json, body.substr(rows_end), words_);
  } catch (const Json::exception&) {
    return Mistake(name, "is damaged (what it says of itself cannot be read)");
  }
  if (!is_sound) return Mistake(name, "is damaged (its sizes are wrong)");
  flags_ = reinterpret_cast<const std::int8_t*>(body.data() + header.info_bytes);
  languages_ = flags_ + flag_bytes;
  crc_ = header.crc;
  flag_shift_ = 32U - header.flag_bits;
  language_shift_ = 32U - header.language_bits;
  return {};
}

Status CheckClasses(const TrainedModel& model, const SemanticClasses& classes, const std::string& name) {
  if (model.info().classes == classes.names()) return {};
  return Mistake(name, "was made with other semantic classes than those of languages/");
}

Result<LoadedModel> LoadModel(const std::filesystem::path& data) {
  const std::filesystem::path file = data / "model" / kModelFile;
  RW_ASSIGN_OR_RETURN(std::unique_ptr<const TrainedModel> model, TrainedModel::Load(file));
  RW_ASSIGN_OR_RETURN(Lexicon lexicon, Lexicon::Load(data / "languages", model->compiled_words(), model->info().classes));
  RW_RETURN_IF_ERROR(CheckClasses(*model, lexicon.classes(), file.string()));
  return LoadedModel{std::move(model), std::move(lexicon)};
}

float TrainedModel::WeightOf(std::uint32_t hash, std::size_t head) const {
  return static_cast<float>(flags_[(static_cast<std::size_t>(hash) >> flag_shift_) * kHeadStride + head]) * info_.scales.at(head);
}

HeadScores TrainedModel::Score(const Features& features, std::optional<std::size_t> language) const {
  HeadScores scores = info_.biases;
  const auto add = [&](const std::vector<Feature>& group, float share) {
    if (group.empty()) return;
    std::array<std::int32_t, kHeads> sums{};
    for (const Feature& feature : group) {
      const std::int8_t* row = flags_ + (static_cast<std::size_t>(feature.hash) >> flag_shift_) * kHeadStride;
      for (std::size_t head = 0; head < kHeads; ++head) sums[head] += row[head];
    }
    const float value = share / std::sqrt(static_cast<float>(group.size()));
    for (std::size_t head = 0; head < kHeads; ++head) scores[head] += value * info_.scales[head] * static_cast<float>(sums[head]);
  };
  add(features.forms, 1.0F);
  add(features.classes, kClassShare);
  add(features.pairs, kPairShare);
  if (language) {
    for (std::size_t head = 0; head < kHeads; ++head) scores[head] += info_.language_biases[*language][head];
  }
  return scores;
}

LikelyLanguage TrainedModel::Likeliest(const std::vector<float>& probabilities) const {
  LikelyLanguage likely;
  double foreign = 0;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    if (info_.languages[i] == kOtherLanguage) {
      foreign = probabilities[i];
    } else if (!likely.ours || probabilities[i] > likely.probability) {
      likely.ours = i;
      likely.probability = probabilities[i];
    }
  }
  likely.is_ours = likely.ours.has_value() && likely.probability > foreign;
  return likely;
}

void TrainedModel::ScoreLanguages(const std::vector<std::uint32_t>& hashes, std::vector<float>& out) const {
  out.clear();
  if (hashes.empty()) return;
  const std::size_t count = info_.languages.size();
  std::array<std::int32_t, kMostLanguages> sums{};
  for (const std::uint32_t hash : hashes) {
    const std::int8_t* row = languages_ + (static_cast<std::size_t>(hash) >> language_shift_) * count;
    for (std::size_t i = 0; i < count; ++i) sums[i] += row[i];
  }
  const float value = 1.0F / std::sqrt(static_cast<float>(hashes.size()));
  float total = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const float score = info_.language_starts[i] + value * info_.language_scales[i] * static_cast<float>(sums[i]);
    out.push_back(1.0F / (1.0F + std::exp(-score)));
    total += out.back();
  }
  for (float& probability : out) probability /= std::max(total, 1e-9F);
}

}  // namespace replywatch

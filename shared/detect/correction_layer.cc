#include "shared/detect/correction_layer.h"

#include <bit>
#include <cmath>
#include <cstring>

#include "shared/base/mapped_file.h"

namespace replywatch {
namespace {

constexpr std::array<char, 8> kMagic{'R', 'W', 'L', 'A', 'Y', 'E', 'R', '\0'};
constexpr std::uint32_t kFormat = 1;

struct Header {
  std::array<char, 8> magic = kMagic;
  std::uint32_t format = kFormat;
  std::uint32_t crc = 0;
};
struct Begin {
  std::uint32_t model_crc = 0;
  std::uint32_t rows = 0;
  HeadScores biases{};
};
static_assert(sizeof(Header) == 16 && sizeof(Begin) == 20 && sizeof(CorrectionLayer::Row) == 16, "written as they lie in memory");

Error Mistake(const std::string& what) {
  return MakeError(ErrorKind::kConfiguration, "what was learnt from corrections " + what + "; it is learnt again from them");
}

bool IsFinite(const HeadScores& scores) {
  for (const float score : scores) {
    if (!std::isfinite(score)) return false;
  }
  return true;
}

}  // namespace

CorrectionLayer::CorrectionLayer(const TrainedModel& model, HeadScores biases, std::vector<Row> rows)
    : model_crc_(model.crc()), biases_(biases), rows_(std::move(rows)) {
  Index();
}

void CorrectionLayer::Index() {
  if (rows_.empty()) return;
  slots_.assign(std::bit_ceil(rows_.size() * 2), 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    std::size_t at = rows_[i].bucket & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = static_cast<std::uint32_t>(i) + 1;
  }
}

const CorrectionLayer::Row* CorrectionLayer::Find(std::uint32_t bucket) const {
  if (slots_.empty()) return nullptr;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = bucket & mask; slots_[at] != 0; at = (at + 1) & mask) {
    const Row& row = rows_[slots_[at] - 1];
    if (row.bucket == bucket) return &row;
  }
  return nullptr;
}

void CorrectionLayer::AddTo(const TrainedModel& model, const Features& features, HeadScores& scores) const {
  if (empty()) return;
  for (std::size_t head = 0; head < kHeads; ++head) scores.at(head) += biases_.at(head);
  const auto add = [&](const std::vector<Feature>& group, float share) {
    HeadScores sums{};
    for (const Feature& feature : group) {
      const Row* row = Find(model.BucketOf(feature.hash));
      if (row == nullptr) continue;
      for (std::size_t head = 0; head < kHeads; ++head) sums.at(head) += row->weights.at(head);
    }
    if (group.empty()) return;
    const float value = share / std::sqrt(static_cast<float>(group.size()));
    for (std::size_t head = 0; head < kHeads; ++head) scores.at(head) += value * sums.at(head);
  };
  add(features.forms, 1.0F);
  add(features.classes, kClassShare);
  add(features.pairs, kPairShare);
}

float CorrectionLayer::WeightOf(const TrainedModel& model, std::uint32_t hash, std::size_t head) const {
  const Row* row = Find(model.BucketOf(hash));
  return row == nullptr ? 0.0F : row->weights.at(head);
}

std::string CorrectionLayer::Encode() const {
  const Begin begin{model_crc_, static_cast<std::uint32_t>(rows_.size()), biases_};
  std::string body(sizeof(Begin) + rows_.size() * sizeof(Row), '\0');
  std::memcpy(body.data(), &begin, sizeof(Begin));
  if (!rows_.empty()) std::memcpy(body.data() + sizeof(Begin), rows_.data(), rows_.size() * sizeof(Row));
  Header header;
  header.crc = Crc32(body);
  std::string bytes(sizeof(Header), '\0');
  std::memcpy(bytes.data(), &header, sizeof(Header));
  return bytes + body;
}

Result<CorrectionLayer> CorrectionLayer::FromBytes(std::string_view bytes, const TrainedModel& model) {
  Header header;
  Begin begin;
  if (bytes.size() < sizeof(Header) + sizeof(Begin)) return Mistake("is damaged");
  std::memcpy(&header, bytes.data(), sizeof(Header));
  const std::string_view body = bytes.substr(sizeof(Header));
  if (header.magic != kMagic || header.format != kFormat || header.crc != Crc32(body)) return Mistake("is damaged");
  std::memcpy(&begin, body.data(), sizeof(Begin));
  if (body.size() != sizeof(Begin) + std::size_t{begin.rows} * sizeof(Row)) return Mistake("is damaged");
  if (begin.model_crc != model.crc()) return Mistake("belongs to another model");
  std::vector<Row> rows(begin.rows);
  if (!rows.empty()) std::memcpy(rows.data(), body.data() + sizeof(Begin), rows.size() * sizeof(Row));
  bool is_sound = IsFinite(begin.biases);
  for (std::size_t i = 0; i < rows.size(); ++i)
    is_sound = is_sound && IsFinite(rows[i].weights) && (i == 0 || rows[i - 1].bucket < rows[i].bucket);
  if (!is_sound) return Mistake("is damaged");
  return CorrectionLayer(model, begin.biases, std::move(rows));
}

}  // namespace replywatch

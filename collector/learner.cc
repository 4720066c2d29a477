#include "collector/learner.h"

#include <malloc.h>

#include <algorithm>
#include <iterator>

#include "collector/training/learn.h"
#include "shared/base/log.h"

namespace replywatch {
namespace {

constexpr int kMostLearnt = 5000;  // of either

LabelledText TextOf(const JudgedMessage& message) {
  LabelledText text;
  text.text = message.text;
  text.language = message.language;
  text.labels = {message.flags.Has(Flag::kProblem), message.flags.Has(Flag::kQuestion), message.flags.Has(Flag::kPraise)};
  return text;
}

}  // namespace

Result<std::optional<LearningTry>> Learner::LearnIfDue(Timestamp now) {
  std::optional<LearningTry> latest;
  CorrectionProgress progress;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(latest, session.learning().Latest());
    RW_ASSIGN_OR_RETURN(progress, session.learning().Progress(latest ? latest->newest_correction : 0));
    return {};
  }));
  if (progress.messages < static_cast<std::int64_t>(kFewestCorrections)) return std::optional<LearningTry>();
  if (latest && progress.fresh < kFreshCorrections) {
    RW_ASSIGN_OR_RETURN(const LoadedModel loaded, LoadModel(data_));
    if (latest->model == loaded.model->crc()) return std::optional<LearningTry>();
  }
  RW_ASSIGN_OR_RETURN(LearningTry tried, Learn(now));
  return std::optional(std::move(tried));
}

Result<LearningTry> Learner::Learn(Timestamp now) {
  LearningTry tried;
  tried.at = now;
  std::vector<LabelledText> corrected;
  std::vector<LabelledText> confirmed;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const CorrectionProgress progress, session.learning().Progress(0));
    tried.newest_correction = progress.newest;
    RW_ASSIGN_OR_RETURN(const std::vector<JudgedMessage> changed, session.learning().Corrected(kMostLearnt));
    RW_ASSIGN_OR_RETURN(const std::vector<JudgedMessage> left, session.learning().Confirmed(kMostLearnt));
    std::transform(changed.begin(), changed.end(), std::back_inserter(corrected), TextOf);
    std::transform(left.begin(), left.end(), std::back_inserter(confirmed), TextOf);
    return {};
  }));
  {
    RW_ASSIGN_OR_RETURN(const LoadedModel loaded, LoadModel(data_));
    RW_ASSIGN_OR_RETURN(const TrainingSet corpus, LoadTrainingSet(data_ / "languages"));
    RW_ASSIGN_OR_RETURN(const std::vector<LabelledText> held_out, LoadMeasuredTexts(data_ / "model" / "held_out"));
    RW_ASSIGN_OR_RETURN(
        const Learned learned,
        LearnCorrections(*loaded.model, loaded.lexicon, {corrected, confirmed, corpus.labelled, held_out}, is_cancelled_));
    const LearningReport& report = learned.report;
    tried.model = loaded.model->crc();
    tried.corrections = static_cast<std::int64_t>(report.corrections);
    tried.confirmed = static_cast<std::int64_t>(report.confirmed);
    tried.held_out_before = report.held_out_before;
    tried.held_out_after = report.held_out_after;
    tried.shop_before = report.shop_before;
    tried.shop_after = report.shop_after;
    tried.is_used = report.is_better;
    if (report.is_better) tried.layer = learned.layer.Encode();
  }
  ::malloc_trim(0);  // thousands of texts have come and gone
  RW_RETURN_IF_ERROR(store_.Write([&](Session& session) { return session.learning().Add(tried); }));
  Log(LogLevel::kInfo, "learnt",
      {{"corrections", tried.corrections},
       {"used", static_cast<std::int64_t>(tried.is_used)},
       {"layer_bytes", static_cast<std::int64_t>(tried.layer.size())}});
  return tried;
}

Result<LearntClassifier> LoadLearntClassifier(Store& store, const std::filesystem::path& data) {
  std::optional<LearningTry> used;
  RW_RETURN_IF_ERROR(store.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(used, session.learning().Used());
    return {};
  }));
  if (used) {
    auto learnt = LoadCorrectedClassifier(data, used->layer);
    if (learnt.ok()) return LearntClassifier{std::move(learnt).value(), used->id};
    // What is wrong may be the model itself; then this says so.
    RW_ASSIGN_OR_RETURN(std::unique_ptr<Classifier> plain, LoadClassifier(data));
    Log(LogLevel::kWarning, "learning_forgotten", {{"text", learnt.error().text}});
    RW_RETURN_IF_ERROR(store.Write([](Session& session) { return session.learning().ForgetLayers(); }));
    return LearntClassifier{std::move(plain)};
  }
  RW_ASSIGN_OR_RETURN(std::unique_ptr<Classifier> plain, LoadClassifier(data));
  return LearntClassifier{std::move(plain)};
}

}  // namespace replywatch

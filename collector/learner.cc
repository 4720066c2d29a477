#include "collector/learner.h"

#include <malloc.h>

#include <algorithm>
#include <iterator>

#include "collector/training/learn.h"
#include "shared/base/log.h"

namespace replywatch {
namespace {

LabelledText TextOf(const JudgedMessage& message) {
  LabelledText text;
  text.text = message.text;
  text.labels = {message.flags.Has(Flag::kProblem), message.flags.Has(Flag::kQuestion), message.flags.Has(Flag::kPraise)};
  return text;
}

std::vector<LabelledText> TextsOf(const std::vector<JudgedMessage>& messages) {
  std::vector<LabelledText> texts;
  std::transform(messages.begin(), messages.end(), std::back_inserter(texts), TextOf);
  return texts;
}

// What there is to learn from, as the store has it in one view.
struct Lessons {
  CorrectionProgress progress;
  std::vector<LabelledText> corrected;
  std::vector<LabelledText> confirmed;
  std::int64_t used = 0;  // Learning::UsedId
  std::string layer;      // its bytes
};

Result<Lessons> LoadLessons(Store& store) {
  Lessons out;
  RW_RETURN_IF_ERROR(store.Read([&](Session& session) -> Status {
    Learning& learning = session.learning();
    RW_ASSIGN_OR_RETURN(out.progress, learning.Progress(0));
    RW_ASSIGN_OR_RETURN(const std::vector<JudgedMessage> corrected, learning.Corrected(static_cast<int>(kMostLearnt)));
    RW_ASSIGN_OR_RETURN(const std::vector<JudgedMessage> confirmed, learning.Confirmed(static_cast<int>(kMostLearnt)));
    out.corrected = TextsOf(corrected);
    out.confirmed = TextsOf(confirmed);
    RW_ASSIGN_OR_RETURN(out.used, learning.UsedId());
    RW_ASSIGN_OR_RETURN(out.layer, learning.UsedLayer());
    return {};
  }));
  return out;
}

Result<Learned> LearnFrom(const Lessons& lessons, const LoadedModel& loaded, const std::filesystem::path& data,
                          const std::function<bool()>& is_cancelled) {
  RW_ASSIGN_OR_RETURN(const TrainingSet corpus, LoadTrainingSet(data / "languages"));
  RW_ASSIGN_OR_RETURN(const std::vector<LabelledText> held_out, LoadMeasuredTexts(data / "model" / "held_out"));
  const auto current = CorrectionLayer::FromBytes(lessons.layer, *loaded.model);
  return LearnCorrections(*loaded.model, loaded.lexicon,
                          {lessons.corrected, lessons.confirmed, corpus.labelled, held_out, current.ok() ? &*current : nullptr},
                          is_cancelled);
}

}  // namespace

Status Learner::DropErased(Timestamp until) {
  std::optional<LearningTry> used;
  CorrectionProgress progress;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(used, session.learning().Used());
    RW_ASSIGN_OR_RETURN(progress, session.learning().Progress(0));
    return {};
  }));
  if (used && used->erasures != progress.erasures && used->at <= until) {
    has_dropped_ = true;
    RW_RETURN_IF_ERROR(
        store_.Write([&](Session& session) { return session.learning().DropLayer(used->id, /*learns_again=*/true); }));
  }
  return ForgetDropped();
}

Status Learner::ForgetDropped() {
  if (!has_dropped_) return {};
  RW_RETURN_IF_ERROR(store_.ForgetDeleted());
  has_dropped_ = false;
  return {};
}

Result<std::optional<LearningTry>> Learner::LearnIfDue(Timestamp now) {
  RW_RETURN_IF_ERROR(DropErased(now - kErasedOutlived));
  std::optional<LearningTry> latest;
  CorrectionProgress progress;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(latest, session.learning().Latest());
    RW_ASSIGN_OR_RETURN(progress, session.learning().Progress(latest ? latest->newest_correction : 0));
    return {};
  }));
  if (progress.messages < static_cast<std::int64_t>(kFewestCorrections)) return std::optional<LearningTry>();
  // Corrections that were taken back count as much as new ones.
  const bool is_due = !latest || progress.is_due || progress.fresh >= kFreshCorrections ||
                      progress.messages + kFreshCorrections <= latest->corrections;
  if (!is_due) {
    RW_ASSIGN_OR_RETURN(const LoadedModel loaded, LoadModel(data_));
    if (latest->model == loaded.model->crc()) return std::optional<LearningTry>();
  }
  RW_ASSIGN_OR_RETURN(const LearningTry tried, Learn(now));
  return std::optional(tried);
}

Result<LearningTry> Learner::Learn(Timestamp now) {
  RW_RETURN_IF_ERROR(DropErased(now));
  RW_ASSIGN_OR_RETURN(const Lessons lessons, LoadLessons(store_));
  LearningTry tried;
  std::string layer;
  bool harms = false;
  {
    RW_ASSIGN_OR_RETURN(const LoadedModel loaded, LoadModel(data_));
    RW_ASSIGN_OR_RETURN(const Learned learned, LearnFrom(lessons, loaded, data_, is_cancelled_));
    const LearningReport& report = learned.report;
    tried.at = now;
    tried.newest_correction = lessons.progress.newest;
    tried.erasures = lessons.progress.erasures;
    tried.model = loaded.model->crc();
    tried.corrections = static_cast<std::int64_t>(report.corrections);
    tried.confirmed = static_cast<std::int64_t>(report.confirmed);
    tried.held_out_before = report.held_out_before;
    tried.held_out_after = report.held_out_after;
    tried.shop_before = report.shop_before;
    tried.shop_after = report.shop_after;
    tried.is_used = report.is_better;
    if (report.is_better) layer = learned.layer.Encode();
    harms = report.current_harms;
  }
  ::malloc_trim(0);  // thousands of texts have come and gone
  bool is_stale = false;
  RW_RETURN_IF_ERROR(store_.Write([&](Session& session) -> Status {
    // A person was erased, or the layer in use taken back, while this was learnt: it knows what it must not.
    RW_ASSIGN_OR_RETURN(const CorrectionProgress progress, session.learning().Progress(0));
    RW_ASSIGN_OR_RETURN(const std::int64_t used, session.learning().UsedId());
    is_stale = progress.erasures != lessons.progress.erasures || used != lessons.used;
    if (is_stale) return {};
    if (harms) RW_RETURN_IF_ERROR(session.learning().DropLayer(lessons.used, /*learns_again=*/false));
    return session.learning().Add(tried, layer);
  }));
  if (is_stale) return MakeError(ErrorKind::kCancelled, "messages were erased, or what was learnt taken back, meanwhile");
  Log(LogLevel::kInfo, "learnt",
      {{"corrections", tried.corrections},
       {"used", static_cast<std::int64_t>(tried.is_used)},
       {"dropped", static_cast<std::int64_t>(harms)},
       {"layer_bytes", static_cast<std::int64_t>(layer.size())}});
  return tried;
}

Status Learner::Forget() {
  RW_RETURN_IF_ERROR(store_.Write([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const std::int64_t used, session.learning().UsedId());
    return session.learning().DropLayer(used, /*learns_again=*/false);
  }));
  has_dropped_ = true;
  return ForgetDropped();
}

Result<LearntClassifier> LoadLearntClassifier(Store& store, const std::filesystem::path& data) {
  RW_ASSIGN_OR_RETURN(LoadedModel loaded, LoadModel(data));
  std::int64_t used = 0;
  std::string bytes;
  RW_RETURN_IF_ERROR(store.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(used, session.learning().UsedId());
    RW_ASSIGN_OR_RETURN(bytes, session.learning().UsedLayer());
    return {};
  }));
  CorrectionLayer layer;
  if (used != 0) {
    auto read = CorrectionLayer::FromBytes(bytes, *loaded.model);
    if (read.ok()) {
      layer = *std::move(read);
    } else {
      Log(LogLevel::kWarning, "learning_dropped", {{"text", read.error().text}});
      RW_RETURN_IF_ERROR(
          store.Write([&](Session& session) { return session.learning().DropLayer(used, /*learns_again=*/true); }));
      used = 0;
    }
  }
  return LearntClassifier{MakeModelClassifier(std::move(loaded), std::move(layer)), used};
}

}  // namespace replywatch

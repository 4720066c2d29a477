#include "dashboard/backend.h"

#include "shared/base/file.h"

namespace replywatch {

Backend* BackendOpener::Open(BackendTrouble& trouble) {
  if (backend_ != nullptr) return backend_.get();
  const Status opened = TryOpen(trouble);
  if (opened.ok()) return backend_.get();
  trouble.kind = opened.error().kind;
  trouble.text = opened.error().text;
  backend_.reset();
  return nullptr;
}

Status BackendOpener::TryOpen(BackendTrouble& trouble) {
  trouble.state = SnapshotState::kNoSettings;
  RW_ASSIGN_OR_RETURN(const std::filesystem::path file, FindSettingsFile(config_));
  std::error_code failed;
  const bool is_there = std::filesystem::exists(file, failed) || failed;
  trouble.state = is_there ? SnapshotState::kBadSettings : SnapshotState::kLostSettings;
  RW_ASSIGN_OR_RETURN(LoadedSettings loaded, LoadSettings(file));
  if (!loaded.mistakes.empty()) return MakeError(ErrorKind::kConfiguration, DescribeMistakes(file, loaded.mistakes));
  backend_ = std::make_unique<Backend>();
  backend_->settings = std::move(loaded.settings);
  trouble.names_inboxes = !backend_->settings.inboxes.empty();
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  backend_->data = data;
  RW_ASSIGN_OR_RETURN(backend_->classifier, LoadClassifier(data));
  RW_ASSIGN_OR_RETURN(LanguagePacks packs, LoadLanguagePacks(data));
  backend_->promise_words = PromiseWordsOf(packs);
  RW_ASSIGN_OR_RETURN(backend_->causes, LoadCauses(data));
  backend_->hours = MakeBusinessHours(backend_->settings.shop);
  backend_->desk = std::make_unique<ReplyDesk>(*backend_->classifier, std::move(packs), backend_->settings.shop);
  trouble.state = SnapshotState::kUnreadable;
  auto store = OpenStore(backend_->settings.database, OpenMode::kExisting);
  if (!store.ok() && store.error().kind == ErrorKind::kNotFound) trouble.state = SnapshotState::kNoDatabase;
  RW_ASSIGN_OR_RETURN(backend_->store, std::move(store));
  return {};
}

}  // namespace replywatch

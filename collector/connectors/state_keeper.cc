#include "collector/connectors/state_keeper.h"

#include <system_error>

#include "collector/http/hmac.h"
#include "collector/http/url.h"
#include "shared/base/file.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxStateBytes = 64 * 1024;
constexpr std::size_t kMaxNameBytes = 120;  // of a file, so that any file system takes it with the key

// Percent-encoded; a long one is cut and told apart by a digest.
std::string FileNameOf(const std::string& inbox) {
  const std::string name = PercentEncode(inbox);
  if (name.size() <= kMaxNameBytes) return name;
  constexpr std::size_t kDigits = 16;
  return name.substr(0, kMaxNameBytes - kDigits) + HmacSha256Hex({}, inbox).substr(0, kDigits);
}

class FileStateKeeper final : public StateKeeper {
 public:
  FileStateKeeper(std::filesystem::path folder, const std::string& inbox) : folder_(std::move(folder)), inbox_(inbox) {}

  Result<Secret> Load(const std::string& key) override {
    auto content = ReadFile(FileOf(key), kMaxStateBytes);
    if (content.ok()) return Secret(std::move(content).value());
    if (content.error().kind == ErrorKind::kNotFound) return Secret();
    return content.error();
  }

  Status Keep(const std::string& key, const Secret& value) override {
    if (value.Reveal().size() > kMaxStateBytes)
      return MakeError(ErrorKind::kTooLarge, FileOf(key).string() + ": too large to keep");
    std::error_code failed;
    if (std::filesystem::create_directories(folder_, failed))
      std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, failed);
    if (failed)
      return MakeError(ErrorKind::kPermission, folder_.string() + ": " + failed.message() + "; check the folder and its rights");
    return WriteFileAtomically(FileOf(key), value.Reveal());
  }

 private:
  std::filesystem::path FileOf(const std::string& key) const { return StateFile(folder_, inbox_, key); }

  std::filesystem::path folder_;
  std::string inbox_;
};

}  // namespace

std::unique_ptr<StateKeeper> MakeFileStateKeeper(std::filesystem::path folder, const std::string& inbox) {
  return std::make_unique<FileStateKeeper>(std::move(folder), inbox);
}

std::filesystem::path StateFile(const std::filesystem::path& folder, const std::string& inbox, const std::string& key) {
  return folder / (FileNameOf(inbox) + "." + key);
}

Result<Secret> TrialStateKeeper::Load(const std::string& key) {
  const auto kept = kept_.find(key);
  return kept == kept_.end() ? below_->Load(key) : Result<Secret>(kept->second);
}

Status TrialStateKeeper::Keep(const std::string& key, const Secret& value) {
  if (value.Reveal().size() > kMaxStateBytes) return MakeError(ErrorKind::kTooLarge, key + ": too large to keep");
  kept_[key] = value;
  return {};
}

std::filesystem::path StateFolder(const std::string& database) {
  const std::size_t colon = database.find(':');
  return database.substr(colon == std::string::npos ? 0 : colon + 1) + ".state";
}

}  // namespace replywatch

#include "collector/secret_watch.h"

#include <sys/stat.h>

#include <utility>

namespace replywatch {

SecretWatch::SecretWatch(const Settings& settings) {
  const auto add = [&](const SecretRef& ref) {
    if (ref.source == SecretRef::Source::kFile) files_.emplace_back(ref.name);
  };
  for (const InboxSettings& inbox : settings.inboxes) {
    for (const auto& [key, ref] : inbox.secrets) add(ref);
  }
  for (const NotifySettings& notify : settings.alerts.notify) {
    if (notify.secret_url) add(*notify.secret_url);
  }
  if (settings.mail && settings.mail->password) add(*settings.mail->password);
  seen_ = Look();
}

bool SecretWatch::HasChanged() {
  std::vector<Stamp> now = Look();
  return std::exchange(seen_, now) != now;
}

std::vector<SecretWatch::Stamp> SecretWatch::Look() const {
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  std::vector<Stamp> stamps;
  for (const std::filesystem::path& file : files_) {
    struct stat facts {};
    if (::stat(file.c_str(), &facts) != 0) facts = {};
    stamps.emplace_back(facts.st_dev, facts.st_ino, facts.st_size, facts.st_ctim.tv_sec * kNanoseconds + facts.st_ctim.tv_nsec);
  }
  return stamps;
}

}  // namespace replywatch

// StateKeeper: what a connector must remember across restarts beside its cursors:
// rotated tokens, units of a daily quota. Kept in files that only their owner can read, never in the
// database, for a token is a secret. One keeper per inbox; one thread at a time.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "shared/base/result.h"
#include "shared/base/secret.h"

namespace replywatch {

class StateKeeper {
 public:
  virtual ~StateKeeper() = default;
  // What was kept last under `key` ("session", "quota": lower-case letters and '_'); empty when nothing was.
  // kPermission, kBackOff, kTooLarge (over 64 KiB) as ReadFile.
  virtual Result<Secret> Load(const std::string& key) = 0;
  // On disk when it returns; an empty value is kept as such. Errors as WriteFileAtomically; what was kept before then stands.
  virtual Status Keep(const std::string& key, const Secret& value) = 0;
};

// Files `<folder>/<inbox>.<key>`, the inbox's name percent-encoded; the folder (mode 0700) is made with the first of them.
std::unique_ptr<StateKeeper> MakeFileStateKeeper(std::filesystem::path folder, const std::string& inbox);

// Beside the database: "sqlite:replywatch.db" -> "replywatch.db.state".
std::filesystem::path StateFolder(const std::string& database);

// Forgets with the object; for tests and for trying an account out.
class MemoryStateKeeper final : public StateKeeper {
 public:
  Result<Secret> Load(const std::string& key) override { return kept_[key]; }
  Status Keep(const std::string& key, const Secret& value) override {
    kept_[key] = value;
    return {};
  }

 private:
  std::map<std::string, Secret> kept_;
};

}  // namespace replywatch

// StateKeeper: what a connector must remember across restarts beside its cursors:
// rotated tokens, units of a daily quota. Kept in files that only their owner can read, never in the
// database, for a token is a secret. One keeper per inbox; one thread at a time.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>

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

// The file in which such a keeper keeps `key`.
std::filesystem::path StateFile(const std::filesystem::path& folder, const std::string& inbox, const std::string& key);

// Beside the database: "sqlite:replywatch.db" -> "replywatch.db.state".
std::filesystem::path StateFolder(const std::string& database);

// For trying an account out: knows what `below` keeps and never writes there. What is kept here waits to be taken over, and is
// forgotten with the object.
class TrialStateKeeper final : public StateKeeper {
 public:
  explicit TrialStateKeeper(std::unique_ptr<StateKeeper> below) : below_(std::move(below)) {}

  Result<Secret> Load(const std::string& key) override;
  Status Keep(const std::string& key, const Secret& value) override;
  // By key: what was kept here.
  const std::map<std::string, Secret>& kept() const { return kept_; }

 private:
  std::unique_ptr<StateKeeper> below_;
  std::map<std::string, Secret> kept_;
};

// Forgets with the object; for tests.
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

// A folder of its own for one test, removed at the end with all that is in it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace replywatch {

class TempFolder {
 public:
  TempFolder() : TempFolder(Base()) {}
  explicit TempFolder(const std::filesystem::path& base) {
    std::string name = (base / "replywatch-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::string DatabaseUrl() const { return "sqlite:" + (path_ / "test.db").string(); }

 private:
  // In memory where there is room: these tests are about order, not about disks.
  static std::filesystem::path Base() {
    std::error_code failed;
    const std::filesystem::path memory = "/dev/shm";
    const auto space = std::filesystem::space(memory, failed);
    const bool roomy = !failed && space.available > 512ULL * 1024 * 1024;
    return roomy && std::getenv("TMPDIR") == nullptr ? memory : std::filesystem::temp_directory_path();
  }

  std::filesystem::path path_;
};

}  // namespace replywatch

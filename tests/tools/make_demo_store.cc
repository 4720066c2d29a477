// make_demo_store FOLDER: settings and a filled database in FOLDER, to look at the dashboard with.
#include <filesystem>
#include <iostream>

#include "shared/base/clock.h"
#include "shared/base/file.h"
#include "shared/detect/classifier.h"
#include "tests/support/demo_store.h"

namespace replywatch {
namespace {

Status Make(const std::filesystem::path& folder) {
  const std::string database = "sqlite:" + (folder / "demo.db").string();
  RW_RETURN_IF_ERROR(WriteFileAtomically(folder / "replywatch.json", testing::DemoSettings(database)));
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenStore(database, OpenMode::kMigrate));
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Classifier> classifier, LoadClassifier(data));
  return testing::FillDemoStore(*store, *classifier, SystemClock().Now());
}

}  // namespace
}  // namespace replywatch

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_demo_store FOLDER" << std::endl;
    return 2;
  }
  std::error_code failed;
  const std::filesystem::path folder = std::filesystem::absolute(argv[1]);
  std::filesystem::create_directories(folder, failed);
  const replywatch::Status made = replywatch::Make(folder);
  if (made.ok()) return 0;
  std::cerr << made.error().text << std::endl;
  return 1;
}

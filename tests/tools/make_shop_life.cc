// make_shop_life FOLDER [WEEKS] [MESSAGES_PER_WEEK]: settings and a database with weeks of an invented shop in FOLDER, up to now.
#include <chrono>
#include <filesystem>
#include <iostream>

#include "shared/base/clock.h"
#include "shared/base/file.h"
#include "tests/support/shop_life.h"

namespace replywatch {
namespace {

Status Make(const std::filesystem::path& folder, testing::ShopLifeOptions options) {
  const std::filesystem::path file = folder / "replywatch.json";
  const std::string text = testing::ShopLifeSettings("sqlite:" + (folder / "life.db").string());
  RW_RETURN_IF_ERROR(WriteFileAtomically(file, text));
  const LoadedSettings loaded = ParseSettings(text, file);
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenStore(loaded.settings.database, OpenMode::kMigrate));
  options.until = SystemClock().Now();
  return testing::LiveShopLife(*store, loaded.settings, options);
}

}  // namespace
}  // namespace replywatch

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: make_shop_life FOLDER [WEEKS] [MESSAGES_PER_WEEK]" << std::endl;
    return 2;
  }
  replywatch::testing::ShopLifeOptions options;
  if (argc > 2) options.weeks = std::atoi(argv[2]);
  if (argc > 3) options.messages_per_week = std::atoi(argv[3]);
  std::error_code failed;
  const std::filesystem::path folder = std::filesystem::absolute(argv[1]);
  std::filesystem::create_directories(folder, failed);
  const auto begin = std::chrono::steady_clock::now();
  const replywatch::Status made = replywatch::Make(folder, options);
  std::cerr << (made.ok() ? "made" : made.error().text) << " in "
            << std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin).count() << " s"
            << std::endl;
  return made.ok() ? 0 : 1;
}

// A site without plugins: articles and the comments below them.
#include "collector/practice/wp_practice.h"

namespace replywatch::wordpress {
namespace {

std::unique_ptr<PracticeServer> Make(PracticeWorld* world, PracticeOptions options) {
  return std::make_unique<WpPractice>("wordpress", world, std::move(options));
}

}  // namespace

PracticeInfo Practice() { return {"wordpress", &Make, {"plain_permalinks", "php_warnings"}}; }

}  // namespace replywatch::wordpress

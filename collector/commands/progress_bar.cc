#include "collector/commands/progress_bar.h"

#include <algorithm>
#include <iostream>

namespace replywatch {
namespace {

constexpr int kWidth = 30;

}  // namespace

ProgressBar::~ProgressBar() {
  if (drawn_) std::cerr << std::endl;
}

ProgressReport ProgressBar::Report() {
  return [this](const std::string& inbox, const std::string& stream, std::int64_t items, std::optional<std::int64_t> total) {
    if (!on_terminal_) return;
    const std::scoped_lock hold(mutex_);
    drawn_ = true;
    std::cerr << "\r\033[K" << inbox << " " << stream << " ";
    if (total && *total > 0) {
      const int filled = static_cast<int>(std::min<std::int64_t>(kWidth, items * kWidth / *total));
      std::cerr << "[" << std::string(static_cast<std::size_t>(filled), '#')
                << std::string(static_cast<std::size_t>(kWidth - filled), '.') << "] " << items << " of " << *total;
    } else {
      std::cerr << items << " read";
    }
    std::cerr << std::flush;
  };
}

}  // namespace replywatch

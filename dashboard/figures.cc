#include "dashboard/figures.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>

#include "shared/base/clock.h"

namespace replywatch {
namespace {

double MillisecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double ResidentMegabytes() {
  std::ifstream statm("/proc/self/statm");
  double pages = 0;
  double resident = 0;
  statm >> pages >> resident;
  constexpr double kPageBytes = 4096;
  return resident * kPageBytes / 1e6;
}

}  // namespace

void Figures::EndViews() {
  if (frames_ > 0) views_ms_ += MillisecondsSince(views_start_);  // the first frame also builds fonts
}

void Figures::EndFrame(std::int64_t generation, std::int64_t waiting) {
  if (frames_++ == 0) first_frame_ms_ = MillisecondsSince(start_);
  if (!prints_data || generation == generation_) return;
  generation_ = generation;
  std::cout << "drawn_ms=" << SystemClock().Now().ms << " waiting=" << waiting << std::endl;
}

std::string Figures::Describe() const {
  std::array<char, 200> out{};
  const double cpu = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  const int n = std::snprintf(out.data(), out.size(),
                              "first frame %.0f ms; %d frames, views %.3f ms a frame; %.0f MB resident; %.2f s CPU in %.1f s",
                              first_frame_ms_, frames_, frames_ > 1 ? views_ms_ / (frames_ - 1) : 0.0, ResidentMegabytes(), cpu,
                              MillisecondsSince(start_) / 1000);
  return {out.data(), static_cast<std::size_t>(n)};
}

}  // namespace replywatch

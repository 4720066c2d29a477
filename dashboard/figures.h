// Figures: what a run of a window cost, for the benchmarks: time to the first frame, drawing time,
// memory, processor time. UI thread.
#pragma once

#include <chrono>
#include <string>

namespace replywatch {

class Figures {
 public:
  // Time is counted from here; the first thing that main does.
  Figures() : start_(std::chrono::steady_clock::now()) {}

  // Around the code that decides what is drawn; the drawing itself is the graphics library's.
  void BeginViews() { views_start_ = std::chrono::steady_clock::now(); }
  void EndViews();
  // After a frame stands on the screen.
  void EndFrame();

  // "first frame 210 ms; 84 frames, views 0.31 ms a frame; 148 MB resident; 0.42 s CPU in 5.0 s".
  std::string Describe() const;

 private:
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point views_start_;
  double first_frame_ms_ = 0;
  double views_ms_ = 0;
  int frames_ = 0;
};

}  // namespace replywatch

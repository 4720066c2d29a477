// replywatch-dashboard: who waits for an answer, on a screen.
#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "dashboard/app.h"
#include "dashboard/display_file.h"
#include "dashboard/figures.h"
#include "dashboard/window.h"

namespace replywatch {
namespace {

struct Options {
  AppOptions app;
  std::string screenshot;
  int seconds = 0;  // 0: until the window is closed
  bool prints_figures = false;
};

void DrawFrame(Window& window, App& app, Figures& figures) {
  const auto draw = [&](float width, float height) {
    figures.BeginViews();
    app.Frame(width, height);
    figures.EndViews();
  };
  window.Frame([&](ImFontAtlas& atlas) { return app.Prepare(atlas); }, draw);
  figures.EndFrame(app.drawn().generation, app.drawn().figures.waiting);
}

// Draws until the window closes or the time is over. After an event two frames are drawn: what the pointer stands
// on shows itself only in the second.
void Loop(Window& window, App& app, Figures& figures, const Options& options) {
  const SystemClock clock;
  const Duration end = clock.Steady() + Duration::Seconds(options.seconds);
  const auto is_over = [&] { return options.seconds > 0 && clock.Steady() >= end; };
  int frames_due = 2;
  Duration drawn_at = clock.Steady();
  while (!window.ShouldClose() && !is_over()) {
    const Duration wished = frames_due > 0 ? Duration::Milliseconds(1) : app.NextWake();
    const Duration sleep = options.seconds > 0 ? std::min(wished, Duration::Milliseconds(200)) : wished;
    const Duration asleep_at = clock.Steady();
    if (window.WaitForEvents(sleep)) frames_due = 2;
    const bool only_looked_at_the_time =
        frames_due <= 0 && sleep < wished && clock.Steady() - asleep_at >= sleep && clock.Steady() - drawn_at < wished;
    if (only_looked_at_the_time) continue;
    --frames_due;
    drawn_at = clock.Steady();
    DrawFrame(window, app, figures);
    if (!app.fonts().TakeDirty()) continue;
    Window::UploadFonts();
    frames_due = 1;
  }
}

Status RunDashboard(const Options& options, Figures& figures) {
  const DisplayChoice size = LoadDisplay(DisplayFile(), {});
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Window> window, Window::Open(size.window_width, size.window_height));
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<App> app, App::Make(options.app, Window::Wake));
  window->SendInputTo(&app->input());
  Loop(*window, *app, figures, options);
  if (!options.screenshot.empty()) {
    window->CaptureNextFrame(options.screenshot);
    DrawFrame(*window, *app, figures);
  }
  app->Finish();
  window->SendInputTo(nullptr);
  return window->captured();
}

}  // namespace
}  // namespace replywatch

int main(int argc, char** argv) {
  using namespace replywatch;
  Figures figures;
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App program("ReplyWatch: the dashboard");
  program.set_version_flag("--version", "ReplyWatch " RW_VERSION);
  Options options;
  program.add_option("--config", options.app.config,
                     "Settings; default: $REPLYWATCH_CONFIG, ./replywatch.json, ~/.config/replywatch/replywatch.json");
  program.add_option("--theme", options.app.theme, "light or dark")->check(CLI::IsMember({"light", "dark"}));
  program.add_option("--language", options.app.language, "Language of the screen: ro, pl, bg, en");
  program.add_option("--screenshot", options.screenshot, "Saves what is drawn as PNG and exits");
  program.add_option("--seconds", options.seconds, "Exits after this many seconds")->check(CLI::Range(1, 86'400));
  program.add_flag("--figures", options.prints_figures, "Prints at the end what the run cost");
  program.add_flag("--print-data", figures.prints_data,
                   "Prints a line whenever newly loaded data stands on the screen: when, and how many wait");
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : 2;
  }
  if (!options.screenshot.empty() && options.seconds == 0) options.seconds = 2;
  const Status ran = RunDashboard(options, figures);
  if (options.prints_figures) std::cout << figures.Describe() << std::endl;
  if (ran.ok()) return 0;
  std::cerr << ran.error().text << std::endl;
  return ran.error().kind == ErrorKind::kConfiguration ? 2 : 1;
}

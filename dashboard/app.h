// App: the dashboard without its window: loader, runner, desk and screen, and what flows between
// them. Everything but the constructor's threads runs on the UI thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "dashboard/action_runner.h"
#include "dashboard/connect_runner.h"
#include "dashboard/snapshot_loader.h"
#include "dashboard/ui/screen.h"

namespace replywatch {

struct AppOptions {
  std::string config;
  std::string theme;     // "light", "dark", or empty: as last time
  std::string language;  // likewise
};

class App {
 public:
  // `wake` may be called from any thread: something new is there to be drawn. kConfiguration when the data folder or its
  // English texts are missing.
  static Result<std::unique_ptr<App>> Make(const AppOptions& options, std::function<void()> wake);

  // What the last frame was drawn from.
  const Snapshot& drawn() const { return *snapshot_; }
  const DisplayChoice& display() const { return desk_.display; }
  Fonts& fonts() { return fonts_; }
  UiInput& input() { return input_; }

  // Before NewFrame: takes over a changed text size or theme. True: the font texture was built anew.
  bool Prepare(ImFontAtlas& atlas);
  // Between NewFrame and Render. True: what was drawn changed sizes; another frame should follow at once.
  bool Frame(float width, float height);
  // How long the window may sleep if nothing happens.
  Duration NextWake() const;
  // Saves drafts and the display; before the destructor.
  void Finish();

 private:
  App(const AppOptions& options, std::filesystem::path data, std::function<void()> wake);
  Status LoadWords();
  void TakeResults();
  void ChooseAgent(const Snapshot& snapshot);
  void AskForMore();
  void PostActions();
  void SaveWhenChanged();

  SystemClock clock_;
  std::filesystem::path data_;
  std::filesystem::path display_file_;
  DisplayChoice saved_display_;
  Desk desk_;
  Fonts fonts_;
  LayoutCache layouts_;
  Catalogue words_;
  std::optional<LocalTime> local_;
  std::string local_zone_;
  UiInput input_;
  std::vector<Action> actions_;
  Screen screen_;
  float built_scale_ = 0;
  bool styled_dark_ = false;
  std::shared_ptr<const Snapshot> snapshot_;
  std::int64_t drawn_generation_ = -1;
  SnapshotLoader loader_;
  ActionRunner runner_;
  ConnectRunner connect_runner_;
};

}  // namespace replywatch

#include "dashboard/app.h"

#include <algorithm>

#include "dashboard/display_file.h"
#include "dashboard/spawn.h"
#include "dashboard/ui/commands.h"
#include "dashboard/ui/connect_form.h"
#include "dashboard/what_to_load.h"
#include "shared/base/file.h"
#include "shared/base/log.h"
#include "shared/settings/catalogue_file.h"

namespace replywatch {
namespace {

std::string LanguageOfEnvironment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return std::string(value).substr(0, 2);
  }
  return "en";
}

}  // namespace

Result<std::unique_ptr<App>> App::Make(const AppOptions& options, std::function<void()> wake) {
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  std::unique_ptr<App> app(new App(options, data, std::move(wake)));
  RW_RETURN_IF_ERROR(app->LoadWords());
  return app;
}

App::App(const AppOptions& options, std::filesystem::path data, std::function<void()> wake)
    : data_(std::move(data)),
      display_file_(DisplayFile()),
      loader_(options.config, clock_, wake),
      runner_(options.config, clock_, wake),
      connect_runner_(FindCollector(), options.config, wake) {
  DisplayChoice defaults;
  defaults.language = LanguageOfEnvironment();
  desk_.display = LoadDisplay(display_file_, defaults);
  saved_display_ = desk_.display;
  if (!options.theme.empty()) desk_.display.is_dark = options.theme == "dark";
  if (!options.language.empty()) desk_.display.language = options.language;
  snapshot_ = loader_.Latest();
}

Status App::LoadWords() {
  auto words = LoadCatalogue(data_, desk_.display.language);
  if (!words.ok() && desk_.display.language != "en") {
    desk_.display.language = "en";
    words = LoadCatalogue(data_, "en");
  }
  RW_ASSIGN_OR_RETURN(words_, std::move(words));
  local_.reset();
  return {};
}

bool App::Prepare(ImFontAtlas& atlas) {
  const bool is_new_scale = built_scale_ != desk_.display.font_scale;
  if (is_new_scale) {
    fonts_.Build(atlas, desk_.display.font_scale);
    layouts_.Clear();
    built_scale_ = desk_.display.font_scale;
  }
  if (is_new_scale || styled_dark_ != desk_.display.is_dark)
    ApplyStyle(desk_.display.is_dark ? DarkTheme() : LightTheme(), desk_.display.font_scale);
  styled_dark_ = desk_.display.is_dark;
  return is_new_scale;
}

void App::ChooseAgent(const Snapshot& snapshot) {
  if (desk_.has_chosen_agent || snapshot.state != SnapshotState::kReady || snapshot.agents.empty()) return;
  for (const Agent& agent : snapshot.agents) {
    if (!agent.active || agent.name != desk_.display.agent) continue;
    desk_.agent = agent.id;
    desk_.has_chosen_agent = true;
  }
  if (desk_.has_chosen_agent || desk_.overlay == Overlay::kAgent || desk_.overlay == Overlay::kConnect) return;
  desk_.overlay = Overlay::kAgent;
  desk_.overlay_is_new = true;
  desk_.overlay_x = desk_.overlay_y = 0;
  desk_.focus = Focus::kOverlay;
}

void App::TakeResults() {
  for (const ActionResult& result : runner_.TakeResults()) TakeResult(desk_, result, clock_.Now(), words_);
  for (const ConnectReport& report : connect_runner_.TakeReports()) TakeConnectReport(desk_, report, words_);
}

bool App::Frame(float width, float height) {
  const float composer_before = desk_.composer_height;
  snapshot_ = loader_.Latest();
  if (words_.language() != desk_.display.language && !LoadWords().ok()) desk_.display.language = words_.language();
  if (!local_ || local_zone_ != snapshot_->time_zone) {
    local_.emplace(words_.language(), snapshot_->time_zone);
    local_zone_ = snapshot_->time_zone;
  }
  desk_.display.window_width = static_cast<int>(width);
  desk_.display.window_height = static_cast<int>(height);
  TakeResults();
  ChooseAgent(*snapshot_);
  Ui ui{*snapshot_, desk_,        desk_.display.is_dark ? DarkTheme() : LightTheme(),
        fonts_,     layouts_,     words_,
        *local_,    input_,       actions_,
        nullptr,    clock_.Now(), {0, 0, width, height}};
  screen_.Draw(ui);
  PostActions();
  AskForMore();
  SaveWhenChanged();
  const bool is_new = drawn_generation_ != snapshot_->generation;
  drawn_generation_ = snapshot_->generation;
  return is_new || composer_before != desk_.composer_height;
}

void App::PostActions() {
  const Timestamp now = clock_.Now();
  for (Action& action : DraftsToSave(desk_, now, false)) actions_.push_back(std::move(action));
  for (Action& action : actions_) runner_.Post(desk_.agent, std::move(action));
  actions_.clear();
  for (ConnectOrder& order : TakeConnectOrders(desk_)) connect_runner_.Post(std::move(order));
}

void App::AskForMore() { loader_.Ask(WhatToLoad(desk_, *snapshot_, clock_.Now())); }

void App::SaveWhenChanged() {
  const bool is_same = saved_display_.is_dark == desk_.display.is_dark && saved_display_.font_scale == desk_.display.font_scale &&
                       saved_display_.language == desk_.display.language && saved_display_.agent == desk_.display.agent;
  if (is_same) return;
  saved_display_ = desk_.display;
  if (const Status saved = SaveDisplay(display_file_, saved_display_); !saved.ok())
    Log(LogLevel::kWarning, "display_not_saved", {{"text", saved.error().text}});
}

Duration App::NextWake() const { return replywatch::NextWake(desk_, clock_.Now()); }

void App::Finish() {
  for (Action& action : DraftsToSave(desk_, clock_.Now(), true)) runner_.Post(desk_.agent, std::move(action));
  if (const Status saved = SaveDisplay(display_file_, desk_.display); !saved.ok())
    Log(LogLevel::kWarning, "display_not_saved", {{"text", saved.error().text}});
}

}  // namespace replywatch

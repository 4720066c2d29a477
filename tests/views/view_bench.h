// ViewBench: the whole screen without a window: a store in a folder of its own, a clock that stands still,
// clicks and keys by id, actions carried out at once.
#pragma once

#include <gtest/gtest.h>
#include <imgui.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dashboard/backend.h"
#include "dashboard/ui/screen.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temp_folder.h"

namespace replywatch {

class ViewBench : public ::testing::Test {
 public:
  ~ViewBench() override;

 protected:
  void SetUp() override;
  void TearDown() override;

  // One frame; actions wait in `actions_`.
  void Draw();
  // Frames until everything asked for is done and loaded.
  void Settle();
  void Click(const std::string& id);
  void MoveTo(float x, float y);
  void Press(Key key, bool ctrl = false, bool shift = false);
  // As a keyboard does: each letter of ASCII also presses its key.
  void Type(std::string_view text);
  bool Has(const std::string& id) const { return probe_.Find(id) != nullptr; }
  bool Shows(std::string_view text) const { return probe_.Shows(text); }
  Rect RectOf(const std::string& id) const;

  void Open(const std::string& person);  // selects the row of that name
  ConversationId ConversationOf(const std::string& person) const;
  std::string Composed() { return CurrentDraft(desk_).edit.text(); }
  MessageId NewestMessage() const;  // of the other side, in the open conversation
  void Read(const std::function<void(Session&)>& body);
  std::vector<OutboundMessage> Queued();
  void Advance(Duration d);

  TempFolder folder_;
  ManualClock clock_{Timestamp{1'795'348'800'000}};  // Sunday 2026-11-22 12:00 UTC
  std::unique_ptr<BackendOpener> opener_;
  Backend* backend_ = nullptr;
  Snapshot snapshot_;
  Desk desk_;
  Fonts* fonts_ = nullptr;
  LayoutCache layouts_;
  Catalogue words_;
  std::unique_ptr<LocalTime> local_;
  UiInput input_;
  std::vector<Action> actions_;
  std::vector<ActionResult> results_;
  Probe probe_;
  std::unique_ptr<Screen> screen_;
  float width_ = 1440;
  float height_ = 900;

 private:
  void Load();
  ImGuiContext* context_ = nullptr;
  std::int64_t generation_ = 0;
};

}  // namespace replywatch

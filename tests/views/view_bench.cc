#include "tests/views/view_bench.h"

#include "dashboard/run_action.h"
#include "dashboard/what_to_load.h"
#include "shared/base/file.h"
#include "shared/settings/catalogue_file.h"
#include "tests/support/demo_store.h"

namespace replywatch {
namespace {

// Fonts are the same for every test and take a moment to build.
struct SharedFonts {
  ImFontAtlas atlas;
  Fonts fonts;
  SharedFonts() { fonts.Build(atlas, 1); }
};
SharedFonts& FontsOfAll() {
  static SharedFonts fonts;
  return fonts;
}

}  // namespace

ViewBench::~ViewBench() = default;

void ViewBench::SetUp() {
  const std::string database = folder_.DatabaseUrl();
  const std::filesystem::path file = folder_.path() / "replywatch.json";
  ASSERT_TRUE(WriteFileAtomically(file, testing::DemoSettings(database)).ok());
  {
    auto store = OpenStore(database, OpenMode::kMigrate);
    ASSERT_TRUE(store.ok()) << store.error().text;
    const auto classifier = LoadWordListClassifier(std::filesystem::path(RW_TEST_CONFIG_DIR) / "languages");
    const Status filled = testing::FillDemoStore(**store, **classifier, clock_.Now());
    ASSERT_TRUE(filled.ok()) << filled.error().text;
  }
  opener_ = std::make_unique<BackendOpener>(file.string());
  BackendTrouble trouble;
  backend_ = opener_->Open(trouble);
  ASSERT_NE(backend_, nullptr) << trouble.text;
  words_ = *LoadCatalogue(RW_TEST_CONFIG_DIR, "en");
  local_ = std::make_unique<LocalTime>("en", "Europe/Bucharest");
  fonts_ = &FontsOfAll().fonts;
  context_ = ImGui::CreateContext(&FontsOfAll().atlas);
  ImGui::SetCurrentContext(context_);
  ImGui::GetIO().IniFilename = nullptr;
  ApplyStyle(LightTheme(), 1);
  screen_ = std::make_unique<Screen>();
  Read([&](Session& session) { desk_.agent = session.staff().Agents()->front().id; });
  desk_.has_chosen_agent = true;
  MoveTo(700, 5);
  Settle();
}

void ViewBench::TearDown() {
  if (context_ != nullptr) ImGui::DestroyContext(context_);
}

void ViewBench::Load() {
  auto loaded = LoadSnapshot(*backend_, WhatToLoad(desk_, snapshot_, clock_.Now()), clock_.Now());
  ASSERT_TRUE(loaded.ok()) << loaded.error().text;
  snapshot_ = std::move(loaded).value();
  snapshot_.generation = ++generation_;
}

void ViewBench::Draw() {
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = ImVec2(width_, height_);
  io.DeltaTime = 1.0F / 60;
  ImGui::NewFrame();
  probe_.Clear();
  Ui ui{snapshot_, desk_,        desk_.display.is_dark ? DarkTheme() : LightTheme(),
        *fonts_,   layouts_,     words_,
        *local_,   input_,       actions_,
        &probe_,   clock_.Now(), {0, 0, width_, height_}};
  screen_->Draw(ui);
  ImGui::Render();
}

void ViewBench::Settle() {
  for (int round = 0; round < 4; ++round) {
    Load();
    Draw();
    for (const Action& action : DraftsToSave(desk_, clock_.Now(), true)) actions_.push_back(action);
    for (const Action& action : std::exchange(actions_, {})) {
      const bool needs_store = !std::holds_alternative<OpenLinkAction>(action) &&
                               !std::holds_alternative<StartCollectorAction>(action) &&
                               !std::holds_alternative<CallAction>(action);
      ActionResult result{action, {}, {}, false, std::nullopt};
      if (needs_store) result = RunAction(*backend_, {desk_.agent, clock_.Now()}, action);
      TakeResult(desk_, result, clock_.Now(), words_);
      results_.push_back(std::move(result));
    }
  }
}

Rect ViewBench::RectOf(const std::string& id) const {
  const ProbeItem* item = probe_.Find(id);
  EXPECT_NE(item, nullptr) << "nothing called " << id;
  return item == nullptr ? Rect{} : item->rect;
}

void ViewBench::MoveTo(float x, float y) { ImGui::GetIO().MousePos = ImVec2(x, y); }

void ViewBench::Click(const std::string& id) {
  const Rect rect = RectOf(id);
  MoveTo(rect.x + rect.w / 2, rect.y + rect.h / 2);
  Draw();
  ImGui::GetIO().MouseDown[0] = true;
  Draw();
  ImGui::GetIO().MouseDown[0] = false;
  Draw();
  MoveTo(700, 5);
  desk_.engaged_until = {};
  Settle();
}

void ViewBench::Press(Key key, bool ctrl, bool shift) {
  input_.keys.push_back({key, ctrl, shift, false, false});
  Draw();
  desk_.engaged_until = {};
  Settle();
}

void ViewBench::Type(std::string_view text) {
  for (const char c : text) {
    if (c >= 'a' && c <= 'z') input_.keys.push_back({static_cast<Key>(c - 'a'), false, false, false, false});
  }
  input_.typed += text;
  Draw();
  Advance(Duration::Seconds(1));
  Settle();
}

ConversationId ViewBench::ConversationOf(const std::string& person) const {
  for (const ListRow& row : snapshot_.rows) {
    if (row.name == person) return row.conversation;
  }
  ADD_FAILURE() << person << " is not in the list";
  return {};
}

void ViewBench::Open(const std::string& person) {
  Select(desk_, ConversationOf(person));
  Settle();
}

MessageId ViewBench::NewestMessage() const {
  MessageId newest;
  if (!snapshot_.detail) return newest;
  for (const ConversationPart& part : snapshot_.detail->parts) {
    for (const ConversationMessage& entry : part.messages) {
      if (entry.message.item.direction == Direction::kIncoming) newest = entry.message.id;
    }
  }
  return newest;
}

void ViewBench::Read(const std::function<void(Session&)>& body) {
  const Status read = backend_->store->Read([&](Session& session) -> Status {
    body(session);
    return {};
  });
  ASSERT_TRUE(read.ok()) << read.error().text;
}

std::vector<OutboundMessage> ViewBench::Queued() {
  std::vector<OutboundMessage> queued;
  Read([&](Session& session) { queued = *session.outbox().InState(OutboundState::kQueued, {}, 100); });
  return queued;
}

void ViewBench::Advance(Duration d) { clock_.Advance(d); }

}  // namespace replywatch

// Text that means harm is drawn inside its box and breaks nothing.
#include "shared/actions/wait_keeper.h"
#include "tests/views/view_bench.h"

namespace replywatch {
namespace {

class HostileText : public ViewBench {
 protected:
  void Receive(const std::string& name, const std::string& text) {
    const Status done = backend_->store->Write([&](Session& session) -> Status {
      Message m;
      m.inbox_id = session.inboxes().All()->front().id;
      m.item.source_id = "hostile";
      m.item.root_source_id = "hostile-root";
      m.item.root_title = text.substr(0, 400);
      m.item.author = {"hostile", name, name, "javascript:alert(1)", ""};
      m.item.text = text;
      m.item.permalink = "file:///etc/passwd";
      m.item.attachments = {{AttachmentKind::kImage, "http://x.example/%s%n", text.substr(0, 400)}};
      m.item.created_at = m.visible_at = m.fetched_at = clock_.Now() - Duration::Days(9);
      m.item.abilities.reply_public = true;
      m.classification.flags = Flag::kProblem;
      m.classification.evidence = {{0, 3, Flag::kProblem}, {5, text.size() + 900, Flag::kThreat}};
      RW_ASSIGN_OR_RETURN(m.contact_id, session.contacts().Resolve(m.inbox_id, m.item.author, clock_.Now()));
      RW_ASSIGN_OR_RETURN(m.conversation_id, session.conversations().Resolve(
                                                 {m.inbox_id, "hostile-root", Visibility::kPublic, m.item.root_title, ""},
                                                 m.contact_id, clock_.Now()));
      RW_ASSIGN_OR_RETURN(m.id, session.messages().Insert(m));
      return WaitsAfterInsert(session, m);
    });
    ASSERT_TRUE(done.ok()) << done.error().text;
    Settle();
    Select(desk_, desk_.rows.front().conversation);
    Settle();
  }
  void ExpectInBounds() {
    for (const ProbeItem& item : probe_.items) {
      EXPECT_GE(item.rect.x, -1) << item.id;
      EXPECT_LE(item.rect.Right(), width_ + 1) << item.id;
    }
    const ImDrawData* data = ImGui::GetDrawData();
    EXPECT_LT(data->TotalVtxCount, 120'000);
  }
};

TEST_F(HostileText, SixtyThousandCharactersWithoutASpace) {
  Receive("Ana", std::string(60'000, 'x'));
  ExpectInBounds();
}

TEST_F(HostileText, PilesOfAccentsAndTurnedDirections) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "Z\u0337\u0322\u031B\u202E\u2067";
  Receive("\u202EanA\u0337\u0337\u0337", text);
  ExpectInBounds();
}

TEST_F(HostileText, ANameAsLongAsATitle) {
  Receive(std::string(390, 'W'), "hello");
  ExpectInBounds();
}

TEST_F(HostileText, FormatStringsAndIdsOfImGui) {
  Receive("%s%n##x###root", "%s%s%s%n {name} ##list ###timeline");
  EXPECT_TRUE(Shows("%s%s%s%n {name}"));
}

TEST_F(HostileText, ThousandsOfEmoji) {
  std::string text;
  for (char32_t c = 0x1F300; c < 0x1F6FF; ++c) {
    text += static_cast<char>(0xF0);
    text += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    text += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (c & 0x3F));
  }
  Receive("Ana", text);
  ExpectInBounds();
}

TEST_F(HostileText, IsComposedWithoutHarm) {
  Open("Joan Miller");
  Click("composer");
  input_.typed = std::string(30'000, 'q') + "\u202E👩‍👩‍👧‍👦";
  Draw();
  Settle();
  ExpectInBounds();
  EXPECT_GT(Composed().size(), 30'000U);
}

TEST_F(HostileText, FitsTheSmallestWindow) {
  width_ = 640;
  height_ = 480;
  Receive("Ana", std::string(500, 'x'));
  const ImDrawData* data = ImGui::GetDrawData();
  EXPECT_GT(data->TotalVtxCount, 0);
}

}  // namespace
}  // namespace replywatch

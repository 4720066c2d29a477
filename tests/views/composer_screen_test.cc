// Writing on the screen: the composer, its modes, drafts, the reply check, and the undo bar.
#include "dashboard/ui/commands.h"
#include "tests/views/view_bench.h"

namespace replywatch {
namespace {

using ComposerScreen = ViewBench;

TEST_F(ComposerScreen, LeavesTheKeysToTheEditorWhileTyping) {
  Open("Joan Miller");
  const ConversationId id = desk_.selected;
  Click("composer");
  Type("je ne sais pas");
  EXPECT_EQ(desk_.selected, id);
  EXPECT_EQ(Composed(), "je ne sais pas");
}

TEST_F(ComposerScreen, DoesNotTypeTheLetterThatWasACommand) {
  Open("Joan Miller");
  input_.keys.push_back({Key::kN, false, false, false, false});
  input_.typed = "n";
  Draw();
  Settle();
  EXPECT_EQ(desk_.mode, ComposerMode::kNote);
  EXPECT_EQ(desk_.focus, Focus::kComposer);
  EXPECT_EQ(Composed(), "");
}

TEST_F(ComposerScreen, ComposesEmojiAndDiacritics) {
  Open("Joan Miller");
  Click("composer");
  Type("Mulțumim, zażółć, благодаря 🙂👩‍👧");
  EXPECT_EQ(Composed(), "Mulțumim, zażółć, благодаря 🙂👩‍👧");
}

TEST_F(ComposerScreen, KeepsADraftWhenTheRowChanges) {
  Open("Joan Miller");
  Click("composer");
  Type("half a thought");
  Press(Key::kEscape);
  Press(Key::kJ);
  EXPECT_EQ(Composed(), "");
  Press(Key::kK);
  EXPECT_EQ(Composed(), "half a thought");
}

TEST_F(ComposerScreen, StoresADraftForTheNextStart) {
  Open("Joan Miller");
  Click("composer");
  Type("half a thought");
  bool found = false;
  Read([&](Session& session) {
    for (const Draft& draft : *session.staff().Drafts(desk_.agent))
      found = found || (draft.text == "half a thought" && draft.mode == "private");
  });
  EXPECT_TRUE(found);
}

constexpr const char* kGoodReply =
    "Hello Joan, thank you for your question! Yes, we ship to Ireland and it takes about four days. If there is anything else we "
    "can help with, just write.";

TEST_F(ComposerScreen, QueuesExactlyOneReplyWithCtrlEnter) {
  Open("Joan Miller");
  Click("composer");
  Type(kGoodReply);
  Press(Key::kEnter, true);
  const auto queued = Queued();
  ASSERT_EQ(queued.size(), 1U);
  EXPECT_EQ(queued[0].text, kGoodReply);
  EXPECT_EQ(queued[0].visibility, Visibility::kPrivate);
}

TEST_F(ComposerScreen, EmptiesTheComposerWhenTheReplyIsQueued) {
  Open("Joan Miller");
  Click("composer");
  Type(kGoodReply);
  Press(Key::kEnter, true);
  EXPECT_EQ(Composed(), "");
  EXPECT_TRUE(Has("undo"));
}

TEST_F(ComposerScreen, GivesAReplyFiveSecondsForUndo) {
  Open("Joan Miller");
  Click("composer");
  Type(kGoodReply);
  Press(Key::kEnter, true);
  EXPECT_EQ(Queued().at(0).not_before, clock_.Now() + Duration::Seconds(5));
}

TEST_F(ComposerScreen, TakesAReplyBackByTheUndoBar) {
  Open("Joan Miller");
  Click("composer");
  Type(kGoodReply);
  Press(Key::kEnter, true);
  Click("undo");
  EXPECT_TRUE(Queued().empty());
}

TEST_F(ComposerScreen, DropsTheUndoBarAfterFiveSeconds) {
  Press(Key::kE);
  ASSERT_TRUE(Has("undo"));
  Advance(Duration::Seconds(5));
  Draw();
  EXPECT_FALSE(Has("undo"));
}

TEST_F(ComposerScreen, TellsWhatSpeaksAgainstAReplyBeforeItIsSent) {
  Open("Krzysztof Lis");
  Click("composer");
  Type("Nie wiemy.");
  EXPECT_TRUE(Shows("A problem without an apology"));
}

TEST_F(ComposerScreen, HoldsAReplyBackUntilAPersonOverridesTheWarnings) {
  Open("Krzysztof Lis");
  Click("composer");
  Type("Nie wiemy.");
  Press(Key::kEnter, true);
  ASSERT_TRUE(Queued().empty());
  ASSERT_TRUE(Shows("Send all the same"));
  Click("composer:send");
  EXPECT_EQ(Queued().size(), 1U);
}

TEST_F(ComposerScreen, OverridesWithTheKeyThatTheButtonNames) {
  Open("Krzysztof Lis");
  Click("composer");
  Type("Nie wiemy.");
  Press(Key::kEnter, true);
  ASSERT_TRUE(Shows("Send all the same"));
  Press(Key::kEnter, true);
  EXPECT_EQ(Queued().size(), 1U);
}

TEST_F(ComposerScreen, AChangedTextIsCheckedAnew) {
  Open("Krzysztof Lis");
  Click("composer");
  Type("Nie wiemy.");
  Press(Key::kEnter, true);
  Type(" Naprawdę.");
  EXPECT_FALSE(Shows("Send all the same"));
  Press(Key::kEnter, true);
  EXPECT_TRUE(Queued().empty());
}

TEST_F(ComposerScreen, NeverOffersToOverrideALimit) {
  Open("Radu Stan");
  Click("composer");
  Type(std::string(600, 'x'));
  EXPECT_TRUE(Shows("characters too many"));
  Click("composer:send");
  EXPECT_TRUE(Queued().empty());
  EXPECT_FALSE(Shows("Send all the same"));
}

TEST_F(ComposerScreen, HoldsAReplyBackWhenAMessageArrivesDuringTheWriting) {
  Open("Joan Miller");
  Click("composer");
  Type(kGoodReply);
  const Status arrived = backend_->store->Write([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(std::optional<Message> more, session.messages().Get(NewestMessage()));
    more->id = {};
    more->item.source_id = "arrives-late";
    more->item.text = "Never mind, I found it.";
    return session.messages().Insert(*more).status();
  });
  ASSERT_TRUE(arrived.ok());
  Settle();
  EXPECT_TRUE(Shows("Never mind, I found it."));
  Press(Key::kEnter, true);
  EXPECT_TRUE(Queued().empty());
  EXPECT_TRUE(Shows("A new message arrived meanwhile"));
}

TEST_F(ComposerScreen, KnowsOfNothingNewInALinkedConversationThatIsOnScreen) {
  Open("Katarzyna Wrońska");
  Press(Key::kR);
  Type("Ne znam.");
  EXPECT_FALSE(Shows("A new message arrived meanwhile"));
}

TEST_F(ComposerScreen, AnswersPrivatelyWhereNothingIsPublic) {
  Open("Joan Miller");
  ASSERT_TRUE(snapshot_.detail);
  ASSERT_FALSE(snapshot_.detail->public_target);
  Press(Key::kR);
  Type("e");
  EXPECT_EQ(Composed(), "e") << "typed, not taken for the key that ends a conversation";
}

TEST_F(ComposerScreen, NeverPostsANote) {
  Open("Joan Miller");
  Press(Key::kN);
  Type("only for us");
  Press(Key::kEnter, true);
  EXPECT_TRUE(Queued().empty());
  EXPECT_TRUE(Shows("only for us"));
  EXPECT_EQ(Composed(), "");
}

TEST_F(ComposerScreen, KeepsTheTextsOfTheModesApart) {
  Open("Radu Stan");
  Press(Key::kN);
  Type("note");
  Click("mode:public");
  EXPECT_EQ(Composed(), "");
}

}  // namespace
}  // namespace replywatch

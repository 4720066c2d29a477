// Liking by key, button and link: what is closed by it, what is said, and where it is not offered.
#include <algorithm>

#include "shared/actions/like_actions.h"
#include "shared/actions/wait_keeper.h"
#include "shared/settings/catalogue_file.h"
#include "tests/views/view_bench.h"

namespace replywatch {
namespace {

class LikeScreen : public ViewBench {
 protected:
  static constexpr const char* kGlad = "Zofia Krawczyk";  // praise
  static constexpr const char* kAsks = "Oliwia Mazur";    // a question
  static constexpr const char* kLiked = "Vlad M.";        // liked on the platform
  static constexpr const char* kOfTheBlog = "Teodora";    // a platform without likes

  void SetUp() override {
    ViewBench::SetUp();
    Click("filter:all");
  }
  std::vector<Wait> WaitsOf(ConversationId id) {
    std::vector<Wait> waits;
    Read([&](Session& session) { waits = *session.conversations().Waits(id); });
    return waits;
  }
  // Under the pointer, where its links are.
  void PointAt(MessageId id) {
    const Rect text = RectOf("text:" + std::to_string(id.value));
    MoveTo(text.x + 4, text.y + 4);
    Draw();
    Draw();
  }
  void Write(const std::function<Status(Session&)>& body) {
    const Status written = backend_->store->Write(body);
    ASSERT_TRUE(written.ok()) << written.error().text;
  }
  // What the same person wrote a moment after `earlier`, and needs no answer.
  MessageId AddAfter(
      MessageId earlier, const std::function<void(Message&)>& change = [](Message&) {}) {
    MessageId id;
    Write([&](Session& session) -> Status {
      RW_ASSIGN_OR_RETURN(const std::optional<Message> before, session.messages().Get(earlier));
      Message later = *before;
      later.item.source_id += "_later";
      later.item.text = "❤";
      later.item.created_at = later.visible_at = before->item.created_at + Duration::Minutes(1);
      later.classification = {};
      later.classification.no_answer = NoAnswerReason::kEmojiOnly;
      change(later);
      RW_ASSIGN_OR_RETURN(id, session.messages().Insert(later));
      return WaitsAfterChange(session, later.conversation_id);
    });
    Settle();
    return id;
  }
  static std::string LinkOf(MessageId id) { return "like:" + std::to_string(id.value); }
  OutboundMessage OnlyQueued() {
    const auto queued = Queued();
    EXPECT_EQ(queued.size(), 1U);
    return queued.empty() ? OutboundMessage{} : queued.front();
  }
};

TEST_F(LikeScreen, LikesAndClosesKindWordsByOneKey) {
  Open(kGlad);
  const ConversationId glad = desk_.selected;
  const MessageId message = NewestMessage();
  Press(Key::kV);
  const OutboundMessage like = OnlyQueued();
  EXPECT_EQ(like.kind, OutboundKind::kLike);
  EXPECT_EQ(like.target, message);
  EXPECT_EQ(like.not_before, clock_.Now() + kUndoTime);
  ASSERT_EQ(WaitsOf(glad).size(), 1U);
  EXPECT_EQ(WaitsOf(glad).front().outcome, WaitOutcome::kLiked);
  EXPECT_TRUE(Shows("Liked and closed."));
}

TEST_F(LikeScreen, TakesBothBackByOneKey) {
  Open(kGlad);
  const ConversationId glad = desk_.selected;
  Press(Key::kV);
  Press(Key::kZ);
  EXPECT_TRUE(Queued().empty());
  EXPECT_FALSE(WaitsOf(glad).front().ended_at);
}

TEST_F(LikeScreen, LikesWhoAsksWithoutClosing) {
  Open(kAsks);
  const ConversationId asks = desk_.selected;
  Press(Key::kV);
  EXPECT_EQ(OnlyQueued().conversation_id, asks);
  EXPECT_FALSE(WaitsOf(asks).front().ended_at) << "a like answers no question";
  EXPECT_TRUE(Shows("the person still waits for an answer"));
  EXPECT_EQ(desk_.selected, asks);
}

TEST_F(LikeScreen, ClosesNothingWhenAQuestionCameMeanwhile) {
  Open(kGlad);
  const ConversationId glad = desk_.selected;
  const MessageId message = NewestMessage();
  ASSERT_TRUE(backend_->store
                  ->Write([&](Session& session) {
                    FlagCorrection asks;
                    asks.question = true;
                    return CorrectFlags(session, {{}, clock_.Now()}, message, asks);
                  })
                  .ok());
  actions_.emplace_back(LikeAction{glad, message, /*closes=*/true});
  Settle();
  EXPECT_EQ(OnlyQueued().kind, OutboundKind::kLike);
  const std::vector<Wait> waits = WaitsOf(glad);
  EXPECT_TRUE(std::any_of(waits.begin(), waits.end(), [](const Wait& wait) { return !wait.ended_at; }));
  EXPECT_TRUE(Shows("the person still waits for an answer"));
}

TEST_F(LikeScreen, SaysThatItClosesNothingWhenAColleagueWasFaster) {
  Open(kGlad);
  const ConversationId glad = desk_.selected;
  const MessageId message = NewestMessage();
  Write([&](Session& session) { return MarkDone(session, {{}, clock_.Now()}, glad); });
  actions_.emplace_back(LikeAction{glad, message, /*closes=*/true});
  Settle();
  EXPECT_EQ(OnlyQueued().target, message);
  EXPECT_EQ(WaitsOf(glad).front().outcome, WaitOutcome::kClosed);
  EXPECT_TRUE(Shows("The like goes out."));
  EXPECT_FALSE(Shows("Liked and closed."));
}

TEST_F(LikeScreen, NamesTheClosingOnlyWhereALikeCloses) {
  Open(kGlad);
  ASSERT_TRUE(Has("head:like"));
  EXPECT_TRUE(Shows("Like and close"));
  Open(kAsks);
  ASSERT_TRUE(Has("head:like"));
  EXPECT_FALSE(Shows("Like and close"));
}

TEST_F(LikeScreen, HasRoomForItsNameInEveryLanguage) {
  for (const char* language : {"en", "ro", "pl", "bg"}) {
    words_ = *LoadCatalogue(RW_TEST_CONFIG_DIR, language);
    desk_.display.language = language;
    Settle();
    Open(kGlad);
    EXPECT_TRUE(Has("head:like")) << language;
    EXPECT_TRUE(Shows(words_.Text("command.like_and_close"))) << language;
  }
}

TEST_F(LikeScreen, NamesTheClosingInThePalette) {
  Open(kGlad);
  const ConversationId glad = desk_.selected;
  Press(Key::kK, /*ctrl=*/true);
  Type("like and close");
  EXPECT_TRUE(Has("palette:command.like"));
  Press(Key::kEnter);
  EXPECT_EQ(WaitsOf(glad).front().outcome, WaitOutcome::kLiked);
}

TEST_F(LikeScreen, LikesTheWordsThatWaitNotWhatCameAfterThem) {
  Open(kGlad);
  const MessageId praise = NewestMessage();
  const MessageId heart = AddAfter(praise);
  ASSERT_EQ(NewestMessage(), heart);
  Press(Key::kV);
  EXPECT_EQ(OnlyQueued().target, praise);
}

TEST_F(LikeScreen, LikesTheWordsThatWaitWhereTheNewestCannotBeLiked) {
  Open(kGlad);
  const MessageId praise = NewestMessage();
  AddAfter(praise, [](Message& heart) { heart.item.liked = true; });
  ASSERT_TRUE(Has("head:like"));
  Press(Key::kV);
  EXPECT_EQ(OnlyQueued().target, praise);
}

TEST_F(LikeScreen, TellsThatTheWordsThatWaitAreLikedAlready) {
  Open(kGlad);
  const MessageId praise = NewestMessage();
  AddAfter(praise);
  PointAt(praise);
  Click(LinkOf(praise));
  EXPECT_FALSE(Has("head:like"));
  Press(Key::kV);
  EXPECT_TRUE(Shows("It is liked already."));
  EXPECT_EQ(OnlyQueued().target, praise);
}

TEST_F(LikeScreen, LikesTheNewestWhereNobodyWaits) {
  Open(kGlad);
  const ConversationId glad = desk_.selected;
  const MessageId heart = AddAfter(NewestMessage());
  Write([&](Session& session) { return MarkDone(session, {{}, clock_.Now()}, glad); });
  Settle();
  EXPECT_FALSE(Shows("Like and close"));
  Press(Key::kV);
  EXPECT_EQ(OnlyQueued().target, heart);
  EXPECT_TRUE(Shows("The like goes out."));
}

TEST_F(LikeScreen, LikesOnlyFromThePalette) {
  Open(kGlad);
  const ConversationId glad = desk_.selected;
  Press(Key::kK, /*ctrl=*/true);
  Type("without closing");
  Press(Key::kEnter);
  EXPECT_EQ(OnlyQueued().kind, OutboundKind::kLike);
  EXPECT_FALSE(WaitsOf(glad).front().ended_at);
}

TEST_F(LikeScreen, LikesOneMessageByItsLink) {
  Open(kGlad);
  const MessageId message = NewestMessage();
  EXPECT_FALSE(Has(LinkOf(message))) << "only under the pointer";
  PointAt(message);
  ASSERT_TRUE(Has(LinkOf(message)));
  Click(LinkOf(message));
  EXPECT_EQ(OnlyQueued().target, message);
  EXPECT_FALSE(WaitsOf(desk_.selected).front().ended_at) << "the key closes, the link does not";
}

TEST_F(LikeScreen, TellsALikeOnItsWayAndOneThatStands) {
  Open(kGlad);
  const MessageId message = NewestMessage();
  PointAt(message);
  Click(LinkOf(message));
  EXPECT_TRUE(Shows("our like goes out in a moment"));
  EXPECT_FALSE(Has(LinkOf(message)));
  Press(Key::kV);
  EXPECT_TRUE(Shows("It is liked already."));
  EXPECT_EQ(Queued().size(), 1U);
  Open(kLiked);
  EXPECT_TRUE(Shows("liked by us"));
  EXPECT_FALSE(Has("head:like"));
}

TEST_F(LikeScreen, OffersNoLikeWhereThePlatformKnowsNone) {
  Open(kOfTheBlog);
  PointAt(NewestMessage());
  EXPECT_FALSE(Has(LinkOf(NewestMessage())));
  EXPECT_FALSE(Has("head:like"));
  Press(Key::kV);
  EXPECT_TRUE(Queued().empty());
  EXPECT_TRUE(Shows("This message cannot be liked from here."));
}

TEST_F(LikeScreen, OffersALikeThatFailedToBeSettled) {
  Open(kGlad);
  const MessageId message = NewestMessage();
  Press(Key::kV);
  OutboundMessage like = OnlyQueued();
  ASSERT_TRUE(backend_->store
                  ->Write([&](Session& session) -> Status {
                    like.state = OutboundState::kFailed;
                    like.error = ErrorKind::kTargetGone;
                    like.error_text = "gone";
                    RW_RETURN_IF_ERROR(session.outbox().Move(like, OutboundState::kQueued));
                    return NoteLikeFailed(session, {{}, clock_.Now()}, like);
                  })
                  .ok());
  Settle();
  Open(kGlad);
  EXPECT_TRUE(Shows("Like of a message"));
  EXPECT_FALSE(WaitsOf(like.conversation_id).front().ended_at) << "the person waits again";
  Click("settle_here:" + std::to_string(like.id.value));
  EXPECT_TRUE(Shows("There is nothing left to like"));
  Click("drop:" + std::to_string(like.id.value));
  Read([&](Session& session) { EXPECT_EQ((*session.outbox().Get(like.id))->state, OutboundState::kCancelled); });
  EXPECT_EQ(like.target, message);
}

}  // namespace
}  // namespace replywatch

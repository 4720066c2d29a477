// What every connector keeps when it likes: once however often it is asked, and nowhere but where it says that it can.
#include "tests/connectors/support/conformance.h"

namespace replywatch {
namespace {

using testing::Conformance;
using testing::ConnectorBench;

class Likes : public Conformance {
 protected:
  void SetUp() override {
    Conformance::SetUp();
    if (IsSkipped()) return;
    bench_ = Bench();
    comment_ = bench_->world.AddComment("ana", bench_->world.AddPost("New mugs"), "Love it, thank you!");
  }
  Status Like(const std::string& id) {
    return bench_->connector->Like(bench_->SourceId(id), bench_->world.Now(), bench_->cancel);
  }
  int LikesOf(const std::string& id) const { return bench_->Message(id).likes; }
  // As it is read now.
  const Item* Reread(const std::string& id) {
    EXPECT_TRUE(bench_->FetchAll().ok());
    const auto swept = bench_->connector->Sweep({{bench_->SourceId(id)}, bench_->world.Now()}, bench_->cancel);
    EXPECT_TRUE(swept.ok() && swept->items.size() == 1);
    if (!swept.ok() || swept->items.size() != 1) return nullptr;
    return &(bench_->items[bench_->SourceId(id)] = swept->items.front());
  }

  std::unique_ptr<ConnectorBench> bench_;
  std::string comment_;
};

TEST_P(Likes, AreRefusedUnaskedWhereThePlatformKnowsNone) {
  const int before = bench_->server->requests();
  EXPECT_EQ(Like(comment_).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(bench_->server->requests(), before) << "nothing is asked";
  ASSERT_TRUE(bench_->FetchAll().ok());
  for (const auto& [id, item] : bench_->items) EXPECT_FALSE(item.abilities.like) << id;
}

TEST_P(Likes, StandOnceHoweverOftenTheyAreAskedFor) {
  for (int i = 0; i < 3; ++i) {
    const Status liked = Like(comment_);
    ASSERT_TRUE(liked.ok()) << liked.error().text;
    EXPECT_EQ(LikesOf(comment_), 1);
    bench_->world.Pass(Duration::Hours(1));
    bench_->Restart();
    ASSERT_TRUE(bench_->Check().ok());
  }
}

TEST_P(Likes, AreToldByTheItemBeforeAndAfter) {
  const Item* before = Reread(comment_);
  ASSERT_NE(before, nullptr);
  EXPECT_TRUE(before->abilities.like);
  EXPECT_EQ(before->liked, false);
  ASSERT_TRUE(Like(comment_).ok());
  const bool is_told_late = GetParam().quirk == "late_likes";
  EXPECT_EQ(Reread(comment_)->liked, !is_told_late);
}

TEST_P(Likes, AreForPublicWordsOfOthersOnly) {
  const auto ours = bench_->world.Answer(comment_, "@ana Thank you!", Visibility::kPublic);
  const std::string letter = bench_->CanPrivate() ? bench_->world.AddPrivate("ana", "Thanks again!") : std::string();
  ASSERT_TRUE(bench_->FetchAll().ok());
  ASSERT_NE(bench_->Find(ours->id), nullptr);
  EXPECT_FALSE(bench_->Find(ours->id)->abilities.like);
  if (letter.empty() || bench_->Find(letter) == nullptr) return;
  EXPECT_FALSE(bench_->Find(letter)->abilities.like);
}

TEST_P(Likes, SayWhenTheirTargetIsGone) {
  bench_->world.Remove(comment_, RemovedBy::kAuthor);
  EXPECT_EQ(Like(comment_).error().kind, ErrorKind::kTargetGone);
  EXPECT_EQ(LikesOf(comment_), 0);
}

TEST_P(Likes, SortTroubleByWhatToDo) {
  const std::vector<std::pair<PracticeFaultKind, ErrorKind>> expected{{PracticeFaultKind::kThrottled, ErrorKind::kRetryAt},
                                                                      {PracticeFaultKind::kUnauthorized, ErrorKind::kReauthorize},
                                                                      {PracticeFaultKind::kForbidden, ErrorKind::kPermission}};
  for (const auto& [fault, kind] : expected) {
    bench_->server->AddFault({fault, "", "", 9, 0});
    const Status liked = Like(comment_);
    bench_->server->ClearFaults();
    ASSERT_FALSE(liked.ok());
    EXPECT_EQ(liked.error().kind, kind) << liked.error().text;
  }
  EXPECT_EQ(LikesOf(comment_), 0);
}

// Whatever a broken-off attempt did, it says that another one is worth it, and that one leaves exactly one like.
TEST_P(Likes, AreOneWhateverBreaks) {
  for (const auto fault : {PracticeFaultKind::kAnswerLost, PracticeFaultKind::kTruncated, PracticeFaultKind::kSlow,
                           PracticeFaultKind::kUnreachable, PracticeFaultKind::kServerError, PracticeFaultKind::kHtmlPage}) {
    const std::string comment = bench_->world.AddComment("jan", bench_->Message(comment_).root_id, "Lovely.");
    bench_->server->AddFault({fault, "POST", "", 1, 0});
    const Status broken = Like(comment);
    ASSERT_FALSE(broken.ok());
    EXPECT_TRUE(broken.error().kind == ErrorKind::kUnknownOutcome || broken.error().kind == ErrorKind::kBackOff)
        << broken.error().text;
    ASSERT_TRUE(Like(comment).ok());
    EXPECT_EQ(LikesOf(comment), 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Platforms, Likes, ::testing::ValuesIn(testing::Subjects()), testing::TestNameOf);

}  // namespace
}  // namespace replywatch

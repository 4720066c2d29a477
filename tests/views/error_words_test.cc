// What went wrong is told in the language of the screen, for every kind of error and wherever it is shown.
#include "dashboard/view_models/error_words.h"

#include <set>
#include <tuple>

#include "dashboard/ui/failure_words.h"
#include "shared/settings/catalogue_file.h"
#include "tests/views/view_bench.h"

namespace replywatch {
namespace {

Catalogue Words(const std::string& language) { return *LoadCatalogue(RW_TEST_CONFIG_DIR, language); }

std::vector<ErrorKind> AllKinds() {
  std::vector<ErrorKind> kinds;
  for (int i = 0; i <= static_cast<int>(ErrorKind::kInternal); ++i) kinds.push_back(static_cast<ErrorKind>(i));
  return kinds;
}

std::vector<ErrorScene> AllScenes() {
  std::vector<ErrorScene> scenes;
  for (int i = 0; i <= static_cast<int>(ErrorScene::kOther); ++i) scenes.push_back(static_cast<ErrorScene>(i));
  return scenes;
}

class ErrorWords : public ::testing::TestWithParam<const char*> {};

TEST_P(ErrorWords, HaveASentenceForEveryKindEverywhere) {
  const Catalogue words = Words(GetParam());
  for (const ErrorKind kind : AllKinds()) {
    EXPECT_TRUE(words.phrases().contains("error." + std::string(ErrorKindName(kind)))) << ErrorKindName(kind);
    for (const ErrorScene scene : AllScenes()) {
      const std::string sentence = Explain(scene, kind, "", words).sentence;
      EXPECT_TRUE(sentence.ends_with('.') && sentence.find(' ') != std::string::npos) << ErrorKindName(kind) << ": " << sentence;
    }
  }
}

TEST_P(ErrorWords, NeverSpeakEnglishElsewhere) {
  if (std::string_view(GetParam()) == "en") return;
  const Catalogue words = Words(GetParam());
  const Catalogue english = Words("en");
  for (const ErrorKind kind : AllKinds()) {
    for (const ErrorScene scene : AllScenes())
      EXPECT_NE(Explain(scene, kind, "", words).sentence, Explain(scene, kind, "", english).sentence) << ErrorKindName(kind);
  }
}

TEST_P(ErrorWords, KeepTheOriginalWordsOutOfTheSentence) {
  const Catalogue words = Words(GetParam());
  for (const ErrorKind kind : AllKinds()) {
    OutboundMessage reply;
    reply.error = kind;
    reply.error_text = "402 Payment\nRequired";
    const std::string sentence = Explain(reply, words).sentence;
    EXPECT_EQ(sentence.find("402"), std::string::npos) << sentence;
    EXPECT_NE(Explain(reply, words).detail.find("402 Payment Required"), std::string::npos);
    EXPECT_EQ(Explain(InboxError{kind, "402"}, words).sentence.find("402"), std::string::npos);
  }
}

TEST_P(ErrorWords, TellEveryRuleOfTheLastGate) {
  const Catalogue words = Words(GetParam());
  for (int i = 0; i <= static_cast<int>(ReplyRule::kNewMessageMeanwhile); ++i) {
    const auto rule = static_cast<ReplyRule>(i);
    OutboundMessage reply;
    reply.error = ErrorKind::kContentRejected;
    reply.error_text = std::string(ReplyRuleName(rule)) + ": in English";
    const std::string sentence = Explain(reply, words).sentence;
    EXPECT_NE(sentence, words.Text("error.content_rejected")) << sentence;
    EXPECT_EQ(sentence.find('{'), std::string::npos) << sentence;
  }
}

// What has no words to change does not go on by itself once it has failed, and twice is as good as once.
TEST_P(ErrorWords, TellOfLikesAndApprovalsWhatIsTrueOfThem) {
  const Catalogue words = Words(GetParam());
  const std::set<ErrorKind> of_both{ErrorKind::kRetryAt,        ErrorKind::kRefreshToken, ErrorKind::kPermission,
                                    ErrorKind::kWindowClosed,   ErrorKind::kTargetGone,   ErrorKind::kContentRejected,
                                    ErrorKind::kAlreadySent,    ErrorKind::kCancelled,    ErrorKind::kUnknownOutcome,
                                    ErrorKind::kInvalidArgument};
  const std::set<ErrorKind> of_likes = [&] {
    std::set<ErrorKind> out = of_both;
    out.insert(ErrorKind::kBackOff);
    return out;
  }();
  for (const auto& [kind, scene, errors] :
       {std::tuple{OutboundKind::kLike, "like_", &of_likes}, std::tuple{OutboundKind::kApproval, "approve_", &of_both}}) {
    for (const ErrorKind error : *errors) {
      OutboundMessage failed;
      failed.kind = kind;
      failed.state = OutboundState::kFailed;
      failed.error = error;
      const std::string name(ErrorKindName(error));
      EXPECT_EQ(Explain(failed, words).sentence, words.Text("error." + (scene + name)));
      EXPECT_NE(Explain(failed, words).sentence, words.Text("error." + name));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, ErrorWords, ::testing::Values("en", "ro", "pl", "bg"));

// What stands in the catalogue is reached: a scene and a kind, or a kind alone.
TEST(ErrorKeys, AreAllReached) {
  std::set<std::string> known{"error.detail"};
  for (const ErrorKind kind : AllKinds()) {
    known.insert("error." + std::string(ErrorKindName(kind)));
    for (const ErrorScene scene : AllScenes())
      known.insert("error." + std::string(ErrorSceneName(scene)) + "_" + std::string(ErrorKindName(kind)));
  }
  for (int i = 0; i <= static_cast<int>(ReplyRule::kWrongLanguage); ++i)
    known.insert("refused." + std::string(ReplyRuleName(static_cast<ReplyRule>(i))));
  const Catalogue words = Words("en");
  for (const auto& [key, phrase] : words.phrases()) {
    const bool is_ours = key.starts_with("error.") || key.starts_with("refused.");
    EXPECT_TRUE(!is_ours || known.contains(key)) << key;
  }
}

TEST(Failure, OfThanksTellsTheRule) {
  const ActionResult failed{ThankAction{},
                            MakeError(ErrorKind::kContentRejected, "english"),
                            {{ReplyRule::kTargetGone, ReplySeverity::kHard, {}, 0, 0}},
                            false,
                            {}};
  EXPECT_EQ(Explain(failed, Words("pl")).sentence, Words("pl").Text("finding.target_gone"));
}

TEST(Failure, OfAnEmptyNoteSaysSo) {
  const ActionResult failed{NoteAction{}, MakeError(ErrorKind::kInvalidArgument, "english"), {}, false, {}};
  EXPECT_EQ(Explain(failed, Words("ro")).sentence, "Nota e goală. Scrieți întâi ceva.");
}

class ErrorScreen : public ViewBench {
 protected:
  void Speak(const std::string& language) {
    words_ = Words(language);
    desk_.display.language = language;
    Settle();
  }
};

TEST_F(ErrorScreen, TellsABlindInboxInTheLanguageOfTheScreen) {
  Speak("pl");
  EXPECT_TRUE(Shows("Platforma odmawia nam dostępu."));
  EXPECT_FALSE(Shows("application password"));
}

TEST_F(ErrorScreen, KeepsTheOriginalWordsUnderThePointer) {
  const auto blind = std::find_if(snapshot_.inboxes.begin(), snapshot_.inboxes.end(),
                                  [](const Inbox& inbox) { return inbox.health.state == InboxState::kBlind; });
  const Rect rect = RectOf("inbox_health:" + std::to_string(blind->id.value));
  MoveTo(rect.x + 4, rect.y + 4);
  Draw();
  Draw();
  EXPECT_TRUE(Shows("Details: the site refuses the application password"));
}

TEST_F(ErrorScreen, TellsOfAnInboxThatReadsButNeedsALook) {
  const auto well = std::find_if(snapshot_.inboxes.begin(), snapshot_.inboxes.end(),
                                 [](const Inbox& inbox) { return inbox.active && inbox.health.state == InboxState::kOk; });
  ASSERT_NE(well, snapshot_.inboxes.end());
  const Inbox inbox = *well;
  const Status warned = backend_->store->Write([&](Session& s) {
    InboxHealth health = inbox.health;
    health.warnings = {"the token ends in 5 days; renew it"};
    return s.inboxes().SetHealth(inbox.id, health);
  });
  ASSERT_TRUE(warned.ok());
  Speak("en");
  // The words of the blind one leave no room for another; that there is one is told all the same.
  EXPECT_TRUE(Shows("+1"));
  const Rect rect = RectOf("inboxes_further");
  MoveTo(rect.x + 4, rect.y + 4);
  Draw();
  Draw();
  EXPECT_TRUE(Shows("needs a look"));
  EXPECT_TRUE(Shows("Details: the token ends in 5 days; renew it"));
}

TEST_F(ErrorScreen, TellsStuckRepliesInTheLanguageOfTheScreen) {
  Speak("bg");
  Click("trouble");
  EXPECT_TRUE(Shows("Платформата не ни позволява да пишем това."));
  EXPECT_TRUE(Shows("Подробности: the token may not write"));
}

TEST_F(ErrorScreen, TellsAFailedActionInTheLanguageOfTheScreen) {
  Speak("ro");
  actions_.emplace_back(SnoozeAction{desk_.selected, clock_.Now() - Duration::Hours(1)});
  Settle();
  Draw();
  EXPECT_TRUE(Shows("Momentul a trecut. Alegeți unul care urmează."));
  EXPECT_FALSE(Shows("that time has passed"));
}

TEST_F(ErrorScreen, TellsWhyTheDatabaseCannotBeRead) {
  Speak("pl");
  snapshot_ = {};
  snapshot_.state = SnapshotState::kUnreadable;
  snapshot_.trouble_kind = ErrorKind::kDatabaseNewer;
  snapshot_.trouble = "x.db: written by version 9";
  Draw();
  EXPECT_TRUE(Shows("Zaktualizuj ReplyWatch na tym komputerze."));
  EXPECT_TRUE(Shows("x.db: written by version 9"));
}

}  // namespace
}  // namespace replywatch

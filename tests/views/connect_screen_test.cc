// Connecting an inbox on the screen: what is asked of the collector's command, what is typed and kept, and that no secret
// stays.
#include <algorithm>

#include "dashboard/ui/commands.h"
#include "dashboard/ui/connect_form.h"
#include "shared/settings/catalogue_file.h"
#include "tests/views/view_bench.h"

namespace replywatch {
namespace {

constexpr const char* kSecret = "S3cret-token-XYZ";

std::vector<ConnectPlatform> Platforms() {
  ConnectPlatform server{"village", "Village", false, {}, {}};
  server.steps = {"Sign in at https://village.example/apps, and make an app.", "Copy its token. It does not end."};
  server.questions = {{"base_url", "Address of the server", "https://village.example", false, true},
                      {"token", "Your access token", {}, true, true},
                      {"channel", "The channel", {}, false, false}};
  ConnectPlatform telephone{"telephone", "Telephone", true, {"Nothing has to be created."}, {}};
  telephone.questions = {{"country", "Your country's code", {}, false, false}};
  return {server, telephone};
}

class ConnectScreen : public ViewBench {
 protected:
  // What the command is asked for, and what it answers.
  std::vector<ConnectOrder> Orders() {
    std::vector<ConnectOrder> orders = TakeConnectOrders(desk_);
    if (!orders.empty()) last_ = orders.back().number;
    return orders;
  }
  void Report(std::variant<ConnectFailure, std::vector<ConnectPlatform>, Connected> what) {
    Orders();
    TakeConnectReport(desk_, {last_, std::move(what)}, words_);
    Settle();
  }
  void OpenForm() {
    Press(Key::kK, true);
    Type("connect an inbox");
    Press(Key::kEnter);
  }
  void OpenList() {
    OpenForm();
    ASSERT_EQ(desk_.overlay, Overlay::kConnect);
    Report(Platforms());
  }
  void OpenVillage() {
    OpenList();
    Click("connect:platform:0");
  }
  void FillVillage() {
    OpenVillage();
    Type("https://v.example");
    Press(Key::kTab);
    Type(kSecret);
  }
  ConnectField& Field(std::size_t index) { return desk_.connect.fields.at(index); }

  std::int64_t last_ = 0;
};

TEST_F(ConnectScreen, AsksTheCommandForThePlatforms) {
  OpenForm();
  EXPECT_TRUE(Shows("Looking up what can be connected"));
  const std::vector<ConnectOrder> orders = Orders();
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(orders[0].kind, ConnectOrder::Kind::kList);
  EXPECT_EQ(orders[0].language, "en");
  Report(Platforms());
  EXPECT_TRUE(Shows("Village"));
  EXPECT_TRUE(Shows("noted by staff"));
}

TEST_F(ConnectScreen, SaysWhenThePlatformsCannotBeListedAndTriesAgain) {
  OpenForm();
  Report(ConnectFailure{ErrorKind::kInternal, "no answer", {}, true});
  EXPECT_TRUE(Shows("There was no answer that can be read."));
  EXPECT_TRUE(Shows("Details: no answer"));
  Click("connect:list");
  ASSERT_EQ(Orders().size(), 1U);
  EXPECT_FALSE(Shows("There was no answer"));
}

TEST_F(ConnectScreen, TellsTheStepsAndCopiesTheirAddresses) {
  OpenVillage();
  EXPECT_TRUE(Shows("Connect Village"));
  EXPECT_TRUE(Shows("Copy its token. It does not end."));
  EXPECT_TRUE(Shows("https://village.example/apps"));
  Click("connect:copy:1");
  EXPECT_STREQ(ImGui::GetClipboardText(), "https://village.example/apps");
  EXPECT_TRUE(Shows("Copied"));
}

TEST_F(ConnectScreen, HandsTheAnswersOverAsOneObject) {
  FillVillage();
  EXPECT_EQ(Field(3).text.text(), "Village") << "a name is proposed";
  Orders();
  Press(Key::kEnter, true);
  const std::vector<ConnectOrder> orders = Orders();
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(orders[0].kind, ConnectOrder::Kind::kConnect);
  EXPECT_EQ(orders[0].platform, "village");
  EXPECT_EQ(orders[0].answers.Reveal(), R"({"base_url":"https://v.example","token":"S3cret-token-XYZ","name":"Village"})");
  EXPECT_TRUE(Shows("Trying it at the platform"));
}

TEST_F(ConnectScreen, EnterGoesOnAndConnectsInTheLastField) {
  OpenVillage();
  Orders();
  Type("https://v.example");
  Press(Key::kEnter);
  Type(kSecret);
  Press(Key::kEnter);
  Press(Key::kEnter);
  EXPECT_EQ(desk_.connect.field, 3U);
  EXPECT_TRUE(Orders().empty());
  Press(Key::kEnter);
  EXPECT_EQ(Orders().size(), 1U);
  Press(Key::kTab, false, true);
  EXPECT_EQ(desk_.connect.field, 3U) << "nothing moves while it is tried";
}

TEST_F(ConnectScreen, ShowsSecretsAsDotsUntilAsked) {
  FillVillage();
  EXPECT_FALSE(Shows(kSecret));
  EXPECT_TRUE(Shows("••••••••••••••••"));
  Press(Key::kA, true);
  Press(Key::kC, true);
  EXPECT_STRNE(ImGui::GetClipboardText(), kSecret) << "dots are not copied";
  Click("connect:show:1");
  EXPECT_TRUE(Shows(kSecret));
  Click("connect:show:1");
  EXPECT_FALSE(Shows(kSecret));
}

TEST_F(ConnectScreen, EditsASecretBehindItsDots) {
  OpenVillage();
  Press(Key::kTab);
  Type(
      "ab\xC4\x83"
      "d");
  Press(Key::kHome);
  Press(Key::kRight);
  Press(Key::kDelete);
  EXPECT_EQ(Field(1).text.text(),
            "a\xC4\x83"
            "d");
  Press(Key::kEnd);
  Press(Key::kBackspace);
  EXPECT_EQ(Field(1).text.text(), "a\xC4\x83");
  const Rect box = RectOf("connect:field:1");
  MoveTo(box.x + box.w - 4, box.y + box.h / 2);
  Press(Key::kHome);
  Type("x");
  EXPECT_EQ(Field(1).text.text(), "xa\xC4\x83");
}

TEST_F(ConnectScreen, PastesIntoASecret) {
  OpenVillage();
  Press(Key::kTab);
  ImGui::SetClipboardText("pasted\n");
  Press(Key::kV, true);
  EXPECT_EQ(Field(1).text.text(), "pasted ");
  EXPECT_FALSE(Shows("pasted"));
}

TEST_F(ConnectScreen, SaysWhatIsMissingAtItsField) {
  OpenVillage();
  Orders();
  Type("https://v.example");
  Click("connect:go");
  EXPECT_TRUE(Orders().empty());
  EXPECT_TRUE(Shows("This is still needed."));
  EXPECT_EQ(desk_.connect.mistake_at, "token");
  EXPECT_EQ(desk_.connect.field, 1U);
  Type("t");
  EXPECT_FALSE(Shows("This is still needed.")) << "it is being mended";
}

TEST_F(ConnectScreen, KeepsEverythingAfterAMistake) {
  FillVillage();
  Press(Key::kEnter, true);
  Report(ConnectFailure{ErrorKind::kReauthorize, "401 from the server", "token", false});
  EXPECT_TRUE(Shows("The platform refuses this password or token."));
  EXPECT_TRUE(Shows("Details: 401 from the server"));
  EXPECT_EQ(desk_.connect.mistake_at, "token");
  EXPECT_EQ(Field(0).text.text(), "https://v.example");
  EXPECT_EQ(Field(1).text.text(), kSecret);
  Press(Key::kEnter, true);
  EXPECT_EQ(Orders().size(), 1U);
}

TEST_F(ConnectScreen, PutsAMistakeOfNoFieldAtTheTop) {
  FillVillage();
  Press(Key::kEnter, true);
  Report(ConnectFailure{ErrorKind::kBackOff, "no route", "unheard_of", false});
  EXPECT_TRUE(desk_.connect.mistake_at.empty());
  EXPECT_TRUE(Shows("The platform did not answer."));
}

TEST_F(ConnectScreen, ATakenNameIsSaidAtTheName) {
  FillVillage();
  Press(Key::kEnter, true);
  Report(ConnectFailure{ErrorKind::kInvalidArgument, "there is one", "name", false});
  EXPECT_EQ(desk_.connect.mistake_at, "name");
  EXPECT_TRUE(Shows("This name is taken."));
}

TEST_F(ConnectScreen, TellsWhatCameOfIt) {
  FillVillage();
  Press(Key::kEnter, true);
  Report(Connected{"Village", "@shop", {"The token ends in a week."}, true});
  EXPECT_TRUE(Shows("It works: Village is connected as @shop."));
  EXPECT_TRUE(Shows("The token ends in a week."));
  EXPECT_TRUE(Shows("The collector reads it from now on."));
  EXPECT_FALSE(HoldsSecrets(desk_.connect));
  Press(Key::kEnter);
  EXPECT_EQ(desk_.overlay, Overlay::kNone);
}

TEST_F(ConnectScreen, SaysWhatTheCollectorHasToBeToldOfANewInbox) {
  for (const bool is_running : {true, false}) {
    FillVillage();
    Press(Key::kEnter, true);
    Report(Connected{"Village", "@shop", {}, false});
    snapshot_.is_collector_running = is_running;
    Draw();
    EXPECT_FALSE(Shows("The collector reads it from now on."));
    EXPECT_TRUE(Shows(is_running ? "Start it anew, and it is read." : "Start the collector, and it is read."));
    desk_.connect.again = "Village";
    Draw();
    EXPECT_EQ(Shows("The collector reads it from now on."), is_running) << "it notices new access by itself";
    Press(Key::kEnter);
  }
}

TEST_F(ConnectScreen, SaysThatItMayHaveBeenWrittenWhereItWasBrokenOff) {
  FillVillage();
  Press(Key::kEnter, true);
  Report(ConnectFailure{ErrorKind::kUnknownOutcome, "did not end", {}, true});
  EXPECT_TRUE(Shows("may have been written"));
  EXPECT_FALSE(Shows("Nothing was written"));
}

TEST_F(ConnectScreen, AsksForPatienceWhereThePlatformDoes) {
  FillVillage();
  Press(Key::kEnter, true);
  Report(ConnectFailure{ErrorKind::kRetryAt, "too many requests", {}, false});
  EXPECT_TRUE(Shows("The platform wants a pause."));
}

TEST_F(ConnectScreen, StopsATryAndKeepsTheForm) {
  FillVillage();
  Press(Key::kEnter, true);
  Orders();
  Press(Key::kEscape);
  const std::vector<ConnectOrder> orders = TakeConnectOrders(desk_);
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(orders[0].kind, ConnectOrder::Kind::kStop);
  EXPECT_EQ(desk_.overlay, Overlay::kConnect);
  TakeConnectReport(desk_, {last_, ConnectFailure{ErrorKind::kCancelled, {}, {}, true}}, words_);
  Settle();
  EXPECT_TRUE(Shows("Stopped. Nothing was written."));
  EXPECT_EQ(Field(1).text.text(), kSecret);
}

TEST_F(ConnectScreen, AsksBeforeItForgetsASecret) {
  FillVillage();
  Press(Key::kEscape);
  EXPECT_EQ(desk_.overlay, Overlay::kConnect);
  EXPECT_TRUE(Shows("The password typed here will be forgotten."));
  Press(Key::kEscape);
  EXPECT_EQ(Field(1).text.text(), kSecret);
  Press(Key::kEscape);
  Click("connect:leave");
  EXPECT_EQ(desk_.overlay, Overlay::kNone);
  EXPECT_FALSE(HoldsSecrets(desk_.connect));
}

TEST_F(ConnectScreen, ForgetsASecretByAKeyWhenAsked) {
  FillVillage();
  Orders();
  Press(Key::kEscape);
  Press(Key::kEnter);
  EXPECT_EQ(Field(1).text.text(), kSecret) << "not by accident";
  Press(Key::kEnter, true);
  EXPECT_EQ(desk_.overlay, Overlay::kNone);
  EXPECT_FALSE(HoldsSecrets(desk_.connect));
  EXPECT_TRUE(Orders().empty());
}

TEST_F(ConnectScreen, KeepsWhatIsNoSecretForTheNextTime) {
  FillVillage();
  Press(Key::kEscape);
  Click("connect:leave");
  OpenVillage();
  EXPECT_EQ(Field(0).text.text(), "https://v.example");
  EXPECT_EQ(Field(1).text.text(), "");
}

TEST_F(ConnectScreen, ClosesAtOnceWhereNoSecretWasTyped) {
  OpenVillage();
  Type("https://v.example");
  Press(Key::kEscape);
  EXPECT_EQ(desk_.overlay, Overlay::kNone);
}

TEST_F(ConnectScreen, LeavesNoSecretHoweverItGoesFromTheScreen) {
  FillVillage();
  desk_.overlay = Overlay::kNone;
  Settle();
  EXPECT_FALSE(HoldsSecrets(desk_.connect));
}

TEST_F(ConnectScreen, ThePaletteDoesNotPushItAside) {
  FillVillage();
  Press(Key::kK, true);
  EXPECT_EQ(desk_.overlay, Overlay::kConnect);
  EXPECT_EQ(Field(1).text.text(), kSecret);
}

TEST_F(ConnectScreen, TakesNoReportThatNobodyWaitsFor) {
  FillVillage();
  Press(Key::kEnter, true);
  Orders();
  TakeConnectReport(desk_, {last_ - 1, Connected{"Old", "@old", {}, true}}, words_);
  EXPECT_EQ(desk_.connect.step, ConnectStep::kFill);
  Press(Key::kEscape);
  TakeConnectReport(desk_, {last_, ConnectFailure{ErrorKind::kCancelled, {}, {}, true}}, words_);
  TakeConnectReport(desk_, {last_, Connected{"Old", "@old", {}, true}}, words_);
  EXPECT_EQ(desk_.connect.step, ConnectStep::kFill);
}

TEST_F(ConnectScreen, ATelephoneNeedsANameOnly) {
  OpenList();
  Press(Key::kDown);
  Press(Key::kEnter);
  EXPECT_TRUE(Shows("Nothing has to be created."));
  Orders();
  Press(Key::kEnter, true);
  const std::vector<ConnectOrder> orders = Orders();
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(orders[0].answers.Reveal(), R"({"name":"Telephone"})");
}

TEST_F(ConnectScreen, ProposesANameThatIsFree) {
  const Status made = backend_->store->Write([&](Session& s) -> Status {
    Inbox inbox;
    inbox.name = inbox.account_id = "Village";
    inbox.platform = "village";
    return s.inboxes().Put(inbox).status();
  });
  ASSERT_TRUE(made.ok());
  Settle();
  OpenVillage();
  EXPECT_EQ(Field(3).text.text(), "Village 2");
}

TEST_F(ConnectScreen, ConnectsAgainWhatHasLostItsAccess) {
  const auto blind = std::find_if(snapshot_.inboxes.begin(), snapshot_.inboxes.end(), NeedsNewAccess);
  ASSERT_NE(blind, snapshot_.inboxes.end()) << "the demo store has one";
  Inbox inbox = *blind;
  Click("inbox_health:" + std::to_string(inbox.id.value));
  ASSERT_EQ(desk_.overlay, Overlay::kConnect);
  std::vector<ConnectPlatform> platforms = Platforms();
  platforms[0].platform = inbox.platform;
  Report(platforms);
  EXPECT_TRUE(Shows("Connect " + inbox.name + " again"));
  ASSERT_EQ(desk_.connect.fields.size(), 1U) << "only what may have run out is asked";
  Orders();
  Click("connect:go");
  EXPECT_TRUE(Shows("This is still needed."));
  Type(kSecret);
  Press(Key::kEnter);
  const std::vector<ConnectOrder> orders = Orders();
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(orders[0].again, inbox.name);
  EXPECT_EQ(orders[0].answers.Reveal(), R"({"token":"S3cret-token-XYZ"})");
}

TEST_F(ConnectScreen, IsOfferedFirstWhereThereIsNoInbox) {
  snapshot_.inboxes.clear();
  Draw();
  EXPECT_TRUE(Shows("No inbox is connected yet"));
  EXPECT_TRUE(Has("connect_inbox"));
  for (const SnapshotState state : {SnapshotState::kNoSettings, SnapshotState::kNoDatabase}) {
    snapshot_ = {};
    snapshot_.state = state;
    snapshot_.names_inboxes = false;
    snapshot_.trouble = "no settings found";
    Draw();
    EXPECT_TRUE(Has("connect_inbox"));
    EXPECT_FALSE(Has("start_collector"));
    EXPECT_FALSE(Shows("no settings found")) << "nothing is wrong";
  }
  snapshot_.names_inboxes = true;
  Draw();
  EXPECT_TRUE(Has("start_collector"));
  EXPECT_TRUE(Has("connect_inbox"));
}

TEST_F(ConnectScreen, ShowsWhichSettingsAreNotThere) {
  snapshot_ = {};
  snapshot_.state = SnapshotState::kLostSettings;
  snapshot_.trouble = "/srv/shop/replywach.json: no such file";
  Draw();
  EXPECT_TRUE(Shows("The settings file is not there"));
  EXPECT_TRUE(Shows("/srv/shop/replywach.json"));
  EXPECT_TRUE(Has("connect_inbox"));
}

TEST_F(ConnectScreen, IsInTheMenuOfInboxes) {
  Click("filter:inbox");
  Click("inbox:connect");
  EXPECT_EQ(desk_.overlay, Overlay::kConnect);
}

TEST_F(ConnectScreen, FitsASmallWindowInEveryLanguage) {
  width_ = 900;
  height_ = 600;
  for (const char* language : {"en", "ro", "pl", "bg"}) {
    words_ = *LoadCatalogue(RW_TEST_CONFIG_DIR, language);
    desk_.display.language = language;
    Press(Key::kK, true);
    Type(words_.Text("command.connect"));
    Press(Key::kEnter);
    Report(Platforms());
    Click("connect:platform:0");
    for (const char* id : {"connect:go", "connect:cancel", "connect:back"}) {
      const Rect rect = RectOf(id);
      EXPECT_GE(rect.x, 0) << language << " " << id;
      EXPECT_LE(rect.Right(), width_) << language << " " << id;
      EXPECT_LE(rect.Bottom(), height_) << language << " " << id;
    }
    EXPECT_LE(RectOf("connect:back").Right(), RectOf("connect:cancel").x) << language;
    // The last field scrolls into view.
    for (int i = 0; i < 3; ++i) Press(Key::kTab);
    EXPECT_LE(RectOf("connect:field:3").Bottom(), RectOf("connect:go").y) << language;
    Press(Key::kEscape);
  }
}

}  // namespace
}  // namespace replywatch

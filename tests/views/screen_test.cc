// What a person does on the screen, by clicks and keys.
#include "dashboard/ui/commands.h"
#include "shared/settings/catalogue_file.h"
#include "tests/views/view_bench.h"

namespace replywatch {
namespace {

class ScreenTest : public ViewBench {
 protected:
  AgentId OtherAgent() const {
    for (const Agent& agent : snapshot_.agents) {
      if (agent.id != desk_.agent) return agent.id;
    }
    return {};
  }
};

std::string Row(ConversationId id) { return "row:" + std::to_string(id.value); }

TEST_F(ScreenTest, ListsTheLongestWaitFirst) {
  ASSERT_GT(desk_.rows.size(), 2U);
  EXPECT_EQ(desk_.rows.front().name, "Diana Anghel");
}

TEST_F(ScreenTest, OpensTheRowThatIsClicked) {
  const ConversationId id = ConversationOf("Krzysztof Lis");
  Click(Row(id));
  EXPECT_EQ(desk_.selected, id);
  EXPECT_TRUE(Shows("Pobrało mi płatność dwukrotnie"));
}

TEST_F(ScreenTest, MovesWithJAndK) {
  const ConversationId first = desk_.selected;
  Press(Key::kJ);
  EXPECT_EQ(desk_.selected, desk_.rows[1].conversation);
  Press(Key::kK);
  EXPECT_EQ(desk_.selected, first);
}

TEST_F(ScreenTest, ShowsNotesOfTheTeam) { EXPECT_TRUE(Shows("Depozitul confirmă")); }

TEST_F(ScreenTest, TakesOverDraftsFromTheStore) { EXPECT_TRUE(Composed().starts_with("Bună ziua, Diana!")); }

TEST_F(ScreenTest, ThanksWithT) {
  Click("filter:to_thank");
  Open("Elena Ionescu");
  Press(Key::kT);
  const auto queued = Queued();
  ASSERT_EQ(queued.size(), 1U);
  EXPECT_EQ(queued[0].kind, OutboundKind::kThank);
}

TEST_F(ScreenTest, NeverThanksForAProblemByOneKey) {
  Open("Krzysztof Lis");
  Press(Key::kT);
  EXPECT_TRUE(Queued().empty());
}

TEST_F(ScreenTest, TakesAClickBesideTheTextForTheText) {
  Open("Joan Miller");
  const Rect send = RectOf("composer:send");
  MoveTo(send.x - 60, send.y + 10);
  Draw();
  ImGui::GetIO().MouseDown[0] = true;
  Draw();
  ImGui::GetIO().MouseDown[0] = false;
  Draw();
  EXPECT_EQ(desk_.focus, Focus::kComposer);
}

TEST_F(ScreenTest, GoesToTheNextAfterDone) {
  const ConversationId next = desk_.rows[1].conversation;
  const ConversationId done = desk_.selected;
  Press(Key::kE);
  EXPECT_EQ(desk_.selected, next);
  EXPECT_EQ(IndexOf(desk_.rows, done), desk_.rows.size());
}

TEST_F(ScreenTest, BringsARowBackByZ) {
  const ConversationId done = desk_.selected;
  Press(Key::kE);
  Press(Key::kZ);
  EXPECT_LT(IndexOf(desk_.rows, done), desk_.rows.size());
}

TEST_F(ScreenTest, SnoozesByTheMenu) {
  const ConversationId id = desk_.selected;
  Press(Key::kS);
  Click("snooze.tomorrow");
  Read([&](Session& session) { EXPECT_EQ((*session.conversations().Get(id))->status, ConversationStatus::kSnoozed); });
}

TEST_F(ScreenTest, TakesOverWithO) {
  const ConversationId id = desk_.selected;
  Press(Key::kO);
  Read([&](Session& session) { EXPECT_EQ((*session.conversations().Get(id))->owner, desk_.agent); });
}

TEST_F(ScreenTest, AssignsByArrowsAndEnter) {
  const ConversationId id = desk_.selected;
  Press(Key::kA);
  Press(Key::kDown);
  Press(Key::kDown);
  Press(Key::kEnter);
  Read([&](Session& session) { EXPECT_TRUE((*session.conversations().Get(id))->owner); });
}

TEST_F(ScreenTest, CorrectsAFlag) {
  Open("Joan Miller");
  Press(Key::kF);
  Click("flag:problem");
  EXPECT_TRUE(snapshot_.detail->wait->flags.Has(Flag::kProblem));
}

TEST_F(ScreenTest, SaysHowTheDetectorStandsWhereItIsCorrected) {
  Open("Joan Miller");
  Press(Key::kF);
  Settle();
  EXPECT_TRUE(Shows("0 messages corrected so far. From 20 on"));
  EXPECT_FALSE(Shows("found"));
  Click("flag:problem");
  Press(Key::kF);
  Settle();
  EXPECT_TRUE(Shows("1 message corrected so far"));
  EXPECT_TRUE(Shows("0 of 1 found"));
}

TEST_F(ScreenTest, FiltersByChip) {
  Click("filter:problems");
  for (const ListRow& row : desk_.rows) EXPECT_TRUE(row.wait && row.wait->flags.Has(Flag::kProblem)) << row.name;
}

TEST_F(ScreenTest, FiltersByInbox) {
  Click("filter:inbox");
  const InboxId inbox = snapshot_.inboxes.front().id;
  Click("inbox:" + std::to_string(inbox.value));
  ASSERT_FALSE(desk_.rows.empty());
  for (const ListRow& row : desk_.rows) EXPECT_EQ(row.inbox, inbox);
}

TEST_F(ScreenTest, FiltersByLanguage) {
  Click("filter:language");
  Click("language:pl");
  ASSERT_FALSE(desk_.rows.empty());
  EXPECT_EQ(IndexOf(desk_.rows, desk_.rows.front().conversation), 0U);
  for (const ListRow& row : desk_.rows) EXPECT_NE(row.name, "Diana Anghel");
}

TEST_F(ScreenTest, SearchesWithoutDiacritics) {
  Press(Key::kSlash);
  Type("platnosc");
  ASSERT_EQ(desk_.rows.size(), 1U);
  EXPECT_EQ(desk_.rows[0].name, "Krzysztof Lis");
}

TEST_F(ScreenTest, SaysSomethingKindWhenNothingIsFound) {
  Press(Key::kSlash);
  Type("qqqqq");
  EXPECT_TRUE(Shows("Fewer or shorter words find more"));
}

TEST_F(ScreenTest, HidesSnoozedOnesFromTheWaiting) {
  for (const ListRow& row : desk_.rows) EXPECT_NE(row.name, "Стоян Петров");
}

TEST_F(ScreenTest, RunsACommandFromThePalette) {
  Press(Key::kK, true);
  Type("to thank");
  Press(Key::kEnter);
  EXPECT_EQ(desk_.filter.kind, ListKind::kToThank);
}

TEST_F(ScreenTest, ClosesAnOverlayWithEscape) {
  Press(Key::kSlash, false, true);
  ASSERT_EQ(desk_.overlay, Overlay::kHelp);
  Press(Key::kEscape);
  EXPECT_EQ(desk_.overlay, Overlay::kNone);
}

TEST_F(ScreenTest, PutsACannedResponseIntoTheComposer) {
  Open("Radu Stan");
  Click("composer:canned");
  const std::string first = snapshot_.detail->canned.at(0).text;
  Click("canned:" + snapshot_.detail->canned.at(0).id);
  EXPECT_EQ(Composed(), first);
}

TEST_F(ScreenTest, TellsWhatACannedResponseLacks) {
  Open("Radu Stan");
  Click("composer:canned");
  EXPECT_TRUE(Shows("Missing: order number"));
}

TEST_F(ScreenTest, SettlesAnUncertainReply) {
  Click("trouble");
  const TroubledReply& trouble = snapshot_.trouble_replies.at(0);
  const OutboundId id = trouble.reply.id;
  Click("drop:" + std::to_string(id.value));
  Read([&](Session& session) { EXPECT_EQ((*session.outbox().Get(id))->state, OutboundState::kCancelled); });
}

TEST_F(ScreenTest, AnswersAnAlertWithAPromise) {
  Click("alerts");
  ASSERT_FALSE(snapshot_.alerts.empty());
  const Alert alert = snapshot_.alerts.front().alert;
  EXPECT_TRUE(Shows("Waiting"));
  Click("answer30:" + std::to_string(alert.id.value));
  Read([&](Session& session) {
    EXPECT_TRUE((*session.alerts().Get(alert.id))->promised_until);
    EXPECT_EQ(session.cases().PromisesOf(alert.conversation_id)->size(), 1U);
  });
}

TEST_F(ScreenTest, SilencesAnAlert) {
  Click("alerts");
  const Alert alert = snapshot_.alerts.front().alert;
  Click("silence:" + std::to_string(alert.id.value));
  Type("4h courier strike, customers know");
  Press(Key::kEnter);
  Read([&](Session& session) {
    const std::vector<Silence> silences = *session.alerts().Silences({});
    ASSERT_EQ(silences.size(), 1U);
    EXPECT_EQ(silences[0].reason, "courier strike, customers know");
    EXPECT_EQ(silences[0].until_at - silences[0].from_at, Duration::Hours(4));
  });
  EXPECT_EQ(desk_.overlay, Overlay::kAlerts) << "back to the list";
}

TEST_F(ScreenTest, AnswersAnAlertByATypedTime) {
  Click("alerts");
  const Alert alert = snapshot_.alerts.front().alert;
  Click("answer_by:" + std::to_string(alert.id.value));
  Type("5h");
  Press(Key::kEnter);
  Read(
      [&](Session& session) { EXPECT_EQ((*session.alerts().Get(alert.id))->promised_until, clock_.Now() + Duration::Hours(5)); });
}

TEST_F(ScreenTest, SaysWhenTheTimeOfAnAlertIsNotUnderstood) {
  Click("alerts");
  const Alert alert = snapshot_.alerts.front().alert;
  Click("silence:" + std::to_string(alert.id.value));
  Type("the courier is on strike");
  Press(Key::kEnter);
  Read([&](Session& session) { EXPECT_TRUE(session.alerts().Silences({})->empty()); });
  EXPECT_TRUE(Shows("a time that lies ahead"));
  EXPECT_EQ(desk_.overlay, Overlay::kSilence);
  EXPECT_EQ(desk_.palette.text(), "the courier is on strike") << "to be mended, not typed again";
}

TEST_F(ScreenTest, TellsThatAlertsDoNotArrive) {
  EXPECT_FALSE(Shows("Alerts do not arrive: mail"));
  ASSERT_TRUE(backend_->store
                  ->Write([&](Session& session) -> Status {
                    Notification mail;
                    mail.notifier = "email:1";
                    mail.dedup_key = "k";
                    mail.created_at = mail.not_before = clock_.Now();
                    RW_RETURN_IF_ERROR(session.alerts().Queue(mail));
                    RW_ASSIGN_OR_RETURN(const std::vector<Notification> latest, session.alerts().LatestNotifications(1));
                    mail = latest.front();
                    mail.attempts = 3;
                    mail.error_text = "the mail server refused the password";
                    return session.alerts().PutNotification(mail);
                  })
                  .ok());
  Settle();
  EXPECT_TRUE(Shows("Alerts do not arrive: mail"));
  Click("notifiers");
  EXPECT_EQ(desk_.overlay, Overlay::kAlerts);
}

TEST_F(ScreenTest, SendsAStuckReplyAgain) {
  Click("trouble");
  const OutboundId id = snapshot_.trouble_replies.at(0).reply.id;
  Click("again:" + std::to_string(id.value));
  EXPECT_EQ(Queued().size(), 1U);
}

TEST_F(ScreenTest, ApprovesAHeldComment) {
  Open("Held Person");
  const MessageId message = NewestMessage();
  Click("approve:" + std::to_string(message.value));
  const auto queued = Queued();
  ASSERT_EQ(queued.size(), 1U);
  EXPECT_EQ(queued[0].kind, OutboundKind::kApproval);
}

TEST_F(ScreenTest, ShowsWhoRemovedAMessage) {
  Click("filter:all");
  Open("Removed Person");
  EXPECT_TRUE(Shows("Removed by its author"));
  EXPECT_TRUE(Shows("Am fost mințit"));
}

TEST_F(ScreenTest, UnfoldsTheEarlierTextOfAnEdit) {
  Open("Edited Person");
  EXPECT_FALSE(Shows("Produsul a venit zgâriat. Ce facem?"));
  Click("versions:" + std::to_string(NewestMessage().value));
  EXPECT_TRUE(Shows("Produsul a venit zgâriat. Ce facem?"));
}

TEST_F(ScreenTest, OpensALinkOfAMessage) {
  Open("Radu Stan");
  Click("open:" + std::to_string(NewestMessage().value));
  const bool opened = std::any_of(results_.begin(), results_.end(),
                                  [](const ActionResult& r) { return std::holds_alternative<OpenLinkAction>(r.action); });
  EXPECT_TRUE(opened);
}

TEST_F(ScreenTest, TellsThatTheCollectorIsNotRunningAndStartsIt) {
  ASSERT_TRUE(Shows("Collector is not running"));
  Click("start_collector");
  const bool started = std::any_of(results_.begin(), results_.end(),
                                   [](const ActionResult& r) { return std::holds_alternative<StartCollectorAction>(r.action); });
  EXPECT_TRUE(started);
}

TEST_F(ScreenTest, TellsWhichInboxIsBlindAndWhy) { EXPECT_TRUE(Shows("The platform refuses our access")); }

TEST_F(ScreenTest, NamesABlindInboxWhereThereIsHardlyRoom) {
  width_ = 1024;
  words_ = *LoadCatalogue(RW_TEST_CONFIG_DIR, "ro");
  Draw();
  EXPECT_TRUE(Shows("\nWordPress\n"));
}

// Polish and Bulgarian days are long; a time that is cut off tells nothing.
TEST_F(ScreenTest, ShowsTheTimesOfSnoozingInFull) {
  for (const char* language : {"pl", "bg"}) {
    words_ = *LoadCatalogue(RW_TEST_CONFIG_DIR, language);
    local_ = std::make_unique<LocalTime>(language, "Europe/Bucharest");
    Press(Key::kS);
    EXPECT_TRUE(Shows(local_->Day(local_->AtHour(clock_.Now(), 1, 9)) + " 09:00")) << language;
    Press(Key::kEscape);
  }
}

TEST_F(ScreenTest, ChangesWhoSitsHereWithOneClick) {
  const AgentId other = OtherAgent();
  Click("who");
  Click("agent:" + std::to_string(other.value));
  EXPECT_EQ(desk_.agent, other);
}

TEST_F(ScreenTest, SomebodyIsAwayUntilTheySitDownAgain) {
  const AgentId me = desk_.agent;
  const auto is_away = [&] {
    bool away = false;
    Read([&](Session& session) {
      for (const Agent& agent : *session.staff().Agents()) away = away || (agent.id == me && agent.IsAway(clock_.Now()));
    });
    return away;
  };
  Click("who");
  Click("agent:away");
  Type("2 days");
  Press(Key::kEnter);
  EXPECT_TRUE(is_away());
  Click("who");
  EXPECT_TRUE(Shows("away until"));
  Click("agent:" + std::to_string(me.value));
  EXPECT_FALSE(is_away());
}

TEST_F(ScreenTest, ShowsNobodyElsesDrafts) {
  const std::string draft = Composed();
  ASSERT_FALSE(draft.empty());
  Click("who");
  Click("agent:" + std::to_string(OtherAgent().value));
  EXPECT_EQ(Composed(), "");
}

TEST_F(ScreenTest, FoldsTheContactAwayWhenNarrow) {
  EXPECT_TRUE(Has("contact:assign"));
  width_ = 1024;
  Draw();
  EXPECT_FALSE(Has("contact:assign"));
}

TEST_F(ScreenTest, UnfoldsTheContactWithHWhenNarrow) {
  width_ = 1024;
  Press(Key::kH);
  EXPECT_TRUE(Has("contact:assign"));
}

TEST_F(ScreenTest, KeepsTheNameInTheHeadWhenNarrow) {
  width_ = 1024;
  Press(Key::kH);
  const Rect row = RectOf(Row(desk_.selected));
  EXPECT_FALSE(Has("head:take_over"));
  EXPECT_GT(RectOf("head:snooze").x - row.Right(), 160);
}

TEST_F(ScreenTest, ShowsThePublicContextAboveThePrivateTalk) {
  Open("Katarzyna Wrońska");
  ASSERT_EQ(snapshot_.detail->parts.size(), 2U);
  EXPECT_EQ(snapshot_.detail->parts[0].conversation.visibility, Visibility::kPublic);
  EXPECT_TRUE(Shows("Nowe świece na jesień"));
  EXPECT_TRUE(Shows("Private talk"));
}

TEST_F(ScreenTest, OpensTheFirstRowOfAnotherList) {
  Click("filter:to_thank");
  ASSERT_FALSE(desk_.rows.empty());
  EXPECT_EQ(desk_.selected, desk_.rows.front().conversation);
}

TEST_F(ScreenTest, KeepsTheSearchWithinReachWhenNarrow) {
  width_ = 1024;
  words_ = Catalogue("pl", words_.phrases(), {});
  Draw();
  EXPECT_TRUE(Has("search"));
}

TEST_F(ScreenTest, CoversNoFilterWithAnotherWhenVeryNarrow) {
  width_ = 700;
  words_ = *LoadCatalogue(RW_TEST_CONFIG_DIR, "pl");
  Draw();
  EXPECT_TRUE(Has("filter:waiting"));
  EXPECT_FALSE(Has("filter:all"));
  EXPECT_LE(RectOf("filter:language").Right(), RectOf("search").x);
}

TEST_F(ScreenTest, HoldsNewRowsBackWhileThePointerIsInTheList) {
  const std::size_t before = desk_.rows.size();
  MoveTo(200, 400);
  Draw();
  snapshot_.rows.push_back(snapshot_.rows.front());
  snapshot_.rows.back().conversation = ConversationId{99'999};
  ++snapshot_.generation;
  Draw();
  EXPECT_EQ(desk_.rows.size(), before);
  EXPECT_EQ(desk_.held_back, 1U);
  Draw();
  EXPECT_TRUE(Shows("1 new"));
}

TEST_F(ScreenTest, OpensAnotherConversationOfTheContact) {
  Open("Diana Anghel");
  ASSERT_FALSE(snapshot_.detail->story.empty());
  const ConversationId other = snapshot_.detail->story.front().conversation.id;
  Click("story:" + std::to_string(other.value));
  EXPECT_EQ(desk_.selected, other);
}

TEST_F(ScreenTest, SaysWhatToDoWithoutADatabase) {
  snapshot_ = {};
  snapshot_.state = SnapshotState::kNoDatabase;
  Draw();
  EXPECT_TRUE(Shows("Nothing has been collected yet"));
  EXPECT_TRUE(Has("start_collector"));
}

TEST_F(ScreenTest, ShowsEveryMistakeOfTheSettings) {
  snapshot_ = {};
  snapshot_.state = SnapshotState::kBadSettings;
  snapshot_.trouble = "replywatch.json:3: shop: expected an object";
  Draw();
  EXPECT_TRUE(Shows("replywatch.json:3"));
}

}  // namespace
}  // namespace replywatch

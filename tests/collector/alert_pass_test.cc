// Alerts on a real store: what opens them, what a restart and a crash leave, what the texts say.
#include "collector/alerting/alert_pass.h"

#include "collector/alerting/alert_writer.h"
#include "shared/actions/alert_actions.h"
#include "shared/actions/like_actions.h"
#include "shared/actions/sla_keeper.h"
#include "shared/actions/wait_keeper.h"
#include "shared/settings/catalogue_file.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

const Timestamp kNoon = *ParseRfc3339("2026-11-18T12:00:00Z");

class AlertPasses : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    policy_.first_response = Duration::Hours(4);
    policy_.next_response = Duration::Hours(4);
    settings_.targets = {policy_};
    settings_.shop.responsible.name = "Ioana";
    settings_.alerts.manager = "Mihai";
    settings_.alerts.notify.push_back({});
    settings_.alerts.notify.back().kind = "desktop";
    settings_.alerts.notify.push_back({});
    settings_.alerts.notify.back().kind = "email";
    settings_.agents = {{{}, "Ioana", AgentRole::kSupervisor, "ioana@shop.example", true},
                        {{}, "Mihai", AgentRole::kAgent, "mihai@shop.example", true}};
    Write([&](Session& s) {
      ioana_ = *s.staff().Put(settings_.agents[0]);
      mihai_ = *s.staff().Put(settings_.agents[1]);
    });
  }
  MessageId Ask(const std::string& id, const std::string& who, Timestamp at, const std::string& text = "Unde e coletul?") {
    const MessageId message = Add(id, who, text, at.ms);
    Write([&](Session& s) { ASSERT_TRUE(WaitsAfterChange(s, ConversationOf(s, message)).ok()); });
    return message;
  }
  static ConversationId ConversationOf(Session& s, MessageId id) { return (*s.messages().Get(id))->conversation_id; }
  void Answer(MessageId to, Timestamp at) {
    Write([&](Session& s) {
      const Message asked = **s.messages().Get(to);
      Message reply = MessageOf("r" + asked.item.source_id, "shop", "Vine azi", at.ms);
      reply.item.direction = Direction::kOutgoing;
      reply.conversation_id = asked.conversation_id;
      reply.contact_id = asked.contact_id;
      reply.id = *s.messages().Insert(reply);
      ASSERT_TRUE(WaitsAfterInsert(s, reply).ok());
    });
  }
  AlertPassReport Pass(Timestamp now, const std::vector<SelfFinding>& findings = {}) {
    const SlaKeeper keeper(settings_.targets, {});
    EXPECT_TRUE(ComputeStaleClocks(*store_, keeper).ok());
    const AlertPass pass(settings_, {}, MakeAlertWriter(*LoadCatalogue(RW_TEST_CONFIG_DIR, "en"), "UTC", [now] { return now; }));
    AlertPassReport report;
    const Status done = store_->Write([&](Session& s) -> Status {
      RW_ASSIGN_OR_RETURN(report, pass.Run(s, findings, now));
      return {};
    });
    EXPECT_TRUE(done.ok()) << done.error().text;
    return report;
  }
  std::vector<Notification> Queued() {
    std::vector<Notification> out;
    Read([&](Session& s) { out = *s.alerts().LatestNotifications(100); });
    return out;
  }
  std::vector<AlertRow> Open() {
    std::vector<AlertRow> out;
    Read([&](Session& s) { out = *s.alerts().List(100); });
    return out;
  }

  MessageId Praise() {
    const MessageId id = Add("c1", "ana", "Superb!", (kNoon - Duration::Hours(1)).ms);
    Write([&](Session& s) {
      Inbox inbox = s.inboxes().All()->front();
      inbox.capabilities.like = true;
      ASSERT_TRUE(s.inboxes().Put(inbox).ok());
      Message message = **s.messages().Get(id);
      message.item.abilities.like = true;
      message.classification.flags = Flag::kPraise;
      ASSERT_TRUE(s.messages().Update(message, kNoon - Duration::Hours(1)).ok());
      ASSERT_TRUE(WaitsAfterChange(s, message.conversation_id).ok());
      ASSERT_TRUE(s.alerts().SetMark("thanks_day", 1'000'000).ok()) << "the daily thanks are another matter";
    });
    return id;
  }
  void FailLike(MessageId message, bool closes, ErrorKind why) {
    Write([&](Session& s) {
      const auto queued = QueueLike(s, {ioana_, kNoon - Duration::Minutes(1)}, {message, closes, {}});
      ASSERT_TRUE(queued.ok()) << queued.error().text;
      OutboundMessage like = **s.outbox().Get(*queued);
      like.state = OutboundState::kFailed;
      like.error = why;
      ASSERT_TRUE(s.outbox().Move(like, OutboundState::kQueued).ok());
      ASSERT_TRUE(NoteLikeFailed(s, {{}, kNoon}, like).ok());
    });
  }
  std::string BodyOfNewest() {
    const std::vector<Notification> queued = Queued();
    return queued.empty() ? std::string() : queued.front().body;
  }

  Settings settings_;
  SlaPolicy policy_;
  AgentId ioana_;
  AgentId mihai_;
};

TEST_F(AlertPasses, TellTheResponsiblePersonThenTheManager) {
  Ask("c1", "ana", kNoon);
  EXPECT_EQ(Pass(kNoon + Duration::Hours(3) - Duration::Milliseconds(1)).opened, 0);
  EXPECT_EQ(Pass(kNoon + Duration::Hours(3)).opened, 1) << "three quarters";
  EXPECT_EQ(Pass(kNoon + Duration::Hours(3) + kGroupWait).messages, 2)
      << "desktop, and a mail to the responsible person: nobody owns it";
  EXPECT_EQ(Pass(kNoon + Duration::Hours(4)).opened, 0) << "due at this instant is in time";
  const AlertPassReport breach = Pass(kNoon + Duration::Hours(4) + Duration::Milliseconds(1));
  EXPECT_EQ(breach.opened, 1);
  EXPECT_EQ(breach.resolved, 1) << "the warning is over";
  Pass(kNoon + Duration::Hours(8) + Duration::Milliseconds(1));
  Pass(kNoon + Duration::Hours(8) + Duration::Minutes(1));
  bool manager = false;
  for (const Notification& n : Queued()) manager = manager || n.recipient == "Mihai";
  EXPECT_TRUE(manager);
}

TEST_F(AlertPasses, TellTheDeputyWhileTheResponsiblePersonIsAway) {
  settings_.shop.responsible.deputy = "Mihai";
  Ask("c1", "ana", kNoon);
  Write([&](Session& s) {
    EXPECT_FALSE(SetAway(s, {ioana_, kNoon}, ioana_, kNoon).ok()) << "not ahead";
    ASSERT_TRUE(SetAway(s, {ioana_, kNoon}, ioana_, kNoon + Duration::Hours(5)).ok());
  });
  const auto mailed = [&](const std::string& name) {
    const std::vector<Notification> queued = Queued();
    return std::count_if(queued.begin(), queued.end(), [&](const Notification& n) { return n.recipient == name; });
  };
  Pass(kNoon + Duration::Hours(3));
  Pass(kNoon + Duration::Hours(3) + kGroupWait);
  EXPECT_EQ(mailed("Mihai"), 1);
  EXPECT_EQ(mailed("Ioana"), 0);
  Pass(kNoon + Duration::Hours(8) + Duration::Milliseconds(1));
  Pass(kNoon + Duration::Hours(8) + Duration::Minutes(1));
  EXPECT_EQ(mailed("Ioana"), 1) << "back by then";
}

TEST_F(AlertPasses, AnswerInTimeTellsNobody) {
  const MessageId asked = Ask("c1", "ana", kNoon);
  Pass(kNoon + Duration::Hours(3));
  Answer(asked, kNoon + Duration::Hours(3) + Duration::Seconds(10));
  EXPECT_EQ(Pass(kNoon + Duration::Hours(3) + Duration::Seconds(20)).resolved, 1);
  Pass(kNoon + Duration::Hours(9));
  EXPECT_TRUE(Queued().empty());
  EXPECT_TRUE(Open().empty());
}

TEST_F(AlertPasses, OfABacklogAreToldByTheirNumberInBoundedPasses) {
  constexpr int kPeople = 1700;
  Write([&](Session& s) {
    for (int i = 0; i < kPeople; ++i) {
      Message m = MessageOf("c" + std::to_string(i), "person" + std::to_string(i), "Unde e coletul?", kNoon.ms);
      m.item.root_source_id = "post" + std::to_string(i);
      m.contact_id = *s.contacts().Resolve(inbox_, m.item.author, kNoon);
      m.conversation_id =
          *s.conversations().Resolve({inbox_, m.item.root_source_id, Visibility::kPublic, "", ""}, m.contact_id, kNoon);
      m.id = *s.messages().Insert(m);
      ASSERT_TRUE(WaitsAfterInsert(s, m).ok());
    }
  });
  Timestamp now = kNoon + Duration::Hours(3);
  while (Pass(now).opened > 0) {
  }
  now = now + kGroupWait;
  AlertPassReport sum;
  for (AlertPassReport report; (report = Pass(now)).told > 0;) {
    EXPECT_LE(report.told, 1000) << "a bounded pass";
    sum.told += report.told;
    sum.messages += report.messages;
  }
  EXPECT_EQ(sum.told, kPeople);
  EXPECT_EQ(sum.messages, 2) << "one bubble, one mail";
  EXPECT_EQ(Queued().front().title, "1,700 things to look at");
  EXPECT_NE(Queued().front().body.find("and 1,680 more"), std::string::npos) << Queued().front().body;
  EXPECT_EQ(Pass(now + Duration::Minutes(6)).told, 0) << "all are told";
  Read([&](Session& s) {
    EXPECT_EQ(*s.alerts().NextDue(), kNoon + Duration::Hours(4) + Duration::Milliseconds(1)) << "the breach";
  });
}

TEST_F(AlertPasses, ComeAgainNowhereAfterARestart) {
  Ask("c1", "ana", kNoon);
  Pass(kNoon + Duration::Hours(3));
  Pass(kNoon + Duration::Hours(3) + kGroupWait);
  const std::size_t told = Queued().size();
  store_.reset();
  store_ = std::move(OpenStore(folder_.DatabaseUrl(), OpenMode::kMigrate)).value();
  for (int minute = 1; minute < 59; ++minute) Pass(kNoon + Duration::Hours(3) + Duration::Minutes(minute));
  EXPECT_EQ(Queued().size(), told);
}

// Every disk operation of a pass fails in turn, as at a crash: what was told stands, the rest comes later, and nothing comes
// twice.
TEST_F(AlertPasses, ThatFailHalfwayLeaveNothingBehind) {
  Ask("c1", "ana", kNoon);
  const Timestamp now = kNoon + Duration::Hours(3);
  Pass(now);
  const AlertPass pass(settings_, {}, [](Session&, const AlertMessage&, const std::vector<Alert>&) -> Result<AlertText> {
    return MakeError(ErrorKind::kDiskFull, "full");
  });
  const Status failed =
      store_->Write([&](Session& s) { return pass.Run(s, std::vector<SelfFinding>{}, now + kGroupWait).status(); });
  EXPECT_FALSE(failed.ok());
  EXPECT_TRUE(Queued().empty());
  EXPECT_EQ(Open().at(0).alert.sent_count, 0) << "not marked as told";
  EXPECT_EQ(Pass(now + kGroupWait).messages, 2) << "told by the next pass";
}

TEST_F(AlertPasses, AThreatIsToldAtOnce) {
  const MessageId asked = Ask("c1", "ana", kNoon);
  FlagCorrection threat;
  threat.threat = true;
  Write([&](Session& s) { ASSERT_TRUE(CorrectFlags(s, {ioana_, kNoon}, asked, threat).ok()); });
  Pass(kNoon + Duration::Seconds(1));
  EXPECT_EQ(Pass(kNoon + Duration::Seconds(1) + kGroupWait).told, 1);
  EXPECT_NE(Queued().front().body.find("an authority, the press, a lawyer"), std::string::npos) << Queued().front().body;
}

TEST_F(AlertPasses, NameNobodyInWhatLeavesTheMachine) {
  Ask("c1", "zoe", kNoon);
  Pass(kNoon + Duration::Hours(3));
  Pass(kNoon + Duration::Hours(3) + kGroupWait);
  for (const Notification& n : Queued()) {
    EXPECT_EQ(n.alerts.size(), 1U);
    EXPECT_EQ((n.title + n.body).find("Name of zoe"), std::string::npos) << n.body;
    EXPECT_NE(n.body.find("N. o. z. on blog has waited for 3 h; an answer is due by 16:00."), std::string::npos) << n.body;
  }
}

TEST_F(AlertPasses, AcknowledgedIsAPromise) {
  Ask("c1", "ana", kNoon);
  const Timestamp now = kNoon + Duration::Hours(3);
  Pass(now);
  Write([&](Session& s) {
    ASSERT_TRUE(AcknowledgeAlert(s, {ioana_, now}, Open().at(0).alert.id, now + Duration::Minutes(30)).ok());
  });
  EXPECT_EQ(Pass(now + kGroupWait).told, 0);
  Read([&](Session& s) { EXPECT_EQ(s.cases().OpenPromises(now + Duration::Hours(1), 10)->size(), 1U); });
  // Not kept: the wait is told again, once.
  EXPECT_EQ(Pass(now + Duration::Minutes(30) + Duration::Milliseconds(1)).told, 1);
  EXPECT_EQ(Pass(now + Duration::Minutes(31)).told, 0);
  EXPECT_EQ(Pass(now + Duration::Minutes(36)).told, 0);
}

TEST_F(AlertPasses, AcknowledgedHoldsTheNextStepToo) {
  Ask("c1", "ana", kNoon);
  const Timestamp warned = kNoon + Duration::Hours(3);
  const Timestamp promised = kNoon + Duration::Hours(5);
  Pass(warned);
  Write([&](Session& s) { ASSERT_TRUE(AcknowledgeAlert(s, {ioana_, warned}, Open().at(0).alert.id, promised).ok()); });
  const Timestamp breached = kNoon + Duration::Hours(4) + Duration::Milliseconds(1);
  const auto about_the_wait = [&] {
    std::vector<Alert> alerts;
    for (const AlertRow& row : Open()) {
      if (row.alert.kind == AlertKind::kResponse) alerts.push_back(row.alert);
    }
    return alerts;
  };
  Pass(breached);
  Pass(breached + kGroupWait);
  ASSERT_EQ(about_the_wait().size(), 1U) << "the step that began ended the one before";
  EXPECT_EQ(about_the_wait()[0].step, AlertStep::kResponsible);
  EXPECT_EQ(about_the_wait()[0].acknowledged_by, ioana_);
  EXPECT_EQ(about_the_wait()[0].hold, AlertHold::kAcknowledged);
  EXPECT_EQ(about_the_wait()[0].sent_count, 0);
  Pass(promised + kGroupInterval);
  EXPECT_EQ(about_the_wait()[0].sent_count, 1);
}

TEST_F(AlertPasses, AcknowledgedAgainKeepsOnePromise) {
  Ask("c1", "ana", kNoon);
  const Timestamp now = kNoon + Duration::Hours(3);
  Pass(now);
  const AlertId id = Open().at(0).alert.id;
  Write([&](Session& s) { ASSERT_TRUE(AcknowledgeAlert(s, {ioana_, now}, id, now + Duration::Hours(2)).ok()); });
  Write([&](Session& s) {
    ASSERT_TRUE(AcknowledgeAlert(s, {ioana_, now + Duration::Minutes(1)}, id, now + Duration::Hours(3)).ok());
  });
  Read([&](Session& s) {
    const std::vector<Promise> open = *s.cases().OpenPromises(now + Duration::Hours(9), 10);
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].due_at, now + Duration::Hours(3));
  });
}

TEST_F(AlertPasses, AcknowledgingAndSilencingAreTakenBack) {
  Ask("c1", "ana", kNoon);
  const Timestamp now = kNoon + Duration::Hours(3);
  Pass(now);
  const AlertId id = Open().at(0).alert.id;
  Write([&](Session& s) { ASSERT_TRUE(AcknowledgeAlert(s, {ioana_, now}, id, now + Duration::Hours(2)).ok()); });
  Write([&](Session& s) { EXPECT_EQ(*UndoLast(s, {ioana_, now + Duration::Minutes(1)}), AuditAction::kAlertAcknowledged); });
  EXPECT_EQ(Open().at(0).alert.hold, AlertHold::kNone);
  Read([&](Session& s) { EXPECT_TRUE(s.cases().OpenPromises(now + Duration::Hours(9), 10)->empty()); });
  Write([&](Session& s) {
    ASSERT_TRUE(SilenceAlert(s, {ioana_, now + Duration::Minutes(2)}, id, now + Duration::Hours(1), "strike").ok());
  });
  Write([&](Session& s) { EXPECT_EQ(*UndoLast(s, {ioana_, now + Duration::Minutes(3)}), AuditAction::kAlertSilenced); });
  Read([&](Session& s) { EXPECT_TRUE(s.alerts().Silences(now + Duration::Minutes(4))->empty()); });
}

TEST_F(AlertPasses, AcknowledgingForWeeksIsRefused) {
  Ask("c1", "ana", kNoon);
  const Timestamp now = kNoon + Duration::Hours(3);
  Pass(now);
  const Status refused = store_->Write([&](Session& s) {
    return AcknowledgeAlert(s, {ioana_, now}, Open().at(0).alert.id, now + Duration::Days(60));
  });
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidArgument);
}

TEST_F(AlertPasses, AcknowledgingNeedsSomebodyAndATimeAhead) {
  Ask("c1", "ana", kNoon);
  const Timestamp now = kNoon + Duration::Hours(3);
  Pass(now);
  const AlertId id = Open().at(0).alert.id;
  EXPECT_FALSE(store_->Write([&](Session& s) { return AcknowledgeAlert(s, {{}, now}, id, now + Duration::Hours(1)); }).ok());
  EXPECT_FALSE(store_->Write([&](Session& s) { return AcknowledgeAlert(s, {ioana_, now}, id, now); }).ok());
  EXPECT_FALSE(
      store_->Write([&](Session& s) {
              return AcknowledgeAlert(s, {ioana_, now}, AlertId{999}, now + Duration::Hours(1));
            })
          .ok());
}

TEST_F(AlertPasses, SilencedUntilSomebodyEndsIt) {
  Ask("c1", "ana", kNoon);
  const Timestamp now = kNoon + Duration::Hours(3);
  Pass(now);
  std::int64_t silence = 0;
  Write([&](Session& s) {
    silence = *SilenceAlert(s, {ioana_, now}, Open().at(0).alert.id, now + Duration::Hours(1), "the courier is on strike");
  });
  EXPECT_EQ(Pass(now + kGroupWait).told, 0);
  EXPECT_EQ(Open().at(0).alert.hold, AlertHold::kSilenced);
  Write([&](Session& s) { ASSERT_TRUE(EndSilence(s, {ioana_, now + Duration::Minutes(5)}, silence).ok()); });
  EXPECT_EQ(Pass(now + Duration::Minutes(6)).told, 1);
  EXPECT_FALSE(store_->Write([&](Session& s) { return EndSilence(s, {ioana_, now + Duration::Minutes(6)}, silence); }).ok());
}

TEST_F(AlertPasses, WatchTheCollectorItself) {
  const SelfFinding blind{AlertKind::kInboxBlind, inbox_.value, inbox_, "since=1700000000000"};
  EXPECT_EQ(Pass(kNoon, {blind}).opened, 1);
  EXPECT_EQ(Pass(kNoon + kGroupWait, {blind}).told, 1);
  EXPECT_EQ(Pass(kNoon + Duration::Minutes(10), {blind}).told, 0) << "once is enough";
  EXPECT_EQ(Pass(kNoon + Duration::Minutes(11), {}).resolved, 1) << "it sees again";
}

TEST_F(AlertPasses, TellOfAReplyThatDidNotGoOut) {
  const MessageId asked = Ask("c1", "ana", kNoon);
  OutboundMessage reply = ReplyTo(asked);
  reply.state = OutboundState::kUncertain;
  Write([&](Session& s) { reply.id = *s.outbox().Add(reply); });
  EXPECT_EQ(Pass(kNoon).opened, 1);
  Write([&](Session& s) { ASSERT_TRUE(SettleReply(s, {ioana_, kNoon}, reply.id, Settlement::kDrop).ok()); });
  EXPECT_EQ(Pass(kNoon + kGroupWait).resolved, 1);
  EXPECT_TRUE(Queued().empty());
}

TEST_F(AlertPasses, TellThatWhomAFailedLikeHadClosedWaitsAgain) {
  FailLike(Praise(), /*closes=*/true, ErrorKind::kPermission);
  EXPECT_EQ(Pass(kNoon).opened, 1);
  Pass(kNoon + kGroupWait);
  EXPECT_EQ(BodyOfNewest(),
            "A like of N. o. a.'s message on blog did not go out, and the person waits again. Open it and decide.");
}

TEST_F(AlertPasses, TellOfALikeThatHadClosedNothing) {
  FailLike(Praise(), /*closes=*/false, ErrorKind::kPermission);
  EXPECT_EQ(Pass(kNoon).opened, 1);
  Pass(kNoon + kGroupWait);
  EXPECT_EQ(BodyOfNewest(), "A like of N. o. a.'s message on blog did not go out. Open it and decide.");
}

TEST_F(AlertPasses, TellNobodyOfALikeOfWhatIsGone) {
  FailLike(Praise(), /*closes=*/false, ErrorKind::kTargetGone);
  EXPECT_EQ(Pass(kNoon).opened, 0);
}

TEST_F(AlertPasses, TellOfALikeOfWhatIsGoneIfSomebodyWaitsAgain) {
  FailLike(Praise(), /*closes=*/true, ErrorKind::kTargetGone);
  EXPECT_EQ(Pass(kNoon).opened, 1);
}

TEST_F(AlertPasses, NoLongerSayThatSomebodyWaitsWhoWasHelped) {
  const MessageId praise = Praise();
  FailLike(praise, /*closes=*/true, ErrorKind::kPermission);
  Pass(kNoon);
  Write([&](Session& s) { ASSERT_TRUE(MarkDone(s, {ioana_, kNoon}, ConversationOf(s, praise)).ok()); });
  Pass(kNoon + kGroupWait);
  EXPECT_EQ(BodyOfNewest(), "A like of N. o. a.'s message on blog did not go out. Open it and decide.");
}

TEST_F(AlertPasses, EndWhenALikeHasNothingLeftToLikeAndNobodyWaits) {
  const MessageId praise = Praise();
  FailLike(praise, /*closes=*/true, ErrorKind::kTargetGone);
  EXPECT_EQ(Pass(kNoon).opened, 1);
  Write([&](Session& s) { ASSERT_TRUE(MarkDone(s, {ioana_, kNoon}, ConversationOf(s, praise)).ok()); });
  EXPECT_EQ(Pass(kNoon + kGroupWait).resolved, 1);
  EXPECT_TRUE(Queued().empty());
}

TEST_F(AlertPasses, TakeNoLaterWaitForTheOneThatALikeHadClosed) {
  const MessageId praise = Praise();
  FailLike(praise, /*closes=*/true, ErrorKind::kTargetGone);
  Write([&](Session& s) { ASSERT_TRUE(MarkDone(s, {ioana_, kNoon}, ConversationOf(s, praise)).ok()); });
  Ask("c2", "ana", kNoon + Duration::Minutes(1));
  EXPECT_EQ(Pass(kNoon + Duration::Minutes(2)).opened, 0);
}

TEST_F(AlertPasses, SayOnceADayWhomToThank) {
  const MessageId praise = Ask("c1", "ana", kNoon - Duration::Hours(1), "Minunat!");
  FlagCorrection correction;
  correction.praise = true;
  Write([&](Session& s) { ASSERT_TRUE(CorrectFlags(s, {ioana_, kNoon}, praise, correction).ok()); });
  EXPECT_EQ(Pass(kNoon).messages, 2);
  EXPECT_EQ(Queued().front().body, "1 person said something nice: thank them?");
  EXPECT_EQ(Pass(kNoon + Duration::Hours(5)).messages, 0);
  EXPECT_EQ(Pass(kNoon + Duration::Days(1)).messages, 2);
}

TEST_F(AlertPasses, HaveNothingToDoWhenNothingIsDue) {
  for (int i = 0; i < 50; ++i) Ask("c" + std::to_string(i), "person" + std::to_string(i), kNoon + Duration::Seconds(i));
  Pass(kNoon + Duration::Minutes(1));
  Read([&](Session& s) { EXPECT_EQ(*s.alerts().NextDue(), kNoon + Duration::Hours(3)); });
}

TEST_F(AlertPasses, TellOnlyTheHighestStepOfWhatWasOverdueWhenWeCame) {
  Ask("c1", "ana", kNoon);
  EXPECT_EQ(Pass(kNoon + Duration::Days(3)).opened, 1) << "the manager's step, which tells everybody";
}

}  // namespace
}  // namespace replywatch

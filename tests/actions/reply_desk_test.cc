#include "shared/actions/reply_desk.h"

#include <algorithm>
#include <set>

#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

constexpr const char* kGoodReply =
    "Bună ziua, Name! Vă mulțumim că ne-ați scris și ne cerem scuze pentru întârziere. Coletul pleacă mâine dimineață. Dacă mai "
    "aveți nevoie de ceva, sunt aici. Ioana";

class Desk : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    const std::filesystem::path data = RW_TEST_CONFIG_DIR;
    classifier_ = std::move(LoadWordListClassifier(data / "languages")).value();
    ShopSettings shop;
    shop.name = "Atelier";
    shop.languages = {"ro"};
    shop.responsible = {"Ioana Pop", "ioana@atelier.example", "+40 700 000 000", "Mihai"};
    desk_ = std::make_unique<ReplyDesk>(*classifier_, std::move(LoadLanguagePacks(data)).value(), shop);
    message_ = Add("c1", "ana", "Coletul nu a ajuns nici azi, ce facem?", 1000);
  }

  QueuedReply Queue(ReplyRequest request, std::int64_t at_ms = 5000) {
    QueuedReply queued;
    Write([&](Session& s) {
      auto result = desk_->Queue(s, {{}, {at_ms}}, request);
      ASSERT_TRUE(result.ok()) << result.error().text;
      queued = std::move(result).value();
    });
    return queued;
  }
  ReplyRequest Reply(const std::string& text) const {
    ReplyRequest request;
    request.target = message_;
    request.text = text;
    return request;
  }
  static bool Has(const std::vector<ReplyFinding>& findings, ReplyRule rule) {
    return std::any_of(findings.begin(), findings.end(), [&](const ReplyFinding& f) { return f.rule == rule; });
  }
  OutboundMessage Stored(OutboundId id) {
    OutboundMessage m;
    Read([&](Session& s) { m = **s.outbox().Get(id); });
    return m;
  }
  std::string GateSays(OutboundId id, std::int64_t at_ms) {
    std::string text;
    Read([&](Session& s) { text = *desk_->Gate()(s, **s.outbox().Get(id), {at_ms}); });
    return text;
  }

  std::unique_ptr<Classifier> classifier_;
  std::unique_ptr<ReplyDesk> desk_;
  MessageId message_;
};

TEST_F(Desk, RefusesAnEmptyReplyEvenByForce) {
  ReplyRequest request = Reply("  ");
  request.force = true;
  const QueuedReply queued = Queue(request);
  EXPECT_FALSE(queued.id);
  EXPECT_TRUE(Has(queued.findings, ReplyRule::kEmpty));
}

TEST_F(Desk, RefusesAColdReplyAndSaysWhy) {
  const QueuedReply queued = Queue(Reply("Verificați https://shop.example/awb"));
  EXPECT_FALSE(queued.id);
  for (const ReplyFinding& finding : queued.findings) EXPECT_NE(DescribeFinding(finding), "");
}

TEST_F(Desk, ForceOverridesWarningsAndKeepsThemWithTheReply) {
  ReplyRequest request = Reply("Verificați https://shop.example/awb");
  request.force = true;
  const QueuedReply queued = Queue(request);
  ASSERT_TRUE(queued.id);
  EXPECT_FALSE(Stored(queued.id).overridden.empty());
}

TEST_F(Desk, UndoHoldsAReplyBack) {
  ReplyRequest request = Reply(kGoodReply);
  request.force = true;
  request.undo = Duration::Seconds(5);
  EXPECT_EQ(Stored(Queue(request).id).not_before, Timestamp{10'000});
}

TEST_F(Desk, PutsThePlatformsPrefixInFrontOnce) {
  Write([&](Session& s) {
    Inbox inbox = s.inboxes().All()->front();
    inbox.capabilities.public_prefix = "@{handle} ";
    inbox.capabilities.reply_public = true;
    ASSERT_TRUE(s.inboxes().Put(inbox).ok());
  });
  ReplyRequest request = Reply(kGoodReply);
  request.force = true;
  EXPECT_EQ(Stored(Queue(request).id).text, std::string("@ana ") + kGoodReply);
  Write([&](Session& s) {
    EXPECT_EQ(*ReplyDesk::WithPrefix(s, **s.messages().Get(message_), Visibility::kPublic, "@ana Bună"), "@ana Bună");
  });
}

TEST_F(Desk, PutsThePrefixOfPublicRepliesInFrontOfNoPrivateOne) {
  Write([&](Session& s) {
    Inbox inbox = s.inboxes().All()->front();
    inbox.capabilities.public_prefix = "@{handle} ";
    ASSERT_TRUE(s.inboxes().Put(inbox).ok());
    const Message message = **s.messages().Get(message_);
    EXPECT_EQ(*ReplyDesk::WithPrefix(s, message, Visibility::kPrivate, "Bună"), "Bună");
    inbox.capabilities.private_prefix = "@{handle}: ";
    ASSERT_TRUE(s.inboxes().Put(inbox).ok());
    EXPECT_EQ(*ReplyDesk::WithPrefix(s, message, Visibility::kPrivate, "Bună"), "@ana: Bună");
  });
}

TEST_F(Desk, ThePlatformsPrefixIsNobodysName) {
  Write([&](Session& s) {
    Inbox inbox = s.inboxes().All()->front();
    inbox.capabilities.public_prefix = "@{handle} ";
    ASSERT_TRUE(s.inboxes().Put(inbox).ok());
    const Result<std::vector<ReplyFinding>> nameless =
        desk_->Check(s, Reply("Ne cerem scuze, verificăm acum. Mulțumim!"), {5000});
    ASSERT_TRUE(nameless.ok()) << nameless.error().text;
    EXPECT_TRUE(Has(*nameless, ReplyRule::kNoName));
  });
}

TEST_F(Desk, TheGateLetsAnUndisturbedReplyPass) {
  ReplyRequest request = Reply(kGoodReply);
  request.force = true;
  EXPECT_EQ(GateSays(Queue(request).id, 6000), "");
}

TEST_F(Desk, TheGateStopsWhenTheWriterHadNotSeenTheNewestMessage) {
  ReplyRequest request = Reply(kGoodReply);
  request.force = true;
  const OutboundId id = Queue(request).id;
  Add("c2", "ana", "Și?", 5500);
  EXPECT_TRUE(GateSays(id, 6000).starts_with("new_message_meanwhile: ")) << GateSays(id, 6000);
}

TEST_F(Desk, TheGateStopsWhenSomebodyAnsweredElsewhere) {
  ReplyRequest request = Reply(kGoodReply);
  request.force = true;
  const OutboundId id = Queue(request).id;
  Write([&](Session& s) {
    Message native = MessageOf("r9", "shop", "Am rezolvat deja.", 5500);
    native.item.direction = Direction::kOutgoing;
    const Message target = **s.messages().Get(message_);
    native.conversation_id = target.conversation_id;
    native.contact_id = target.contact_id;
    ASSERT_TRUE(s.messages().Insert(native).ok());
  });
  EXPECT_TRUE(GateSays(id, 6000).starts_with("answered_meanwhile: ")) << GateSays(id, 6000);
}

TEST_F(Desk, TheGateHonoursWhatAPersonConfirmed) {
  ReplyRequest request = Reply(kGoodReply);
  request.force = true;
  request.overridden = {"new_message_meanwhile"};
  const QueuedReply queued = Queue(request);
  Add("c2", "ana", "Și?", 5500);
  OutboundMessage reply = Stored(queued.id);
  reply.overridden.emplace_back("new_message_meanwhile");
  Write([&](Session& s) { ASSERT_TRUE(s.outbox().Move(reply, OutboundState::kQueued).ok()); });
  EXPECT_EQ(GateSays(queued.id, 6000), "");
}

TEST_F(Desk, NeverThanksTwiceWithTheSameLineUnderOnePost) {
  std::set<std::string> lines;
  constexpr int kPeople = 28;
  for (int i = 0; i < kPeople; ++i) {
    const MessageId praise = Add("t" + std::to_string(i), "om" + std::to_string(i), "Superb, mulțumesc!", 2000 + i);
    Write([&](Session& s) {
      ReplyRequest request;
      request.target = praise;
      request.kind = OutboundKind::kThank;
      request.text = *desk_->ThankYouFor(s, praise);
      request.force = true;
      // The line without the name it was filled with.
      std::string line = request.text;
      if (const std::size_t at = line.find("Name"); at != std::string::npos) line.erase(at, 4);
      EXPECT_TRUE(lines.insert(line).second) << request.text;
      ASSERT_TRUE(desk_->Queue(s, {{}, {3000 + i}}, request)->id);
    });
  }
  EXPECT_EQ(lines.size(), static_cast<std::size_t>(kPeople));
}

TEST_F(Desk, SaysWhenEveryThankYouLineWasUsed) {
  Status last;
  for (int i = 0; i < 40 && last.ok(); ++i) {
    const MessageId praise = Add("t" + std::to_string(i), "om" + std::to_string(i), "Superb, mulțumesc!", 2000 + i);
    last = store_->Write([&](Session& s) -> Status {
      RW_ASSIGN_OR_RETURN(const std::string text, desk_->ThankYouFor(s, praise));
      ReplyRequest request;
      request.target = praise;
      request.kind = OutboundKind::kThank;
      request.text = text;
      request.force = true;
      return desk_->Queue(s, {{}, {3000 + i}}, request).status();
    });
  }
  ASSERT_FALSE(last.ok());
  EXPECT_EQ(last.error().kind, ErrorKind::kNotFound);
}

TEST_F(Desk, FillsTheResponsiblePersonIntoCannedResponses) {
  Read([&](Session& s) {
    const PlaceholderValues values = *desk_->ValuesFor(s, message_, {});
    EXPECT_EQ(values.at("responsible"), "Ioana Pop");
    EXPECT_EQ(values.at("shop"), "Atelier");
    EXPECT_EQ(values.at("order"), "");
  });
}

}  // namespace
}  // namespace replywatch

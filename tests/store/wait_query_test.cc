// What lists of open waits leave out, and that their counts agree.
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <random>

#include "shared/actions/staff_actions.h"
#include "shared/actions/wait_keeper.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class WaitQueries : public StoreFixture {
 protected:
  // Somebody who waits; returns the conversation.
  ConversationId Waits(const std::string& who, std::int64_t at_ms) {
    const MessageId id = Add("c-" + who, who, "Unde e?", at_ms);
    ConversationId conversation;
    Write([&](Session& s) {
      const Message message = **s.messages().Get(id);
      conversation = message.conversation_id;
      ASSERT_TRUE(WaitsAfterInsert(s, message).ok());
    });
    return conversation;
  }
  void SnoozeUntil(ConversationId id, std::int64_t until_ms) {
    Write([&](Session& s) { ASSERT_TRUE(Snooze(s, {{}, {1}}, id, {until_ms}).ok()); });
  }
  std::int64_t Count(const WaitQuery& query) {
    std::int64_t n = -1;
    Read([&](Session& s) {
      n = *s.conversations().CountWaits(query);
      EXPECT_EQ(s.conversations().OpenWaits(query)->size(), static_cast<std::size_t>(n));
    });
    return n;
  }
};

TEST_F(WaitQueries, CountWhatTheListWouldShow) {
  Waits("ana", 1000);
  Waits("ion", 2000);
  EXPECT_EQ(Count({}), 2);
}

TEST_F(WaitQueries, LeaveOutWhatIsSnoozedWhenAsked) {
  Waits("ana", 1000);
  SnoozeUntil(Waits("ion", 2000), 9000);
  WaitQuery awake;
  awake.awake_at = Timestamp{8999};
  EXPECT_EQ(Count(awake), 1);
}

TEST_F(WaitQueries, FindItAgainWhenTheSnoozeIsOver) {
  SnoozeUntil(Waits("ion", 2000), 9000);
  WaitQuery awake;
  awake.awake_at = Timestamp{9000};
  EXPECT_EQ(Count(awake), 1);
}

TEST_F(WaitQueries, TellPublicFromPrivate) {
  Waits("ana", 1000);
  WaitQuery query;
  query.visibility = Visibility::kPrivate;
  EXPECT_EQ(Count(query), 0);
  query.visibility = Visibility::kPublic;
  EXPECT_EQ(Count(query), 1);
}

// What the head of the screen counts at once, beside the lists it stands for.
class LiveCounts : public WaitQueries {
 protected:
  static constexpr Timestamp kNow{1'000'000};
  static constexpr Timestamp kSoon{1'060'000};
  std::minstd_rand random_{7};

  bool OneIn(unsigned n) { return random_() % n == 0; }
  Timestamp Around(Timestamp t) { return {t.ms - 2'000 + static_cast<std::int64_t>(random_() % 4'000)}; }

  void MakeConversation(Session& s, int i, const std::array<InboxId, 2>& inboxes) {
    const std::string name = "p" + std::to_string(i);
    const Visibility visibility = OneIn(2) ? Visibility::kPrivate : Visibility::kPublic;
    const InboxId inbox = inboxes.at(random_() % 2);
    const ContactId contact = *s.contacts().Resolve(inbox, AuthorOf(name), {1}, OneIn(2) ? "ro" : "pl");
    const ConversationId id = *s.conversations().Resolve({inbox, "post" + name, visibility, "", ""}, contact, {1});
    Message message = MessageOf("m" + name, name, "Unde e?", 1);
    message.inbox_id = inbox;
    message.contact_id = contact;
    message.conversation_id = id;
    const MessageId first = *s.messages().Insert(message);
    for (const WaitKind kind : {WaitKind::kAnswer, WaitKind::kThank}) {
      if (OneIn(4)) continue;
      WaitState state;
      Wait wait;
      wait.conversation_id = id;
      wait.kind = kind;
      wait.started_at = Around({500'000});
      wait.first_message = wait.last_message = first;
      if (OneIn(3)) wait.flags.Set(Flag::kProblem);
      if (OneIn(5)) wait.ended_at = wait.started_at, wait.outcome = WaitOutcome::kClosed;
      const std::vector<Wait> ended = wait.ended_at ? std::vector{wait} : std::vector<Wait>();
      if (!wait.ended_at) (kind == WaitKind::kAnswer ? state.answer : state.thank) = wait;
      ASSERT_TRUE(s.conversations().SaveWaits(id, state, ended).ok());
      const WaitId stored = s.conversations().Waits(id)->back().id;
      SlaInstants sla;
      if (OneIn(2)) sla.due_at = Around(kSoon);
      ASSERT_TRUE(s.clocks().Put({stored, sla, {}, {}, {}}, 1).ok());
    }
    AgentId owner;
    if (OneIn(3)) owner = AgentId{1 + static_cast<std::int64_t>(random_() % 2)};
    ASSERT_TRUE(s.conversations().SetOwner(id, owner).ok());
    // A quarter sleeps, half of these to a time that is over; others were woken up and the instant was left behind.
    const ConversationStatus status = OneIn(2) ? ConversationStatus::kSnoozed : ConversationStatus::kOpen;
    const std::optional<Timestamp> until = OneIn(2) ? std::optional(Around(kNow)) : std::nullopt;
    ASSERT_TRUE(s.conversations().SetStatus(id, status, until).ok());
  }
};

TEST_F(LiveCounts, AreThoseOfTheLists) {
  std::array<InboxId, 2> inboxes{inbox_, {}};
  Write([&](Session& s) {
    Inbox other;
    other.name = "other";
    other.platform = "somewhere";
    other.account_id = "shop2";
    inboxes[1] = *s.inboxes().Put(other);
    for (int i = 0; i < 300; ++i) MakeConversation(s, i, inboxes);
  });
  for (const bool leaves_out_snoozed : {false, true}) {
    CountQuery asked{{}, kSoon, AgentId{1}};
    WaitQuery base;
    base.limit = 1000;
    if (leaves_out_snoozed) asked.awake_at = base.awake_at = kNow;
    WaitCounts counts;
    Read([&](Session& s) { counts = *s.conversations().Counts(asked); });
    const auto listed = [&](const std::function<void(WaitQuery&)>& change) {
      WaitQuery query = base;
      change(query);
      const std::int64_t n = Count(query);
      EXPECT_GT(n, 0);
      return n;
    };
    EXPECT_EQ(counts.waiting_public, listed([](WaitQuery& q) { q.visibility = Visibility::kPublic; }));
    EXPECT_EQ(counts.waiting_private, listed([](WaitQuery& q) { q.visibility = Visibility::kPrivate; }));
    EXPECT_EQ(counts.problems, listed([](WaitQuery& q) { q.problems_only = true; }));
    EXPECT_EQ(counts.to_thank, listed([](WaitQuery& q) { q.kind = WaitKind::kThank; }));
    EXPECT_EQ(counts.due, listed([](WaitQuery& q) { q.due_before = kSoon; }));
    EXPECT_EQ(counts.owned, listed([](WaitQuery& q) { q.owner = AgentId{1}; }));
    Read([&](Session& s) { EXPECT_EQ(counts.oldest_since, s.conversations().OpenWaits(base)->front().wait.started_at); });
    listed([&](WaitQuery& q) { q.inbox = inboxes[1]; });
    listed([](WaitQuery& q) { q.language = "pl"; });
    listed([&](WaitQuery& q) { q.inbox = inboxes[0], q.language = "ro", q.owner = AgentId{2}; });
  }
}

}  // namespace
}  // namespace replywatch

// What lists of open waits leave out, and that their counts agree.
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace replywatch

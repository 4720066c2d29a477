#include "collector/retention.h"

#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class Retention : public StoreFixture {
 protected:
  Settings With(std::optional<Duration> general, std::optional<Duration> own) {
    Settings settings;
    settings.retention = general;
    InboxSettings inbox;
    inbox.name = "blog";
    inbox.retention = own;
    settings.inboxes.push_back(inbox);
    return settings;
  }
  std::string TextOf(MessageId id) {
    std::string text;
    Read([&](Session& s) { text = (*s.messages().Get(id))->item.text; });
    return text;
  }
};

TEST_F(Retention, KeepsEverythingWithoutAPeriod) {
  const MessageId id = Add("c1", "ana", "vechi", 1000);
  EXPECT_EQ(*ApplyRetention(*store_, With({}, {}), {Duration::Days(9999).ms}), 0);
  EXPECT_EQ(TextOf(id), "vechi");
}

TEST_F(Retention, ErasesWhatIsOlderThanTheDefault) {
  const MessageId old_id = Add("c1", "ana", "vechi", 1000);
  const MessageId new_id = Add("c2", "ana", "nou", Duration::Days(10).ms);
  EXPECT_EQ(*ApplyRetention(*store_, With(Duration::Days(5), {}), {Duration::Days(11).ms}), 1);
  EXPECT_EQ(TextOf(old_id), "");
  EXPECT_EQ(TextOf(new_id), "nou");
}

TEST_F(Retention, PrefersTheInboxesOwnPeriod) {
  const MessageId id = Add("c1", "ana", "vechi", 1000);
  EXPECT_EQ(*ApplyRetention(*store_, With(Duration::Days(5), Duration::Days(500)), {Duration::Days(11).ms}), 0);
  EXPECT_EQ(TextOf(id), "vechi");
}

}  // namespace
}  // namespace replywatch

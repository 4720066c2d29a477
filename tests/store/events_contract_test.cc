// What the store keeps of events that platforms told, and for how long.
#include <gtest/gtest.h>

#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class EventsContract : public StoreFixture {
 protected:
  bool AddEvent(const std::string& digest, const std::string& body, std::int64_t at) {
    bool is_new = false;
    Write([&](Session& s) { is_new = *s.events().Add(inbox_, {at}, digest, body); });
    return is_new;
  }
  std::vector<WaitingEvent> Due(std::int64_t now, int limit = 50, std::size_t max_bytes = 1000) {
    std::vector<WaitingEvent> events;
    Read([&](Session& s) { events = *s.events().Due(inbox_, {now}, limit, max_bytes); });
    return events;
  }
  EventTally Tally() {
    EventTally tally;
    Read([&](Session& s) { tally = *s.events().Tally(inbox_); });
    return tally;
  }
};

TEST_F(EventsContract, KeepsAnEventOnceWithEveryByte) {
  const std::string body("\0\xff{\"a\":1}\n", 10);
  EXPECT_TRUE(AddEvent("d1", body, 1000));
  EXPECT_FALSE(AddEvent("d1", body, 2000));
  const auto events = Due(2000);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events.front().body, body);
  EXPECT_EQ(events.front().received_at.ms, 1000);
  EXPECT_EQ(Tally().last_received->ms, 2000) << "a repeat has arrived, too";
}

TEST_F(EventsContract, AnotherInboxHasItsOwn) {
  Inbox other;
  other.name = "other";
  other.platform = "somewhere";
  InboxId id;
  Write([&](Session& s) {
    id = *s.inboxes().Put(other);
    EXPECT_TRUE(*s.events().Add(inbox_, {1000}, "d1", "x"));
    EXPECT_TRUE(*s.events().Add(id, {1000}, "d1", "x"));
    EXPECT_TRUE(s.events().Finish(s.events().Due(id, {1000}, 1, 10)->front().id).ok());
  });
  EXPECT_EQ(Due(1000).size(), 1U);
}

TEST_F(EventsContract, AFinishedOneLeavesOnlyItsDigest) {
  AddEvent("d1", "Brutsecret", 1000);
  Write([&](Session& s) { EXPECT_TRUE(s.events().Finish(s.events().Due(inbox_, {1000}, 1, 10)->front().id).ok()); });
  EXPECT_TRUE(Due(9000).empty());
  EXPECT_EQ(Tally().waiting, 0);
  EXPECT_FALSE(AddEvent("d1", "Brutsecret", 2000)) << "read already";
  Write([&](Session& s) {
    EXPECT_EQ(*s.events().Forget({1000}), 0) << "arrived before, exclusive";
    EXPECT_EQ(*s.events().Forget({1001}), 1);
  });
  EXPECT_TRUE(AddEvent("d1", "Brutsecret", 3000));
}

TEST_F(EventsContract, ForgettingSparesWhatWaits) {
  AddEvent("d1", "x", 1000);
  Write([&](Session& s) { EXPECT_EQ(*s.events().Forget({9000}), 0); });
  EXPECT_EQ(Due(9000).size(), 1U);
}

TEST_F(EventsContract, APostponedOneHoldsUpNoOther) {
  AddEvent("d1", "first", 1000);
  AddEvent("d2", "second", 1000);
  Write([&](Session& s) { EXPECT_TRUE(s.events().Postpone(s.events().Due(inbox_, {1000}, 1, 10)->front().id, {5000}).ok()); });
  const auto now = Due(1000);
  ASSERT_EQ(now.size(), 1U);
  EXPECT_EQ(now.front().body, "second");
  const auto later = Due(5000);
  ASSERT_EQ(later.size(), 2U);
  EXPECT_EQ(later.front().body, "first") << "in the order of arrival";
  EXPECT_EQ(later.front().attempts, 1);
  Read([&](Session& s) { EXPECT_EQ((*s.events().NextDue(inbox_))->ms, 1000); });
}

TEST_F(EventsContract, ReadsNoMoreAtOnceThanAsked) {
  for (int i = 0; i < 5; ++i) AddEvent("d" + std::to_string(i), std::string(100, 'x'), 1000);
  EXPECT_EQ(Due(1000, 3).size(), 3U);
  EXPECT_EQ(Due(1000, 50, 150).size(), 2U);
  EXPECT_EQ(Due(1000, 50, 0).size(), 1U) << "a large one is read alone";
}

TEST_F(EventsContract, CountsRefusalsSinceTheStart) {
  Write([&](Session& s) {
    EXPECT_TRUE(s.events().AddRefused(inbox_, 2).ok());
    EXPECT_TRUE(s.events().AddRefused(inbox_, 3).ok());
  });
  EXPECT_EQ(Tally().refused, 5);
  EXPECT_FALSE(Tally().last_received.has_value());
  Write([&](Session& s) { EXPECT_TRUE(s.events().ResetRefused().ok()); });
  EXPECT_EQ(Tally().refused, 0);
}

TEST_F(EventsContract, WhatNamesAnErasedPersonIsErased) {
  const MessageId id = Add("1", "person-77", "Hello", 1000);
  AddEvent("d1", R"({"from":"person-77","text":"Brutsecret"})", 1000);
  AddEvent("d2", R"({"from":"person-78"})", 1000);
  Write([&](Session& s) { EXPECT_TRUE(s.contacts().Erase((*s.messages().Get(id))->contact_id, {2000}).ok()); });
  const auto left = Due(2000);
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left.front().body, R"({"from":"person-78"})");
}

TEST_F(EventsContract, GoAfterThePeriodOfRetention) {
  AddEvent("d1", "old", 1000);
  AddEvent("d2", "new", 5000);
  Write([&](Session& s) { EXPECT_TRUE(s.contacts().EraseMessagesBefore(inbox_, {5000}, {9000}).ok()); });
  const auto left = Due(9000);
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left.front().body, "new");
}

}  // namespace
}  // namespace replywatch

#include "collector/webhooks/event_drain.h"

#include "tests/support/fake_connector.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_classifier.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class Drain : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    drain_.emplace(*store_, ingest_, clock_, connector_);
  }
  void Arrive(const std::string& body) {
    Write([&](Session& s) { EXPECT_TRUE(*s.events().Add(inbox_, clock_.Now(), "digest of " + body, body)); });
  }
  EventDrain::Report Round() {
    auto report = drain_->Round(
        {inbox_, "shop", false}, budget_, [] { return Status(); }, CancelToken());
    EXPECT_TRUE(report.ok());
    return report.ok() ? *report : EventDrain::Report{};
  }
  // Every event is read as what its body names.
  void ReadAs(std::function<EventReading(const std::string& body)> read) {
    connector_.on_events = [read = std::move(read)](const std::vector<Event>& events) {
      EventReadings out;
      for (const Event& event : events) out.readings.push_back(read(event.body));
      return out;
    };
  }
  // The whole of what is asked for in one go is refused while it holds an event of that body.
  void Poison(const std::string& body, const Error& error) {
    connector_.on_events = [this, body, error](const std::vector<Event>& events) -> Result<EventReadings> {
      ++asked_;
      EventReadings out;
      for (const Event& event : events) {
        if (event.body == body) return error;
        out.readings.emplace_back().items = {Comment(event.body)};
      }
      return out;
    };
  }
  static Item Comment(const std::string& id, const std::string& text = "Q") {
    Item item;
    item.source_id = id;
    item.root_source_id = "post";
    item.author = AuthorOf("ana");
    item.text = text;
    item.created_at = {1000};
    return item;
  }
  static EventReading IsNow(std::vector<Item> items) {
    EventReading reading;
    reading.items = std::move(items);
    return reading;
  }
  static EventReading Told(std::vector<Item> items) {
    EventReading reading;
    reading.told = std::move(items);
    return reading;
  }
  static EventReading Removed(std::vector<Item> items) {
    EventReading reading;
    reading.removed = std::move(items);
    return reading;
  }
  static EventReading NotYet() {
    EventReading reading;
    reading.comes_again = true;
    return reading;
  }
  static Item RemovedComment(const std::string& id) {
    Item item = Comment(id, "");
    item.publication = Publication::kRemoved;
    item.removed_by = RemovedBy::kAuthor;
    return item;
  }
  std::optional<Message> Find(const std::string& id) {
    std::optional<Message> found;
    Read([&](Session& s) { found = *s.messages().Find(inbox_, id); });
    return found;
  }
  std::int64_t Waiting() {
    std::int64_t waiting = 0;
    Read([&](Session& s) { waiting = s.events().Tally(inbox_)->waiting; });
    return waiting;
  }

  ManualClock clock_{{10'000'000}};
  ScriptedClassifier classifier_;
  Ingest ingest_{classifier_, {}};
  FakeConnector connector_;
  RateBudget budget_;
  std::optional<EventDrain> drain_;
  int asked_ = 0;
};

TEST_F(Drain, StoresWhatIsThereNow) {
  Arrive("1");
  ReadAs([](const std::string& body) { return IsNow({Comment(body)}); });
  EXPECT_EQ(Round().events, 1);
  EXPECT_TRUE(Find("1").has_value());
  EXPECT_EQ(Waiting(), 0);
  EXPECT_FALSE(drain_->due().has_value());
}

TEST_F(Drain, OldNewsChangesNothingThatIsKnown) {
  Arrive("edit");
  ReadAs([](const std::string&) { return IsNow({Comment("1", "as it is now")}); });
  Round();
  Arrive("add");
  ReadAs([](const std::string&) { return Told({Comment("1", "as it was"), Comment("2", "new")}); });
  Round();
  EXPECT_EQ(Find("1")->item.text, "as it is now");
  EXPECT_EQ(Find("2")->item.text, "new");
}

TEST_F(Drain, WhatWasRemovedStaysRemovedWhicheverCameFirst) {
  Arrive("removed");
  ReadAs([](const std::string&) { return Removed({RemovedComment("1")}); });
  Round();
  Arrive("written");
  ReadAs([](const std::string&) { return Told({Comment("1", "words")}); });
  Round();
  EXPECT_EQ(Find("1")->item.publication, Publication::kRemoved);
  EXPECT_EQ(Find("1")->item.text, "");
}

TEST_F(Drain, AKnownMessageKeepsItsWordsWhenItIsRemoved) {
  Arrive("written");
  ReadAs([](const std::string&) { return Told({Comment("1", "words")}); });
  Round();
  Arrive("removed");
  ReadAs([](const std::string&) { return Removed({RemovedComment("1")}); });
  Round();
  EXPECT_EQ(Find("1")->item.publication, Publication::kRemoved);
  EXPECT_EQ(Find("1")->item.removed_by, RemovedBy::kAuthor);
  EXPECT_EQ(Find("1")->item.text, "words");
}

TEST_F(Drain, WhatIsNotThereYetIsReadAgain) {
  Arrive("1");
  Arrive("2");
  ReadAs([](const std::string& body) { return body == "1" ? NotYet() : IsNow({Comment(body)}); });
  Round();
  EXPECT_TRUE(Find("2").has_value());
  EXPECT_EQ(Waiting(), 1);
  EXPECT_EQ(*drain_->due() - clock_.Steady(), Duration::Seconds(30));
  ReadAs([](const std::string& body) { return IsNow({Comment(body)}); });
  clock_.Advance(Duration::Seconds(30));
  Round();
  EXPECT_TRUE(Find("1").has_value());
}

TEST_F(Drain, APlatformThatRefusesLeavesEverythingWaiting) {
  Arrive("1");
  connector_.on_events = [](const std::vector<Event>&) -> Result<EventReadings> {
    return MakeError(ErrorKind::kReauthorize, "make a new token");
  };
  EXPECT_EQ(Round().trouble->text, "make a new token");
  EXPECT_EQ(Waiting(), 1);
}

TEST_F(Drain, OneEventThatAlwaysFailsHoldsUpNoOther) {
  for (const char* body : {"1", "poison", "2", "3"}) Arrive(body);
  Poison("poison", MakeError(ErrorKind::kBackOff, "500"));
  for (int i = 0; i < 6; ++i) {
    Round();
    clock_.Advance(Duration::Seconds(15));
  }
  for (const char* id : {"1", "2", "3"}) EXPECT_TRUE(Find(id).has_value()) << id;
  EXPECT_EQ(Waiting(), 1);
  EXPECT_LE(asked_, 12);
}

TEST_F(Drain, WhatFailsForAWeekIsSetAside) {
  Arrive("poison");
  Poison("poison", MakeError(ErrorKind::kInvalidArgument, "no"));
  Round();
  for (int i = 0; i < 60 && Waiting() > 0; ++i) {
    clock_.Advance(Duration::Hours(4));
    Round();
  }
  EXPECT_EQ(Waiting(), 0);
  Read([&](Session& s) {
    const auto aside = *s.inboxes().SetAsideItems(inbox_, 10);
    ASSERT_EQ(aside.size(), 1U);
    EXPECT_EQ(aside.front().item.raw, "poison");
  });
}

TEST_F(Drain, KeepsToThePlatformsLimits) {
  Arrive("1");
  budget_.BlockPollsUntil(clock_.Now() + Duration::Minutes(5));
  ReadAs([](const std::string& body) { return IsNow({Comment(body)}); });
  EXPECT_EQ(Round().events, 0);
  EXPECT_EQ(*drain_->due() - clock_.Steady(), Duration::Minutes(5));
  clock_.Advance(Duration::Minutes(5));
  EXPECT_EQ(Round().events, 1);
}

}  // namespace
}  // namespace replywatch

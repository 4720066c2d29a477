// Conformance: the rules that every connector keeps, as tests with a platform and one of its quirks for parameter.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "tests/connectors/support/connector_fixture.h"
#include "tests/connectors/support/rule_needs.h"

namespace replywatch::testing {

inline void PrintTo(const Subject& subject, std::ostream* out) { *out << NameOf(subject); }

inline std::string TestNameOf(const ::testing::TestParamInfo<Subject>& subject) { return NameOf(subject.param); }

class Conformance : public ::testing::TestWithParam<Subject> {
 protected:
  void SetUp() override {
    const std::string_view name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    const std::string_view need = NeedOf(name.substr(0, name.find('/')));
    is_unmet_ = !need.empty() && !NeedsMet(GetParam()).contains(need);
    if (is_unmet_) GTEST_SKIP() << "needs " << need;
  }
  void TearDown() override { EXPECT_EQ(IsSkipped(), is_unmet_) << "what a rule needs stands in rule_needs.cc"; }

  std::unique_ptr<ConnectorBench> Bench(PracticeOptions options = {}) {
    if (!GetParam().quirk.empty()) options.quirks.insert(GetParam().quirk);
    const auto way = GetParam().is_over_http ? PracticeHttpClient::Way::kSockets : PracticeHttpClient::Way::kInProcess;
    auto bench = std::make_unique<ConnectorBench>(*GetParam().info, options, way);
    const auto check = bench->Check();
    EXPECT_TRUE(check.ok()) << (check.ok() ? "" : check.error().text);
    return bench;
  }
  static PracticeOptions Paged(int per_page) {
    PracticeOptions options;
    options.max_per_page = per_page;
    return options;
  }
  // Every incoming message that the platform shows has been read, as it is now, and nothing else.
  static void ExpectComplete(const ConnectorBench& bench) {
    for (const PracticeMessage& message : bench.world.messages()) {
      if (message.is_ours || message.is_broken || !bench.server->Shows(message)) continue;
      const Item* item = bench.Find(message.id);
      ASSERT_NE(item, nullptr) << "message " << message.id << " was not read";
      EXPECT_THAT(item->text, ::testing::HasSubstr(message.text));
      EXPECT_EQ(item->created_at, message.created_at);
      EXPECT_EQ(item->direction, Direction::kIncoming);
    }
  }
  // As far as rules compare them: all that is stored of an item and may change.
  static void ExpectSame(const std::map<std::string, Item>& items, const std::map<std::string, Item>& expected) {
    ASSERT_EQ(items.size(), expected.size());
    for (const auto& [id, item] : items) {
      const auto other = expected.find(id);
      ASSERT_NE(other, expected.end()) << id;
      EXPECT_EQ(item.text, other->second.text);
      EXPECT_EQ(item.author, other->second.author);
      EXPECT_EQ(item.parent_source_id, other->second.parent_source_id);
      EXPECT_EQ(item.root_source_id, other->second.root_source_id);
      EXPECT_EQ(item.direction, other->second.direction);
      EXPECT_EQ(item.publication, other->second.publication);
      EXPECT_EQ(item.created_at, other->second.created_at);
      EXPECT_EQ(item.edited_at, other->second.edited_at);
    }
  }
  static bool Sweeps(const ConnectorBench& bench) { return bench.connector->max_sweep_items() > 0; }
  // Whether a reply whose answer was lost can be looked for.
  static bool Finds(const ConnectorBench& bench) { return bench.connector->capabilities().resend_guard != ResendGuard::kNone; }
  // What looking for a reply says in the end: where not all is shown at once, it may be put off, and is asked again as time
  // passes.
  static Result<FindResult> Look(ConnectorBench& bench, SendRequest request) {
    constexpr int kMostMinutes = 60;
    for (int minutes = 0;; ++minutes) {
      Result<FindResult> found = bench.connector->FindSent(request, bench.cancel);
      const bool is_put_off = !found.ok() && found.error().kind == ErrorKind::kBackOff;
      if (!is_put_off || GetParam().info->shows_all_we_sent || minutes == kMostMinutes) return found;
      bench.world.Pass(Duration::Minutes(1));
      request.now = request.now + Duration::Minutes(1);
    }
  }
  // What it says of a reply that is not there.
  static FindOutcome Absent() { return GetParam().info->shows_all_we_sent ? FindOutcome::kNotThere : FindOutcome::kCannotTell; }
  static ErrorKind FetchError(ConnectorBench& bench) {
    const Status status = bench.FetchAll();
    EXPECT_FALSE(status.ok());
    return status.ok() ? ErrorKind::kInternal : status.error().kind;
  }

 private:
  bool is_unmet_ = false;
};

}  // namespace replywatch::testing

// Conformance: the rules that every connector keeps, as tests with a platform and one of its quirks for parameter.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "tests/connectors/support/connector_fixture.h"

namespace replywatch::testing {

struct Subject {
  const PracticeInfo* info = nullptr;
  std::string quirk;
};

inline void PrintTo(const Subject& subject, std::ostream* out) { *out << subject.info->platform << " " << subject.quirk; }

// Every platform that shows messages; which do not is pinned in abilities_test.cc.
inline std::vector<Subject> Subjects() {
  std::vector<Subject> out;
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (FindPlatform(info.platform)->written_here) continue;
    out.push_back({&info, ""});
    for (const std::string& quirk : info.quirks) out.push_back({&info, quirk});
  }
  return out;
}

inline std::string NameOf(const ::testing::TestParamInfo<Subject>& subject) {
  return std::string(subject.param.info->platform) + (subject.param.quirk.empty() ? "" : "_" + subject.param.quirk);
}

class Conformance : public ::testing::TestWithParam<Subject> {
 protected:
  std::unique_ptr<ConnectorBench> Bench(PracticeOptions options = {}) {
    if (!GetParam().quirk.empty()) options.quirks.insert(GetParam().quirk);
    auto bench = std::make_unique<ConnectorBench>(*GetParam().info, options);
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
};

}  // namespace replywatch::testing

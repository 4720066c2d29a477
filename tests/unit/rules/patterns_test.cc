#include "shared/rules/patterns.h"

#include <gtest/gtest.h>

#include "shared/rules/spikes.h"

namespace replywatch {
namespace {

constexpr Duration kHour = Duration::Hours(1);
constexpr Duration kMs = Duration::Milliseconds(1);
Timestamp Hour(int n) { return Timestamp{} + kHour * n; }

Wait Private(int start, std::optional<int> end = std::nullopt, WaitOutcome outcome = WaitOutcome::kAnswered) {
  Wait wait;
  wait.started_at = Hour(start);
  if (end) {
    wait.ended_at = Hour(*end);
    wait.outcome = outcome;
  }
  return wait;
}

TEST(WentPublic, TruthTable) {
  Wait thanks = Private(0);
  thanks.kind = WaitKind::kThank;
  const struct {
    const char* what;
    std::vector<Wait> waits;
    Timestamp at;
    bool expected;
  } rows[] = {
      {"nobody wrote in private", {}, Hour(10), false},
      {"unanswered for a day", {Private(0)}, Hour(24), true},
      {"half an hour of silence", {Private(0)}, Timestamp{} + kSilence, true},
      {"everywhere at once", {Private(0)}, Timestamp{} + kSilence - kMs, false},
      {"answered before", {Private(0, 5)}, Hour(6), false},
      {"answered only after", {Private(0, 7)}, Hour(6), true},
      {"answered in the same instant", {Private(0, 6)}, Hour(6), false},
      {"closed without an answer", {Private(0, 5, WaitOutcome::kClosed)}, Hour(24), true},
      {"closed long ago", {Private(0, 5, WaitOutcome::kClosed)}, Hour(5) + kPatternHorizon + kMs, false},
      {"closed a month ago", {Private(0, 5, WaitOutcome::kClosed)}, Hour(5) + kPatternHorizon, true},
      {"withdrawn", {Private(0, 5, WaitOutcome::kWithdrawn)}, Hour(24), false},
      {"the private message came later", {Private(30)}, Hour(24), false},
      {"only praise in private", {thanks}, Hour(24), false},
      {"one answered, one not", {Private(0, 1), Private(2)}, Hour(24), true},
  };
  for (const auto& row : rows) EXPECT_EQ(WentPublicAfterSilence(row.at, row.waits), row.expected) << row.what;
}

EarlierProblem Told(std::vector<Timestamp> at, std::optional<Timestamp> solved = std::nullopt, bool same = false,
                    std::string cause = "") {
  return {same, std::move(at), solved, std::move(cause)};
}

TEST(Repeat, TruthTable) {
  const Timestamp now = Hour(24 * 100);
  const struct {
    const char* what;
    std::vector<EarlierProblem> earlier;
    std::string cause;
    bool expected;
  } rows[] = {
      {"nothing before", {}, "", false},
      {"no problem before", {Told({})}, "", false},
      {"yesterday, unsolved", {Told({now - kHour * 24})}, "", true},
      {"the same breath", {Told({now - kHour + kMs})}, "", false},
      {"an hour ago", {Told({now - kHour})}, "", true},
      {"a month ago", {Told({now - kPatternHorizon})}, "", true},
      {"longer ago", {Told({now - kPatternHorizon - kMs})}, "", false},
      {"solved, elsewhere", {Told({now - kHour * 24}, now - kHour * 20)}, "", false},
      {"solved here, and this reopens it", {Told({now - kHour * 24}, now - kHour * 20, true)}, "", true},
      {"solved here seven days ago", {Told({now - kHour * 24 * 9}, now - kHour * 24 * 7, true)}, "", true},
      {"solved here longer ago", {Told({now - kHour * 24 * 9}, now - kHour * 24 * 7 - kMs, true)}, "", false},
      {"solved, but the same cause", {Told({now - kHour * 24}, now - kHour * 20, false, "damaged")}, "damaged", true},
      {"solved, another cause", {Told({now - kHour * 24}, now - kHour * 20, false, "damaged")}, "price", false},
      {"solved, and no cause is not the same cause", {Told({now - kHour * 24}, now - kHour * 20)}, "", false},
      {"one of several", {Told({now - kHour * 24}, now - kHour * 20), Told({now - kHour * 48})}, "", true},
  };
  for (const auto& row : rows) EXPECT_EQ(IsRepeat(now, row.cause, row.earlier), row.expected) << row.what;
}

TEST(Spikes, TruthTable) {
  const struct {
    const char* what;
    int people;
    std::vector<int> usual;
    bool expected;
  } rows[] = {
      {"a new shop, four people", 4, {}, false},
      {"a new shop, five", 5, {}, true},
      {"a quiet hour, four", 4, {0, 0, 0, 0, 0, 0, 0, 0}, false},
      {"a quiet hour, five", 5, {0, 0, 0, 0, 0, 0, 0, 0}, true},
      {"usually two or three: 2.5 and 4 deviations of 1 make 7", 6, {2, 3, 2, 3, 2, 3, 2, 3}, false},
      {"usually two or three, seven", 7, {2, 3, 2, 3, 2, 3, 2, 3}, true},
      {"one bad week does not hide the next", 7, {2, 3, 2, 3, 2, 3, 2, 40}, true},
      {"a large shop, twice the usual", 60, {30, 30, 30, 30, 30, 30, 30, 30}, true},
      {"a large shop, less than twice", 59, {30, 30, 30, 30, 30, 30, 30, 30}, false},
      {"a restless shop: median 20, MAD 10, threshold 80", 79, {5, 10, 10, 20, 20, 30, 30, 35}, false},
      {"a restless shop, over it", 80, {5, 10, 10, 20, 20, 30, 30, 35}, true},
  };
  for (const auto& row : rows) EXPECT_EQ(FindSpike(row.people, row.usual).has_value(), row.expected) << row.what;
}

TEST(Spikes, FactsAreNumbers) {
  EXPECT_EQ(SpikeFacts(*FindSpike(7, {2, 3, 2, 3, 2, 3, 2, 3})), "people=7 usual=3 threshold=7 minutes=60");
}

TEST(Spikes, TheSameHourIsMeantByTheWallClock) {
  const Zone zone = *Zone::Find("Europe/Bucharest");
  // Summer time ended on 25 October 2026.
  const Timestamp now = zone.At(*ParseLocalDay("2026-10-28"), 12 * 60);
  const std::vector<Timestamp> ends = SameHourBefore(zone, now);
  ASSERT_EQ(ends.size(), 8U);
  EXPECT_EQ(ends[0], zone.At(*ParseLocalDay("2026-10-21"), 12 * 60));
  EXPECT_EQ(now - ends[0], Duration::Hours(7 * 24 + 1));
}

TEST(Spikes, ASpellEndsWithAPause) {
  const std::vector<Timestamp> steady{Hour(1), Hour(2), Hour(4)};
  EXPECT_TRUE(SpellGoesOn(steady, Hour(0), Hour(6)));
  EXPECT_FALSE(SpellGoesOn(steady, Hour(0), Hour(6) + kMs));
  const std::vector<Timestamp> paused{Hour(1), Hour(3) + kMs};
  EXPECT_FALSE(SpellGoesOn(paused, Hour(0), Hour(4)));
  EXPECT_FALSE(SpellGoesOn({}, Hour(0), Hour(3)));
}

}  // namespace
}  // namespace replywatch

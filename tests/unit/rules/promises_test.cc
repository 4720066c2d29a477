#include "shared/rules/promises.h"

#include <gtest/gtest.h>

#include "shared/rules/handovers.h"

namespace replywatch {
namespace {

Promise Due(std::int64_t due) {
  Promise promise;
  promise.made_at = {1000};
  promise.due_at = {due};
  return promise;
}

TEST(PromiseState, IsBrokenOneMillisecondAfterItIsDue) {
  EXPECT_EQ(StateOf(Due(5000), {5000}), PromiseState::kOpen);
  EXPECT_EQ(StateOf(Due(5000), {5001}), PromiseState::kBroken);
}

TEST(PromiseState, IsKeptInTimeAtTheVeryInstant) {
  Promise promise = Due(5000);
  promise.kept_at = Timestamp{5000};
  EXPECT_EQ(StateOf(promise, {9000}), PromiseState::kKept);
  promise.kept_at = Timestamp{5001};
  EXPECT_EQ(StateOf(promise, {9000}), PromiseState::kKeptLate);
}

TEST(PromiseState, WithdrawnSaysMoreThanKept) {
  Promise promise = Due(5000);
  promise.kept_at = Timestamp{2000};
  promise.withdrawn_at = Timestamp{3000};
  EXPECT_EQ(StateOf(promise, {9000}), PromiseState::kWithdrawn);
}

TEST(PromiseKeeping, NeedsALaterAnswerThatIsNotItsOwn) {
  EXPECT_FALSE(IsKeptBy(Due(5000), {1000}, false)) << "the same instant is not later";
  EXPECT_TRUE(IsKeptBy(Due(5000), {1001}, false));
  EXPECT_TRUE(IsKeptBy(Due(5000), {9000}, false)) << "late, but kept";
  EXPECT_FALSE(IsKeptBy(Due(5000), {1001}, true));
  Promise withdrawn = Due(5000);
  withdrawn.withdrawn_at = Timestamp{1500};
  EXPECT_FALSE(IsKeptBy(withdrawn, {2000}, false));
}

TEST(Handovers, GoFromOneNamedPersonToAnother) {
  const AgentId a{1};
  const AgentId b{2};
  const AgentId nobody;
  const auto count = [](std::vector<OwnerChange> changes) { return CountHandovers(changes); };
  EXPECT_EQ(count({}), 0);
  EXPECT_EQ(count({{nobody, a}}), 0);
  EXPECT_EQ(count({{nobody, a}, {a, b}}), 1);
  EXPECT_EQ(count({{nobody, a}, {a, b}, {b, a}}), 2);
  EXPECT_EQ(count({{nobody, a}, {a, nobody}, {nobody, a}}), 0) << "taken back";
  EXPECT_EQ(count({{nobody, a}, {a, nobody}, {nobody, b}}), 1) << "by way of nobody";
}

}  // namespace
}  // namespace replywatch

// Today's median in words.
#include "dashboard/view_models/today_words.h"

#include <gtest/gtest.h>

#include "shared/settings/catalogue_file.h"

namespace replywatch {
namespace {

constexpr Timestamp kNow{1'795'348'800'000};

Catalogue English() { return *LoadCatalogue(RW_TEST_CONFIG_DIR, "en"); }

// `n` waits, each answered after so long; the target is an hour.
std::vector<WaitSpan> Answered(int n, Duration after) {
  std::vector<WaitSpan> spans;
  for (int i = 0; i < n; ++i) {
    WaitSpan span;
    span.started_at = kNow - Duration::Hours(5);
    span.ended_at = span.started_at + after;
    span.outcome = WaitOutcome::kAnswered;
    span.target = Duration::Hours(1);
    span.due_at = span.started_at + span.target;
    spans.push_back(span);
  }
  return spans;
}

TEST(Today, StandsBesideItsTarget) {
  const TodayWords told = DescribeToday(FiguresOfToday(Answered(10, Duration::Minutes(38)), kNow), English());
  EXPECT_EQ(told.value, "38 min");
  EXPECT_EQ(told.label, "median today, target 1 h");
}

TEST(Today, SaysWhenItIsOverTheTarget) {
  const TodayFigures today = FiguresOfToday(Answered(10, Duration::Minutes(80)), kNow);
  EXPECT_TRUE(today.is_over_target);
  EXPECT_EQ(DescribeToday(today, English()).label, "median today, over the target of 1 h");
}

TEST(Today, ShowsFewWaitsOneByOne) {
  std::vector<WaitSpan> spans = Answered(2, Duration::Minutes(38));
  spans.back().ended_at.reset();
  const TodayWords told = DescribeToday(FiguresOfToday(spans, kNow), English());
  EXPECT_EQ(told.value, "2");
  EXPECT_EQ(told.label, "began to wait today: too few for a median");
  EXPECT_EQ(told.cases, "38 min; no answer in 5 h");
}

TEST(Today, CountsOpenWaits) {
  std::vector<WaitSpan> spans = Answered(10, Duration::Minutes(38));
  for (std::size_t i = 0; i < 6; ++i) spans[i].ended_at.reset();
  EXPECT_TRUE(FiguresOfToday(spans, kNow).median->is_over) << "who is ignored improves nothing";
}

}  // namespace
}  // namespace replywatch

// Lists of lists: how a round goes through them, and what it keeps of those that were refused.
#include "collector/protocols/graph_round.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "collector/protocols/graph_api.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;

TEST(GraphPaging, GoesOnOnlyWhereThereIsMore) {
  EXPECT_EQ(graph::AfterOf(Json::parse(R"({"paging":{"cursors":{"after":"a"},"next":"https://x"}})")), "a");
  EXPECT_EQ(graph::AfterOf(Json::parse(R"({"paging":{"cursors":{"after":"a"}}})")), "");
  EXPECT_EQ(graph::AfterOf(Json::parse(R"({"paging":5})")), "");
}

TEST(GraphRound, ReadsInnerListsBeforeTheOuterGoesOn) {
  FetchRequest request;
  graph::GraphRound first(request, Duration::Minutes(2));
  first.SawTime(Timestamp{5000});
  first.SawInner("p", "a", Timestamp{4000});
  first.OuterGoesOn("next");
  Page page;
  first.Finish(page);
  EXPECT_EQ(page.cursor, "");
  request.page_token = page.next_page_token;
  graph::GraphRound second(request, Duration::Minutes(2));
  ASSERT_NE(second.inner(), nullptr);
  EXPECT_EQ(second.inner()->id, "p");
  second.InnerGoesOn("", std::nullopt);
  EXPECT_EQ(second.inner(), nullptr);
  EXPECT_EQ(second.outer_after(), "next");
  second.OuterGoesOn("");
  page = {};
  second.Finish(page);
  EXPECT_EQ(page.next_page_token, "");
  EXPECT_EQ(page.cursor, "5000");
}

TEST(GraphRound, EndsWhereACursorRepeats) {
  FetchRequest request;
  request.page_token = R"({"after":"a","open":[{"id":"p","after":"b"}]})";
  graph::GraphRound round(request, {});
  round.InnerGoesOn("b", std::nullopt);
  EXPECT_EQ(round.inner(), nullptr);
  round.OuterGoesOn("a");
  Page page;
  round.Finish(page);
  EXPECT_EQ(page.next_page_token, "");
}

// What the round gives once its outer list is read.
Page EndOf(graph::GraphRound& round) {
  round.OuterGoesOn("");
  Page page;
  round.Finish(page);
  return page;
}

FetchRequest After(const FetchRequest& request, const Page& page) {
  FetchRequest next = request;
  next.page_token = page.next_page_token;
  if (!page.cursor.empty()) next.cursor = page.cursor;
  return next;
}

// The stored cursor after the first round, in which the list "p" was refused.
std::string AfterARefusal() {
  graph::GraphRound round({}, {});
  round.SawTime(Timestamp{5000});
  round.SawInner("p", "a", std::nullopt);
  round.InnerWasRefused();
  return EndOf(round).cursor;
}

TEST(GraphRound, ReadsWhatWasRefusedAgainBehindAllElse) {
  FetchRequest request;
  request.cursor = AfterARefusal();
  graph::GraphRound next(request, {});
  EXPECT_FALSE(next.is_backfill());
  EXPECT_EQ(next.inner(), nullptr) << "what is new comes first";
  next.SawTime(Timestamp{6000});
  Page page = EndOf(next);
  EXPECT_NE(page.cursor, "") << "what is new is not read twice, whatever becomes of the rest";
  request = After(request, page);
  graph::GraphRound again(request, {});
  ASSERT_NE(again.inner(), nullptr);
  EXPECT_EQ(again.inner()->id, "p");
  EXPECT_EQ(again.inner()->after, "");
  again.InnerGoesOn("a", Timestamp{1});
  page = {};
  again.Finish(page);
  request = After(request, page);
  graph::GraphRound rest(request, {});
  ASSERT_NE(rest.inner(), nullptr) << "all of it";
  EXPECT_EQ(rest.inner()->after, "a");
  rest.InnerGoesOn("", Timestamp{1});
  page = {};
  rest.Finish(page);
  EXPECT_EQ(page.next_page_token, "");
  EXPECT_EQ(page.cursor, "6000");
}

TEST(GraphRound, GivesUpWhatIsRefusedInThreeRounds) {
  FetchRequest request;
  request.cursor = AfterARefusal();
  for (const bool is_last : {false, true}) {
    graph::GraphRound round(request, {});
    const FetchRequest rest = After(request, EndOf(round));
    graph::GraphRound again(rest, {});
    ASSERT_NE(again.inner(), nullptr);
    again.InnerWasRefused();
    Page page;
    again.Finish(page);
    EXPECT_EQ(page.next_page_token, "");
    request.cursor = After(rest, page).cursor;
    EXPECT_EQ(request.cursor == "5000", is_last) << request.cursor;
  }
}

TEST(GraphRound, CountsARoundThatEndsAmongWhatWasRefused) {
  FetchRequest request;
  request.cursor = AfterARefusal();
  int attempts = 0;
  for (int i = 0; i < 5; ++i) {
    graph::GraphRound round(request, {});
    const Page page = EndOf(round);
    if (!page.next_page_token.empty()) ++attempts;  // and there the round breaks off
    if (!page.cursor.empty()) request.cursor = page.cursor;
  }
  EXPECT_EQ(attempts, 2);
  EXPECT_EQ(request.cursor, "5000");
}

TEST(GraphRound, KeepsAListOnceHoweverOftenItIsRefused) {
  FetchRequest request;
  request.cursor = AfterARefusal();
  for (int i = 0; i < 2; ++i) {
    graph::GraphRound round(request, {});
    round.SawInner("p", "b", std::nullopt);  // more was written there
    round.InnerWasRefused();
    const Page page = EndOf(round);
    EXPECT_EQ(page.next_page_token, "");
    request.cursor = page.cursor;
  }
  EXPECT_EQ(request.cursor, "5000");
}

}  // namespace
}  // namespace replywatch

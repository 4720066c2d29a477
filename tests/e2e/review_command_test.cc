// The command that makes the weekly review: what scripts rely on.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "shared/base/clock.h"
#include "shared/rules/review.h"
#include "tests/e2e/support/shop.h"

namespace replywatch::testing {
namespace {

using Json = nlohmann::json;
using std::filesystem::perms;

class ReviewCommand : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    shop_ = std::make_unique<Shop>();
    // Just now: on a Monday morning an hour ago is another week.
    shop_->world().MoveTo(SystemClock().Now() - Duration::Seconds(2));
    shop_->world().AddMention("ana", "@atelier my parcel has not arrived, where is it?");
    shop_->CollectOnce();
  }
  static void TearDownTestSuite() { shop_.reset(); }

  static CommandResult Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "review");
    return shop_->Run(std::move(arguments));
  }
  static void ExpectRefused(const std::vector<std::string>& arguments, int status, const std::string& words) {
    const CommandResult result = Run(arguments);
    EXPECT_EQ(result.status, status) << result.err;
    EXPECT_NE(result.err.find(words), std::string::npos) << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_EQ(result.out, "");
  }
  static IsoWeek LastWeek() { return LastCompleteWeek(SystemClock().Now(), *Zone::Find("Europe/Bucharest")); }
  static IsoWeek ThisWeek() { return WeekOf(MondayOf(LastWeek()) + 7); }

  static std::unique_ptr<Shop> shop_;
};

std::unique_ptr<Shop> ReviewCommand::shop_;

TEST_F(ReviewCommand, TellsOfTheLastCompleteWeekByDefault) {
  const CommandResult result = Run({"--format", "json"});
  ASSERT_EQ(result.status, 0) << result.err;
  const Json json = Json::parse(result.out);
  EXPECT_EQ(json["week"], FormatIsoWeek(LastWeek()));
  EXPECT_EQ(json["complete"], true);
  for (const char* key : {"shop", "time_zone", "made_at", "this_week", "last_week", "usual_target_ms", "trend", "longest",
                          "waiting", "action", "last_action"})
    EXPECT_TRUE(json.contains(key)) << key;
  for (const char* key : {"week",
                          "from",
                          "to",
                          "people",
                          "still_waiting",
                          "waits",
                          "waits_in_shop_hours",
                          "within",
                          "answered_later",
                          "by_channel",
                          "by_topic",
                          "parity",
                          "problems",
                          "handed_over",
                          "handed_over_again",
                          "reopened",
                          "promises",
                          "thanks",
                          "coverage",
                          "alerts",
                          "distribution",
                          "heat",
                          "curves",
                          "flow"}) {
    EXPECT_TRUE(json["this_week"].contains(key)) << key;
  }
}

TEST_F(ReviewCommand, CountsTheRunningWeekUntilNow) {
  const CommandResult result = Run({"--format", "json", "--week", FormatIsoWeek(ThisWeek())});
  ASSERT_EQ(result.status, 0) << result.err;
  const Json json = Json::parse(result.out);
  EXPECT_EQ(json["complete"], false);
  EXPECT_EQ(json["this_week"]["people"]["people"], 1);
  EXPECT_EQ(json["this_week"]["still_waiting"], 1);
}

TEST_F(ReviewCommand, WritesAFileForItsOwnerOnly) {
  const std::filesystem::path file = shop_->folder() / "review.html";
  for (const char* language : {"en", "ro", "pl", "bg"}) {
    ASSERT_EQ(Run({"--out", file.string(), "--language", language}).status, 0);
    std::ifstream in(file);
    const std::string page(std::istreambuf_iterator<char>(in), {});
    EXPECT_EQ(page.rfind("<!DOCTYPE html>", 0), 0U);
    EXPECT_NE(page.find("lang=\"" + std::string(language) + "\""), std::string::npos);
    EXPECT_EQ(std::filesystem::status(file).permissions() & perms::all, perms::owner_read | perms::owner_write);
  }
  EXPECT_EQ(Run({"--format", "csv"}).out.rfind("section,item,measure", 0), 0U);
}

TEST_F(ReviewCommand, RefusesWhatItCannotMakeInOneLine) {
  ExpectRefused({"--week", "2026-47"}, 2, "expected an ISO week");
  ExpectRefused({"--week", "2025-W53"}, 2, "expected an ISO week");
  ExpectRefused({"--week", "2999-W01"}, 2, "has not begun yet");
  ExpectRefused({"--format", "pdf"}, 2, "html, json or csv");
  ExpectRefused({"--language", "xx"}, 2, "\"xx\"");
  ExpectRefused({"--language", "../../etc"}, 2, "etc");
  ExpectRefused({"--out", (shop_->folder() / "no such folder" / "review.html").string()}, 2, "the folder does not exist");
}

TEST_F(ReviewCommand, LeavesNamesOutUnlessAsked) {
  const std::string week = FormatIsoWeek(ThisWeek());
  const Json initials = Json::parse(Run({"--format", "json", "--week", week}).out);
  const Json names = Json::parse(Run({"--format", "json", "--week", week, "--names"}).out);
  EXPECT_EQ(initials["waiting"][0]["person"].get<std::string>().back(), '.');
  EXPECT_GT(names["waiting"][0]["person"].get<std::string>().size(), 2U);
  EXPECT_NE(names["waiting"][0]["person"], initials["waiting"][0]["person"]);
}

}  // namespace
}  // namespace replywatch::testing

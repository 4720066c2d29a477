#include "collector/scenarios.h"

#include <gtest/gtest.h>

#include <fstream>

#include "shared/base/file.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

TEST(Scenarios, EveryFileHolds) {
  const auto report = PlayScenarios(std::filesystem::path(RW_TEST_SOURCE_DIR) / "tests/scenarios");
  ASSERT_TRUE(report.ok()) << report.error().text;
  EXPECT_GE(report->files, 60);
  for (const std::string& difference : report->differences) ADD_FAILURE() << difference;
  for (const std::string& mistake : report->malformed) ADD_FAILURE() << mistake;
}

class PlayingScenarios : public StoreFixture {
 protected:
  Result<std::vector<std::string>> Play(const std::string& text) {
    std::vector<std::string> differences;
    RW_RETURN_IF_ERROR(PlayScenario(*store_, "x.json", text, differences));
    return differences;
  }
  std::string MistakeIn(const std::string& text) {
    const auto played = Play(text);
    EXPECT_FALSE(played.ok()) << text;
    if (played.ok()) return "";
    EXPECT_EQ(played.error().kind, ErrorKind::kInvalidArgument);
    return played.error().text;
  }
};

constexpr const char* kOneComment = R"({ "at": "2026-11-23 10:00", "do": "comment", "id": "m1", "by": "ana" })";

TEST_F(PlayingScenarios, ADifferenceIsOneLine) {
  const auto played =
      Play(std::string(R"({ "steps": [ )") + kOneComment +
           R"(, { "at": "2026-11-23 12:00", "expect": { "waiting": 0, "waits": [ { "calendar": "1h" } ] } } ] })");
  ASSERT_TRUE(played.ok()) << played.error().text;
  EXPECT_EQ(*played, (std::vector<std::string>{"x.json: step 2: waiting: expected 0, got 1",
                                               "x.json: step 2: waits 1 calendar: expected 1h, got 2h"}));
}

TEST_F(PlayingScenarios, LeavesNothingBehind) {
  ASSERT_TRUE(Play(std::string(R"({ "steps": [ )") + kOneComment + " ] }").ok());
  Read([&](Session& s) {
    EXPECT_EQ(*s.messages().Count({}), 0);
    EXPECT_EQ(s.inboxes().All()->size(), 1U) << "the fixture's own";
  });
}

TEST_F(PlayingScenarios, SaysWhatCannotBeRead) {
  EXPECT_NE(MistakeIn("{").find("x.json:1: not readable"), std::string::npos);
  EXPECT_NE(MistakeIn("{ \"about\": \"x\",\n  // a note\n  \"steps\": [ }\n").find("x.json:3: not readable"), std::string::npos);
  EXPECT_NE(MistakeIn("[]").find("expected an object"), std::string::npos);
  EXPECT_NE(MistakeIn(R"({ "steps": [] })").find("\"steps\""), std::string::npos);
  EXPECT_NE(MistakeIn(R"({ "stpes": [ {} ] })").find("stpes"), std::string::npos);
  EXPECT_NE(MistakeIn(R"({ "steps": [ { "at": "noon", "do": "comment" } ] })").find("step 1: expected a time"),
            std::string::npos);
  EXPECT_NE(MistakeIn(R"({ "steps": [ { "at": "2026-11-23 10:00", "do": "done", "of": "m1" } ] })").find("earlier message"),
            std::string::npos);
  EXPECT_NE(MistakeIn(std::string(R"({ "steps": [ )") + kOneComment +
                      R"(, { "at": "2026-11-23 10:00", "do": "dance", "of": "m1" } ] })")
                .find("dance"),
            std::string::npos);
  EXPECT_NE(MistakeIn(R"({ "steps": [ { "at": "2026-11-23 10:00", "do": "coment", "id": "m1", "by": "ana" } ] })").find("coment"),
            std::string::npos)
      << "not what else is in the step";
  EXPECT_NE(MistakeIn(std::string(R"({ "steps": [ )") + kOneComment +
                      R"(, { "at": "2026-11-23 10:00", "expect": { "waits": [ { "colour": 1 } ] } } ] })")
                .find("colour"),
            std::string::npos);
  EXPECT_NE(MistakeIn(R"({ "targets": [ { "first_response": "soon" } ], "steps": [ {} ] })").find("first_response"),
            std::string::npos);
  EXPECT_NE(
      MistakeIn(R"({ "steps": [ { "at": "2026-11-23 10:00", "do": "comment", "id": "m1", "by": "ana", "flag": ["problem"] } ] })")
          .find("flag"),
      std::string::npos);
}

TEST(Scenarios, ADamagedFileHidesNoOther) {
  const TempFolder folder;
  ASSERT_TRUE(WriteFileAtomically(folder.path() / "a.json", "{ oh").ok());
  ASSERT_TRUE(
      WriteFileAtomically(folder.path() / "b.json", std::string(R"({ "steps": [ )") + kOneComment +
                                                        R"(, { "at": "2026-11-23 10:00", "expect": { "waits": [] } } ] })")
          .ok());
  const auto report = PlayScenarios(folder.path());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->files, 1);
  EXPECT_EQ(report->differences.size(), 1U);
  ASSERT_EQ(report->malformed.size(), 1U);
  EXPECT_EQ(report->malformed[0].find("a.json:1: "), 0U) << report->malformed[0];
}

TEST(Scenarios, AMalformedStepHidesNoDifferenceBeforeIt) {
  const TempFolder folder;
  ASSERT_TRUE(
      WriteFileAtomically(
          folder.path() / "a.json",
          std::string(R"({ "steps": [ )") + kOneComment +
              R"(, { "at": "2026-11-23 10:00", "expect": { "waits": [] } }, { "at": "2026-11-23 11:00", "do": "juggle" } ] })")
          .ok());
  const auto report = PlayScenarios(folder.path());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->files, 0);
  ASSERT_EQ(report->differences.size(), 1U);
  EXPECT_EQ(report->differences[0].find("a.json: step 2: "), 0U) << report->differences[0];
  ASSERT_EQ(report->malformed.size(), 1U);
  EXPECT_EQ(report->malformed[0].find("a.json: step 3: "), 0U) << report->malformed[0];
}

TEST(Scenarios, AFolderWithoutAnyIsAMistake) {
  const TempFolder folder;
  EXPECT_EQ(PlayScenarios(folder.path()).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(PlayScenarios(folder.path() / "nowhere").error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace replywatch

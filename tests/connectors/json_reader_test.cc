#include "collector/protocols/json_reader.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

TEST(ForeignJson, SurvivesBrokenBytes) {
  const auto value = ParseForeignJson("{\"a\":\"x\xff\xfey\",\"b\":1}");
  ASSERT_TRUE(value.ok());
  EXPECT_TRUE(IsValidUtf8(TextMember(*value, "a", 100)));
  EXPECT_EQ(IntegerMember(*value, "b"), 1);
}

TEST(ForeignJson, SurvivesLoneSurrogates) {
  const auto value = ParseForeignJson(R"({"a":"\ud83d","b":"\ude42x","c":"\ud83d\ude42","d":"\\ud83d","e":"\ud83dA"})");
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(TextMember(*value, "a", 100), "\uFFFD");
  EXPECT_EQ(TextMember(*value, "b", 100), "\uFFFDx");
  EXPECT_EQ(TextMember(*value, "c", 100), "🙂");
  EXPECT_EQ(TextMember(*value, "d", 100), "\\ud83d");
  EXPECT_EQ(TextMember(*value, "e", 100), "\uFFFDA");
}

TEST(ForeignJson, RefusesPagesAndAbysses) {
  EXPECT_EQ(ParseForeignJson("<html>").error().kind, ErrorKind::kBackOff);
  EXPECT_EQ(ParseForeignJson("").error().kind, ErrorKind::kBackOff);
  EXPECT_EQ(ParseForeignJson("[1,2").error().kind, ErrorKind::kBackOff);
  EXPECT_EQ(ParseForeignJson(std::string(1'000'000, '[')).error().kind, ErrorKind::kBackOff);
}

TEST(ForeignJson, WhatNoNumberHoldsOrLiesTooDeepCostsItsElementOnly) {
  const auto numbers = ParseForeignJson(R"([{"id":1e999},{"id":"2","n":-1e400,"t":"1e999 \" [["},{"id":3,"n":1.5e3}])");
  ASSERT_TRUE(numbers.ok()) << numbers.error().text;
  ASSERT_EQ(numbers->size(), 3U);
  EXPECT_TRUE((*numbers)[0]["id"].is_null());
  EXPECT_TRUE((*numbers)[1]["n"].is_null());
  EXPECT_EQ((*numbers)[1]["t"], "1e999 \" [[");
  EXPECT_EQ((*numbers)[2]["n"], 1500.0);
  const std::string deep = std::string(1000, '[') + "\"]\"" + std::string(1000, ']');
  const auto nested = ParseForeignJson("[{\"id\":1,\"x\":" + deep + ",\"y\":5},{\"id\":2}]");
  ASSERT_TRUE(nested.ok()) << nested.error().text;
  EXPECT_EQ((*nested)[0]["y"], 5);
  EXPECT_EQ((*nested)[1]["id"], 2);
}

// Counted without a look at strings, these brackets come and go in pairs.
TEST(ForeignJson, BracketsInStringsHideNoDepth) {
  std::string body;
  while (body.size() < 200'000) body += R"(["]",)";
  const std::size_t levels = body.size() / 5;
  const auto value = ParseForeignJson(body + "1" + std::string(levels, ']'));
  ASSERT_TRUE(value.ok()) << value.error().text;
  std::size_t depth = 0;
  for (const Json* inner = &*value; inner->is_array() && !inner->empty(); inner = &inner->back()) ++depth;
  EXPECT_LE(depth, 64U);
}

TEST(ForeignJson, TakesAByteOrderMark) { EXPECT_TRUE(ParseForeignJson("\xEF\xBB\xBF[]").ok()); }

TEST(IdMember, TakesTextAndWholeNumbersOnly) {
  const Json object =
      Json::parse(R"({"text":"01HZ","number":7,"large":18446744073709551615,"larger":184467440737095516150,"float":1.5,
                                      "null":null,"list":[],"space":"a b","empty":""})");
  EXPECT_EQ(IdMember(object, "text"), "01HZ");
  EXPECT_EQ(IdMember(object, "number"), "7");
  EXPECT_EQ(IdMember(object, "large"), "18446744073709551615");
  for (const char* name : {"larger", "float", "null", "list", "space", "empty", "missing"})
    EXPECT_EQ(IdMember(object, name), "") << name;
  EXPECT_EQ(IdMember(Json(std::vector<int>{1}), "id"), "");
}

TEST(TimeMember, RefusesTimesNoMessageHas) {
  const Json object =
      Json::parse(R"({"good":"2026-11-22T08:00:00.000Z","epoch":"1970-01-01T00:00:00Z","future":"2100-01-01T00:00:00Z",
                                      "number":5,"text":"yesterday"})");
  EXPECT_TRUE(TimeMember(object, "good"));
  for (const char* name : {"epoch", "future", "number", "text", "missing"}) EXPECT_FALSE(TimeMember(object, name)) << name;
}

TEST(UrlMember, TakesWebAddressesOnly) {
  const Json object = Json::parse(R"x({"good":"https://a.example/b","script":"javascript:alert(1)","space":"https://a b",
                                       "quote":"https://a\"b","file":"file:///x"})x");
  EXPECT_EQ(UrlMember(object, "good"), "https://a.example/b");
  for (const char* name : {"script", "space", "quote", "file", "missing"}) EXPECT_EQ(UrlMember(object, name), "") << name;
}

TEST(SetElementAside, KeepsABoundedCopy) {
  const SetAside aside = SetElementAside(Json{{"id", 5}, {"text", std::string(100'000, 'x')}}, "reason");
  EXPECT_EQ(aside.source_id, "5");
  EXPECT_LE(aside.raw.size(), kMaxSetAsideBytes);
}

}  // namespace
}  // namespace replywatch

#include "collector/http/url.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

TEST(Url, SplitsIntoOriginAndTarget) {
  const auto url = ParseUrl("HTTPS://Example.ORG:8443/a/b?c=d#part");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->Origin(), "https://example.org:8443");
  EXPECT_EQ(url->target, "/a/b?c=d");
}

TEST(Url, DropsThePortOfItsScheme) { EXPECT_EQ(ParseUrl("https://example.org:443")->ToString(), "https://example.org/"); }

TEST(Url, PutsASlashBeforeALoneQuery) { EXPECT_EQ(ParseUrl("https://example.org?rest_route=/wp")->target, "/?rest_route=/wp"); }

TEST(Url, RefusesWhatIsNoWebAddress) {
  for (const auto* text : {"", "ftp://example.org", "https://", "https://user@example.org/", "https://a b/", "https://a:0/",
                           "https://a:99999/", "https://a/\r\nX: y", "https://a/\x80", "example.org"}) {
    EXPECT_FALSE(ParseUrl(text)) << text;
  }
}

TEST(Url, ResolvesWhatALocationHeaderMayHold) {
  const Url base = *ParseUrl("https://example.org/a/b/c?x=1");
  EXPECT_EQ(ResolveReference(base, "https://other.org/z")->ToString(), "https://other.org/z");
  EXPECT_EQ(ResolveReference(base, "//other.org/z")->ToString(), "https://other.org/z");
  EXPECT_EQ(ResolveReference(base, "/z?y=http://w/")->ToString(), "https://example.org/z?y=http://w/");
  EXPECT_EQ(ResolveReference(base, "z")->ToString(), "https://example.org/a/b/z");
  EXPECT_EQ(ResolveReference(base, "../z?q=..")->ToString(), "https://example.org/a/z?q=..");
  EXPECT_EQ(ResolveReference(base, "?y=2")->ToString(), "https://example.org/a/b/c?y=2");
  EXPECT_FALSE(ResolveReference(base, "javascript://x/"));
}

TEST(Url, KnowsLoopback) {
  for (const auto* host : {"127.0.0.1", "127.9.8.7", "localhost", "LOCALHOST", "::1", "[::1]"})
    EXPECT_TRUE(IsLoopbackHost(host)) << host;
  for (const auto* host : {"128.0.0.1", "127.0.0.1.example.org", "localhost.example.org", "127.0.0.256", "127.1", "[::2]", ""}) {
    EXPECT_FALSE(IsLoopbackHost(host)) << host;
  }
}

TEST(Query, SurvivesTheRoundTrip) {
  const QueryList list{{"id[]", "1"}, {"id[]", "2"}, {"text", "ą & = + %41"}, {"empty", ""}};
  EXPECT_EQ(ParseQuery(BuildQuery(list)), list);
}

TEST(Query, IsAppendedToAnAddressThatHasOne) {
  EXPECT_EQ(WithQuery("https://a/?rest_route=/wp", {{"page", "2"}}), "https://a/?rest_route=/wp&page=2");
  EXPECT_EQ(QueryParameter("https://a/?rest_route=%2Fwp&page=2", "page"), "2");
}

TEST(LinkHeader, IsReadByRelation) {
  const char* header = R"(<https://a/?max_id=20,5>; rel="next", <https://a/?min_id=30>; title="x"; rel=prev)";
  EXPECT_EQ(LinkTarget(header, "next"), "https://a/?max_id=20,5");
  EXPECT_EQ(LinkTarget(header, "prev"), "https://a/?min_id=30");
  EXPECT_FALSE(LinkTarget(header, "last"));
  EXPECT_FALSE(LinkTarget("<https://a", "next"));
}

TEST(HttpDate, ReadsTheFormServersSend) {
  EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), ParseRfc3339("1994-11-06T08:49:37Z"));
  EXPECT_FALSE(ParseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT"));
  EXPECT_FALSE(ParseHttpDate(""));
  EXPECT_EQ(FormatHttpDate(*ParseRfc3339("1994-11-06T08:49:37Z")), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(Base64, PadsAsTheStandardSays) {
  EXPECT_EQ(Base64Encode(""), "");
  EXPECT_EQ(Base64Encode("f"), "Zg==");
  EXPECT_EQ(Base64Encode("fo"), "Zm8=");
  EXPECT_EQ(Base64Encode("foo"), "Zm9v");
  EXPECT_EQ(Base64Encode("\xff\xfe"), "//4=");
}

}  // namespace
}  // namespace replywatch

#include "collector/protocols/mail/imap_value.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

using Kind = ImapValue::Kind;

TEST(ImapValue, ReadsAtomsStringsAndListsInEachOther) {
  const auto values = ReadImapValues("(UID 5 FLAGS (\\Seen $Done) ENVELOPE (\"a \\\"b\\\" \\\\\" NIL)) tail");
  ASSERT_EQ(values.size(), 2U);
  const std::vector<ImapValue>& pairs = values[0].list;
  ASSERT_EQ(pairs.size(), 6U);
  EXPECT_EQ(FindImapValue(pairs, "uid")->Number(), 5);
  EXPECT_EQ(FindImapValue(pairs, "FLAGS")->list.size(), 2U);
  EXPECT_EQ(pairs[5].list[0].text, "a \"b\" \\");
  EXPECT_EQ(pairs[5].list[1].kind, Kind::kNil);
  EXPECT_EQ(FindImapValue(pairs, "BODY"), nullptr);
  EXPECT_TRUE(values[1].IsAtom("TAIL"));
}

TEST(ImapValue, TakesLiteralsByTheirLength) {
  const auto values = ReadImapValues("(BODY[HEADER.FIELDS (TO FROM)]<0> {7}\r\n) \"(\r\n\" X)");
  ASSERT_EQ(values.size(), 1U);
  ASSERT_EQ(values[0].list.size(), 3U);
  EXPECT_EQ(values[0].list[0].text, "BODY[HEADER.FIELDS (TO FROM)]<0>");
  EXPECT_EQ(values[0].list[1].kind, Kind::kString);
  EXPECT_EQ(values[0].list[1].text, ") \"(\r\n\"");
}

TEST(ImapValue, SurvivesWhatIsBroken) {
  EXPECT_EQ(ReadImapValues("((a (b").front().list.front().list.size(), 2U);
  EXPECT_EQ(ReadImapValues("a) b)").size(), 2U);
  EXPECT_EQ(ReadImapValues("{5}\r\nab").front().text, "ab");
  EXPECT_EQ(ReadImapValues("{99999999999999999999999}\r\nab").front().kind, Kind::kAtom);
  EXPECT_EQ(ReadImapValues("\"open").front().text, "open");
  const std::string deep(100'000, '(');
  EXPECT_EQ(ReadImapValues(deep + "x" + std::string(100'000, ')') + " y").back().text, "y");
}

TEST(ImapValue, ReadsAndWritesTimes) {
  const Timestamp at = *ParseRfc3339("1996-07-17T09:44:25Z");
  EXPECT_EQ(ReadImapTime("17-Jul-1996 02:44:25 -0700"), at);
  EXPECT_EQ(ReadImapTime(" 7-jul-1996 09:44:25 +0000"), *ParseRfc3339("1996-07-07T09:44:25Z"));
  EXPECT_EQ(ReadImapTime("7-Jul-1996 09:44:25 +0000"), *ParseRfc3339("1996-07-07T09:44:25Z"));
  EXPECT_EQ(WriteImapTime(at), "17-Jul-1996 09:44:25 +0000");
  EXPECT_EQ(WriteImapDate(at), "17-Jul-1996");
  for (const char* text :
       {"", "17-Jul-1996", "17-Foo-1996 02:44:25 -0700", "32-Jul-1996 02:44:25 -0700", "xx-Jul-1996 02:44:25 -0700"})
    EXPECT_FALSE(ReadImapTime(text)) << text;
}

TEST(ImapValue, NamesFoldersAsServersDo) {
  EXPECT_EQ(QuoteMailboxName("INBOX"), "\"INBOX\"");
  // RFC 3501, 5.1.3 has the second example.
  EXPECT_EQ(QuoteMailboxName("Trimise înapoi"), "\"Trimise &AO4-napoi\"");
  EXPECT_EQ(QuoteMailboxName("~peter/mail/台北/日本語"), "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\"");
  EXPECT_EQ(QuoteMailboxName("A&B \"c\" \\"), "\"A&-B \\\"c\\\" \\\\\"");
  EXPECT_EQ(QuoteMailboxName("🙂"), "\"&2D3eQg-\"");
  EXPECT_FALSE(QuoteMailboxName("a\r\nb"));
  EXPECT_FALSE(QuoteMailboxName("\xff"));
  EXPECT_FALSE(QuoteImapString("ż"));
}

}  // namespace
}  // namespace replywatch

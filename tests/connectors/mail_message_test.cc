#include "collector/protocols/mail/mail_message.h"

#include <gtest/gtest.h>

#include "collector/protocols/mail/message_ids.h"
#include "collector/protocols/mail/mime_value.h"

namespace replywatch {
namespace {

using namespace std::string_literals;

MailMessage Read(const std::string& mail) {
  auto read = ReadMail(mail);
  EXPECT_TRUE(read.ok());
  return read.ok() ? *read : MailMessage{};
}
MailMessage WithField(const std::string& field) { return Read("From: ana@mail.example\r\n" + field + "\r\n\r\nHello\r\n"); }
std::string Subject(const std::string& value) { return WithField("Subject: " + value).subject; }

TEST(ReadMail, TellsHeadersAndText) {
  const MailMessage mail = Read(
      "Return-Path: <ana@mail.example>\r\n"
      "Date: Mon, 4 May 2026 12:00:00 +0200\r\n"
      "From: Ana Pop <Ana@Mail.Example>\r\n"
      "Sender: office@mail.example\r\n"
      "Reply-To: \"Pop, Ana\" <ana.pop@home.example>\r\n"
      "To: Shop <shop@shop.example>, other@shop.example\r\n"
      "Cc: third@shop.example\r\n"
      "Subject: Where is\r\n my parcel?\r\n"
      "Message-ID: <q1@mail.example>\r\n"
      "In-Reply-To: <a1@shop.example>\r\n"
      "References: <a0@shop.example>\r\n\t<a1@shop.example>\r\n"
      "Content-Language: ro-RO, en\r\n"
      "\r\n"
      "Hello,\r\nwhere is it?\r\n");
  EXPECT_EQ(mail.from, (MailAddress{"ana@mail.example", "Ana Pop"}));
  EXPECT_EQ(mail.sender, (MailAddress{"office@mail.example", ""}));
  EXPECT_EQ(mail.reply_to, (MailAddress{"ana.pop@home.example", "Pop, Ana"}));
  ASSERT_EQ(mail.to.size(), 3U);
  EXPECT_EQ(mail.to[2].address, "third@shop.example");
  EXPECT_EQ(mail.subject, "Where is my parcel?");
  EXPECT_EQ(mail.message_id, "q1@mail.example");
  EXPECT_EQ(mail.in_reply_to, std::vector<std::string>{"a1@shop.example"});
  EXPECT_EQ(mail.references, (std::vector<std::string>{"a0@shop.example", "a1@shop.example"}));
  EXPECT_EQ(mail.date, ParseRfc3339("2026-05-04T10:00:00Z"));
  EXPECT_EQ(mail.language, "ro-RO");
  EXPECT_EQ(mail.text, "Hello,\nwhere is it?");
  EXPECT_EQ(mail.origin, MailOrigin::kPerson);
  EXPECT_FALSE(mail.quote_folded);
}

TEST(ReadMail, RefusesWhatIsNoMail) {
  for (const std::string& bytes : {""s, "\r\n\r\n"s, "Hello Ana"s, "\0\0\0"s, "Dear shop,\nwhere is it\n"s})
    EXPECT_EQ(ReadMail(bytes).status().error().kind, ErrorKind::kInvalidArgument) << bytes;
}

TEST(ReadMail, ReadsTheAddressesThatProgramsWrite) {
  const auto from = [](const std::string& value) { return WithField("Reply-To: " + value).reply_to; };
  EXPECT_EQ(from("ana@mail.example (Ana Pop)"), (MailAddress{"ana@mail.example", "Ana Pop"}));
  EXPECT_EQ(from("ana@mail.example <ana@mail.example>"), (MailAddress{"ana@mail.example", "ana@mail.example"}));
  EXPECT_EQ(from("=?utf-8?Q?Jos=C3=A9?= <jose@mail.example>"), (MailAddress{"jose@mail.example", "José"}));
  EXPECT_EQ(from("\"=?utf-8?Q?Jos=C3=A9?=\" <jose@mail.example>"), (MailAddress{"jose@mail.example", "José"}));
  EXPECT_EQ(from("Łukasz <lukasz@mail.example>"), (MailAddress{"lukasz@mail.example", "Łukasz"}));
  EXPECT_EQ(from("\xA3ukasz \xAF\xF3\xB3w <l@mail.example>"), (MailAddress{"l@mail.example", "Łukasz Żółw"}));
  EXPECT_EQ(from("team: ana@mail.example, b@mail.example;"), (MailAddress{"ana@mail.example", ""}));
  EXPECT_EQ(from("undisclosed-recipients:;"), std::nullopt);
  EXPECT_EQ(from("nobody"), (MailAddress{"nobody", ""}));
  EXPECT_EQ(from(""), std::nullopt);
  EXPECT_EQ(from("Ana <" + std::string(500, 'a') + "@b.example>"), std::nullopt);
}

TEST(ReadMail, TakesNoNameWithACommaForAnAddress) {
  for (const char* from : {"Pop, Ana <ana@mail.example>", "=?utf-8?Q?Pop,_Ana?= <ana@mail.example>"})
    EXPECT_EQ(Read(std::string("From: ") + from + "\r\n\r\nHello\r\n").from->address, "ana@mail.example") << from;
}

TEST(ReadMail, ReadsATextThatIsCalledAFile) {
  const MailMessage mail = Read(
      "From: ana@mail.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
      "Content-Type: image/jpeg; name=\"a.jpg\"\r\n\r\nx\r\n--b\r\n"
      "Content-Type: text/plain; name=\"text_0.txt\"\r\nContent-Disposition: inline\r\n\r\nIt is broken.\r\n--b--\r\n");
  EXPECT_EQ(mail.text, "It is broken.");
}

TEST(ReadMail, BoundsAddresses) {
  std::string field = "To: ";
  for (int i = 0; i < 100'000; ++i) field += "a" + std::to_string(i) + "@mail.example, ";
  EXPECT_EQ(WithField(field).to.size(), kMaxMailAddresses);
  std::string nested = "To: ";
  for (int i = 0; i < 100'000; ++i) nested += "a:";
  EXPECT_LE(WithField(nested).to.size(), kMaxMailAddresses);
  EXPECT_LE(WithField("To: " + std::string(1 << 20, '(')).to.size(), 1U);
  EXPECT_LE(WithField("To: " + std::string(1 << 20, '<')).to.size(), 1U);
}

TEST(ReadMail, DecodesWords) {
  EXPECT_EQ(Subject("=?UTF-8?B?xITEhw==?="), "Ąć");
  EXPECT_EQ(Subject("=?iso-8859-2?Q?za=BF=F3=B3=E6?= now"), "zażółć now");
  EXPECT_EQ(Subject("=?windows-1251?B?z/Do4uXy?="), "Привет");
  EXPECT_EQ(Subject("=?koi8-r?B?8NLJ18XU?="), "Привет");
  EXPECT_EQ(Subject("=?utf-8?Q?a?= =?utf-8?Q?b?=\r\n =?utf-8?Q?c?="), "abc");
  EXPECT_EQ(Subject("=?UTF-8?B?xA==?= =?UTF-8?B?hMSH?="), "Ąć") << "a character split between words";
  EXPECT_EQ(Subject("=?UTF-8?B?YQ==?= =?UTF-8?B?Yg==?= =?UTF-8?B?Yw?="), "abc") << "each padded, or not at all";
  EXPECT_EQ(Subject("=?utf-8?Q?za=BF=F3=B3=E6?="), "zażółć") << "windows-1250 in truth";
  EXPECT_EQ(Subject("=?utf-8*pl?q?=C4=84?=x =?a?b =?utf-8?x?y?="), "Ąx =?a?b =?utf-8?x?y?=");
  EXPECT_EQ(Subject("=?utf-8?Q?with_underscore=20and space?="), "with underscore and space");
  EXPECT_EQ(Subject("Zażółć сега 🙂"), "Zażółć сега 🙂");
  EXPECT_EQ(Subject("za\xBF\xF3\xB3\xE6"), "zażółć") << "raw windows-1250";
  EXPECT_EQ(Subject("\xCF\xF0\xE8\xE2\xE5\xF2"), "Привет") << "raw windows-1251";
  EXPECT_EQ(Subject("=?utf-8?Q?broken"), "=?utf-8?Q?broken");
  EXPECT_EQ(Subject("=?no-such-set?Q?plain?="), "plain");
  EXPECT_EQ(Subject("a\0b\x01"s), "a b");
  EXPECT_EQ(Subject("=?utf-8?Q?a=0D=0ABcc:_x=00y?="), "a Bcc: xy");
}

TEST(ReadMail, ReadsMessageIds) {
  EXPECT_EQ(WithField("Message-ID: <a@b> (comment)").message_id, "a@b");
  EXPECT_EQ(WithField("Message-ID:\r\n <a@b\r\n  c>").message_id, "a@bc");
  EXPECT_EQ(WithField("message-id: a@b").message_id, "a@b");
  EXPECT_EQ(WithField("Message-ID: <" + std::string(kMaxMailIdBytes + 1, 'a') + ">").message_id, "");
  EXPECT_EQ(WithField("Message-ID: <>").message_id, "");
  EXPECT_EQ(WithField("Message-ID: <a\x01@b>").message_id, "");
  EXPECT_EQ(WithField("In-Reply-To: Your message of Monday <a@b> \"<c@d\"").in_reply_to, std::vector<std::string>{"a@b"});
  EXPECT_TRUE(WithField("Message-ID: <a@b>\r\nIn-Reply-To: <a@b>\r\nReferences: <a@b>").in_reply_to.empty());
}

TEST(ReadMail, KeepsTheFirstAndTheLastReferences) {
  std::string field = "References:";
  for (int i = 0; i < 500; ++i) field += " <" + std::to_string(i) + "@b>";
  const std::vector<std::string> references = WithField(field).references;
  ASSERT_EQ(references.size(), kMaxMailIds);
  EXPECT_EQ(references[0], "0@b");
  EXPECT_EQ(references[1], "401@b");
  EXPECT_EQ(references.back(), "499@b");
}

TEST(ReadMail, ReadsDates) {
  const auto date = [](const std::string& value) { return WithField("Date: " + value).date; };
  EXPECT_EQ(date("4 May 2026 10:00:00 GMT"), ParseRfc3339("2026-05-04T10:00:00Z"));
  EXPECT_EQ(date("Mon,  4 May 2026 10:00:00 -0000 (UTC)"), ParseRfc3339("2026-05-04T10:00:00Z"));
  EXPECT_EQ(date("yesterday"), std::nullopt);
  EXPECT_EQ(date(""), std::nullopt);
  EXPECT_EQ(date("1 Jan 1900 00:00:00 +0000"), std::nullopt);
}

TEST(ReadMail, TellsWhoWroteIt) {
  const auto origin = [](const std::string& field) { return WithField(field).origin; };
  EXPECT_EQ(origin("Auto-Submitted: no"), MailOrigin::kPerson);
  EXPECT_EQ(origin("Auto-Submitted: No (really)"), MailOrigin::kPerson);
  EXPECT_EQ(origin("Precedence: first-class"), MailOrigin::kPerson);
  EXPECT_EQ(origin("Auto-Submitted: auto-replied; owner-email=\"a@b\""), MailOrigin::kAutoReply);
  EXPECT_EQ(origin("auto-submitted: auto-generated"), MailOrigin::kAutoReply);
  EXPECT_EQ(origin("X-Autoreply: yes"), MailOrigin::kAutoReply);
  EXPECT_EQ(origin("X-Auto-Response-Suppress: All"), MailOrigin::kAutoReply);
  EXPECT_EQ(origin("Precedence: auto_reply"), MailOrigin::kAutoReply);
  EXPECT_EQ(origin("Return-Path: <>"), MailOrigin::kAutoReply);
  EXPECT_EQ(origin("Precedence: bulk"), MailOrigin::kBulk);
  EXPECT_EQ(origin("Precedence: LIST"), MailOrigin::kBulk);
  EXPECT_EQ(origin("List-Id: News <news.shop.example>"), MailOrigin::kBulk);
  EXPECT_EQ(Read("From: MAILER-DAEMON@mail.example\n\nx").origin, MailOrigin::kAutoReply);
}

TEST(ReadMail, TakesWhatIsHandedOnForAPersons) {
  const std::string head = "From: relay@market.example\nReply-To: buyer-17@market.example\n";
  EXPECT_EQ(Read(head + "X-Auto-Response-Suppress: All\n\nx").origin, MailOrigin::kPerson);
  EXPECT_EQ(Read(head + "Precedence: bulk\n\nx").origin, MailOrigin::kPerson);
  EXPECT_EQ(Read(head + "Precedence: bulk\nList-Unsubscribe: <https://market.example>\n\nx").origin, MailOrigin::kBulk);
  EXPECT_EQ(Read(head + "Auto-Submitted: auto-replied\n\nx").origin, MailOrigin::kAutoReply);
  EXPECT_EQ(Read("From: a@b.example\nReply-To: a@b.example\nPrecedence: bulk\n\nx").origin, MailOrigin::kBulk);
}

TEST(ReadMail, ReadsWhatDamageLeaves) {
  EXPECT_EQ(Read("From ana Mon May  4\nSubject: mailbox file\nFrom: a@b\n\nHello").subject, "mailbox file");
  EXPECT_EQ(Read("Subject: x\nbroken line\nFrom: a@b.example\n\nHello").from, (MailAddress{"a@b.example", ""}));
  EXPECT_EQ(Read("Subject: x\nHello without an empty line\nand more").text, "Hello without an empty line\nand more");
  EXPECT_EQ(Read("Subject: cut off").subject, "cut off");
  EXPECT_EQ(Read("Subject : with a space\n\nHello").subject, "with a space");
  EXPECT_EQ(Read("Subject: one\nSubject: two\n\n").subject, "one");
  EXPECT_EQ(Read("Subject: x\n\nZąb\0 there\r\n\xff"s).text, "Ząb there\n\xEF\xBF\xBD");
}

TEST(ReadMail, SurvivesBeingCutOffAnywhere) {
  const std::string mail =
      "From: =?utf-8?Q?J=C3=B6?= <jo@mail.example>\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n"
      "Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\nxYLDs8W8IMWCw7PFvA==\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>x<b\r\n--c--\r\n"
      "--b\r\nContent-Type: image/png; name=x.png\r\n\r\n\x89PNG\r\n--b--\r\n";
  for (std::size_t size = 5; size < mail.size(); ++size) EXPECT_TRUE(ReadMail(mail.substr(0, size)).ok()) << size;
}

TEST(ReadMail, DoesNotFoldWhatIsPassedOn) {
  const std::string rest = "\nFrom: a@b\n\nSee below.\n\n-----Original Message-----\nFrom: c\n\nText";
  EXPECT_FALSE(Read("Subject: Fwd: Order" + rest).quote_folded);
  EXPECT_FALSE(Read("Subject: WG: Order" + rest).quote_folded);
  EXPECT_EQ(Read("Subject: Re: Fwd: Order" + rest).text, "See below.\n\n[…]");
}

TEST(ThreadSubject, DropsWhatProgramsPutBefore) {
  for (const char* subject :
       {"Parcel",        "Re: Parcel",   "RE: re: Parcel",     "Re:Parcel",      "Re : Parcel",          "RE[2]: Parcel",
        "Re(3): Parcel", "Re^2: Parcel", "Fwd: Parcel",        "FW: Re: Parcel", "Odp: Parcel",          "Odp.: Parcel",
        "PD: Parcel",    "AW: Parcel",   "WG: AW: Parcel",     "Отг: Parcel",    "ОТГ: Отговор: Parcel", "На: Parcel",
        "Răsp: Parcel",  "Vá: Parcel",   "Továbbítás: Parcel", "Re： Parcel",    "  Re:   Parcel  "})
    EXPECT_EQ(ThreadSubject(subject), "Parcel") << subject;
}

TEST(ThreadSubject, KeepsEverythingElse) {
  EXPECT_EQ(ThreadSubject("Question: Re: size"), "Question: Re: size");
  EXPECT_EQ(ThreadSubject("Return: parcel"), "Return: parcel");
  EXPECT_EQ(ThreadSubject("Ref: 4711"), "Ref: 4711");
  EXPECT_EQ(ThreadSubject("Re 5: parcel 7"), "parcel 7");
  EXPECT_EQ(ThreadSubject("Reklamacja: kubek"), "Reklamacja: kubek");
  EXPECT_EQ(ThreadSubject("Re:"), "");
  EXPECT_EQ(ThreadSubject(""), "");
}

}  // namespace
}  // namespace replywatch

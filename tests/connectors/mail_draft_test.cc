#include "collector/protocols/mail/mail_draft.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "collector/protocols/mail/mail_message.h"
#include "collector/protocols/mail/quoted_text.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

using namespace std::string_literals;

MailDraft Draft() {
  return {.from = "shop@shop.example",
          .from_name = "Atelier Ionescu",
          .to = "ana@mail.example",
          .to_name = "Ana Brânză",
          .subject = "Re: Parcel",
          .text = "Dear Ana,\n\nit is on its way.",
          .message_id = "job-1@shop.example",
          .in_reply_to = {"q-1@mail.example"},
          .references = {"q-0@mail.example", "q-1@mail.example"},
          .date = *ParseRfc3339("2026-05-04T10:00:00Z")};
}

std::vector<std::string_view> LinesOf(std::string_view mail) {
  std::vector<std::string_view> lines;
  while (!mail.empty()) {
    const std::size_t end = mail.find("\r\n");
    EXPECT_NE(end, std::string_view::npos) << "the last line has no end";
    if (end == std::string_view::npos) break;
    lines.push_back(mail.substr(0, end));
    mail.remove_prefix(end + 2);
  }
  return lines;
}

void ExpectRoundTrip(const MailDraft& draft) {
  const auto written = WriteMail(draft);
  ASSERT_TRUE(written.ok()) << written.error().text;
  for (const std::string_view line : LinesOf(*written)) {
    EXPECT_LE(line.size(), 78U) << line;
    for (const char c : line) EXPECT_TRUE(c == '\t' || (c >= ' ' && c <= '~')) << line;
  }
  const auto read = ReadMail(*written);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->from, (MailAddress{draft.from, draft.from_name}));
  ASSERT_EQ(read->to.size(), 1U);
  EXPECT_EQ(read->to.front(), (MailAddress{draft.to, draft.to_name}));
  EXPECT_EQ(read->subject, draft.subject);
  EXPECT_EQ(read->message_id, draft.message_id);
  EXPECT_EQ(read->in_reply_to, draft.in_reply_to);
  EXPECT_EQ(read->references, draft.references);
  EXPECT_EQ(read->date, draft.date);
  EXPECT_EQ(read->origin, MailOrigin::kPerson);
  EXPECT_EQ(read->text, FoldQuote(draft.text).text);
}

TEST(WriteMail, WritesWhatEveryServerTakes) {
  EXPECT_EQ(WriteMail(Draft()).value(),
            "Date: 04 May 2026 10:00:00 +0000\r\n"
            "From: Atelier Ionescu <shop@shop.example>\r\n"
            "To: =?UTF-8?B?QW5hIEJyw6JuesSD?= <ana@mail.example>\r\n"
            "Subject: Re: Parcel\r\n"
            "Message-ID: <job-1@shop.example>\r\n"
            "In-Reply-To: <q-1@mail.example>\r\n"
            "References: <q-0@mail.example>\r\n"
            " <q-1@mail.example>\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n"
            "\r\n"
            "Dear Ana,\r\n\r\nit is on its way.\r\n");
}

TEST(WriteMail, GivesBackAwkwardTexts) {
  for (const std::string& text : {
           ""s,
           "\n"s,
           "\n\n\n"s,
           "one line"s,
           "a\n\n\n"s,
           "From Ana\n.\n..\n.From \n"s,
           "trailing \n\t\n  \nspaces  "s,
           "ąćęłńóśźż ăâîșț ъьюя 🙂👩‍👩‍👧"s,
           std::string(3000, 'x'),
           std::string(3000, ' ') + ".",
           "= =3D =\n="s,
           "a\tb\t"s,
           std::string(75, 'a') + " ",
           std::string(76, 'a') + "\n" + std::string(75, 'a') + "ż",
           std::string(75, 'a') + "From b",
       }) {
    MailDraft draft = Draft();
    draft.text = text;
    ExpectRoundTrip(draft);
  }
}

TEST(WriteMail, GivesBackAwkwardHeaders) {
  for (const std::string& line :
       {"x"s, "Zażółć gęślą jaźń"s, "Дали пратката пристигна вече при Вас, или още чакате за нея и за фактурата?"s,
        "=?utf-8?q?no?="s, "\"quoted\" \\ (comment) <a@b>, c; d:"s,
        "🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂"s, std::string(300, 'y'), "Pop, Ana"s,
        "O'Neil & Söhne"s}) {
    MailDraft draft = Draft();
    draft.subject = line;
    draft.from_name = line;
    ExpectRoundTrip(draft);
  }
}

TEST(WriteMail, GivesBackAnyText) {
  std::mt19937 random(7);
  const std::array<std::string, 14> pieces{"a", " ", "\n", ".", "From ", "=", "ż", "🙂", "\t", "ъ", "?=", "\n\n", "word ", "-"};
  for (int round = 0; round < 300; ++round) {
    MailDraft draft = Draft();
    draft.text.clear();
    for (auto length = random() % 400; length > 0; --length) draft.text += pieces.at(random() % pieces.size());
    draft.subject = CleanLine(draft.text, 200);
    draft.from_name = CleanLine(draft.text, 100);
    ExpectRoundTrip(draft);
  }
}

TEST(WriteMail, ShortensReferences) {
  MailDraft draft = Draft();
  draft.references.clear();
  for (int i = 0; i < 30; ++i) draft.references.push_back("r" + std::to_string(i) + "@mail.example");
  const auto read = ReadMail(WriteMail(draft).value());
  ASSERT_EQ(read->references.size(), 11U);
  EXPECT_EQ(read->references.front(), "r0@mail.example");
  EXPECT_EQ(read->references[1], "r20@mail.example");
  EXPECT_EQ(read->references.back(), "r29@mail.example");
}

TEST(WriteMail, RefusesAddressesThatCouldAddAField) {
  for (const std::string& address : {"a@b\r\nBcc: c@d"s, "a@b\nX: y"s, "a@b\0"s, "a b@c"s, "a@b, c@d"s, "<a@b>"s, ""s, "a"s,
                                     "@b"s, "a@"s, "a@b@c"s, "\"a\"@b"s, "a@b;"s, std::string(400, 'a') + "@b"}) {
    MailDraft draft = Draft();
    draft.to = address;
    EXPECT_EQ(WriteMail(draft).status().error().kind, ErrorKind::kInvalidArgument) << address;
    draft = Draft();
    draft.from = address;
    EXPECT_EQ(WriteMail(draft).status().error().kind, ErrorKind::kInvalidArgument) << address;
  }
  MailDraft draft = Draft();
  draft.message_id = "a@b>\r\nBcc: <c@d";
  EXPECT_FALSE(WriteMail(draft).ok());
}

TEST(WriteMail, CleansWhatPeopleAndStrangersWrote) {
  MailDraft draft = Draft();
  draft.subject = "Re: a\r\nBcc: c@d.example\0 b"s;
  draft.from_name = "Shop\r\nBcc: c@d.example";
  draft.references = {"ok@mail.example", "bad\r\nBcc: c@d.example", "<x>", ""};
  draft.in_reply_to = {"\r\n"};
  const std::string written = WriteMail(draft).value();
  for (const std::string_view line : LinesOf(written)) EXPECT_FALSE(line.starts_with("Bcc"));
  const auto read = ReadMail(written);
  EXPECT_EQ(read->subject, "Re: a Bcc: c@d.example b");
  EXPECT_EQ(read->references, std::vector<std::string>{"ok@mail.example"});
  EXPECT_TRUE(read->in_reply_to.empty());
}

TEST(WriteMail, WritesLongIdsOnLinesOfTheirOwn) {
  MailDraft draft = Draft();
  draft.references = {std::string(390, 'a') + "@b", std::string(390, 'c') + "@d"};
  const std::string written = WriteMail(draft).value();
  for (const std::string_view line : LinesOf(written)) EXPECT_LE(line.size(), 998U);
  EXPECT_EQ(ReadMail(written)->references, draft.references);
}

}  // namespace
}  // namespace replywatch

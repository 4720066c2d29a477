#include "collector/protocols/mail/mail_bounce.h"

#include <gtest/gtest.h>

#include "collector/protocols/mail/mail_message.h"

namespace replywatch {
namespace {

MailMessage Read(const std::string& mail) { return ReadMail(mail).value(); }

std::string Report(const std::string& recipients, const std::string& original) {
  return "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\nAuto-Submitted: auto-replied\r\n"
         "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\n"
         "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n" +
         recipients + "\r\n--b\r\n" + original + "\r\n--b--\r\n";
}

constexpr const char* kFailed =
    "Final-Recipient: rfc822; Ana@mail.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    "Diagnostic-Code: smtp; 550 5.1.1 <Ana@mail.example>:\r\n    no such user\r\n";
constexpr const char* kDelayed = "Final-Recipient: rfc822;bo@mail.example\r\nAction: Delayed\r\nStatus: 4.4.1\r\n";
constexpr const char* kOriginal =
    "Content-Type: message/rfc822\r\n\r\nMessage-ID: <job-1@shop.example>\r\nSubject: x\r\n\r\nHello";

TEST(ReadBounce, ReadsReports) {
  const MailMessage mail = Read(Report(kFailed, kOriginal));
  EXPECT_EQ(mail.origin, MailOrigin::kBounce);
  EXPECT_EQ(mail.bounce,
            (BounceReport{"job-1@shop.example", "ana@mail.example", true, "550 5.1.1 <Ana@mail.example>: no such user"}));
  EXPECT_EQ(mail.text, "Sorry.");
  EXPECT_TRUE(mail.attachments.empty());
}

TEST(ReadBounce, ReadsTheOriginalsHeadersAlone) {
  const std::string headers =
      "Content-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
      "Message-ID: =\r\n <job-2@shop.example>\r\n";
  EXPECT_EQ(Read(Report(kFailed, headers)).bounce->message_id, "job-2@shop.example");
}

TEST(ReadBounce, TellsDelayFromFailure) {
  const BounceReport delayed = *Read(Report(kDelayed, kOriginal)).bounce;
  EXPECT_FALSE(delayed.is_final);
  EXPECT_EQ(delayed.recipient, "bo@mail.example");
  EXPECT_EQ(delayed.reason, "4.4.1");
  EXPECT_TRUE(Read(Report(std::string(kDelayed) + "\r\n" + kFailed, kOriginal)).bounce->is_final) << "a failure speaks for all";
}

TEST(ReadBounce, TakesNoSuccessForABounce) {
  const MailMessage mail =
      Read(Report("Final-Recipient: rfc822; a@b.example\r\nAction: relayed\r\nStatus: 2.0.0\r\n", kOriginal));
  EXPECT_FALSE(mail.bounce);
  EXPECT_EQ(mail.origin, MailOrigin::kAutoReply);
}

TEST(ReadBounce, TakesNobodyForAMachineWhoForwardsOne) {
  const MailMessage mail = Read(
      "From: ana@mail.example\r\nSubject: Fwd: Undelivered\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\r\n"
      "I wrote to you and got this.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; "
      "mx.example\r\n\r\n" +
      std::string(kFailed) + "\r\n--b--\r\n");
  EXPECT_FALSE(mail.bounce);
  EXPECT_EQ(mail.origin, MailOrigin::kPerson);
}

TEST(ReadBounce, FallsBackToWhatTheBounceAnswers) {
  const std::string report = Report(kFailed, "Content-Type: text/plain\r\n\r\nx");
  EXPECT_EQ(Read("In-Reply-To: <job-3@shop.example>\r\n" + report).bounce->message_id, "job-3@shop.example");
  EXPECT_EQ(Read("References: <q@mail.example> <job-4@shop.example>\r\n" + report).bounce->message_id, "job-4@shop.example");
  EXPECT_EQ(Read(report).bounce->message_id, "");
}

TEST(ReadBounce, ReadsExim) {
  const MailMessage mail = Read(
      "Return-path: <>\nX-Failed-Recipients: ana@mail.example\nAuto-Submitted: auto-replied\n"
      "From: Mail Delivery System <Mailer-Daemon@mx.example>\nSubject: Mail delivery failed\n\n"
      "This message was created automatically by mail delivery software.\n\n"
      "A message that you sent could not be delivered. The following address(es) failed:\n\n"
      "  ana@mail.example\n    host mx.mail.example [192.0.2.1]\n    550 no such user\n\n"
      "------ This is a copy of the message, including all the headers. ------\n\n"
      "Return-path: <shop@shop.example>\nMessage-ID: <job-5@shop.example>\nSubject: x\n\nHello\n");
  EXPECT_EQ(mail.bounce,
            (BounceReport{"job-5@shop.example", "ana@mail.example", true, "host mx.mail.example [192.0.2.1] 550 no such user"}));
}

TEST(ReadBounce, ReadsQmail) {
  const MailMessage mail = Read(
      "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: failure notice\n\n"
      "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message.\n\n"
      "<ana@mail.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
      "--- Below this line is a copy of the message.\n\n"
      "Return-Path: <shop@shop.example>\nReceived: from x\nMessage-ID: <job-6@shop.example>\n\nHello\n");
  EXPECT_EQ(mail.bounce,
            (BounceReport{"job-6@shop.example", "ana@mail.example", true, "Sorry, no mailbox here by that name. (#5.1.1)"}));
}

TEST(ReadBounce, TakesNoPersonForABounce) {
  EXPECT_FALSE(
      Read("From: ana@mail.example\n\nYour mail came back: 550 no such user. Hi. This is the qmail-send program").bounce);
}

TEST(ReadBounce, SurvivesDamage) {
  const std::string whole = Report(std::string(kDelayed) + "\r\n" + kFailed, kOriginal);
  for (std::size_t size = 10; size < whole.size(); ++size) EXPECT_TRUE(ReadMail(whole.substr(0, size)).ok());
  EXPECT_EQ(Read("X-Failed-Recipients:\n\n").bounce, (BounceReport{"", "", true, ""}));
}

}  // namespace
}  // namespace replywatch

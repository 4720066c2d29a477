// What a mail's text is and what its attachments are.
#include <gtest/gtest.h>

#include "collector/protocols/mail/mail_body.h"
#include "collector/protocols/mail/mail_charset.h"
#include "collector/protocols/mail/mail_message.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

using namespace std::string_literals;

constexpr std::string_view kFrom = "From: ana@mail.example\r\n";

MailMessage Read(const std::string& rest) { return ReadMail(std::string(kFrom) + rest).value(); }

std::string Part(const std::string& type, const std::string& body, const std::string& fields = "") {
  return "Content-Type: " + type + "\r\n" + fields + "\r\n" + body;
}

std::string Multipart(const std::string& kind, const std::vector<std::string>& parts) {
  static int count = 0;
  const std::string boundary = "b" + std::to_string(++count);
  std::string out = "Content-Type: multipart/" + kind + "; boundary=\"" + boundary + "\"\r\n\r\nIgnored.\r\n";
  for (const std::string& part : parts) out += "--" + boundary + "\r\n" + part + "\r\n";
  return out + "--" + boundary + "--\r\nIgnored, too.\r\n";
}

std::string Plain(const std::string& text) { return Part("text/plain; charset=utf-8", text); }
std::string Html(const std::string& html) { return Part("text/html; charset=utf-8", html); }

std::vector<std::string> Names(const MailMessage& mail) {
  std::vector<std::string> names;
  for (const Attachment& attachment : mail.attachments) names.push_back(attachment.description);
  return names;
}
using NameList = std::vector<std::string>;

TEST(MailText, IsReadInItsCharset) {
  EXPECT_EQ(Read(Part("text/plain; charset=iso-8859-2", "za\xBF\xF3\xB3\xE6")).text, "zażółć");
  EXPECT_EQ(Read(Part("text/plain; charset=\"Windows-1250\"", "za\xBF\xF3\xB3\xE6 \x84x\x94")).text, "zażółć „x”");
  EXPECT_EQ(Read(Part("text/plain; charset=windows-1251", "\xCF\xF0\xE8\xE2\xE5\xF2")).text, "Привет");
  EXPECT_EQ(Read(Part("text/plain; charset=koi8-r", "\xF0\xD2\xC9\xD7\xC5\xD4")).text, "Привет");
  EXPECT_EQ(Read(Part("text/plain; charset=utf-7", "za+AXwA8wFCAQc-")).text, "zażółć");
  EXPECT_EQ(Read(Part("text/plain; charset=utf-8", "em9h", "Content-Transfer-Encoding: BASE64\r\n")).text, "zoa");
  EXPECT_EQ(Read(Part("text/plain; charset=utf-16le", "YQBCAQ==", "Content-Transfer-Encoding: base64\r\n")).text, "ał");
  EXPECT_EQ(Read(Part("text/plain; charset=utf-8", "a=C5=82=\r\nb", "Content-Transfer-Encoding: quoted-printable\r\n")).text,
            "ałb");
}

TEST(MailText, IsReadWhereTheCharsetIsALie) {
  EXPECT_EQ(Read(Part("text/plain; charset=utf-8", "za\xBF\xF3\xB3\xE6 by\xB3")).text, "zażółć był");
  EXPECT_EQ(Read(Part("text/plain", "za\xBF\xF3\xB3\xE6")).text, "zażółć");
  EXPECT_EQ(Read(Part("text/plain; charset=us-ascii", "\xCF\xF0\xE8\xE2\xE5\xF2, \xEA\xE0\xEA")).text, "Привет, как");
  EXPECT_EQ(Read(Part("text/plain", "\xF0\xD2\xC9\xD7\xC5\xD4, \xCB\xC1\xCB")).text, "Привет, как");
  EXPECT_EQ(Read(Part("text/plain; charset=iso-8859-1", "zażółć")).text, "zażółć");
  EXPECT_EQ(Read(Part("text/plain; charset=no-such-set", "zażółć")).text, "zażółć");
  EXPECT_EQ(Read(Part("text/plain; charset=../../x", "za\xBF\xF3\xB3\xE6")).text, "zażółć");
  EXPECT_EQ(Read(Part("text/plain; charset=iso-8859-2", "\x9C\x9F ok")).text, "śź ok");
  EXPECT_EQ(Read(Part("text/plain; charset=utf-8", "zażółć zażółć \xB3")).text, "zażółć zażółć \xEF\xBF\xBD") << "damage, no lie";
}

TEST(MailText, IsReadFromHtmlInItsOwnCharset) {
  EXPECT_EQ(Read(Part("text/html", "<meta charset=\"windows-1251\"><p>\xCF\xF0\xE8\xE2\xE5\xF2</p>")).text, "Привет");
  EXPECT_EQ(Read(Part("text/html", "<meta content='text/html; charset=koi8-r'>\xF0\xD2\xC9\xD7\xC5\xD4")).text, "Привет");
}

TEST(MailText, PrefersThePlainForm) {
  EXPECT_EQ(Read(Multipart("alternative", {Plain("plain"), Html("<b>rich</b>")})).text, "plain");
  EXPECT_EQ(Read(Multipart("alternative", {Html("<b>rich</b>"), Plain("plain")})).text, "plain");
  EXPECT_EQ(Read(Multipart("alternative", {Plain(" \r\n "), Html("<b>rich</b>")})).text, "rich");
  EXPECT_EQ(Read(Multipart("alternative", {Plain("Your program cannot show HTML mail."), Html("<b>rich</b>")})).text, "rich");
  EXPECT_EQ(Read(Multipart("alternative", {Plain("Twój program nie obsługuje HTML"), Html(" ")})).text,
            "Twój program nie obsługuje HTML");
  EXPECT_EQ(Read(Multipart("alternative", {Multipart("mixed", {Plain("a")}), Multipart("related", {Html("<p>b</p>")})})).text,
            "b");
}

TEST(MailText, FindsFilesInEveryForm) {
  const MailMessage mail = Read(Multipart(
      "mixed", {Multipart("alternative",
                          {Plain("plain"), Multipart("related", {Html("<img src=cid:x>"), Part("image/png; name=logo.png", "x")}),
                           Part("text/calendar; name=invite.ics", "x")}),
                Part("application/pdf", "x", "Content-Disposition: attachment; filename=\"bill.pdf\"\r\n")}));
  EXPECT_EQ(mail.text, "plain");
  EXPECT_EQ(Names(mail), (NameList{"logo.png", "invite.ics", "bill.pdf"}));
  EXPECT_EQ(mail.attachments[0].kind, AttachmentKind::kImage);
  EXPECT_EQ(mail.attachments[1].kind, AttachmentKind::kFile);
}

TEST(MailText, ListsTheKindsOfFiles) {
  const MailMessage mail = Read(Multipart(
      "mixed",
      {Plain("see"), Part("video/mp4; name=a.mp4", "x"), Part("audio/ogg; name=b.ogg", "x"), Part("text/vcard; name=c.vcf", "x"),
       Part("application/ms-tnef; name=winmail.dat", "x"), Part("message/rfc822", "Subject: Old =?utf-8?Q?=C4=85?=\r\n\r\nHello"),
       Part("text/plain; name=notes.txt", "x"), Part("text/plain", "x", "Content-Disposition: attachment\r\n")}));
  EXPECT_EQ(mail.text, "see");
  EXPECT_EQ(Names(mail), (NameList{"a.mp4", "b.ogg", "c.vcf", "winmail.dat", "Old ą.eml", "notes.txt", ""}));
  EXPECT_EQ(mail.attachments[0].kind, AttachmentKind::kVideo);
  EXPECT_EQ(mail.attachments[1].kind, AttachmentKind::kAudio);
}

TEST(MailText, ReadsFileNames) {
  const auto name = [](const std::string& disposition) {
    return Names(Read(Multipart("mixed",
                                {Part("application/pdf", "x", "Content-Disposition: attachment; " + disposition + "\r\n")})))
        .at(0);
  };
  EXPECT_EQ(name("filename*=UTF-8''za%C5%BC%C3%B3%C5%82%C4%87.pdf"), "zażółć.pdf");
  EXPECT_EQ(name("filename*0*=UTF-8''za%C5%BC; filename*1*=%C3%B3.pdf"), "zażó.pdf");
  EXPECT_EQ(name("filename=\"=?utf-8?B?emHFvA==?= =?utf-8?B?w7MucGRm?=\""), "zażó.pdf");
  EXPECT_EQ(name("filename=\"zażó.pdf\""), "zażó.pdf");
  EXPECT_EQ(name("filename=\"C:\\\\Users\\\\ana\\\\bill.pdf\""), "bill.pdf");
  EXPECT_EQ(name("filename=\"../../etc/passwd\""), "passwd");
}

TEST(MailText, JoinsTextsInARow) {
  const MailMessage mail =
      Read(Multipart("mixed", {Plain("one\r\n"), Part("image/jpeg; name=a.jpg", "x"), Plain("two"), Html("<p>three</p>")}));
  EXPECT_EQ(mail.text, "one\n\ntwo\n\nthree");
}

TEST(MailText, LeavesSignaturesOut) {
  for (const char* type : {"application/pgp-signature; name=signature.asc", "application/pkcs7-signature; name=smime.p7s",
                           "application/x-pkcs7-signature; name=smime.p7s"}) {
    const MailMessage mail = Read(Multipart("signed", {Plain("signed"), Part(type, "x")}));
    EXPECT_EQ(mail.text, "signed");
    EXPECT_TRUE(mail.attachments.empty());
  }
  EXPECT_EQ(Names(Read(Multipart("encrypted", {Part("application/pgp-encrypted", "Version: 1"),
                                               Part("application/octet-stream; name=encrypted.asc", "x")}))),
            NameList{"encrypted.asc"});
}

TEST(MailText, UnfoldsFlowedText) {
  const std::string flowed = "text/plain; charset=utf-8; format=flowed";
  EXPECT_EQ(Read(Part(flowed, "This is \r\none line.\r\n From here\r\n")).text, "This is one line.\nFrom here");
  EXPECT_EQ(Read(Part(flowed + "; delsp=yes", "beau \r\ntiful\r\n")).text, "beautiful");
  EXPECT_EQ(UnfoldFlowed("> a \n> b\n>> c \nd", false), "> a b\n> > c \nd");
  EXPECT_EQ(UnfoldFlowed("a \n-- \nb", false), "a \n-- \nb");
  EXPECT_EQ(UnfoldFlowed("", true), "");
  EXPECT_EQ(UnfoldFlowed(" \n \n", true), "\n\n");
}

TEST(MailText, FoldsQuotationsOfHtml) {
  const std::string quotation = "<p>Shop: <b>we sent it</b></p><p>Regards</p>";
  for (const std::string& html : {
           "<div>Where?</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon, 4 May 2026 at 10:00, Shop "
           "&lt;<a href=\"mailto:shop@shop.example\">shop@shop.example</a>&gt; wrote:<br></div><blockquote "
           "class=\"gmail_quote\">" +
               quotation + "</blockquote></div>",
           "<p>Where?</p><div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>Van:</b> Shop<br></div>" + quotation,
           "<p>Where?</p><div><div style='border-top:solid'><p><b>Od:</b> Shop<br><b>Wysłano:</b> x<br><b>Do:</b> "
           "Ana<br><b>Temat:</b> "
           "y</p></div></div>" +
               quotation,
           "<p>Where?</p><blockquote type=\"cite\"><div>W dniu 4.05.2026, Shop napisał:</div><blockquote>" + quotation +
               "</blockquote></blockquote>",
           "Where?<pre>\n</pre><blockquote><pre>a\nb</pre></blockquote>"s,
       }) {
    const MailMessage mail = Read(Html(html));
    EXPECT_EQ(mail.text, "Where?\n\n[…]") << html;
    EXPECT_TRUE(mail.quote_folded);
  }
}

TEST(MailText, KeepsIndentedTextOfHtml) {
  EXPECT_EQ(Read(Html("<p>List:</p><blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">two cups</blockquote>")).text,
            "List:\n\ntwo cups");
}

TEST(MailText, ReadsWhatAWrongBoundaryLeaves) {
  EXPECT_EQ(Read("Content-Type: multipart/mixed; boundary=x\r\n\r\n--y\r\n\r\nHello").text, "--y\n\nHello");
  EXPECT_EQ(Read("Content-Type: multipart/mixed\r\n\r\nHello").text, "Hello");
  EXPECT_EQ(Read("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nHello\r\n").text, "Hello");
  EXPECT_EQ(Read("Content-Type: text\r\n\r\nHello").text, "Hello");
  EXPECT_EQ(Read("Content-Type: ;;;\r\n\r\nHello").text, "Hello");
}

TEST(MailText, IsBounded) {
  EXPECT_LE(Read(Plain(std::string(1 << 20, 'x'))).text.size(), kMaxTextBytes);
  EXPECT_LE(Read(Plain(std::string(kMaxTextBytes - 3, 'x') + "\r\n>")).text.size(), kMaxTextBytes)
      << "the mark is longer than what it replaces";
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "--b\r\nContent-Type: image/png; name=" + std::to_string(i) + "\r\n\r\nx\r\n";
  EXPECT_EQ(Read("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + many).attachments.size(), kMaxMimeParts);
  std::string deep;
  for (int i = 0; i < 5000; ++i)
    deep += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" + std::to_string(i) + "\r\n";
  EXPECT_EQ(Read(deep + "\r\nHello").text, "");
  EXPECT_TRUE(ReadMail("Subject: x\r\n" + std::string(10 << 20, 'y')).ok());
  std::string headers;
  for (int i = 0; i < 100'000; ++i) headers += "X-" + std::to_string(i) + ": y\r\n";
  EXPECT_EQ(Read(headers + "\r\nHello").text, "Hello");
}

TEST(MailTextToUtf8, GivesValidTextWhateverComes) {
  for (const char* charset :
       {"", "utf-8", "utf-7", "utf-16", "iso-2022-jp", "gb18030", "windows-1250", "koi8-r", "no such", "//IGNORE"}) {
    std::string bytes;
    for (int i = 0; i < 1024; ++i) bytes += static_cast<char>(i * 7);
    EXPECT_TRUE(IsValidUtf8(MailTextToUtf8(bytes, charset))) << charset;
  }
}

}  // namespace
}  // namespace replywatch

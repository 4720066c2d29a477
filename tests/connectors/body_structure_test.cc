#include "collector/protocols/mail/body_structure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace replywatch {
namespace {

using ::testing::HasSubstr;

ImapValue Structure(const std::string& text) {
  const auto values = ReadImapValues(text);
  return values.empty() ? ImapValue() : values.front();
}

TEST(BodyStructure, ListsAttachments) {
  const auto values = ReadImapValues(
      R"((("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 12 1 NIL NIL NIL)("IMAGE" "JPEG" ("NAME" "cana.jpg") NIL NIL "base64" 900000 NIL ("inline" NIL) NIL))"
      R"(("application" "pdf" NIL NIL NIL "base64" 100 NIL ("attachment" ("filename" "factura.pdf")) NIL)("text" "plain" NIL NIL NIL "7bit" 3 1 NIL ("attachment" ("filename" "note.txt")) NIL) "mixed"))");
  const auto found = ListAttachments(values.front());
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].type, "image/jpeg");
  EXPECT_EQ(found[0].name, "cana.jpg");
  EXPECT_EQ(found[1].name, "factura.pdf");
  EXPECT_EQ(found[2].name, "note.txt");
  EXPECT_TRUE(ListAttachments({}).empty());
}

// As a telephone sends it: a picture, and what is said of it.
TEST(BodyStructure, TellsWhatTextStandsBehindAFile) {
  const ImapValue structure = Structure(
      R"((("image" "jpeg" NIL NIL NIL "base64" 3000000 NIL ("inline" NIL) NIL))"
      R"(("text" "plain" ("charset" "iso-8859-2" "format" "flowed") NIL NIL "quoted-printable" 60 2 NIL NIL NIL) "mixed"))");
  const auto texts = ListTextsBehind(structure, 262144);
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_EQ(texts[0].section, "2");
  EXPECT_EQ(texts[0].head,
            "Content-Type: text/plain; charset=\"iso-8859-2\"; format=\"flowed\"\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
  EXPECT_TRUE(ListTextsBehind(structure, 4'000'000).empty()) << "it was read with the beginning";
}

TEST(BodyStructure, TakesOneFormOfEachTextAndNoFile) {
  const auto texts = ListTextsBehind(
      Structure(
          R"((("image" "jpeg" NIL NIL NIL "base64" 300000 NIL NIL NIL))"
          R"((("text" "plain" NIL NIL NIL "7bit" 6 1 NIL NIL NIL)("text" "html" NIL NIL NIL "7bit" 9 1 NIL NIL NIL) "alternative"))"
          R"(("text" "plain" ("name" "log.txt") NIL NIL "7bit" 3 1 NIL NIL NIL))"
          R"(("text" "html" NIL NIL NIL "8bit" 3 1 NIL NIL NIL) "mixed"))"),
      262144);
  ASSERT_EQ(texts.size(), 2U);
  EXPECT_EQ(texts[0].section, "2.1");
  EXPECT_EQ(texts[1].section, "4");
  EXPECT_THAT(texts[1].head, HasSubstr("text/html"));
}

TEST(BodyStructure, SurvivesAnything) {
  for (const char* hostile :
       {"()", "((((", "(NIL NIL NIL NIL NIL NIL NIL)", R"(("text" "plain" NIL NIL NIL NIL 99999999999999999999 1))",
        R"((("text" "plain" ("charset" "a\"b\r\nX: y") NIL NIL "7bit" -5 1) "mixed"))"}) {
    const ImapValue structure = Structure(hostile);
    ListAttachments(structure);
    for (const ImapText& text : ListTextsBehind(structure, 0))
      EXPECT_EQ(text.head.find("\r\nX:"), std::string::npos) << "no header of its own";
  }
  std::string deep(5000, '(');
  ListTextsBehind(Structure(deep), 0);
}

}  // namespace
}  // namespace replywatch

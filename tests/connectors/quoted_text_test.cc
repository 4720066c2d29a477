#include "collector/protocols/mail/quoted_text.h"

#include <gtest/gtest.h>

#include "collector/protocols/mail/quote_phrases.h"

namespace replywatch {
namespace {

constexpr std::string_view kOwn = "Where is my parcel?\nIt is late.";
const std::string kFolded = std::string(kOwn) + "\n\n[…]";

void ExpectFolds(const std::string& quotation) {
  const FoldedText folded = FoldQuote(std::string(kOwn) + "\n\n" + quotation);
  EXPECT_EQ(folded.text, kFolded) << quotation;
  EXPECT_TRUE(folded.folded) << quotation;
}

void ExpectKept(const std::string& text) {
  const FoldedText folded = FoldQuote(text);
  EXPECT_EQ(folded.text, text);
  EXPECT_FALSE(folded.folded) << text;
}

TEST(FoldQuote, CutsWhatIsMarkedAtTheEnd) {
  ExpectFolds("> We sent it on Monday.\n> Shop");
  ExpectFolds("> We sent it.\n>> Really?\n\n> Yes.\n\n");
  ExpectFolds(">");
}

TEST(FoldQuote, CutsTheAnnouncementOfEveryLanguage) {
  for (const std::string announcement : {
           "On Mon, 4 May 2026 at 10:00, Shop <shop@shop.example> wrote:",
           "On 04/05/2026 10:00, Shop wrote:",
           "Shop <shop@shop.example> wrote:",
           "În lun., 4 mai 2026 la 10:00, Magazin <shop@shop.example> a scris:",
           "Pe 4 mai 2026, la 10:00, Magazin a scris:",
           "La data de 4 mai 2026, Magazin a scris :",
           "pon., 4 maj 2026 o 10:00 Sklep <shop@shop.example> napisał(a):",
           "W dniu 4.05.2026 o 10:00, Sklep pisze:",
           "W dniu 2026-05-04 10:00:00 użytkownik Sklep napisał:",
           "Wiadomość napisana przez Sklep <shop@shop.example> w dniu 4 maj 2026, o godz. 10:00:",
           "На пн, 4.05.2026 г. в 10:00 Магазин <shop@shop.example> написа:",
           "На 4.5.2026 г. в 10:00 ч., Магазин написа:",
           "Am 04.05.26 um 10:00 schrieb Laden:",
           "Am Mo., 4. Mai 2026 um 10:00 Uhr schrieb Laden <shop@shop.example>:",
           "Bolt <shop@shop.example> ezt írta (időpont: 2026. máj. 4., H, 10:00):",
           "Le lun. 4 mai 2026 à 10:00, Boutique <shop@shop.example> a écrit :",
       }) {
    ExpectFolds(announcement + "\n> We sent it on Monday.\n> Shop");
    ExpectFolds(announcement + "\n\n> We sent it on Monday.");
  }
}

TEST(FoldQuote, CutsWrappedAnnouncements) {
  ExpectFolds("On Mon, 4 May 2026 at 10:00, Support of a Shop with a Long Name\n<shop@shop.example> wrote:\n> We sent it.");
  ExpectFolds("pon., 4 maj 2026 o 10:00 Sklep <shop@shop.example>\nnapisał(a):\n\n> Wysłaliśmy.");
  ExpectFolds("On Mon, 4 May 2026\nat 10:00 Shop\n<shop@shop.example> wrote:\n> We sent it.");
  ExpectFolds("On Mon, May 4,\n2026 at 10:00 AM Shop wrote:\n> We sent it.");
}

TEST(FoldQuote, CutsUnmarkedMailBelowDateAndAddress) {
  ExpectFolds("On Mon, 4 May 2026 at 10:00, Shop <shop@shop.example> wrote:\n\nWe sent it on Monday.\nShop");
  ExpectKept("On 4 May your courier wrote:\nThe parcel is lost.");
  ExpectKept("I asked on 4 May, and Ana <ana@shop.example> wrote:");
}

TEST(FoldQuote, CutsOriginalMessages) {
  for (const QuotePhrases& phrases : AllQuotePhrases()) {
    for (const std::string_view mark : phrases.original_message) {
      ExpectFolds("-----" + std::string(mark) + "-----\nShop: we sent it.");
      ExpectFolds("-------- " + std::string(mark) + " --------\nShop: we sent it.");
    }
  }
  ExpectFolds("________________________________\n\n-----original message-----\nx");
  ExpectKept("Original message\nIs what I wrote.");
}

TEST(FoldQuote, CutsHeaderBlocksOfEveryLanguage) {
  for (const QuotePhrases& phrases : AllQuotePhrases()) {
    for (const std::string_view sent : phrases.sent) {
      const std::string block = std::string(phrases.from.front()) + ": Shop <shop@shop.example>\n" + std::string(sent) +
                                ": Monday, 4 May 2026 10:00\n" + std::string(phrases.to.front()) + ": Ana\n" +
                                std::string(phrases.subject.front()) + ": Parcel\n\nWe sent it.";
      ExpectFolds(block);
      ExpectFolds("________________________________\n" + block);
    }
  }
  ExpectFolds("*From:* Shop\n*Sent:* Monday\n*To:* Ana\n*Subject:* Parcel\n\nWe sent it.");
  ExpectFolds("De la : Magazin\nTrimis : luni\nCatre : Ana\nSubiect : Colet\n\nL-am trimis.");
}

TEST(FoldQuote, KeepsFormsThatResembleHeaders) {
  ExpectKept("Hello,\nFrom: Sofia\nTo: Varna\nWhen will it arrive?");
  ExpectKept("Od: wczoraj\nDo: dziś\nczekam");
}

TEST(FoldQuote, KeepsAnswersWithinTheQuotation) {
  ExpectKept("On Monday Shop wrote:\n> Which colour?\nBlue.\n> Which size?\nLarge.");
  ExpectKept("> Which colour?\nBlue.\n> Which size?\nLarge.\n> Shop");
  ExpectKept("On Mon, 4 May 2026, Shop <shop@shop.example> wrote:\n> Which colour?\n\nBlue.");
}

TEST(FoldQuote, KeepsEverythingWhenNothingWouldBeLeft) {
  ExpectKept("> only\n> this");
  ExpectKept("On Mon, 4 May 2026 Shop <shop@shop.example> wrote:\n> only this");
  ExpectKept("From: Shop\nSent: Monday\nTo: Ana\nSubject: Parcel\n\nWe sent it.");
  ExpectKept("-- \nAna Pop");
  ExpectKept("\n\n-----Original Message-----\nx");
  ExpectKept("");
  ExpectKept("\n \n");
}

TEST(FoldQuote, CutsSignatures) {
  const FoldedText signed_mail = FoldQuote(std::string(kOwn) + "\n\n-- \nAna Pop\nHouse of Pop");
  EXPECT_EQ(signed_mail.text, kOwn);
  EXPECT_FALSE(signed_mail.folded);
  ExpectFolds("-- \nAna Pop\n\nOn Mon, 4 May 2026 Shop wrote:\n> x");
  ExpectFolds("On Mon, 4 May 2026 Shop wrote:\n> x\n\n-- \nAna Pop");
  ExpectFolds("-- \nAna Pop\n-----Original Message-----\nx");
}

TEST(FoldQuote, KeepsWhatIsNoSignature) {
  ExpectKept("One\n--\nTwo");
  ExpectKept("One\n-- \n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11");
  EXPECT_EQ(FoldQuote("One\n-- \n1\n2\n3\n4\n5\n6\n7\n8\n9\n10").text, "One");
}

TEST(FoldQuote, KeepsTextWithoutQuotationAsItIs) {
  ExpectKept("Hello\n\nWhere is it? \n\n\n");
  ExpectKept("price > 5\nand 3 > 2");
}

}  // namespace
}  // namespace replywatch

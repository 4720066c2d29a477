#include "shared/detect/classifier.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "shared/base/utf8.h"
#include "tests/unit/detect/detector.h"

namespace replywatch {
namespace {

TEST(Classifier, FindsProblemsInEveryWayOfWriting) {
  EXPECT_TRUE(IsProblem("Coletul a ajuns deteriorat și vreau banii înapoi."));
  EXPECT_TRUE(IsProblem("coletul a ajuns deteriorat si vreau banii inapoi"));
  EXPECT_TRUE(IsProblem("Paczka przyszła uszkodzona, żądam zwrotu pieniędzy."));
  EXPECT_TRUE(IsProblem("paczka przyszla uszkodzona, zadam zwrotu pieniedzy"));
  EXPECT_TRUE(IsProblem("Пратката пристигна счупена, върнете ми парите."));
  EXPECT_TRUE(IsProblem("pratkata pristigna s4upena, vyrnete mi parite"));
  EXPECT_TRUE(IsProblem("The parcel arrived damaged, I want my money back."));
}

TEST(Classifier, FindsPraiseInEveryWayOfWriting) {
  EXPECT_TRUE(IsPraise("Super mulțumită, recomand cu drag!"));
  EXPECT_TRUE(IsPraise("super multumita, recomand cu drag!"));
  EXPECT_TRUE(IsPraise("Jestem bardzo zadowolona, gorąco polecam!"));
  EXPECT_TRUE(IsPraise("jestem bardzo zadowolona, goraco polecam"));
  EXPECT_TRUE(IsPraise("Много съм доволна, препоръчвам!"));
  EXPECT_TRUE(IsPraise("mnogo sym dovolna, preporychvam"));
  EXPECT_TRUE(IsPraise("Absolutely love it, would recommend!"));
}

TEST(Classifier, FindsQuestionsWithoutAQuestionMark) {
  EXPECT_TRUE(IsQuestion("cat costa livrarea in iasi"));
  EXPECT_TRUE(IsQuestion("ile kosztuje wysyłka do Gdańska"));
  EXPECT_TRUE(IsQuestion("колко струва доставката до Русе"));
  EXPECT_TRUE(IsQuestion("kolko struva dostavkata do ruse"));
  EXPECT_TRUE(IsQuestion("how much is delivery to Leeds"));
}

TEST(Classifier, NegatedProblemIsNone) {
  EXPECT_FALSE(IsProblem("Nu e nicio problemă, vă mulțumesc."));
  EXPECT_FALSE(IsProblem("Nie ma żadnego problemu, dziękuję."));
  EXPECT_FALSE(IsProblem("Няма проблем, благодаря."));
  EXPECT_FALSE(IsProblem("nqma problem, blagodarq"));
  EXPECT_FALSE(IsProblem("No problem at all, thank you."));
}

TEST(Classifier, NegatedPraiseIsAProblem) {
  EXPECT_TRUE(IsProblem("Nu sunt mulțumită de ce am primit."));
  EXPECT_TRUE(IsProblem("Nie jestem zadowolona z obsługi."));
  EXPECT_TRUE(IsProblem("Не съм доволен от услугата."));
  EXPECT_TRUE(IsProblem("I am not happy with the service."));
}

TEST(Classifier, NegationEndsWithItsClause) { EXPECT_TRUE(IsProblem("I said no, damaged goods again.")); }

TEST(WordListClassifier, PraiseBeforeAComplaintIsNotPraise) {
  const Classification result = WordListDetector().Classify("Produse frumoase, dar coletul nu a ajuns și nimeni nu răspunde.");
  EXPECT_TRUE(result.flags.Has(Flag::kProblem));
  EXPECT_FALSE(result.flags.Has(Flag::kPraise));
}

TEST(Classifier, SolvedWithThanksIsPraise) {
  EXPECT_TRUE(IsPraise("Am primit banii, mulțumesc mult pentru ajutor!"));
  EXPECT_FALSE(IsProblem("Am primit banii, mulțumesc mult pentru ajutor!"));
}

TEST(Classifier, ThanksInAdvanceIsNoPraise) { EXPECT_FALSE(IsPraise("Când ajunge coletul? Mulțumesc anticipat.")); }

TEST(Classifier, ThreatsAreUrgent) {
  for (const char* text : {"Depun plângere la ANPC.", "Merg la protectia consumatorului.", "Sprawa trafia do UOKiK.",
                           "Zgłoszę to do rzecznika konsumentów.", "Подавам жалба в КЗП.", "podavam jalba v KZP",
                           "I will report you to Trading Standards.", "Refund me or I file a chargeback, you scammers."}) {
    EXPECT_TRUE(IsThreat(text)) << text;
    EXPECT_EQ(Detect(text).urgency, Urgency::kHigh) << text;
  }
}

TEST(Classifier, ThreatsNeedNoComplaintBesideThem) {
  for (const char* text : {"my lawyer will contact you", "I will see you in court", "Vă dau în judecată", "va dau in judecata",
                           "avocatul meu va lua legatura", "Mój prawnik się z wami skontaktuje", "Idę na policję",
                           "Ще се видим в съда", "Предавам ви на адвокат", "O să sun la Protv"}) {
    EXPECT_TRUE(IsThreat(text)) << text;
  }
}

TEST(Classifier, ALetterOrAnAuthorityAloneIsNoThreat) {
  for (const char* text : {"size b cup", "My flat is 12 B, please change the address", "Is the USB B cable included"})
    EXPECT_FALSE(IsThreat(text)) << text;
}

TEST(Classifier, ASingleLetterSaysNothing) {
  for (const char* text : {"a", "A", "a a a", "и", "x"}) EXPECT_TRUE(Detect(text).flags.empty()) << text;
}

TEST(Classifier, KnowsNoMoreThanAThankYou) {
  for (const char* text : {"Ok, thanks, got it.", "Jasne, dzięki, będę myć ręcznie.", "mulțumesc, aștept coletul",
                           "Am înțeles, mulțumesc, o zi bună", "ok super dzieki", "Благодаря, разбрах", "blagodarq mnogo"}) {
    EXPECT_TRUE(Detect(text).flags.Has(Flag::kThanks)) << text;
  }
  for (const char* text :
       {"send me the invoice please, thanks", "thanks in advance", "Mulțumesc anticipat", "Trimiteți-mi și factura, mulțumesc",
        "Mersi, dar tot nu a venit", "Dziękuję, proszę zmienić adres na Lipowa 5", "Благодаря, моля сменете адреса",
        "Thank you, please cancel it then", "Thanks. Where is it?", "Ok"}) {
    EXPECT_FALSE(Detect(text).flags.Has(Flag::kThanks)) << text;
  }
}

TEST(Classifier, ManyQuestionMarksAreOnePlace) {
  const Classification result = Detect("????");
  ASSERT_EQ(result.evidence.size(), 1U);
  EXPECT_EQ(result.evidence.front(), (Evidence{0, 4, Flag::kQuestion}));
  EXPECT_EQ(Detect("\u037E").evidence.front(), (Evidence{0, 2, Flag::kQuestion})) << "whole, where it takes several bytes";
  EXPECT_EQ(Detect("？？").evidence.front(), (Evidence{0, 6, Flag::kQuestion}));
}

TEST(Classifier, PraiseIsOfLowUrgency) { EXPECT_EQ(Detect("Super, recomand cu drag!").urgency, Urgency::kLow); }
TEST(Classifier, ProblemIsOfNormalUrgency) { EXPECT_EQ(Detect("Produsul este defect.").urgency, Urgency::kNormal); }
TEST(Classifier, ProblemWithADeadlineIsOfHighUrgency) {
  EXPECT_EQ(Detect("Produsul este defect și nunta e mâine, urgent!").urgency, Urgency::kHigh);
}

TEST(Classifier, EmojiAloneNeedsNoAnswer) {
  EXPECT_EQ(Detect("😍😍😍").no_answer, NoAnswerReason::kEmojiOnly);
  EXPECT_EQ(Detect("❤️ ‼️").no_answer, NoAnswerReason::kEmojiOnly);
  EXPECT_EQ(Detect("?").no_answer, NoAnswerReason::kNone);
}

TEST(Classifier, TaggingAFriendNeedsNoAnswer) {
  EXPECT_EQ(Detect("@ana.pop @maria uite").no_answer, NoAnswerReason::kTagsFriend);
  EXPECT_EQ(Detect("@magazin coletul nu a ajuns").no_answer, NoAnswerReason::kNone);
  EXPECT_EQ(Detect("@magazin mai aveți rochia?").no_answer, NoAnswerReason::kNone);
}

TEST(Classifier, SpamNeedsNoAnswerButAComplaintWithALinkDoes) {
  EXPECT_EQ(Detect("Zarabiaj z domu, kryptowaluty i bitcoin, link w bio").no_answer, NoAnswerReason::kSpam);
  EXPECT_EQ(Detect("Produsul e defect, poze aici: https://poze.example/1").no_answer, NoAnswerReason::kNone);
}

TEST(Classifier, EvidenceNamesTheWordsOfTheOriginal) {
  const std::string text = "Bună, „coletul” nu a ajuns!";
  const Classification result = Detect(text);
  ASSERT_FALSE(result.evidence.empty());
  EXPECT_EQ(text.substr(result.evidence[0].begin, result.evidence[0].end - result.evidence[0].begin), "nu a ajuns");
  EXPECT_EQ(result.evidence[0].flag, Flag::kProblem);
}

void ExpectSound(const std::string& text) {
  const Classification result = Detect(text);
  std::size_t end = 0;
  for (const Evidence& evidence : result.evidence) {
    EXPECT_GE(evidence.begin, end);
    EXPECT_GT(evidence.end, evidence.begin);
    EXPECT_LE(evidence.end, text.size());
    end = evidence.end;
    if (IsValidUtf8(text)) {
      EXPECT_TRUE(IsValidUtf8(text.substr(evidence.begin, evidence.end - evidence.begin)));
    }
  }
  for (const double score : {result.problem, result.question, result.praise, result.language_confidence}) {
    EXPECT_GE(score, 0.0);
    EXPECT_LE(score, 1.0);
  }
}

std::string Repeat(std::string_view unit, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += unit;
  return text;
}

TEST(Classifier, SurvivesHostileText) {
  ExpectSound("");
  ExpectSound(std::string(1, '\0') + "defect" + std::string(3, '\0'));
  ExpectSound("\xFF\xFE\xC3 defect \xF0\x9F\x98");
  ExpectSound("\u202Edefect\u202C \u2066nu merge\u2069");
  ExpectSound(Repeat("\u0301", 5000) + "defect");
  ExpectSound(Repeat("@", 30000));
  ExpectSound(Repeat("?!", 30000));
  ExpectSound(Repeat("nu a ", 12000));
  ExpectSound(Repeat("defect ", 8600));
  ExpectSound(Repeat("ａ", 20000));
  ExpectSound(Repeat("не ", 20000));
  ExpectSound(Repeat("x", 60000));
}

TEST(Classifier, SixtyThousandCharactersTakeMilliseconds) {
  const std::string text = Repeat("coletul nu a ajuns și nimeni nu răspunde, ce fac? ", 1200);
  Detect("warm");
  const auto begin = std::chrono::steady_clock::now();
  Detect(text);
  const auto spent = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(std::chrono::duration_cast<std::chrono::milliseconds>(spent).count(), 500);  // generous: sanitizers, busy machines
}

TEST(Classifier, EveryTruncationIsSound) {
  const std::string text = "@ana Încă n-am primit „пратката” 😡😡, mersi! https://a.example ва́м? 6to";
  for (std::size_t n = 0; n <= text.size(); ++n) ExpectSound(text.substr(0, n));
}

}  // namespace
}  // namespace replywatch

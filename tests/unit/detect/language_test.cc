#include <gtest/gtest.h>

#include "tests/unit/detect/detector.h"

namespace replywatch {
namespace {

TEST(Language, KnowsRomanianWithAndWithoutDiacritics) {
  EXPECT_EQ(Detect("Bună ziua, când ajunge comanda mea?").language, "ro");
  EXPECT_EQ(Detect("buna ziua, cand ajunge comanda mea?").language, "ro");
}

TEST(Language, KnowsPolishWithAndWithoutDiacritics) {
  EXPECT_EQ(Detect("Dzień dobry, kiedy przyjdzie moja paczka?").language, "pl");
  EXPECT_EQ(Detect("dzien dobry, kiedy przyjdzie moja paczka?").language, "pl");
}

TEST(Language, KnowsBulgarianInBothScripts) {
  EXPECT_EQ(Detect("Здравейте, кога ще пристигне пратката ми?").language, "bg");
  EXPECT_EQ(Detect("zdraveite, koga 6te pristigne pratkata mi?").language, "bg");
  EXPECT_EQ(Detect("zdravejte, koga shte pristigne pratkata mi?").language, "bg");
}

TEST(Language, KnowsEnglish) { EXPECT_EQ(Detect("Hello, when will my parcel arrive?").language, "en"); }

TEST(Language, IsUndeterminedForOtherLanguages) {
  EXPECT_EQ(Detect("Wann kommt mein Paket endlich an? Ich warte schon zwei Wochen.").language, "und");
  EXPECT_EQ(Detect("¿Cuándo llega mi pedido? Llevo dos semanas esperando.").language, "und");
  EXPECT_EQ(Detect("Когда придёт моя посылка? Я жду уже две недели.").language, "und");
  EXPECT_EQ(Detect("Πότε θα έρθει το δέμα μου;").language, "und");
  EXPECT_EQ(Detect("متى يصل طلبي؟").language, "und");
}

TEST(Language, IsUndeterminedWithoutWords) {
  EXPECT_EQ(Detect("").language, "und");
  EXPECT_EQ(Detect("😍😍").language, "und");
  EXPECT_EQ(Detect("4417").language, "und");
  EXPECT_EQ(Detect("Ok").language_confidence, 0);
}

TEST(Language, ConfidenceStaysWithinBounds) {
  const double confidence = Detect("Bună ziua, când ajunge comanda mea?").language_confidence;
  EXPECT_GT(confidence, 0.5);
  EXPECT_LE(confidence, 1.0);
}

}  // namespace
}  // namespace replywatch

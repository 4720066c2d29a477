#include "shared/rules/promise_words.h"

#include <gtest/gtest.h>

#include "shared/settings/language_pack.h"

namespace replywatch {
namespace {

// Wednesday, 25 November 2026, 10:00 in Bucharest. Open Monday to Friday 9 to 18, on Saturday 10 to 14, closed on 1 December.
class PromiseTexts : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { packs_ = new LanguagePacks(*LoadLanguagePacks(RW_TEST_CONFIG_DIR)); }
  static void TearDownTestSuite() {
    delete packs_;
    packs_ = nullptr;
  }
  PromiseTexts() {
    OpeningHours week;
    for (std::size_t day = 0; day < 5; ++day) week.week.at(day) = {{9 * 60, 18 * 60}};
    week.week[5] = {{10 * 60, 14 * 60}};
    week.closed = {{*ParseLocalDay("2026-12-01"), *ParseLocalDay("2026-12-01")}};
    hours_ = BusinessHours(*Zone::Find("Europe/Bucharest"), week);
    now_ = At("2026-11-25 10:00");
  }
  // Local time; "" for an instant that is absent.
  Timestamp At(const std::string& local) const {
    return hours_.zone().At(*ParseLocalDay(local.substr(0, 10)),
                            std::stoi(local.substr(11, 2)) * 60 + std::stoi(local.substr(14, 2)));
  }
  std::string Local(Timestamp t) const {
    const int minute = hours_.zone().MinuteOf(t);
    const auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
    return FormatLocalDay(hours_.zone().DayOf(t)) + " " + two(minute / 60) + ":" + two(minute % 60);
  }
  // Earliest of what the language finds; "" for none.
  std::string DueOf(const std::string& tag, const std::string& text) const {
    const auto found = FindPromises(text, packs_->at(tag).promise_words, hours_, now_);
    std::optional<Timestamp> first;
    for (const FoundPromise& promise : found) first = first ? std::min(*first, promise.due) : promise.due;
    return first ? Local(*first) : "";
  }
  struct Row {
    const char* text;
    const char* due;
  };
  void Check(const std::string& tag, const std::vector<Row>& rows) const {
    EXPECT_GE(rows.size(), 15U);
    for (const Row& row : rows) EXPECT_EQ(DueOf(tag, row.text), row.due) << tag << ": " << row.text;
  }
  std::string Typed(const std::string& text) const {
    const auto due = ParseDue(text, PromiseWordsOf(*packs_), hours_, now_);
    return due ? Local(*due) : "";
  }

  static LanguagePacks* packs_;
  BusinessHours hours_;
  Timestamp now_;
};
LanguagePacks* PromiseTexts::packs_ = nullptr;

TEST_F(PromiseTexts, English) {
  Check("en", {{"We will answer by Friday.", "2026-11-27 18:00"},
               {"I'll get back to you tomorrow.", "2026-11-26 18:00"},
               {"We\u2019ll let you know by tomorrow noon!", "2026-11-26 12:00"},
               {"You will have the refund within 2 days.", "2026-11-27 18:00"},
               {"We will answer within 24 hours", "2026-11-26 10:00"},
               {"You'll receive the money in 3 working days.", "2026-11-28 14:00"},
               {"Thank you, Ana! We'll call you today by 17:00.", "2026-11-25 17:00"},
               {"We will write to you at 5 pm", "2026-11-25 17:00"},
               {"We'll send the new cup on Saturday.", "2026-11-28 14:00"},
               {"We check with the courier and get back to you no later than Monday", "2026-11-30 18:00"},
               {"We will solve this by the end of the week.", "2026-11-28 14:00"},
               {"By the end of the day we will send you the label.", "2026-11-25 18:00"},
               {"We will answer by November 30.", "2026-11-30 18:00"},
               {"We'll refund you by 27.11.", "2026-11-27 18:00"},
               {"Sorry for the wait, we will reply within 30 minutes.", "2026-11-25 10:30"},
               {"We will answer by next Wednesday", "2026-12-02 18:00"},
               {"We'll answer by Wednesday", "2026-12-02 18:00"},
               {"We will be back to you in 24-48h.", "2026-11-27 10:00"},
               // None of these promises anything.
               {"The offer is valid until Friday.", ""},
               {"We are open until 18:00 today.", ""},
               {"You can return it within 14 days.", ""},
               {"Shall we call you tomorrow?", ""},
               {"Thank you for your order from Friday, we will check it.", ""},
               {"If you write by Friday, we will answer.", ""},
               {"The parcel was delivered on Monday.", ""},
               {"Thank you for your message.", ""},
               {"We will send you the 2 cups.", ""}});
}

// "Within" stands behind its number.
TEST_F(PromiseTexts, Hungarian) {
  Check("hu", {{"Péntekig válaszolunk.", "2026-11-27 18:00"},
               {"pentekig valaszolunk", "2026-11-27 18:00"},
               {"Holnap visszajelzünk.", "2026-11-26 18:00"},
               {"Holnap délig jelentkezünk.", "2026-11-26 12:00"},
               {"Holnapután kiküldjük az újat.", "2026-11-27 18:00"},
               {"24 órán belül válaszolunk.", "2026-11-26 10:00"},
               {"Legfeljebb 24 órán belül válaszolunk.", "2026-11-26 10:00"},
               {"30 percen belül visszahívjuk.", "2026-11-25 10:30"},
               {"Két napon belül megkapja a csomagot.", "2026-11-27 18:00"},
               {"3 munkanapon belül visszautaljuk az összeget.", "2026-11-28 14:00"},
               {"2-3 munkanapon belül visszautaljuk az összeget.", "2026-11-28 14:00"},
               {"Egy hét múlva jelentkezünk.", "2026-12-02 18:00"},
               {"Ma 17:00-ig visszahívjuk.", "2026-11-25 17:00"},
               {"Jövő szerdán jelentkezünk.", "2026-12-02 18:00"},
               {"A hét végéig megoldjuk.", "2026-11-28 14:00"},
               {"Legkésőbb hétfőn visszajelzünk.", "2026-11-30 18:00"},
               {"November 30-ig válaszolunk.", "2026-11-30 18:00"},
               // None of these promises anything.
               {"Az akció péntekig érvényes.", ""},
               {"Ma 18 óráig vagyunk nyitva.", ""},
               {"A terméket 14 napon belül visszaküldheti.", ""},
               {"Felhívjuk holnap?", ""},
               {"Ha péntekig ír, válaszolunk.", ""},
               {"A csomagot hétfőn kézbesítették.", ""},
               {"Küldünk 2 bögrét.", ""},
               {"Köszönjük az üzenetét.", ""}});
}

TEST_F(PromiseTexts, Romanian) {
  Check("ro", {{"Vă răspundem până vineri.", "2026-11-27 18:00"},
               {"Va raspundem pana vineri.", "2026-11-27 18:00"},
               {"Revenim cu un răspuns mâine.", "2026-11-26 18:00"},
               {"revin maine", "2026-11-26 18:00"},
               {"Vă trimitem banii în 24 de ore.", "2026-11-26 10:00"},
               {"Va trimitem banii in maxim 24 de ore", "2026-11-26 10:00"},
               {"Rambursăm suma în 3 zile lucrătoare.", "2026-11-28 14:00"},
               {"Ramburs\u0103m suma in 5 zile lucratoare", "2026-12-02 18:00"},
               {"Vă sunăm azi până la ora 17:30.", "2026-11-25 17:30"},
               {"O să vă scriem mâine la 12.", "2026-11-26 12:00"},
               {"Vom verifica și, până luni, vă dăm un răspuns.", "2026-11-30 18:00"},
               {"Rezolvăm cel târziu poimâine.", "2026-11-27 18:00"},
               {"Până la sfârșitul săptămânii veți primi coletul.", "2026-11-28 14:00"},
               {"Vă răspundem până pe 27 noiembrie.", "2026-11-27 18:00"},
               {"Vei primi un cod în două zile.", "2026-11-27 18:00"},
               {"Îți răspundem până mâine la prânz", "2026-11-26 12:00"},
               {"Coletul pleacă diseară și vă anunțăm.", "2026-11-25 18:00"},
               {"Revenim miercuri viitoare.", "2026-12-02 18:00"},
               // None of these promises anything.
               {"Oferta este valabilă până vineri.", ""},
               {"Suntem deschiși azi până la ora 18.", ""},
               {"Puteți returna produsul în 14 zile.", ""},
               {"Vă sunăm mâine?", ""},
               {"Mulțumim pentru comanda de vineri, revenim.", ""},
               {"Dacă ne scrieți până vineri, vă răspundem.", ""},
               {"Coletul a fost livrat luni.", ""},
               {"Vă mulțumim și vă trimitem 2 cești.", ""},
               {"Vă rugăm să ne scrieți până mâine.", ""}});
}

TEST_F(PromiseTexts, Polish) {
  Check("pl", {{"Odpowiemy do piątku.", "2026-11-27 18:00"},
               {"odpowiemy do piatku", "2026-11-27 18:00"},
               {"Wrócimy do Pani jutro.", "2026-11-26 18:00"},
               {"Zwrócimy pieniądze w ciągu 3 dni roboczych.", "2026-11-28 14:00"},
               {"Zwrot środków: 3 dni robocze.", "2026-11-28 14:00"},
               {"Odpiszemy w 24h.", "2026-11-26 10:00"},
               {"Damy znać w ciągu 24 godzin", "2026-11-26 10:00"},
               {"Zadzwonimy dziś do godz. 17:00.", "2026-11-25 17:00"},
               {"Oddzwonię jutro o 12.", "2026-11-26 12:00"},
               {"Sprawdzimy to i najpóźniej w poniedziałek odpiszemy.", "2026-11-30 18:00"},
               {"Załatwimy to do końca tygodnia.", "2026-11-28 14:00"},
               {"Wyślemy nowy kubek w sobotę.", "2026-11-28 14:00"},
               {"Odpowiemy do 27 listopada.", "2026-11-27 18:00"},
               {"Otrzymasz zwrot w ciągu dwóch dni.", "2026-11-27 18:00"},
               {"Napiszę do Pana pojutrze.", "2026-11-27 18:00"},
               {"Wrócimy z odpowiedzią do jutra do południa.", "2026-11-26 12:00"},
               {"Wyślemy paczkę w przyszłą środę.", "2026-12-02 18:00"},
               {"Będziemy mieli odpowiedź za tydzień, najpóźniej za 2 tygodnie.", "2026-12-09 18:00"},
               // None of these promises anything.
               {"Oferta jest ważna do piątku.", ""},
               {"Dziś jesteśmy otwarci do 18:00.", ""},
               {"Produkt można zwrócić w ciągu 14 dni.", ""},
               {"Czy oddzwonić jutro?", ""},
               {"Dziękujemy za zamówienie z piątku, sprawdzimy je.", ""},
               {"Jeśli napisze Pani do piątku, odpowiemy.", ""},
               {"Paczka została doręczona w poniedziałek.", ""},
               {"Prosimy o zdjęcie do jutra.", ""},
               {"Wyślemy 2 kubki.", ""}});
}

TEST_F(PromiseTexts, Bulgarian) {
  Check("bg", {{"Ще ви отговорим до петък.", "2026-11-27 18:00"},
               {"6te vi otgovorim do petuk", "2026-11-27 18:00"},
               {"Shte vi otgovorim do petak.", "2026-11-27 18:00"},
               {"Ще се обадим утре.", "2026-11-26 18:00"},
               {"shte se obadim utre", "2026-11-26 18:00"},
               {"Ще получите парите в рамките на 24 часа.", "2026-11-26 10:00"},
               {"Ще ви отговорим до 24 часа", "2026-11-26 10:00"},
               {"Ще ви звъннем днес до 17 часа.", "2026-11-25 17:00"},
               {"Ще ви пишем до 17:30 ч.", "2026-11-25 17:30"},
               {"Ще възстановим сумата до 3 работни дни.", "2026-11-28 14:00"},
               {"6te poluchite parite do 3 rabotni dni", "2026-11-28 14:00"},
               {"Ще проверим и най-късно в понеделник ще отговорим.", "2026-11-30 18:00"},
               {"Ще ви изпратим нова чаша в събота.", "2026-11-28 14:00"},
               {"Ще решим въпроса до края на седмицата.", "2026-11-28 14:00"},
               {"Ще ви отговорим до 27 ноември.", "2026-11-27 18:00"},
               {"Ще ви пишем утре до обяд.", "2026-11-26 12:00"},
               {"Ще ви се обадим след два дни.", "2026-11-27 18:00"},
               {"Shte vi otgovorim v ramkite na 2 chasa", "2026-11-25 12:00"},
               {"Ще отговорим следващата сряда.", "2026-12-02 18:00"},
               // None of these promises anything.
               {"Офертата важи до петък.", ""},
               {"Днес сме отворени до 18 часа.", ""},
               {"Можете да върнете продукта до 14 дни.", ""},
               {"Да ви се обадим ли утре?", ""},
               {"Благодарим за поръчката от петък, ще я проверим.", ""},
               {"Ако пишете до петък, ще ви отговорим.", ""},
               {"Пратката беше доставена в понеделник.", ""},
               {"Моля, пишете ни до утре.", ""},
               {"Ще ви изпратим 2 чаши.", ""}});
}

TEST_F(PromiseTexts, TheSentenceOfThePromiseIsFound) {
  const std::string text = "Îmi pare rău, Ana. Vă răspundem până vineri! Mulțumim.";
  const auto found = FindPromises(text, packs_->at("ro").promise_words, hours_, now_);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(text.substr(found[0].begin, found[0].end - found[0].begin), "Vă răspundem până vineri!");
}

TEST_F(PromiseTexts, EveryPromiseOfATextIsFoundInItsOrder) {
  const auto found = FindPromises("We'll send the label tomorrow. The refund will be with you within 5 working days.",
                                  packs_->at("en").promise_words, hours_, now_);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(Local(found[0].due), "2026-11-26 18:00");
  EXPECT_EQ(Local(found[1].due), "2026-12-02 18:00") << "Thursday to Saturday, Monday, Wednesday: Tuesday is a holiday";
}

TEST_F(PromiseTexts, AfterClosingTodayEndsWithItsLastMinute) {
  now_ = At("2026-11-25 19:00");
  EXPECT_EQ(DueOf("en", "We will answer today."), "2026-11-25 23:59");
}

TEST_F(PromiseTexts, WhereTheShopDoesNotOpenADayEndsWithItsLastMinute) {
  EXPECT_EQ(DueOf("en", "We will answer by Sunday."), "2026-11-29 23:59") << "midnight would read as Monday";
}

TEST_F(PromiseTexts, OtherLanguagesAreTriedAfterThePersonsOwn) {
  const PromiseWordBook book = PromiseWordsOf(*packs_);
  const auto offered = OfferedPromise("Odpowiemy do piątku.", {"ro", "en"}, book, hours_, now_);
  ASSERT_TRUE(offered);
  EXPECT_EQ(Local(offered->due), "2026-11-27 18:00");
  EXPECT_FALSE(OfferedPromise("Mulțumim, o zi bună!", {"ro"}, book, hours_, now_));
}

TEST_F(PromiseTexts, HostileTextIsNoTrouble) {
  for (const char* text : {"", "\xff\xfe", "by by by by", "within", "within 99999999999999999999 days", "by 99:99",
                           "will will by 1.1.1.1", "\n\n\n", "we will by", "vom până"}) {
    for (const auto& [tag, pack] : *packs_) EXPECT_EQ(DueOf(tag, text), "") << tag << ": " << text;
  }
}

TEST_F(PromiseTexts, TypedDueTimes) {
  const std::vector<Row> rows{{"fri", "2026-11-27 18:00"},
                              {"17:00", "2026-11-25 17:00"},
                              {"9:30", "2026-11-26 09:30"},
                              {"tomorrow", "2026-11-26 18:00"},
                              {"tomorrow 12:00", "2026-11-26 12:00"},
                              {"4h", "2026-11-25 14:00"},
                              {"vineri", "2026-11-27 18:00"},
                              {"mâine la 12", "2026-11-26 12:00"},
                              {"maine", "2026-11-26 18:00"},
                              {"jutro", "2026-11-26 18:00"},
                              {"pt", "2026-11-27 18:00"},
                              {"утре", "2026-11-26 18:00"},
                              {"петък", "2026-11-27 18:00"},
                              {"пт", "2026-11-27 18:00"},
                              {"2 days", "2026-11-27 18:00"},
                              {"3 zile", "2026-11-28 14:00"},
                              {"5 pm", "2026-11-25 17:00"},
                              {"2026-11-27", "2026-11-27 18:00"},
                              {"27.11", "2026-11-27 18:00"},
                              {"2026-11-27T10:00:00Z", "2026-11-27 12:00"},
                              {"by Friday", "2026-11-27 18:00"},
                              {"nonsense", ""},
                              {"", ""},
                              {"2001-01-01", ""},
                              {"fri nonsense", ""}};
  for (const Row& row : rows) EXPECT_EQ(Typed(row.text), row.due) << row.text;
}

TEST_F(PromiseTexts, TypedTimesThenWhatIsPromised) {
  struct Case {
    const char* typed;
    const char* due;
    const char* text;
  };
  for (const Case& c :
       {Case{"fri 17:00 a new mug", "2026-11-27 17:00", "a new mug"},
        Case{"mâine: o cană nouă ", "2026-11-26 18:00", "o cană nouă"}, Case{"pt, nowy kubek", "2026-11-27 18:00", "nowy kubek"},
        Case{"утре в 12 нова чаша", "2026-11-26 12:00", "нова чаша"},
        Case{"4h courier strike, customers know", "2026-11-25 14:00", "courier strike, customers know"},
        Case{"2026-11-27 - refund", "2026-11-27 18:00", "refund"}, Case{"17:00", "2026-11-25 17:00", ""},
        Case{"fri 2 mugs", "2026-11-27 18:00", "2 mugs"}, Case{"vineri două căni", "2026-11-27 18:00", "două căni"},
        Case{"fri 15% off", "2026-11-27 18:00", "15% off"}, Case{"fri 20€ voucher", "2026-11-27 18:00", "20€ voucher"},
        Case{"fri 5 pm call back", "2026-11-27 17:00", "call back"}, Case{"2 days new lid", "2026-11-27 18:00", "new lid"},
        Case{"2026-11-27 16:00 refund", "2026-11-27 16:00", "refund"}, Case{"fri – a mug", "2026-11-27 18:00", "a mug"},
        Case{"fri,", "2026-11-27 18:00", ""}}) {
    const auto typed = ParseTypedPromise(c.typed, PromiseWordsOf(*packs_), hours_, now_);
    ASSERT_TRUE(typed) << c.typed;
    EXPECT_EQ(Local(typed->due), c.due) << c.typed;
    EXPECT_EQ(typed->text, c.text);
  }
  for (const char* none : {"", "a new mug", "mug on friday", "2001-01-01 a mug", "friday's mug", "1 mug by friday",
                           "10% discount by friday", "today 9:00 call", "tomorrow-ish"})
    EXPECT_FALSE(ParseTypedPromise(none, PromiseWordsOf(*packs_), hours_, now_)) << none;
}

}  // namespace
}  // namespace replywatch

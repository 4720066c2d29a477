#include "shared/settings/alert_words.h"

#include <gtest/gtest.h>

#include <set>

#include "shared/settings/catalogue_file.h"

namespace replywatch {
namespace {

constexpr const char* kLanguages[] = {"en", "ro", "pl", "bg"};
constexpr AlertKind kKinds[] = {AlertKind::kResponse,  AlertKind::kResolution, AlertKind::kPromise,      AlertKind::kThreat,
                                AlertKind::kIncident,  AlertKind::kInboxBlind, AlertKind::kTokenRefused, AlertKind::kCompleteness,
                                AlertKind::kClockSkew, AlertKind::kSendFailed, AlertKind::kDiskLow};
const Timestamp kNow = *ParseRfc3339("2026-11-18T12:00:00Z");

Catalogue WordsOf(const std::string& language) { return *LoadCatalogue(RW_TEST_CONFIG_DIR, language); }

TEST(AlertWords, SayEveryKindAndStepInEveryLanguage) {
  for (const char* language : kLanguages) {
    const Catalogue words = WordsOf(language);
    const LocalTime local(language, "Europe/Bucharest");
    for (const AlertKind kind : kKinds) {
      EXPECT_NE(words.Text("alerts.kind." + std::string(AlertKindName(kind))).find_first_not_of("."), std::string::npos);
      EXPECT_TRUE(words.phrases().contains("alerts.kind." + std::string(AlertKindName(kind)))) << language;
      for (const AlertStep step : {AlertStep::kOwner, AlertStep::kResponsible, AlertStep::kManager}) {
        if (kind == AlertKind::kPromise && step == AlertStep::kManager) continue;  // a promise has no such step
        Alert alert;
        alert.kind = kind;
        alert.step = step;
        alert.facts = "since=1763450000000 due=1763460000000 platform=5 stored=3 count=9 usual=2 bytes=1048576 ms=180000";
        const std::string line = DescribeAlert(alert, {"A. M.", "blog", "Ioana"}, kNow, words, local);
        EXPECT_EQ(line.find("alert.line"), std::string::npos) << language << ": " << line;
        EXPECT_EQ(line.find('{'), std::string::npos) << language << ": " << line;
      }
    }
  }
}

TEST(AlertWords, TellWhatHasNoWordsFromAReplyInEveryLanguage) {
  for (const char* language : kLanguages) {
    const Catalogue words = WordsOf(language);
    const LocalTime local(language, "UTC");
    std::set<std::string> lines;
    std::set<std::string> tags;
    for (const char* facts :
         {"state=failed kind=reply waits_again=0", "state=failed kind=like waits_again=0", "state=failed kind=like waits_again=1",
          "state=failed kind=approval waits_again=0", "state=failed"}) {
      Alert alert;
      alert.kind = AlertKind::kSendFailed;
      alert.step = AlertStep::kResponsible;
      alert.facts = facts;
      const std::string line = DescribeAlert(alert, {"A. M.", "blog", ""}, kNow, words, local);
      EXPECT_NE(line.find("A. M."), std::string::npos) << language << ": " << line;
      EXPECT_NE(line.find("blog"), std::string::npos) << language << ": " << line;
      lines.insert(line);
      tags.emplace(AlertKindInWords(alert, words));
    }
    EXPECT_EQ(lines.size(), 4U) << language << ": what says nothing of its kind is a reply";
    EXPECT_EQ(tags.size(), 3U) << language;
  }
}

TEST(AlertWords, SayWhatHoldsAnAlertInEveryLanguage) {
  for (const char* language : kLanguages) {
    const Catalogue words = WordsOf(language);
    const LocalTime local(language, "UTC");
    for (int hold = 1; hold <= static_cast<int>(AlertHold::kAcknowledged); ++hold) {
      Alert alert;
      alert.hold = static_cast<AlertHold>(hold);
      alert.next_at = alert.last_sent_at = alert.promised_until = kNow;
      const std::string text = DescribeHold(alert, {}, false, kNow, words, local);
      EXPECT_FALSE(text.empty());
      EXPECT_EQ(text.find("alert.hold"), std::string::npos) << language << ": " << text;
      EXPECT_EQ(text.find('{'), std::string::npos) << language << ": " << text;
    }
  }
}

TEST(AlertWords, SayWhoAnswers) {
  for (const char* language : kLanguages) {
    Alert alert;
    alert.hold = AlertHold::kAcknowledged;
    alert.promised_until = kNow;
    const std::string text =
        DescribeHold(alert, {"A. M.", "blog", "Ioana"}, false, kNow, WordsOf(language), LocalTime(language, "UTC"));
    EXPECT_TRUE(text.starts_with("Ioana ")) << language << ": " << text;
    EXPECT_NE(text.find("12:00"), std::string::npos) << language << ": " << text;
  }
}

TEST(AlertWords, SayThatWhatWasToldDidNotArrive) {
  for (const char* language : kLanguages) {
    const Catalogue words = WordsOf(language);
    const LocalTime local(language, "UTC");
    Alert alert;
    alert.hold = AlertHold::kRepeat;
    alert.last_sent_at = kNow;
    const std::string arrived = DescribeHold(alert, {}, false, kNow, words, local);
    const std::string undelivered = DescribeHold(alert, {}, true, kNow, words, local);
    EXPECT_NE(arrived, undelivered) << language;
    EXPECT_NE(undelivered.find("12:00"), std::string::npos) << language << ": " << undelivered;
    EXPECT_NE(undelivered.find("notify"), std::string::npos) << language << ": " << undelivered;
  }
}

TEST(AlertWords, SayTheDayOfWhatIsNotToday) {
  const Catalogue words = WordsOf("en");
  const LocalTime local("en", "UTC");
  Alert alert;
  alert.hold = AlertHold::kQuietHours;
  alert.next_at = kNow + Duration::Days(2);
  EXPECT_NE(DescribeHold(alert, {}, false, kNow, words, local).find(local.Date(*alert.next_at)), std::string::npos)
      << "a bare 09:00 would be taken for tomorrow's";
  alert.next_at = kNow;
  EXPECT_EQ(DescribeHold(alert, {}, false, kNow, words, local).find(local.Date(kNow)), std::string::npos);
}

TEST(AlertWords, UseNoKeyThatIsMissing) {
  const Catalogue english = WordsOf("en");
  for (const auto& [key, phrase] : english.phrases()) {
    if (!key.starts_with("alert.") && !key.starts_with("alerts.")) continue;
    for (const char* language : kLanguages) EXPECT_TRUE(WordsOf(language).phrases().contains(key)) << language << ": " << key;
  }
}

TEST(AlertWords, NamePeopleByInitials) {
  EXPECT_EQ(InitialsOf("Ana Maria Pop"), "A. M. P.");
  EXPECT_EQ(InitialsOf("Боряна Митрева"), "Б. М.");
  EXPECT_EQ(InitialsOf("  ștefan"), "ș.");
  EXPECT_EQ(InitialsOf(""), "?");
}

}  // namespace
}  // namespace replywatch

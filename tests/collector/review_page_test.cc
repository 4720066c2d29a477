// The weekly review as people and programs get it. That browsers show it well is checked by tests/tools/check_review_page.py.
#include "collector/review/review_page.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "collector/review/review_data.h"
#include "shared/base/plural.h"
#include "shared/settings/catalogue_file.h"

namespace replywatch {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* kLanguages[] = {"en", "ro", "pl", "bg"};
constexpr IsoWeek kWeek{2026, 47};

// A week with 30 waits of one hostile person, an action and a cause.
class ReviewPage : public ::testing::Test {
 protected:
  ReviewPage() : hours_(*Zone::Find("Europe/Bucharest"), {}) {
    ReviewInput input;
    input.week = kWeek;
    const Timestamp monday = BoundsOf(kWeek, hours_.zone()).from;
    for (int i = 0; i < 30; ++i) {
      ReviewWait wait;
      wait.conversation_id = {i + 1};
      wait.contact_id = {7};
      wait.inbox_id = {1};
      wait.started_at = monday + Duration::Hours(i);
      wait.channel = i % 2 == 0 ? Channel::kPublic : Channel::kPrivate;
      if (i > 2) wait.outcome = WaitOutcome::kAnswered, wait.ended_at = wait.started_at + Duration::Minutes(10 + 10 * i);
      wait.target = Duration::Hours(4);
      wait.due_at = wait.started_at + wait.target;
      wait.flags = Flag::kProblem;
      input.this_week.waits.push_back(wait);
      input.this_week.arrivals.push_back({wait.started_at, wait.contact_id, wait.inbox_id, wait.channel});
      input.history.push_back({wait.started_at, wait.ended_at, wait.outcome});
      input.this_week.problems.push_back({wait.conversation_id, wait.inbox_id, wait.started_at, std::nullopt, Duration::Hours(1),
                                          std::nullopt, "late_delivery"});
    }
    input.this_week.action = WeeklyAction{kWeek, "<b>ask</b> the courier", AgentId{1}, monday, std::nullopt, ""};
    names_.contacts[ContactId{7}] = "Ana <script>alert(1)</script> Marin";
    names_.agents[AgentId{1}] = "Ioana & Co";
    names_.inboxes[InboxId{1}] = {InboxId{1}, "social", "=cmd\"x\"", true, std::nullopt, std::nullopt};
    review_ = BuildReview(input, hours_, BoundsOf(kWeek, hours_.zone()).to);
  }

  ReviewWords Words(const std::string& language, bool with_names = false) const {
    return {*LoadCatalogue(RW_TEST_CONFIG_DIR, language, "review.json"), {}, hours_.zone(), {"Atelier", with_names}, names_};
  }
  std::string Page(const std::string& language, bool with_names = false) const {
    return RenderReviewPage(review_, Words(language, with_names), hours_, {1'795'500'000'000});
  }

  BusinessHours hours_;
  ReviewNames names_;
  Review review_;
};

TEST_F(ReviewPage, StandsAlone) {
  for (const char* language : kLanguages) {
    const std::string page = Page(language);
    EXPECT_EQ(page.find("<script"), std::string::npos);
    for (const char* outside : {"http:", "https:", "src=", "@import", "url(h"})
      EXPECT_EQ(page.find(outside), std::string::npos) << outside;
    EXPECT_NE(page.find("<html lang=\"" + std::string(language) + "\">"), std::string::npos);
  }
}

TEST_F(ReviewPage, LeavesNoKeyUntranslatedAndNoPlaceholderEmpty) {
  const Phrases keys = LoadCatalogue(RW_TEST_CONFIG_DIR, "en", "review.json")->phrases();
  for (const char* language : kLanguages) {
    const std::string page = Page(language);
    for (const auto& [key, phrase] : keys) {
      if (key.find('.') == std::string::npos) continue;
      EXPECT_EQ(page.find(">" + key + "<"), std::string::npos) << language << " " << key;
    }
    const std::string body = page.substr(page.find("<body>"));
    EXPECT_EQ(body.find('{'), std::string::npos) << language;
  }
}

TEST_F(ReviewPage, KeepsTheOrderOfItsSections) {
  const std::string page = Page("en");
  std::size_t last = 0;
  for (const char* part : {"people-h", "heat-h", "waiting-h", "flow-h", "lengths-h", "trend-h", "splits-h", "longest-h",
                           "curves-h", "causes-h", "cases-h", "care-h"}) {
    const std::size_t at = page.find("<h2 id=\"" + std::string(part));
    ASSERT_NE(at, std::string::npos) << part;
    EXPECT_GT(at, last) << part;
    last = at;
  }
  EXPECT_GT(page.find("One action for this week"), last);
}

TEST_F(ReviewPage, ShowsInitialsUnlessNamesAreAsked) {
  EXPECT_EQ(Page("en").find("Marin"), std::string::npos);
  EXPECT_NE(Page("en").find(">A. M.<"), std::string::npos);
  EXPECT_NE(Page("en", true).find("Ana &lt;script&gt;alert(1)&lt;/script&gt; Marin"), std::string::npos);
  EXPECT_EQ(RenderReviewJson(review_, Words("en"), {0}).find("Marin"), std::string::npos);
}

TEST_F(ReviewPage, EscapesWhatPeopleWrote) {
  const std::string page = Page("en");
  EXPECT_NE(page.find("&lt;b&gt;ask&lt;/b&gt; the courier"), std::string::npos);
  EXPECT_NE(page.find("Ioana &amp; Co"), std::string::npos);
}

TEST_F(ReviewPage, HasEveryChartAsATableToo) {
  const std::string page = Page("en");
  const auto count = [&](std::string_view what) {
    int n = 0;
    for (std::size_t at = page.find(what); at != std::string::npos; at = page.find(what, at + 1)) ++n;
    return n;
  };
  EXPECT_EQ(count("<svg "), 6);
  EXPECT_EQ(count("role=\"img\""), 6);
  EXPECT_GE(count("<details>"), 6);
  EXPECT_EQ(count("<h1>"), 1);
}

TEST_F(ReviewPage, IsKindWhenNobodyWrote) {
  ReviewInput input;
  input.week = kWeek;
  const Review empty = BuildReview(input, hours_, BoundsOf(kWeek, hours_.zone()).to);
  const std::string page = RenderReviewPage(empty, Words("en"), hours_, {0});
  EXPECT_NE(page.find("Nobody was waiting when the week ended."), std::string::npos);
  EXPECT_NE(page.find("Nobody reported a problem this week."), std::string::npos);
  EXPECT_EQ(page.find("nan"), std::string::npos);
  EXPECT_EQ(page.find("inf"), std::string::npos);
}

TEST_F(ReviewPage, JsonTellsTheSameFigures) {
  const Json json = Json::parse(RenderReviewJson(review_, Words("en"), {0}));
  EXPECT_EQ(json["week"], "2026-W47");
  EXPECT_EQ(json["this_week"]["waits"]["waits"], 30);
  EXPECT_EQ(json["this_week"]["still_waiting"], 3);
  EXPECT_EQ(json["this_week"]["waits"]["median"]["ms"], review_.this_week.calendar.median->value.ms);
  EXPECT_EQ(json["this_week"]["problems"]["causes"][0]["cause"], "late_delivery");
  EXPECT_EQ(json["this_week"]["problems"]["conversations"].size(), 30U);
  EXPECT_EQ(json["waiting"].size(), 3U);
  EXPECT_EQ(json["trend"].size(), 12U);
  EXPECT_EQ(json["last_week"]["week"], "2026-W46");
}

TEST_F(ReviewPage, CsvHasEqualRowsAndNoFormula) {
  std::istringstream in(RenderReviewCsv(review_, Words("en")));
  std::string header;
  std::getline(in, header);
  EXPECT_EQ(header, "section,item,measure,unit,this_week,this_week_over,last_week,last_week_over\r");
  std::set<std::string> sections;
  for (std::string line; std::getline(in, line);) {
    EXPECT_EQ(line.back(), '\r');
    EXPECT_EQ(std::string_view("=+-@").find(line.front()), std::string_view::npos) << line;
    sections.insert(line.substr(0, line.find(',')));
    if (line.find('"') != std::string::npos) continue;
    EXPECT_EQ(std::count(line.begin(), line.end(), ','), 7) << line;
  }
  EXPECT_EQ(sections, (std::set<std::string>{"aftermath", "alerts", "cases", "channel", "coverage", "flow", "parity", "people",
                                             "problems", "promises", "thanks", "topic", "waits"}));
}

TEST(Initials, AreOfTheFirstAndTheLastWord) {
  EXPECT_EQ(DottedInitials("Ana Marin"), "A. M.");
  EXPECT_EQ(DottedInitials("ewa maria sikora"), "E. S.");
  EXPECT_EQ(DottedInitials("Георги Илиев"), "Г. И.");
  EXPECT_EQ(DottedInitials("Ștefan"), "Ș.");
  EXPECT_EQ(DottedInitials("Liam O'Brien"), "L. O.");
  EXPECT_EQ(DottedInitials("👩‍👧 🔥"), "");
}

TEST_F(ReviewPage, WritesLengthsOfTimeShortly) {
  const ReviewWords words = Words("en");
  EXPECT_EQ(words.Length(Duration::Seconds(29)), "< 1 min");
  EXPECT_EQ(words.Length(Duration::Minutes(41)), "41 min");
  EXPECT_EQ(words.Length(Duration::Minutes(60)), "1 h");
  EXPECT_EQ(words.Length(Duration::Minutes(245)), "4 h 05");
  EXPECT_EQ(words.Length(Duration::Hours(48)), "2 d");
  EXPECT_EQ(words.Length(Duration::Hours(51)), "2 d 3 h");
  EXPECT_EQ(words.Of(Quantile{Duration::Hours(31), true}), "over 31 h");
  EXPECT_EQ(words.ExactShare(0.99999), "99.99%") << "not all of it";
  EXPECT_EQ(words.ExactShare(1), "100%");
}

Phrases PhrasesOf(const std::string& language) {
  std::ifstream in(fs::path(RW_TEST_CONFIG_DIR) / "languages" / language / "review.json");
  std::stringstream text;
  text << in.rdbuf();
  const auto phrases = ParsePhrases(text.str(), language);
  return phrases.ok() ? *phrases : Phrases();
}

std::set<std::string> PlaceholdersOf(const Phrase& phrase) {
  std::string all = phrase.text;
  for (const auto& [form, text] : phrase.forms) all += text;
  std::set<std::string> names;
  for (std::size_t open = all.find('{'); open != std::string::npos; open = all.find('{', open + 1))
    names.insert(all.substr(open, all.find('}', open) - open));
  return names;
}

TEST(ReviewTexts, AreTheSameKeysFormsAndPlaceholdersInEveryLanguage) {
  const Phrases english = PhrasesOf("en");
  ASSERT_GT(english.size(), 100U);
  for (const char* language : kLanguages) {
    const Phrases own = PhrasesOf(language);
    const std::vector<std::string> forms = PluralForms(language);
    for (const auto& [key, phrase] : english) EXPECT_TRUE(own.contains(key)) << language << " lacks " << key;
    for (const auto& [key, phrase] : own) {
      const auto in_english = english.find(key);
      ASSERT_NE(in_english, english.end()) << language << " has " << key;
      EXPECT_EQ(PlaceholdersOf(phrase), PlaceholdersOf(in_english->second)) << language << " " << key;
      EXPECT_EQ(phrase.forms.empty(), in_english->second.forms.empty()) << language << " " << key;
      if (phrase.forms.empty()) {
        EXPECT_FALSE(phrase.text.empty()) << language << " " << key;
        continue;
      }
      for (const std::string& form : forms)
        EXPECT_TRUE(phrase.forms.contains(form)) << language << " " << key << " lacks " << form;
    }
  }
}

TEST(ReviewTexts, AreUsed) {
  std::string sources;
  for (const auto& entry : fs::directory_iterator(fs::path(RW_TEST_SOURCE_DIR) / "collector" / "review")) {
    std::ifstream in(entry.path());
    sources += std::string(std::istreambuf_iterator<char>(in), {});
  }
  std::ifstream words(fs::path(RW_TEST_SOURCE_DIR) / "shared" / "settings" / "review_words.cc");
  sources += std::string(std::istreambuf_iterator<char>(words), {});
  for (const auto& [key, phrase] : PhrasesOf("en")) {
    // "<part>.title" and "<part>.definition" are put together by Card.
    const bool of_card = key.ends_with(".title") || key.ends_with(".definition");
    const std::string sought = of_card ? "\"" + key.substr(0, key.find('.')) : "\"" + key + "\"";
    EXPECT_NE(sources.find(sought), std::string::npos) << key;
  }
}

}  // namespace
}  // namespace replywatch

// What each connector declares it can do, and so which rules of the conformance suite it is held to: none escapes a rule by
// declaring that it cannot, unless it is changed here too.
#include <gtest/gtest.h>

#include <cctype>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>

#include "shared/base/file.h"
#include "shared/settings/catalogue_file.h"
#include "tests/connectors/support/connector_fixture.h"

namespace replywatch {
namespace {

using testing::ConnectorBench;

std::string GuardName(ResendGuard guard) {
  switch (guard) {
    case ResendGuard::kServerKey: return "server_key";
    case ResendGuard::kClientId: return "client_id";
    case ResendGuard::kDuplicateRefusal: return "duplicate_refusal";
    case ResendGuard::kReconcile: return "reconcile";
    case ResendGuard::kNone: return "none";
  }
  return "?";
}

std::string UnitName(LengthUnit unit) {
  switch (unit) {
    case LengthUnit::kCodePoints: return "characters";
    case LengthUnit::kGraphemes: return "graphemes";
    case LengthUnit::kBytes: return "bytes";
    case LengthUnit::kUtf16Units: return "utf16_units";
  }
  return "?";
}

// "<=500_characters", with every bound there is.
std::string Limits(const LengthRule& rule) {
  std::string out;
  if (rule.max > 0) out += "<=" + std::to_string(rule.max) + "_" + UnitName(rule.unit);
  if (rule.max_bytes > 0) out += "<=" + std::to_string(rule.max_bytes) + "_bytes";
  return out;
}

std::string Abilities(const PracticeInfo& info) {
  const ConnectorBench bench(info, {});
  const Capabilities can = bench.connector->capabilities();
  std::string out;
  EXPECT_EQ(can.written_here, FindPlatform(info.platform)->written_here) << info.platform;
  if (can.written_here) out += "written_here ";
  if (bench.connector->streams().empty()) out += "no_streams ";
  if (can.reply_public) out += "public" + Limits(can.public_length) + " ";
  if (can.reply_private) out += "private" + Limits(can.private_length) + " ";
  if (can.like) out += "like ";
  if (can.approve) out += "approve ";
  if (can.edits_visible) out += "edits ";
  if (can.erase_removed) out += "erase ";
  if (bench.connector->max_sweep_items() > 0) out += "sweep ";
  if (info.takes_twice) out += "takes_twice ";
  if (!info.tells_clock) out += "no_clock ";
  if (!info.shows_all_we_sent) out += "hides_sent ";
  return out + GuardName(can.resend_guard);
}

TEST(Connectors, DeclareWhatIsWrittenHere) {
  const std::map<std::string_view, std::string> expected{
      {"bluesky", "public<=300_graphemes<=3000_bytes private<=1000_graphemes<=10000_bytes like edits sweep client_id"},
      {"email", "private takes_twice no_clock none"},
      {"facebook", "public<=8000_characters private<=2000_characters like approve edits sweep takes_twice reconcile"},
      {"instagram",
       "public<=2200_characters private<=1000_characters<=1000_bytes approve edits erase sweep takes_twice reconcile"},
      {"mastodon", "public<=500_graphemes private<=500_graphemes like edits sweep reconcile"},
      {"phone", "written_here no_streams no_clock none"},
      {"reddit", "public<=10000_characters private<=10000_characters edits erase sweep takes_twice reconcile"},
      {"telegram", "public<=4096_utf16_units private<=4096_utf16_units takes_twice none"},
      {"woocommerce", "public<=65525_bytes approve edits sweep duplicate_refusal"},
      {"wordpress", "public<=65525_bytes approve edits sweep duplicate_refusal"},
      {"youtube", "public<=10000_characters approve edits erase sweep takes_twice hides_sent reconcile"},
  };
  for (const PracticeInfo& info : PracticePlatforms()) {
    const auto named = expected.find(info.platform);
    ASSERT_NE(named, expected.end()) << info.platform << " is not listed";
    EXPECT_EQ(Abilities(info), named->second) << info.platform;
  }
  EXPECT_EQ(PracticePlatforms().size(), expected.size());
}

// Nobody can connect an inbox whose key is never asked for.
TEST(Connectors, AskForWhatTheyNeed) {
  for (const PlatformInfo& platform : Platforms()) {
    EXPECT_GE(platform.connect_steps.size(), 2U) << platform.name;
    std::set<std::string_view> asked;
    for (const ConnectQuestion& question : platform.connect_questions)
      EXPECT_TRUE(asked.insert(question.key).second) << question.key;
    EXPECT_EQ(asked.count("base_url"), platform.address_example.empty() ? 0U : 1U) << platform.name;
    for (const auto* keys : {&platform.required_options, &platform.required_secrets}) {
      for (const std::string_view key : *keys) EXPECT_EQ(asked.count(key), 1U) << platform.name << " " << key;
    }
  }
}

class ConnectTexts : public ::testing::TestWithParam<const char*> {};

// What of a step is typed or looked for as it stands: addresses, scopes, files. Not the reader's own host in an example.
std::vector<std::string> NamesIn(std::string_view step) {
  std::vector<std::string> names;
  std::string name;
  for (std::size_t i = 0; i <= step.size(); ++i) {
    const unsigned char c = i < step.size() ? static_cast<unsigned char>(step[i]) : ' ';
    if (std::isalnum(c) != 0 || (c != 0 && std::strchr("_./:@-", c) != nullptr)) {
      name += static_cast<char>(c);
      continue;
    }
    while (!name.empty() && (name.back() == '.' || name.back() == ':')) name.pop_back();
    const bool is_literal = name.find('_') != std::string::npos || name.find("://") != std::string::npos ||
                            name.find('.') != std::string::npos || name.starts_with('/') || name.starts_with('@');
    if (is_literal && name.find("YOUR.HOST") == std::string::npos) names.push_back(name);
    name.clear();
  }
  return names;
}

// A question or step that changes or goes takes its translations with it.
TEST_P(ConnectTexts, TellEveryStepAndQuestionAndNoOther) {
  const auto file = std::filesystem::path(RW_TEST_CONFIG_DIR) / "languages" / GetParam() / "connect.json";
  const auto text = ReadFile(file, 1 << 20);
  ASSERT_TRUE(text.ok()) << file;
  const auto phrases = ParsePhrases(*text, file.string());
  ASSERT_TRUE(phrases.ok()) << phrases.error().text;
  std::set<std::string> known;
  for (const PlatformInfo& platform : Platforms()) {
    const std::string prefix = std::string(platform.name) + ".";
    for (const ConnectQuestion& question : platform.connect_questions) {
      const std::string key = prefix + std::string(question.key);
      known.insert(key);
      EXPECT_TRUE(phrases->contains(key)) << key;
    }
    for (std::size_t n = 1; n <= platform.connect_steps.size(); ++n) {
      const std::string key = prefix + "step_" + std::to_string(n);
      known.insert(key);
      ASSERT_TRUE(phrases->contains(key)) << key;
      for (const std::string& name : NamesIn(platform.connect_steps[n - 1]))
        EXPECT_NE(phrases->at(key).text.find(name), std::string::npos) << key << " leaves out " << name;
    }
  }
  for (const auto& [key, phrase] : *phrases) EXPECT_TRUE(known.contains(key) && !phrase.text.empty()) << key;
}

INSTANTIATE_TEST_SUITE_P(All, ConnectTexts, ::testing::Values("ro", "pl", "bg"));

}  // namespace
}  // namespace replywatch

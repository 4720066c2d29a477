#include "shared/rules/reply_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace replywatch {
namespace {

constexpr Timestamp kNow{1'000'000'000};

ReplyPhraseBook Book() {
  ReplyPhrases english;
  english.thanks = PhraseSet({"thank you", "thanks"});
  english.apology = PhraseSet({"sorry", "apologi*"});
  english.offer_more_help = PhraseSet({"anything else", "write to me"});
  english.evasive = PhraseSet({"another department", "be patient"});
  english.blame = PhraseSet({"the courier lost", "supplier's fault"});
  english.greeting = PhraseSet({"hello", "hi"});
  english.link_only = PhraseSet({"details here", "here"});
  ReplyPhrases romanian;
  romanian.thanks = PhraseSet({"mulțum*"});
  romanian.apology = PhraseSet({"ne pare rău"});
  return {{"en", english}, {"ro", romanian}};
}

struct Case {
  ReplyDraft draft;
  ReplyContext context;

  Case() {
    draft.text = "Hello Andreea, we are sorry. A new cup leaves today. Write to me if there is anything else. Thank you!";
    draft.language = "en";
    context.contact_name = "Andreea Munteanu";
    context.contact_language = "en";
    context.waiting = Flag::kProblem;
  }
  Case& Text(std::string text) { return draft.text = std::move(text), *this; }
  Case& Waiting(Flags flags) { return context.waiting = flags, *this; }
  Case& Thank() { return draft.kind = OutboundKind::kThank, *this; }
  Case& Sent(RecentReply reply) { return context.recent_replies.push_back(std::move(reply)), *this; }

  std::vector<ReplyFinding> Check() const { return CheckReply(draft, context, Book(), kNow); }
  const ReplyFinding* Find(ReplyRule rule) const {
    static std::vector<ReplyFinding> findings;
    findings = Check();
    const auto it = std::find_if(findings.begin(), findings.end(), [&](const auto& finding) { return finding.rule == rule; });
    return it == findings.end() ? nullptr : &*it;
  }
  bool Has(ReplyRule rule) const { return Find(rule) != nullptr; }
};

TEST(ReplyCheck, GoodReplyHasNoFindings) { EXPECT_TRUE(Case().Check().empty()); }

TEST(ReplyCheck, EmptyText) {
  EXPECT_TRUE(Case().Text("").Has(ReplyRule::kEmpty));
  EXPECT_TRUE(Case().Text(" \n\t").Has(ReplyRule::kEmpty));
  EXPECT_FALSE(Case().Text("🙂").Has(ReplyRule::kEmpty));
}

TEST(ReplyCheck, TooLongTellsTheExcess) {
  Case c;
  c.context.length.max = 10;
  c.Text("0123456789");
  EXPECT_FALSE(c.Has(ReplyRule::kTooLong));
  c.Text("0123456789ab");
  ASSERT_TRUE(c.Has(ReplyRule::kTooLong));
  EXPECT_EQ(c.Find(ReplyRule::kTooLong)->value, 2);
  EXPECT_EQ(c.Find(ReplyRule::kTooLong)->limit, 10);
}

TEST(ReplyCheck, WindowClosesAfterItsLastInstant) {
  Case c;
  c.context.window = ReplyWindow{kNow, "standard"};
  EXPECT_FALSE(c.Has(ReplyRule::kWindowClosed));
  c.context.window = ReplyWindow{kNow - Duration::Milliseconds(1), "standard"};
  EXPECT_TRUE(c.Has(ReplyRule::kWindowClosed));
}

TEST(ReplyCheck, TargetGone) {
  Case c;
  c.context.is_target_gone = true;
  EXPECT_TRUE(c.Has(ReplyRule::kTargetGone));
}

TEST(ReplyCheck, CannotReply) {
  Case c;
  c.context.can_reply = false;
  EXPECT_TRUE(c.Has(ReplyRule::kCannotReply));
}

TEST(ReplyCheck, SameTextJustSentToTheSamePerson) {
  const std::string text = Case().draft.text;
  EXPECT_TRUE(Case().Sent({text, kNow - kJustSent, true, Visibility::kPublic}).Has(ReplyRule::kSameTextJustSent));
  EXPECT_FALSE(Case()
                   .Sent({text, kNow - kJustSent - Duration::Milliseconds(1), true, Visibility::kPublic})
                   .Has(ReplyRule::kSameTextJustSent));
  EXPECT_FALSE(Case().Sent({text, kNow, false, Visibility::kPublic}).Has(ReplyRule::kSameTextJustSent));
  EXPECT_FALSE(Case().Sent({text, kNow, true, Visibility::kPrivate}).Has(ReplyRule::kSameTextJustSent));
  EXPECT_FALSE(Case().Sent({text + "!", kNow, true, Visibility::kPublic}).Has(ReplyRule::kSameTextJustSent));
}

TEST(ReplyCheck, WhatIsNewMustBeConfirmed) {
  Case c;
  c.context.is_answered_meanwhile = true;
  c.context.has_new_message_meanwhile = true;
  ASSERT_TRUE(c.Has(ReplyRule::kAnsweredMeanwhile));
  ASSERT_TRUE(c.Has(ReplyRule::kNewMessageMeanwhile));
  EXPECT_EQ(c.Find(ReplyRule::kAnsweredMeanwhile)->severity, ReplySeverity::kConfirm);
}

TEST(ReplyCheck, LinkOnly) {
  EXPECT_TRUE(Case().Text("https://shop.example/returns").Has(ReplyRule::kLinkOnly));
  EXPECT_TRUE(Case().Text("Hello Andreea, details here: https://shop.example/returns").Has(ReplyRule::kLinkOnly));
  EXPECT_FALSE(
      Case().Text("Hello Andreea, the courier comes on Friday, label: https://shop.example/l").Has(ReplyRule::kLinkOnly));
  EXPECT_FALSE(Case().Text("Hello Andreea, here").Has(ReplyRule::kLinkOnly));
}

TEST(ReplyCheck, EvasiveTellsThePhrase) {
  Case c;
  c.Text("Hello Andreea, ANOTHER  department does that, sorry. Thank you! Anything else?");
  ASSERT_TRUE(c.Has(ReplyRule::kEvasive));
  EXPECT_EQ(c.Find(ReplyRule::kEvasive)->words, "another department");
}

TEST(ReplyCheck, BlameOnCourierOrSupplier) {
  EXPECT_TRUE(Case().Text("Andreea, the courier lost it.").Has(ReplyRule::kBlame));
  EXPECT_TRUE(Case().Text("Andreea, it is our supplier’s fault.").Has(ReplyRule::kBlame));
  EXPECT_FALSE(Case().Text("Andreea, the courier comes tomorrow.").Has(ReplyRule::kBlame));
}

TEST(ReplyCheck, NoThanks) {
  EXPECT_TRUE(Case().Text("Sorry, Andreea.").Has(ReplyRule::kNoThanks));
  EXPECT_FALSE(Case().Text("Sorry, Andreea. Thanks!").Has(ReplyRule::kNoThanks));
  EXPECT_FALSE(Case().Waiting({}).Text("Yes, Andreea.").Has(ReplyRule::kNoThanks));
}

TEST(ReplyCheck, NoApologyOnlyForAProblem) {
  EXPECT_TRUE(Case().Text("Thank you, Andreea.").Has(ReplyRule::kNoApology));
  EXPECT_FALSE(Case().Text("We apologise, Andreea.").Has(ReplyRule::kNoApology));
  EXPECT_FALSE(Case().Waiting(Flag::kQuestion).Text("Yes, Andreea.").Has(ReplyRule::kNoApology));
}

TEST(ReplyCheck, NoOfferOfHelpForProblemAndQuestion) {
  EXPECT_TRUE(Case().Text("Sorry, Andreea.").Has(ReplyRule::kNoOfferOfHelp));
  EXPECT_TRUE(Case().Waiting(Flag::kQuestion).Text("Yes, Andreea.").Has(ReplyRule::kNoOfferOfHelp));
  EXPECT_FALSE(Case().Waiting(Flag::kQuestion).Text("Yes. Anything else?").Has(ReplyRule::kNoOfferOfHelp));
  EXPECT_FALSE(Case().Waiting(Flag::kPraise).Text("Thank you, Andreea.").Has(ReplyRule::kNoOfferOfHelp));
}

TEST(ReplyCheck, NoName) {
  EXPECT_TRUE(Case().Text("We are sorry.").Has(ReplyRule::kNoName));
  EXPECT_FALSE(Case().Text("We are sorry, Andreeo.").Has(ReplyRule::kNoName));  // vocative
  EXPECT_FALSE(Case().Text("Dear Mrs. MUNTEANU, we are sorry.").Has(ReplyRule::kNoName));
  Case c;
  c.context.contact_handle = "andreea.m";
  EXPECT_FALSE(c.Text("@andreea.m sorry").Has(ReplyRule::kNoName));
  c.context.contact_handle.clear();
  c.context.contact_name.clear();
  EXPECT_FALSE(c.Text("We are sorry.").Has(ReplyRule::kNoName));
}

TEST(ReplyCheck, TheMentionThatThePlatformDemandsIsNoName) {
  Case c;
  c.context.contact_handle = "andreea.m";
  c.draft.prefix = "@andreea.m ";
  EXPECT_TRUE(c.Text("@andreea.m We are sorry.").Has(ReplyRule::kNoName));
  EXPECT_FALSE(c.Text("@andreea.m We are sorry, Andreea.").Has(ReplyRule::kNoName));
}

TEST(ReplyCheck, ACopyIsFoundBehindAnotherMention) {
  Case c;
  c.draft.prefix = "@andreea.m ";
  c.context.recent_replies.push_back({"@ion Please write to us in private", Timestamp{0}, false, Visibility::kPublic});
  EXPECT_TRUE(c.Text("@andreea.m Please write to us in private").Has(ReplyRule::kCopiedText));
}

TEST(ReplyCheck, CopiedTextGoesToSomebodyElse) {
  const char* text = "Hello, we are sorry, a new one leaves today. Thank you!";
  const auto sent = [&](bool here) { return RecentReply{text, kNow - Duration::Hours(2), here, Visibility::kPublic}; };
  EXPECT_TRUE(Case().Text(text).Sent(sent(false)).Has(ReplyRule::kCopiedText));
  EXPECT_TRUE(Case()
                  .Text("Hello Andreea, we are sorry, a new one leaves today. Thank you!")
                  .Sent(sent(false))
                  .Has(ReplyRule::kCopiedText));
  EXPECT_FALSE(Case().Text(text).Sent(sent(true)).Has(ReplyRule::kCopiedText));
  EXPECT_FALSE(Case()
                   .Text("Andreea, your red cup was packed badly; Mihai brings another on Friday.")
                   .Sent(sent(false))
                   .Has(ReplyRule::kCopiedText));
  EXPECT_FALSE(Case().Text("Yes, we do!").Sent({"Yes, we do!", kNow, false, Visibility::kPublic}).Has(ReplyRule::kCopiedText));
}

TEST(ReplyCheck, WrongLanguageOnlyWhenBothAreKnown) {
  Case c;
  c.context.contact_language = "ro";
  ASSERT_TRUE(c.Has(ReplyRule::kWrongLanguage));
  EXPECT_EQ(c.Find(ReplyRule::kWrongLanguage)->words, "ro");
  c.context.contact_language = "und";
  EXPECT_FALSE(c.Has(ReplyRule::kWrongLanguage));
  c.context.contact_language = "ro";
  c.draft.language = "und";
  EXPECT_FALSE(c.Has(ReplyRule::kWrongLanguage));
}

TEST(ReplyCheck, UnknownLanguageIsHeldToEveryLanguage) {
  Case c;
  c.draft.language = c.context.contact_language = "und";
  EXPECT_FALSE(c.Text("Ne pare rău, Andreea").Has(ReplyRule::kNoApology));
  EXPECT_FALSE(c.Text("Multumim, Andreea").Has(ReplyRule::kNoThanks));
}

TEST(ReplyCheck, ThankYouLineIsHeldToLimitsAndLanguageOnly) {
  EXPECT_TRUE(Case().Thank().Text("You made our day!").Check().empty());
  EXPECT_TRUE(Case().Thank().Text("").Has(ReplyRule::kEmpty));
  Case c;
  c.context.contact_language = "ro";
  EXPECT_TRUE(c.Thank().Has(ReplyRule::kWrongLanguage));
}

TEST(ReplyCheck, OverridesHonourWarningsNeverHardLimits) {
  Case c;
  c.context.is_target_gone = true;
  c.context.has_new_message_meanwhile = true;
  const auto findings = c.Text("Sorry, Andreea. Anything else?").Check();  // no thanks
  const std::vector<std::string> all{"target_gone", "new_message_meanwhile", "no_thanks"};
  const auto left = StillForbidding(findings, all);
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].rule, ReplyRule::kTargetGone);
  EXPECT_EQ(StillForbidding(findings, {}).size(), 3U);
}

TEST(ReplyCheck, EveryRuleHasANameOfItsOwn) {
  std::vector<std::string_view> names;
  for (int rule = 0; rule <= static_cast<int>(ReplyRule::kWrongLanguage); ++rule)
    names.push_back(ReplyRuleName(static_cast<ReplyRule>(rule)));
  EXPECT_EQ(names.back(), "wrong_language");
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

}  // namespace
}  // namespace replywatch

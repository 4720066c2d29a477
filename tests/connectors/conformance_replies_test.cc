// What every connector keeps when it sends: once, found again, and what is told where it cannot be.
#include "shared/rules/reply_check.h"
#include "shared/rules/reply_length.h"
#include "tests/connectors/support/conformance.h"

namespace replywatch {
namespace {

using testing::Conformance;

// One character in each unit, and in bytes.
struct Letter {
  std::string_view text;
  std::int64_t utf16_units = 1;
};
constexpr Letter kLetters[] = {{"a", 1}, {"\u0219", 1}, {"\U0001F642", 2}};

std::int64_t SizeOf(const Letter& letter, LengthUnit unit) {
  switch (unit) {
    case LengthUnit::kCodePoints:
    case LengthUnit::kGraphemes: return 1;
    case LengthUnit::kBytes: return static_cast<std::int64_t>(letter.text.size());
    case LengthUnit::kUtf16Units: return letter.utf16_units;
  }
  return 0;
}

// How many such letters a platform of this rule takes; without a limit: none.
std::optional<std::int64_t> MostOf(const Letter& letter, const LengthRule& rule) {
  std::optional<std::int64_t> most;
  if (rule.max > 0) most = rule.max / SizeOf(letter, rule.unit);
  const std::int64_t by_bytes = rule.max_bytes / static_cast<std::int64_t>(letter.text.size());
  if (rule.max_bytes > 0 && (!most || by_bytes < *most)) most = by_bytes;
  return most;
}

std::string Repeated(std::string_view text, std::int64_t times) {
  std::string out;
  for (std::int64_t i = 0; i < times; ++i) out += text;
  return out;
}

bool IsRefusedUnsent(const std::string& text, const LengthRule& rule) {
  ReplyDraft draft;
  draft.text = text;
  ReplyContext context;
  context.length = rule;
  const auto findings = CheckReply(draft, context, {}, Timestamp{});
  return std::any_of(findings.begin(), findings.end(), [](const ReplyFinding& finding) {
    return finding.rule == ReplyRule::kTooLong && finding.severity == ReplySeverity::kHard && finding.value > 0 &&
           finding.limit > 0;
  });
}

TEST_P(Conformance, SendsOnce) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  const SendRequest request = bench->ReplyTo(question, "Ten lei, ąę & <3\nśpij dobrze");
  const auto receipt = bench->connector->Send(request, bench->cancel);
  ASSERT_TRUE(receipt.ok()) << receipt.error().text;
  EXPECT_EQ(bench->world.CountAnswers(question, request.text), 1);
  ASSERT_TRUE(receipt->item);
  EXPECT_EQ(receipt->item->source_id, receipt->source_id);
  EXPECT_EQ(receipt->item->direction, Direction::kOutgoing);
  EXPECT_EQ(receipt->publication, Publication::kVisible);
  ASSERT_TRUE(bench->FetchAll().ok());
  if (!bench->server->Shows(bench->world.messages().back())) return;  // platforms that never tell us what we wrote
  ASSERT_EQ(bench->items.count(receipt->source_id), 1U);
  EXPECT_EQ(bench->items[receipt->source_id].root_source_id, receipt->item->root_source_id);
}

TEST_P(Conformance, AnswersInPrivate) {
  const auto bench = Bench();
  const std::string question = bench->world.AddPrivate("ana", "Where is it?");
  const SendRequest request = bench->ReplyTo(question, "On its way.");
  const auto receipt = bench->connector->Send(request, bench->cancel);
  ASSERT_TRUE(receipt.ok()) << receipt.error().text;
  EXPECT_EQ(bench->world.messages().back().visibility, Visibility::kPrivate);
}

TEST_P(Conformance, SaysWhenTheTargetIsGone) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  const SendRequest request = bench->ReplyTo(question, "Ten.");
  bench->world.Remove(question, RemovedBy::kAuthor);
  const auto receipt = bench->connector->Send(request, bench->cancel);
  ASSERT_FALSE(receipt.ok());
  EXPECT_EQ(receipt.error().kind, ErrorKind::kTargetGone);
  EXPECT_EQ(bench->world.CountAnswers(question, request.text), 0);
}

TEST_P(Conformance, RefusesAnEmptyText) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  SendRequest request = bench->ReplyTo(question, "Ten.");
  request.text.clear();
  const auto receipt = bench->connector->Send(request, bench->cancel);
  ASSERT_FALSE(receipt.ok());
  EXPECT_EQ(receipt.error().kind, ErrorKind::kContentRejected) << receipt.error().text;
}

TEST_P(Conformance, RefusesATextThatIsTooLongBeforeItIsSent) {
  const Capabilities can = Bench()->connector->capabilities();
  for (const LengthRule& rule : {can.public_length, can.private_length}) {
    for (const Letter& letter : kLetters) {
      const auto most = MostOf(letter, rule);
      if (!most) continue;
      EXPECT_FALSE(IsRefusedUnsent(Repeated(letter.text, *most), rule)) << *most << " times " << letter.text;
      EXPECT_TRUE(IsRefusedUnsent(Repeated(letter.text, *most + 1), rule)) << *most + 1 << " times " << letter.text;
    }
  }
}

// Whatever a broken-off attempt did, looking for it tells, and one more attempt leaves exactly one reply.
TEST_P(Conformance, LeavesOneReplyWhateverBreaks) {
  for (const bool ignores_key : {false, true}) {
    for (const auto kind : {PracticeFaultKind::kAnswerLost, PracticeFaultKind::kTruncated, PracticeFaultKind::kSlow,
                            PracticeFaultKind::kUnreachable, PracticeFaultKind::kServerError}) {
      PracticeOptions options;
      options.ignores_key = ignores_key;
      const auto bench = Bench(options);
      const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
      const SendRequest request = bench->ReplyTo(question, "Ten, see https://shop.example/mugs");
      bench->server->AddFault({kind, "POST", "", 1, 0});
      const auto receipt = bench->connector->Send(request, bench->cancel);
      ASSERT_FALSE(receipt.ok());
      EXPECT_EQ(receipt.error().kind, ErrorKind::kUnknownOutcome);
      const auto found = Look(*bench, request);
      ASSERT_TRUE(found.ok()) << found.error().text;
      if (!Finds(*bench)) {
        const bool is_there = bench->world.CountAnswers(question, request.text) == 1;
        const bool is_found = is_there && found->outcome == FindOutcome::kFound;
        EXPECT_TRUE(is_found || found->outcome == FindOutcome::kCannotTell) << "a person decides about what is not seen";
        continue;
      }
      if (bench->world.CountAnswers(question, request.text) == 1) {
        ASSERT_EQ(found->outcome, FindOutcome::kFound);
        EXPECT_EQ(found->receipt.source_id, bench->SourceId(bench->world.messages().back().id));
      } else {
        ASSERT_EQ(found->outcome, Absent());
        if (Absent() != FindOutcome::kNotThere) continue;  // a person decides
        ASSERT_TRUE(bench->connector->Send(request, bench->cancel).ok());
      }
      EXPECT_EQ(bench->world.CountAnswers(question, request.text), 1);
    }
  }
}

TEST_P(Conformance, SendingAgainDoesNotDuplicateWhereTheServerGuards) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  const SendRequest request = bench->ReplyTo(question, "Ten.");
  ASSERT_TRUE(bench->connector->Send(request, bench->cancel).ok());
  const auto second = bench->connector->Send(request, bench->cancel);
  if (!second.ok()) {
    EXPECT_EQ(second.error().kind, ErrorKind::kAlreadySent);
    const auto found = bench->connector->FindSent(request, bench->cancel);
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found->outcome, FindOutcome::kFound);
  }
  EXPECT_EQ(bench->world.CountAnswers(question, request.text), 1);
}

// First attempt, check of the account and now each have their own clock, when one is set in between.
TEST_P(Conformance, FindsItsReplyThoughAClockWasSetMeanwhile) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  SendRequest request = bench->ReplyTo(question, "Ten.");
  bench->server->AddFault({PracticeFaultKind::kAnswerLost, "POST", "", 1, 0});
  ASSERT_FALSE(bench->connector->Send(request, bench->cancel).ok());
  request.first_attempt_at = request.first_attempt_at + Duration::Hours(3);
  request.now = request.first_attempt_at;
  const auto found = Look(*bench, request);
  ASSERT_TRUE(found.ok()) << found.error().text;
  EXPECT_EQ(found->outcome, FindOutcome::kFound);
}

// Its author may take the question away while nobody knows whether the answer arrived.
TEST_P(Conformance, NeverTakesAReplyForLostBecauseItsTargetIsGone) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  const SendRequest request = bench->ReplyTo(question, "Ten.");
  bench->server->AddFault({PracticeFaultKind::kAnswerLost, "POST", "", 1, 0});
  ASSERT_FALSE(bench->connector->Send(request, bench->cancel).ok());
  ASSERT_EQ(bench->world.CountAnswers(question, request.text), 1);
  bench->world.Remove(question, RemovedBy::kAuthor);
  const auto found = Look(*bench, request);
  if (found.ok()) {
    EXPECT_NE(found->outcome, FindOutcome::kNotThere);
  } else {
    EXPECT_TRUE(found.error().kind == ErrorKind::kTargetGone || found.error().kind == ErrorKind::kNotFound) << found.error().text;
  }
}

TEST_P(Conformance, FindsNoReplyThatIsKnownToBeAnother) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  SendRequest request = bench->ReplyTo(question, "Ten.");
  const auto first = bench->connector->Send(request, bench->cancel);
  ASSERT_TRUE(first.ok());
  request.known_replies = {first->source_id};
  const auto found = Look(*bench, request);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->outcome, Absent()) << "the same words once more";
}

TEST_P(Conformance, FindsNoReplyThatIsNotThere) {
  const auto bench = Bench();
  const std::string post = bench->world.AddPost("New mugs");
  const std::string question = bench->world.AddComment("ana", post, "How much?");
  const std::string other = bench->world.AddComment("jan", post, "And plates?");
  bench->world.Pass(Duration::Hours(1));
  const SendRequest request = bench->ReplyTo(question, "Ten.");
  // The same words to somebody else, and other words to the same person.
  ASSERT_TRUE(bench->world.Answer(other, request.text, Visibility::kPublic).ok());
  ASSERT_TRUE(bench->world.Answer(question, request.text + " Sorry.", Visibility::kPublic).ok());
  const auto found = Look(*bench, request);
  ASSERT_TRUE(found.ok()) << found.error().text;
  EXPECT_EQ(found->outcome, Absent());
}

TEST_P(Conformance, ReleasesWhatWaitsForApproval) {
  const auto bench = Bench();
  const std::string post = bench->world.AddPost("New mugs");
  const std::string held = bench->world.AddHeld("ana", post, "How much?");
  if (!bench->connector->capabilities().approve) {
    EXPECT_FALSE(bench->connector->Approve("1", bench->world.Now(), bench->cancel).ok());
    return;
  }
  ASSERT_TRUE(bench->FetchAll().ok());
  ASSERT_NE(bench->Find(held), nullptr);
  EXPECT_EQ(bench->Find(held)->publication, Publication::kHeld);
  EXPECT_TRUE(bench->Find(held)->abilities.approve);
  EXPECT_FALSE(bench->connector->Send(bench->ReplyTo(held, "Ten."), bench->cancel).ok());
  ASSERT_TRUE(bench->connector->Approve(bench->SourceId(held), bench->world.Now(), bench->cancel).ok());
  const auto swept = bench->connector->Sweep({{bench->SourceId(held)}, bench->world.Now()}, bench->cancel);
  ASSERT_TRUE(swept.ok());
  ASSERT_EQ(swept->items.size(), 1U);
  EXPECT_EQ(swept->items.front().publication, Publication::kVisible);
  EXPECT_TRUE(bench->connector->Send(bench->ReplyTo(held, "Ten."), bench->cancel).ok());
  EXPECT_EQ(bench->connector->Approve("999999", bench->world.Now(), bench->cancel).error().kind, ErrorKind::kTargetGone);
}

TEST_P(Conformance, TellsThatAReplyIsHeld) {
  const auto bench = Bench();
  const std::string question = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  bench->world.HoldAnswers(true);
  const auto receipt = bench->connector->Send(bench->ReplyTo(question, "Ten."), bench->cancel);
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->publication, Publication::kHeld);
}

}  // namespace
}  // namespace replywatch

// Histories worked out by hand. A history is one line: "10Q 25> 40T" means: at minute 10 the
// person asks, at 25 we answer, at 40 the person thanks. Letters: P problem, Q question, T praise, O other text, X spam, E emoji
// only; "10Q~25" was fetched only at minute 25;
// ">" our answer; "!" staff closes; "-10" removes the message of minute 10 at the minute before it ("30-10").
// The expectation lists the waits: "10..25 a" answered after minute 25, "10.." open, "c" closed, "w" withdrawn; "T" in front
// marks to thank; "xN" the weight.
#include "shared/rules/waits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace replywatch {
namespace {

Timestamp Minute(int m) { return {static_cast<std::int64_t>(m) * 60'000}; }

WaitEvent EventFor(const std::string& token, std::map<int, MessageId>& by_minute, std::int64_t& next_id) {
  std::size_t used = 0;
  const int minute = std::stoi(token, &used);
  const std::string what = token.substr(used);
  WaitEvent event;
  const std::int64_t id = next_id++;
  if (what.front() == '-') {
    event.message = by_minute.at(std::stoi(what.substr(1)));
    event.key = {Minute(minute), WaitEventKind::kRemoved, event.message.value};
    return event;
  }
  event.message = MessageId{id};
  by_minute[minute] = event.message;
  const WaitEventKind kind = what == ">"   ? WaitEventKind::kAnswer
                             : what == "!" ? WaitEventKind::kClosed
                                           : WaitEventKind::kIncoming;
  if (kind == WaitEventKind::kClosed) event.message = {};
  event.key = {Minute(minute), kind, id};
  const std::size_t late = what.find('~');
  event.fetched_at = Minute(late == std::string::npos ? minute : std::stoi(what.substr(late + 1)));
  for (const char letter : what) {
    if (letter == 'P') event.flags.Set(Flag::kProblem);
    if (letter == 'Q') event.flags.Set(Flag::kQuestion);
    if (letter == 'T') event.flags.Set(Flag::kPraise);
    if (letter == 'M') event.flags.Set(Flag::kThanks);
    if (letter == 'X') event.no_answer = NoAnswerReason::kSpam;
    if (letter == 'E') event.no_answer = NoAnswerReason::kEmojiOnly;
  }
  return event;
}

std::string Describe(const std::vector<Wait>& waits) {
  std::ostringstream out;
  for (const Wait& wait : waits) {
    if (out.tellp() > 0) out << ", ";
    if (wait.kind == WaitKind::kThank) out << 'T';
    out << wait.started_at.ms / 60'000 << "..";
    if (wait.ended_at) out << wait.ended_at->ms / 60'000;
    if (wait.outcome == WaitOutcome::kAnswered) out << " a";
    if (wait.outcome == WaitOutcome::kClosed) out << " c";
    if (wait.outcome == WaitOutcome::kWithdrawn) out << " w";
    if (wait.message_count > 1) out << " x" << wait.message_count;
  }
  return out.str();
}

struct History {
  const char* what;
  const char* events;
  const char* waits;
};

class WaitHistory : public testing::TestWithParam<History> {};

std::vector<WaitEvent> Parse(const std::string& text) {
  std::vector<WaitEvent> events;
  std::map<int, MessageId> by_minute;
  std::int64_t next_id = 1;
  std::istringstream in(text);
  for (std::string token; in >> token;) events.push_back(EventFor(token, by_minute, next_id));
  return events;
}

TEST_P(WaitHistory, FoldsToTheWaitsWorkedOutByHand) {
  EXPECT_EQ(Describe(FoldWaits(Parse(GetParam().events)).waits), GetParam().waits) << GetParam().what;
}

TEST_P(WaitHistory, IsTheSameInAnyOrderOfArrival) {
  std::vector<WaitEvent> events = Parse(GetParam().events);
  std::reverse(events.begin(), events.end());
  EXPECT_EQ(Describe(FoldWaits(events).waits), GetParam().waits) << GetParam().what;
}

TEST_P(WaitHistory, AppendsToTheSameWaits) {
  std::vector<WaitEvent> events = Parse(GetParam().events);
  WaitState state;
  std::vector<Wait> waits;
  for (const WaitEvent& event : events) {
    const bool is_late = event.key.kind == WaitEventKind::kIncoming && event.fetched_at > event.key.at;
    if (is_late || !IsAppend(state, event)) return;  // as a removal: folded anew in production
    WaitChange change = AppendWaitEvent(state, event);
    waits.insert(waits.end(), change.ended.begin(), change.ended.end());
  }
  if (state.answer) waits.push_back(*state.answer);
  if (state.thank) waits.push_back(*state.thank);
  std::sort(waits.begin(), waits.end(),
            [](const Wait& a, const Wait& b) { return std::tie(a.started_at, a.kind) < std::tie(b.started_at, b.kind); });
  EXPECT_EQ(Describe(waits), GetParam().waits) << GetParam().what;
}

INSTANTIATE_TEST_SUITE_P(
    ByHand, WaitHistory,
    testing::Values(
        History{"nobody wrote", "", ""}, History{"a question waits", "10Q", "10.."},
        History{"a question is answered", "10Q 25>", "10..25 a"},
        History{"later messages add weight and never reset the start", "10Q 20Q 90P 95>", "10..95 a x3"},
        History{"text without any flag waits too", "5O 6>", "5..6 a"}, History{"a problem with praise waits", "5PT", "5.."},
        History{"a question with praise waits", "5QT 9>", "5..9 a"}, History{"praise is to thank", "5T", "T5.."},
        History{"praise is thanked", "5T 8>", "T5..8 a"}, History{"two praises are one to thank", "5T 6T 8>", "T5..8 a x2"},
        History{"thanks after our answer open nothing", "1Q 2> 3T", "1..2 a"},
        History{"thanks twice after our answer open nothing", "1Q 2> 3T 4T", "1..2 a"},
        History{"no more than a thank-you after our answer opens nothing", "1Q 2> 3M", "1..2 a"},
        History{"no more than a thank-you to nobody's answer waits", "1M", "1.."},
        History{"a thank-you beside a new question waits", "1Q 2> 3QM", "1..2 a, 3.."},
        History{"a thank-you beside a new problem waits", "1Q 2> 3PM", "1..2 a, 3.."},
        History{"a thank-you joins what waits already", "1Q 2> 3Q 4M", "1..2 a, 3.. x2"},
        History{"a question after thanks waits anew", "1Q 2> 3T 4Q", "1..2 a, 4.."},
        History{"thanks after a new question are praise to thank, the question goes on", "1Q 2> 3Q 4T", "1..2 a, 3.., T4.."},
        History{"thanks with a new problem wait", "1Q 2> 3PT", "1..2 a, 3.."}, History{"spam expects nothing", "1X", ""},
        History{"emoji alone expect nothing", "1E", ""}, History{"spam with a question expects nothing", "1QX 2>", ""},
        History{"emoji do not join a wait", "1Q 2E 3>", "1..3 a"},
        History{"emoji after our answer leave the thanks closing", "1Q 2> 3E 4T", "1..2 a"},
        History{"our answer without a question starts nothing", "1>", ""},
        History{"we write first, the person asks", "1> 5Q", "5.."},
        History{"we write first, the person praises: closing thanks", "1> 5T", ""},
        History{"two answers end one wait", "1Q 2> 3>", "1..2 a"},
        History{"asking and answering twice", "1Q 2> 3Q 4>", "1..2 a, 3..4 a"},
        History{"praise beside an open question is counted apart", "1Q 2T 3>", "1..3 a, T2..3 a"},
        History{"praise first, then a question", "1T 2Q 3>", "T1..3 a, 2..3 a"},
        History{"staff closes without an answer", "1Q 9!", "1..9 c"}, History{"staff closes praise", "1T 9!", "T1..9 c"},
        History{"a question after closing waits anew", "1Q 9! 12Q", "1..9 c, 12.."}, History{"closing nothing", "9!", ""},
        History{"praise after closing is to thank, nobody answered", "1Q 9! 12T", "1..9 c, T12.."},
        History{"an answer after closing changes nothing", "1Q 9! 12>", "1..9 c"},
        History{"what nobody had seen at the closing goes on waiting", "5Q~12 9!", "5.."},
        History{"only what had been seen is closed", "1Q 5Q~12 9!", "1..9 c, 5.."},
        History{"unseen praise goes on, too", "1Q 5T~12 9!", "1..9 c, T5.."},
        History{"the unseen is answered later", "5Q~12 9! 20>", "5..20 a"},
        History{"the unseen had been answered before the closing", "5Q~12 7> 9!", "5..7 a"},
        History{"the next closing reaches the unseen", "5Q~12 9! 15!", "5..15 c"},
        History{"the unseen is removed", "1Q 5Q~12 9! 30-5", "1..9 c, 5..30 w"},
        History{"a later message joins the unseen", "1Q 5Q~12 9! 14Q", "1..9 c, 5.. x2"},
        History{"the only message is removed", "1Q 5-1", "1..5 w"},
        History{"one of two messages is removed: the wait goes on from its start", "1Q 2Q 5-1", "1.. x2"},
        History{"both are removed: withdrawn at the second removal", "1Q 2Q 5-1 6-2", "1..6 w x2"},
        History{"removed after the answer: the answer counts", "1Q 2> 5-1", "1..2 a"},
        History{"removed, then asked again", "1Q 5-1 7Q", "1..5 w, 7.."}, History{"praise removed", "1T 5-1", "T1..5 w"},
        History{"a removed question beside praise leaves the praise", "1Q 2T 5-1", "1..5 w, T2.."},
        History{"spam removed changes nothing", "1X 5-1", ""},
        History{"same minute: asking comes before answering", "5Q 5>", "5..5 a"},
        History{"answered in the night after a run of messages", "600P 610O 700Q 1500>", "600..1500 a x3"},
        History{"asked before the first import", "0Q 5000>", "0..5000 a"},
        History{"many rounds", "1Q 2> 3Q 4> 5P 6P 7> 8T", "1..2 a, 3..4 a, 5..7 a x2"},
        History{"removed message of an earlier wait does not touch the open one", "1Q 2> 3Q 5-1", "1..2 a, 3.."}));

TEST(FoldWaits, UnitesFlagsAndTakesTheHighestUrgency) {
  std::vector<WaitEvent> events = Parse("1P 2Q");
  events[0].urgency = Urgency::kHigh;
  events[1].urgency = Urgency::kLow;
  const FoldedWaits folded = FoldWaits(events);
  ASSERT_TRUE(folded.state.answer);
  EXPECT_TRUE(folded.state.answer->flags.Has(Flag::kProblem));
  EXPECT_TRUE(folded.state.answer->flags.Has(Flag::kQuestion));
  EXPECT_EQ(folded.state.answer->urgency, Urgency::kHigh);
}

// Beside each event of the history what the run up to it says, as the letters of EventFor; "-" nothing, "." not judged together.
struct RunCase {
  const char* what;
  const char* events;
  const char* together;
  Flags flags;  // of the last wait for an answer
};

class RunFlags : public testing::TestWithParam<RunCase> {};

TEST_P(RunFlags, AreWhatTheRunSaysAsOneText) {
  const RunCase& run = GetParam();
  std::vector<WaitEvent> events = Parse(run.events);
  std::istringstream in(run.together);
  for (WaitEvent& event : events) {
    std::string says;
    ASSERT_TRUE(in >> says);
    if (says == ".") continue;
    event.together.emplace();
    if (says.find('P') != std::string::npos) event.together->Set(Flag::kProblem);
    if (says.find('Q') != std::string::npos) event.together->Set(Flag::kQuestion);
    if (says.find('T') != std::string::npos) event.together->Set(Flag::kPraise);
  }
  const auto flags_of_last = [](const std::vector<Wait>& waits) {
    Flags flags;
    for (const Wait& wait : waits) flags = wait.kind == WaitKind::kAnswer ? wait.flags : flags;
    return flags;
  };
  EXPECT_EQ(flags_of_last(FoldWaits(events).waits), run.flags) << run.what;
  WaitState state;
  std::vector<Wait> waits;
  for (const WaitEvent& event : events) {
    const WaitChange change = AppendWaitEvent(state, event);
    waits.insert(waits.end(), change.ended.begin(), change.ended.end());
  }
  if (state.answer) waits.push_back(*state.answer);
  EXPECT_EQ(flags_of_last(waits), run.flags) << run.what << ", appended";
}

INSTANTIATE_TEST_SUITE_P(
    Cases, RunFlags,
    testing::Values(RunCase{"nothing was judged together", "1P 2Q", ". .", Flag::kProblem | Flag::kQuestion},
                    RunCase{"a problem that no message tells alone", "1O 2O", ". P", Flag::kProblem},
                    RunCase{"a problem that is solved by now", "1P 2O", ". -", {}},
                    RunCase{"the newest judgement counts", "1O 2O 3O", ". P Q", Flag::kQuestion},
                    RunCase{"what comes after it adds to it until it is judged, too", "1P 2O 3Q", ". - .", Flag::kQuestion},
                    RunCase{"praise beside a question speaks for the question", "1P 2T", ". T", Flag::kPraise},
                    RunCase{"an answered run stays as it was judged", "1O 2O 3>", ". P .", Flag::kProblem},
                    RunCase{"after our answer a new run begins", "1P 2O 3> 4Q", ". P . P", Flag::kQuestion},
                    RunCase{"spam says nothing", "1Q 2X", ". P", Flag::kQuestion}));

TEST(FoldWaits, AThreatIsNotTakenBackByWhatIsJudgedTogether) {
  std::vector<WaitEvent> events = Parse("1P 2O");
  events[0].flags.Set(Flag::kThreat);
  events[1].together = Flags();
  EXPECT_EQ(FoldWaits(events).state.answer->flags, Flags(Flag::kThreat));
}

TEST(FoldWaits, TellsWhichThanksWereClosing) {
  EXPECT_EQ(FoldWaits(Parse("1Q 2> 3T 4T")).closing_thanks.size(), 2U);
  EXPECT_TRUE(FoldWaits(Parse("3T")).closing_thanks.empty());
}

TEST(FoldWaits, NamesTheAnswerThatEndedIt) { EXPECT_EQ(FoldWaits(Parse("1Q 2>")).waits.front().ended_by, MessageId{2}); }

TEST(EventOf, HeldAndAutomaticAnswersStopNothing) {
  Message message;
  message.item.direction = Direction::kOutgoing;
  EXPECT_TRUE(EventOf(message));
  message.item.automatic = true;
  EXPECT_FALSE(EventOf(message));
  message.item.automatic = false;
  message.item.publication = Publication::kHeld;
  EXPECT_FALSE(EventOf(message));
}

TEST(EventOf, AHeldAnswerCountsFromWhenItIsSeen) {
  Message message;
  message.item.direction = Direction::kOutgoing;
  message.item.created_at = Minute(1);
  message.visible_at = Minute(90);
  EXPECT_EQ(EventOf(message)->key.at, Minute(90));
}

TEST(EventOf, AnAnswerThatWeRemovedWasSeen) {
  Message message;
  message.item.direction = Direction::kOutgoing;
  message.item.publication = Publication::kRemoved;
  EXPECT_TRUE(EventOf(message));
}

TEST(EventOf, AnAnswerHeldUntilItWasRemovedStopsNothing) {
  Message message;
  message.item.direction = Direction::kOutgoing;
  message.item.publication = Publication::kRemoved;
  message.removed_at = Minute(9);
  EXPECT_TRUE(EventOf(message)) << "it was seen until then";
  message.visible_at = Minute(9);
  EXPECT_FALSE(EventOf(message));
}

TEST(RemovalOf, IsNeverBeforeTheMessageItself) {
  Message message;
  message.item.created_at = Minute(10);
  message.removed_at = Minute(5);  // a platform's clock ahead of ours
  EXPECT_EQ(RemovalOf(message)->key.at, Minute(10));
}

std::optional<Wait> OpenWait(Flags flags) {
  Wait wait;
  wait.flags = flags;
  return wait;
}

TEST(Waits, ALikeIsEnoughForKindWordsButNotForWhoAsksOrComplains) {
  const std::optional<Wait> nobody;
  EXPECT_FALSE(IsLikeEnough(nobody, nobody)) << "nobody waits";
  EXPECT_TRUE(IsLikeEnough(nobody, OpenWait(Flag::kPraise)));
  EXPECT_FALSE(IsLikeEnough(OpenWait({}), nobody)) << "what was not understood may be anything";
  EXPECT_TRUE(IsLikeEnough(OpenWait(Flag::kThanks), nobody));
  EXPECT_TRUE(IsLikeEnough(OpenWait(Flag::kPraise), OpenWait(Flag::kPraise)));
  for (const Flag flag : {Flag::kProblem, Flag::kQuestion, Flag::kThreat}) {
    EXPECT_FALSE(IsLikeEnough(OpenWait(flag), nobody));
    EXPECT_FALSE(IsLikeEnough(OpenWait(flag), OpenWait(Flag::kPraise)));
  }
}

TEST(Waits, AreEndedByALikeAsAnOutcomeOfItsOwn) {
  WaitEvent asked;
  asked.key = {{1000}, WaitEventKind::kIncoming, 1};
  asked.message = MessageId{1};
  WaitEvent closed;
  closed.key = {{2000}, WaitEventKind::kClosed, 1};
  closed.fetched_at = {2000};
  closed.is_like = true;
  const FoldedWaits folded = FoldWaits({closed, asked});
  ASSERT_EQ(folded.waits.size(), 1U);
  EXPECT_EQ(folded.waits[0].outcome, WaitOutcome::kLiked);
  EXPECT_EQ(folded.waits[0].ended_at, Timestamp{2000});
  EXPECT_FALSE(folded.state.after_answer) << "what comes next is no thanks for an answer";
}

}  // namespace
}  // namespace replywatch

// Thousands of random histories, delivered in random order with repeats, edits, removals, native replies,
// several commenters, private answers and corrected flags, through real ingest into a real store; the waits
// that stand there are compared with a slow reference that shares no code with the program.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "collector/ingest.h"
#include "shared/actions/staff_actions.h"
#include "tests/support/scripted_classifier.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

// One thing that happened, as the reference sees it.
struct Fact {
  enum Kind { kAsks, kAnswers, kRemoves, kCloses } kind = kAsks;
  std::int64_t at = 0;
  std::int64_t order = 0;  // among facts of one instant and kind
  int message = -1;
  bool praise_only = false;
  bool thanks_only = false;  // "ok, thanks": closes a talk, opens one otherwise
  bool expects = true;       // false: spam, emoji
};

struct PlainWait {
  bool thank = false;
  std::int64_t start = 0;
  std::int64_t end = -1;  // -1: open
  char how = 'o';         // open, answered, closed, withdrawn
  int count = 0;
  auto operator<=>(const PlainWait&) const = default;
};

std::string Print(const std::vector<PlainWait>& waits) {
  std::ostringstream out;
  for (const PlainWait& w : waits) out << (w.thank ? "T" : "") << w.start << ".." << w.end << w.how << "x" << w.count << " ";
  return out.str();
}

// The definitions, read literally: look at every message, ask what it opens, and look forward for what ends it.
class Reference {
 public:
  explicit Reference(std::vector<Fact> facts) : facts_(std::move(facts)) {
    std::sort(facts_.begin(), facts_.end(),
              [](const Fact& a, const Fact& b) { return std::tie(a.at, a.kind, a.order) < std::tie(b.at, b.kind, b.order); });
  }

  std::vector<PlainWait> Waits() const {
    std::vector<PlainWait> out;
    for (const bool thank : {false, true}) {
      std::vector<std::size_t> group;
      for (std::size_t i = 0; i <= facts_.size(); ++i) {
        const bool at_end = i == facts_.size();
        if (!at_end && facts_[i].kind == Fact::kAsks && Opens(i, thank)) group.push_back(i);
        const bool stops = !at_end && (facts_[i].kind == Fact::kAnswers || facts_[i].kind == Fact::kCloses);
        const bool all_gone = !at_end && facts_[i].kind == Fact::kRemoves && !group.empty() && AllRemovedBy(group, i);
        if (group.empty() || !(at_end || stops || all_gone)) continue;
        PlainWait wait{thank, facts_[group.front()].at, at_end ? -1 : facts_[i].at, 'o', static_cast<int>(group.size())};
        if (stops) wait.how = facts_[i].kind == Fact::kAnswers ? 'a' : 'c';
        if (all_gone) wait.how = 'w';
        out.push_back(wait);
        group.clear();
      }
    }
    std::sort(out.begin(), out.end());
    return out;
  }

 private:
  bool Opens(std::size_t i, bool thank) const {
    const Fact& fact = facts_[i];
    if (!fact.expects || fact.praise_only != thank) return false;
    return !(thank || fact.thanks_only) || !FollowsOurAnswer(i);
  }

  // Going back from praise: was our answer the last thing that mattered?
  bool FollowsOurAnswer(std::size_t i) const {
    while (i-- > 0) {
      const Fact& before = facts_[i];
      if (before.kind == Fact::kAnswers) return true;
      if (before.kind != Fact::kAsks || !before.expects || before.praise_only) continue;
      return before.thanks_only && FollowsOurAnswer(i);
    }
    return false;
  }

  bool AllRemovedBy(const std::vector<std::size_t>& group, std::size_t until) const {
    return std::all_of(group.begin(), group.end(), [&](std::size_t member) {
      for (std::size_t i = 0; i <= until; ++i) {
        if (facts_[i].kind == Fact::kRemoves && facts_[i].message == facts_[member].message) return true;
      }
      return false;
    });
  }

  std::vector<Fact> facts_;
};

// Builds one random history of two commenters and one private talk, and the facts of each conversation.
class RandomHistory {
 public:
  explicit RandomHistory(unsigned seed) : random_(seed), seed_(seed) {}

  void Make() {
    const int steps = Below(14) + 2;
    std::int64_t now = 1'000'000;
    for (int i = 0; i < steps; ++i) {
      now += Below(4) * 1000;  // several things in one second happen
      Step(now);
    }
  }

  std::vector<Item> items;                         // newest state last; an edit is a second item of the same id
  std::map<std::string, std::int64_t> removed_at;  // by source id

  int Below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  std::mt19937& random() { return random_; }

 private:
  std::string NewId() { return "h" + std::to_string(seed_) + "-" + std::to_string(next_++); }

  void Step(std::int64_t now) {
    const int what = Below(10);
    if (what < 6 || asked_.empty()) return Ask(now);
    if (what < 9) return Answer(now);
    EditOne(now);
  }

  void Ask(std::int64_t now) {
    static const char* const kTexts[] = {"Q", "P", "T", "O", "X", "E", "PT", "QT", "T", "Q", "M", "MQ", "M"};
    Item item;
    item.source_id = NewId();
    item.root_source_id = "post-" + std::to_string(seed_);
    item.author.source_id = Below(2) == 0 ? "ana" : "ion";
    item.author.name = item.author.source_id;
    item.text = kTexts[Below(10)];
    item.created_at = {now};
    asked_.push_back(items.size());
    items.push_back(item);
  }

  void Answer(std::int64_t now) {
    const Item& target = items[asked_[static_cast<std::size_t>(Below(static_cast<int>(asked_.size())))]];
    Item item;
    item.source_id = NewId();
    item.direction = Direction::kOutgoing;
    item.author.source_id = "shop";
    item.text = "answer";
    item.created_at = {now};
    item.root_source_id = target.root_source_id;
    item.parent_source_id = target.source_id;
    const int how = Below(10);
    if (how == 0) item.automatic = true;
    if (how == 1) item.publication = Publication::kHeld;
    if (how == 2) {  // in private, linked to the comment
      item.visibility = Visibility::kPrivate;
      item.parent_source_id.clear();
      item.root_source_id = "direct-" + std::to_string(seed_) + target.author.source_id;
      item.linked_source_id = target.source_id;
      item.mentioned_ids = {target.author.source_id};
    }
    items.push_back(item);
  }

  void EditOne(std::int64_t now) {
    Item& item = items[asked_[static_cast<std::size_t>(Below(static_cast<int>(asked_.size())))]];
    if (Below(2) == 0) {
      removed_at[item.source_id] = now;
      return;
    }
    Item edited = item;
    edited.text += Below(2) == 0 ? "P" : "Q";
    edited.edited_at = Timestamp{now};
    item = edited;
  }

  std::mt19937 random_;
  unsigned seed_;
  int next_ = 0;
  std::vector<std::size_t> asked_;
};

using IngestHistory = StoreFixture;

std::vector<PlainWait> Stored(Session& session, ConversationId id) {
  std::vector<PlainWait> out;
  for (const Wait& w : *session.conversations().Waits(id)) {
    const char how = w.outcome == WaitOutcome::kAnswered    ? 'a'
                     : w.outcome == WaitOutcome::kClosed    ? 'c'
                     : w.outcome == WaitOutcome::kWithdrawn ? 'w'
                                                            : 'o';
    out.push_back(
        {w.kind == WaitKind::kThank, w.started_at.ms, w.ended_at ? w.ended_at->ms : -1, how, static_cast<int>(w.message_count)});
  }
  std::sort(out.begin(), out.end());
  return out;
}

void FlagsOf(const std::string& text, Fact& fact) {
  const bool serious = text.find_first_of("PQ") != std::string::npos;
  fact.praise_only = !serious && text.find('T') != std::string::npos;
  fact.thanks_only = !serious && !fact.praise_only && text.find('M') != std::string::npos;
  fact.expects = text.find_first_of("XE") == std::string::npos;
}

// What a conversation's history comes to, from the items and the corrections alone.
std::vector<Fact> FactsFor(const RandomHistory& history, const std::string& person,
                           const std::map<std::string, std::int64_t>& stored_id,
                           const std::set<std::string>& corrected_to_problem, std::int64_t closed_at, bool private_talk_counts) {
  std::vector<Fact> facts;
  std::map<std::string, std::string> author;
  for (const Item& item : history.items) author[item.source_id] = item.author.source_id;
  for (const Item& item : history.items) {
    const int number = static_cast<int>(stored_id.at(item.source_id));
    Fact fact;
    fact.at = item.created_at.ms;
    fact.order = number;
    fact.message = number;
    if (item.direction == Direction::kIncoming) {
      if (item.author.source_id != person) continue;
      std::string text = item.text;
      if (corrected_to_problem.contains(item.source_id)) text += "P";
      FlagsOf(text, fact);
      facts.push_back(fact);
      const auto removed = history.removed_at.find(item.source_id);
      if (removed != history.removed_at.end())
        facts.push_back({Fact::kRemoves, std::max(removed->second, item.created_at.ms), number, number, false, true});
      continue;
    }
    if (item.automatic || item.publication == Publication::kHeld) continue;
    const bool is_private = item.visibility == Visibility::kPrivate;
    const std::string to = is_private ? item.mentioned_ids.front() : author[item.parent_source_id];
    if (to != person || (is_private && !private_talk_counts)) continue;
    fact.kind = Fact::kAnswers;
    facts.push_back(fact);
  }
  if (closed_at > 0) facts.push_back({Fact::kCloses, closed_at, 1, -1, false, true});
  return facts;
}

class Delivery {
 public:
  Delivery(Store& store, InboxId inbox, RandomHistory& history)
      : store_(store), inbox_{inbox, "shop"}, history_(history), ingest_(classifier_, {}) {}

  // All items in random order, in random batches, some of them twice; then the removals.
  Status Run() {
    std::vector<Item> queue = history_.items;
    for (const Item& item : history_.items) {
      if (history_.Below(4) == 0) queue.push_back(item);
    }
    if (history_.Below(3) > 0) std::shuffle(queue.begin(), queue.end(), history_.random());
    for (std::size_t at = 0; at < queue.size();) {
      const std::size_t n = std::min(queue.size() - at, static_cast<std::size_t>(history_.Below(5) + 1));
      const std::vector<Item> batch(queue.begin() + static_cast<std::ptrdiff_t>(at),
                                    queue.begin() + static_cast<std::ptrdiff_t>(at + n));
      at += n;
      RW_RETURN_IF_ERROR(
          store_.Write([&](Session& s) { return Ingest::Apply(s, inbox_, ingest_.Prepare(batch), {2'000'000}).status(); }));
    }
    for (const auto& [id, at] : history_.removed_at) {
      RW_RETURN_IF_ERROR(store_.Write([&](Session& s) { return Ingest::ApplyGone(s, inbox_, {id}, {at}); }));
    }
    return {};
  }

 private:
  Store& store_;
  IngestInbox inbox_;
  RandomHistory& history_;
  ScriptedClassifier classifier_;
  Ingest ingest_;
};

TEST_F(IngestHistory, StandsAsTheDefinitionsSayWhateverTheOrderOfArrival) {
  constexpr int kHistories = 3000;
  int waits_seen = 0;
  int withdrawn_seen = 0;
  for (unsigned seed = 1; seed <= kHistories; ++seed) {
    RandomHistory history(seed);
    history.Make();
    const Status delivered = Delivery(*store_, inbox_, history).Run();
    ASSERT_TRUE(delivered.ok()) << "seed " << seed << ": " << delivered.error().text;
    std::map<std::string, std::int64_t> stored_id;
    std::map<std::string, ConversationId> conversation_of;
    std::set<std::string> corrected;
    std::map<std::string, std::int64_t> closed_at;
    Write([&](Session& s) {
      for (const Item& item : history.items) {
        const Message m = **s.messages().Find(inbox_, item.source_id);
        stored_id[item.source_id] = m.id.value;
        if (item.direction != Direction::kIncoming) continue;
        conversation_of[item.author.source_id] = m.conversation_id;
        if (history.Below(8) > 0) continue;
        ASSERT_TRUE(CorrectFlags(s, {{}, {3'000'000}}, m.id,
                                 {.problem = true, .question = {}, .praise = {}, .threat = {}, .needs_answer = {}})
                        .ok());
        corrected.insert(item.source_id);
      }
      for (const auto& [person, id] : conversation_of) {
        if (history.Below(5) > 0) continue;
        ASSERT_TRUE(MarkDone(s, {{}, {4'000'000}}, id).ok());
        closed_at[person] = 4'000'000;
      }
    });
    for (const auto& [person, id] : conversation_of) {
      const std::vector<PlainWait> expected =
          Reference(FactsFor(history, person, stored_id, corrected, closed_at[person], true)).Waits();
      std::vector<PlainWait> stored;
      Read([&](Session& s) { stored = Stored(s, id); });
      ASSERT_EQ(Print(stored), Print(expected)) << "seed " << seed << ", " << person;
      waits_seen += static_cast<int>(expected.size());
      withdrawn_seen +=
          static_cast<int>(std::count_if(expected.begin(), expected.end(), [](const PlainWait& w) { return w.how == 'w'; }));
    }
  }
  // The histories must be worth their time.
  EXPECT_GT(waits_seen, kHistories);
  EXPECT_GT(withdrawn_seen, 50);
}

}  // namespace
}  // namespace replywatch

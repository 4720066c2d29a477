// The weekly review on the screen: every number opens a list of its length; the week's action; incidents; today's median.
#include "dashboard/ui/commands.h"
#include "dashboard/view_models/incident_words.h"
#include "shared/actions/case_actions.h"
#include "tests/views/view_bench.h"

namespace replywatch {
namespace {

constexpr IsoWeek kThisWeek{2026, 47};
constexpr IsoWeek kLastWeek{2026, 46};

// Every number of a sheet that says how long its list is.
std::vector<ReviewNumber> NumbersOf(const ReviewSheet& sheet) {
  std::vector<ReviewNumber> numbers;
  const auto add = [&](const ReviewNumber& number) {
    if (number.opens && number.length) numbers.push_back(number);
  };
  for (const ReviewTile& tile : sheet.tiles) add(tile.now), add(tile.last);
  for (const ReviewTable* table : {&sheet.people, &sheet.splits, &sheet.cases, &sheet.care}) {
    for (const ReviewRow& row : table->rows) {
      for (const ReviewNumber& cell : row.cells) add(cell);
    }
  }
  for (const ReviewHead& head : sheet.heads) {
    for (const ReviewNumber& note : head.notes) add(note);
  }
  for (const LengthBar& bar : sheet.lengths) add(bar.number), add(bar.later), add(bar.last);
  for (const auto& day : sheet.heat) {
    for (const HeatSquare& square : day) add(square.number);
  }
  for (const FlowBar& bar : sheet.flow) add(bar.started), add(bar.answered), add(bar.open), add(bar.open_last);
  for (const TrendLine* line : {&sheet.trend_median, &sheet.trend_p90}) {
    for (const TrendPoint& point : line->points) add(point.number);
  }
  add(sheet.curve_public.number);
  add(sheet.curve_private.number);
  for (const CauseBar& bar : sheet.causes) add(bar.number), add(bar.last);
  return numbers;
}

class ReviewScreen : public ViewBench {
 protected:
  void OpenWeek(IsoWeek week) {
    desk_.page = Page::kReview;
    desk_.review_week = week;
    Settle();
    ASSERT_NE(snapshot_.review, nullptr);
    ASSERT_EQ(snapshot_.review->week, week);
  }

  void Write(const std::function<Status(Session&)>& body) {
    const Status written = backend_->store->Write(body);
    ASSERT_TRUE(written.ok()) << written.error().text;
    Settle();
  }

  void WrittenAgo(Duration ago) {
    Write([&](Session& session) -> Status {
      Message m;
      m.inbox_id = snapshot_.inboxes.front().id;
      m.item.source_id = "written-" + std::to_string(ago.ms);
      m.item.author.source_id = "ana";
      m.item.text = "hello";
      m.item.created_at = m.visible_at = m.fetched_at = clock_.Now() - ago;
      return session.messages().Insert(m).status();
    });
  }

  IncidentId Propose() {
    Incident incident;
    incident.opened_at = clock_.Now() - Duration::Minutes(5);
    incident.facts = "people=9 usual=2 threshold=6 minutes=60";
    IncidentId id;
    Write([&](Session& session) -> Status {
      RW_ASSIGN_OR_RETURN(id, session.cases().AddIncident(incident));
      return {};
    });
    return id;
  }

  Incident IncidentOf(IncidentId id) {
    Incident incident;
    Read([&](Session& session) { incident = **session.cases().GetIncident(id); });
    return incident;
  }

  std::optional<WeeklyAction> ActionOf(IsoWeek week) {
    std::optional<WeeklyAction> action;
    Read([&](Session& session) { action = *session.cases().ActionOf(week); });
    return action;
  }

  // The bottom of the page, where the action stands.
  void ScrollDown() {
    Press(Key::kEnd);
    Draw();
  }
};

TEST_F(ReviewScreen, OpensByWAndLeavesByEscape) {
  WrittenAgo(Duration::Days(8));
  Press(Key::kW);
  EXPECT_EQ(desk_.page, Page::kReview);
  EXPECT_TRUE(Shows("Week 46")) << "the last complete week";
  Press(Key::kEscape);
  EXPECT_EQ(desk_.page, Page::kInbox);
}

TEST_F(ReviewScreen, OpensByATabAndFromThePalette) {
  Click("tab:review");
  EXPECT_EQ(desk_.page, Page::kReview);
  Click("review:back");
  EXPECT_EQ(desk_.page, Page::kInbox);
  Press(Key::kK, true);
  Type("weekly review");
  Press(Key::kEnter);
  EXPECT_EQ(desk_.page, Page::kReview);
}

TEST_F(ReviewScreen, TurnsTheWeeks) {
  Press(Key::kW);
  Click("review:next");
  EXPECT_EQ(snapshot_.review->week, kThisWeek);
  EXPECT_FALSE(snapshot_.review->week_after) << "the next has not begun";
  Press(Key::kLeft);
  Press(Key::kLeft);
  EXPECT_EQ(snapshot_.review->week, (IsoWeek{2026, 45}));
  Press(Key::kRight);
  EXPECT_EQ(snapshot_.review->week, kLastWeek);
}

TEST_F(ReviewScreen, LeavesConversationsAloneWhileItIsOpen) {
  const ConversationId id = desk_.selected;
  Press(Key::kW);
  Press(Key::kE);
  Read([&](Session& session) { EXPECT_NE((*session.conversations().Get(id))->status, ConversationStatus::kResolved); });
  EXPECT_EQ(desk_.page, Page::kReview);
}

TEST_F(ReviewScreen, KeepsTheOrderOfThePage) {
  OpenWeek(kThisWeek);
  const std::array<std::string, kReviewParts> titles{"People who wrote, and where",
                                                     "When people write, and when they wait",
                                                     "Who is still waiting",
                                                     "New, answered and open, day by day",
                                                     "How long people waited",
                                                     "Median and p90, twelve weeks",
                                                     "By channel and by what people wrote",
                                                     "Longest waits",
                                                     "Still waiting after …",
                                                     "Causes of problems",
                                                     "Handed over, reopened, promised",
                                                     "Thanked, seen, alerted"};
  for (std::size_t i = 0; i < kReviewParts; ++i) EXPECT_EQ(snapshot_.review->heads.at(i).title, titles.at(i));
}

TEST_F(ReviewScreen, GivesEveryNumberAListOfItsLength) {
  for (const IsoWeek week : {kThisWeek, kLastWeek}) {
    OpenWeek(week);
    const std::vector<ReviewNumber> numbers = NumbersOf(*snapshot_.review);
    EXPECT_GT(numbers.size(), 200U);
    for (const ReviewNumber& number : numbers) {
      desk_.filter = {};
      desk_.filter.kind = ListKind::kReview;
      desk_.filter.review = *number.opens;
      Settle();
      EXPECT_EQ(snapshot_.total, *number.length) << number.title << ": " << number.text;
      EXPECT_EQ(static_cast<std::int64_t>(snapshot_.rows.size()), *number.length) << number.title;
    }
  }
}

TEST_F(ReviewScreen, OpensAListByAClickAndComesBack) {
  OpenWeek(kThisWeek);
  const std::int64_t waiting = *snapshot_.review->tiles.at(1).now.length;
  ASSERT_GT(waiting, 1);
  Click("tile:1");
  EXPECT_EQ(desk_.page, Page::kInbox);
  EXPECT_EQ(static_cast<std::int64_t>(desk_.rows.size()), waiting);
  EXPECT_TRUE(Shows("Week 47 · still waiting"));
  EXPECT_TRUE(desk_.selected) << "its first row is open";
  Press(Key::kEscape);
  EXPECT_EQ(desk_.page, Page::kReview);
  EXPECT_EQ(snapshot_.review->week, kThisWeek);
}

TEST_F(ReviewScreen, GoesThroughAListThatHoldsAConversationTwice) {
  OpenWeek(kThisWeek);
  Click("people:0:1");  // every message of the week
  ASSERT_GT(desk_.rows.size(), 3U);
  for (std::size_t i = 1; i < desk_.rows.size(); ++i) {
    Press(Key::kJ);
    ASSERT_EQ(SelectedAt(desk_), i);
    EXPECT_EQ(desk_.selected, desk_.rows[i].conversation);
  }
}

TEST_F(ReviewScreen, FollowsItsNumberWhenSomebodyIsDone) {
  OpenWeek(kThisWeek);
  Click("tile:1");
  const std::size_t before = desk_.rows.size();
  Press(Key::kE);
  Advance(Duration::Minutes(1));
  Settle();
  EXPECT_EQ(desk_.rows.size() + 1, before) << "who was closed no longer waits";
}

TEST_F(ReviewScreen, OpensTheConversationOfAWait) {
  OpenWeek(kThisWeek);
  ASSERT_FALSE(snapshot_.review->waiting.empty());
  const ConversationId id = snapshot_.review->waiting.front().conversation;
  Click("waiting:0");
  EXPECT_EQ(desk_.page, Page::kInbox);
  EXPECT_EQ(desk_.selected, id);
}

TEST_F(ReviewScreen, OpensTheWeekThatGoesOnWhereNothingWasWrittenBefore) {
  desk_.page = Page::kReview;
  const auto opened = [&] {
    Settle();
    EXPECT_NE(snapshot_.review, nullptr);
    return snapshot_.review == nullptr ? IsoWeek() : snapshot_.review->week;
  };
  EXPECT_EQ(opened(), kThisWeek) << "the shop began this week";
  Advance(Duration::Days(9));  // a week in which nobody wrote has passed
  EXPECT_EQ(opened(), (IsoWeek{2026, 48})) << "nothing was written since, either";
  WrittenAgo(Duration::Hours(1));
  EXPECT_EQ(opened(), (IsoWeek{2026, 49}));
}

TEST_F(ReviewScreen, RecordsTheActionWithItsOwner) {
  OpenWeek(kThisWeek);
  ScrollDown();
  Click("review:decide");
  Type("ask the courier");
  const AgentId other = snapshot_.agents.at(1).id;
  Click("action_owner:" + std::to_string(other.value));
  Press(Key::kEnter);
  const auto action = ActionOf(kThisWeek);
  ASSERT_TRUE(action);
  EXPECT_EQ(action->text, "ask the courier");
  EXPECT_EQ(action->owner, other);
  EXPECT_TRUE(Shows(snapshot_.agents.at(1).name + ": ask the courier"));
}

TEST_F(ReviewScreen, ThatTakesLongRestsBetweenChangesOfOthersButShowsOnesOwnAtOnce) {
  OpenWeek(kThisWeek);
  const auto takes_long = [&] { backend_->review_cost = std::chrono::hours(1); };
  takes_long();
  Write([&](Session& session) {
    return SetWeeklyAction(session, {desk_.agent, clock_.Now()}, kThisWeek, "ask the post office", desk_.agent);
  });
  ScrollDown();
  EXPECT_FALSE(Shows(snapshot_.agents.front().name + ": ask the post office"));
  Click("review:decide");
  Type("ask the courier");
  Click("action_owner:" + std::to_string(snapshot_.agents.front().id.value));
  takes_long();
  Press(Key::kEnter);
  EXPECT_TRUE(Shows(snapshot_.agents.front().name + ": ask the courier"));
}

TEST_F(ReviewScreen, ChecksTheActionOfTheWeekBefore) {
  Write([&](Session& session) {
    return SetWeeklyAction(session, {desk_.agent, clock_.Now()}, kLastWeek, "evening shift", desk_.agent);
  });
  OpenWeek(kThisWeek);
  ScrollDown();
  EXPECT_TRUE(Shows("not done yet"));
  Click("review:done");
  Press(Key::kEnter);
  EXPECT_FALSE(ActionOf(kLastWeek)->done_at) << "an outcome is needed";
  Type("it helped");
  Press(Key::kEnter);
  EXPECT_EQ(ActionOf(kLastWeek)->outcome, "it helped");
  EXPECT_TRUE(Shows("done. → it helped"));
  Press(Key::kZ);
  EXPECT_FALSE(ActionOf(kLastWeek)->done_at);
}

TEST_F(ReviewScreen, ProposesAnIncidentWhereStaffSeeItAndOpensItByAClick) {
  const IncidentId id = Propose();
  EXPECT_TRUE(Has("incidents"));
  EXPECT_TRUE(Shows("1 incident to decide about"));
  Press(Key::kI);
  ASSERT_EQ(desk_.overlay, Overlay::kIncidents);
  EXPECT_TRUE(Shows("9 people with a problem within 60 min, usually 2"));
  Click("incident_open:" + std::to_string(id.value));
  EXPECT_EQ(IncidentOf(id).state, IncidentState::kOpen);
  Click("incident_close:" + std::to_string(id.value));
  EXPECT_EQ(IncidentOf(id).state, IncidentState::kClosed);
}

TEST_F(ReviewScreen, RefusesAnIncidentAndTakesItBack) {
  const IncidentId id = Propose();
  Click("incidents");
  Click("incident_refuse:" + std::to_string(id.value));
  EXPECT_EQ(IncidentOf(id).state, IncidentState::kRefused);
  Press(Key::kEscape);
  EXPECT_FALSE(Has("incidents"));
  Press(Key::kZ);
  EXPECT_EQ(IncidentOf(id).state, IncidentState::kProposed);
}

TEST_F(ReviewScreen, ShowsTheProblemsOfAnIncident) {
  const IncidentId id = Propose();
  Press(Key::kI);
  Click("incident_show:" + std::to_string(id.value));
  EXPECT_EQ(desk_.overlay, Overlay::kNone);
  ASSERT_EQ(desk_.filter.kind, ListKind::kReview);
  EXPECT_EQ(desk_.filter.review.set, ReviewSet::kProblems);
  EXPECT_EQ(desk_.filter.review.inbox, IncidentOf(id).inbox_id);
  ASSERT_FALSE(desk_.rows.empty());
  for (const ListRow& row : desk_.rows) EXPECT_TRUE(!IncidentOf(id).inbox_id || row.inbox == IncidentOf(id).inbox_id);
}

TEST_F(ReviewScreen, SaysSomethingKindWithoutIncidents) {
  Press(Key::kI);
  EXPECT_TRUE(Shows("When many people report a problem at once"));
}

TEST_F(ReviewScreen, OpensTheWaitsOfToday) {
  ASSERT_TRUE(Has("top:today"));
  Click("top:today");
  EXPECT_EQ(desk_.filter.kind, ListKind::kReview);
  EXPECT_EQ(static_cast<std::int64_t>(desk_.rows.size()), snapshot_.today.waits);
}

TEST_F(ReviewScreen, TellsAPromiseWhereItWasMade) {
  Open("Joan Miller");
  Click("contact:promise");
  Type("4h");
  Press(Key::kEnter);
  EXPECT_TRUE(Shows("promised: We answer"));
  Advance(Duration::Hours(5));
  Settle();
  EXPECT_TRUE(Shows("Broken: was due"));
}

TEST_F(ReviewScreen, TellsTheIncidentThatAProblemFallsInto) {
  Open("Krzysztof Lis");
  Write([&](Session& session) -> Status {
    Incident incident;
    incident.opened_at = snapshot_.detail->wait->started_at + Duration::Minutes(10);
    incident.facts = "people=9 usual=2 threshold=6 minutes=60";
    return session.cases().AddIncident(incident).status();
  });
  EXPECT_EQ(snapshot_.detail->incidents.size(), 1U);
  EXPECT_TRUE(Shows("Part of an incident: Many problems at once · everywhere"));
}

TEST_F(ReviewScreen, StaysReadableWhereTheWindowIsNarrow) {
  width_ = 760;
  OpenWeek(kThisWeek);
  EXPECT_TRUE(Has("tile:6"));
  Click("tile:1");
  EXPECT_TRUE(Has("filter:back"));
}

}  // namespace
}  // namespace replywatch

#include "tests/support/shop_life.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <random>

#include "shared/actions/sla_keeper.h"
#include "shared/actions/staff_actions.h"
#include "shared/actions/wait_keeper.h"

namespace replywatch::testing {
namespace {

constexpr int kPerTransaction = 500;

const char* const kFirst[] = {"Ana",   "Diana", "Paweł", "Георги",    "Marta", "Весела", "Radu",     "Tomek",
                              "Ioana", "Мария", "Elena", "Katarzyna", "Стоян", "Andrei", "Gabriela", "Петя"};
const char* const kLast[] = {"Marin",    "Anghel", "Wójcik",  "Илиев",   "Kowal",  "Димова", "Stan",   "Nowak",
                             "Petrescu", "Колева", "Ionescu", "Wrońska", "Петров", "Rusu",   "Nistor", "Georgieva"};
const char* const kCauses[] = {"late_delivery", "wrong_item", "damaged", "refund", "payment", "website"};
constexpr double kCauseWeights[] = {31, 17, 12, 9, 4, 3};
// Messages by hour of the day, and by day of the week.
constexpr double kHours[] = {1, .5, .3, .2, .2, .4, 1, 3, 6, 9, 11, 12, 13, 12, 11, 10, 10, 9, 8, 9, 10, 8, 5, 2};
constexpr double kDays[] = {1.2, 1.1, 1.05, 1, 1, .6, .5};

struct Step {
  Timestamp at;
  std::int64_t number = 0;  // of the question
  int person = 0;
  bool is_private = false;
  bool is_review = false;
  bool is_answer = false;
  Flags flags;
};

class Life {
 public:
  Life(Store& store, const Settings& settings, const ShopLifeOptions& options)
      : store_(store),
        options_(options),
        zone_(*Zone::Find(settings.shop.time_zone)),
        hours_(MakeBusinessHours(settings.shop)),
        random_(options.seed),
        hour_(std::begin(kHours), std::end(kHours)),
        day_(std::begin(kDays), std::end(kDays)),
        cause_(std::begin(kCauseWeights), std::end(kCauseWeights)) {}

  Status Live() {
    RW_RETURN_IF_ERROR(store_.Write([&](Session& s) { return Begin(s); }));
    const LocalDay last_monday = MondayOf(WeekOf(zone_.DayOf(options_.until)));
    for (int week = options_.weeks - 1; week >= 0; --week) RW_RETURN_IF_ERROR(LiveWeek(last_monday - 7 * week));
    return store_.Write([&](Session& s) { return End(s, last_monday); });
  }

 private:
  bool Chance(double p) { return std::uniform_real_distribution<double>(0, 1)(random_) < p; }

  Status Begin(Session& s) {
    const char* const names[][2] = {{"pages", "Facebook"}, {"pictures", "Instagram"}, {"blog", "WordPress"}};
    for (const auto& [name, display] : names) {
      Inbox inbox;
      inbox.name = inbox.platform = name;
      inbox.display_name = display;
      inbox.account_id = "shop";
      RW_ASSIGN_OR_RETURN(const InboxId id, s.inboxes().Put(inbox));
      inboxes_.push_back(id);
      InboxHealth health;
      health.last_success = options_.until - Duration::Days(7 * options_.weeks + 7);
      RW_RETURN_IF_ERROR(s.inboxes().SetHealth(id, health));
      health.last_success = options_.until;
      RW_RETURN_IF_ERROR(s.inboxes().SetHealth(id, health));
    }
    for (const char* name : {"Ioana", "Mihai"}) {
      RW_ASSIGN_OR_RETURN(const AgentId id, s.staff().Put({{}, name, AgentRole::kAgent, "", true}));
      agents_.push_back(id);
    }
    return {};
  }

  // People get an answer while the shop is open, private ones later; a few never.
  std::optional<Timestamp> AnswerTo(const Step& question) {
    if (Chance(question.is_private ? 0.035 : 0.02)) return std::nullopt;
    const double typical_minutes = question.is_private ? 42 : question.flags.Has(Flag::kProblem) ? 18 : 26;
    const double minutes = typical_minutes * std::exp(std::normal_distribution<double>(0, 1.3)(random_));
    const auto at = hours_.After(question.at, Duration{static_cast<std::int64_t>(minutes * 60'000)});
    return Chance(0.15) ? question.at + Duration::Minutes(20) : at;  // now and then somebody answers from home
  }

  Step QuestionOf(LocalDay monday) {
    Step step;
    const LocalDay day = monday + day_(random_);
    const int minute = hour_(random_) * 60 + std::uniform_int_distribution<int>(0, 59)(random_);
    step.at = zone_.At(day, minute) + Duration::Milliseconds(std::uniform_int_distribution<int>(0, 59'999)(random_));
    step.number = ++questions_;
    step.person = std::uniform_int_distribution<int>(0, 40 * options_.messages_per_week)(random_);
    step.is_private = Chance(0.4);
    step.is_review = !step.is_private && Chance(0.08);
    const double kind = std::uniform_real_distribution<double>(0, 1)(random_);
    step.flags = kind < 0.2    ? Flags(Flag::kProblem)
                 : kind < 0.75 ? Flags(Flag::kQuestion)
                 : kind < 0.9  ? Flags(Flag::kPraise)
                               : Flags();
    if (step.flags.Has(Flag::kProblem) && Chance(0.06)) step.flags.Set(Flag::kThreat);
    return step;
  }

  Status LiveWeek(LocalDay monday) {
    std::vector<Step> steps = std::move(carried_);
    carried_.clear();
    const Timestamp end = std::min(zone_.At(monday + 7, 0), options_.until);
    for (int i = 0; i < options_.messages_per_week * 100 / 193; ++i) {
      const Step question = QuestionOf(monday);
      if (question.at >= options_.until) continue;
      steps.push_back(question);
      const auto answered = AnswerTo(question);
      if (!answered) continue;
      Step answer = question;
      answer.is_answer = true;
      answer.at = *answered;
      (answer.at < end ? steps : carried_).push_back(answer);
    }
    std::erase_if(carried_, [&](const Step& step) { return step.at >= options_.until; });
    std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
    for (std::size_t i = 0; i < steps.size(); i += kPerTransaction) {
      RW_RETURN_IF_ERROR(store_.Write([&](Session& s) -> Status {
        for (std::size_t j = i; j < std::min(i + kPerTransaction, steps.size()); ++j) RW_RETURN_IF_ERROR(Happen(s, steps[j]));
        return {};
      }));
    }
    return {};
  }

  Message MessageOf(const Step& step) const {
    Message m;
    m.inbox_id = inboxes_.at(static_cast<std::size_t>(step.person) % inboxes_.size());
    Item& item = m.item;
    const std::string person = std::to_string(step.person);
    item.source_id = (step.is_answer ? "a" : "m") + std::to_string(step.number);
    item.visibility = step.is_private ? Visibility::kPrivate : Visibility::kPublic;
    item.kind = step.is_review ? MessageKind::kReview : step.is_private ? MessageKind::kPrivate : MessageKind::kComment;
    item.root_source_id = step.is_private ? "talk" + person : "post" + std::to_string(step.number / 50);
    item.author = {"p" + person, std::string(kFirst[step.person % 16]) + " " + kLast[step.person / 16 % 16], "person" + person,
                   "", ""};
    item.text = "Bună ziua, unde este comanda " + std::to_string(step.number) + "? O aștept de câteva zile și nu scrie nimic.";
    item.created_at = m.visible_at = step.at;
    m.fetched_at = step.at + Duration::Seconds(25);
    if (!step.is_answer) {
      m.classification.flags = step.flags;
      m.classification.language = "ro";
      return m;
    }
    item.parent_source_id = "m" + std::to_string(step.number);
    item.direction = Direction::kOutgoing;
    item.text = "Vă mulțumim pentru mesaj, coletul pleacă astăzi. Ioana, Atelier.";
    return m;
  }

  Status Happen(Session& s, const Step& step) {
    Message m = MessageOf(step);
    RW_ASSIGN_OR_RETURN(m.contact_id, s.contacts().Resolve(m.inbox_id, m.item.author, step.at));
    RW_ASSIGN_OR_RETURN(
        m.conversation_id,
        s.conversations().Resolve({m.inbox_id, m.item.root_source_id, m.item.visibility, "", ""}, m.contact_id, step.at));
    if (step.is_answer) m.item.author = {"shop", "Atelier", "atelier", "", ""};
    RW_ASSIGN_OR_RETURN(m.id, s.messages().Insert(m));
    RW_RETURN_IF_ERROR(WaitsAfterInsert(s, m));
    return step.is_answer ? AfterAnswer(s, step, m.conversation_id) : AfterQuestion(s, step, m.conversation_id);
  }

  Status AfterQuestion(Session& s, const Step& step, ConversationId id) {
    const AgentId owner = agents_.at(step.person % 2 == 0 ? 0 : 1);
    RW_ASSIGN_OR_RETURN(const std::optional<Conversation> conversation, s.conversations().Get(id));
    if (Chance(0.85)) RW_RETURN_IF_ERROR(Assign(s, {owner, step.at}, id, owner, conversation->owner ? "back to you" : ""));
    if (!step.flags.Has(Flag::kProblem)) return {};
    if (Chance(0.06))
      RW_RETURN_IF_ERROR(
          Assign(s, {owner, step.at + Duration::Minutes(5)}, id, agents_.at(step.person % 2 == 0 ? 1 : 0), "knows it"));
    if (Chance(0.9)) RW_RETURN_IF_ERROR(s.cases().AddCause({id, kCauses[cause_(random_)], step.at, owner}));
    if (!Chance(0.12)) return {};
    Promise promise;
    promise.conversation_id = id;
    promise.text = "-";
    promise.made_at = step.at;
    promise.due_at = step.at + Duration::Days(2);
    if (Chance(0.8)) promise.kept_at = step.at + Duration::Days(1);
    return s.cases().AddPromise(promise).status();
  }

  Status AfterAnswer(Session& s, const Step& step, ConversationId id) {
    if (!step.flags.Has(Flag::kProblem) || !Chance(0.7)) return {};
    return MarkDone(s, {agents_.front(), step.at + Duration::Minutes(1)}, id);
  }

  Status End(Session& s, LocalDay last_monday) {
    for (int back = 0; back < 4; ++back) {
      const LocalDay monday = last_monday - 7 * back;
      RW_RETURN_IF_ERROR(s.inboxes().AddBlindSpell(inboxes_.at(1), zone_.At(monday + 2, 14 * 60),
                                                   zone_.At(monday + 2, 14 * 60 + 18 + 7 * back)));
      WeeklyAction action;
      action.week = WeekOf(monday);
      action.owner = agents_.at(static_cast<std::size_t>(back) % 2);
      action.text = back % 2 == 0 ? "cerem curierului AWB-ul imediat ce coletul este predat."
                                  : "tură de seară pe Instagram, de luni până vineri.";
      action.at = zone_.At(monday + 7, 10 * 60);
      if (back > 0) action.done_at = action.at + Duration::Days(5);
      if (back > 0) action.outcome = "p90 de seară a scăzut de la 9 h la 3 h.";
      RW_RETURN_IF_ERROR(s.cases().PutAction(action));
    }
    return {};
  }

  Store& store_;
  const ShopLifeOptions& options_;
  Zone zone_;
  BusinessHours hours_;
  std::mt19937 random_;
  std::discrete_distribution<int> hour_;
  std::discrete_distribution<int> day_;
  std::discrete_distribution<int> cause_;
  std::vector<InboxId> inboxes_;
  std::vector<AgentId> agents_;
  std::vector<Step> carried_;  // answers that come after the week
  std::int64_t questions_ = 0;
};

}  // namespace

std::string ShopLifeSettings(const std::string& database) {
  return R"({ "database": ")" + database + R"(",
  "shop": { "name": "Atelier", "time_zone": "Europe/Bucharest", "languages": ["ro", "en"],
            "hours": { "mon-fri": ["09:00-18:00"], "sat": ["10:00-14:00"] } },
  "agents": [ { "name": "Ioana" }, { "name": "Mihai" } ], "inboxes": [],
  "targets": [ { "match": { "flag": "problem" }, "first_response": "2h", "resolution": "24h" },
               { "first_response": "4h", "next_response": "4h", "resolution": "48h" } ] }
)";
}

Status LiveShopLife(Store& store, const Settings& settings, const ShopLifeOptions& options) {
  RW_RETURN_IF_ERROR(Life(store, settings, options).Live());
  return ComputeStaleClocks(store, SlaKeeper(settings.targets, MakeBusinessHours(settings.shop)));
}

}  // namespace replywatch::testing

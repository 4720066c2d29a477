#include "shared/settings/review_words.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "shared/base/fold.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxShownName = 60;
constexpr Duration kWorthTelling = Duration::Hours(1);  // of a week that was not watched from its begin

char32_t Upper(char32_t c) {
  if (c >= U'a' && c <= U'z') return c - 32;
  if (c >= U'а' && c <= U'я') return c - 32;
  return c;
}

std::string WithOutcome(std::string text, const WeeklyAction& action) {
  return action.outcome.empty() ? text : text + " → " + action.outcome;
}

}  // namespace

std::string DottedInitials(std::string_view name) {
  std::vector<char32_t> firsts;
  bool within = false;
  for (std::size_t pos = 0; pos < name.size();) {
    const char32_t c = DecodeUtf8(name, pos);
    const bool is_word = IsWordCharacter(c) && c != U'_';
    if (is_word && !within) firsts.push_back(Upper(c));
    within = is_word || c == U'\'' || c == U'’';
  }
  std::string out;
  for (std::size_t i = 0; i < firsts.size(); ++i) {
    if (i > 0 && i + 1 < firsts.size()) continue;  // the first and the last
    if (!out.empty()) out += " ";
    AppendUtf8(out, firsts[i]);
    out += '.';
  }
  return out;
}

ReviewWords::ReviewWords(Catalogue catalogue, Catalogue causes, Zone zone, ReviewStyle style, const ReviewNames& names)
    : catalogue_(std::move(catalogue)),
      causes_(std::move(causes)),
      zone_(zone),
      style_(std::move(style)),
      names_(names),
      time_(catalogue_.language(), zone.Name()),
      number_(catalogue_.language()) {}

std::string ReviewWords::Count(std::string_view key, std::int64_t n, PhraseArguments arguments) const {
  return catalogue_.Count(key, n, arguments);
}

std::string ReviewWords::ExactShare(double share) const {
  return share >= 0.995 && share < 1 ? Share(std::min(share, 0.9999), 2) : Share(share, share >= 0.95 && share < 1 ? 1 : 0);
}

std::string ReviewWords::Length(Duration d) const {
  const std::int64_t minutes = (d.ms + 30'000) / 60'000;
  if (minutes < 1) return Text("length.moment");
  const auto two_digits = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  if (minutes < 60) return Text("length.minutes", {{"m", std::to_string(minutes)}});
  const std::int64_t hours = minutes / 60;
  if (hours < 48) {
    if (minutes % 60 == 0) return Text("length.hours", {{"h", std::to_string(hours)}});
    return Text("length.hours_minutes", {{"h", std::to_string(hours)}, {"m", two_digits(minutes % 60)}});
  }
  if (hours % 24 == 0) return Text("length.days", {{"d", Number(hours / 24)}});
  return Text("length.days_hours", {{"d", Number(hours / 24)}, {"h", std::to_string(hours % 24)}});
}

// Of several lengths: none at all is not "less than a minute".
std::string ReviewWords::Total(Duration d) const { return d.ms == 0 ? Text("length.minutes", {{"m", "0"}}) : Length(d); }

std::string ReviewWords::Of(const Quantile& quantile) const {
  return quantile.is_over ? Text("length.over", {{"length", Length(quantile.value)}}) : Length(quantile.value);
}

std::string ReviewWords::Of(const std::optional<Quantile>& quantile) const {
  return quantile ? Of(*quantile) : std::string(kNone);
}

std::string ReviewWords::Of(const Parity& parity) const {
  if (!parity.ratio) return std::string(kNone);
  return parity.is_over ? Text("length.over", {{"length", Ratio(*parity.ratio)}}) : Ratio(*parity.ratio);
}

std::string ReviewWords::Waiting(const Review& review) const {
  return review.waiting_longer > 0 ? Text("tile.waiting_longer", {{"longer", Number(review.waiting_longer)}})
                                   : Text("tile.waiting");
}

std::string ReviewWords::Seen(const Coverage& coverage) const {
  return coverage.seen ? ExactShare(*coverage.seen) : std::string(kNone);
}

std::string ReviewWords::SeenLabel(const Coverage& coverage) const {
  const bool is_whole_week = !coverage.seen || coverage.unwatched < kWorthTelling;
  if (is_whole_week) return Text("tile.seen", {{"blind", Total(coverage.blind)}});
  return Text("tile.seen_of", {{"watched", Total(coverage.watched)}, {"blind", Total(coverage.blind)}});
}

std::string ReviewWords::Watched(const Coverage& coverage) const {
  return coverage.seen ? Total(coverage.watched) : std::string(kNone);
}

std::string ReviewWords::Blind(const Coverage& coverage) const {
  return coverage.seen ? Total(coverage.blind) : std::string(kNone);
}

std::string ReviewWords::OfInbox(bool is_blind_time) const { return Text(is_blind_time ? "list.blind" : "list.about_inbox"); }

std::string ReviewWords::MedianLabel(const WaitFigures& figures) const {
  const bool is_few = figures.count > 0 && IsFew(static_cast<std::size_t>(figures.count));
  return is_few ? Count("tile.median_few", figures.count) : Text("tile.median");
}

std::string ReviewWords::InTarget(const WaitFigures& figures) const {
  if (!figures.in_target || IsFew(static_cast<std::size_t>(figures.count))) return std::string(kNone);
  return ExactShare(*figures.in_target);
}

std::string ReviewWords::Cases(const WaitFigures& figures) const {
  std::string answered;
  std::string unanswered;
  for (const Observation& seen : figures.cases) {
    std::string& list = seen.censored ? unanswered : answered;
    list += (list.empty() ? "" : ", ") + Length(seen.time);
  }
  if (unanswered.empty()) return answered;
  return answered + (answered.empty() ? "" : "; ") + Text("case.unanswered", {{"length", unanswered}});
}

std::string ReviewWords::OutOf(std::int64_t n, std::int64_t of) const {
  return Text("pair.of", {{"count", Number(n)}, {"all", Number(of)}});
}

std::string ReviewWords::WeekTitle(const WeekFigures& week) const {
  return Text("title.week", {{"week", std::to_string(week.week.week)}}) + " · " + WeekDates(week);
}

std::string ReviewWords::WeekDates(const WeekFigures& week) const {
  const LocalDay monday = MondayOf(week.week);
  constexpr int kNoon = 12 * 60;
  return time_.Dates(zone_.At(monday, kNoon), zone_.At(monday + 6, kNoon));
}

std::string ReviewWords::Weekday(int monday_first) const {
  return time_.ShortWeekday(zone_.At(MondayOf({2026, 47}) + monday_first, 12 * 60));
}

std::string ReviewWords::DateTime(Timestamp t) const { return time_.Date(t) + ", " + time_.ClockTime(t); }

std::string ReviewWords::Moment(Timestamp t) const { return time_.ShortWeekday(t) + " " + time_.ClockTime(t); }

std::string ReviewWords::OpeningTimes(const OpeningHours& hours) const {
  const auto clock = [](int minute) {
    const std::string h = std::to_string(minute / 60);
    const std::string m = std::to_string(minute % 60);
    return (h.size() < 2 ? "0" : "") + h + ":" + (m.size() < 2 ? "0" : "") + m;
  };
  std::string out;
  for (std::size_t day = 0; day < hours.week.size();) {
    std::size_t last = day;
    while (last + 1 < hours.week.size() && hours.week.at(last + 1) == hours.week.at(day)) ++last;
    if (!hours.week.at(day).empty()) {
      out +=
          (out.empty() ? "" : ", ") + Weekday(static_cast<int>(day)) + (last > day ? "–" + Weekday(static_cast<int>(last)) : "");
      for (const DayInterval& interval : hours.week.at(day)) out += " " + clock(interval.begin) + "–" + clock(interval.end);
    }
    day = last + 1;
  }
  return out;
}

std::string ReviewWords::Subtitle(const Review& review, const BusinessHours& hours) const {
  std::string out = style().shop_name;
  out += (out.empty() ? "" : " · ") + Text("title.zone", {{"zone", hours.zone().Name()}});
  out +=
      " · " +
      (hours.IsAlwaysOpen() ? Text("title.always_open") : Text("title.opening_hours", {{"hours", OpeningTimes(hours.hours())}})) +
      " · " + Text("title.grey");
  if (!review.is_complete) out += " · " + Text("title.so_far", {{"time", DateTime(review.this_week.bounds.to)}});
  return out;
}

std::string ReviewWords::Person(const ListedWait& wait) const {
  const auto known = names_.contacts.find(wait.wait.contact_id);
  if (known == names_.contacts.end() || known->second.empty()) return Text("person.unknown");
  if (style_.with_names) return CleanLine(known->second, kMaxShownName);
  const std::string initials = DottedInitials(known->second);
  return initials.empty() ? Text("person.unknown") : initials;
}

std::string ReviewWords::Owner(const ListedWait& wait) const {
  return wait.wait.owner ? AgentName(wait.wait.owner) : Text("owner.nobody");
}

std::string ReviewWords::Where(const ListedWait& wait) const {
  return InboxName(wait.wait.inbox_id) + ", " + ChannelName(wait.wait.channel);
}

std::string ReviewWords::About(const ListedWait& wait) const {
  std::string about = wait.wait.cause.empty() ? TopicName(TopicOf(wait.wait)) : CauseName(wait.wait.cause);
  if (wait.wait.flags.Has(Flag::kThreat)) about = Text("about.threat", {{"about", about}});
  return about;
}

std::string ReviewWords::Lasted(const ListedWait& wait) const {
  const std::string length = Length(wait.lasted);
  if (wait.was_open)
    return Text(wait.wait.outcome == WaitOutcome::kAnswered ? "waited.answered_later" : "waited.open", {{"length", length}});
  if (wait.wait.outcome == WaitOutcome::kClosed) return Text("waited.closed", {{"length", length}});
  if (wait.wait.outcome == WaitOutcome::kLiked) return Text("waited.liked", {{"length", length}});
  return wait.wait.outcome == WaitOutcome::kWithdrawn ? Text("waited.withdrawn", {{"length", length}}) : length;
}

std::string ReviewWords::ThisAction(const Review& review) const {
  if (!review.action) {
    const std::string hint = Hint(review.suggestion);
    return Text("action.none") + (hint.empty() ? "" : " " + hint);
  }
  const WeeklyAction& action = *review.action;
  return WithOutcome(Text("action.decided", {{"owner", AgentName(action.owner)}, {"text", action.text}}), action);
}

std::string ReviewWords::LastAction(const Review& review) const {
  if (!review.last_action) return Text("action.last_none");
  const WeeklyAction& action = *review.last_action;
  return WithOutcome(
      Text(action.done_at ? "action.last_done" : "action.last_open", {{"owner", AgentName(action.owner)}, {"text", action.text}}),
      action);
}

std::string ReviewWords::Hint(const Suggestion& s) const {
  switch (s.pointer) {
    case Pointer::kNothing: return {};
    case Pointer::kCause: return Text("action.hint_cause", {{"cause", CauseName(s.cause)}, {"share", Share(s.amount)}});
    case Pointer::kPrivate: return Text("action.hint_private", {{"ratio", Ratio(s.amount)}});
    case Pointer::kPromises: return Text("action.hint_promises", {{"count", Number(std::llround(s.amount))}});
    case Pointer::kWaiting: return Text("action.hint_waiting", {{"count", Number(std::llround(s.amount))}});
  }
  return {};
}

std::string ReviewWords::AgentName(AgentId id) const {
  const auto known = names_.agents.find(id);
  return known == names_.agents.end() ? Text("owner.nobody") : CleanLine(known->second, kMaxShownName);
}

std::string ReviewWords::InboxName(InboxId id) const {
  const auto known = names_.inboxes.find(id);
  if (known == names_.inboxes.end()) return std::string(kNone);
  const std::string& platform = known->second.display_name;
  const auto same = std::count_if(names_.inboxes.begin(), names_.inboxes.end(),
                                  [&](const auto& pair) { return pair.second.display_name == platform; });
  return CleanLine(same > 1 ? platform + " (" + known->second.name + ")" : platform, kMaxShownName);
}

std::string ReviewWords::ChannelName(Channel channel) const {
  constexpr std::array<std::string_view, kChannels> kKeys{"channel.public", "channel.private", "channel.review", "channel.email"};
  return Text(kKeys.at(static_cast<std::size_t>(channel)));
}

std::string ReviewWords::TopicName(Topic topic) const {
  constexpr std::array<std::string_view, kTopics> kKeys{"topic.problem", "topic.question", "topic.praise", "topic.other"};
  return Text(kKeys.at(static_cast<std::size_t>(topic)));
}

std::string ReviewWords::CauseName(const std::string& cause) const {
  if (cause.empty()) return Text("cause.none");
  if (causes_.Has(cause)) return std::string(causes_.Text(cause));
  std::string name = CleanLine(cause, kMaxShownName);
  std::replace(name.begin(), name.end(), '_', ' ');
  if (!name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return name;
}

}  // namespace replywatch

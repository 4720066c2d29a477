// What the weekly review shows: the sheet, the lists behind its numbers, the figure of today; incidents.
#include <algorithm>
#include <chrono>

#include "dashboard/load_snapshot.h"
#include "shared/actions/load_review.h"
#include "shared/base/utf8.h"
#include "shared/settings/catalogue_file.h"

namespace replywatch {
namespace {

constexpr int kShownIncidents = 12;
// A sheet that took long is not made anew with every change: at most this share of the time goes into it.
constexpr int kRestPerWork = 20;
constexpr std::chrono::milliseconds kQuick{50};

struct ReviewTexts {
  Catalogue review;
  Catalogue causes;
};

// In English where the language has none.
Result<Catalogue> LoadReviewCatalogue(const std::filesystem::path& data, const std::string& language) {
  Result<Catalogue> review = LoadCatalogue(data, language, "review.json");
  return review.ok() ? std::move(review) : LoadCatalogue(data, "en", "review.json");
}

Result<ReviewTexts> LoadTexts(const std::filesystem::path& data, const std::string& language) {
  ReviewTexts texts;
  RW_ASSIGN_OR_RETURN(texts.review, LoadReviewCatalogue(data, language));
  // A cause without words shows its key.
  if (auto causes = LoadCatalogue(data, language, "causes.json"); causes.ok()) texts.causes = *causes;
  return texts;
}

// The week asked for; else the last one that is over, or the one that goes on where nothing had been written before it.
Result<IsoWeek> WeekOfRequest(Session& session, const LoadRequest& request, const Zone& zone, Timestamp now) {
  if (request.review_week && BoundsOf(*request.review_week, zone).from < now) return *request.review_week;
  const IsoWeek last = LastCompleteWeek(now, zone);
  const WeekBounds bounds = BoundsOf(last, zone);
  RW_ASSIGN_OR_RETURN(const bool has_last, session.messages().AnyBetween(bounds.from, bounds.to));
  if (has_last) return last;
  RW_ASSIGN_OR_RETURN(const bool has_this, session.messages().AnyBetween(bounds.to, now));
  return has_this ? WeekOf(zone.DayOf(now)) : last;
}

Result<std::optional<Message>> NewestIncoming(Session& session, ConversationId id) {
  RW_ASSIGN_OR_RETURN(const std::vector<Message> messages, session.messages().OfConversation(id));
  const auto found =
      std::find_if(messages.rbegin(), messages.rend(), [](const Message& m) { return m.item.direction == Direction::kIncoming; });
  std::optional<Message> newest;
  if (found != messages.rend()) newest = *found;
  return newest;
}

Result<std::optional<Message>> MessageOf(Session& session, const ReviewItem& item, const std::optional<Wait>& wait) {
  if (item.message) return session.messages().Get(item.message);
  if (wait) return session.messages().Get(wait->last_message);
  return NewestIncoming(session, item.conversation);  // none for what is about an inbox
}

Result<std::optional<Wait>> WaitOf(Session& session, const ReviewItem& item) {
  if (!item.wait) return std::optional<Wait>();
  RW_ASSIGN_OR_RETURN(const std::vector<Wait> waits, session.conversations().Waits(item.conversation));
  const auto found = std::find_if(waits.begin(), waits.end(), [&](const Wait& wait) { return wait.id == item.wait->wait.id; });
  return found == waits.end() ? std::optional<Wait>() : std::optional(*found);
}

// What is about no conversation is named by its inbox.
Result<ListRow> RowOf(Session& session, const ReviewItem& item, const ReviewWords& words) {
  RW_ASSIGN_OR_RETURN(std::optional<Wait> wait, WaitOf(session, item));
  RW_ASSIGN_OR_RETURN(const std::optional<Message> message, MessageOf(session, item, wait));
  ListRow row;
  row.name = item.inbox ? words.InboxName(item.inbox) : std::string();
  row.inbox = item.inbox;
  row.last_activity = item.at;
  if (!item.conversation) row.snippet = words.OfInbox(item.lasted.has_value());
  if (message) {
    RW_ASSIGN_OR_RETURN(std::optional<ListRow> known, RowOfMessage(session, *message));
    if (known) row = std::move(*known);
    if (!known) FillFromMessage(*message, row);
    if (!known) row.name = CleanLine(message->item.author.name, 200);
  }
  if (wait) row.wait = wait;
  if (item.wait)
    row.told = words.Lasted(*item.wait);
  else if (item.lasted)
    row.told = words.Moment(item.at) + " · " + words.Length(*item.lasted);
  else
    row.told = words.Moment(item.at);
  return row;
}

bool IsFresh(const Backend& backend, IsoWeek week, const LoadRequest& request) {
  const auto& sheet = backend.review_sheet;
  if (sheet == nullptr || sheet->week != week || backend.review_language != request.language || backend.review_cost < kQuick)
    return false;
  return std::chrono::steady_clock::now() - backend.review_made_at < kRestPerWork * backend.review_cost;
}

}  // namespace

Status LoadReviewSheet(Session& session, Backend& backend, const LoadRequest& request, Snapshot& out) {
  if (!request.wants_review) return {};
  RW_ASSIGN_OR_RETURN(const IsoWeek week, WeekOfRequest(session, request, backend.hours.zone(), out.at));
  if (!IsFresh(backend, week, request)) {
    const auto start = std::chrono::steady_clock::now();
    RW_ASSIGN_OR_RETURN(ReviewTexts texts, LoadTexts(backend.data, request.language));
    RW_ASSIGN_OR_RETURN(const LoadedReview loaded, LoadReview(session, week, backend.hours, out.at));
    const ReviewWords words(std::move(texts.review), std::move(texts.causes), backend.hours.zone(),
                            {backend.settings.shop.name, true}, loaded.names);
    backend.review_sheet = std::make_shared<const ReviewSheet>(MakeReviewSheet(loaded.review, words, backend.hours, out.at));
    backend.review_language = request.language;
    backend.review_made_at = std::chrono::steady_clock::now();
    backend.review_cost = std::chrono::duration_cast<std::chrono::milliseconds>(backend.review_made_at - start);
  }
  out.review = backend.review_sheet;
  return {};
}

Status LoadReviewRows(Session& session, const Backend& backend, const LoadRequest& request, Snapshot& out) {
  RW_ASSIGN_OR_RETURN(const std::vector<ReviewItem> items, LoadReviewList(session, request.filter.review, backend.hours, out.at));
  RW_ASSIGN_OR_RETURN(ReviewTexts texts, LoadTexts(backend.data, request.language));
  ReviewNames names;
  RW_ASSIGN_OR_RETURN(const std::vector<WatchedInbox> inboxes, session.reports().Inboxes());
  for (const WatchedInbox& inbox : inboxes) names.inboxes[inbox.id] = inbox;
  const ReviewWords words(std::move(texts.review), std::move(texts.causes), backend.hours.zone(), {}, names);
  for (std::size_t i = 0; i < std::min(items.size(), static_cast<std::size_t>(kMostRows)); ++i) {
    RW_ASSIGN_OR_RETURN(ListRow row, RowOf(session, items[i], words));
    out.rows.push_back(std::move(row));
  }
  out.total = static_cast<std::int64_t>(items.size());
  return {};
}

Status LoadToday(Session& session, const Backend& backend, Snapshot& out) {
  const Zone& zone = backend.hours.zone();
  const LocalDay today = zone.DayOf(out.at);
  RW_ASSIGN_OR_RETURN(const std::vector<WaitSpan> spans, session.reports().Spans(zone.At(today, 0), out.at));
  out.today = FiguresOfToday(spans, out.at);
  out.today_list.week = WeekOf(today);
  out.today_list.day = WeekdayOf(today);
  return {};
}

Status LoadIncidents(Session& session, const Backend& backend, Snapshot& out) {
  RW_ASSIGN_OR_RETURN(std::vector<Incident> live, session.cases().LiveIncidents());
  std::stable_sort(live.begin(), live.end(), [](const Incident& a, const Incident& b) { return a.state < b.state; });
  RW_ASSIGN_OR_RETURN(const std::vector<Incident> recent, session.cases().Incidents(kShownIncidents));
  out.incidents = std::move(live);
  for (const Incident& incident : recent) {
    const bool is_live = incident.state == IncidentState::kProposed || incident.state == IncidentState::kOpen;
    if (!is_live && out.incidents.size() < static_cast<std::size_t>(kShownIncidents)) out.incidents.push_back(incident);
  }
  out.incident_lists.clear();
  for (const Incident& incident : out.incidents) {
    ReviewQuery& list = out.incident_lists.emplace_back();
    list.week = WeekOf(backend.hours.zone().DayOf(incident.opened_at));
    list.set = ReviewSet::kProblems;
    list.inbox = incident.inbox_id;
    if (!incident.cause.empty()) list.cause = incident.cause;
  }
  return {};
}

}  // namespace replywatch

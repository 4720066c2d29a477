#include "shared/settings/alert_words.h"

#include <algorithm>
#include <cstdlib>

#include "shared/base/utf8.h"
#include "shared/model/outbound.h"
#include "shared/settings/span_words.h"

namespace replywatch {
namespace {

// Empty when absent.
std::string_view WordIn(std::string_view facts, std::string_view key) {
  for (std::size_t at = 0; at < facts.size();) {
    const std::size_t end = std::min(facts.find(' ', at), facts.size());
    const std::string_view field = facts.substr(at, end - at);
    if (field.size() > key.size() && field.starts_with(key) && field[key.size()] == '=') return field.substr(key.size() + 1);
    at = end + 1;
  }
  return {};
}

std::int64_t FactOf(const Alert& alert, std::string_view key) { return FactIn(alert.facts, key); }

// Its kind in the keys of the catalogue, where what has no words and did not go out is one of its own.
std::string KeyOf(const Alert& alert) {
  if (alert.kind == AlertKind::kSendFailed) {
    const std::string_view kind = WordIn(alert.facts, "kind");
    if (kind == OutboundKindName(OutboundKind::kLike)) return "like_failed";
    if (kind == OutboundKindName(OutboundKind::kApproval)) return "approval_failed";
  }
  return std::string(AlertKindName(alert.kind));
}

// The time of day; with the day when it is another.
std::string InstantInWords(Timestamp at, Timestamp now, const LocalTime& local) {
  const std::string clock = local.ClockTime(at);
  return local.DayNumber(at) == local.DayNumber(now) ? clock : local.Date(at) + ", " + clock;
}

}  // namespace

std::int64_t FactIn(std::string_view facts, std::string_view key) {
  return std::strtoll(std::string(WordIn(facts, key)).c_str(), nullptr, 10);
}

std::string InitialsOf(const std::string& name) {
  std::string initials;
  bool at_start = true;
  for (std::size_t i = 0; i < name.size();) {
    std::size_t next = i + 1;
    while (next < name.size() && (static_cast<unsigned char>(name[next]) & 0xC0U) == 0x80U) ++next;
    const bool is_space = name[i] == ' ' || name[i] == '\t';
    if (at_start && !is_space) initials += (initials.empty() ? "" : " ") + name.substr(i, next - i) + ".";
    at_start = is_space;
    i = next;
    if (initials.size() > 24) break;
  }
  return initials.empty() ? "?" : initials;
}

std::string InboxLabel(InboxId id, const std::vector<Inbox>& inboxes) {
  const auto inbox = std::find_if(inboxes.begin(), inboxes.end(), [&](const Inbox& i) { return i.id == id; });
  if (inbox == inboxes.end()) return "";
  if (inbox->display_name.empty()) return inbox->name;
  const auto same = std::count_if(inboxes.begin(), inboxes.end(),
                                  [&](const Inbox& i) { return i.active && i.display_name == inbox->display_name; });
  return same > 1 ? inbox->display_name + " (" + inbox->name + ")" : inbox->display_name;
}

std::string_view AlertKindInWords(const Alert& alert, const Catalogue& words) {
  return words.Text("alerts.kind." + KeyOf(alert));
}

std::string DescribeAlert(const Alert& alert, const AlertNames& names, Timestamp now, const Catalogue& words,
                          const LocalTime& local) {
  std::string key = "alert.line." + KeyOf(alert);
  const bool has_steps =
      alert.kind == AlertKind::kResponse || alert.kind == AlertKind::kResolution || alert.kind == AlertKind::kPromise;
  if (has_steps) key += "." + std::string(AlertStepName(alert.step));
  if (FactOf(alert, "waits_again") != 0) key += ".waits_again";
  const Timestamp since{FactOf(alert, "since")};
  const Timestamp due{FactOf(alert, "due")};
  const std::string span = SpanInWords(since.ms != 0 ? now - since : Duration{std::llabs(FactOf(alert, "ms"))}, words);
  return words.Text(key, {{"person", names.person},
                          {"inbox", names.inbox},
                          {"span", span},
                          {"due", InstantInWords(due, now, local)},
                          {"since", InstantInWords(since, now, local)},
                          {"platform", std::to_string(FactOf(alert, "platform"))},
                          {"stored", std::to_string(FactOf(alert, "stored"))},
                          {"count", std::to_string(FactOf(alert, "count"))},
                          {"usual", std::to_string(FactOf(alert, "usual"))},
                          {"megabytes", std::to_string(FactOf(alert, "bytes") / 1'048'576)}});
}

std::string DescribeHold(const Alert& alert, const AlertNames& names, bool is_undelivered, Timestamp now, const Catalogue& words,
                         const LocalTime& local) {
  const auto until = [&](const std::optional<Timestamp>& at) { return at ? InstantInWords(*at, now, local) : std::string(); };
  switch (alert.hold) {
    case AlertHold::kNone: return {};
    case AlertHold::kRepeat:
      return words.Text(is_undelivered ? "alert.hold.undelivered" : "alert.hold.told", {{"time", until(alert.last_sent_at)}});
    case AlertHold::kAcknowledged:
      return words.Text(names.agent.empty() ? "alert.hold.acknowledged" : "alert.hold.acknowledged_by",
                        {{"name", names.agent}, {"time", until(alert.promised_until)}});
    default: return words.Text("alert.hold." + std::string(AlertHoldName(alert.hold)), {{"time", until(alert.next_at)}});
  }
}

}  // namespace replywatch

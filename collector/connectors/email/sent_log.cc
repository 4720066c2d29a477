#include "collector/connectors/email/sent_log.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "collector/connectors/email/email_items.h"

namespace replywatch::email {
namespace {

constexpr const char* kKey = "sends";
constexpr std::size_t kMost = 500;
constexpr std::string_view kHeading = "since ";
constexpr std::string_view kTried = " tried";
constexpr std::string_view kTaken = " taken";

std::string IdIn(std::string_view line) { return std::string(line.substr(0, line.find(' '))); }

bool IsOf(std::string_view message_id, std::string_view line) { return KeyIn(IdIn(line)) == KeyIn(message_id); }

// "since" with the time of the first note, then "message id tried" or "message id taken" on each line.
struct Notes {
  Timestamp since;
  std::vector<std::string> lines;

  explicit Notes(const std::string& text) {
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with(kHeading)) {
        since = ParseRfc3339(line.substr(kHeading.size())).value_or(Timestamp());
      } else {
        lines.push_back(line);
      }
    }
  }
};

}  // namespace

Result<SentNote> SentLog::Look(const std::string& message_id, Timestamp first_attempt_at) {
  RW_ASSIGN_OR_RETURN(const Secret kept, keeper_->Load(kKey));
  if (kept.empty()) return SentNote{};
  const Notes notes(kept.Reveal());
  for (const std::string& line : notes.lines) {
    if (IsOf(message_id, line)) return SentNote{line.ends_with(kTaken) ? SentState::kTaken : SentState::kTried, IdIn(line)};
  }
  return SentNote{first_attempt_at < notes.since ? SentState::kUnknown : SentState::kNever, ""};
}

Status SentLog::Note(const std::string& message_id, SentState state, Timestamp now) {
  RW_ASSIGN_OR_RETURN(const Secret kept, keeper_->Load(kKey));
  Notes notes(kept.Reveal());
  if (kept.empty()) notes.since = now;
  std::vector<std::string>& lines = notes.lines;
  std::erase_if(lines, [&](const std::string& line) { return IsOf(message_id, line); });
  if (state != SentState::kNever) lines.push_back(message_id + std::string(state == SentState::kTaken ? kTaken : kTried));
  // Who asks about a reply that was taken asks at the next start; one that was tried may be asked about for weeks.
  const auto oldest_taken =
      std::find_if(lines.begin(), lines.end(), [](const std::string& line) { return line.ends_with(kTaken); });
  if (lines.size() > kMost) lines.erase(oldest_taken == lines.end() ? lines.begin() : oldest_taken);
  std::string text = std::string(kHeading) + FormatRfc3339(notes.since);
  for (const std::string& line : lines) text += "\n" + line;
  return keeper_->Keep(kKey, Secret(text + "\n"));
}

}  // namespace replywatch::email

#include "collector/connectors/email/sent_log.h"

#include <algorithm>
#include <sstream>
#include <vector>

namespace replywatch::email {
namespace {

constexpr const char* kKey = "sends";
constexpr std::size_t kMost = 500;
constexpr const char* kHeading = "sends 1";

// A heading, then "id tried" or "id taken" on each line.
std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line != kHeading) lines.push_back(line);
  }
  return lines;
}

}  // namespace

Result<SentState> SentLog::Look(const std::string& id) {
  RW_ASSIGN_OR_RETURN(const Secret kept, keeper_->Load(kKey));
  if (kept.empty()) return SentState::kUnknown;
  for (const std::string& line : LinesOf(kept.Reveal())) {
    if (line == id + " tried") return SentState::kTried;
    if (line == id + " taken") return SentState::kTaken;
  }
  return SentState::kNever;
}

Status SentLog::Note(const std::string& id, SentState state) {
  RW_ASSIGN_OR_RETURN(const Secret kept, keeper_->Load(kKey));
  std::vector<std::string> lines = LinesOf(kept.Reveal());
  std::erase_if(lines, [&](const std::string& line) { return line.starts_with(id + " "); });
  if (state != SentState::kNever) lines.push_back(id + (state == SentState::kTaken ? " taken" : " tried"));
  // Who asks about a reply that was taken asks at the next start; one that was tried may be asked about for weeks.
  const auto oldest_taken =
      std::find_if(lines.begin(), lines.end(), [](const std::string& line) { return line.ends_with(" taken"); });
  if (lines.size() > kMost) lines.erase(oldest_taken == lines.end() ? lines.begin() : oldest_taken);
  std::string text = kHeading;
  for (const std::string& line : lines) text += "\n" + line;
  return keeper_->Keep(kKey, Secret(text + "\n"));
}

}  // namespace replywatch::email

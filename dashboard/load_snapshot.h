// LoadSnapshot: one consistent view of the store as the screen needs it. Reads the rows of one filter
// and one conversation; costs as much as is shown. Any thread that owns the backend.
#pragma once

#include <string>

#include "dashboard/backend.h"
#include "dashboard/view_models/snapshot.h"

namespace replywatch {

inline constexpr int kMostRows = 500;

// A text in the composer to be checked.
struct CheckRequest {
  ConversationId conversation;
  ComposerMode mode = ComposerMode::kPublic;
  MessageId target;
  MessageId seen;
  std::string text;  // empty: nothing to check
  bool operator==(const CheckRequest&) const = default;
};

// A time that is being typed, to be read.
struct TimeRequest {
  std::string typed;  // empty: nothing to read
  bool takes_words = false;
  bool operator==(const TimeRequest&) const = default;
};

struct LoadRequest {
  ListFilter filter;
  ConversationId selected;
  AgentId agent;
  CheckRequest check;
  TimeRequest time;
  std::string language = "en";  // of the screen, for what is worded here
  bool wants_review = false;
  bool wants_detector = false;
  std::optional<IsoWeek> review_week;  // absent: the last complete one
  bool operator==(const LoadRequest&) const = default;
};

Result<Snapshot> LoadSnapshot(Backend& backend, const LoadRequest& request, Timestamp now);

// Parts of it.
Status LoadRows(Session& session, const Backend& backend, const LoadRequest& request, Snapshot& out);
Status LoadReviewRows(Session& session, const Backend& backend, const LoadRequest& request, Snapshot& out);
Status LoadReviewSheet(Session& session, Backend& backend, const LoadRequest& request, Snapshot& out);
Status LoadToday(Session& session, const Backend& backend, Snapshot& out);
Status LoadIncidents(Session& session, const Backend& backend, Snapshot& out);
// A conversation by one of its messages; nullopt when there is none.
Result<std::optional<ListRow>> RowOfMessage(Session& session, const Message& message);
void FillFromMessage(const Message& message, ListRow& row);

Status LoadDetail(Session& session, const Backend& backend, const LoadRequest& request, Snapshot& out);

}  // namespace replywatch

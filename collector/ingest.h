// Ingest: from what a connector read to what the store keeps. Prepare works without
// the database (classification); Apply runs inside one write session: items, conversations,
// waits and the cursor in one transaction. Reading twice stores once. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "collector/connectors/connector.h"
#include "shared/detect/classifier.h"
#include "shared/model/inbox.h"
#include "shared/store/store.h"

namespace replywatch {

struct PreparedItem {
  Item item;
  Classification classification;  // empty for outgoing items
};

struct IngestReport {
  int inserted = 0;
  int changed = 0;  // edited, published, removed
  int set_aside = 0;
};

// An event's reading with its items classified.
struct PreparedReading {
  EventReading reading;  // without its items
  std::vector<PreparedItem> items;
  std::vector<PreparedItem> told;
  std::vector<PreparedItem> removed;
};

// What ingest must know of the inbox it works for.
struct IngestInbox {
  InboxId id;
  std::string account_id;      // "us"; may be empty
  bool erase_removed = false;  // Capabilities::erase_removed: what was removed there is erased here
};

class Ingest {
 public:
  // `auto_replies`: texts by which the shop's own automatic answers are known; a trailing '*' means "begins with".
  // `classifier` outlives this.
  Ingest(const Classifier& classifier, std::vector<std::string> auto_replies);

  // Classifies; marks automatic answers; cleans nothing (connectors deliver clean text).
  std::vector<PreparedItem> Prepare(std::vector<Item> items) const;

  PreparedReading Prepare(EventReading reading) const;

  // Stores new items and applies changes to known ones, in any order.
  static Result<IngestReport> Apply(Session& session, const IngestInbox& inbox, const std::vector<PreparedItem>& items,
                                    Timestamp now);

  // Items that vanished from the platform: kept, shown as removed by somebody unknown; without their words where the terms say
  // so.
  static Status ApplyGone(Session& session, const IngestInbox& inbox, const std::vector<std::string>& source_ids, Timestamp now);

  // A whole page with its set-aside elements, gap and cursor.
  static Result<IngestReport> ApplyPage(Session& session, const IngestInbox& inbox, const std::string& stream, const Page& page,
                                        const std::vector<PreparedItem>& items, Timestamp now);

  // What one event told, however often and in whatever order events come.
  static Status ApplyReading(Session& session, const IngestInbox& inbox, const PreparedReading& prepared, Timestamp now);

 private:
  const Classifier& classifier_;
  std::vector<std::string> auto_replies_;
};

// Computes the waits of a conversation anew from its messages; after a correction, a closing or an undo.
Status RefoldWaits(Session& session, ConversationId id);

}  // namespace replywatch

// Inboxes: accounts, their stream cursors, gaps, set-aside items, and the
// collector's sign of life.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/inbox.h"
#include "shared/model/item.h"

namespace replywatch {

struct StreamCursor {
  std::string stream;
  std::string cursor;
  bool backfilled = false;  // one whole round has been read
  Timestamp updated_at;
};

struct StoredSetAside {
  std::int64_t id = 0;
  InboxId inbox_id;
  SetAside item;
  Timestamp at;
};

// Written by the collector so that others can see that it lives.
struct CollectorBeat {
  bool running = false;
  Timestamp started_at;
  Timestamp beat_at;
  std::int64_t pid = 0;
};

class Inboxes {
 public:
  virtual ~Inboxes() = default;

  // Every inbox that ever was; inactive ones keep their messages.
  virtual Result<std::vector<Inbox>> All() = 0;
  // Creates or updates by name (platform, display name, account, capabilities, active); health is left alone.
  // kInvalidArgument when the name belongs to another platform.
  virtual Result<InboxId> Put(const Inbox& inbox) = 0;
  // A blind spell begins with blind_since and ends, without one, with last_success.
  virtual Status SetHealth(InboxId id, const InboxHealth& health) = 0;
  // A blind spell that nobody was there to notice: [from, to).
  virtual Status AddBlindSpell(InboxId id, Timestamp from, Timestamp to) = 0;

  virtual Result<std::optional<StreamCursor>> Cursor(InboxId id, const std::string& stream) = 0;
  virtual Status SetCursor(InboxId id, const StreamCursor& cursor) = 0;

  // The platform's history ended before our cursor.
  virtual Status AddGap(InboxId id, const std::string& stream, Timestamp at) = 0;
  // The same (source id, reason) of an inbox is kept once.
  virtual Status AddSetAside(InboxId id, const SetAside& item, Timestamp at) = 0;
  virtual Result<std::vector<StoredSetAside>> SetAsideItems(InboxId id, int limit) = 0;
  virtual Result<std::int64_t> CountSetAside(InboxId id) = 0;

  virtual Status SetBeat(const CollectorBeat& beat) = 0;
  virtual Result<CollectorBeat> Beat() = 0;
};

}  // namespace replywatch

// Store: everything ReplyWatch remembers, behind one interface a database can
// implement. Work happens in sessions: Write runs its body in one transaction (all or
// nothing), Read in one consistent view. No SQL and no type of a database occurs above store/.
// Thread-safe; bodies run on the calling thread and must not touch the network or nest sessions.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "shared/base/result.h"
#include "shared/store/alerts.h"
#include "shared/store/cases.h"
#include "shared/store/clocks.h"
#include "shared/store/contacts.h"
#include "shared/store/conversations.h"
#include "shared/store/events.h"
#include "shared/store/inboxes.h"
#include "shared/store/learning.h"
#include "shared/store/messages.h"
#include "shared/store/outbox.h"
#include "shared/store/persons.h"
#include "shared/store/reports.h"
#include "shared/store/staff.h"

namespace replywatch {

// The aggregates of one transaction; valid only inside the body it was passed to.
class Session {
 public:
  virtual ~Session() = default;
  virtual Inboxes& inboxes() = 0;
  virtual Contacts& contacts() = 0;
  virtual Persons& persons() = 0;
  virtual Conversations& conversations() = 0;
  virtual Messages& messages() = 0;
  virtual Outbox& outbox() = 0;
  virtual Staff& staff() = 0;
  virtual Clocks& clocks() = 0;
  virtual Cases& cases() = 0;
  virtual Alerts& alerts() = 0;
  virtual Reports& reports() = 0;
  virtual Learning& learning() = 0;
  virtual Events& events() = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // Runs `body` in one transaction. An error from it, or from committing, leaves the store as it was and comes
  // back. kDatabaseBusy when another process keeps the lock for 10 s.
  virtual Status Write(const std::function<Status(Session&)>& body) = 0;
  // A consistent view; a write inside it is kInvalidArgument.
  virtual Status Read(const std::function<Status(Session&)>& body) = 0;

  // Grows whenever somebody, this process or another, committed a change. Cheap; may be polled many times a second.
  virtual Result<std::int64_t> ChangeCounter() = 0;

  // A consistent copy with mode 0600 while others go on writing. kInvalidArgument if `to` exists.
  virtual Status Backup(const std::filesystem::path& to) = 0;

  // Reads the whole file: kDatabaseDamaged when anything in it is inconsistent. Takes seconds where there are millions of
  // messages.
  virtual Status CheckWhole() = 0;

  // After an erasure: what was deleted also leaves the log file beside the database.
  virtual Status ForgetDeleted() = 0;

  // Gives back the memory that a long run of work filled with what may be needed again; it is read again then. Cheap; for once a
  // minute.
  virtual void ReleaseMemory() = 0;

  // Takes the one-collector lock of this database until the store is destroyed or the process ends.
  // kDatabaseBusy (text names the process) when another collector holds it.
  virtual Status LockForCollector() = 0;
  // Is a collector running on this database now?
  virtual bool IsCollectorRunning() = 0;
};

enum class OpenMode : std::uint8_t {
  kMigrate,   // collector: create or bring up to date (after a backup beside the file)
  kExisting,  // dashboard and reading commands: must exist and be current
};

// `url` is "sqlite:PATH" (absolute, or relative to the working directory). kDatabaseOlder (kExisting only), kDatabaseNewer,
// kDatabaseDamaged, kDatabaseBusy, kNotFound (kExisting only), kPermission, kDiskFull, kInvalidArgument: each says what to do.
Result<std::unique_ptr<Store>> OpenStore(const std::string& url, OpenMode mode);

// Puts a backup (kNotFound) in place of the database, even of a damaged one. The collector must be stopped (kDatabaseBusy). The
// backup is checked first (kDatabaseDamaged, kDatabaseNewer). Returns where the replaced file is kept; empty when there was none.
Result<std::filesystem::path> RestoreStore(const std::string& url, const std::filesystem::path& backup);

}  // namespace replywatch

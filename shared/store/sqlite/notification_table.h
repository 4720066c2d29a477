// NotificationTable: the notifications of store/alerts.h in SQLite.
#pragma once

#include <string>
#include <vector>

#include "shared/model/alert.h"
#include "shared/store/sqlite/database.h"

namespace replywatch::sqlite {

class NotificationTable {
 public:
  explicit NotificationTable(Database& db) : db_(db) {}

  Status Queue(const Notification& notification);
  Result<std::vector<Notification>> Due(Timestamp now, int limit);
  Status Put(const Notification& notification);
  Result<std::int64_t> CountSent(const std::string& notifier, const std::string& recipient, Timestamp since);
  Result<std::vector<Notification>> Latest(int limit);
  // As the `latest` ones tell.
  Result<std::vector<NotifierTrouble>> InTrouble(int latest);

 private:
  Result<std::vector<Notification>> Read(Statement& st);

  Database& db_;
};

}  // namespace replywatch::sqlite

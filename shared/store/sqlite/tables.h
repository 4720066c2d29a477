// The aggregates of store/ over one SQLite connection. Their contracts stand in
// shared/store/*.h. Used inside a transaction that SqliteStore began.
#pragma once

#include <map>
#include <memory>

#include "shared/store/sqlite/database.h"
#include "shared/store/store.h"

namespace replywatch::sqlite {

std::unique_ptr<Inboxes> MakeInboxes(Database& db);
std::unique_ptr<Contacts> MakeContacts(Database& db);
std::unique_ptr<Persons> MakePersons(Database& db);
std::unique_ptr<Conversations> MakeConversations(Database& db);
std::unique_ptr<Messages> MakeMessages(Database& db);
std::unique_ptr<Outbox> MakeOutbox(Database& db);
std::unique_ptr<Staff> MakeStaff(Database& db);
std::unique_ptr<Clocks> MakeClocks(Database& db);
std::unique_ptr<Cases> MakeCases(Database& db);
std::unique_ptr<Alerts> MakeAlerts(Database& db);
std::unique_ptr<Reports> MakeReports(Database& db);
std::unique_ptr<Learning> MakeLearning(Database& db);
std::unique_ptr<Events> MakeEvents(Database& db);

// Of every merged contact the one that its person is shown as; others are their own.
Result<std::map<std::int64_t, ContactId>> RootsOfMerged(Database& db);

}  // namespace replywatch::sqlite

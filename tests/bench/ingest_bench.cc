// How much of a bare SQLite insert's speed is left when everything is done that ingest does: JSON pages
// from memory through parse, classify, thread and store, against prepared inserts of the very same rows into the
// identical schema with the same number of messages a transaction. Prints both and the ratio.
#include <sqlite3.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <random>

#include "collector/connectors/mastodon/mastodon_json.h"
#include "collector/inbox_worker.h"
#include "shared/base/file.h"
#include "shared/store/store.h"
#include "tests/support/temp_folder.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;
using SteadyClock = std::chrono::steady_clock;

double ResidentMb() {
  std::ifstream statm("/proc/self/statm");
  long size = 0;
  long resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

double SecondsSince(SteadyClock::time_point start) { return std::chrono::duration<double>(SteadyClock::now() - start).count(); }

// What people write, by language: everybody keeps to one.
using Lines = std::vector<std::vector<std::string>>;

Lines ReadLines(const std::filesystem::path& data) {
  Lines all;
  for (const char* tag : {"ro", "pl", "bg", "en"}) {
    std::vector<std::string>& lines = all.emplace_back();
    std::ifstream in(data / "practice" / (std::string("stories.") + tag + ".json"));
    const Json stories = Json::parse(in);
    for (const Json& contact : stories["contacts"]) {
      for (const Json& scene : contact["scenes"]) {
        lines.push_back(scene["opening"]["text"]);
        for (const char* part : {"ignored", "answered"}) {
          for (const Json& step : scene.value(part, Json::array())) lines.push_back(step["text"]);
        }
      }
    }
  }
  return all;
}

Json Account(int person) {
  const std::string n = std::to_string(person);
  return {{"id", "10" + n},
          {"username", "person" + n},
          {"acct", "person" + n + "@far.example"},
          {"display_name", "Person " + n},
          {"locked", false},
          {"bot", false},
          {"discoverable", true},
          {"group", false},
          {"created_at", "2024-03-01T00:00:00.000Z"},
          {"note", "<p>Likes shops and trains.</p>"},
          {"url", "https://far.example/@person" + n},
          {"uri", "https://far.example/users/person" + n},
          {"avatar", "https://social.example/a/" + n + ".png"},
          {"header", "https://social.example/h/" + n + ".png"},
          {"followers_count", 10},
          {"following_count", 20},
          {"statuses_count", 30},
          {"emojis", Json::array()},
          {"fields", Json::array()}};
}

// One page of notifications as a server sends it.
std::string PageText(int first, int count, const Lines& lines, std::mt19937& random) {
  Json page = Json::array();
  for (int i = first; i < first + count; ++i) {
    const std::string id = std::to_string(110000000000000000LL + i * 1000LL);
    const bool direct = random() % 5 == 0;
    const bool under_post = !direct && random() % 2 == 0;
    const std::size_t person = random() % 20000;
    Json account = Account(static_cast<int>(person));
    const std::vector<std::string>& theirs = lines[person % lines.size()];
    const std::string& text = theirs[random() % theirs.size()];
    Json status{{"id", id},
                {"created_at", FormatRfc3339({1'700'000'000'000 + i * 60'000LL})},
                {"in_reply_to_id", under_post ? Json("10" + std::to_string(random() % 500)) : Json(nullptr)},
                {"in_reply_to_account_id", under_post ? Json("1") : Json(nullptr)},
                {"sensitive", false},
                {"spoiler_text", ""},
                {"visibility", direct ? "direct" : "public"},
                {"language", "ro"},
                {"uri", "https://far.example/s/" + id},
                {"url", "https://far.example/@x/" + id},
                {"replies_count", 0},
                {"reblogs_count", 0},
                {"favourites_count", 0},
                {"edited_at", nullptr},
                {"content",
                 "<p><span class=\"h-card\"><a href=\"https://social.example/@shop\" class=\"u-url "
                 "mention\">@<span>shop</span></a></span> " +
                     text + "</p>"},
                {"reblog", nullptr},
                {"application", nullptr},
                {"account", account},
                {"media_attachments", Json::array()},
                {"mentions",
                 Json::array({{{"id", "1"}, {"username", "shop"}, {"url", "https://social.example/@shop"}, {"acct", "shop"}}})},
                {"tags", Json::array()},
                {"emojis", Json::array()},
                {"card", nullptr},
                {"poll", nullptr}};
    page.push_back({{"id", std::to_string(i)},
                    {"type", "mention"},
                    {"created_at", status["created_at"]},
                    {"account", std::move(account)},
                    {"status", std::move(status)}});
  }
  return page.dump();
}

// The platform's answers, from memory: parsing is the connector's work.
class MemoryConnector final : public Connector {
 public:
  explicit MemoryConnector(const std::vector<std::string>& pages) : pages_(pages) {}
  Capabilities capabilities() const override { return {}; }
  std::vector<StreamInfo> streams() const override { return {{"mentions", StreamKind::kForward, Duration::Hours(1), {}}}; }
  std::size_t max_sweep_items() const override { return 0; }
  Result<AccountCheck> Check(Timestamp, const CancelToken&) override { return AccountCheck{"1", "shop", {}, {}}; }
  Result<Page> Fetch(const FetchRequest& request, const CancelToken&) override {
    const std::size_t n = request.page_token.empty() ? 0 : std::stoul(request.page_token);
    RW_ASSIGN_OR_RETURN(const mastodon::StatusList list, mastodon::ReadMentions(Json::parse(pages_[n])));
    Page page;
    for (const mastodon::MastodonStatus& status : list.statuses) {
      mastodon::ThreadPlace place;
      place.root_id = status.in_reply_to_id;
      page.items.push_back(mastodon::ToItem(status, place, "1"));
    }
    page.cursor = std::to_string(n + 1);
    if (n + 1 < pages_.size()) page.next_page_token = page.cursor;
    return page;
  }
  Result<SweepResult> Sweep(const SweepRequest&, const CancelToken&) override { return SweepResult{}; }
  Result<SendReceipt> Send(const SendRequest&, const CancelToken&) override {
    return MakeError(ErrorKind::kInternal, "nothing is sent here");
  }
  Result<FindResult> FindSent(const SendRequest&, const CancelToken&) override { return FindResult{}; }
  Status Approve(const std::string&, Timestamp, const CancelToken&) override { return {}; }

 private:
  const std::vector<std::string>& pages_;
};

// The collector's own way through a backfill.
Status IngestAll(Store& store, const Ingest& ingest, const Inbox& inbox, const std::vector<std::string>& pages) {
  const SystemClock clock;
  InboxWorker worker(store, ingest, clock, std::make_unique<MemoryConnector>(pages), inbox,
                     [](Session&, const OutboundMessage&, Timestamp) -> Result<std::string> { return std::string(); }, {});
  return worker.Full(CancelToken());
}

// All rows of one table, and the statement that puts them into another database.
struct Table {
  std::string name;
  std::vector<std::vector<sqlite3_value*>> rows;
  sqlite3_stmt* insert = nullptr;
  std::size_t next = 0;
};

Table LoadTable(sqlite3* db, const std::string& name) {
  Table table{name, {}, nullptr, 0};
  sqlite3_stmt* select = nullptr;
  sqlite3_prepare_v2(db, ("SELECT * FROM " + name).c_str(), -1, &select, nullptr);
  while (sqlite3_step(select) == SQLITE_ROW) {
    auto& row = table.rows.emplace_back();
    for (int i = 0; i < sqlite3_column_count(select); ++i) row.push_back(sqlite3_value_dup(sqlite3_column_value(select, i)));
  }
  sqlite3_finalize(select);
  return table;
}

void InsertRow(sqlite3_stmt* insert, const std::vector<sqlite3_value*>& row) {
  for (std::size_t i = 0; i < row.size(); ++i) sqlite3_bind_value(insert, static_cast<int>(i) + 1, row[i]);
  if (sqlite3_step(insert) != SQLITE_DONE) {
    std::fprintf(stderr, "%s: %s\n", sqlite3_sql(insert), sqlite3_errmsg(sqlite3_db_handle(insert)));
    std::abort();
  }
  sqlite3_reset(insert);
}

// Inserts rows up to the one with this id; ids ascend, so what others refer to is there in time.
void InsertUpTo(Table& table, sqlite3_int64 id) {
  for (; table.next < table.rows.size() && sqlite3_value_int64(table.rows[table.next][0]) <= id; ++table.next)
    InsertRow(table.insert, table.rows[table.next]);
}

// Bare inserts of everything that ingest left, in batches; seconds.
double BareInsert(const std::string& from, const std::string& to, std::size_t batches) {
  sqlite3* source = nullptr;
  sqlite3_open(from.c_str(), &source);
  std::vector<Table> tables;
  for (const char* name : {"contacts", "contact_identities", "threads", "conversations", "messages", "waits"})
    tables.push_back(LoadTable(source, name));
  sqlite3_close(source);
  sqlite3* db = nullptr;
  sqlite3_open(to.c_str(), &db);
  sqlite3_exec(db,
               "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; "
               "PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000;",
               nullptr, nullptr, nullptr);
  Table &contacts = tables[0], &identities = tables[1], &threads = tables[2], &conversations = tables[3], &messages = tables[4],
        &waits = tables[5];
  std::size_t search_column = 0;
  for (Table& table : tables) {
    std::string marks;
    for (std::size_t i = 0; i < table.rows.front().size(); ++i) marks += i == 0 ? "?" : ",?";
    sqlite3_prepare_v2(db, ("INSERT INTO " + table.name + " VALUES (" + marks + ")").c_str(), -1, &table.insert, nullptr);
  }
  sqlite3_stmt* columns = nullptr;
  sqlite3_prepare_v2(db, "SELECT cid FROM pragma_table_info('messages') WHERE name = 'search_text'", -1, &columns, nullptr);
  if (sqlite3_step(columns) == SQLITE_ROW) search_column = static_cast<std::size_t>(sqlite3_column_int(columns, 0));
  sqlite3_finalize(columns);
  sqlite3_stmt* search = nullptr;
  sqlite3_prepare_v2(db, "INSERT INTO message_search (rowid, search_text) VALUES (?,?)", -1, &search, nullptr);
  const auto start = SteadyClock::now();
  for (std::size_t batch = 0; batch < batches; ++batch) {
    sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    const std::size_t end = messages.rows.size() * (batch + 1) / batches;
    sqlite3_int64 conversation = 0;
    for (std::size_t i = messages.next; i < end; ++i)
      conversation = std::max(conversation, sqlite3_value_int64(messages.rows[i][3]));
    InsertUpTo(contacts, conversation);  // a conversation's contact and thread were made before it
    InsertUpTo(identities, conversation);
    InsertUpTo(threads, conversation);
    InsertUpTo(conversations, conversation);
    for (; messages.next < end; ++messages.next) {
      InsertRow(messages.insert, messages.rows[messages.next]);
      InsertRow(search, {messages.rows[messages.next][0], messages.rows[messages.next][search_column]});
    }
    const bool is_last = batch + 1 == batches;
    for (; waits.next < waits.rows.size() && (is_last || sqlite3_value_int64(waits.rows[waits.next][1]) <= conversation);
         ++waits.next)
      InsertRow(waits.insert, waits.rows[waits.next]);
    sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  }
  const double seconds = SecondsSince(start);
  sqlite3_finalize(search);
  for (Table& table : tables) {
    sqlite3_finalize(table.insert);
    for (auto& row : table.rows) {
      for (sqlite3_value* value : row) sqlite3_value_free(value);
    }
  }
  sqlite3_close(db);
  return seconds;
}

int Run(int messages) {
  constexpr int kPerPage = 80;
  auto data = FindDataFolder();
  if (!data.ok()) return 1;
  const Lines lines = ReadLines(*data);
  std::mt19937 random(1);
  std::vector<std::string> pages;
  for (int first = 0; first < messages; first += kPerPage)
    pages.push_back(PageText(first, std::min(kPerPage, messages - first), lines, random));
  auto classifier = LoadClassifier(*data);
  const Ingest ingest(**classifier, {});
  for (int round = 0; round < 3; ++round) {
    TempFolder folder;
    Inbox inbox;
    auto store = OpenStore(folder.DatabaseUrl(), OpenMode::kMigrate);
    const Status put = (*store)->Write([&](Session& s) -> Status {
      inbox.name = "social";
      inbox.platform = "mastodon";
      RW_ASSIGN_OR_RETURN(inbox.id, s.inboxes().Put(inbox));
      return {};
    });
    (*store)->ReleaseMemory();  // what the round before left behind
    const auto start = SteadyClock::now();
    const Status done = put.ok() ? IngestAll(**store, ingest, inbox, pages) : put;
    const double ours = SecondsSince(start);
    if (!done.ok()) {
      std::fprintf(stderr, "%s\n", done.error().text.c_str());
      return 1;
    }
    const double full_mb = ResidentMb();
    (*store)->ReleaseMemory();
    const double released_mb = ResidentMb();
    store->reset();
    const std::string bare_path = (folder.path() / "bare.db").string();
    { auto made = OpenStore("sqlite:" + bare_path, OpenMode::kMigrate); }
    {
      sqlite3* db = nullptr;  // the referenced inbox
      sqlite3_open(bare_path.c_str(), &db);
      sqlite3_exec(db,
                   "INSERT INTO inboxes (id, name, platform, display_name, account_id, account_name, active, capabilities) "
                   "VALUES (1,'social','mastodon','','','',1,'{}')",
                   nullptr, nullptr, nullptr);
      sqlite3_close(db);
    }
    const double bare = BareInsert((folder.path() / "test.db").string(), bare_path, pages.size());
    std::printf(
        "ingest %.0f messages/s, bare insert %.0f messages/s, ratio %.2f; caches held %.0f MB of memory until given back\n",
        messages / ours, messages / bare, bare / ours, full_mb - released_mb);
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace replywatch

int main(int argc, char** argv) {
  ::setenv("TMPDIR", "/tmp", 0);  // a real disk: what a bare insert costs there is what counts
  return replywatch::Run(argc > 1 ? std::atoi(argv[1]) : 100'000);
}

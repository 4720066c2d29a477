#include <algorithm>

#include "shared/base/utf8.h"
#include "shared/store/sqlite/encode.h"
#include "shared/store/sqlite/tables.h"

namespace replywatch::sqlite {
namespace {

std::string Joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "\n") + CleanLine(line, kMaxTextBytes);
  return out;
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

class SqliteInboxes final : public Inboxes {
 public:
  explicit SqliteInboxes(Database& db) : db_(db) {}

  Result<std::vector<Inbox>> All() override {
    Statement st = db_.Prepare(
        "SELECT id, name, platform, display_name, account_id, account_name, active, capabilities, state, last_success_at,"
        " error_kind, error_text, blind_since, platform_total, unreadable, clock_skew_ms, warnings FROM inboxes ORDER BY id");
    std::vector<Inbox> inboxes;
    while (st.Step()) {
      Inbox& inbox = inboxes.emplace_back();
      st.Read(inbox.id);
      inbox.name = st.Text();
      inbox.platform = st.Text();
      inbox.display_name = st.Text();
      inbox.account_id = st.Text();
      inbox.account_name = st.Text();
      inbox.active = st.Bool();
      inbox.capabilities = DecodeCapabilities(st.Text());
      inbox.health.state = st.Enum<InboxState>();
      inbox.health.last_success = st.OptTime();
      const auto kind = st.OptText();
      const auto text = st.OptText();
      if (kind) inbox.health.last_error = InboxError{ErrorKindFromName(*kind).value_or(ErrorKind::kInternal), text.value_or("")};
      inbox.health.blind_since = st.OptTime();
      inbox.health.platform_total = st.OptInt();
      inbox.health.unreadable = st.Int();
      if (const auto skew = st.OptInt()) inbox.health.clock_skew = Duration{*skew};
      inbox.health.warnings = LinesOf(st.Text());
    }
    RW_RETURN_IF_ERROR(st.status());
    return inboxes;
  }

  Result<InboxId> Put(const Inbox& inbox) override {
    Statement st = db_.Prepare(
        "INSERT INTO inboxes (name, platform, display_name, account_id, account_name, active, capabilities) VALUES "
        "(?,?,?,?,?,?,?)"
        " ON CONFLICT (name) DO UPDATE SET display_name = excluded.display_name,"
        " account_id = CASE excluded.account_id WHEN '' THEN account_id ELSE excluded.account_id END,"
        " account_name = CASE excluded.account_name WHEN '' THEN account_name ELSE excluded.account_name END,"
        " active = excluded.active, capabilities = excluded.capabilities WHERE platform = excluded.platform RETURNING id");
    const std::string capabilities = EncodeCapabilities(inbox.capabilities);
    st.Bind(inbox.name, inbox.platform, inbox.display_name, inbox.account_id, inbox.account_name, inbox.active, capabilities);
    InboxId id;
    if (st.Step()) st.Read(id);
    RW_RETURN_IF_ERROR(st.Run());
    if (!id)
      return MakeError(ErrorKind::kInvalidArgument,
                       "the inbox name \"" + inbox.name + "\" was used for another platform before; choose a new name");
    return id;
  }

  Status SetHealth(InboxId id, const InboxHealth& health) override {
    std::optional<std::string_view> kind;
    std::optional<std::string_view> text;
    if (health.last_error) {
      kind = ErrorKindName(health.last_error->kind);
      text = health.last_error->text;
    }
    const std::string warnings = Joined(health.warnings);
    RW_RETURN_IF_ERROR(db_.Prepare("UPDATE inboxes SET state = ?, last_success_at = ?, error_kind = ?, error_text = ?, "
                                   "blind_since = ?, platform_total = ?, unreadable = ?,"
                                   " clock_skew_ms = ?, warnings = ?, watched_since = COALESCE(watched_since, ?) WHERE id = ?")
                           .Bind(health.state, health.last_success, kind, text, health.blind_since, health.platform_total,
                                 health.unreadable, health.clock_skew ? std::optional(health.clock_skew->ms) : std::nullopt,
                                 warnings, health.last_success, id)
                           .Run());
    if (health.blind_since) {
      return db_
          .Prepare(
              "INSERT INTO blind_spells (inbox_id, from_at) VALUES (?,?) ON CONFLICT (inbox_id) WHERE to_at IS NULL DO NOTHING")
          .Bind(id, *health.blind_since)
          .Run();
    }
    return db_.Prepare("UPDATE blind_spells SET to_at = COALESCE(?, from_at) WHERE inbox_id = ? AND to_at IS NULL")
        .Bind(health.last_success, id)
        .Run();
  }

  Status AddBlindSpell(InboxId id, Timestamp from, Timestamp to) override {
    return db_.Prepare("INSERT INTO blind_spells (inbox_id, from_at, to_at) VALUES (?,?,?)").Bind(id, from, to).Run();
  }

  Result<std::optional<StreamCursor>> Cursor(InboxId id, const std::string& stream) override {
    Statement st = db_.Prepare("SELECT cursor, backfilled, updated_at FROM stream_cursors WHERE inbox_id = ? AND stream = ?");
    st.Bind(id, stream);
    std::optional<StreamCursor> cursor;
    if (st.Step()) {
      cursor.emplace();
      cursor->stream = stream;
      cursor->cursor = st.Text();
      cursor->backfilled = st.Bool();
      cursor->updated_at = st.Time();
    }
    RW_RETURN_IF_ERROR(st.status());
    return cursor;
  }

  Status SetCursor(InboxId id, const StreamCursor& cursor) override {
    return db_
        .Prepare(
            "INSERT INTO stream_cursors (inbox_id, stream, cursor, backfilled, updated_at) VALUES (?,?,?,?,?)"
            " ON CONFLICT (inbox_id, stream) DO UPDATE SET cursor = excluded.cursor, backfilled = excluded.backfilled, "
            "updated_at = excluded.updated_at")
        .Bind(id, cursor.stream, cursor.cursor, cursor.backfilled, cursor.updated_at)
        .Run();
  }

  Status AddGap(InboxId id, const std::string& stream, Timestamp at) override {
    return db_.Prepare("INSERT INTO gaps (inbox_id, stream, noticed_at) VALUES (?,?,?)").Bind(id, stream, at).Run();
  }

  Status AddSetAside(InboxId id, const SetAside& item, Timestamp at) override {
    return db_.Prepare("INSERT OR IGNORE INTO set_aside (inbox_id, source_id, reason, raw, at) VALUES (?,?,?,?,?)")
        .Bind(id, item.source_id, item.reason, item.raw, at)
        .Run();
  }

  Result<std::vector<StoredSetAside>> SetAsideItems(InboxId id, int limit) override {
    Statement st =
        db_.Prepare("SELECT id, source_id, reason, raw, at FROM set_aside WHERE inbox_id = ? ORDER BY id DESC LIMIT ?");
    st.Bind(id, limit);
    std::vector<StoredSetAside> items;
    while (st.Step()) {
      StoredSetAside& item = items.emplace_back();
      item.inbox_id = id;
      item.id = st.Int();
      item.item.source_id = st.Text();
      item.item.reason = st.Text();
      item.item.raw = st.Text();
      item.at = st.Time();
    }
    RW_RETURN_IF_ERROR(st.status());
    return items;
  }

  Result<std::int64_t> CountSetAside(InboxId id) override {
    Statement st = db_.Prepare("SELECT COUNT(*) FROM set_aside WHERE inbox_id = ?");
    st.Bind(id);
    const std::int64_t n = st.Step() ? st.Int() : 0;
    RW_RETURN_IF_ERROR(st.status());
    return n;
  }

  Status SetBeat(const CollectorBeat& beat) override {
    const std::string value = std::to_string(beat.running ? 1 : 0) + ' ' + std::to_string(beat.started_at.ms) + ' ' +
                              std::to_string(beat.beat_at.ms) + ' ' + std::to_string(beat.pid);
    return db_.Prepare("INSERT INTO meta (key, value) VALUES ('beat', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
        .Bind(value)
        .Run();
  }

  Result<CollectorBeat> Beat() override {
    Statement st = db_.Prepare("SELECT value FROM meta WHERE key = 'beat'");
    CollectorBeat beat;
    if (st.Step()) {
      const std::vector<std::string> parts = DecodeWords(st.Text());
      if (parts.size() == 4) {
        beat.running = parts[0] == "1";
        beat.started_at = {std::strtoll(parts[1].c_str(), nullptr, 10)};
        beat.beat_at = {std::strtoll(parts[2].c_str(), nullptr, 10)};
        beat.pid = std::strtoll(parts[3].c_str(), nullptr, 10);
      }
    }
    RW_RETURN_IF_ERROR(st.status());
    return beat;
  }

 private:
  Database& db_;
};

}  // namespace

std::unique_ptr<Inboxes> MakeInboxes(Database& db) { return std::make_unique<SqliteInboxes>(db); }

}  // namespace replywatch::sqlite

-- The whole schema of the first release. Times are UTC milliseconds, booleans 0 or 1,
-- enumerations the numbers of shared/model (never renumbered).

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE inboxes (
  id              INTEGER PRIMARY KEY,
  name            TEXT NOT NULL UNIQUE,
  platform        TEXT NOT NULL,
  display_name    TEXT NOT NULL,
  account_id      TEXT NOT NULL,
  account_name    TEXT NOT NULL,
  active          INTEGER NOT NULL,
  capabilities    TEXT NOT NULL,
  state           INTEGER NOT NULL DEFAULT 0,
  last_success_at INTEGER,
  error_kind      TEXT,
  error_text      TEXT,
  blind_since     INTEGER,
  platform_total  INTEGER
) STRICT;

CREATE TABLE stream_cursors (
  inbox_id   INTEGER NOT NULL REFERENCES inboxes (id),
  stream     TEXT NOT NULL,
  cursor     TEXT NOT NULL,
  backfilled INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (inbox_id, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE gaps (
  id         INTEGER PRIMARY KEY,
  inbox_id   INTEGER NOT NULL REFERENCES inboxes (id),
  stream     TEXT NOT NULL,
  noticed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE set_aside (
  id        INTEGER PRIMARY KEY,
  inbox_id  INTEGER NOT NULL REFERENCES inboxes (id),
  source_id TEXT NOT NULL,
  reason    TEXT NOT NULL,
  raw       TEXT NOT NULL,
  at        INTEGER NOT NULL,
  UNIQUE (inbox_id, source_id, reason)
) STRICT;

CREATE TABLE contacts (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  language   TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  erased_at  INTEGER
) STRICT;

CREATE TABLE contact_identities (
  id         INTEGER PRIMARY KEY,
  contact_id INTEGER NOT NULL REFERENCES contacts (id),
  inbox_id   INTEGER NOT NULL REFERENCES inboxes (id),
  source_id  TEXT NOT NULL,
  name       TEXT NOT NULL,
  handle     TEXT NOT NULL,
  url        TEXT NOT NULL,
  email      TEXT NOT NULL,
  UNIQUE (inbox_id, source_id)
) STRICT;
CREATE INDEX identities_by_contact ON contact_identities (contact_id);

CREATE TABLE agents (
  id     INTEGER PRIMARY KEY,
  name   TEXT NOT NULL UNIQUE,
  role   INTEGER NOT NULL,
  email  TEXT NOT NULL,
  active INTEGER NOT NULL
) STRICT;

CREATE TABLE threads (
  id             INTEGER PRIMARY KEY,
  inbox_id       INTEGER NOT NULL REFERENCES inboxes (id),
  root_source_id TEXT NOT NULL,
  visibility     INTEGER NOT NULL,
  title          TEXT NOT NULL,
  permalink      TEXT NOT NULL,
  UNIQUE (inbox_id, root_source_id, visibility)
) STRICT;

-- fold_*: where rules/waits stands, so that the next event costs no history.
CREATE TABLE conversations (
  id            INTEGER PRIMARY KEY,
  thread_id     INTEGER NOT NULL REFERENCES threads (id),
  contact_id    INTEGER NOT NULL REFERENCES contacts (id),
  status        INTEGER NOT NULL DEFAULT 0,
  snoozed_until INTEGER,
  owner_id      INTEGER,
  last_activity INTEGER NOT NULL,
  fold_at       INTEGER,
  fold_kind     INTEGER NOT NULL DEFAULT 0,
  fold_id       INTEGER NOT NULL DEFAULT 0,
  after_answer  INTEGER NOT NULL DEFAULT 0,
  UNIQUE (thread_id, contact_id)
) STRICT;
CREATE INDEX conversations_by_contact ON conversations (contact_id, last_activity);

CREATE TABLE conversation_links (
  public_id  INTEGER NOT NULL REFERENCES conversations (id),
  private_id INTEGER NOT NULL REFERENCES conversations (id),
  PRIMARY KEY (public_id, private_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_private ON conversation_links (private_id);

CREATE TABLE closings (
  id              INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id),
  at              INTEGER NOT NULL,
  agent_id        INTEGER NOT NULL
) STRICT;
CREATE INDEX closings_by_conversation ON closings (conversation_id);

CREATE TABLE messages (
  id               INTEGER PRIMARY KEY,
  inbox_id         INTEGER NOT NULL REFERENCES inboxes (id),
  source_id        TEXT NOT NULL,
  conversation_id  INTEGER REFERENCES conversations (id),
  contact_id       INTEGER REFERENCES contacts (id),
  root_source_id   TEXT NOT NULL,
  parent_source_id TEXT NOT NULL,
  parent_author_id TEXT NOT NULL,
  reply_target_id  TEXT NOT NULL,
  linked_source_id TEXT NOT NULL,
  kind             INTEGER NOT NULL,
  visibility       INTEGER NOT NULL,
  direction        INTEGER NOT NULL,
  automatic        INTEGER NOT NULL,
  mentions_us      INTEGER NOT NULL,
  author_source_id TEXT NOT NULL,
  author_name      TEXT NOT NULL,
  author_handle    TEXT NOT NULL,
  text             TEXT NOT NULL,
  search_text      TEXT NOT NULL,
  attachments      TEXT NOT NULL,
  rating           INTEGER,
  created_at       INTEGER NOT NULL,
  edited_at        INTEGER,
  fetched_at       INTEGER NOT NULL,
  visible_at       INTEGER NOT NULL,
  publication      INTEGER NOT NULL,
  removed_by       INTEGER NOT NULL,
  removed_at       INTEGER,
  permalink        TEXT NOT NULL,
  abilities        INTEGER NOT NULL,
  window_closes_at INTEGER,
  window_mode      TEXT NOT NULL,
  agent_id         INTEGER,
  language         TEXT NOT NULL,
  language_confidence REAL NOT NULL,
  problem          REAL NOT NULL,
  question         REAL NOT NULL,
  praise           REAL NOT NULL,
  flags            INTEGER NOT NULL,
  urgency          INTEGER NOT NULL,
  no_answer        INTEGER NOT NULL,
  evidence         TEXT NOT NULL,
  corrected        INTEGER NOT NULL DEFAULT 0,
  swept_at         INTEGER NOT NULL DEFAULT 0,
  erased           INTEGER NOT NULL DEFAULT 0,
  UNIQUE (inbox_id, source_id)
) STRICT;
CREATE INDEX messages_by_conversation ON messages (conversation_id, created_at);
CREATE INDEX messages_by_time ON messages (created_at);
CREATE INDEX messages_by_parent ON messages (inbox_id, parent_source_id) WHERE parent_source_id <> '';
CREATE INDEX messages_by_link ON messages (inbox_id, linked_source_id) WHERE linked_source_id <> '';
CREATE INDEX messages_outgoing ON messages (inbox_id, created_at) WHERE direction = 1;

-- Words of messages and names, folded by the program; kept in step by the program.
CREATE VIRTUAL TABLE message_search USING fts5 (
  search_text, content = 'messages', content_rowid = 'id', detail = 'none', tokenize = 'unicode61 remove_diacritics 0'
);

CREATE TABLE message_versions (
  id          INTEGER PRIMARY KEY,
  message_id  INTEGER NOT NULL REFERENCES messages (id),
  text        TEXT NOT NULL,
  replaced_at INTEGER NOT NULL
) STRICT;
CREATE INDEX versions_by_message ON message_versions (message_id);

CREATE TABLE corrections (
  id               INTEGER PRIMARY KEY,
  message_id       INTEGER NOT NULL REFERENCES messages (id),
  agent_id         INTEGER NOT NULL,
  at               INTEGER NOT NULL,
  flags_before     INTEGER NOT NULL,
  flags_after      INTEGER NOT NULL,
  no_answer_before INTEGER NOT NULL,
  no_answer_after  INTEGER NOT NULL
) STRICT;
CREATE INDEX corrections_by_message ON corrections (message_id);

CREATE TABLE waits (
  id              INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id),
  kind            INTEGER NOT NULL,
  visibility      INTEGER NOT NULL,  -- its conversation's, so that counting needs this index alone
  outcome         INTEGER NOT NULL,
  started_at      INTEGER NOT NULL,
  ended_at        INTEGER,
  first_message   INTEGER NOT NULL,
  last_message    INTEGER NOT NULL,
  ended_by        INTEGER,
  message_count   INTEGER NOT NULL,
  removed_count   INTEGER NOT NULL,
  flags           INTEGER NOT NULL,
  urgency         INTEGER NOT NULL,
  UNIQUE (conversation_id, kind, first_message)
) STRICT;
CREATE INDEX waits_open ON waits (kind, started_at, visibility, flags) WHERE ended_at IS NULL;

CREATE TABLE notes (
  id              INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id),
  agent_id        INTEGER NOT NULL,
  text            TEXT NOT NULL,
  at              INTEGER NOT NULL
) STRICT;
CREATE INDEX notes_by_conversation ON notes (conversation_id);

CREATE TABLE outbox (
  id               INTEGER PRIMARY KEY,
  message_id       INTEGER NOT NULL REFERENCES messages (id),
  conversation_id  INTEGER NOT NULL REFERENCES conversations (id),
  inbox_id         INTEGER NOT NULL REFERENCES inboxes (id),
  agent_id         INTEGER NOT NULL,
  kind             INTEGER NOT NULL,
  visibility       INTEGER NOT NULL,
  text             TEXT NOT NULL,
  state            INTEGER NOT NULL,
  idempotency_key  TEXT NOT NULL UNIQUE,
  attempts         INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  not_before       INTEGER NOT NULL,
  first_attempt_at INTEGER,
  sent_at          INTEGER,
  error_kind       TEXT,
  error_text       TEXT NOT NULL,
  overridden       TEXT NOT NULL,
  seen_message     INTEGER NOT NULL,
  result_source_id TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_by_state ON outbox (state, not_before) WHERE state <> 2;
CREATE INDEX outbox_by_conversation ON outbox (conversation_id);

CREATE TABLE audit_events (
  id              INTEGER PRIMARY KEY,
  at              INTEGER NOT NULL,
  agent_id        INTEGER NOT NULL,
  action          INTEGER NOT NULL,
  conversation_id INTEGER NOT NULL,
  message_id      INTEGER NOT NULL,
  detail          TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_conversation ON audit_events (conversation_id);

CREATE TABLE drafts (
  conversation_id INTEGER NOT NULL REFERENCES conversations (id),
  agent_id        INTEGER NOT NULL,
  mode            TEXT NOT NULL,
  text            TEXT NOT NULL,
  at              INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, agent_id, mode)
) STRICT, WITHOUT ROWID;

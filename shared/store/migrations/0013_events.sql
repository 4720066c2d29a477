-- What platforms told by themselves (webhooks), as it came, until it has been read. Then the body is dropped in that transaction, and
-- the digest stays for as long as a platform repeats itself.
CREATE TABLE events (
  id          INTEGER PRIMARY KEY,
  inbox_id    INTEGER NOT NULL REFERENCES inboxes (id),
  received_at INTEGER NOT NULL,
  digest      TEXT NOT NULL,           -- SHA-256 of the raw bytes
  body        BLOB,                    -- absent: read
  attempts    INTEGER NOT NULL DEFAULT 0,
  not_before  INTEGER NOT NULL,
  UNIQUE (inbox_id, digest)
) STRICT;
CREATE INDEX events_waiting ON events (inbox_id, id, not_before) WHERE body IS NOT NULL;
CREATE INDEX events_read ON events (received_at) WHERE body IS NULL;

CREATE TABLE event_arrivals (
  inbox_id         INTEGER PRIMARY KEY REFERENCES inboxes (id),
  last_received_at INTEGER,
  refused          INTEGER NOT NULL DEFAULT 0  -- since the collector started
) STRICT;

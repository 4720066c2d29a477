-- What the weekly review reads by time, and what it has to remember.

-- Times in which nothing was read from an inbox.
CREATE TABLE blind_spells (
  id       INTEGER PRIMARY KEY,
  inbox_id INTEGER NOT NULL REFERENCES inboxes (id),
  from_at  INTEGER NOT NULL,
  to_at    INTEGER                      -- absent: it lasts
) STRICT;
CREATE INDEX blind_by_end ON blind_spells (to_at);
CREATE UNIQUE INDEX blind_open ON blind_spells (inbox_id) WHERE to_at IS NULL;

-- Since when blind spells of the inbox are recorded.
ALTER TABLE inboxes ADD COLUMN watched_since INTEGER;
UPDATE inboxes SET watched_since = last_success_at;
INSERT INTO blind_spells (inbox_id, from_at) SELECT id, blind_since FROM inboxes WHERE blind_since IS NOT NULL;

CREATE INDEX promises_by_due ON promises (due_at);
CREATE INDEX audit_assigned ON audit_events (at) WHERE action = 8;

-- Reviews that the collector made by itself, each once.
CREATE TABLE delivered_reviews (
  week TEXT PRIMARY KEY,                -- "2026-W47"
  at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

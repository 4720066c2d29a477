-- When answers are due, how matters stand, and who was told about it.

-- sla_stamp: which rules the instants were computed under; 0: they have to be computed.
ALTER TABLE waits ADD COLUMN sla_stamp   INTEGER NOT NULL DEFAULT 0;
ALTER TABLE waits ADD COLUMN sla_metric  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE waits ADD COLUMN target_ms   INTEGER NOT NULL DEFAULT 0;
ALTER TABLE waits ADD COLUMN warn_at     INTEGER;
ALTER TABLE waits ADD COLUMN due_at      INTEGER;
ALTER TABLE waits ADD COLUMN escalate_at INTEGER;
ALTER TABLE waits ADD COLUMN shop_ms     INTEGER;            -- opening time from start to end; absent while open
ALTER TABLE waits ADD COLUMN collection_ms INTEGER;          -- from the platform's time of the first message to ours
ALTER TABLE waits ADD COLUMN next_step_at INTEGER;           -- when alerting has to look at it again; absent: never
CREATE INDEX waits_steps ON waits (next_step_at) WHERE next_step_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX waits_stale ON waits (conversation_id) WHERE sla_stamp = 0;
CREATE INDEX waits_by_start ON waits (kind, started_at);
CREATE INDEX waits_due ON waits (due_at) WHERE ended_at IS NULL AND due_at IS NOT NULL;

-- Matters: from the first wait until staff say done.
CREATE TABLE resolutions (
  id                INTEGER PRIMARY KEY,
  conversation_id   INTEGER NOT NULL REFERENCES conversations (id),
  first_message     INTEGER NOT NULL,
  opened_at         INTEGER NOT NULL,
  first_resolved_at INTEGER,
  last_resolved_at  INTEGER,
  reopened          INTEGER NOT NULL,
  running_since     INTEGER,            -- absent: waiting for the contact, or resolved
  spent_ms          INTEGER NOT NULL,   -- on our side, in ended stretches
  shop_spent_ms     INTEGER NOT NULL,
  flags             INTEGER NOT NULL,
  target_ms         INTEGER NOT NULL,
  warn_at           INTEGER,
  due_at            INTEGER,
  escalate_at       INTEGER,
  next_step_at      INTEGER,
  UNIQUE (conversation_id, first_message)
) STRICT;
CREATE INDEX resolutions_steps ON resolutions (next_step_at) WHERE next_step_at IS NOT NULL AND last_resolved_at IS NULL;
CREATE INDEX resolutions_by_start ON resolutions (opened_at);
CREATE INDEX resolutions_due ON resolutions (due_at) WHERE due_at IS NOT NULL AND last_resolved_at IS NULL;

-- subject_id is the wait, matter, inbox, reply or promise, by kind.
CREATE TABLE alerts (
  id              INTEGER PRIMARY KEY,
  kind            INTEGER NOT NULL,
  step            INTEGER NOT NULL,
  subject_id      INTEGER NOT NULL,
  conversation_id INTEGER NOT NULL,    -- 0: none
  inbox_id        INTEGER NOT NULL,    -- 0: none
  group_key       TEXT NOT NULL,
  facts           TEXT NOT NULL,       -- what its reason is made of: key=value, no personal data
  hold            INTEGER NOT NULL,    -- why it is not told now
  opened_at       INTEGER NOT NULL,
  next_at         INTEGER,             -- when to decide about it again; absent: resolved
  last_sent_at    INTEGER,
  sent_count      INTEGER NOT NULL,
  acknowledged_by INTEGER NOT NULL,
  acknowledged_at INTEGER,
  promised_until  INTEGER,
  resolved_at     INTEGER,
  acted_at        INTEGER              -- somebody answered, took over or acknowledged after it was sent
) STRICT;
CREATE UNIQUE INDEX alerts_open ON alerts (kind, subject_id, step) WHERE resolved_at IS NULL;
CREATE INDEX alerts_standing ON alerts (kind) WHERE resolved_at IS NULL;
CREATE INDEX alerts_next ON alerts (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX alerts_by_time ON alerts (opened_at);
CREATE INDEX alerts_by_group ON alerts (group_key, last_sent_at);
CREATE INDEX alerts_by_conversation ON alerts (conversation_id) WHERE resolved_at IS NULL;

-- How far the platform's clock is from ours, as the last check saw it.
ALTER TABLE inboxes ADD COLUMN clock_skew_ms INTEGER;

-- What a notifier has to deliver.
CREATE TABLE notifications (
  id         INTEGER PRIMARY KEY,
  notifier   TEXT NOT NULL,
  recipient  TEXT NOT NULL,            -- an agent's name; empty: whoever looks
  title      TEXT NOT NULL,
  body       TEXT NOT NULL,
  dedup_key  TEXT NOT NULL UNIQUE,     -- the same decision never queues twice
  created_at INTEGER NOT NULL,
  state      INTEGER NOT NULL,
  attempts   INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  sent_at    INTEGER,
  error_text TEXT NOT NULL
) STRICT;
CREATE INDEX notifications_due ON notifications (not_before) WHERE state = 0;
CREATE INDEX notifications_sent ON notifications (notifier, recipient, sent_at) WHERE state = 1;

CREATE TABLE notified_alerts (
  notification_id INTEGER NOT NULL REFERENCES notifications (id),
  alert_id        INTEGER NOT NULL REFERENCES alerts (id),
  PRIMARY KEY (notification_id, alert_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notified_by_alert ON notified_alerts (alert_id);

CREATE TABLE silences (
  id         INTEGER PRIMARY KEY,
  kind       INTEGER,                  -- absent: any
  inbox_id   INTEGER NOT NULL,         -- 0: any
  group_key  TEXT NOT NULL,            -- empty: any
  from_at    INTEGER NOT NULL,
  until_at   INTEGER NOT NULL,
  agent_id   INTEGER NOT NULL,
  reason     TEXT NOT NULL
) STRICT;

-- Instants the alerting remembers: last digest, last line of thanks, rules of the SLA.
CREATE TABLE alert_marks (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

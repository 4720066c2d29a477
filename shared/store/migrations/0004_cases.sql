-- What the weekly review needs and no platform tells: causes, promises, incidents, the week's action.

-- The newest row of a conversation counts; an empty cause takes it back.
CREATE TABLE causes (
  id              INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id),
  cause           TEXT NOT NULL,
  at              INTEGER NOT NULL,
  agent_id        INTEGER NOT NULL
) STRICT;
CREATE INDEX causes_by_conversation ON causes (conversation_id);
CREATE INDEX causes_by_time ON causes (at);

CREATE TABLE promises (
  id              INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id),
  message_id      INTEGER NOT NULL,   -- our message that made it; 0: typed
  text            TEXT NOT NULL,      -- what was promised
  made_at         INTEGER NOT NULL,
  due_at          INTEGER NOT NULL,
  agent_id        INTEGER NOT NULL,
  kept_at         INTEGER,
  withdrawn_at    INTEGER
) STRICT;
CREATE INDEX promises_by_conversation ON promises (conversation_id);
CREATE INDEX promises_open ON promises (due_at) WHERE kept_at IS NULL AND withdrawn_at IS NULL;

CREATE TABLE incidents (
  id         INTEGER PRIMARY KEY,
  cause      TEXT NOT NULL,           -- empty: not known yet
  inbox_id   INTEGER NOT NULL,        -- 0: everywhere
  state      INTEGER NOT NULL,
  facts      TEXT NOT NULL,           -- why it was proposed: key=value
  opened_at  INTEGER NOT NULL,
  decided_at INTEGER,
  closed_at  INTEGER,
  agent_id   INTEGER NOT NULL
) STRICT;

CREATE TABLE weekly_actions (
  week       TEXT PRIMARY KEY,        -- "2026-W47": the week it was decided on
  text       TEXT NOT NULL,
  owner_id   INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  done_at    INTEGER,
  outcome    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

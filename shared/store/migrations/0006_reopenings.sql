-- Staff took a matter up again that had been done.
CREATE TABLE reopenings (
  id              INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id),
  at              INTEGER NOT NULL,
  agent_id        INTEGER NOT NULL
) STRICT;
CREATE INDEX reopenings_by_conversation ON reopenings (conversation_id);

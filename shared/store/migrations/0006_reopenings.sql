-- Staff took a matter up again that had been done.
CREATE TABLE reopenings (
  id              INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id),
  at              INTEGER NOT NULL,
  agent_id        INTEGER NOT NULL
) STRICT;
CREATE INDEX reopenings_by_conversation ON reopenings (conversation_id);

-- What one person reported, found without reading the rest of what they wrote. 1 problem, 16 repeat, 32 went public.
CREATE INDEX messages_told ON messages (contact_id, corrected, created_at) WHERE direction = 0 AND (flags & 49) <> 0;

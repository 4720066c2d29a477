-- The figures in the head of the screen, asked for again with every change: what is snoozed or owned is found without a look at
-- every open wait, and what is due is counted in the index.
CREATE INDEX conversations_snoozed ON conversations (snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE INDEX conversations_owned ON conversations (owner_id) WHERE owner_id IS NOT NULL;
DROP INDEX waits_due;
CREATE INDEX waits_due ON waits (due_at, kind) WHERE ended_at IS NULL AND due_at IS NOT NULL;

-- What was learnt from messages that were erased since is learnt anew without them: erasures are counted, and a try knows how many
-- there were before it.
ALTER TABLE learning_tries ADD COLUMN erasures INTEGER NOT NULL DEFAULT 0;
CREATE TABLE learning_state (
  erasures INTEGER NOT NULL,  -- times that messages of contacts were erased
  is_due   INTEGER NOT NULL   -- a layer was dropped that should be learnt again
) STRICT;
INSERT INTO learning_state (erasures, is_due) VALUES (0, 0);

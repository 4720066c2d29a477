-- Tries to learn from corrections. The one in use has its layer; figures are shares from 0 to 1.
CREATE TABLE learning_tries (
  id                INTEGER PRIMARY KEY,
  at                INTEGER NOT NULL,
  corrections       INTEGER NOT NULL,
  confirmed         INTEGER NOT NULL,
  newest_correction INTEGER NOT NULL,
  model             INTEGER NOT NULL,
  held_out_before   REAL    NOT NULL,
  held_out_after    REAL    NOT NULL,
  shop_before  REAL    NOT NULL,
  shop_after   REAL    NOT NULL,
  is_used           INTEGER NOT NULL,
  layer             BLOB    NOT NULL
) STRICT;
CREATE INDEX learning_tries_used ON learning_tries (id) WHERE is_used = 1;

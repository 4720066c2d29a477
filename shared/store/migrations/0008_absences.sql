-- Who is away is told of nothing until then; others stand in.
ALTER TABLE agents ADD COLUMN away_until INTEGER;

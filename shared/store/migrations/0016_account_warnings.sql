-- What the last check of the account found that a person should look after; one a line.
ALTER TABLE inboxes ADD COLUMN warnings TEXT NOT NULL DEFAULT '';

-- What the platform counts and we do not read; left out of platform_total.
ALTER TABLE inboxes ADD COLUMN unreadable INTEGER NOT NULL DEFAULT 0;

-- Does the platform say that we like it? NULL: it has not said.
ALTER TABLE messages ADD COLUMN liked INTEGER;
-- The queued like (outbox) that closed it; NULL: staff said that it is done.
ALTER TABLE closings ADD COLUMN like_id INTEGER;

-- Problem, question and praise of the run of unanswered messages up to this one, judged as one text; NULL: not judged together.
ALTER TABLE messages ADD COLUMN together INTEGER;

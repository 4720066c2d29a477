-- Contacts that staff say are one person: each stays, and names the one that it was merged into.
ALTER TABLE contacts ADD COLUMN merged_into INTEGER REFERENCES contacts (id);
CREATE INDEX contacts_merged ON contacts (merged_into) WHERE merged_into IS NOT NULL;

-- What staff said about two contacts; the latest counts.
CREATE TABLE person_decisions (
  id       INTEGER PRIMARY KEY,
  one_id   INTEGER NOT NULL REFERENCES contacts (id),
  other_id INTEGER NOT NULL REFERENCES contacts (id),
  is_same  INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  agent_id INTEGER NOT NULL
) STRICT;
CREATE INDEX decisions_by_one ON person_decisions (one_id, other_id);
CREATE INDEX decisions_by_other ON person_decisions (other_id, one_id);

-- Who may be the same person.
CREATE INDEX identities_by_email ON contact_identities (email COLLATE NOCASE) WHERE email <> '';
CREATE INDEX identities_by_handle ON contact_identities (handle COLLATE NOCASE) WHERE instr(handle, '@') > 1;
CREATE INDEX identities_by_name ON contact_identities (name COLLATE NOCASE) WHERE instr(name, ' ') > 1;

-- What people did after their problem had been solved.
CREATE INDEX resolutions_by_solved ON resolutions (first_resolved_at) WHERE first_resolved_at IS NOT NULL;

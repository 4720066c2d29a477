-- Names as they are compared: "Ștefan Pop" and "STEFAN POP" may be one person.
ALTER TABLE contact_identities ADD COLUMN folded_name TEXT NOT NULL DEFAULT '';
UPDATE contact_identities SET folded_name = fold_for_search(name) WHERE name <> '';
DROP INDEX identities_by_name;
CREATE INDEX identities_by_folded_name ON contact_identities (folded_name) WHERE instr(folded_name, ' ') > 1;

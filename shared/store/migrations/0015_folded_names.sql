-- Names as they are compared: "Ștefan Pop" and "STEFAN POP" may be one person.
ALTER TABLE contact_identities ADD COLUMN folded_name TEXT NOT NULL DEFAULT '';
UPDATE contact_identities SET folded_name = fold_for_search(name) WHERE name <> '';
DROP INDEX identities_by_name;

-- The same handle and name may be one person where handles name no server, too.
DROP INDEX identities_by_handle;
CREATE INDEX identities_by_handle ON contact_identities (handle COLLATE NOCASE) WHERE handle <> '';
CREATE INDEX identities_by_folded_name ON contact_identities (folded_name) WHERE instr(folded_name, ' ') > 1;

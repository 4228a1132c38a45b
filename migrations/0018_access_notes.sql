-- Up Migration

-- How a responder gets into the home: where the key is, the code of the key safe. Shown for an open case only, and each look is recorded.
ALTER TABLE home ADD COLUMN access_notes text NOT NULL DEFAULT '';

-- Who looked at the access notes, and for which case.
ALTER TABLE access_log ADD COLUMN case_id bigint;
ALTER TABLE access_log DROP CONSTRAINT access_log_what_check;
ALTER TABLE access_log ADD CONSTRAINT access_log_what_check CHECK (what IN ('home', 'readings', 'accessNotes'));

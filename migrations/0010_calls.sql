-- Up Migration

-- The fields of a reading that the device sent and that could not be read, with commas: "at,battery". Null for none.
ALTER TABLE reading ADD COLUMN unreadable text;

-- Whether the message that could not be read may have been a call for help, and raised an alarm.
ALTER TABLE quarantine ADD COLUMN call boolean NOT NULL DEFAULT false;

-- The calls for help of the last minutes, which a start of the service reads: their devices may send them again.
CREATE INDEX reading_key_call ON reading_key (received_at) WHERE key >= 'c:' AND key < 'c;';

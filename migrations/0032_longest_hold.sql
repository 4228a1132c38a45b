-- Up Migration

-- However long staff work on an outage: it holds no silence back for longer than this.
ALTER TABLE outage ADD COLUMN longest_hold_minutes int NOT NULL DEFAULT 60;

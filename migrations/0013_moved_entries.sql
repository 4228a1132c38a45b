-- Up Migration

-- The step back of the server's clock that moved the time of this entry, by its position in the journal. If the clock goes forward again, the
-- entry gets its own time again.
ALTER TABLE alarm_timeline ADD COLUMN moved_by bigint;
CREATE INDEX alarm_timeline_moved ON alarm_timeline (moved_by) WHERE moved_by IS NOT NULL;

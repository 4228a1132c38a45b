-- Up Migration

-- The step back of the server's clock that moved the time of this entry, by its position in the journal. If the clock goes forward again, the
-- entry gets its own time again.
ALTER TABLE alarm_timeline ADD COLUMN moved_by bigint;
CREATE INDEX alarm_timeline_moved ON alarm_timeline (moved_by) WHERE moved_by IS NOT NULL;

-- The journal's position when the summary of the device was saved: in which time frame last_heard_at and skew_ms are.
ALTER TABLE device ADD COLUMN heard_position bigint NOT NULL DEFAULT 0;

-- The last step of the server's clock when the device was registered: in which time frame registered_at is.
ALTER TABLE device ADD COLUMN registered_position bigint NOT NULL DEFAULT 0;

-- What to add to a time of one position of the journal, to compare it with times of another one, in ms.
CREATE FUNCTION server_moved_ms(after bigint, up_to bigint DEFAULT 9223372036854775807) RETURNS double precision LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(by_ms), 0) FROM server_step WHERE position > after AND position <= up_to
$$;

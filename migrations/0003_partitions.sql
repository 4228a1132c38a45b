-- Up Migration

-- The weekly partitions of the journal, Monday to Monday in UTC, by their names. Empty on a hypertable, whose chunks make themselves.
CREATE VIEW reading_week AS
  SELECT c.oid::regclass AS partition, monday AT TIME ZONE 'UTC' AS starts, (monday + interval '7 days') AT TIME ZONE 'UTC' AS ends
  FROM pg_inherits
  JOIN pg_class c ON c.oid = inhrelid
  CROSS JOIN LATERAL (SELECT to_date(substring(c.relname FROM '^reading_(\d{8})$'), 'YYYYMMDD')::timestamp AS monday) AS named
  WHERE inhparent = 'reading'::regclass AND monday IS NOT NULL;

-- Keeps weekly partitions of the journal ahead of the clock and drops those older than `keep`, or a hypertable's chunks:
-- the policy below does that too, but not under the Apache licence. Called at start and daily.
-- Returns how many partitions it made, and how many partitions or chunks it dropped.
-- In UTC, because a week added in a zone with summer time is not always 168 hours and would leave a gap.
CREATE FUNCTION keep_readings(ahead interval, keep interval, OUT made int, OUT dropped int) LANGUAGE plpgsql
SET timezone = 'UTC' SET lock_timeout = '1s' AS $$
DECLARE
  week   timestamptz := date_trunc('week', now()) - interval '7 days';
  name   text;
  old    record;
BEGIN
  made := 0;
  dropped := 0;
  -- Two services starting at once must not make the same partition.
  PERFORM pg_advisory_xact_lock(hashtext('linkline:partitions'));
  -- The long work first: what is dropped below locks the journal until the end.
  DELETE FROM reading_key WHERE received_at < now() - keep;
  DELETE FROM quarantine WHERE received_at < now() - keep;
  IF EXISTS (SELECT FROM pg_class WHERE oid = 'reading'::regclass AND relkind = 'p') THEN
    WHILE week <= now() + ahead LOOP
      name := 'reading_' || to_char(week, 'YYYYMMDD');
      IF to_regclass(name) IS NULL THEN
        -- Made apart and attached: CREATE ... PARTITION OF would hold up every insert while it waits for a long query.
        EXECUTE format('CREATE TABLE %I (LIKE reading)', name);
        EXECUTE format('ALTER TABLE reading ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, week, week + interval '7 days');
        made := made + 1;
      END IF;
      week := week + interval '7 days';
    END LOOP;
    FOR old IN SELECT partition, ends FROM reading_week WHERE ends < now() - keep ORDER BY ends LOOP
      BEGIN
        EXECUTE format('DROP TABLE %s', old.partition);
        dropped := dropped + 1;
      EXCEPTION WHEN lock_not_available THEN
        RAISE WARNING 'the old readings in % are in use and are dropped another day', old.partition;
      END;
    END LOOP;
  ELSE
    SELECT count(*) INTO dropped FROM drop_chunks('reading', older_than => now() - keep);
  END IF;
END $$;

-- Until when the journal has room; null where it makes room itself.
CREATE FUNCTION readings_until() RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN relkind = 'p' THEN (SELECT coalesce(max(ends), '-infinity') FROM reading_week) END FROM pg_class WHERE oid = 'reading'::regclass
$$;

-- Compression after a month and retention after 400 days, where the extension's licence offers them.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb')
     AND coalesce(current_setting('timescaledb.license', true), '') = 'timescale' THEN
    ALTER TABLE reading SET (timescaledb.compress, timescaledb.compress_segmentby = 'home_id', timescaledb.compress_orderby = 'position');
    PERFORM add_compression_policy('reading', interval '30 days');
    PERFORM add_retention_policy('reading', interval '400 days');
  END IF;
END $$;

-- Up Migration

-- Keeps weekly partitions of the journal ahead of the clock and drops those older than `keep`; on TimescaleDB, where
-- chunks make themselves and policies drop them, it only prunes what is not a hypertable. Called at start and daily.
-- Returns how many partitions it made and dropped.
CREATE FUNCTION keep_readings(ahead interval, keep interval, OUT made int, OUT dropped int) LANGUAGE plpgsql AS $$
DECLARE
  week   timestamptz;
  name   text;
  old    record;
BEGIN
  made := 0;
  dropped := 0;
  IF EXISTS (SELECT FROM pg_class WHERE oid = 'reading'::regclass AND relkind = 'p') THEN
    -- Two services starting at once must not make the same partition.
    PERFORM pg_advisory_xact_lock(hashtext('linkline:partitions'));
    week := date_trunc('week', now(), 'UTC') - interval '7 days';
    WHILE week <= now() + ahead LOOP
      name := 'reading_' || to_char(week AT TIME ZONE 'UTC', 'YYYYMMDD');
      IF to_regclass(name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF reading FOR VALUES FROM (%L) TO (%L)', name, week, week + interval '7 days');
        made := made + 1;
      END IF;
      week := week + interval '7 days';
    END LOOP;
    FOR old IN
      SELECT inhrelid::regclass AS child FROM pg_inherits
      WHERE inhparent = 'reading'::regclass
        AND to_timestamp(substring(inhrelid::regclass::text from 'reading_(\d{8})$'), 'YYYYMMDD') + interval '8 days' < now() - keep
    LOOP
      EXECUTE format('DROP TABLE %s', old.child);
      dropped := dropped + 1;
    END LOOP;
  END IF;
  DELETE FROM reading_key WHERE received_at < now() - keep;
  DELETE FROM quarantine WHERE received_at < now() - keep;
END $$;

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

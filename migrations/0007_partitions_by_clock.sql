-- Up Migration

-- Makes the weekly partitions around `at`, the clock that the service records by, which need not be the database's own.
-- Drops only what is older than `keep` by both clocks: a service with a fast clock deletes nothing early.
-- Returns how many partitions it made, and how many partitions or chunks it dropped.
-- Runs in UTC, because a week added in a zone with summer time is not always 168 hours and would leave a gap.
DROP FUNCTION keep_readings(interval, interval);
CREATE FUNCTION keep_readings(ahead interval, keep interval, at timestamptz DEFAULT now(), OUT made int, OUT dropped int) LANGUAGE plpgsql
SET timezone = 'UTC' SET lock_timeout = '1s' AS $$
DECLARE
  week    timestamptz := date_trunc('week', at) - interval '7 days';
  oldest  timestamptz := least(at, now()) - keep;
  name    text;
  old     record;
BEGIN
  made := 0;
  dropped := 0;
  -- Two services that start at once must not make the same partition.
  PERFORM pg_advisory_xact_lock(hashtext('linkline:partitions'));
  -- The long work comes first: the drops below lock the journal until the end.
  DELETE FROM reading_key WHERE received_at < oldest;
  DELETE FROM quarantine WHERE received_at < oldest;
  IF EXISTS (SELECT FROM pg_class WHERE oid = 'reading'::regclass AND relkind = 'p') THEN
    WHILE week <= at + ahead LOOP
      name := 'reading_' || to_char(week, 'YYYYMMDD');
      IF to_regclass(name) IS NULL THEN
        -- Created apart and then attached: CREATE ... PARTITION OF would block every insert while it waits for a long query.
        EXECUTE format('CREATE TABLE %I (LIKE reading)', name);
        EXECUTE format('ALTER TABLE reading ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, week, week + interval '7 days');
        made := made + 1;
      END IF;
      week := week + interval '7 days';
    END LOOP;
    FOR old IN SELECT partition, ends FROM reading_week WHERE ends < oldest ORDER BY ends LOOP
      BEGIN
        EXECUTE format('DROP TABLE %s', old.partition);
        dropped := dropped + 1;
      EXCEPTION WHEN lock_not_available THEN
        RAISE WARNING 'the old readings in % are in use; the next daily run drops them', old.partition;
      END;
    END LOOP;
  ELSE
    SELECT count(*) INTO dropped FROM drop_chunks('reading', older_than => oldest);
  END IF;
END $$;

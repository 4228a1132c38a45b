-- Up Migration

-- Which session writes: one row. Each service that takes the writer lock counts `epoch` up; each commit checks it.
CREATE TABLE writer (
  one      boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch    bigint NOT NULL,
  backend  int NOT NULL
);
INSERT INTO writer (epoch, backend) VALUES (0, 0);

-- Fails the transaction unless this session is the writer. FOR SHARE makes the next writer wait until the transaction has
-- ended: what the next one reads is complete, and a later transaction of this one fails here.
CREATE FUNCTION check_writer(mine bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM writer WHERE epoch = mine AND backend = pg_backend_pid() FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'this session is no longer the writer' USING ERRCODE = 'LLW01';
  END IF;
END $$;

-- Makes the missing weekly partitions of the journal from the week of `first` to the week of `last`; returns how many. Nothing to do
-- on a hypertable. It waits for nothing that takes long, because readings may wait for it.
-- Runs in UTC, because a week added in a zone with summer time is not always 168 hours and would leave a gap.
CREATE FUNCTION make_reading_weeks(first timestamptz, last timestamptz) RETURNS int LANGUAGE plpgsql
SET timezone = 'UTC' SET lock_timeout = '1s' AS $$
DECLARE
  week  timestamptz := date_trunc('week', first);
  name  text;
  made  int := 0;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_class WHERE oid = 'reading'::regclass AND relkind = 'p') THEN
    RETURN 0;
  END IF;
  -- Two services that start at once must not make the same partition.
  PERFORM pg_advisory_xact_lock(hashtext('linkline:partitions'));
  WHILE week <= last LOOP
    name := 'reading_' || to_char(week, 'YYYYMMDD');
    IF to_regclass(name) IS NULL THEN
      -- Created apart and then attached: CREATE ... PARTITION OF would block every insert while it waits for a long query.
      EXECUTE format('CREATE TABLE %I (LIKE reading)', name);
      EXECUTE format('ALTER TABLE reading ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, week, week + interval '7 days');
      made := made + 1;
    END IF;
    week := week + interval '7 days';
  END LOOP;
  RETURN made;
END $$;

-- The clock by which old readings are dropped. It follows the clocks of service and database by at most a week each night, so that a night
-- on which both are wrong drops nothing early. It begins with the newest reading.
CREATE TABLE retention_clock (
  one  boolean PRIMARY KEY DEFAULT true CHECK (one),
  at   timestamptz
);
INSERT INTO retention_clock (at) VALUES ((SELECT received_at FROM reading ORDER BY position DESC LIMIT 1));

-- Makes the weekly partitions around `at`, the clock that the service records by, which need not be the database's own.
-- Drops only what is older than `keep` by both clocks and by the retention clock, which moves forward only where `nightly`.
-- Returns how many partitions it made, and how many partitions or chunks it dropped.
DROP FUNCTION keep_readings(interval, interval, timestamptz);
CREATE FUNCTION keep_readings(ahead interval, keep interval, at timestamptz DEFAULT now(), nightly boolean DEFAULT false,
                              OUT made int, OUT dropped int) LANGUAGE plpgsql
SET timezone = 'UTC' SET lock_timeout = '1s' AS $$
DECLARE
  clock   timestamptz := least(at, now());
  oldest  timestamptz;
  old     record;
BEGIN
  dropped := 0;
  -- Two services that start at once must not drop the same partition.
  PERFORM pg_advisory_xact_lock(hashtext('linkline:old readings'));
  SELECT least(clock, r.at + CASE WHEN nightly THEN interval '7 days' ELSE interval '0' END) INTO clock FROM retention_clock r;
  UPDATE retention_clock SET at = clock;
  oldest := clock - keep;
  -- The long work comes first: the drops below lock the journal until the end.
  DELETE FROM reading_key WHERE received_at < oldest;
  DELETE FROM quarantine WHERE received_at < oldest;
  made := make_reading_weeks(at - interval '7 days', at + ahead);
  IF EXISTS (SELECT FROM pg_class WHERE oid = 'reading'::regclass AND relkind = 'p') THEN
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

-- Up Migration

-- What makes a resend the same reading. It stands apart from the readings because a unique key of a hypertable, or of
-- a partitioned table, must contain the time column, and a resend of (boot, seq) need not carry the same time.
CREATE TABLE reading_key (
  device_id    bigint NOT NULL,
  key          text COLLATE "C" NOT NULL,
  received_at  timestamptz NOT NULL,
  PRIMARY KEY (device_id, key)
);
CREATE INDEX reading_key_age ON reading_key USING brin (received_at);

-- The journal: one row a reading, in the order of commit (position). Time-partitioned on receipt, which only moves
-- forward, so that a device with a clock in 1970 or 2090 needs no partition there.
DO $$
DECLARE
  columns text := '
    position     bigint NOT NULL,
    home_id      bigint NOT NULL,
    device_id    bigint NOT NULL,
    kind         text NOT NULL,
    value        jsonb NOT NULL,
    at           timestamptz,            -- the device''s own time
    received_at  timestamptz NOT NULL,
    time         timestamptz NOT NULL,   -- the time rules go by
    seq          bigint,
    boot         text,
    battery      real,
    signal       real,
    historical   boolean NOT NULL';
BEGIN
  -- Making the extension where its library is not preloaded ends the session. An ordinary role may not see what is
  -- preloaded; then a setting that the library brings tells.
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb')
     AND coalesce((SELECT setting LIKE '%timescaledb%' FROM pg_settings WHERE name = 'shared_preload_libraries'),
                  current_setting('timescaledb.max_background_workers', true) IS NOT NULL) THEN
    BEGIN
      CREATE EXTENSION IF NOT EXISTS timescaledb;
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE WARNING 'TimescaleDB is installed and this role may not use it (%): the journal gets native partitions', SQLERRM;
    END;
  END IF;

  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN
    EXECUTE format('CREATE TABLE reading (%s)', columns);
    PERFORM create_hypertable('reading', 'received_at', chunk_time_interval => interval '7 days', create_default_indexes => false);
  ELSE
    EXECUTE format('CREATE TABLE reading (%s) PARTITION BY RANGE (received_at)', columns);
  END IF;
END $$;

CREATE INDEX reading_of_home ON reading (home_id, time, position);
-- Recovery reads pages in order of position. Measured at 1.8 million rows, a page of 10,000: 13 ms, by a BRIN index 1,088 ms
-- (it cannot give an order); a position only grows, and inserting took the same time with either.
CREATE INDEX reading_in_journal ON reading (position);

-- Bad input, kept as it came.
CREATE TABLE quarantine (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  home_id      bigint NOT NULL,
  device_id    bigint NOT NULL,
  received_at  timestamptz NOT NULL,
  topic        text NOT NULL,
  payload      bytea NOT NULL,
  reason       text NOT NULL
);
CREATE INDEX quarantine_age ON quarantine USING brin (received_at);

-- Rule states with the journal position that they include; recovery is this plus the readings after it.
CREATE TABLE rule_state (
  home_id   bigint PRIMARY KEY REFERENCES home ON DELETE CASCADE,
  position  bigint NOT NULL,
  state     jsonb NOT NULL
);

-- Up to here every rule state is saved: recovery reads the journal after it. One row.
CREATE TABLE journal_mark (
  one       boolean PRIMARY KEY DEFAULT true CHECK (one),
  position  bigint NOT NULL
);
INSERT INTO journal_mark (position) VALUES (0);

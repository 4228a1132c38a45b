-- Up Migration

-- The server's clock was set while the service ran or was down, and the service followed. Times recorded before this position belong to an
-- earlier time frame: by_ms is what must be added to them, once for each later step.
CREATE TABLE server_step (
  position  bigint PRIMARY KEY,           -- in the journal; no reading has it
  at        timestamptz NOT NULL,         -- the service's time just before the step, in the earlier frame
  by_ms     double precision NOT NULL     -- negative for a step back
);

-- What the service's clock said last, saved every few seconds, and how long the machine had been up. At the next start on the same boot of
-- the machine it shows how much time has passed, whatever the wall clock says. One row, or none before the first save.
CREATE TABLE clock_mark (
  one         boolean PRIMARY KEY DEFAULT true CHECK (one),
  at          timestamptz NOT NULL,
  position    bigint NOT NULL,            -- of the journal at that moment: in which frame `at` is
  boot        text,
  elapsed_ms  double precision NOT NULL
);

-- After a step back, entries that are dated in the future are looked for.
CREATE INDEX alarm_timeline_time ON alarm_timeline USING brin (at);
CREATE INDEX alarm_raised ON alarm USING brin (raised_at);

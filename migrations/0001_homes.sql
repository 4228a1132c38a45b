-- Up Migration
CREATE TABLE home (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        text NOT NULL,
  address     text NOT NULL DEFAULT '',
  timezone    text NOT NULL,
  mode        text NOT NULL DEFAULT 'live' CHECK (mode IN ('live', 'test')),
  created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE person (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  home_id        bigint NOT NULL REFERENCES home ON DELETE CASCADE,
  name           text NOT NULL,
  communication  text NOT NULL DEFAULT '',
  notes          text NOT NULL DEFAULT ''
);
CREATE INDEX person_of_home ON person (home_id);

CREATE TABLE contact (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  home_id    bigint NOT NULL REFERENCES home ON DELETE CASCADE,
  place      int NOT NULL,               -- the order in which they are told
  name       text NOT NULL,
  relation   text NOT NULL,
  phone      text NOT NULL,
  keyholder  boolean NOT NULL DEFAULT false,
  UNIQUE (home_id, place)
);

CREATE TABLE device (
  id                         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  home_id                    bigint NOT NULL REFERENCES home ON DELETE CASCADE,
  name                       text NOT NULL,
  kind                       text NOT NULL,
  room                       text NOT NULL DEFAULT '',
  outside                    boolean NOT NULL DEFAULT false,
  expected_interval_seconds  int CHECK (expected_interval_seconds > 0),
  username                   text NOT NULL UNIQUE,
  secret_hash                text NOT NULL,
  registered_at              timestamptz NOT NULL,
  -- What it last said of itself, for the installer and for the silence shown beside an alarm.
  last_heard_at              timestamptz,
  skew_ms                    bigint,     -- its clock ahead of ours; negative: behind
  battery                    real,       -- percent
  signal                     real        -- dBm
);
CREATE INDEX device_of_home ON device (home_id);

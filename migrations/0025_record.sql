-- Up Migration

-- The record of a home can be corrected. Each row has a version, which grows with each change: a change names the version that its author saw.
ALTER TABLE home ADD COLUMN version int NOT NULL DEFAULT 1,
  ADD COLUMN postcode text NOT NULL DEFAULT '',
  ADD COLUMN what3words text NOT NULL DEFAULT '',
  ADD COLUMN coordinates jsonb,               -- { latitude, longitude }, WGS 84 degrees
  ADD COLUMN area text NOT NULL DEFAULT '',
  ADD COLUMN contract text NOT NULL DEFAULT '',
  ADD COLUMN key_safe jsonb;                  -- { location, code }; shown with the access notes only

-- `details`: the fields beside the columns (domain/record/personFields.ts, contactFields.ts, deviceFields.ts); absent ones have their defaults.
ALTER TABLE person ADD COLUMN version int NOT NULL DEFAULT 1, ADD COLUMN details jsonb NOT NULL DEFAULT '{}';
ALTER TABLE contact ADD COLUMN version int NOT NULL DEFAULT 1, ADD COLUMN details jsonb NOT NULL DEFAULT '{}';
ALTER TABLE device ADD COLUMN version int NOT NULL DEFAULT 1, ADD COLUMN details jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN ended_at timestamptz;            -- taken out of the home: its login ends, its readings stay

-- A new order of contacts has two at one place until the transaction ends.
ALTER TABLE contact DROP CONSTRAINT contact_home_id_place_key,
  ADD CONSTRAINT contact_place UNIQUE (home_id, place) DEFERRABLE INITIALLY DEFERRED;

-- Who changed what, and how it was before and after. `before` null: new; `after` null: removed. Times by the service's clock.
CREATE TABLE record_change (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  home_id    bigint NOT NULL REFERENCES home ON DELETE CASCADE,
  kind       text NOT NULL CHECK (kind IN ('home', 'person', 'contact', 'device')),
  record_id  bigint NOT NULL,
  before     jsonb,
  after      jsonb,
  by_id      text NOT NULL,
  by_name    text NOT NULL,
  at         timestamptz NOT NULL
);
CREATE INDEX record_change_of ON record_change (home_id, id);

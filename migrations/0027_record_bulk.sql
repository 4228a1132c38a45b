-- Up Migration

-- `commissioning`: an installer is still at work in the home. `ended`: Link Line serves it no more; its record stays.
ALTER TABLE home DROP CONSTRAINT home_mode_check,
  ADD CONSTRAINT home_mode_check CHECK (mode IN ('live', 'test', 'commissioning', 'ended'));

-- How staff answer the alarms of a home; in the code `answeredAs`. A case of a test home makes no sound, sends nothing and is in no statistic.
CREATE FUNCTION answered_as(mode text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE mode WHEN 'test' THEN 'test' ELSE 'live' END;

CREATE OR REPLACE FUNCTION notify_receivers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO notification (dedup_key, case_id, kind, recipient, recipient_id, name, channel, address, sentence, next_at, created_at)
  SELECT 'receiver/' || receiver.id || '/case/' || NEW.id, NEW.id, 'service', 'receiver', receiver.id, receiver.name, 'webhook', receiver.url,
         '', NEW.opened_at, NEW.opened_at
    FROM webhook_receiver AS receiver JOIN home ON home.id = NEW.home_id AND answered_as(home.mode) = 'live' AND NOT home.canary
   WHERE receiver.disabled_at IS NULL
  ON CONFLICT (dedup_key) DO UPDATE SET state = 'waiting', attempts = 0, next_at = excluded.next_at, settled_at = NULL;
  RETURN NULL;
END $$;

-- What a channel of a contact is for: 'alarms', 'planReview', 'devices'. Null: everything.
ALTER TABLE contact_channel ADD COLUMN purposes text[] CHECK (purposes <@ ARRAY['alarms', 'planReview', 'devices'] AND cardinality(purposes) > 0);
-- Hours that staff set count also where the contact is no carer.
ALTER TABLE contact_hours ADD COLUMN by_staff boolean NOT NULL DEFAULT false;

-- The key of a home in another system, by which files of a bulk import name it.
ALTER TABLE home ADD COLUMN reference text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX home_reference ON home (reference) WHERE reference <> '';

-- `device.secret_hash` is empty for a device that has no login yet. It cannot connect, and its silence is no fault.

-- A file of a bulk import. The file itself is in memory only: it has personal data, and the record has what was written of it.
CREATE TABLE bulk_job (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind          text NOT NULL CHECK (kind IN ('homes', 'people', 'contacts', 'devices')),
  file_name     text NOT NULL,
  encoding      text NOT NULL,
  separator     text NOT NULL,
  state         text NOT NULL CHECK (state IN ('checking', 'faulty', 'checked', 'writing', 'done', 'interrupted', 'discarded')),
  total         int NOT NULL DEFAULT 0,      -- rows of the file, as far as it was read
  checked       int NOT NULL DEFAULT 0,
  new_rows      int NOT NULL DEFAULT 0,
  changed_rows  int NOT NULL DEFAULT 0,
  same_rows     int NOT NULL DEFAULT 0,
  written       int NOT NULL DEFAULT 0,      -- grows in the transaction that writes the row
  faults        jsonb NOT NULL DEFAULT '[]', -- the first ones: [{ line, column, message }]
  fault_count   int NOT NULL DEFAULT 0,
  why           text NOT NULL DEFAULT '',    -- of an interruption
  by_id         text NOT NULL,
  by_name       text NOT NULL,
  started_at    timestamptz NOT NULL,        -- by the service's clock
  ended_at      timestamptz
);

-- Exports leave a trace for each home, with the reason where they have access notes, key safes and NHS numbers.
ALTER TABLE access_log DROP CONSTRAINT access_log_what_check,
  ADD CONSTRAINT access_log_what_check CHECK (what IN ('home', 'readings', 'accessNotes', 'export', 'exportSecrets')),
  ADD COLUMN why text NOT NULL DEFAULT '';

-- The units that a device was before it was replaced. The device keeps its id, so its readings, alarms and rules go on.
CREATE TABLE device_unit (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  device_id     bigint NOT NULL REFERENCES device ON DELETE CASCADE,
  model         text NOT NULL,
  serial        text NOT NULL,
  installed_on  date,
  replaced_at   timestamptz NOT NULL,        -- by the service's clock
  by_id         text NOT NULL,
  by_name       text NOT NULL
);
CREATE INDEX device_unit_of ON device_unit (device_id, id);

-- The end of the service of a home; a row for each end. Reopened within a day, all is as it was; later the returned devices are out.
CREATE TABLE service_end (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  home_id      bigint NOT NULL REFERENCES home ON DELETE CASCADE,
  why          text NOT NULL,
  returned     bigint[] NOT NULL,            -- devices that are returned to stock
  at           timestamptz NOT NULL,         -- by the service's clock
  by_id        text NOT NULL,
  by_name      text NOT NULL,
  reopened_at  timestamptz
);
CREATE UNIQUE INDEX service_end_once ON service_end (home_id) WHERE reopened_at IS NULL;

-- Photos of people, JPEG, PNG or WebP of at most 1 MB, without what a camera writes beside the picture.
CREATE TABLE person_photo (
  person_id  bigint PRIMARY KEY REFERENCES person ON DELETE CASCADE,
  type       text NOT NULL CHECK (type IN ('image/jpeg', 'image/png', 'image/webp')),
  bytes      bytea NOT NULL CHECK (octet_length(bytes) <= 1048576),
  set_at     timestamptz NOT NULL
);

-- Up Migration

-- Commissioning: an installer is at work in the home. Since when, until when (a timer: the home is live from then on), and who began it.
ALTER TABLE home ADD COLUMN commissioning_since timestamptz, ADD COLUMN commissioning_until timestamptz,
  ADD COLUMN commissioning_by text, ADD COLUMN commissioning_name text;
CREATE INDEX home_commissioning ON home (id) WHERE mode = 'commissioning';

-- The alarms of a home in commissioning ring no operator. The installer answers them.
CREATE OR REPLACE FUNCTION answered_as(mode text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE mode WHEN 'ended' THEN 'live' ELSE mode END;

-- A code by which a device gets its login once. The database holds a hash of it.
CREATE TABLE setup_code (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  device_id   bigint NOT NULL REFERENCES device ON DELETE CASCADE,
  code_hash   text NOT NULL UNIQUE,
  by_id       text NOT NULL,
  by_name     text NOT NULL,
  made_at     timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  used_at     timestamptz
);
CREATE INDEX setup_code_of_device ON setup_code (device_id);

-- What the installer hands over. A row never changes: a new record is a new version.
CREATE TABLE handover (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  home_id    bigint NOT NULL REFERENCES home ON DELETE CASCADE,
  version    int NOT NULL,
  record     jsonb NOT NULL,          -- domain/installing/handover.ts
  by_id      text NOT NULL,
  by_name    text NOT NULL,
  at         timestamptz NOT NULL,
  UNIQUE (home_id, version)
);
CREATE FUNCTION handover_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a handover record cannot be changed: write a new version';
END $$;
CREATE TRIGGER handover_stays BEFORE UPDATE ON handover FOR EACH ROW EXECUTE FUNCTION handover_stays();

-- Changes that a phone sent with a key: sent again, such a change is applied once. `row_id`: what it made or changed.
CREATE TABLE applied_change (
  caller_id  text NOT NULL,
  key        text NOT NULL,
  home_id    bigint NOT NULL REFERENCES home ON DELETE CASCADE,
  row_id     bigint NOT NULL,
  at         timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (caller_id, key)
);
CREATE INDEX applied_change_age ON applied_change (at);

ALTER TABLE notification
  DROP CONSTRAINT notification_kind_check,
  ADD CONSTRAINT notification_kind_check CHECK (kind IN ('alarm', 'askAgain', 'supervisor', 'everyone', 'nobodyOnDuty', 'service', 'invitation',
                                                         'phoneTest', 'phoneTestDue', 'phoneLost', 'commissioning')),
  DROP CONSTRAINT notification_recipient_check,
  ADD CONSTRAINT notification_recipient_check
    CHECK (recipient IN ('contact', 'supervisor', 'administrator', 'fallback', 'receiver', 'carer', 'installer'));

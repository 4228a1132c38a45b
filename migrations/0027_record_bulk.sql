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

-- Up Migration

-- A phone: a browser of a carer's account that agreed to web push. It belongs to the account, so it rings for each home that the account cares
-- for. No subscription was registered before this migration.
DROP TABLE push_subscription;
CREATE TABLE phone (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id   text NOT NULL REFERENCES "user" ON DELETE CASCADE,
  session_id   text,                    -- the session that registered it last: signing out retires it
  endpoint     text NOT NULL UNIQUE,    -- where its push service takes messages; who knows it can write to the phone, so no answer has it
  p256dh       text NOT NULL,
  auth         text NOT NULL,
  name         text NOT NULL,           -- "Android phone, Chrome"
  created_at   timestamptz NOT NULL,
  seen_at      timestamptz NOT NULL,    -- the carer's page was opened on it
  tested_at    timestamptz,             -- the last test that it received in time, showed, and that was opened
  retired_at   timestamptz,             -- nothing is sent to it since then
  retired_why  text CHECK (retired_why IN ('gone', 'switchedOff', 'signedOut', 'replaced', 'tooMany')),
  CHECK ((retired_at IS NULL) = (retired_why IS NULL))
);
CREATE INDEX phone_of_account ON phone (account_id);

-- A push is no channel that is written down for a contact: a contact who is a carer with a phone has it.
DELETE FROM contact_channel WHERE type = 'push';
ALTER TABLE contact_channel DROP CONSTRAINT contact_channel_type_check,
  ADD CONSTRAINT contact_channel_type_check CHECK (type IN ('text', 'email', 'voice'));

-- What the phone reported of a push. `carer`: the recipient is an account. A push that was sent has its next_at: without a receipt by then it failed.
ALTER TABLE notification
  ADD COLUMN received_at timestamptz, ADD COLUMN shown_at timestamptz, ADD COLUMN opened_at timestamptz,
  DROP CONSTRAINT notification_kind_check,
  ADD CONSTRAINT notification_kind_check CHECK (kind IN ('alarm', 'askAgain', 'supervisor', 'everyone', 'nobodyOnDuty', 'service', 'invitation',
                                                         'phoneTest', 'phoneTestDue', 'phoneLost')),
  DROP CONSTRAINT notification_recipient_check,
  ADD CONSTRAINT notification_recipient_check CHECK (recipient IN ('contact', 'supervisor', 'administrator', 'fallback', 'receiver', 'carer'));
CREATE INDEX notification_of_carer ON notification (recipient_id, id) WHERE recipient = 'carer';

-- A member of staff has seen to it that this carer's phone does not ring: it is on the supervisors' list again when something newer happens.
ALTER TABLE carer ADD COLUMN phone_dismissed_at timestamptz, ADD COLUMN phone_dismissed_by text;

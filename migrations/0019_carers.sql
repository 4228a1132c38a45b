-- Up Migration

-- A carer is a contact of a home with an account. One account may care for several homes, and a home may have several carers. `sees` is what the
-- person who lives there agreed to, and `agreed_by` the name of who said so. Times by the service's clock.
CREATE TABLE carer (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id  bigint NOT NULL REFERENCES contact ON DELETE CASCADE,
  account_id  text NOT NULL REFERENCES "user" ON DELETE CASCADE,
  sees        text NOT NULL CHECK (sees IN ('alarms', 'nights')),
  agreed_by   text NOT NULL,
  joined_at   timestamptz NOT NULL,
  left_at     timestamptz,               -- null: cares today
  left_why    text
);
CREATE UNIQUE INDEX carer_once ON carer (contact_id) WHERE left_at IS NULL;
CREATE INDEX carer_of_account ON carer (account_id) WHERE left_at IS NULL;

-- A link that makes a contact a carer, once. The link is a signature of the id (response/notify/links.ts).
CREATE TABLE carer_invitation (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id    bigint NOT NULL REFERENCES contact ON DELETE CASCADE,
  sees          text NOT NULL CHECK (sees IN ('alarms', 'nights')),
  agreed_by     text NOT NULL,
  by_id         text NOT NULL,
  by_name       text NOT NULL,
  made_at       timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  used_at       timestamptz,
  withdrawn_at  timestamptz
);
CREATE INDEX carer_invitation_of ON carer_invitation (contact_id, id);

-- The message with the link.
ALTER TABLE notification ADD COLUMN invitation_id bigint REFERENCES carer_invitation ON DELETE CASCADE,
  DROP CONSTRAINT notification_kind_check,
  ADD CONSTRAINT notification_kind_check
    CHECK (kind IN ('alarm', 'askAgain', 'supervisor', 'everyone', 'nobodyOnDuty', 'service', 'invitation'));

-- Up Migration

-- How a contact can be reached, in the order of preference. `contact.phone` is the number that staff call.
CREATE TABLE contact_channel (
  contact_id  bigint NOT NULL REFERENCES contact ON DELETE CASCADE,
  place       int NOT NULL,
  type        text NOT NULL CHECK (type IN ('text', 'email', 'push', 'voice')),
  address     text NOT NULL,
  PRIMARY KEY (contact_id, place)
);

-- The outbox: what must be sent, written in the transaction that decides it. At least once: a row is settled only after the provider answered.
CREATE TABLE notification (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dedup_key     text NOT NULL UNIQUE,          -- one person hears of one step once by one channel
  case_id       bigint REFERENCES alarm_case ON DELETE CASCADE,    -- null: about the service, such as that no operator is on duty
  alarm_id      bigint REFERENCES alarm ON DELETE CASCADE,
  kind          text NOT NULL CHECK (kind IN ('alarm', 'askAgain', 'supervisor', 'everyone', 'nobodyOnDuty', 'service')),
  step          text,                          -- the step of a ladder that sent it: "<escalation id>/<step>"; rows of one step reach it together
  recipient     text NOT NULL CHECK (recipient IN ('contact', 'supervisor', 'administrator', 'fallback', 'receiver')),
  recipient_id  text NOT NULL,
  name          text NOT NULL,
  channel       text NOT NULL CHECK (channel IN ('text', 'email', 'push', 'voice', 'webhook')),
  address       text NOT NULL,
  place         int NOT NULL DEFAULT 1,        -- among the channels of this recipient in this step
  sentence      text NOT NULL,
  state         text NOT NULL DEFAULT 'waiting' CHECK (state IN ('spare', 'waiting', 'sending', 'sent', 'delivered', 'failed', 'dropped')),
  attempts      int NOT NULL DEFAULT 0,
  next_at       timestamptz,                   -- when to send it, or to send it again; null: nothing to do
  provider_id   text,                          -- what a receipt names it by
  failure       text,
  created_at    timestamptz NOT NULL,
  sent_at       timestamptz,
  settled_at    timestamptz
);
CREATE INDEX notification_due ON notification (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX notification_of_case ON notification (case_id, id);
CREATE INDEX notification_of_provider ON notification (channel, provider_id) WHERE provider_id IS NOT NULL;

-- Whom the service notifies when no operator is on duty, or no operator claims a case. Not of one home.
CREATE TABLE fallback_contact (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name     text NOT NULL,
  channel  text NOT NULL CHECK (channel IN ('text', 'email', 'voice')),
  address  text NOT NULL,
  UNIQUE (channel, address)
);

-- Programs that receive each case by a signed POST (standard-webhooks). Disabled after the receiver answered 410 Gone.
CREATE TABLE webhook_receiver (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name          text NOT NULL,
  url           text NOT NULL,
  secret        text NOT NULL,
  created_at    timestamptz NOT NULL,
  disabled_at   timestamptz,
  disabled_why  text
);

-- Each new version of a case in a live home is due to every receiver, in the transaction that makes it, whichever statement that is. One row a
-- receiver and case: a receiver that is slow or away gets the case as it is then. Due at once by any clock, since the case was opened before.
-- `home.canary` comes with migration 0016; a function looks its columns up when it runs.
CREATE FUNCTION notify_receivers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO notification (dedup_key, case_id, kind, recipient, recipient_id, name, channel, address, sentence, next_at, created_at)
  SELECT 'receiver/' || receiver.id || '/case/' || NEW.id, NEW.id, 'service', 'receiver', receiver.id, receiver.name, 'webhook', receiver.url,
         '', NEW.opened_at, NEW.opened_at
    FROM webhook_receiver AS receiver JOIN home ON home.id = NEW.home_id AND home.mode = 'live' AND NOT home.canary WHERE receiver.disabled_at IS NULL
  ON CONFLICT (dedup_key) DO UPDATE SET state = 'waiting', attempts = 0, next_at = excluded.next_at, settled_at = NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER case_opened AFTER INSERT ON alarm_case FOR EACH ROW EXECUTE FUNCTION notify_receivers();
CREATE TRIGGER case_changed AFTER UPDATE OF version ON alarm_case FOR EACH ROW WHEN (NEW.version > OLD.version) EXECUTE FUNCTION notify_receivers();

-- Browsers that agreed to web push. The keys by which the service signs pushes are made at the first start. One row.
CREATE TABLE push_subscription (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id  bigint REFERENCES contact ON DELETE CASCADE,
  endpoint    text NOT NULL UNIQUE,
  p256dh      text NOT NULL,
  auth        text NOT NULL,
  created_at  timestamptz NOT NULL,
  retired_at  timestamptz
);
CREATE TABLE push_keys (
  one          boolean PRIMARY KEY DEFAULT true CHECK (one),
  public_key   text NOT NULL,
  private_key  text NOT NULL
);

-- Up Migration

-- A gateway publishes for the devices of its home: a Zigbee2MQTT, a network server for LoRaWAN, a hub. It has a login; the devices behind it have none.
CREATE TABLE gateway (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  home_id        bigint NOT NULL REFERENCES home ON DELETE CASCADE,
  family         text NOT NULL,
  name           text NOT NULL,
  base_topic     text NOT NULL,
  username       text NOT NULL UNIQUE,
  secret_hash    text NOT NULL,
  registered_at  timestamptz NOT NULL,
  ended_at       timestamptz,
  last_heard_at  timestamptz,
  online         boolean,                     -- as the gateway said last; null: it never said
  UNIQUE (id, home_id)
);
CREATE INDEX gateway_of_home ON gateway (home_id);

ALTER TABLE device
  ADD COLUMN also_reports text[] NOT NULL DEFAULT '{}',   -- the kinds that it may report beside `kind`
  ADD COLUMN gateway_id bigint,
  ADD COLUMN external_id text,                -- its name at the gateway
  ADD COLUMN online boolean,                  -- as its gateway said last; null: it never said
  -- Reports that were lost before they reached us: gaps in the counter of its family, which begins again with each session.
  ADD COLUMN missed_reports bigint NOT NULL DEFAULT 0,
  ADD COLUMN counter_session text,
  ADD COLUMN counter bigint,
  ALTER COLUMN secret_hash DROP NOT NULL,
  -- A gateway speaks for devices of its own home only.
  ADD CONSTRAINT device_of_gateway FOREIGN KEY (gateway_id, home_id) REFERENCES gateway (id, home_id),
  ADD CONSTRAINT device_login CHECK ((gateway_id IS NULL) = (external_id IS NULL) AND (gateway_id IS NULL) = (secret_hash IS NOT NULL));
CREATE UNIQUE INDEX device_behind_gateway ON device (gateway_id, external_id) WHERE ended_at IS NULL;

-- From now on a device reports only kinds that it is registered for. What devices reported in the last weeks counts as registered, so that no
-- sensor falls silent with the upgrade. Calls and dangers ring without that.
UPDATE device SET also_reports = seen.kinds
  FROM (SELECT device_id, array_agg(DISTINCT kind) AS kinds FROM reading
         WHERE received_at > now() - interval '30 days' AND kind IN ('bed', 'door', 'motion', 'boundary', 'temperature', 'chair')
         GROUP BY device_id) AS seen
 WHERE seen.device_id = device.id AND NOT seen.kinds <@ ARRAY[device.kind];

-- The last recorded level of a device, by kind: a gateway repeats it with each message, and only a change is an event.
CREATE TABLE device_level (
  device_id  bigint NOT NULL REFERENCES device ON DELETE CASCADE,
  kind       text NOT NULL,
  value      jsonb NOT NULL,
  PRIMARY KEY (device_id, kind)
);

-- Devices that a gateway offers or speaks for, and that are not registered.
CREATE TABLE unknown_device (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  gateway_id     bigint NOT NULL REFERENCES gateway ON DELETE CASCADE,
  external_id    text NOT NULL,
  name           text,
  model          text,
  maker          text,
  kinds          text[] NOT NULL DEFAULT '{}',  -- what the model can report; empty: its model is not in the catalogue
  topic          text,                          -- of its last message, with the first bytes of that; null: it was offered only
  payload        bytea,
  messages       bigint NOT NULL DEFAULT 0,
  first_seen_at  timestamptz NOT NULL,
  last_seen_at   timestamptz NOT NULL,
  hidden_at      timestamptz,
  UNIQUE (gateway_id, external_id)
);

-- A message of a gateway may be from a device that is not registered, or from none.
ALTER TABLE quarantine ALTER COLUMN device_id DROP NOT NULL, ADD COLUMN gateway_id bigint, ADD COLUMN external_id text;

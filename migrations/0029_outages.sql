-- Up Migration

-- Many homes that fall silent together are one incident of the kind outage. `subject` names its cause: two outages may begin at one time.
ALTER TABLE service_incident DROP CONSTRAINT service_incident_kind_check,
  ADD CONSTRAINT service_incident_kind_check CHECK (kind IN ('notListening', 'clockStep', 'nobodyOnDuty', 'watch', 'canary', 'outage')),
  ADD COLUMN subject text NOT NULL DEFAULT '',
  DROP CONSTRAINT service_incident_kind_from_at_key,
  ADD CONSTRAINT service_incident_once UNIQUE (kind, from_at, subject);

-- What an outage has beside its incident. Times by the service's clock.
CREATE TABLE outage (
  incident_id        bigint PRIMARY KEY REFERENCES service_incident ON DELETE CASCADE,
  cause              text NOT NULL CHECK (cause IN ('all', 'family', 'network', 'area', 'district')),
  value              text NOT NULL,            -- such as the name of the area; empty for the cause all
  opened_at          timestamptz NOT NULL,
  hold_minutes       int NOT NULL,             -- for so long it holds a silence back where no person works on it
  worked_until       timestamptz,              -- a person works on it: what is held rings after this; null: none did
  acknowledged_at    timestamptz,
  acknowledged_by    text,
  acknowledged_name  text,
  last_back_at       timestamptz,              -- when the last home came back
  ended_at           timestamptz
);
CREATE UNIQUE INDEX outage_open_once ON outage (cause, value) WHERE ended_at IS NULL;

-- Its homes: the work list.
CREATE TABLE outage_home (
  incident_id   bigint NOT NULL REFERENCES outage ON DELETE CASCADE,
  home_id       bigint NOT NULL REFERENCES home ON DELETE CASCADE,
  silent_since  timestamptz NOT NULL,          -- when its first device was late
  back_at       timestamptz,                   -- every device of it was heard again
  PRIMARY KEY (incident_id, home_id)
);
CREATE INDEX outage_home_of ON outage_home (home_id);

-- Who looked after which home, and with what result.
CREATE TABLE outage_check (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  incident_id  bigint NOT NULL,
  home_id      bigint NOT NULL,
  at           timestamptz NOT NULL,
  result       text NOT NULL CHECK (result IN ('spoke', 'noAnswer', 'visiting', 'visited')),
  note         text NOT NULL DEFAULT '',
  by_id        text NOT NULL,
  by_name      text NOT NULL,
  FOREIGN KEY (incident_id, home_id) REFERENCES outage_home ON DELETE CASCADE
);
CREATE INDEX outage_check_of ON outage_check (incident_id, home_id, id);

-- The outage in which a silence was counted. An alarm is counted once.
ALTER TABLE alarm ADD COLUMN outage_id bigint REFERENCES outage ON DELETE SET NULL;
CREATE INDEX alarm_silent ON alarm (home_id) WHERE state = 'open' AND rule = 'silence';
CREATE INDEX alarm_of_outage ON alarm (outage_id) WHERE outage_id IS NOT NULL;

-- A silence that an outage holds back is a technical case with a timer: when it is due, the silence rings. Without a timer it could be forgotten.
ALTER TABLE alarm_case ADD COLUMN held_until timestamptz,
  ADD CONSTRAINT alarm_case_held_rings CHECK (held_until IS NULL OR state = 'closed' OR technical AND next_at IS NOT NULL);

-- How much is at stake if this person cannot call: the sum over the risks in the record. Oxygen counts 5, falls 3, living alone 3.
CREATE FUNCTION person_risk(details jsonb) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(sum(CASE one ->> 'risk'
      WHEN 'oxygen' THEN 5
      WHEN 'falls' THEN 3 WHEN 'epilepsy' THEN 3 WHEN 'heart' THEN 3 WHEN 'stroke' THEN 3 WHEN 'livesAlone' THEN 3
      WHEN 'dementia' THEN 2 WHEN 'diabetes' THEN 2 WHEN 'frailty' THEN 2
      WHEN 'mentalHealth' THEN 1 WHEN 'substances' THEN 1 WHEN 'doesNotOpen' THEN 1
      ELSE 0 END), 0)::int
    FROM jsonb_array_elements(CASE jsonb_typeof(details -> 'risks') WHEN 'array' THEN details -> 'risks' ELSE '[]' END) AS one
$$;
ALTER TABLE person ADD COLUMN risk int NOT NULL GENERATED ALWAYS AS (person_risk(details)) STORED;

-- When many homes that fall silent together are one outage. Absent settings have the defaults of domain/outage/outageSettings.ts.
ALTER TABLE answering_settings ADD COLUMN outages jsonb NOT NULL DEFAULT '{}';

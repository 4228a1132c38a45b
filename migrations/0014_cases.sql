-- Up Migration

-- A case is what an operator answers: all open alarms of one home that ring people, with one holder and one timeline. A technical alarm is a
-- case by itself. Every column beside the first line of each group is null outside its state. Times by the service's clock.
CREATE TABLE alarm_case (
  id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  version            int NOT NULL DEFAULT 1,   -- grows by one with each change
  home_id            bigint NOT NULL REFERENCES home,
  technical          boolean NOT NULL DEFAULT false,
  state              text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'claimed', 'followUp', 'closed')),
  priority           text NOT NULL CHECK (priority IN ('info', 'advisory', 'urgent', 'critical')),
  rings              int NOT NULL DEFAULT 1,   -- of all its alarms
  opened_at          timestamptz NOT NULL,
  next_at            timestamptz,              -- the earliest timer of the case and its ladders; null: none
  -- waiting: since when at the monitoring centre (null: with the family), and how many steps of the centre have run since
  centre_since       timestamptz,
  centre_steps       int NOT NULL DEFAULT 0,
  -- A contact said "I'm on it". Other contacts who said it too: [{ id, name, at in epoch ms }]; without meaning where accepted_by is null.
  accepted_by        bigint,
  accepted_name      text,
  accepted_at        timestamptz,
  accepted_asked_at  timestamptz,
  accepted_others    jsonb NOT NULL DEFAULT '[]',
  family_unreached   boolean NOT NULL DEFAULT false,
  -- claimed and followUp
  held_by            text,                     -- account or token
  held_name          text,
  held_via           jsonb,                    -- the session or token of the claim: { kind, id }
  touched_at         timestamptz,
  asked_at           timestamptz,              -- the holder was asked: is this case still in hand?
  offered_to         text,                     -- an operator to whom the holder hands over
  offered_name       text,
  offered_until      timestamptz,
  unheard_ring_at    timestamptz,              -- the first life-safety ring that the holder has not acknowledged
  every_desk_sounds  boolean NOT NULL DEFAULT false,
  follow_up_at       timestamptz,
  follow_up_note     text,
  -- closed
  closed_at          timestamptz,
  closed_by          text,
  CHECK ((state IN ('claimed', 'followUp')) = (held_by IS NOT NULL AND held_name IS NOT NULL)),
  CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
  CHECK ((state = 'followUp') = (follow_up_at IS NOT NULL))
);
CREATE UNIQUE INDEX alarm_case_open_once ON alarm_case (home_id) WHERE state <> 'closed' AND NOT technical;
CREATE INDEX alarm_case_due ON alarm_case (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX alarm_case_open ON alarm_case (id) WHERE state <> 'closed';
CREATE INDEX alarm_case_of_home ON alarm_case (home_id, id);

-- Alarms of the past become a case each; the open alarms of one home become one case, which the operator holds who claimed the first of them.
-- Its version follows those of its alarms: a screen that was open meanwhile keeps the view with the highest.
ALTER TABLE alarm ADD COLUMN case_id bigint;
UPDATE alarm SET case_id = CASE WHEN state = 'open' AND NOT technical
  THEN (SELECT min(id) FROM alarm AS other WHERE other.home_id = alarm.home_id AND other.state = 'open' AND NOT other.technical) ELSE id END;
INSERT INTO alarm_case (id, version, home_id, technical, state, priority, rings, opened_at, next_at, centre_since, held_by, held_name, touched_at, closed_at)
OVERRIDING SYSTEM VALUE
SELECT a.case_id, total.version + 1, a.home_id, a.technical,
       CASE WHEN a.state = 'closed' THEN 'closed' WHEN holder.held_by IS NOT NULL THEN 'claimed' ELSE 'waiting' END,
       (ARRAY['info', 'advisory', 'urgent', 'critical'])[total.priority], total.rings, total.opened_at,
       CASE WHEN a.state = 'open' AND NOT a.technical AND h.mode = 'live' THEN now() END,
       CASE WHEN a.state = 'open' AND holder.held_by IS NULL THEN now() END,
       holder.held_by, holder.held_name, CASE WHEN holder.held_by IS NOT NULL THEN now() END, a.closed_at
  FROM alarm a JOIN home h ON h.id = a.home_id
  CROSS JOIN LATERAL (
    SELECT max(array_position(ARRAY['info', 'advisory', 'urgent', 'critical'], priority)) AS priority, sum(rings)::int AS rings,
           min(raised_at) AS opened_at, max(version) AS version FROM alarm AS one WHERE one.case_id = a.case_id) AS total
  LEFT JOIN LATERAL (
    SELECT held_by, held_name FROM alarm AS one
     WHERE one.case_id = a.case_id AND one.held_by IS NOT NULL AND one.state = 'open' ORDER BY one.id LIMIT 1) AS holder ON true
 WHERE a.id = a.case_id;
SELECT setval(pg_get_serial_sequence('alarm_case', 'id'), (SELECT max(id) FROM alarm_case)) WHERE EXISTS (SELECT FROM alarm_case);
ALTER TABLE alarm ALTER COLUMN case_id SET NOT NULL, ADD FOREIGN KEY (case_id) REFERENCES alarm_case,
  DROP COLUMN held_by, DROP COLUMN held_name,
  -- The version of an alarm is the version of its case.
  DROP COLUMN version,
  -- Its button presses without end, and an operator has seen that.
  ADD COLUMN stuck boolean NOT NULL DEFAULT false,
  -- When it rang last, by the service's clock.
  ADD COLUMN rang_at timestamptz;
CREATE INDEX alarm_of_case ON alarm (case_id);

-- One timeline a case. An entry about the whole case has no alarm.
ALTER TABLE alarm_timeline RENAME TO case_timeline;
ALTER INDEX alarm_timeline_of RENAME TO case_timeline_of_alarm;
ALTER INDEX alarm_timeline_pkey RENAME TO case_timeline_pkey;
ALTER INDEX alarm_timeline_cause_key RENAME TO case_timeline_cause_key;
ALTER INDEX alarm_timeline_time RENAME TO case_timeline_time;
ALTER INDEX alarm_timeline_moved RENAME TO case_timeline_moved;
ALTER TABLE case_timeline DROP CONSTRAINT alarm_timeline_event_check;
ALTER TABLE case_timeline ADD COLUMN case_id bigint REFERENCES alarm_case ON DELETE CASCADE;
UPDATE case_timeline SET case_id = (SELECT case_id FROM alarm WHERE alarm.id = alarm_id);
ALTER TABLE case_timeline ALTER COLUMN case_id SET NOT NULL, ALTER COLUMN alarm_id DROP NOT NULL;
CREATE INDEX case_timeline_of ON case_timeline (case_id, id);
-- For statistics: which action, with whom, with what result.
ALTER TABLE case_timeline ADD COLUMN details jsonb;

-- An escalation ladder: whom an alarm notifies one after the other. Frozen when the alarm is raised, or its priority raised.
CREATE TABLE escalation (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id     bigint NOT NULL REFERENCES alarm_case ON DELETE CASCADE,
  alarm_id    bigint NOT NULL REFERENCES alarm ON DELETE CASCADE,
  priority    text NOT NULL,
  steps       jsonb NOT NULL,
  next_step   int NOT NULL,             -- index in steps of the one that runs at due_at
  due_at      timestamptz,              -- null: it is stopped, or has no further step
  UNIQUE (alarm_id, priority)
);
CREATE INDEX escalation_of_case ON escalation (case_id);

-- The numbers of answering. Absent settings have the defaults of domain/answering/answeringSettings.ts. One row.
CREATE TABLE answering_settings (
  one       boolean PRIMARY KEY DEFAULT true CHECK (one),
  settings  jsonb NOT NULL DEFAULT '{}'
);
INSERT INTO answering_settings DEFAULT VALUES;

-- How an alarm ended. Supervisors edit them. A code that is out of use stays for the alarms that have it.
CREATE TABLE outcome (
  code    text PRIMARY KEY,
  label   text NOT NULL,
  kind    text NOT NULL CHECK (kind IN ('genuine', 'assistance', 'test', 'false', 'technical')),
  place   int NOT NULL,
  in_use  boolean NOT NULL DEFAULT true
);
INSERT INTO outcome (code, label, kind, place) VALUES
  ('genuine', 'Genuine: help was needed', 'genuine', 1),
  ('assistance', 'Assistance given, no emergency', 'assistance', 2),
  ('reassurance', 'Reassurance, all well', 'assistance', 3),
  ('accidental', 'Accidental press', 'false', 4),
  ('falseAlarm', 'False alarm', 'false', 5),
  ('testCall', 'Test call', 'test', 6),
  ('technical', 'Technical fault', 'technical', 7),
  ('duplicate', 'Handled in another alarm', 'technical', 8);

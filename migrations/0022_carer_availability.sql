-- Up Migration

-- The hours of the week in which a contact may be called, by the home's wall clock: [{ from, to, days }]. No row: always.
CREATE TABLE contact_hours (
  contact_id  bigint PRIMARY KEY REFERENCES contact ON DELETE CASCADE,
  windows     jsonb NOT NULL,
  set_at      timestamptz NOT NULL
);

-- "I can't tonight": until then escalation skips the contact. One lasts at a time. Times by the service's clock.
CREATE TABLE contact_pause (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id  bigint NOT NULL REFERENCES contact ON DELETE CASCADE,
  from_at     timestamptz NOT NULL,
  until_at    timestamptz NOT NULL CHECK (until_at > from_at),   -- a pause always has an end
  ended_at    timestamptz,                                       -- earlier than that
  ended_why   text,
  CHECK ((ended_at IS NULL) = (ended_why IS NULL))
);
CREATE INDEX contact_pause_of ON contact_pause (contact_id, id);

-- What was agreed for the case that a carer falls ill. Each agreement is a version; the highest counts.
CREATE TABLE contingency_plan (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id   bigint NOT NULL REFERENCES contact ON DELETE CASCADE,
  version      int NOT NULL,
  substitutes  bigint[] NOT NULL,       -- contacts of the same home, in the order in which they are called instead
  centre_does  text NOT NULL,
  lasts_hours  int NOT NULL CHECK (lasts_hours BETWEEN 1 AND 336),
  agreed_by    text NOT NULL,
  review_on    date,
  by_id        text NOT NULL,
  by_name      text NOT NULL,
  made_at      timestamptz NOT NULL,
  UNIQUE (contact_id, version)
);

-- A contingency plan that runs, or ran.
CREATE TABLE contingency (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id   bigint NOT NULL REFERENCES contact ON DELETE CASCADE,
  plan_id      bigint NOT NULL REFERENCES contingency_plan ON DELETE CASCADE,
  why          text NOT NULL CHECK (why IN ('ill', 'inHospital')),
  started_at   timestamptz NOT NULL,
  ends_at      timestamptz NOT NULL CHECK (ends_at > started_at),
  remind_at    timestamptz NOT NULL,    -- when the centre is asked what happens after the end
  reminded_at  timestamptz,
  ended_at     timestamptz,             -- null: it runs, or its end has not been noted yet
  ended_why    text,
  CHECK ((ended_at IS NULL) = (ended_why IS NULL))
);
CREATE UNIQUE INDEX contingency_once ON contingency (contact_id) WHERE ended_at IS NULL;

-- The third level of what a carer sees: also the plan and the devices.
ALTER TABLE carer DROP CONSTRAINT carer_sees_check, ADD CONSTRAINT carer_sees_check CHECK (sees IN ('alarms', 'nights', 'everything'));
ALTER TABLE carer_invitation DROP CONSTRAINT carer_invitation_sees_check,
  ADD CONSTRAINT carer_invitation_sees_check CHECK (sees IN ('alarms', 'nights', 'everything'));

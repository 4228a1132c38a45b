-- Up Migration

-- The home's own telephone number, for a carer who calls; empty where it has none.
ALTER TABLE home ADD COLUMN phone text NOT NULL DEFAULT '';

-- What "I'm on it" stopped, so that it continues where it is taken back (`Stop` in response/case/steps/caseState.ts). Without meaning where
-- accepted_by is null.
ALTER TABLE alarm_case ADD COLUMN accepted_stops jsonb NOT NULL DEFAULT '[]';

-- What a carer said an alarm was, beside the outcome.
ALTER TABLE alarm ADD COLUMN carer_cause text CHECK (carer_cause IN ('toilet', 'wandering', 'falseAlarm', 'other')),
  ADD COLUMN carer_cause_by text,            -- the carer's name
  ADD COLUMN carer_cause_contact bigint,
  ADD COLUMN carer_cause_at timestamptz,
  ADD CHECK ((carer_cause IS NULL) = (carer_cause_by IS NULL) AND (carer_cause IS NULL) = (carer_cause_at IS NULL));

-- The answers of carers, each with the key that the phone gave it: the same key again gives the stored result and changes nothing. Written in the
-- transaction of the step. Times by the service's clock.
CREATE TABLE carer_answer (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key         text NOT NULL UNIQUE,
  account_id  text NOT NULL REFERENCES "user" ON DELETE CASCADE,
  contact_id  bigint NOT NULL REFERENCES contact ON DELETE CASCADE,
  case_id     bigint NOT NULL REFERENCES alarm_case ON DELETE CASCADE,
  what        text NOT NULL CHECK (what IN ('accept', 'handOver', 'calling', 'cause', 'undo')),
  tapped_at   timestamptz NOT NULL,          -- on the phone: when it arrived less the age that the phone gave
  at          timestamptz NOT NULL,          -- when it arrived
  refused     jsonb,                         -- why it did not count; null: it did
  undo        jsonb,                         -- what taking it back needs; null: there is nothing to take back
  undone_at   timestamptz
);
CREATE INDEX carer_answer_of_case ON carer_answer (case_id, id);
CREATE INDEX carer_answer_of_contact ON carer_answer (contact_id);
CREATE INDEX carer_answer_of_account ON carer_answer (account_id);

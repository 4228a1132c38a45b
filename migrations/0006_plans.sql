-- Up Migration

-- Null where it is received_at: only a test home's readings arrive at another time than Link Line had them.
ALTER TABLE reading ADD COLUMN arrived_at timestamptz;
ALTER TABLE reading ADD COLUMN tamper boolean;
ALTER TABLE reading ADD COLUMN mains boolean;

-- technical: on a list of its own, rings no operator and ends by itself. doubtful: its device reports far too often.
-- told: whom the plan has told first.
ALTER TABLE alarm
  ADD COLUMN technical  boolean NOT NULL DEFAULT false,
  ADD COLUMN doubtful   boolean NOT NULL DEFAULT false,
  ADD COLUMN told       text NOT NULL DEFAULT 'centre' CHECK (told IN ('carer', 'centre'));

-- Every plan that a home ever had; the newest guards it, and a home without one has the basic plan. Versions count from 1.
CREATE TABLE plan_version (
  home_id      bigint NOT NULL REFERENCES home ON DELETE CASCADE,
  version      int NOT NULL CHECK (version > 0),
  plan         jsonb NOT NULL,
  why          text NOT NULL,
  by_id        text NOT NULL,            -- account or token, as in alarm.held_by
  by_name      text NOT NULL,
  made_at      timestamptz NOT NULL,
  loss_reason  text,                     -- why it may lose an alarm that was genuine
  difference   jsonb,                    -- what it would have changed, as it was shown when it was saved
  PRIMARY KEY (home_id, version)
);

CREATE TABLE absence (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  home_id    bigint NOT NULL REFERENCES home ON DELETE CASCADE,
  kind       text NOT NULL CHECK (kind IN ('inHospital', 'onHoliday', 'carerStaying')),
  starts_at  timestamptz NOT NULL,
  ends_at    timestamptz NOT NULL CHECK (ends_at > starts_at),
  suspends   text[] NOT NULL,            -- rules by name
  note       text NOT NULL DEFAULT '',
  by_id      text NOT NULL,
  by_name    text NOT NULL,
  made_at    timestamptz NOT NULL,
  ended_at   timestamptz,                -- before its time: by somebody, or by a certain sign of life
  ended_why  text,
  CHECK ((ended_at IS NULL) = (ended_why IS NULL))
);
CREATE INDEX absence_of_home ON absence (home_id, ends_at);

-- Nobody asks into a state, so it need not be taken apart: it is written in half the time and read in a fifth. With it
-- stands when its rules want to be woken, so that it need not be opened to know that nothing is due.
ALTER TABLE rule_state ALTER COLUMN state TYPE text, ALTER COLUMN state SET STORAGE MAIN, ADD COLUMN wake_at float8;  -- epoch ms

-- Up Migration
CREATE TABLE alarm (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  version      int NOT NULL DEFAULT 1,   -- grows by one with each change
  home_id      bigint NOT NULL REFERENCES home,
  key          text NOT NULL,            -- home, rule and episode
  rule         text NOT NULL,
  strength     text NOT NULL CHECK (strength IN ('notice', 'gentle', 'urgent', 'critical')),
  state        text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
  sentence     text NOT NULL,
  device_id    bigint,
  raised_at    timestamptz NOT NULL,     -- by the clock that the home's rules go by
  recorded_at  timestamptz NOT NULL DEFAULT now(),
  rings        int NOT NULL DEFAULT 1,
  held_by      text,                     -- who has claimed it: account or token
  held_name    text,
  outcome      text,
  closed_at    timestamptz,
  CHECK ((held_by IS NULL) = (held_name IS NULL)),
  CHECK ((state = 'closed') = (outcome IS NOT NULL AND closed_at IS NOT NULL))
);
-- Freed on close: deciding twice cannot raise twice, and the next press after a close opens a new alarm.
CREATE UNIQUE INDEX alarm_open_once ON alarm (key) WHERE state = 'open';
CREATE INDEX alarm_newest_of_key ON alarm (key, id);
CREATE INDEX alarm_of_home ON alarm (home_id, id);
CREATE INDEX alarm_open ON alarm (id) WHERE state = 'open';

CREATE TABLE alarm_story (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alarm_id  bigint NOT NULL REFERENCES alarm ON DELETE CASCADE,
  at        timestamptz NOT NULL,
  event     text NOT NULL CHECK (event IN ('raised', 'rangAgain', 'strengthened', 'told', 'claimed', 'note', 'closed')),
  text      text NOT NULL,
  by_id     text,
  by_name   text,
  -- What the rules decided, named so that deciding it again adds nothing; null for what staff did.
  cause     text UNIQUE
);
CREATE INDEX alarm_story_of ON alarm_story (alarm_id, id);

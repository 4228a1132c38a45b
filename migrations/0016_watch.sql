-- Up Migration

ALTER TABLE service_incident DROP CONSTRAINT service_incident_kind_check;
ALTER TABLE service_incident ADD CONSTRAINT service_incident_kind_check
  CHECK (kind IN ('notListening', 'clockStep', 'nobodyOnDuty', 'watch', 'canary'));

-- The virtual home whose pendant the service presses each minute, to see whether a press reaches a screen. It is a live home, so its presses
-- take the way of a real one; queues, statistics and messages leave it out. At most one.
ALTER TABLE home ADD COLUMN canary boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX home_one_canary ON home (canary) WHERE canary;

-- When a case first came to the centre and when a person first took it: the two ends of the service level. A trigger, so that no statement that
-- moves a case can forget them. A case that the family takes first is no call to the centre any more.
ALTER TABLE alarm_case ADD COLUMN called_at timestamptz, ADD COLUMN answered_at timestamptz;
UPDATE alarm_case c SET called_at = opened_at,
       answered_at = (SELECT min(at) FROM case_timeline WHERE case_id = c.id AND event IN ('claimed', 'closed') AND by_id IS NOT NULL)
  WHERE NOT technical;
CREATE FUNCTION note_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.technical OR NEW.answered_at IS NOT NULL THEN
    RETURN NEW;
  END IF;
  IF NEW.state = 'waiting' THEN
    NEW.called_at := CASE WHEN NEW.centre_since IS NOT NULL THEN coalesce(NEW.called_at, NEW.centre_since) END;
  ELSIF NEW.state = 'claimed' THEN
    NEW.answered_at := NEW.touched_at;
  ELSIF NEW.closed_by IS NOT NULL THEN
    NEW.answered_at := NEW.closed_at;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER note_answer BEFORE INSERT OR UPDATE ON alarm_case FOR EACH ROW EXECUTE FUNCTION note_answer();

-- What reports count, written when a case is closed and taken back when it is opened again: live homes only, no technical alarms, no canary.
-- A call is a case that came to the centre. Test calls are no calls. Hypertables with TimescaleDB.
CREATE TABLE centre_call (
  called_at       timestamptz NOT NULL,
  case_id         bigint NOT NULL,
  home_id         bigint NOT NULL,
  signal          text NOT NULL CHECK (signal IN ('call', 'automatic')),  -- a person pressed or spoke; or a sensor alone
  answer_seconds  double precision                                       -- until a person took it; null: no person did
);
CREATE INDEX centre_call_of_case ON centre_call (case_id);
CREATE TABLE ended_alarm (
  raised_at  timestamptz NOT NULL,
  alarm_id   bigint NOT NULL,
  case_id    bigint NOT NULL,
  home_id    bigint NOT NULL,
  rule       text NOT NULL,
  outcome    text NOT NULL,
  kind       text NOT NULL,                                              -- of the outcome when it was chosen; other: a word of the centre's own
  rings      int NOT NULL
);
CREATE INDEX ended_alarm_of_case ON ended_alarm (case_id);

-- Quarters of an hour, because the time zone of every centre is a multiple of that away from UTC. Continuous aggregates where the extension and
-- its licence offer them, plain views otherwise: the same columns and the same numbers.
DO $$
DECLARE
  calls CONSTANT text := 'SELECT %s AS quarter, signal, count(*)::int AS calls,
      count(*) FILTER (WHERE answer_seconds <= 60)::int AS within60, count(*) FILTER (WHERE answer_seconds <= 180)::int AS within180
    FROM centre_call GROUP BY 1, 2';
  alarms CONSTANT text := 'SELECT %s AS quarter, home_id, rule, outcome, kind, count(*)::int AS alarms, sum(rings)::int AS rings
    FROM ended_alarm GROUP BY 1, 2, 3, 4, 5';
  bucket CONSTANT text := 'date_bin(interval ''15 minutes'', %I, timestamptz ''2000-01-03 00:00Z'')';
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN
    PERFORM create_hypertable('centre_call', 'called_at', chunk_time_interval => interval '90 days');
    PERFORM create_hypertable('ended_alarm', 'raised_at', chunk_time_interval => interval '90 days');
  END IF;
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb')
     AND coalesce(current_setting('timescaledb.license', true), '') = 'timescale' THEN
    EXECUTE 'CREATE MATERIALIZED VIEW answered_quarter WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS '
      || format(calls, 'time_bucket(interval ''15 minutes'', called_at)') || ' WITH NO DATA';
    EXECUTE 'CREATE MATERIALIZED VIEW ended_quarter WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS '
      || format(alarms, 'time_bucket(interval ''15 minutes'', raised_at)') || ' WITH NO DATA';
    -- The last two days are always counted from the rows. A case that is closed later is in the numbers after the next refresh.
    PERFORM add_continuous_aggregate_policy(name::regclass, start_offset => NULL, end_offset => interval '2 days', schedule_interval => interval '15 minutes')
      FROM unnest(ARRAY['answered_quarter', 'ended_quarter']) AS name;
  ELSE
    EXECUTE 'CREATE VIEW answered_quarter AS ' || format(calls, format(bucket, 'called_at'));
    EXECUTE 'CREATE VIEW ended_quarter AS ' || format(alarms, format(bucket, 'raised_at'));
  END IF;
END $$;

-- The cases of the past.
INSERT INTO ended_alarm
SELECT a.raised_at, a.id, a.case_id, a.home_id, a.rule, a.outcome, coalesce(o.kind, 'other'), a.rings
  FROM alarm a JOIN alarm_case c ON c.id = a.case_id JOIN home h ON h.id = a.home_id LEFT JOIN outcome o ON o.code = a.outcome
 WHERE a.state = 'closed' AND c.state = 'closed' AND NOT c.technical AND h.mode = 'live';
INSERT INTO centre_call
SELECT c.called_at, c.id, c.home_id, CASE WHEN bool_or(e.rule IN ('sosPress', 'unreadableMessage')) THEN 'call' ELSE 'automatic' END,
       extract(epoch FROM min(c.answered_at) - c.called_at)
  FROM alarm_case c JOIN ended_alarm e ON e.case_id = c.id WHERE c.called_at IS NOT NULL
 GROUP BY c.id HAVING bool_or(e.kind <> 'test');

-- The wall counts the messages of the last hour.
CREATE INDEX notification_created ON notification (created_at);

-- Up Migration

-- Priorities replace strengths: info, advisory, urgent, critical instead of notice, gentle, urgent, critical.
ALTER TABLE alarm DROP CONSTRAINT alarm_strength_check;
ALTER TABLE alarm RENAME COLUMN strength TO priority;
UPDATE alarm SET priority = CASE priority WHEN 'notice' THEN 'info' ELSE 'advisory' END WHERE priority IN ('notice', 'gentle');
ALTER TABLE alarm ADD CONSTRAINT alarm_priority_check CHECK (priority IN ('info', 'advisory', 'urgent', 'critical'));

-- Whom the plan asks to respond first.
ALTER TABLE alarm RENAME COLUMN told TO first_responder;
ALTER TABLE alarm RENAME CONSTRAINT alarm_told_check TO alarm_first_responder_check;

-- The timeline of an alarm. A note of a rule has no author; a note of staff has one.
ALTER TABLE alarm_story RENAME TO alarm_timeline;
ALTER INDEX alarm_story_of RENAME TO alarm_timeline_of;
ALTER INDEX alarm_story_pkey RENAME TO alarm_timeline_pkey;
ALTER INDEX alarm_story_cause_key RENAME TO alarm_timeline_cause_key;
ALTER TABLE alarm_timeline DROP CONSTRAINT alarm_story_event_check;
UPDATE alarm_timeline SET event = CASE event WHEN 'told' THEN 'note' ELSE 'priorityRaised' END WHERE event IN ('told', 'strengthened');
ALTER TABLE alarm_timeline ADD CONSTRAINT alarm_timeline_event_check
  CHECK (event IN ('raised', 'rangAgain', 'priorityRaised', 'note', 'claimed', 'closed'));

-- A rule that threw is disabled, not set aside.
UPDATE alarm SET rule = 'ruleDisabled', key = replace(key, '/ruleSetAside/', '/ruleDisabled/') WHERE rule = 'ruleSetAside';
UPDATE alarm_timeline SET cause = replace(cause, '/ruleSetAside/', '/ruleDisabled/') WHERE cause LIKE '%/ruleSetAside/%';

-- Plans, what they were compared with, and saved rule states name priorities as well. Inside a JSON text a quotation mark
-- that belongs to somebody's words is written \", so these replacements meet keys and values alone.
CREATE FUNCTION pg_temp.plain_names(old text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(old,
    '"strength": "notice"', '"priority": "info"'), '"strength":"notice"', '"priority":"info"'),
    '"strength": "gentle"', '"priority": "advisory"'), '"strength":"gentle"', '"priority":"advisory"'),
    '"strength":', '"priority":'), '"notice":', '"info":'), '"gentle":', '"advisory":'), '"gentleAt":', '"advisoryAt":'),
    '"do":"tell"', '"do":"addNote"'), '"ends":true', '"endsEpisode":true'), '"ends":false', '"endsEpisode":false'),
    '"failed":"', '"disabledReason":"'), '"ruleSetAside/', '"ruleDisabled/'), '/ruleSetAside/', '/ruleDisabled/'),
    '"rule": "ruleSetAside"', '"rule": "ruleDisabled"'), '"rule":"ruleSetAside"', '"rule":"ruleDisabled"')
$$;
UPDATE plan_version SET plan = pg_temp.plain_names(plan::text)::jsonb;
UPDATE plan_version SET difference = replace(replace(pg_temp.plain_names(difference::text),
  '"change": "stronger"', '"change": "higher"'), '"change": "weaker"', '"change": "lower"')::jsonb WHERE difference IS NOT NULL;

-- A saved state that is not JSON stays as it is: the service rebuilds that home from its readings.
CREATE FUNCTION pg_temp.state_with_plain_names(state text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  old   jsonb;
  held  jsonb;
BEGIN
  -- Not in DECLARE: the exception handler below does not catch what fails there.
  old := pg_temp.plain_names(state)::jsonb;
  SELECT jsonb_object_agg(key, (value - 'at' - 'told') || jsonb_build_object('heldSince', value -> 'at')
           || CASE WHEN value ? 'told' THEN jsonb_build_object('notes', value -> 'told') ELSE '{}' END)
    INTO held FROM jsonb_each(old -> 'kept');
  RETURN jsonb_strip_nulls(jsonb_build_object(
           'ringing', old -> 'rung', 'lastRingCause', old -> 'rangBy', 'lastEventTime', old -> 'seen', 'recentStepsFrom', old -> 'markedFrom',
           'finishing', old -> 'leaving')) || CASE WHEN held IS NULL THEN '{}' ELSE jsonb_build_object('held', held) END
         || CASE WHEN old ? 'marks' THEN jsonb_build_object('recentSteps', old -> 'marks') ELSE '{}' END
         || CASE WHEN old ? 'former' THEN jsonb_build_object('formerPlans', old -> 'former') ELSE '{}' END
         || (old - 'rung' - 'kept' - 'rangBy' - 'seen' - 'markedFrom' - 'leaving' - 'marks' - 'former');
EXCEPTION WHEN data_exception THEN
  RETURN state;
END $$;
UPDATE rule_state SET state = pg_temp.state_with_plain_names(state);

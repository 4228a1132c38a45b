import type pg from "pg";
import type { ServerStep } from "#domain/time/serverStep.ts";

/** A time this little in the future is no error. */
const toleranceMs = 1_000;
/** A step forward takes the last step back, if it is nearly as large. */
const takesBackFrom = 0.9;

/** Nothing where another step was recorded since: this one is no longer the last word. */
const moveFuture = `
  WITH step AS (SELECT to_timestamp($1::float8 / 1000) AS now, $2::float8 * interval '1 ms' AS by),
  entry AS (
    UPDATE case_timeline SET at = case_timeline.at + step.by, moved_by = $3
      FROM step, alarm_case JOIN home ON home.id = alarm_case.home_id
     WHERE case_timeline.at > to_timestamp($1::float8 / 1000) AND alarm_case.id = case_timeline.case_id AND home.mode <> 'test'
       AND NOT EXISTS (SELECT FROM server_step WHERE position > $3)
    RETURNING case_id
  ), alarms AS (
    UPDATE alarm SET
           raised_at = CASE WHEN raised_at > step.now THEN raised_at + step.by ELSE raised_at END,
           closed_at = CASE WHEN closed_at > step.now THEN closed_at + step.by ELSE closed_at END
      FROM step WHERE case_id IN (SELECT case_id FROM entry)
  )
  UPDATE alarm_case SET version = version + 1, closed_at = CASE WHEN closed_at > step.now THEN closed_at + step.by ELSE closed_at END
    FROM step WHERE id IN (SELECT case_id FROM entry)
  RETURNING id::text`;

/** An alarm was raised, and closed, at the time of the entry that says so. An entry without an alarm is about all alarms of its case. */
const moveBack = `
  WITH step AS (SELECT to_timestamp($1::float8 / 1000) AS now, $2::float8 * interval '1 ms' AS by),
  entry AS (
    UPDATE case_timeline SET at = case_timeline.at - step.by, moved_by = NULL
      FROM step WHERE moved_by = $3 AND case_timeline.at - step.by <= step.now
    RETURNING case_id, alarm_id, event
  ), alarms AS (
    UPDATE alarm SET
           raised_at = CASE WHEN EXISTS (SELECT FROM entry WHERE alarm_id = alarm.id AND event = 'raised') THEN raised_at - step.by ELSE raised_at END,
           closed_at = CASE WHEN EXISTS (SELECT FROM entry WHERE entry.case_id = alarm.case_id AND coalesce(alarm_id, alarm.id) = alarm.id
                                            AND event = 'closed') THEN closed_at - step.by ELSE closed_at END
      FROM step WHERE case_id IN (SELECT case_id FROM entry)
  )
  UPDATE alarm_case SET version = version + 1,
         closed_at = CASE WHEN EXISTS (SELECT FROM entry WHERE case_id = alarm_case.id AND event = 'closed') THEN closed_at - step.by ELSE closed_at END
    FROM step WHERE id IN (SELECT case_id FROM entry)
  RETURNING id::text`;

const caseTimes = ["next_at", "opened_at", "centre_since", "accepted_at", "accepted_asked_at", "touched_at", "asked_at", "offered_until"]
  .concat("unheard_ring_at", "follow_up_at", "called_at", "answered_at", "held_until")
  .map((column) => `${column} = ${column} + step.by`)
  .concat(
    `accepted_others = (SELECT coalesce(jsonb_agg(said.one || jsonb_build_object('at', (said.one ->> 'at')::float8 + $1::float8) ORDER BY said.place), '[]')
       FROM jsonb_array_elements(accepted_others) WITH ORDINALITY AS said (one, place))`,
  )
  .join(", ");

const moveTimers = `
  WITH step AS (SELECT $1::float8 * interval '1 ms' AS by),
  moved AS (
    UPDATE alarm_case SET ${caseTimes} FROM step, home
     WHERE home.id = alarm_case.home_id AND home.mode <> 'test' AND alarm_case.state <> 'closed' RETURNING alarm_case.id
  ), rang AS (
    UPDATE alarm SET rang_at = rang_at + step.by FROM step WHERE state = 'open' AND case_id IN (SELECT id FROM moved)
  ), commissioned AS (
    UPDATE home SET commissioning_since = commissioning_since + step.by, commissioning_until = commissioning_until + step.by FROM step
     WHERE mode = 'commissioning'
  ), ladders AS (
    UPDATE escalation SET due_at = due_at + step.by FROM step WHERE due_at IS NOT NULL AND case_id IN (SELECT id FROM moved)
  ), outages AS (
    UPDATE outage SET opened_at = opened_at + step.by, worked_until = worked_until + step.by, acknowledged_at = acknowledged_at + step.by, last_back_at = last_back_at + step.by
      FROM step WHERE ended_at IS NULL RETURNING incident_id
  ), homes AS (
    UPDATE outage_home SET silent_since = silent_since + step.by, back_at = back_at + step.by
      FROM step WHERE incident_id IN (SELECT incident_id FROM outages)
  )
  UPDATE notification SET next_at = next_at + step.by FROM step WHERE next_at IS NOT NULL`;

/** The server's clock was set: the timers of open cases and of messages keep their length. */
export async function moveCaseTimers(client: pg.ClientBase, byMs: number): Promise<void> {
  await client.query(moveTimers, [byMs]);
}

/**
 * After the server's clock was set back: entries of live homes that are dated in the future were written by a clock that was wrong, so they
 * are moved by the step, and no timeline says tomorrow. `now` in epoch ms by the new clock. Gives the ids of the cases that changed.
 *
 * Example: at 10:00 the clock is a day ahead, an alarm is raised "tomorrow 10:05", and at 10:30 the clock is set right. The alarm then says
 * 10:05 today.
 */
export async function moveFutureEntries(client: pg.ClientBase, now: number, { position, byMs }: ServerStep): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(moveFuture, [now + toleranceMs, byMs, position]);
  return rows.map(({ id }) => id);
}

/**
 * After the server's clock was set forward: if that takes back the `last` step, the clock was wrong in between, and the entries that the last
 * step moved get their own times again. Gives the ids of the cases that changed.
 *
 * Example: an alarm of 10:05; at 10:30 the clock is set back by 15 days, and the alarm says 10:05 of 15 days ago. At 10:31 it is set forward by
 * 15 days: 10:05 today again.
 */
export async function moveEntriesBack(client: pg.ClientBase, now: number, byMs: number, last: ServerStep | undefined): Promise<string[]> {
  if (last === undefined || last.byMs > 0 || byMs < -last.byMs * takesBackFrom) return [];
  const { rows } = await client.query<{ id: string }>(moveBack, [now + toleranceMs, last.byMs, last.position]);
  return rows.map(({ id }) => id);
}

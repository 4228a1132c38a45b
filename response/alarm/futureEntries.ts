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
    UPDATE alarm_timeline SET at = alarm_timeline.at + step.by, moved_by = $3
      FROM step, alarm JOIN home ON home.id = alarm.home_id
     WHERE alarm_timeline.at > to_timestamp($1::float8 / 1000) AND alarm.id = alarm_timeline.alarm_id AND home.mode = 'live'
       AND NOT EXISTS (SELECT FROM server_step WHERE position > $3)
    RETURNING alarm_id
  )
  UPDATE alarm SET version = version + 1,
         raised_at = CASE WHEN raised_at > step.now THEN raised_at + step.by ELSE raised_at END,
         closed_at = CASE WHEN closed_at > step.now THEN closed_at + step.by ELSE closed_at END
    FROM step WHERE id IN (SELECT alarm_id FROM entry)
  RETURNING id::text`;

/** An alarm was raised, and closed, at the time of the entry that says so. */
const moveBack = `
  WITH step AS (SELECT to_timestamp($1::float8 / 1000) AS now, $2::float8 * interval '1 ms' AS by),
  entry AS (
    UPDATE alarm_timeline SET at = alarm_timeline.at - step.by, moved_by = NULL
      FROM step WHERE moved_by = $3 AND alarm_timeline.at - step.by <= step.now
    RETURNING alarm_id, event
  )
  UPDATE alarm SET version = version + 1,
         raised_at = CASE WHEN EXISTS (SELECT FROM entry WHERE alarm_id = alarm.id AND event = 'raised') THEN raised_at - step.by ELSE raised_at END,
         closed_at = CASE WHEN EXISTS (SELECT FROM entry WHERE alarm_id = alarm.id AND event = 'closed') THEN closed_at - step.by ELSE closed_at END
    FROM step WHERE id IN (SELECT alarm_id FROM entry)
  RETURNING id::text`;

/**
 * After the server's clock was set back: entries of live homes that are dated in the future were written by a clock that was wrong, so they
 * are moved by the step, and no timeline says tomorrow. `now` in epoch ms by the new clock. Gives the ids of the alarms that changed.
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
 * step moved get their own times again. Gives the ids of the alarms that changed.
 *
 * Example: an alarm of 10:05; at 10:30 the clock is set back by 15 days, and the alarm says 10:05 of 15 days ago. At 10:31 it is set forward by
 * 15 days: 10:05 today again.
 */
export async function moveEntriesBack(client: pg.ClientBase, now: number, byMs: number, last: ServerStep | undefined): Promise<string[]> {
  if (last === undefined || last.byMs > 0 || byMs < -last.byMs * takesBackFrom) return [];
  const { rows } = await client.query<{ id: string }>(moveBack, [now + toleranceMs, last.byMs, last.position]);
  return rows.map(({ id }) => id);
}

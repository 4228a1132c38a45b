import type pg from "pg";

/** A time this little in the future is no error. */
const toleranceMs = 1_000;

const moveFuture = `
  WITH future AS (SELECT to_timestamp($1::float8 / 1000) AS since, $2::float8 * interval '1 ms' AS by),
  entry AS (
    UPDATE alarm_timeline SET at = alarm_timeline.at + future.by
      FROM future, alarm JOIN home ON home.id = alarm.home_id
     WHERE alarm_timeline.at > to_timestamp($1::float8 / 1000) AND alarm.id = alarm_timeline.alarm_id AND home.mode = 'live'
    RETURNING alarm_id
  )
  UPDATE alarm SET version = version + 1,
         raised_at = CASE WHEN raised_at > future.since THEN raised_at + future.by ELSE raised_at END,
         closed_at = CASE WHEN closed_at > future.since THEN closed_at + future.by ELSE closed_at END
    FROM future WHERE id IN (SELECT alarm_id FROM entry)
  RETURNING id::text`;

/**
 * After the server's clock was set back: entries of live homes that are dated in the future were written by the wrong clock. They are moved
 * by the step, so that no timeline says tomorrow. `now` in epoch ms by the right clock. Gives the ids of the alarms that changed.
 *
 * Example: at 10:00 the clock is a day ahead, an alarm is raised "tomorrow 10:05", and at 10:30 the clock is set right. The alarm then says
 * 10:05 today.
 */
export async function moveFutureEntries(client: pg.ClientBase, now: number, byMs: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(moveFuture, [now + toleranceMs, byMs]);
  return rows.map(({ id }) => id);
}

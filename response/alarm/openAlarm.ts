import type pg from "pg";
import { endedOutcome } from "#domain/alarm.ts";
import { alarmKey, type CausedDecision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import { newHeadlineAfterMs } from "#domain/ring.ts";
import { rankOf } from "./alarmViews.ts";

/**
 * Opens the alarm of an episode, or rings again in the one that is open. The partial unique index on open alarms decides which, so
 * concurrent transactions never open two. What a further ring changes is defined by `ringAgain` (domain/ring.ts): `grows` means that the
 * priority rises, `leads` that the ring takes the heading. A repeated danger ($13) changes no open alarm. A cause that is already in a timeline was performed before: nothing happens.
 * `before` is read only for the event in the timeline; no other connection raises a priority, so the look is safe.
 */
const raise = `
  WITH before AS (
    SELECT priority FROM alarm WHERE key = $2 AND state = 'open'
  ), opened AS (
    INSERT INTO alarm (home_id, key, rule, priority, sentence, device_id, raised_at, technical, doubtful, first_responder)
    SELECT $1, $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1000), $10, $11, $12
     WHERE NOT EXISTS (SELECT FROM alarm_timeline WHERE cause = $8)
    ON CONFLICT (key) WHERE state = 'open' DO UPDATE
      SET rings = alarm.rings + 1, version = alarm.version + 1, doubtful = alarm.doubtful OR excluded.doubtful,
          (priority, sentence, device_id, first_responder) = (
            SELECT CASE WHEN grows THEN excluded.priority ELSE alarm.priority END, CASE WHEN leads THEN excluded.sentence ELSE alarm.sentence END,
                   CASE WHEN leads THEN excluded.device_id ELSE alarm.device_id END, CASE WHEN grows THEN excluded.first_responder ELSE alarm.first_responder END
              FROM (SELECT ${rankOf("excluded.priority")} > ${rankOf("alarm.priority")} AS grows,
                           ${rankOf("excluded.priority")} >= ${rankOf("alarm.priority")} OR to_timestamp($7::float8 / 1000) - (
                             SELECT at FROM alarm_timeline AS s WHERE s.alarm_id = alarm.id AND s.event IN ('raised', 'priorityRaised')
                              ORDER BY s.id DESC LIMIT 1) >= interval '${newHeadlineAfterMs} ms' AS leads) AS compared)
      WHERE NOT $13
    RETURNING id, rings
  ), added AS (
    INSERT INTO alarm_timeline (alarm_id, at, event, text, cause)
    SELECT id, to_timestamp($7::float8 / 1000),
           CASE WHEN rings = 1 THEN 'raised'
                WHEN ${rankOf("$4")} > (SELECT ${rankOf("priority")} FROM before) THEN 'priorityRaised' ELSE 'rangAgain' END, $9, $8
      FROM opened
  )
  SELECT rings = 1 AS raised FROM opened`;

/** Adds a note to the timeline of the newest alarm of the episode, open or closed. The end of the episode closes a technical alarm. */
const addNote = `
  WITH newest AS (
    SELECT id, $5 AND technical AND state = 'open' AS ended FROM alarm WHERE key = $1 ORDER BY id DESC LIMIT 1
  ), added AS (
    INSERT INTO alarm_timeline (alarm_id, at, event, text, cause)
    SELECT id, to_timestamp($2::float8 / 1000), CASE WHEN ended THEN 'closed' ELSE 'note' END, $3, $4 FROM newest
    ON CONFLICT (cause) DO NOTHING RETURNING alarm_id, event
  )
  UPDATE alarm SET version = version + 1, state = CASE WHEN event = 'closed' THEN 'closed' ELSE state END,
         outcome = CASE WHEN event = 'closed' THEN '${endedOutcome}' ELSE outcome END,
         closed_at = CASE WHEN event = 'closed' THEN to_timestamp($6::float8 / 1000) ELSE closed_at END
    FROM added WHERE id = added.alarm_id RETURNING false AS raised`;

const endAbsence = `UPDATE absence SET ended_at = to_timestamp($3::float8 / 1000), ended_why = 'A certain sign of life'
  WHERE id = $1 AND home_id = $2 AND ended_at IS NULL`;

/** A decision that is made later than this says so, for example when a timer fell due while the service was down. */
const sayLateAfterMs = 10_000;

/** A decision of a rule in a home, not committed yet. `overdueMs`: how long ago it should have been made. */
export interface PendingDecision {
  home: HomeFacts;
  decided: CausedDecision;
  overdueMs: number;
}

/**
 * Performs one decision in the caller's transaction: raises an alarm or rings it again, adds a note, or ends an absence. `raised` is true
 * if a new alarm was opened. `now` is the service's clock in epoch ms.
 *
 * The partial unique index `alarm_open_once` on (key) WHERE state = 'open' guarantees one open alarm for each home, rule and episode. INSERT …
 * ON CONFLICT relies on the index, not on a SELECT before it, so no load can open two. A cause that is already in a timeline changes nothing.
 *
 * Example: Mrs B. presses at 14:02 and again at 14:03. The first press inserts the alarm: rings 1, timeline "raised". The second conflicts
 * with the index: the same alarm, rings 2, timeline "rangAgain". The same decision once more has a known cause: rings stays 2. An operator
 * closes the alarm, and a press at 15:00 opens a new one.
 */
export async function openAlarm(
  client: pg.ClientBase,
  { home, decided, overdueMs }: PendingDecision,
  now: number,
): Promise<{ raised: boolean }> {
  const { decision, cause, rule, at, doubtful = false } = decided;
  const key = alarmKey(home.id, rule, decision.episode);
  const late = overdueMs > sayLateAfterMs ? ` Decided ${howLong(overdueMs)} late, when Link Line was back.` : "";
  if (decision.do === "raise") {
    const { priority, sentence, deviceId, technical = false, repeated = false } = decision;
    const text = `${sentence}${doubtful ? " (doubtful: this sensor reports far too often)" : ""}${late}`;
    const firstResponder = technical ? "centre" : home.plan.route[priority];
    const values = [home.id, key, rule, priority, sentence, deviceId, at, cause, text, technical, doubtful, firstResponder, repeated];
    const { rows } = await client.query<{ raised: boolean }>({ name: "raise alarm", text: raise, values });
    return { raised: rows[0]?.raised ?? false };
  }
  if (decision.do === "addNote")
    await client.query({
      name: "add note",
      text: addNote,
      values: [key, at, decision.text + late, cause, decision.endsEpisode ?? false, now],
    });
  else await client.query({ name: "end absence", text: endAbsence, values: [decision.absenceId, home.id, at] });
  return { raised: false };
}

function howLong(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

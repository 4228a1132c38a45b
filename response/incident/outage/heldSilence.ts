import type pg from "pg";
import { endedOutcome } from "#domain/alarm.ts";
import type { HomeFacts } from "#domain/home.ts";
import { asDeviceId, type HomeId } from "#domain/ids.ts";
import { type Answering, openAlarm } from "../../alarm/openAlarm.ts";
import { silenceRule } from "./holdSilence.ts";
import { ms } from "./homesOfOutage.ts";

/** The held alarm of a case; under the lock of its home. */
const selectHeld = `SELECT a.id::text, a.key, a.priority, a.sentence, a.device_id::text AS "deviceId", a.outage_id::text AS "outageId",
    o.ended_at IS NOT NULL AS ended, coalesce(o.worked_until > ${ms(2)}, false) AS "isWorkedOn", o.longest_hold_minutes AS "longestHoldMinutes"
  FROM alarm a LEFT JOIN outage o ON o.incident_id = a.outage_id WHERE a.case_id = $1 AND a.state = 'open' ORDER BY a.id LIMIT 1`;
const closeHeld = `WITH closed AS (
    UPDATE alarm SET state = 'closed', outcome = '${endedOutcome}', closed_at = ${ms(2)} WHERE case_id = $1 AND state = 'open' RETURNING id
  ), line AS (
    INSERT INTO case_timeline (case_id, alarm_id, at, event, text) SELECT $1, id, ${ms(2)}, 'closed', $3 FROM closed
  )
  UPDATE alarm_case SET version = version + 1, state = 'closed', closed_at = ${ms(2)}, next_at = NULL,
         held_by = NULL, held_name = NULL, held_via = NULL, follow_up_at = NULL WHERE id = $1`;
/** An alarm is counted in one outage. */
const keepOutage = `UPDATE alarm SET outage_id = $2 WHERE key = $1 AND state = 'open' AND outage_id IS NULL`;

interface HeldRow {
  id: string;
  key: string;
  priority: "info";
  sentence: string;
  deviceId: string | null;
  outageId: string | null;
  ended: boolean;
  isWorkedOn: boolean;
  longestHoldMinutes: number | null;
}

/**
 * A held silence is due: its technical case ends, and the silence rings in the case of its home as it would have rung at first. One transaction,
 * under the lock of the home. `why`: left out, the outage itself says it. Gives the cause of the ring; null where nothing was held.
 */
export async function ringHeld(
  client: pg.ClientBase,
  caseId: string,
  { home, now, answering, why: given }: { home: HomeFacts | undefined; now: number; answering: Answering; why?: string },
): Promise<string | null> {
  const held = (await client.query<HeldRow>(selectHeld, [caseId, now])).rows[0];
  if (held === undefined || home === undefined) {
    await client.query(closeHeld, [caseId, now, "The home is no longer registered"]);
    return null;
  }
  const why = given ?? reasonOf(held);
  await client.query(closeHeld, [caseId, now, `Rings now. ${why}`]);
  const cause = `held/${held.id}`;
  const decision = {
    do: "raise",
    episode: episodeOf(held.key, home.id),
    priority: held.priority,
    sentence: `${held.sentence} ${why}`,
    deviceId: held.deviceId === null ? null : asDeviceId(held.deviceId),
  } as const;
  await openAlarm(
    client,
    { home, decided: { rule: silenceRule, decision, cause, at: now }, overdueMs: 0, isReleased: true },
    now,
    answering,
  );
  await client.query(keepOutage, [held.key, held.outageId]);
  return cause;
}

function reasonOf({ ended, isWorkedOn, longestHoldMinutes }: HeldRow): string {
  if (ended) return "Other homes of the outage are back, and this one is still silent.";
  if (isWorkedOn) return `The outage lasts, and a silence is held back for ${longestHoldMinutes} min at the most.`;
  return "No person worked on the outage in time.";
}

const episodeOf = (key: string, homeId: HomeId): string => key.slice(`${homeId}/${silenceRule}/`.length);

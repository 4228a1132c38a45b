import type pg from "pg";
import { lockHome } from "./raiseAlarm.ts";

/** The last alarm of the episode and device, closed by a person as a technical fault, or what it has on the technical list since then. */
const wasClosedAsTechnical = `SELECT alarm.state = 'closed' AND coalesce(outcome.kind = 'technical', alarm.outcome = 'technical') AS technical
  FROM alarm LEFT JOIN outcome ON outcome.code = alarm.outcome
 WHERE alarm.key = $1 AND alarm.device_id IS NOT DISTINCT FROM $2::bigint ORDER BY alarm.id DESC LIMIT 1`;
const isOpen = `SELECT true AS open FROM alarm WHERE key = $1 AND state = 'open'`;

/** The key under which a detector that is stuck is on the technical list, beside the key of its danger. */
export const stuckKey = (key: string, deviceId: string): string => `${key}/stuck/${deviceId}`;

/**
 * Whether a danger that a detector goes on reporting is a fault for the technical list: a person closed its alarm as technical, and the detector has
 * not said since then that all is clear. While an alarm of the danger is open, it rings in that one.
 *
 * Example: smoke since 18:01, closed as "Technical fault" at 18:20. At 18:21 it still says smoke: technical list. All clear 19:00, smoke 19:30: it rings.
 */
export async function isStuckDetector(client: pg.ClientBase, homeId: string, key: string, deviceId: string): Promise<boolean> {
  await client.query({ name: "lock home", text: lockHome, values: [homeId] });
  const { rowCount } = await client.query({ name: "danger is open", text: isOpen, values: [key] });
  if (rowCount !== 0) return false;
  const { rows } = await client.query<{ technical: boolean }>({
    name: "closed as technical",
    text: wasClosedAsTechnical,
    values: [key, deviceId],
  });
  return rows[0]?.technical === true;
}

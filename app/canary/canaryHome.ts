import type pg from "pg";
import type { HomeFacts } from "#domain/home.ts";
import type { Registry } from "#homes/registry.ts";
import type { CaseDesk } from "#response/case/caseDesk.ts";
import { stepTo } from "#response/case/steps/caseStep.ts";
import { closedCase } from "#response/case/steps/closing.ts";

const insertHome = `INSERT INTO home (name, timezone, canary) SELECT 'Canary', $1, true WHERE NOT EXISTS (SELECT FROM home WHERE canary)`;
const selectOpen = `SELECT c.id::text FROM alarm_case c JOIN home h ON h.id = c.home_id WHERE h.canary AND c.state <> 'closed'`;
/** After a week no recovery reads the readings of these alarms again. */
const deleteOld = `
  WITH old AS (
    SELECT c.id FROM alarm_case c JOIN home h ON h.id = c.home_id WHERE h.canary AND c.closed_at < to_timestamp($1::float8 / 1000) - interval '7 days'
  ), alarms AS (
    DELETE FROM alarm WHERE case_id IN (SELECT id FROM old)
  )
  DELETE FROM alarm_case WHERE id IN (SELECT id FROM old)`;

/** Registers the canary's home where there is none. Call it before the registry is read. */
export async function ensureCanaryHome(pool: pg.Pool, timezone: string): Promise<void> {
  await pool.query(insertHome, [timezone]);
}

/** How a device logs in, and where it publishes. */
export interface CanaryLogin {
  username: string;
  secret: string;
  topic: string;
}

/** The pendant of the canary's home, with a new secret: the service keeps only hashes. */
export async function canaryPendant(registry: Registry): Promise<CanaryLogin> {
  const home = [...registry.homes()].find(({ isCanary }) => isCanary) as HomeFacts;
  const [fitted] = home.devices.keys();
  const pendant = { kind: "button", name: "Canary", room: "", outside: false, expectedIntervalSeconds: null } as const;
  const { device, secret } = fitted === undefined ? await registry.addDevice(home.id, pendant) : await registry.renewSecret(fitted);
  return { username: device.username, secret, topic: device.topic };
}

/** Closes what a press left open that did not come through, so that the next press opens a new case. */
export async function closeLeftOver(pool: pg.Pool, cases: Pick<CaseDesk, "perform">): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(selectOpen);
  for (const { id } of rows)
    await cases.perform(id, ({ case: before }, { now }) => ({
      ...stepTo(closedCase(before, null, now), [{ event: "closed", text: "Closed by the canary", by: null }]),
      closedAlarms: before.alarms.filter(({ isOpen }) => isOpen).map((alarm) => ({ alarmId: alarm.id, outcome: "testCall" })),
    }));
}

/** `now` in epoch ms. */
export async function dropOldPresses(pool: pg.Pool, now: number): Promise<void> {
  await pool.query(deleteOld, [now]);
}

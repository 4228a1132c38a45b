import pg from "pg";
import { differs } from "./difference.ts";
import type { Stored, StoredStep } from "./stored.ts";

/**
 * Where the run sets the server's clock, stored times are those of a clock that was wrong. The database's own clock is right all the time: with
 * these columns it notes when a step was recorded and when a device was registered. Call it once the tables are there.
 */
export async function noteRealTimes(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const table of ["server_step", "device"])
    await client.query(`ALTER TABLE ${table} ADD COLUMN really_at timestamptz NOT NULL DEFAULT clock_timestamp()`);
  await client.end();
}

const sum = (steps: readonly StoredStep[]): number => steps.reduce((total, { byMs }) => total + byMs, 0);

/** By how much the service's clock was ahead of the right time in the end. */
export const aheadMs = ({ steps }: Pick<Stored, "steps">): number => sum(steps);

/** The same with all times by a clock that was never set, so that intervals can be compared. */
export function inRealTime(stored: Stored): Stored {
  const { steps } = stored;
  if (steps.length === 0) return stored;
  const aheadAt = (position: number): number => sum(steps.filter((step) => step.position <= position));
  const aheadWhen = (time: number): number => sum(steps.filter(({ reallyAt }) => (reallyAt ?? 0) <= time));
  const createdAt = new Map(stored.homes.map(({ id, createdAt }) => [id, createdAt]));
  return {
    ...stored,
    readings: stored.readings.map((one) => {
      const ahead = aheadAt(one.position);
      return { ...one, receivedAt: one.receivedAt - ahead, time: one.time - ahead };
    }),
    devices: stored.devices.map((one) => ({ ...one, registeredAt: one.reallyAt ?? one.registeredAt })),
    // A cause names a timer by the time frame in which its home began.
    timeline: stored.timeline.map((line) =>
      line.dueAt === null ? line : { ...line, dueAt: line.dueAt - aheadWhen(createdAt.get(line.key.split("/")[0] ?? "") ?? 0) },
    ),
    // Gaps are moved with each step: all are in the last frame.
    gaps: stored.gaps.map(({ from, to }) => ({ from: from - aheadMs(stored), to: to - aheadMs(stored) })),
  };
}

/** No entry is dated in the future by the service's clock. `until` in real time. */
export function checkNoFuture(stored: Stored, until: number): void {
  const now = until + aheadMs(stored);
  const future = stored.timeline.find(({ at }) => at > now + 2_000);
  if (future !== undefined)
    differs(`alarm ${future.alarmId} says "${future.text}", dated ${new Date(future.at).toISOString()}, in the future`);
}

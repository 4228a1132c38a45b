import pg from "pg";
import { afterAll, vi } from "vitest";
import { timesInMilliseconds } from "#platform/database.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { type Passes, passingTime } from "../setup/passingTime.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";
import { type HeartbeatReceiver, heartbeatReceiver } from "./heartbeatReceiver.ts";

/** A service whose clock a test moves, its database, and a monitoring service outside. */
export interface WatchedTown {
  town: TestService;
  clock: ManualClock;
  passes: Passes;
  heartbeat: HeartbeatReceiver;
  sql(text: string, values?: unknown[]): Promise<Json[]>;
  /** The same, always in one session: for a transaction that stays open. */
  session(text: string): Promise<unknown>;
  /**
   * Moves the clock by a second at a time until `look` gives something, and gives that. What fell due in the last of `mostSeconds` may still be
   * under way: the clock then rests, and it looks for a while by real time.
   */
  until<T>(look: () => Promise<T | undefined | null | false>, mostSeconds?: number): Promise<T>;
  /** Registers a live home with a pendant and presses it. Gives the home and its open case. */
  press(name: string): Promise<{ homeId: string; caseId: string; again: () => Promise<void> }>;
}

export async function watchedTown(from: string, env: Record<string, string> = {}): Promise<WatchedTown> {
  const clock = new ManualClock(from);
  const heartbeat = await heartbeatReceiver();
  const town = await startTestService({ clock, env: { LINKLINE_HEARTBEAT_URL: heartbeat.url, ...env } });
  const database = new pg.Pool({ connectionString: town.service.databaseUrl, max: 4, types: timesInMilliseconds });
  database.on("error", () => {});
  const one = await database.connect();
  one.on("error", () => {});
  afterAll(async () => {
    one.release(true);
    await database.end();
    await town.stop();
    await heartbeat.stop();
  });
  const passes = await passingTime(town, clock);
  const sql = async (text: string, values: unknown[] = []): Promise<Json[]> => (await database.query(text, values)).rows;
  return {
    town,
    clock,
    passes,
    heartbeat,
    sql,
    session: (text) => one.query(text),
    async until(look, mostSeconds = 240) {
      for (let second = 0; second < mostSeconds; second += 1) {
        await passes(1_000);
        const found = await look();
        if (found) return found;
      }
      return vi.waitFor(
        async () => {
          const found = await look();
          if (found) return found;
          throw new Error(`not in ${mostSeconds} s`);
        },
        { timeout: 20_000, interval: 50 },
      );
    },
    async press(name) {
      const home = await town.home({ name });
      const pendant = await town.device(home.id, { kind: "button", name: "Pendant" });
      const unit = await town.unit(pendant);
      let seq = 0;
      const again = async (): Promise<void> => {
        seq += 1;
        await unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq, boot: "p" }), { qos: 1 });
      };
      await again();
      const [open] = await sql("SELECT id::text FROM alarm_case WHERE home_id = $1 AND state <> 'closed' AND NOT technical", [home.id]);
      return { homeId: home.id, caseId: open.id, again };
    },
  };
}

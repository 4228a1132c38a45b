import { createTask } from "node-cron";
import type pg from "pg";
import type { Log } from "./log.ts";

const keepReadings =
  "SELECT made, dropped FROM keep_readings(ahead => '56 days', keep => '400 days', at => to_timestamp($1::float8 / 1000))";

const selectRoomUntil = "SELECT readings_until() AS until";

const weekMs = 7 * 86_400_000;

export interface PartitionKeeper {
  /** Makes and drops partitions now, then daily. Rejects where the first run fails, because readings cannot be stored without a partition. */
  start(): Promise<void>;
  stop(): void;
  /** False where the journal has partitions for less than the next seven days. The log has the errors of the daily runs. */
  healthy(): boolean;
}

/** Makes weekly partitions of the journal for the next eight weeks, and drops those older than 400 days. `pool` gives times in epoch ms. */
export function createPartitionKeeper({ pool, log, now = Date.now }: { pool: pg.Pool; log: Log; now?: () => number }): PartitionKeeper {
  let until = Number.NEGATIVE_INFINITY;

  async function run(): Promise<void> {
    const { rows } = await pool.query<{ made: number; dropped: number }>({
      text: keepReadings,
      values: [now()],
      query_timeout: 3_600_000,
    } as pg.QueryConfig);
    const room = await pool.query<{ until: number | null }>(selectRoomUntil);
    until = room.rows[0]?.until ?? Number.POSITIVE_INFINITY;
    const [done] = rows;
    if (done !== undefined && done.made + done.dropped > 0) log.info(done, "made and dropped partitions of the journal");
  }

  const daily = createTask(
    "17 3 * * *",
    () =>
      run().catch((error: Error) =>
        log.error(
          { err: error, roomUntil: new Date(until) },
          "could not make or drop partitions of the journal; readings are stored until `roomUntil`; the next try is tomorrow at 03:17 UTC, or at a restart",
        ),
      ),
    { timezone: "UTC", noOverlap: true, unref: true },
  );

  return {
    async start() {
      await run();
      await daily.start();
    },
    stop: () => void daily.destroy(),
    healthy: () => until >= now() + weekMs,
  };
}

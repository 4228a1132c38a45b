import { createTask } from "node-cron";
import type pg from "pg";
import type { Log } from "./log.ts";

const keep = "SELECT made, dropped FROM keep_readings(ahead => '56 days', keep => '400 days', at => to_timestamp($1::float8 / 1000))";

const roomUntil = "SELECT readings_until() AS until";

const weekMs = 7 * 86_400_000;

export interface PartitionKeeper {
  /** Makes and drops partitions now, then daily. Rejects where the first run fails: without a partition nothing can be stored. */
  start(): Promise<void>;
  stop(): void;
  /** False when the journal has room for less than the next seven days; the failing runs stand in the log. */
  healthy(): boolean;
}

/** Keeps weekly partitions of the journal ahead of the clock and drops those older than 400 days. The pool gives times in epoch ms. */
export function createPartitionKeeper({ pool, log, now = Date.now }: { pool: pg.Pool; log: Log; now?: () => number }): PartitionKeeper {
  let until = Number.NEGATIVE_INFINITY;

  async function run(): Promise<void> {
    const { rows } = await pool.query<{ made: number; dropped: number }>({
      text: keep,
      values: [now()],
      query_timeout: 3_600_000,
    } as pg.QueryConfig);
    const room = await pool.query<{ until: number | null }>(roomUntil);
    until = room.rows[0]?.until ?? Number.POSITIVE_INFINITY;
    const [done] = rows;
    if (done !== undefined && done.made + done.dropped > 0) log.info(done, "partitions of the journal kept");
  }

  const daily = createTask(
    "17 3 * * *",
    () =>
      run().catch((error: Error) =>
        log.error({ err: error, roomUntil: new Date(until) }, "partitions of the journal could not be kept; tried again tomorrow"),
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

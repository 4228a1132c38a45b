import { createTask } from "node-cron";
import type pg from "pg";
import { type Log, onceAMinute } from "./log.ts";

const keepReadings =
  "SELECT made, dropped FROM keep_readings(ahead => '56 days', keep => '400 days', at => to_timestamp($1::float8 / 1000), nightly => $2)";

/** The weeks around `$2`, as above, and the week of each time in `$1`. */
const makeWeeks = `SELECT make_reading_weeks(now.at - interval '7 days', now.at + interval '56 days')
    + (SELECT coalesce(sum(make_reading_weeks(to_timestamp(t / 1000), to_timestamp(t / 1000))), 0) FROM unnest($1::float8[]) AS t) AS made
  FROM (SELECT to_timestamp($2::float8 / 1000) AS at) AS now`;

const selectRoomUntil = "SELECT readings_until() AS until";

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;

interface KeeperNeeds {
  pool: pg.Pool;
  log: Log;
  now?: () => number;
  /** How often it looks whether the clock jumped. */
  lookEveryMs?: number;
}

export interface PartitionKeeper {
  /** Makes and drops partitions now, then daily. Rejects where the first run fails, because readings cannot be stored without a partition. */
  start(): Promise<void>;
  stop(): void;
  /** Makes the partitions around the new time of a clock that jumped by more than a day. Drops nothing, and never rejects. */
  followClock(): Promise<void>;
  /** False where the journal has partitions for less than the next seven days. The log has the errors of the daily runs. */
  healthy(): boolean;
}

/**
 * Makes weekly partitions of the journal for the next eight weeks, and drops those older than 400 days. `pool` gives times in epoch ms.
 *
 * Every ten seconds it looks whether the clock jumped. A reading that is faster makes its own partition
 * (ingest/journal/roomForReadings.ts).
 */
export function createPartitionKeeper({ pool, log, now = Date.now, lookEveryMs = 10_000 }: KeeperNeeds): PartitionKeeper {
  let until = Number.NEGATIVE_INFINITY;
  let madeAround = now();

  async function run(nightly: boolean): Promise<void> {
    const at = now();
    const { rows } = await pool.query<{ made: number; dropped: number }>({
      text: keepReadings,
      values: [at, nightly],
      query_timeout: 3_600_000,
    } as pg.QueryConfig);
    await lookAtRoom(at);
    const [done] = rows;
    if (done !== undefined && done.made + done.dropped > 0) log.info(done, "made and dropped partitions of the journal");
  }

  async function lookAtRoom(at: number): Promise<void> {
    const room = await pool.query<{ until: number | null }>(selectRoomUntil);
    until = room.rows[0]?.until ?? Number.POSITIVE_INFINITY;
    madeAround = at;
  }

  const couldNotFollow = onceAMinute((error: Error) =>
    log.error({ err: error }, "could not make partitions of the journal around the new time of the clock; the next try is in ten seconds"),
  );
  let following = false;
  async function followClock(): Promise<void> {
    const at = now();
    if (following || Math.abs(at - madeAround) < dayMs) return;
    following = true;
    try {
      const made = await makePartitions(pool, [], at);
      await lookAtRoom(at);
      if (made > 0) log.warn({ made, at: new Date(at) }, "the clock jumped: made partitions of the journal around its new time");
    } catch (error) {
      couldNotFollow(error as Error);
    } finally {
      following = false;
    }
  }

  const daily = createTask(
    "17 3 * * *",
    () =>
      run(true).catch((error: Error) =>
        log.error(
          { err: error, roomUntil: new Date(until) },
          "could not make or drop partitions of the journal; readings are stored until `roomUntil`; the next try is tomorrow at 03:17 UTC, or at a restart",
        ),
      ),
    { timezone: "UTC", noOverlap: true, unref: true },
  );
  let looking: NodeJS.Timeout | undefined;

  return {
    async start() {
      await run(false);
      await daily.start();
      looking = setInterval(() => void followClock(), lookEveryMs).unref();
    },
    stop() {
      clearInterval(looking);
      void daily.destroy();
    },
    followClock,
    healthy: () => until >= now() + weekMs,
  };
}

/** Makes the missing partitions for readings that arrived at these times, and those around `now`. Returns how many it made. Times in epoch ms. */
export async function makePartitions(client: pg.ClientBase | pg.Pool, arrivedAt: readonly number[], now: number): Promise<number> {
  const oneOfEachDay = [...new Map(arrivedAt.map((time) => [Math.floor(time / dayMs), time])).values()];
  const { rows } = await client.query<{ made: string }>(makeWeeks, [oneOfEachDay, now]);
  return Number(rows[0]?.made ?? 0);
}

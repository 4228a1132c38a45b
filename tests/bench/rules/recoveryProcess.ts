import { chmod, mkdtemp, rm } from "node:fs/promises";
import { dirname } from "node:path";
import pg from "pg";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Registry } from "#homes/registry.ts";
import { ServerSteps } from "#ingest/journal/serverSteps.ts";
import { connectWriter } from "#ingest/journal/writer.ts";
import { DeviceClocks } from "#ingest/receive/deviceClocks.ts";
import { recover } from "#ingest/recovery.ts";
import { DeviceSummaries } from "#ingest/states/deviceSummaries.ts";
import { type KnownState, saveSnapshot } from "#ingest/states/snapshots.ts";
import { createPool } from "#platform/database.ts";
import { knownPgdata } from "#platform/embedded-postgres/databaseFolder.ts";
import { startEmbeddedPostgres } from "#platform/embedded-postgres/embeddedPostgres.ts";
import { createLog } from "#platform/log.ts";
import { migrate } from "#platform/migrate.ts";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine } from "#rules/engine/engine.ts";
import { median } from "../statistics.ts";
import { createLife, makeHomes, startsAt } from "./engineHomes.ts";

/** The result of one measurement of recovery (recovery.ts). Times in ms, medians of the turns. */
export interface RecoveryFigures {
  homes: number;
  recovered: number;
  plainSelect: number;
  /** Time of recovery divided by the time of the plain SELECT. */
  ratio: number;
  snapshotBytesAHome: number;
}

const minuteMs = 60_000;
const roundsLived = 30;
const turns = 3;
const plainSelect = "SELECT home_id::text, position::float8, state::text FROM rule_state";

process.once("message", async (count: number) => {
  const log = createLog("warn");
  const dataDir = await mkdtemp("/var/tmp/linkline-bench-");
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  try {
    const figures = await measure(postgres.url, count);
    process.send?.(figures);
  } finally {
    await postgres.stop();
    const pgdata = knownPgdata(dataDir);
    await rm(dataDir, { recursive: true, force: true });
    if (pgdata !== null) await rm(dirname(pgdata), { recursive: true, force: true });
    process.disconnect?.();
  }

  /** Simulates half an hour, saves the states as the service does, then times recovery and the plain SELECT in turns. */
  async function measure(url: string, homeCount: number): Promise<RecoveryFigures> {
    await migrate(url, log);
    const pool = createPool(url, log);
    await pool.query("INSERT INTO home (name, timezone) SELECT 'Mill Lane', 'Europe/London' FROM generate_series(1, $1)", [homeCount]);
    const engine = createEngine(catalogue);
    const homes = makeHomes(homeCount);
    const states = livedStates(homes);
    await saveSnapshot(pool, catalogue, states, () => 1);
    states.clear();
    await pool.query("VACUUM ANALYZE rule_state");
    const { rows } = await pool.query<{ bytes: number }>("SELECT avg(length(state::text))::float8 AS bytes FROM rule_state");
    await pool.end();

    const byId = new Map(homes.map((home) => [home.id, home]));
    const registry = { home: (id: HomeId) => byId.get(id), homes: () => homes } as unknown as Registry;
    const writer = await connectWriter(url, log, 5_000);
    const plain = new pg.Client({ connectionString: url });
    await plain.connect();
    const recovering: number[] = [];
    const reading: number[] = [];
    let recovered = 0;
    for (let turn = 0; turn < turns; turn += 1) {
      const readAt = performance.now();
      await plain.query(plainSelect);
      reading.push(performance.now() - readAt);
      const needs = {
        engine,
        registry,
        deviceSummaries: new DeviceSummaries(),
        clocks: new DeviceClocks(),
        serverSteps: new ServerSteps(),
        now: () => Date.now(),
        log,
      };
      const recoveredAt = performance.now();
      const { states, saved } = await recover(writer, needs);
      recovered = states.size + saved.size;
      recovering.push(performance.now() - recoveredAt);
    }
    await Promise.all([plain.end(), writer.end()]);
    const [slow, floor] = [median(recovering), median(reading)];
    if (recovered !== homeCount) throw new Error(`${recovered} of ${homeCount} homes were recovered`);
    return { homes: homeCount, recovered: slow, plainSelect: floor, ratio: slow / floor, snapshotBytesAHome: rows[0]?.bytes ?? 0 };
  }

  function livedStates(homes: readonly HomeFacts[]): Map<HomeId, KnownState> {
    const engine = createEngine(catalogue);
    const states = new Map<HomeId, KnownState>(homes.map((home) => [home.id, { state: engine.start(home, startsAt).state, position: 1 }]));
    const life = createLife(homes, minuteMs, 1);
    for (let round = 0; round < roundsLived; round += 1) {
      const { places, readings } = life.round(startsAt + round * minuteMs);
      for (const [nth, place] of places.entries()) {
        const home = homes[place] as HomeFacts;
        const { state } = states.get(home.id) as KnownState;
        states.set(home.id, { state: engine.onReading(home, state, readings[nth] as (typeof readings)[number]).state, position: 1 });
      }
    }
    return states;
  }
});

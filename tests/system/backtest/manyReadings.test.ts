import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBacktests } from "#backtest/backtest.ts";
import { findArrivals } from "#backtest/readRecord.ts";
import { asHomeId } from "#domain/ids.ts";
import { plan } from "#domain/plan.ts";
import { createPool } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine } from "#rules/engine/engine.ts";
import { backtestTown, closeAlarm, day, path, says, waiting } from "./backtestTown.ts";

const { clock, town, database, pendant, screen } = await backtestTown();

let busy: { id: string };
beforeAll(async () => {
  busy = await town.home({ timezone: "Etc/UTC" });
  const radar = await town.device(busy.id, { kind: "motion", expectedIntervalSeconds: 604_800 });
  const count = 40_000;
  await database.query(
    `INSERT INTO reading (position, home_id, device_id, kind, value, received_at, time, historical)
     SELECT -n, $1, $2, 'motion', jsonb_build_object('detected', n % 2 = 0), t, t, false
       FROM generate_series(1, $3::int) AS n CROSS JOIN LATERAL (SELECT to_timestamp($4::float8 / 1000) - n * interval '1 second' AS t) AS at`,
    [busy.id, radar.id, count, clock.now()],
  );
});

test("a press raises its alarm while a back-test runs through very many readings", async () => {
  let answered = false;
  const asked = Array.from({ length: 2 }, () =>
    town.call("supervisor", "POST", path(busy), { plan: waiting(30) }).then(({ status }) => {
      answered = true;
      return status;
    }),
  );
  // The first back-test runs once it reads pages.
  while (
    (
      await database.query(
        "SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT%reading.position BETWEEN%' AND pid <> pg_backend_pid() AND datname = current_database()",
      )
    ).rowCount === 0
  );
  await says(pendant, { kind: "button", pressed: true });
  const alarm = await screen.until((one) => one.rule === "sosPress" && one.state === "open");
  expect(answered).toBe(false);
  expect(await Promise.all(asked)).toEqual([200, 200]);
  await closeAlarm(town, screen, alarm.id, "testCall");
});

describe("several back-tests of very many readings", () => {
  const id = () => asHomeId(busy.id);
  let pool: pg.Pool;
  const backtests = (more: object = {}) =>
    createBacktests({ pool, registry: town.service.registry, engine: createEngine(catalogue), now: () => clock.now(), ...more });
  const proposed = () => plan.parse(waiting(30));
  beforeAll(() => {
    pool = createPool(town.service.databaseUrl, createLog("silent"));
  });
  afterAll(() => pool.end());

  test("the comparison before a plan goes live waits for no other back-test", async () => {
    const tests = backtests();
    const order: string[] = [];
    const looks = [1, 2, 3].map((n) => tests.run(id(), proposed()).then(() => order.push(`look ${n}`)));
    await expect.poll(() => pool.totalCount).toBeGreaterThan(0);
    await Promise.all([...looks, tests.beforeGoLive(id(), proposed()).then(() => order.push("go live"))]);
    expect(order).toEqual(["go live", "look 1", "look 2", "look 3"]);
  });

  test("a back-test that takes too long says which night it reached", async () => {
    const answer = await backtests({ limitMs: 20 }).run(id(), proposed());
    expect(answer).toEqual({
      ok: false,
      faults: [{ path: "from", message: expect.stringMatching(/^in 0\.02 s .* 14 nights: choose fewer nights$/) }],
    });
  });

  test("a caller who gives up leaves the queue", async () => {
    const tests = backtests();
    const [first, asked] = [tests.run(id(), proposed()), new AbortController()];
    const second = tests.run(id(), proposed(), {}, asked.signal);
    asked.abort(new Error("gone"));
    await expect(second).rejects.toThrow("gone");
    expect((await first).ok).toBe(true);
  });

  test("the record is read without a gap, and no connection is held between two pages", async () => {
    const span = { from: clock.now() - 2 * day, until: clock.now() };
    const arrivals = await findArrivals(pool, { id: id(), mode: "live" }, span);
    const times: number[] = [];
    for await (const page of arrivals.pages()) {
      expect(pool.idleCount).toBe(pool.totalCount);
      times.push(...page.map(({ time }) => time));
    }
    expect([times.length, arrivals.count]).toEqual([40_000, 40_000]);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

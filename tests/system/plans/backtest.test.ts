import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MqttClient } from "mqtt";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { backtestCommand } from "#app/commands/backtest.ts";
import { createBacktests } from "#backtest/backtest.ts";
import { findArrivals } from "#backtest/homeHistory.ts";
import { asHomeId } from "#domain/ids.ts";
import { plan } from "#domain/plan.ts";
import { type PlanDifference, planDifference } from "#domain/planDifference.ts";
import { roles } from "#domain/role.ts";
import { createPool } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine } from "#rules/engine/engine.ts";
import { runCommand } from "../setup/commandLine.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { type HeardConsole, type Provisioned, startTestService, type TestService } from "../setup/service.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Three days ago, so that what staff close now was closed after it rang. */
const firstNoon = Math.floor(Date.now() / day) * day - 3 * day + 12 * hour;
const nightDate = (night: number): string => new Date(firstNoon + night * day).toISOString().slice(0, 10);

const clock = new ManualClock(new Date(firstNoon).toISOString());
let town: TestService;
let home: { id: string };
let bed: { device: Provisioned; unit: MqttClient };
let pendant: { device: Provisioned; unit: MqttClient };
let screen: HeardConsole;
let folder: string;
let database: pg.Client;

const waiting = (exitMinutes: number, more: object = {}) => ({
  name: "Waits for her return",
  rules: { bedExit: { exitMinutes } },
  windows: [{ name: "night", from: "22:00", to: "07:00" }],
  ...more,
});
const path = (of: { id: string }, rest = "/backtest") => `/api/v1/homes/${of.id}/plan${rest}`;
const until = (at: number) => clock.advance(at - clock.now());
const backtest = async (plan: object, more: object = {}) => town.call("supervisor", "POST", path(home), { plan, ...more });

let seq = 0;
async function says({ device, unit }: typeof bed, value: object): Promise<void> {
  seq += 1;
  await unit.publishAsync(device.mqtt.topic, JSON.stringify({ ...value, seq, boot: "b" }), { qos: 1 });
}

/** Out of bed at two in the morning for so long; resolves with the alarm's id. */
async function trip(night: number, minutes: number, outcome: string): Promise<void> {
  until(firstNoon + night * day + 10.5 * hour);
  await says(bed, { kind: "bed", occupied: true });
  const out = firstNoon + night * day + 14 * hour;
  until(out);
  await says(bed, { kind: "bed", occupied: false });
  until(out + minutes * minute);
  const alarm = await screen.until((one) => one.rule === "bedExit" && one.state === "open");
  await says(bed, { kind: "bed", occupied: true });
  await close(alarm.id, outcome);
}

async function close(id: string, outcome: string): Promise<void> {
  const told = (await town.call("operator", "POST", `/api/v1/alarms/${id}/claim`)).status;
  const closed = await town.call("operator", "POST", `/api/v1/alarms/${id}/close`, { outcome });
  if (told !== 200 || closed.status !== 200) throw new Error(`not closed: ${told} ${closed.status} ${JSON.stringify(closed.body)}`);
  await screen.until((one) => one.id === id && one.state === "closed");
}

beforeAll(async () => {
  town = await startTestService({ clock });
  database = new pg.Client({ connectionString: town.service.databaseUrl });
  await database.connect();
  folder = await mkdtemp(join(tmpdir(), "linkline-backtest-"));
  home = await town.home({ timezone: "Etc/UTC" });
  const seldom = { expectedIntervalSeconds: 604_800 };
  const device = async (facts: object) => {
    const one = await town.device(home.id, { ...facts, ...seldom });
    return { device: one, unit: await town.unit(one) };
  };
  bed = await device({ kind: "bed", name: "Bed sensor", room: "Bedroom" });
  pendant = await device({ kind: "button", name: "Pendant" });
  screen = await town.console("operator");
  const chosen = await town.call("supervisor", "POST", path(home, ""), { plan: waiting(20), why: "She falls at night" });
  expect(chosen.status).toBe(201);
  await trip(0, 25, "genuine");
  until(firstNoon + day);
  await says(pendant, { kind: "button", pressed: true });
  await close((await screen.until((one) => one.rule === "sosPress")).id, "accidental");
  await trip(1, 50, "reassurance");
  until(firstNoon + 2 * day);
});
afterAll(async () => {
  await database.end();
  await town.stop();
  await rm(folder, { recursive: true, force: true });
});

const brief = ({ alarms }: PlanDifference) => alarms.map(({ change, rule, night, outcome }) => `${night} ${rule} ${change}, ${outcome}`);

describe("a proposal over the recorded nights of a home", () => {
  test("names what it would gain, lose and move, with what operators recorded", async () => {
    const { status, body } = await backtest(waiting(30));
    expect(status).toBe(200);
    expect(brief(planDifference.parse(body))).toEqual([
      `${nightDate(0)} bedExit lost, genuine`,
      `${nightDate(1)} sosPress same, accidental`,
      `${nightDate(1)} bedExit later, reassurance`,
    ]);
    expect(body.alarms[0]).toMatchObject({
      genuine: true,
      after: null,
      before: { at: new Date(firstNoon + 14 * hour + 20 * minute).toISOString(), priority: "urgent", wakes: true },
    });
    expect(body.woken).toEqual({ before: 2, after: 1 });
    expect(body.nights).toHaveLength(14);
    expect(body.words).toMatch(
      /^In the last 14 nights this plan would have woken the carer once; the present one 2 times\. Only in \d+ of these nights anything was heard from the home\. It would lose/,
    );
  });

  test("the present plan itself differs in nothing", async () => {
    const { body } = await backtest(waiting(20));
    expect(new Set(body.alarms.map(({ change }: { change: string }) => change))).toEqual(new Set(["same"]));
  });

  test("over the nights asked for alone", async () => {
    const { body } = await backtest(waiting(30), { from: nightDate(1), to: nightDate(2) });
    expect(brief(body)).toEqual([`${nightDate(1)} sosPress same, accidental`, `${nightDate(1)} bedExit later, reassurance`]);
    expect(body.nights).toEqual([nightDate(1)]);
  });

  test("touches nothing of what is live, and who looked is recorded", async () => {
    const standing = async () => {
      const alarms = await database.query("SELECT id, version, state FROM alarm ORDER BY id");
      const states = await database.query("SELECT home_id, position, state FROM rule_state ORDER BY home_id");
      const { body } = await town.call("supervisor", "GET", path(home, ""));
      return { alarms: alarms.rows, states: states.rows, version: body.version };
    };
    const before = await standing();
    await backtest(waiting(30));
    expect(await standing()).toEqual(before);
    const looks = await database.query("SELECT FROM access_log WHERE home_id = $1 AND what = 'readings' AND role = 'supervisor'", [
      home.id,
    ]);
    expect(looks.rowCount).toBeGreaterThan(0);
  });

  test("a home without a reading has nothing to lose", async () => {
    const empty = await town.home({ mode: "test" });
    const { status, body } = await town.call("tester", "POST", path(empty), { plan: waiting(30) });
    expect(status).toBe(200);
    expect(body).toMatchObject({ alarms: [], woken: { before: 0, after: 0 } });
  });
});

describe("who may ask, and for what", () => {
  test.each([...roles])("as %s", async (role) => {
    const { status } = await town.call(role, "POST", path(home), { plan: waiting(30) });
    // To a tester a home where somebody lives looks as if it were not there.
    const expected = { admin: 200, supervisor: 200, operator: 403, carer: 403, installer: 403, tester: 404 };
    expect(status).toBe(expected[role]);
  });

  test("a plan at fault is refused, each fault named with its path", async () => {
    const { status, body } = await backtest({ ...waiting(0), starts: "2026-02-02", ends: "2026-02-01" });
    expect(status).toBe(422);
    expect(body.error.details).toEqual([
      { path: "plan.rules.bedExit.exitMinutes", message: expect.any(String) },
      ...body.error.details.slice(1),
    ]);
    expect(body.error.details.map((one: { path: string }) => one.path)).toContain("plan.ends");
  });

  test("more nights than can be gone over, and nights that make no sense, are refused with the reason", async () => {
    const long = await backtest(waiting(30), { from: "2026-01-01" });
    expect(long.status).toBe(422);
    expect(long.body.error.details).toEqual([{ path: "from", message: expect.stringContaining("at most 92 nights") }]);
    expect((await backtest(waiting(30), { from: nightDate(2), to: nightDate(1) })).status).toBe(422);
    const ancient = { from: "0001-01-01", to: "0001-01-08" };
    expect((await backtest(waiting(30), ancient)).body.error.details).toEqual([{ path: "from", message: expect.stringContaining("2000") }]);
    expect((await backtest(waiting(30), { from: "soon" })).body.error.details[0].path).toBe("from");
  });
});

describe("linkline backtest", () => {
  const connected = async () => ({ httpUrl: town.service.httpUrl, mqttUrl: town.service.mqttUrl, token: town.token });
  const run = (...args: string[]) => runCommand(backtestCommand(connected), "--home", home.id, ...args);
  const planFile = async (plan: object) => {
    const file = join(folder, `${Math.random()}.json`);
    await writeFile(file, JSON.stringify(plan));
    return file;
  };

  test("shows each night, what the carer is spared, and exits 2 where a genuine alarm would be lost", async () => {
    const { out, exitCode } = await run("--plan", await planFile(waiting(30)), "--from", nightDate(0), "--to", nightDate(2));
    expect(exitCode).toBe(2);
    expect(out).toMatch(new RegExp(`${nightDate(0)} +02:20:00 urgent \\* +– +bedExit +LOST +Genuine: help was needed`));
    expect(out).toMatch(/02:20:00 urgent \* +02:30:00 urgent \* +bedExit +later +Reassurance/);
    expect(out).toContain("this plan would have woken the carer once; the present one 2 times.");
  });

  test("exits 0 where nothing genuine would be lost, and as JSON gives the whole difference", async () => {
    const { out, exitCode } = await run("--plan", await planFile(waiting(15)), "--json");
    expect(exitCode).toBe(0);
    expect(planDifference.parse(JSON.parse(out)).homeId).toBe(home.id);
  });

  test("writes the present plan to begin a proposal with", async () => {
    const file = join(folder, "present.json");
    expect((await run("--write-current", file)).exitCode).toBe(0);
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject(waiting(20));
    expect((await run("--plan", file)).exitCode).toBe(0);
  });

  test("names each fault of a plan with its path, and a home that is not there", async () => {
    const faulty = await run("--plan", await planFile({ ...waiting(0), rules: { bedExit: { exitMinutes: 0 }, nightWatch: {} } }));
    expect(faulty).toMatchObject({ exitCode: 1, out: "" });
    expect(faulty.errors).toContain("rules.bedExit.exitMinutes");
    expect(faulty.errors).toContain("rules.nightWatch");
    const nowhere = await run("--home", "999999", "--plan", "basic");
    expect(nowhere).toMatchObject({ exitCode: 1, out: "" });
    expect((await run()).errors).toContain("--plan");
  });
});

describe("while a back-test goes over very many readings", () => {
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

  test("a press rings before it is through", async () => {
    let answered = false;
    const asked = Array.from({ length: 2 }, () =>
      town.call("supervisor", "POST", path(busy), { plan: waiting(30) }).then(({ status }) => {
        answered = true;
        return status;
      }),
    );
    // The first is under way once it reads pages.
    while (
      (await database.query("SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT%reading.position BETWEEN%' AND pid <> pg_backend_pid()"))
        .rowCount === 0
    );
    await says(pendant, { kind: "button", pressed: true });
    const alarm = await screen.until((one) => one.rule === "sosPress" && one.state === "open");
    expect(answered).toBe(false);
    expect(await Promise.all(asked)).toEqual([200, 200]);
    await close(alarm.id, "testCall");
  });

  describe("many of them", () => {
    const id = () => asHomeId(busy.id);
    let pool: pg.Pool;
    const backtests = (more: object = {}) =>
      createBacktests({ pool, registry: town.service.registry, engine: createEngine(catalogue), now: () => clock.now(), ...more });
    const proposed = () => plan.parse(waiting(30));
    beforeAll(() => {
      pool = createPool(town.service.databaseUrl, createLog("silent"));
    });
    afterAll(() => pool.end());

    test("a plan that is to go live waits for none of them", async () => {
      const tests = backtests();
      const order: string[] = [];
      const looks = [1, 2, 3].map((n) => tests.run(id(), proposed()).then(() => order.push(`look ${n}`)));
      await expect.poll(() => pool.totalCount).toBeGreaterThan(0);
      await Promise.all([...looks, tests.beforeGoLive(id(), proposed()).then(() => order.push("go live"))]);
      expect(order).toEqual(["go live", "look 1", "look 2", "look 3"]);
    });

    test("one that takes too long says how far it came", async () => {
      const answer = await backtests({ limitMs: 20 }).run(id(), proposed());
      expect(answer).toEqual({
        ok: false,
        faults: [{ path: "from", message: expect.stringMatching(/^in 0\.02 s .* 14 nights: choose fewer nights$/) }],
      });
    });

    test("whoever gives up waits no longer for a turn", async () => {
      const tests = backtests();
      const [first, asked] = [tests.run(id(), proposed()), new AbortController()];
      const second = tests.run(id(), proposed(), {}, asked.signal);
      asked.abort(new Error("gone"));
      await expect(second).rejects.toThrow("gone");
      expect((await first).ok).toBe(true);
    });

    test("the record is read without a gap, and nothing of the database is held from page to page", async () => {
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
});

// Last, for it changes the home's plan.
describe("a proposal that would lose an alarm closed as genuine", () => {
  test("does not go live without a written reason, and names what would be lost", async () => {
    const { status, body } = await town.call("supervisor", "POST", path(home, ""), { plan: waiting(30), why: "She sleeps badly" });
    expect(status).toBe(409);
    expect(body.error.code).toBe("losesGenuine");
    expect(body.error.details).toMatchObject([{ rule: "bedExit", night: nightDate(0), message: expect.stringContaining("02:20") }]);
    expect((await town.call("supervisor", "GET", path(home, ""))).body).toMatchObject({ version: 1, plan: waiting(20) });
  });

  test("goes live with one, and reason and difference are kept with the version", async () => {
    const lossReason = "The fall in that night was in the bathroom, which has a detector now";
    const { status } = await town.call("supervisor", "POST", path(home, ""), { plan: waiting(30), why: "She sleeps badly", lossReason });
    expect(status).toBe(201);
    const { rows } = await database.query("SELECT loss_reason, difference FROM plan_version WHERE home_id = $1 AND version = 2", [home.id]);
    expect(rows[0].loss_reason).toBe(lossReason);
    expect(brief(planDifference.parse(rows[0].difference))[0]).toBe(`${nightDate(0)} bedExit lost, genuine`);
    const versions = await town.call("supervisor", "GET", path(home, "/versions"));
    expect(versions.body.items[0]).toMatchObject({ version: 2, lossReason });
  });

  test("from then on it is lost under neither plan's playback, and said to be so; who was told why once is not asked again", async () => {
    const { body } = await backtest(waiting(30));
    expect(body.alarms[0]).toMatchObject({ change: "lost", recordedOnly: true, genuine: true });
    expect(body.words).toContain("Neither plan raises the alarm of 02:20");
    const { status } = await town.call("supervisor", "POST", path(home, ""), { plan: waiting(30, { name: "Renamed" }), why: "A slip" });
    expect(status).toBe(201);
  });

  test("the plan that brings it back needs none", async () => {
    const { status } = await town.call("supervisor", "POST", path(home, ""), { plan: waiting(20), why: "As it was" });
    expect(status).toBe(201);
    const again = await town.call("supervisor", "POST", path(home, ""), { plan: waiting(30), why: "To lose it a second time" });
    expect([again.status, again.body.error?.code]).toEqual([409, "losesGenuine"]);
  });
});

import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fall } from "#rules/calls/fall.ts";
import { catalogue } from "#rules/catalogue.ts";
import type { Rule, RuleContext } from "#rules/rule.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";

/** Timers that are due together are in one transaction. If the timer of one home cannot be committed, the alarms of the others still ring. */

/** Reading its message throws too, so that the engine itself fails, and not only the rule. */
class Unspeakable extends Error {
  override get message(): string {
    throw new Error("a defect");
  }
}

const defect = { inHome: "4 Orchard Road", isFixed: false };
/** How often the fall rule's wait for a cancellation ended, by home. */
const waitsEnded = new Map<string, number>();
const watched: Rule = {
  ...(fall as Rule),
  onTimer(state, dueAt, context: RuleContext<unknown>) {
    const { name } = context.home;
    waitsEnded.set(name, (waitsEnded.get(name) ?? 0) + 1);
    if (name === defect.inHome && !defect.isFixed) throw new Unspeakable();
    return (fall as Rule).onTimer(state, dueAt, context);
  },
};

const clock = new ManualClock("2026-11-22T01:00:00.000Z");
let town: TestService;
let database: pg.Client;
beforeAll(async () => {
  town = await startTestService({ clock, rules: catalogue.map((rule) => (rule.name === "fall" ? watched : rule)) });
  database = new pg.Client(town.service.databaseUrl);
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await town.stop();
});

const alarmsOf = async (home: string, list = "") => (await town.call("operator", "GET", `/api/v1/alarms?home=${home}${list}`)).body.items;
const technicalOf = (home: string) => alarmsOf(home, "&list=technical");

async function household(name: string) {
  const home = (await town.home({ name })).id;
  const detector = await town.device(home, { kind: "fall", name: "Fall detector", expectedIntervalSeconds: 60 });
  const unit = await town.unit(detector);
  let seq = 0;
  const says = (state: string) =>
    unit.publishAsync(detector.mqtt.topic, JSON.stringify({ kind: "fall", state, seq: ++seq, boot: "f" }), { qos: 1 });
  return { home, name, says };
}

/** Waits until the fall alarm has rung this often. Due timers are checked again; the clock does not move. */
async function ringsIn(home: string, rings = 1): Promise<void> {
  const look = async () => {
    clock.advance(0);
    return (await alarmsOf(home)).find(({ rule }: Json) => rule === "fall")?.rings ?? 0;
  };
  await expect.poll(look, { interval: 20 }).toBe(rings);
}

const waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

/** How often the wait ended, once the service no longer retries it. */
async function triesUntilLeft(name: string): Promise<number> {
  let looks = 0;
  const isLeft = async () => {
    clock.advance(1);
    looks = (await database.query(waiting)).rowCount === 0 ? looks + 1 : 0;
    return looks > 20;
  };
  await expect.poll(isLeft, { interval: 10 }).toBe(true);
  return waitsEnded.get(name) ?? 0;
}

test("the alarm row of one home is locked: the neighbour's fall rings, and its own fall rings once the row is free", async () => {
  const held = await household("1 Mill Lane");
  const neighbour = await household("2 Mill Lane");
  await held.says("fallen");
  await database.query("BEGIN");
  await database.query("SELECT FROM alarm WHERE home_id = $1 FOR UPDATE", [held.home]);
  await held.says("suspected");
  await neighbour.says("suspected");
  clock.advance(20_000);
  await ringsIn(neighbour.home);
  const tries = await triesUntilLeft(held.name);
  expect(tries, "with the neighbour, and alone").toBe(2);
  clock.advance(5_000);
  await expect.poll(() => waitsEnded.get(held.name)).toBe(tries + 1);
  await database.query("COMMIT");
  clock.advance(10_000);
  await ringsIn(held.home, 2);
  await held.says("suspected");
  clock.advance(20_000);
  await ringsIn(held.home, 3);
});

test("a home was deleted: the neighbour's fall rings", async () => {
  const gone = await household("3 Mill Lane");
  const neighbour = await household("4 Mill Lane");
  await database.query("DELETE FROM home WHERE id = $1", [gone.home]);
  // Three times its interval: the detector is silent.
  clock.advance(180_000);
  await neighbour.says("suspected");
  clock.advance(20_000);
  await ringsIn(neighbour.home);
});

test("the engine fails in one home: the neighbour's fall rings, staff are informed, and its own timers are tried again", async () => {
  const broken = await household(defect.inHome);
  const neighbour = await household("5 Mill Lane");
  await broken.says("suspected");
  await neighbour.says("suspected");
  clock.advance(20_000);
  await ringsIn(neighbour.home);
  await expect.poll(async () => (await technicalOf(broken.home)).map(({ rule }: Json) => rule)).toEqual(["ruleDisabled"]);
  expect(await triesUntilLeft(broken.name), "with the neighbour").toBe(1);
  defect.isFixed = true;
  clock.advance(5_000);
  await ringsIn(broken.home);
  expect((await technicalOf(broken.home))[0].rings).toBe(1);
});

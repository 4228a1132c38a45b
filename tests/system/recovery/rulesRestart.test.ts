import pg from "pg";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { Replacements } from "#app/service.ts";
import type { AlarmView } from "#domain/alarm.ts";
import { sosPress } from "#rules/calls/sosPress.ts";
import { catalogue } from "#rules/catalogue.ts";
import { bedExit } from "#rules/living/bedExit.ts";
import type { Rule } from "#rules/rule.ts";
import type { HeardConsole } from "../setup/heardConsole.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { type Json, type Provisioned, startTestService, type TestService } from "../setup/service.ts";

let clock: ManualClock;
let town: TestService | null = null;
beforeEach(() => {
  // A winter night in London: 01:00 UTC is 01:00 on the wall.
  clock = new ManualClock("2026-11-22T01:00:00.000Z");
});
afterAll(() => town?.stop());

async function townWith(rules?: readonly Rule[]): Promise<TestService> {
  await town?.stop();
  town = await startTestService({ clock, ...(rules === undefined ? {} : { rules }) });
  return town;
}

const minute = 60_000;
const windows = [{ name: "night", from: "22:00", to: "07:00" }];
const homeWith = (at: TestService, rules: object) => at.home({ plan: { name: "Nights", rules, windows } } as never);
const alarmsOf = async (at: TestService, homeId: string): Promise<Json[]> =>
  (await at.call("operator", "GET", `/api/v1/alarms?home=${homeId}`)).body.items;

/** Sends one reading over a separate connection, because the service restarts between readings. */
async function says(at: TestService, device: Provisioned, fields: object): Promise<void> {
  const unit = await at.unit(device);
  await unit.publishAsync(device.mqtt.topic, JSON.stringify(fields), { qos: 1 });
  await unit.endAsync();
}

/** A home with a bed sensor; the person left the bed at 01:01. */
async function outOfBed() {
  const at = await townWith();
  const home = await homeWith(at, { bedExit: {} });
  const bed = await at.device(home.id, { kind: "bed", name: "Bed" });
  await says(at, bed, { kind: "bed", occupied: true });
  clock.advance(minute);
  await says(at, bed, { kind: "bed", occupied: false });
  return { at, home };
}

/** Waits for the alarm. The clock does not move, but due timers are checked again: a timer may have been set by a later commit. */
const shows = (screen: HeardConsole, wanted: (alarm: AlarmView) => boolean): Promise<AlarmView> => {
  const due = setInterval(() => clock.advance(0), 5);
  return screen.until(wanted).finally(() => clearInterval(due));
};

const otherwise = (changed: Rule): Replacements => ({ rules: catalogue.map((rule) => (rule.name === changed.name ? changed : rule)) });

test("a night of wandering is one alarm with a rising priority, however often the service restarts", async () => {
  const at = await townWith();
  const home = await homeWith(at, { nightWandering: {} });
  const bed = await at.device(home.id, { kind: "bed", name: "Bed", room: "Bedroom" });
  const door = await at.device(home.id, { kind: "door", name: "Front door", outside: true });
  const motion = await at.device(home.id, { kind: "motion", name: "Kitchen sensor", room: "Kitchen" });
  await says(at, motion, { kind: "motion", detected: false });
  await says(at, bed, { kind: "bed", occupied: true });
  clock.advance(minute);
  await says(at, bed, { kind: "bed", occupied: false });
  await at.restart(() => clock.advance(minute));
  await says(at, door, { kind: "door", open: true });
  await at.restart(() => clock.advance(minute));
  clock.advance(2 * minute);
  const screen = await at.console("operator");
  const gone = await shows(screen, (one) => one.homeId === home.id && one.priority === "critical");
  expect(gone).toMatchObject({ rule: "nightWandering", rings: 3, firstResponder: "centre", technical: false });
  expect(gone.timeline.map(({ event }) => event).filter((event) => event !== "escalated")).toEqual([
    "raised",
    "priorityRaised",
    "priorityRaised",
  ]);
  await at.restart();
  clock.advance(10 * minute);
  await says(at, motion, { kind: "motion", detected: true });
  await says(at, bed, { kind: "bed", occupied: true });
  clock.advance(minute);
  const later = await at.console("operator");
  await shows(later, (one) => one.id === gone.id && one.timeline.some(({ text }) => text === "Back in bed 01:15"));
  const [alarm, ...others] = await alarmsOf(at, home.id);
  expect(others).toEqual([]);
  expect(alarm).toMatchObject({ id: gone.id, state: "open", rings: 3 });
  const ofRules = alarm.timeline.filter((entry: { event: string }) => entry.event !== "escalated");
  expect(ofRules.at(-1).text).toBe("Back in bed 01:15");
});

test("a new version of a rule learns from the last two days of readings, and its timer rings on time", async () => {
  const { at, home } = await outOfBed();
  await at.restart(() => clock.advance(10 * minute), otherwise({ ...bedExit, version: bedExit.version + 1 } as Rule));
  clock.advance(10 * minute - 1);
  expect(await alarmsOf(at, home.id)).toEqual([]);
  clock.advance(1);
  const screen = await at.console("operator");
  const exit = await shows(screen, (one) => one.homeId === home.id);
  expect(exit).toMatchObject({ rule: "bedExit", raisedAt: "2026-11-22T01:21:00.000Z", rings: 1 });
  expect(exit.timeline[0]?.text).not.toContain("late");
});

test("a saved state that cannot be read delays no home: its own home learns from its readings", async () => {
  const { at, home } = await outOfBed();
  const { databaseUrl } = at.service;
  await at.restart(async () => {
    const database = new pg.Client(databaseUrl);
    await database.connect();
    const { rowCount } = await database.query("UPDATE rule_state SET state = '{', wake_at = NULL");
    expect(rowCount).toBe(1);
    await database.end();
  });
  const other = await at.home();
  await says(at, await at.device(other.id), { kind: "button", pressed: true });
  expect(await alarmsOf(at, other.id)).toHaveLength(1);
  clock.advance(20 * minute);
  const screen = await at.console("operator");
  expect(await shows(screen, (one) => one.homeId === home.id)).toMatchObject({ rule: "bedExit", raisedAt: "2026-11-22T01:21:00.000Z" });
});

test("a rule that is new in a home, or watches more devices than before, rings once for a danger that still lasts", async () => {
  const { at, home } = await outOfBed();
  clock.advance(6 * minute);
  const pendant = await at.device(home.id);
  await says(at, pendant, { kind: "heartbeat" });
  const hasty = bedExit.settings.parse({ exitMinutes: 5 });
  const quicker = otherwise({
    ...bedExit,
    version: bedExit.version + 1,
    onReading: (state, reading, context) => bedExit.onReading(state as never, reading, { ...context, settings: hasty }),
  } as Rule);
  for (const _ of [1, 2]) {
    await at.restart(undefined, quicker);
    await expect.poll(async () => (await alarmsOf(at, home.id)).map((one) => [one.rule, one.rings])).toEqual([["bedExit", 1]]);
  }
});

test("a rule that throws is disabled in that home and shows on the technical list; every other rule and home works", async () => {
  let poison = "";
  const broken: Rule = {
    ...(bedExit as Rule),
    onReading(state, reading, context) {
      if (reading.deviceId === poison) throw new Error("a defect");
      return (bedExit as Rule).onReading(state, reading, context);
    },
  };
  const at = await townWith(otherwise(broken).rules);
  const homes = [await homeWith(at, { bedExit: {} }), await homeWith(at, { bedExit: {} })];
  const beds = await Promise.all(homes.map(({ id }) => at.device(id, { kind: "bed", name: "Bed" })));
  const [poisoned, sound] = beds as [Provisioned, Provisioned];
  poison = poisoned.id;
  const pendant = await at.device(poisoned.homeId);
  for (const bed of [poisoned, sound]) await says(at, bed, { kind: "bed", occupied: true });
  clock.advance(minute);
  for (const bed of [poisoned, sound]) await says(at, bed, { kind: "bed", occupied: false });
  await says(at, pendant, { kind: "button", pressed: true });
  expect((await alarmsOf(at, poisoned.homeId)).map(({ rule }) => rule)).toEqual(["sosPress"]);
  const technical = () => at.call("operator", "GET", `/api/v1/alarms?list=technical&home=${poisoned.homeId}`);
  const { items } = (await technical()).body;
  expect(items).toMatchObject([{ rule: "ruleDisabled", technical: true, state: "open", rings: 1, deviceId: poisoned.id }]);
  expect(items[0].sentence).toContain('The rule bedExit failed in this home and is disabled (a defect), on the reading {"kind":"bed"');
  clock.advance(20 * minute);
  const screen = await at.console("operator");
  await shows(screen, (one) => one.homeId === sound.homeId && one.rule === "bedExit");
  await at.restart();
  await says(at, poisoned, { kind: "bed", occupied: true });
  expect((await technical()).body.items[0].rings, "it stays aside").toBe(1);
});

test("a press whose rule fails still rings, with a plain sentence", async () => {
  const failing = otherwise({
    ...(sosPress as Rule),
    onReading: () => {
      throw new Error("a defect");
    },
  });
  const at = await townWith(failing.rules);
  const home = await at.home();
  const pendant = await at.device(home.id, { name: "Pendant" });
  const screen = await at.console("operator");
  for (const seq of [1, 2]) await says(at, pendant, { kind: "button", pressed: true, seq, boot: "p" });
  const plain = await screen.until((one) => one.homeId === home.id && one.rings === 2);
  expect(plain).toMatchObject({ priority: "critical", technical: false, rule: "ruleFault" });
  expect(plain.sentence).toBe("SOS pressed, and the rule that should have judged it failed: Pendant");
});

test("a change of plan saves the rule states with it: after a crash an episode still ends under the plan under which it began", async () => {
  const { at, home } = await outOfBed();
  const plan = { name: "Nights", rules: { doorOpen: {} }, windows };
  expect(
    (await at.call("supervisor", "POST", `/api/v1/homes/${home.id}/plan`, { plan, why: "Better now", lossReason: "None lost" })).status,
  ).toBe(201);
  const database = new pg.Client(at.service.databaseUrl);
  await database.connect();
  const saved = async () => (await database.query("SELECT state FROM rule_state WHERE home_id = $1", [home.id])).rows[0]?.state;
  // Nothing else saves states, because the clock does not move.
  await expect.poll(saved).toContain('"finishing":["bedExit"]');
  await database.end();
});

test("a rule that throws outside its handlers is disabled too: presses in that home and in every other ring", async () => {
  const doubting = catalogue.map((rule) =>
    rule.name === "deviceHealth" ? { ...rule, doubtfulDevices: () => JSON.parse("a defect") } : rule,
  );
  const at = await townWith(doubting);
  const homes = [await at.home(), await at.home()];
  for (const { id } of homes) {
    await says(at, await at.device(id), { kind: "button", pressed: true });
    expect((await alarmsOf(at, id)).map(({ rule, priority }) => [rule, priority])).toEqual([["sosPress", "critical"]]);
  }
});

import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asHomeId } from "#domain/ids.ts";
import { planTemplates } from "#domain/plan.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { type Passes, passingTime } from "../setup/passingTime.ts";
import { type Json, type Provisioned, startTestService, type TestService } from "../setup/service.ts";

// A winter night in London: 01:00 UTC is 01:00 on the wall.
const clock = new ManualClock("2026-11-22T01:00:00.000Z");
const minute = 60_000;
let town: TestService;
let passes: Passes;
let database: pg.Client;
beforeAll(async () => {
  town = await startTestService({ clock });
  passes = await passingTime(town, clock);
  database = new pg.Client({ connectionString: town.service.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await town.stop();
});

const night = { name: "night", from: "22:00", to: "07:00" };
const planOf = (rules: Record<string, object>, more: object = {}) => ({ name: "Nights", rules, windows: [night], ...more });
const bedAfter = (exitMinutes: number) => planOf({ bedExit: { exitMinutes } });

const propose = (homeId: string, plan: unknown, more: object = { why: "Asked for by her daughter" }) =>
  town.call("supervisor", "POST", `/api/v1/homes/${homeId}/plan`, { plan, ...more });
const planOfHome = async (homeId: string): Promise<Json> => (await town.call("operator", "GET", `/api/v1/homes/${homeId}/plan`)).body;
const alarmsOf = async (homeId: string, list = "queue"): Promise<Json[]> =>
  (await town.call("operator", "GET", `/api/v1/alarms?home=${homeId}&list=${list}`)).body.items;

/** A home with a bed sensor that has spoken: somebody is in bed. */
async function bedroom(): Promise<{ id: string; bed: Provisioned; says: (occupied: boolean) => Promise<unknown> }> {
  const { id } = await town.home();
  const bed = await town.device(id, { kind: "bed", name: "Bed sensor", room: "Bedroom" });
  const unit = await town.unit(bed);
  let seq = 0;
  const says = (occupied: boolean) =>
    unit.publishAsync(bed.mqtt.topic, JSON.stringify({ kind: "bed", occupied, seq: ++seq, boot: "b" }), { qos: 1 });
  await says(true);
  await passes(minute);
  return { id, bed, says };
}

describe("what a plan may say", () => {
  let rules: Json[];
  beforeAll(async () => {
    rules = (await town.call("installer", "GET", "/api/v1/plan-rules")).body.items;
  });
  const rule = (name: string): Json => rules.find((one) => one.name === name);

  test("each rule is told in words that a page can draw, with units and ranges", () => {
    expect(rule("bedExit")).toMatchObject({
      title: "Left bed and not back",
      guardsLife: false,
      housekeeping: false,
      needs: ["a bed sensor"],
    });
    expect(rule("bedExit").settings[0]).toEqual({
      name: "exitMinutes",
      title: expect.stringMatching(/^[A-Z]/),
      unit: "min",
      type: "integer",
      minimum: 1,
      maximum: 240,
      options: null,
      default: 20,
    });
    expect(rule("sosPress")).toMatchObject({ guardsLife: true, settings: [] });
    const settings = new Map(rule("nightWandering").settings.map((one: Json) => [one.name, one]));
    expect(settings.get("advisoryAt")).toMatchObject({ type: "choice", options: ["outOfBed", "movement"], default: "outOfBed" });
    expect(settings.get("morningFrom")).toMatchObject({ type: "time", default: "06:00" });
    expect(settings.get("windows")).toMatchObject({ type: "list", options: null, default: ["night"] });
  });

  test("no setting is without a title, a type and a default", () => {
    for (const { name, settings, explains } of rules) {
      expect(explains, name).toMatch(/\.$/);
      for (const one of settings) {
        expect(one.title, `${name}.${one.name}`).toMatch(/^[A-Z].* /);
        expect(one.default, `${name}.${one.name}`).not.toBeUndefined();
      }
    }
  });

  test("every template is a plan that is taken as it is", async () => {
    const { items } = (await town.call("operator", "GET", "/api/v1/plan-templates")).body;
    expect(items.map(({ template }: Json) => template)).toEqual([...planTemplates]);
    const { id } = await town.home();
    for (const { plan } of items) {
      const { status, body } = await propose(id, plan);
      expect(body.error, plan.name).toBeUndefined();
      expect(status).toBe(201);
      expect(body).toMatchObject({ plan, unread: [] });
    }
  });
});

describe("what is refused, each fault named with its path", () => {
  const windows = (...more: object[]) => ({ windows: [night, ...more] });
  test.each<[string, unknown, string[]]>([
    ["an unknown rule", planOf({ bedExitt: {} }), ["plan.rules.bedExitt"]],
    ["a setting out of range", bedAfter(0), ["plan.rules.bedExit.exitMinutes"]],
    ["a setting that is none", planOf({ bedExit: { minutes: 3 } }), ["plan.rules.bedExit.minutes"]],
    ["half a minute", bedAfter(1.5), ["plan.rules.bedExit.exitMinutes"]],
    ["a window that the plan does not have", planOf({ bedExit: { windows: ["night", "nap"] } }), ["plan.rules.bedExit.windows.1"]],
    ["overlapping windows", planOf({}, windows({ name: "late", from: "23:00", to: "01:00", days: ["fri"] })), ["plan.windows.1"]],
    [
      "a window into the next day's",
      planOf({}, { windows: [night, { name: "nap", from: "06:30", to: "08:00", days: ["mon"] }] }),
      ["plan.windows.1"],
    ],
    ["a time that is none", planOf({}, { windows: [{ ...night, from: "24:00" }] }), ["plan.windows.0.from"]],
    ["an end before its start", planOf({}, { starts: "2026-12-01", ends: "2026-11-30" }), ["plan.ends"]],
    ["a review after its end", planOf({}, { ends: "2026-11-30", review: "2026-12-01" }), ["plan.review"]],
    ["a date that there is not", planOf({}, { starts: "2026-02-30" }), ["plan.starts"]],
    ["a zone that does not exist", planOf({}, { timezone: "Europe/Atlantis" }), ["plan.timezone"]],
    ["an offset for a zone", planOf({}, { timezone: "+01:00" }), ["plan.timezone"]],
    ["nobody to tell", planOf({}, { route: { urgent: "nobody" } }), ["plan.route.urgent"]],
    ["a press suspended by absences", planOf({}, { absenceSuspends: ["bedExit", "sosPress"] }), ["plan.absenceSuspends.1"]],
    ["an unknown field", planOf({}, { nightly: true }), ["plan.nightly"]],
    ["a name that nobody can read", planOf({}, { name: "\u200b\u2060" }), ["plan.name"]],
    ["a window's name that nobody can read", planOf({}, windows({ name: "\u200b", from: "12:00", to: "13:00" })), ["plan.windows.1.name"]],
    ["a NUL in its name", planOf({}, { name: "Nights\0" }), ["plan.name"]],
    [
      "half a character in a window's name",
      planOf({}, windows({ name: "nap \ud800", from: "12:00", to: "13:00" })),
      ["plan.windows.1.name"],
    ],
    ["a NUL in a setting", planOf({ nightWandering: { quietRooms: ["Bathroom", "W\0C"] } }), ["plan.rules.nightWandering.quietRooms.1"]],
    [
      "a setting five thousand lists deep",
      planOf({ bedExit: { exitMinutes: JSON.parse("[".repeat(5_000) + "]".repeat(5_000)) } }),
      ["plan.rules.bedExit.exitMinutes", "plan.rules.bedExit.exitMinutes.0.0"],
    ],
    ["a name with marks in it", planOf({ "a/b~1c": {} }), ["plan.rules.a/b~1c"]],
    ["no plan", "nightly", ["plan"]],
    [
      "several at once",
      planOf({ bedExit: { exitMinutes: 9999 }, kettle: {} }, { starts: "2026-12-02", ends: "2026-12-01" }),
      ["plan.rules.bedExit.exitMinutes", "plan.rules.kettle", "plan.ends"],
    ],
  ])("%s", async (_name, plan, paths) => {
    const { id } = await town.home({ mode: "test" });
    for (const [path, more] of [["", { why: "To see" }] as const, ["/backtest", {}] as const]) {
      const { status, body } = await town.call("tester", "POST", `/api/v1/homes/${id}/plan${path}`, { plan, ...more });
      expect([status, body.error.code]).toEqual([422, "invalid"]);
      expect(body.error.details.map((one: Json) => one.path).sort()).toEqual([...paths].sort());
      for (const { message } of body.error.details) expect(message).not.toBe("");
    }
    const made = await town.call("tester", "POST", "/api/v1/homes", { name: "Bench", plan });
    expect(made.status).toBe(422);
    expect((await planOfHome(id)).version).toBe(0);
  });

  test("a change without a reason, and beside it what is wrong with the plan", async () => {
    const { id } = await town.home();
    const { status, body } = await propose(id, bedAfter(0), { why: "  " });
    expect(status).toBe(422);
    expect(body.error.details.map((one: Json) => one.path)).toEqual(["plan.rules.bedExit.exitMinutes", "why"]);
  });
});

describe("what would be stored and make no sense", () => {
  const refusedPaths = async (homeId: string, plan: unknown, more?: object): Promise<string[]> => {
    const { status, body } = await propose(homeId, plan, more);
    expect([status, body.error?.code]).toEqual([422, "invalid"]);
    return body.error.details.map((one: Json) => one.path);
  };

  test("a plan that is over, or begins in years: it would guard nobody", async () => {
    const { id } = await town.home();
    expect(await refusedPaths(id, planOf({}, { ends: "2026-11-21" }))).toEqual(["plan.ends"]);
    expect(await refusedPaths(id, planOf({}, { starts: "2027-11-23" }))).toEqual(["plan.starts"]);
    const made = await town.call("installer", "POST", "/api/v1/homes", { name: "4 Mill Lane", plan: planOf({}, { ends: "2026-11-21" }) });
    expect([made.status, made.body.error?.details[0].path]).toEqual([422, "plan.ends"]);
    expect((await planOfHome(id)).version).toBe(0);
    const reasons = { why: "Asked", lossReason: "She is away" };
    expect((await propose(id, planOf({}, { starts: "2027-11-22", ends: "2027-11-22" }), reasons)).status).toBe(201);
    expect((await propose(id, planOf({}, { ends: "2026-11-22" }), reasons)).status).toBe(201);
    // It is the twenty-second in London, and in Honolulu the twenty-first still.
    expect((await propose(id, planOf({}, { ends: "2026-11-21", timezone: "Pacific/Honolulu" }), reasons)).status).toBe(201);
  });

  test("reasons that nobody can read, or that are too long, each in a plain sentence", async () => {
    const { id } = await town.home();
    for (const [wrong, path, words] of [
      [{ why: "\u200b" }, "why", "a letter or a digit"],
      [{ why: "Asked", lossReason: "\u200b…" }, "lossReason", "a letter or a digit"],
      [{ why: "a".repeat(501) }, "why", "at most 500 characters"],
      [{ why: "Asked", lossReason: "a".repeat(2001) }, "lossReason", "at most 2,000 characters"],
      [{ why: "Asked\0" }, "why", "cannot be stored"],
      [{ why: "Asked", seenVersion: 2 ** 31 }, "seenVersion", "2147483647"],
    ] as const) {
      const { status, body } = await propose(id, planOf({}), wrong);
      expect([status, body.error.details]).toEqual([422, [{ path, message: expect.stringContaining(words) }]]);
    }
    expect((await propose(id, planOf({}), { why: "彼女は早く起きる" })).status).toBe(201);
  });

  test("a word that is misspelt beside the plan", async () => {
    const { id } = await town.home();
    expect(await refusedPaths(id, planOf({}), { why: "Asked", seenversion: 0 })).toEqual(["seenversion"]);
    expect(await refusedPaths(id, planOf({}), { why: "Asked", lossreason: "None" })).toEqual(["lossreason"]);
    const looked = await town.call("supervisor", "POST", `/api/v1/homes/${id}/plan/backtest`, { plan: planOf({}), form: "2026-11-01" });
    expect([looked.status, looked.body.error?.details]).toEqual([422, [{ path: "form", message: "unknown" }]]);
  });

  test("a day, or a rule that absences suspend, that is named twice counts once", async () => {
    const { id } = await town.home();
    const twice = { windows: [{ ...night, days: ["mon", "fri", "mon"] }], absenceSuspends: ["bedExit", "bedExit"] };
    const { body } = await propose(id, planOf({}, twice));
    expect(body.plan).toMatchObject({ windows: [{ days: ["mon", "fri"] }], absenceSuspends: ["bedExit"] });
  });

  test("a hundred faults are named, and the rules that there are once", async () => {
    const { id } = await town.home();
    const two = (await propose(id, planOf({ kettle: {}, toaster: {} }))).body.error.details;
    expect(two.map(({ message }: Json) => message.includes("the rules are"))).toEqual([true, false]);
    const settings = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`setting${n}`, 1]));
    const { details } = (await propose(id, planOf({ bedExit: settings }))).body.error;
    const rules = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`${n}`, {}]));
    const many = (await propose(id, planOf(rules))).body.error.details;
    expect(many[0]).toEqual({ path: "plan.rules", message: "a plan names at most 100 rules" });
    expect(many.length).toBeLessThanOrEqual(101);
    expect(details).toHaveLength(101);
    expect(details.at(-1)).toEqual({ path: "", message: expect.stringContaining("400 more") });
  });
});

test("who looked at what guards somebody, and at how it was, is recorded", async () => {
  const looks = async (id: string, role: string) =>
    (await database.query("SELECT FROM access_log WHERE home_id = $1 AND role = $2 AND what = 'home'", [id, role])).rowCount;
  const { id } = await town.home();
  await town.call("installer", "GET", `/api/v1/homes/${id}/plan`);
  await town.call("operator", "GET", `/api/v1/homes/${id}/plan/versions`);
  expect([await looks(id, "installer"), await looks(id, "operator"), await looks(id, "admin")]).toEqual([1, 1, 0]);
});

describe("the plan of a home", () => {
  test("is the basic one where nobody chose, and says what its rules cannot see", async () => {
    const { id } = await town.home();
    const plan = await planOfHome(id);
    expect(plan).toMatchObject({ homeId: id, version: 0, why: null, by: null, madeAt: null, timezone: "Europe/London", unread: [] });
    expect(plan.plan.template).toBe("basic");
    const rule = (of: Json, name: string) => of.rules.find((one: Json) => one.name === name);
    expect(rule(plan, "bedExit")).toEqual({ name: "bedExit", on: true, off: null, blind: ["no bed sensor"], seesLess: [] });
    expect(rule(plan, "sosPress")).toMatchObject({ on: true });

    const bed = await town.device(id, { kind: "bed", name: "Bed sensor", room: "Bedroom", expectedIntervalSeconds: 600 });
    expect(rule(await planOfHome(id), "bedExit").blind).toEqual(["Bed sensor, Bedroom: never heard"]);
    const unit = await town.unit(bed);
    await unit.publishAsync(bed.mqtt.topic, '{"kind":"bed","occupied":true}', { qos: 1 });
    expect(rule(await planOfHome(id), "bedExit").blind).toEqual([]);
    await passes(31 * minute);
    expect(rule(await planOfHome(id), "bedExit").blind).toEqual(["Bed sensor, Bedroom: offline"]);
    // Of two, one that is heard is enough to go by.
    const other = await town.device(id, { kind: "bed", name: "Day bed", room: "", expectedIntervalSeconds: 600 });
    await (await town.unit(other)).publishAsync(other.mqtt.topic, '{"kind":"bed","occupied":true}', { qos: 1 });
    expect(rule(await planOfHome(id), "bedExit")).toMatchObject({ blind: [], seesLess: ["Bed sensor, Bedroom: offline"] });
    expect((await propose(id, planOf({}))).body.rules.find((one: Json) => one.name === "bedExit").on).toBe(false);
    const pressed = (await planOfHome(id)).rules.find((one: Json) => one.name === "sosPress");
    expect(pressed.on).toBe(true);
  });

  test("comes with a new home, by a template's name or whole", async () => {
    const made = async (plan: unknown) => {
      const { status, body } = await town.call("installer", "POST", "/api/v1/homes", {
        name: "2 Mill Lane",
        timezone: "Pacific/Auckland",
        plan,
      });
      expect(status).toBe(201);
      return planOfHome(body.id);
    };
    expect(await made("dementia")).toMatchObject({ version: 1, by: "Test installer", plan: { template: "dementia" } });
    // At 01:00 in London it is already the afternoon in Auckland, of the same day.
    expect((await made("hospital")).plan).toMatchObject({ starts: "2026-11-22", review: "2026-12-13", ends: "2027-01-03" });
    expect(await made(bedAfter(9))).toMatchObject({ version: 1, plan: { rules: { bedExit: { exitMinutes: 9 } } } });
    expect((await town.call("installer", "POST", "/api/v1/homes", { name: "3 Mill Lane", plan: "dementa" })).body.error.details).toEqual([
      { path: "plan", message: expect.stringContaining("dementia") },
    ]);
  });

  test("every version is kept, with who and why, and the newest guards", async () => {
    const { id } = await town.home();
    const first = await propose(id, bedAfter(15), { why: "She is quicker now" });
    expect(first).toMatchObject({ status: 201, body: { version: 1, why: "She is quicker now", by: "Test supervisor" } });
    await town.call("admin", "POST", `/api/v1/homes/${id}/plan`, { plan: bedAfter(25), why: "Not in winter" });
    await propose(id, bedAfter(30), { why: "Her daughter asked" });
    const page = (await town.call("operator", "GET", `/api/v1/homes/${id}/plan/versions?limit=2`)).body;
    const rest = (await town.call("operator", "GET", `/api/v1/homes/${id}/plan/versions?limit=2&cursor=${page.next}`)).body;
    expect(rest.next).toBeNull();
    const told = [...page.items, ...rest.items].map(({ version, why, by, plan, lossReason, madeAt }: Json) => {
      expect([lossReason, madeAt]).toEqual([null, new Date(clock.now()).toISOString()]);
      return [version, why, by, plan.rules.bedExit.exitMinutes];
    });
    expect(told).toEqual([
      [3, "Her daughter asked", "Test supervisor", 30],
      [2, "Not in winter", "Test admin", 25],
      [1, "She is quicker now", "Test supervisor", 15],
    ]);
    expect(await planOfHome(id)).toMatchObject({ version: 3, why: "Her daughter asked" });
    expect((await town.call("operator", "GET", `/api/v1/homes/${id}/plan/versions?cursor=x`)).status).toBe(422);
  });

  test("of two who change it at once each gets a version; whoever says what they saw overwrites nothing", async () => {
    const { id } = await town.home();
    const both = await Promise.all([propose(id, bedAfter(10)), propose(id, bedAfter(11))]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(both.map(({ body }) => body.version))).toEqual(new Set([1, 2]));
    const late = await propose(id, bedAfter(12), { why: "Seen before", seenVersion: 1 });
    expect([late.status, late.body.error.code]).toEqual([409, "planChanged"]);
    expect((await propose(id, bedAfter(12), { why: "Seen", seenVersion: 2 })).body.version).toBe(3);
  });

  test("homes with equal plans share one", async () => {
    const [one, other] = [await town.home(), await town.home()];
    await propose(one.id, { windows: [night], name: "Nights", rules: { bedExit: { windows: ["night"], exitMinutes: 13 } } });
    await propose(other.id, { name: "Nights", rules: { bedExit: { exitMinutes: 13, windows: ["night"] } }, windows: [night] });
    const facts = (id: string) => town.service.registry.home(asHomeId(id));
    expect(facts(one.id)?.plan).toBe(facts(other.id)?.plan);
  });
});

describe("a change of plan goes live at once", () => {
  test("bed exit after ten minutes, in a home that had no such rule", async () => {
    const home = await bedroom();
    await propose(home.id, planOf({}));
    await home.says(false);
    await passes(60 * minute);
    await home.says(true);
    expect(await alarmsOf(home.id)).toEqual([]);

    expect((await propose(home.id, bedAfter(10))).status).toBe(201);
    const screen = await town.console("operator");
    await home.says(false);
    await passes(9 * minute);
    expect(await alarmsOf(home.id)).toEqual([]);
    await passes(minute);
    const alarm = await screen.until((one) => one.homeId === home.id);
    expect(alarm).toMatchObject({
      rule: "bedExit",
      priority: "urgent",
      firstResponder: "carer",
      raisedAt: new Date(clock.now()).toISOString(),
    });
  });

  test("an episode under way finishes under the terms with which it began", async () => {
    const home = await bedroom();
    await propose(home.id, bedAfter(20));
    await home.says(false);
    await passes(5 * minute);
    await propose(home.id, bedAfter(6));
    await passes(14 * minute);
    expect(await alarmsOf(home.id)).toEqual([]);
    const screen = await town.console("operator");
    await passes(minute);
    await screen.until((one) => one.homeId === home.id && one.rule === "bedExit");
    // The next one goes by the new terms.
    await home.says(true);
    await home.says(false);
    await passes(6 * minute);
    await screen.until((one) => one.homeId === home.id && one.rule === "bedExit" && one.rings === 2);
  });

  test("and is there after a restart, as is who is told first", async () => {
    const home = await bedroom();
    await propose(home.id, planOf({ bedExit: { exitMinutes: 7 } }, { route: { urgent: "centre" } }));
    await town.restart();
    const screen = await town.console("operator");
    await home.says(false);
    await passes(7 * minute);
    const alarm = await screen.until((one) => one.homeId === home.id);
    expect(alarm).toMatchObject({ rule: "bedExit", firstResponder: "centre" });
  });

  test("its zone overrules the home's", async () => {
    const home = await bedroom();
    const auckland = await propose(home.id, planOf({ bedExit: { exitMinutes: 5 } }, { timezone: "Pacific/Auckland" }));
    expect(auckland.body.timezone).toBe("Pacific/Auckland");
    await home.says(false);
    await passes(30 * minute);
    // It is afternoon there.
    expect(await alarmsOf(home.id)).toEqual([]);
    expect((await propose(home.id, bedAfter(5))).body.timezone).toBe("Europe/London");
  });
});

test("a stored plan that names what is there no longer guards with the rest, and says so", async () => {
  const home = await bedroom();
  const stored = {
    ...planOf({ bedExit: { exitMinutes: 8, kettleMinutes: 3 }, kettle: {}, doorOpen: { nightMinutes: 0 } }),
    windows: [night, { ...night, name: "late", from: "23:00" }],
  };
  await database.query(
    `INSERT INTO plan_version (home_id, version, plan, why, by_id, by_name, made_at) VALUES ($1, 1, $2, 'Long ago', 'token:1', 'Ada Wright', now())`,
    [home.id, JSON.stringify(stored)],
  );
  await town.restart();
  const plan = await planOfHome(home.id);
  expect(plan.plan).toMatchObject({ rules: { bedExit: { exitMinutes: 8 }, doorOpen: {} }, windows: [night] });
  expect(plan.plan.rules.kettle).toBeUndefined();
  expect(plan.unread.map(({ path }: Json) => path).sort()).toEqual([
    "rules.bedExit.kettleMinutes",
    "rules.doorOpen.nightMinutes",
    "rules.kettle",
    "windows.1",
  ]);
  const screen = await town.console("operator");
  await home.says(false);
  await passes(8 * minute);
  await screen.until((one) => one.homeId === home.id && one.rule === "bedExit");
});

test("a stored plan of which a part can no longer be read stands on the technical list until there is a whole one", async () => {
  const home = await bedroom();
  await database.query(
    `INSERT INTO plan_version (home_id, version, plan, why, by_id, by_name, made_at) VALUES ($1, 1, $2, 'Long ago', 'token:1', 'Ada Wright', now())`,
    [home.id, JSON.stringify(planOf({ bedExit: { exitMinutes: 9999 }, kettle: {} }))],
  );
  const technical = async () =>
    (await town.call("operator", "GET", `/api/v1/alarms?list=technical&home=${home.id}`)).body.items.map(
      ({ rule, state, rings, sentence }: Json) => ({ rule, state, rings, sentence }),
    );
  const sentence =
    "Of this home's plan 2 parts cannot be read and do not guard: rules.kettle (there is no rule kettle), rules.bedExit.exitMinutes (Too big: expected number to be <=240)";
  for (const _ of ["the first", "the second"]) {
    await town.restart();
    await passes(1);
    await expect.poll(technical).toEqual([{ rule: "planReview", state: "open", rings: 1, sentence }]);
  }
  expect((await propose(home.id, bedAfter(10), { why: "It can be read", lossReason: "None" })).status).toBe(201);
  await passes(1);
  await expect.poll(technical).toEqual([{ rule: "planReview", state: "closed", rings: 1, sentence }]);
  expect(await alarmsOf(home.id)).toEqual([]);
});

test("a plan that would have lost an alarm that was genuine goes live with a written reason alone, which is kept", async () => {
  const home = await bedroom();
  await propose(home.id, bedAfter(10));
  const screen = await town.console("operator");
  await home.says(false);
  await passes(11 * minute);
  const { id } = await screen.until((one) => one.homeId === home.id);
  await home.says(true);
  await town.call("operator", "POST", `/api/v1/alarms/${id}/close`, { outcome: "genuine", text: "She had fallen" });
  await passes(minute);

  const refused = await propose(home.id, planOf({}));
  expect([refused.status, refused.body.error.code]).toEqual([409, "losesGenuine"]);
  expect(refused.body.error.details).toMatchObject([
    { path: "plan", rule: "bedExit", message: expect.stringContaining("Left bed"), at: expect.any(String) },
  ]);
  expect((await planOfHome(home.id)).version).toBe(1);

  const reasoned = await propose(home.id, planOf({}), { why: "She sleeps downstairs now", lossReason: "A carer is there every night" });
  expect([reasoned.status, reasoned.body.version]).toEqual([201, 2]);
  const { items } = (await town.call("operator", "GET", `/api/v1/homes/${home.id}/plan/versions`)).body;
  expect(items[0]).toMatchObject({ version: 2, lossReason: "A carer is there every night" });
  const { rows } = await database.query("SELECT difference FROM plan_version WHERE home_id = $1 AND version = 2", [home.id]);
  expect(rows[0].difference).toMatchObject({ homeId: home.id, alarms: expect.any(Array) });
});

test("an alarm that rang again and again is lost once, and named with each time that it rang", async () => {
  const home = await bedroom();
  await propose(home.id, bedAfter(10));
  const screen = await town.console("operator");
  for (let trip = 0; trip < 3; trip += 1) {
    await home.says(false);
    await passes(11 * minute);
    await home.says(true);
    await passes(minute);
  }
  const { id } = await screen.until((one) => one.homeId === home.id && one.rings === 3);
  await town.call("operator", "POST", `/api/v1/alarms/${id}/close`, { outcome: "genuine", text: "She had fallen" });
  await passes(minute);
  const { status, body } = await propose(home.id, planOf({}));
  expect([status, body.error.code]).toEqual([409, "losesGenuine"]);
  expect(body.error.details).toMatchObject([{ rule: "bedExit", rings: [{}, {}, {}] }]);
  const [{ message, rings, at }] = body.error.details;
  expect(rings[0].at).toBe(at);
  expect(message).toMatch(/^lost in the night of \S+: \d\d:\d\d urgent, Left bed .*; it rang again at \d\d:\d\d and \d\d:\d\d$/);
});

test("where it cannot be compared, a plan goes live with a written reason alone, which says so", async () => {
  const { id } = await town.home();
  await database.query("ALTER TABLE absence RENAME TO absence_away");
  try {
    const refused = await propose(id, bedAfter(15));
    expect([refused.status, refused.body.error.code]).toEqual([409, "notCompared"]);
    expect(refused.body.error.details).toEqual([{ path: "plan", message: "the recorded nights cannot be read at the moment" }]);
    const reasoned = await propose(id, bedAfter(15), { why: "She is quicker now", lossReason: "It cannot wait" });
    expect([reasoned.status, reasoned.body.version]).toEqual([201, 1]);
  } finally {
    await database.query("ALTER TABLE absence_away RENAME TO absence");
  }
  const { rows } = await database.query("SELECT loss_reason, difference FROM plan_version WHERE home_id = $1", [id]);
  expect(rows).toEqual([{ loss_reason: expect.stringMatching(/^It cannot wait \(.*could not be compared\)$/), difference: null }]);
});

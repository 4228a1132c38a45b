import { describe, expect, test } from "vitest";
import type { Json } from "../setup/service.ts";
import { bedAfter, night, planOf, planTown } from "./planTown.ts";

const { town, propose, planOfHome } = await planTown();

const windows = (...more: object[]) => ({ windows: [night, ...more] });
/** What is wrong, the plan, and the paths of its faults. */
const faultyPlans: [string, unknown, string[]][] = [
  ["an unknown rule", planOf({ bedExitt: {} }), ["plan.rules.bedExitt"]],
  ["a setting out of range", bedAfter(0), ["plan.rules.bedExit.exitMinutes"]],
  ["an unknown setting", planOf({ bedExit: { minutes: 3 } }), ["plan.rules.bedExit.minutes"]],
  ["half a minute", bedAfter(1.5), ["plan.rules.bedExit.exitMinutes"]],
  ["a window that the plan does not have", planOf({ bedExit: { windows: ["night", "nap"] } }), ["plan.rules.bedExit.windows.1"]],
  ["overlapping windows", planOf({}, windows({ name: "late", from: "23:00", to: "01:00", days: ["fri"] })), ["plan.windows.1"]],
  [
    "a window that runs into the next day's window",
    planOf({}, { windows: [night, { name: "nap", from: "06:30", to: "08:00", days: ["mon"] }] }),
    ["plan.windows.1"],
  ],
  ["a time that does not exist", planOf({}, { windows: [{ ...night, from: "24:00" }] }), ["plan.windows.0.from"]],
  ["an end before its start", planOf({}, { starts: "2026-12-01", ends: "2026-11-30" }), ["plan.ends"]],
  ["a review after its end", planOf({}, { ends: "2026-11-30", review: "2026-12-01" }), ["plan.review"]],
  ["a date that does not exist", planOf({}, { starts: "2026-02-30" }), ["plan.starts"]],
  ["a zone that does not exist", planOf({}, { timezone: "Europe/Atlantis" }), ["plan.timezone"]],
  ["an offset instead of a time zone", planOf({}, { timezone: "+01:00" }), ["plan.timezone"]],
  ["an unknown first responder", planOf({}, { route: { urgent: "nobody" } }), ["plan.route.urgent"]],
  ["absences that suspend button presses", planOf({}, { absenceSuspends: ["bedExit", "sosPress"] }), ["plan.absenceSuspends.1"]],
  ["an unknown field", planOf({}, { nightly: true }), ["plan.nightly"]],
  ["a name of invisible characters", planOf({}, { name: "\u200b\u2060" }), ["plan.name"]],
  ["a window's name of invisible characters", planOf({}, windows({ name: "\u200b", from: "12:00", to: "13:00" })), ["plan.windows.1.name"]],
  ["a NUL in its name", planOf({}, { name: "Nights\0" }), ["plan.name"]],
  ["half a character in a window's name", planOf({}, windows({ name: "nap \ud800", from: "12:00", to: "13:00" })), ["plan.windows.1.name"]],
  ["a NUL in a setting", planOf({ nightWandering: { quietRooms: ["Bathroom", "W\0C"] } }), ["plan.rules.nightWandering.quietRooms.1"]],
  [
    "a setting five thousand lists deep",
    planOf({ bedExit: { exitMinutes: JSON.parse("[".repeat(5_000) + "]".repeat(5_000)) } }),
    ["plan.rules.bedExit.exitMinutes", "plan.rules.bedExit.exitMinutes.0.0"],
  ],
  ["a rule's name with a slash and a tilde", planOf({ "a/b~1c": {} }), ["plan.rules.a/b~1c"]],
  ["a text instead of a plan", "nightly", ["plan"]],
  [
    "several at once",
    planOf({ bedExit: { exitMinutes: 9999 }, kettle: {} }, { starts: "2026-12-02", ends: "2026-12-01" }),
    ["plan.rules.bedExit.exitMinutes", "plan.rules.kettle", "plan.ends"],
  ],
];

describe("a plan at fault is refused, and each fault is named with its path", () => {
  test.each(faultyPlans)("%s", async (_name, plan, paths) => {
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

  test("a missing reason, together with the faults of the plan", async () => {
    const { id } = await town.home();
    const { status, body } = await propose(id, bedAfter(0), { why: "  " });
    expect(status).toBe(422);
    expect(body.error.details.map((one: Json) => one.path)).toEqual(["plan.rules.bedExit.exitMinutes", "why"]);
  });
});

test("a plan may still use the names of the last release", async () => {
  const { id } = await town.home();
  const old = planOf({ nightWandering: { gentleAt: "movement" } }, { route: { notice: "carer", gentle: "centre" } });
  const { status, body } = await propose(id, old);
  expect(status).toBe(201);
  expect(body.plan).toMatchObject({
    route: { info: "carer", advisory: "centre" },
    rules: { nightWandering: { advisoryAt: "movement" } },
  });
  const both = await propose(id, planOf({}, { route: { gentle: "centre", advisory: "centre" } }));
  expect([both.status, both.body.error.details]).toEqual([
    422,
    [{ path: "plan.route.gentle", message: "this is the old name of advisory: send advisory only" }],
  ]);
});

describe("a plan that could be stored but makes no sense", () => {
  const refusedPaths = async (homeId: string, plan: unknown, more?: object): Promise<string[]> => {
    const { status, body } = await propose(homeId, plan, more);
    expect([status, body.error?.code]).toEqual([422, "invalid"]);
    return body.error.details.map((one: Json) => one.path);
  };

  test("is refused where it has ended, or starts more than a year ahead", async () => {
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

  test("is refused with a reason of invisible characters or one that is too long, and a sentence says so", async () => {
    const { id } = await town.home();
    for (const [wrong, path, words] of [
      [{ why: "\u200b" }, "why", "one letter or digit"],
      [{ why: "Asked", lossReason: "\u200b…" }, "lossReason", "one letter or digit"],
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

  test("is refused with a misspelt field beside it", async () => {
    const { id } = await town.home();
    expect(await refusedPaths(id, planOf({}), { why: "Asked", seenversion: 0 })).toEqual(["seenversion"]);
    expect(await refusedPaths(id, planOf({}), { why: "Asked", lossreason: "None" })).toEqual(["lossreason"]);
    const looked = await town.call("supervisor", "POST", `/api/v1/homes/${id}/plan/backtest`, { plan: planOf({}), form: "2026-11-01" });
    expect([looked.status, looked.body.error?.details]).toEqual([422, [{ path: "form", message: "unknown" }]]);
  });

  test("is put right where it lists a day or a suspended rule twice", async () => {
    const { id } = await town.home();
    const twice = { windows: [{ ...night, days: ["mon", "fri", "mon"] }], absenceSuspends: ["bedExit", "bedExit"] };
    const { body } = await propose(id, planOf({}, twice));
    expect(body.plan).toMatchObject({ windows: [{ days: ["mon", "fri"] }], absenceSuspends: ["bedExit"] });
  });

  test("is refused with at most a hundred faults, and the list of all rules once", async () => {
    const { id } = await town.home();
    const two = (await propose(id, planOf({ kettle: {}, toaster: {} }))).body.error.details;
    expect(two.map(({ message }: Json) => message.includes("the rules are"))).toEqual([true, false]);
    const settings = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`setting${n}`, 1]));
    const { details } = (await propose(id, planOf({ bedExit: settings }))).body.error;
    const rules = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`${n}`, {}]));
    const many = (await propose(id, planOf(rules))).body.error.details;
    expect(many[0]).toEqual({ path: "plan.rules", message: "name at most 100 rules" });
    expect(many.length).toBeLessThanOrEqual(101);
    expect(details).toHaveLength(101);
    expect(details.at(-1)).toEqual({ path: "", message: expect.stringContaining("400 more") });
  });
});

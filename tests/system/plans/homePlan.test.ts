import { describe, expect, test } from "vitest";
import { asHomeId } from "#domain/ids.ts";
import type { Json } from "../setup/service.ts";
import { bedAfter, night, planOf, planTown } from "./planTown.ts";

const { clock, town, passes, database, propose, planOfHome } = await planTown();
const minute = 60_000;

test("every look at a home's plan or at its versions is recorded", async () => {
  const looks = async (id: string, role: string) =>
    (await database.query("SELECT FROM access_log WHERE home_id = $1 AND role = $2 AND what = 'home'", [id, role])).rowCount;
  const { id } = await town.home();
  await town.call("installer", "GET", `/api/v1/homes/${id}/plan`);
  await town.call("operator", "GET", `/api/v1/homes/${id}/plan/versions`);
  expect([await looks(id, "installer"), await looks(id, "operator"), await looks(id, "admin")]).toEqual([1, 1, 0]);
});

describe("the plan of a home", () => {
  test("is the basic plan where none was chosen, and names what its rules cannot see", async () => {
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

  test("is given with a new home, by a template's name or as a whole plan", async () => {
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
});

describe("the versions of a home's plan", () => {
  test("are all stored with who made them and why, and the newest applies", async () => {
    const { id } = await town.home();
    const first = await propose(id, bedAfter(15), { why: "She is quicker now" });
    expect(first).toMatchObject({ status: 201, body: { version: 1, why: "She is quicker now", by: "Test supervisor" } });
    await town.call("admin", "POST", `/api/v1/homes/${id}/plan`, { plan: bedAfter(25), why: "Not in winter" });
    await propose(id, bedAfter(30), { why: "Her daughter asked" });
    const page = (await town.call("operator", "GET", `/api/v1/homes/${id}/plan/versions?limit=2`)).body;
    const rest = (await town.call("operator", "GET", `/api/v1/homes/${id}/plan/versions?limit=2&cursor=${page.next}`)).body;
    expect(rest.next).toBeNull();
    const versions = [...page.items, ...rest.items].map(({ version, why, by, plan, lossReason, madeAt }: Json) => {
      expect([lossReason, madeAt]).toEqual([null, new Date(clock.now()).toISOString()]);
      return [version, why, by, plan.rules.bedExit.exitMinutes];
    });
    expect(versions).toEqual([
      [3, "Her daughter asked", "Test supervisor", 30],
      [2, "Not in winter", "Test admin", 25],
      [1, "She is quicker now", "Test supervisor", 15],
    ]);
    expect(await planOfHome(id)).toMatchObject({ version: 3, why: "Her daughter asked" });
    expect((await town.call("operator", "GET", `/api/v1/homes/${id}/plan/versions?cursor=x`)).status).toBe(422);
  });

  test("are two where two staff change the plan at once; a change that names the version it saw overwrites no other", async () => {
    const { id } = await town.home();
    const both = await Promise.all([propose(id, bedAfter(10)), propose(id, bedAfter(11))]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(both.map(({ body }) => body.version))).toEqual(new Set([1, 2]));
    const late = await propose(id, bedAfter(12), { why: "Seen before", seenVersion: 1 });
    expect([late.status, late.body.error.code]).toEqual([409, "planChanged"]);
    expect((await propose(id, bedAfter(12), { why: "Seen", seenVersion: 2 })).body.version).toBe(3);
  });

  test("share one plan object in memory between homes with equal plans", async () => {
    const [one, other] = [await town.home(), await town.home()];
    await propose(one.id, { windows: [night], name: "Nights", rules: { bedExit: { windows: ["night"], exitMinutes: 13 } } });
    await propose(other.id, { name: "Nights", rules: { bedExit: { exitMinutes: 13, windows: ["night"] } }, windows: [night] });
    const facts = (id: string) => town.service.registry.home(asHomeId(id));
    expect(facts(one.id)?.plan).toBe(facts(other.id)?.plan);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ManualClock } from "../setup/manualClock.ts";
import { OutageTown, type OutageTownHome } from "./outageTown.ts";

const clock = new ManualClock("2026-11-22T09:00:00.000Z");
let there: OutageTown;
beforeAll(async () => {
  there = await OutageTown.start(clock);
}, 240_000);
afterAll(() => there.town.stop());

describe("the network of an area with 30 homes fails", () => {
  let north: OutageTownHome[];
  let south: OutageTownHome[];
  let outage: string;

  beforeAll(async () => {
    north = await there.homes(29, "North");
    north.push(...(await there.homes(1, "North Hill", ["livesAlone", "falls"])));
    await there.sql("UPDATE home SET area = 'North' WHERE area = 'North Hill'");
    south = await there.homes(8, "South");
    await Promise.all([...north, ...south].map(({ beat }) => beat()));
  }, 240_000);

  test("it is one incident with its 30 homes as soon as their devices are late, and no silence rings", async () => {
    await there.passes(16, south);
    await there.until("an outage that says 30 homes", async () => (await there.outages())[0]?.text.includes(". 30 homes fell") === true);
    const outages = await there.outages();
    expect(outages).toMatchObject([
      { text: "Outage in the area North. 30 homes fell silent. None is back yet.", outage: { silent: 30, highRisk: 1, endedAt: null } },
    ]);
    outage = outages[0]?.id ?? "";
    for (const role of ["installer", "tester"] as const) {
      expect((await there.town.call(role, "POST", `/api/v1/incidents/${outage}/acknowledge`)).status).toBe(403);
      expect((await there.town.call(role, "POST", `/api/v1/incidents/${outage}/end`)).status).toBe(403);
    }
    const acknowledged = await there.town.call("operator", "POST", `/api/v1/incidents/${outage}/acknowledge`);
    expect(acknowledged).toMatchObject({ status: 200, body: { outage: { acknowledged: { name: "Test operator" } } } });
    await there.passes(20, south);
    expect(await there.sql("SELECT count(*)::int AS held FROM alarm_case WHERE held_until IS NOT NULL AND state <> 'closed'")).toEqual([
      { held: 29 },
    ]);
  }, 240_000);

  test("its silences on the technical list are one line with its number of homes, and the one that rings is none of them", async () => {
    const { items } = (await there.town.call("installer", "GET", "/api/v1/outage-silences")).body;
    expect(items).toMatchObject([{ incidentId: outage, text: expect.stringContaining("30 homes fell silent") }]);
    const listed = (await there.town.call("operator", "GET", "/api/v1/alarms?state=open&list=technical&limit=500")).body.items;
    const silences = listed.filter(({ rule }: { rule: string }) => rule === "silence").map(({ id }: { id: string }) => id);
    expect([...items[0].alarmIds].sort()).toEqual(silences.sort());
    expect(silences.length).toBeGreaterThanOrEqual(30);
    expect((await there.town.call("tester", "GET", "/api/v1/outage-silences")).body.items).toEqual([]);
  });

  test("the silent pendant of a person at high risk rings as ever, and is at the top of the work list", async () => {
    expect(await there.ringing()).toEqual(["1 North Hill Road"]);
    const { items } = (await there.town.call("operator", "GET", "/api/v1/alarms?state=open&list=queue")).body;
    expect(items).toMatchObject([
      { priority: "urgent", sentence: expect.stringContaining("Ada Alder is at high risk (lives alone, falls)") },
    ]);
    const list = await there.workList(outage);
    expect(list).toHaveLength(30);
    expect(list[0]).toMatchObject({ homeName: "1 North Hill Road", risk: 6, callSilent: true, caseId: expect.any(String) });
    expect(list[1]).toMatchObject({ risk: 0, caseId: null, devices: [{ name: "Pendant", offline: true }] });
  });

  test("a press in one of its homes rings as ever", async () => {
    await north[0]?.press();
    expect(await there.ringing()).toEqual(["1 North Hill Road", "1 North Road"]);
    await there.until("its home counts as back", async () => (await there.outages())[0]?.outage?.silent === 29);
  });

  test("a home that was called and answered comes after the others; where no one answers, the home rings at once", async () => {
    const check = (home: OutageTownHome | undefined, result: string) =>
      there.town.call("operator", "POST", `/api/v1/incidents/${outage}/homes/${home?.id}/checks`, { result, note: "" });
    expect((await check(north[5], "spoke")).status).toBe(200);
    const list = await there.workList(outage);
    // Home 1 is back: it pressed.
    expect(list.at(-2)).toMatchObject({ homeName: "6 North Road", check: { result: "spoke", by: "Test operator" } });
    expect((await check(north[6], "noAnswer")).status).toBe(200);
    expect(await there.ringing()).toContain("7 North Road");
    expect((await check(south[0], "spoke")).status).toBe(404);
  });

  test("a restart in the middle loses nothing: the same incident, the same silences held back", async () => {
    const held = "SELECT home_id FROM alarm_case WHERE held_until IS NOT NULL AND state <> 'closed' AND next_at IS NOT NULL ORDER BY 1";
    const before = await there.sql(held);
    expect(before.length).toBeGreaterThan(20);
    await there.town.restart();
    await there.settled();
    expect(await there.sql(held)).toEqual(before);
    expect((await there.outages())[0]).toMatchObject({ id: outage, outage: { endedAt: null } });
  }, 240_000);

  test("it counts down as homes come back; it is over when the others are back, and the two that stay away ring", async () => {
    const back = north.filter((_, place) => place !== 10 && place !== 11);
    await Promise.all(back.map(({ beat }) => beat()));
    await there.until("it says that 28 are back", async () => (await there.outages())[0]?.text.includes("28 are back") === true);
    expect((await there.outages())[0]?.text).toBe("Outage in the area North. 30 homes fell silent. 28 are back, 2 are still silent.");
    const ringsAnyhow = ["1 North Hill Road", "1 North Road", "7 North Road"];
    expect(await there.ringing()).toEqual(ringsAnyhow);
    await there.passes(16, [...back, ...south]);
    await there.until("it is over", async () => (await there.outages())[0]?.outage?.endedAt !== null);
    await there.until("the two ring", async () => (await there.ringing()).length === ringsAnyhow.length + 2);
    expect(await there.ringing()).toEqual([...ringsAnyhow, "11 North Road", "12 North Road"].sort());
    expect((await there.outages())[0]?.text).toBe(
      "Over: outage in the area North. 30 homes fell silent. 2 are still silent and ring in the queue.",
    );
  }, 240_000);
});

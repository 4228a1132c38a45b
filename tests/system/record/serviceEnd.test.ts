import { expect, test } from "vitest";
import type { Json, Provisioned } from "../setup/service.ts";
import { timedTown } from "../setup/timedTown.ts";

const { clock, town, passes } = await timedTown("2026-11-22T12:00:00.000Z");
const hours = (count: number): number => count * 3_600_000;

const homeOf = async (id: string): Promise<Json> => (await town.call("supervisor", "GET", `/api/v1/homes/${id}`)).body;
const alarmsOf = async (id: string): Promise<Json[]> =>
  (await town.call("operator", "GET", `/api/v1/alarms?home=${id}&state=open`)).body.items;
const openCases = async (id: string): Promise<Json[]> => (await town.call("operator", "GET", `/api/v1/cases?home=${id}`)).body.items;
const end = (id: string, body: object = {}) =>
  town.call("supervisor", "POST", `/api/v1/homes/${id}/end`, { why: "Moved to a care home", ...body });
const reopen = (id: string) => town.call("supervisor", "POST", `/api/v1/homes/${id}/reopen`, { why: "The date was wrong" });
let seq = 0;
const press = async (pendant: Provisioned): Promise<void> => {
  seq += 1;
  const unit = await town.unit(pendant);
  await unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq, boot: "b" }), { qos: 1 });
  await unit.endAsync(true);
};
const close = async (id: string): Promise<void> => {
  for (const one of await openCases(id)) {
    await town.call("operator", "POST", `/api/v1/cases/${one.id}/claim`);
    const { status, body } = await town.call("operator", "POST", `/api/v1/cases/${one.id}/close`, {
      note: "The pendant was tried",
      outcome: "testCall",
      rings: one.rings,
    });
    if (status !== 200) throw new Error(JSON.stringify(body));
  }
};
async function home(): Promise<{ id: string; pendant: Provisioned; door: Provisioned }> {
  const { id } = await town.home({ name: "4 Orchard Road" });
  return {
    id,
    pendant: await town.device(id, { expectedIntervalSeconds: 3600 }),
    door: await town.device(id, { kind: "door", name: "Front door" }),
  };
}

test("a service ends only when no case is open, and says which one is", async () => {
  const { id, pendant } = await home();
  await press(pendant);
  const [open] = await openCases(id);
  expect(await end(id)).toMatchObject({ status: 409, body: { error: { code: "openCases", details: { cases: [open.id] } } } });
  await close(id);
  expect(await end(id, { returned: ["999999"] })).toMatchObject({ status: 422, body: { error: { details: [{ path: "returned" }] } } });
  expect((await homeOf(id)).mode).toBe("live");
  expect(await end(id)).toMatchObject({ status: 200, body: { mode: "ended" } });
  expect((await end(id)).status).toBe(409);
});

test("after the end no device logs in, no silence raises an alarm, and the record says who ended it and what was returned", async () => {
  const { id, pendant, door } = await home();
  const unit = await town.unit(pendant);
  const closed = new Promise<void>((resolve) => void unit.once("close", () => resolve()));
  await end(id, { returned: [pendant.id] });
  await closed;
  await expect(town.unit(pendant)).rejects.toThrow();
  await expect(town.unit(door)).rejects.toThrow();
  const other = await home();
  await passes(hours(30));
  expect((await alarmsOf(other.id)).map(({ rule }) => rule)).toContain("silence");
  await town.restart();
  expect(await alarmsOf(id)).toEqual([]);
  expect(await homeOf(id)).toMatchObject({
    mode: "ended",
    serviceEnd: { why: "Moved to a care home", by: "Test supervisor", returned: [pendant.id] },
    devices: [{ status: "notExpected" }, { status: "notExpected" }],
  });
  const { items } = (await town.call("supervisor", "GET", `/api/v1/homes/${id}/changes`)).body;
  expect(items[0]).toMatchObject({
    before: { mode: "live" },
    after: { mode: "ended", why: "Moved to a care home", returned: [pendant.id] },
  });
  await expect(town.unit(pendant)).rejects.toThrow();
});

test("an end that was a mistake is undone within a day: each device logs in as before, and a press rings", async () => {
  const { id, pendant, door } = await home();
  await end(id, { returned: [pendant.id, door.id] });
  clock.advance(hours(23));
  expect(await reopen(id)).toMatchObject({ status: 200, body: { mode: "live" } });
  await press(pendant);
  expect(await alarmsOf(id)).toMatchObject([{ rule: "sosPress" }]);
  expect(await homeOf(id)).toMatchObject({ mode: "live", serviceEnd: null, devices: [{}, {}] });
  expect((await reopen(id)).status).toBe(409);
  await close(id);
});

test("a home that is reopened later has lost the returned devices, and is watched again", async () => {
  const { id, pendant, door } = await home();
  await end(id, { returned: [pendant.id] });
  clock.advance(hours(25));
  expect((await town.call("installer", "POST", `/api/v1/homes/${id}/devices`, { kind: "button" })).status).toBe(409);
  await reopen(id);
  await expect(town.unit(pendant)).rejects.toThrow();
  expect((await homeOf(id)).devices).toMatchObject([{ id: door.id }]);
  const unit = await town.unit(door);
  await unit.publishAsync(door.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq: 1, boot: "d" }), { qos: 1 });
  expect((await alarmsOf(id)).map(({ rule }) => rule)).toContain("sosPress");
});

test("a test home has no service to end, and an operator ends none", async () => {
  const { id } = await town.home({ mode: "test" });
  expect((await end(id)).status).toBe(409);
  const { id: live } = await home();
  expect((await town.call("operator", "POST", `/api/v1/homes/${live}/end`, { why: "x y" })).status).toBe(403);
});

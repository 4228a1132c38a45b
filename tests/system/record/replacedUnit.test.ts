import { expect, test } from "vitest";
import type { Json, Provisioned } from "../setup/service.ts";
import { timedTown } from "../setup/timedTown.ts";

const { town, passes } = await timedTown("2026-11-22T12:00:00.000Z");

const homeOf = async (id: string): Promise<Json> => (await town.call("supervisor", "GET", `/api/v1/homes/${id}`)).body;
const openAlarms = async (id: string): Promise<Json[]> =>
  (await town.call("operator", "GET", `/api/v1/alarms?home=${id}&state=open`)).body.items;
const send = async (method: string, path: string, body: object, version: number): Promise<{ status: number; body: Json }> => {
  const answer = await fetch(`${town.service.httpUrl}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await town.token("installer")}`,
      "content-type": "application/json",
      "if-match": `"${version}"`,
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
};

test("a broken pendant is replaced: the new unit logs in, the old one cannot, and the silence alarm, the readings and the id go on", async () => {
  const { id } = await town.home({ name: "4 Orchard Road" });
  const old = await town.device(id, { expectedIntervalSeconds: 3600, room: "Hall" });
  const path = `/homes/${id}/devices/${old.id}`;
  const first = (await homeOf(id)).devices[0];
  await send("PATCH", path, { serial: "A-1", model: "Pendant 1", installedOn: "2024-03-01" }, first.version);
  const unit = await town.unit(old);
  await unit.publishAsync(old.mqtt.topic, JSON.stringify({ kind: "heartbeat", seq: 1, boot: "a" }), { qos: 1 });
  await passes(4 * 3_600_000);
  const silent = (await openAlarms(id)).filter(({ rule }) => rule === "silence").map((one) => one.id);
  expect(silent.length).toBeGreaterThan(0);

  const { version } = (await homeOf(id)).devices[0];
  expect((await send("POST", `${path}/replace`, { serial: "B-2" }, version - 1)).status).toBe(412);
  const closed = new Promise<void>((resolve) => void unit.once("close", () => resolve()));
  const replaced = await send("POST", `${path}/replace`, { serial: "B-2", model: "Pendant 2" }, version);
  expect(replaced).toMatchObject({
    status: 200,
    body: { id: old.id, serial: "B-2", model: "Pendant 2", room: "Hall", replacedOn: "2026-11-22" },
  });
  await closed;
  await expect(town.unit(old)).rejects.toThrow();
  expect((await openAlarms(id)).filter(({ rule }) => rule === "silence").map((one) => one.id)).toEqual(silent);

  const successor: Provisioned = { ...old, mqtt: replaced.body.mqtt };
  const next = await town.unit(successor);
  await next.publishAsync(successor.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq: 1, boot: "a" }), { qos: 1 });
  expect((await openAlarms(id)).map(({ rule }) => rule)).toContain("sosPress");
  const [device] = (await homeOf(id)).devices;
  expect(device).toMatchObject({
    id: old.id,
    installedOn: "2026-11-22",
    formerUnits: [
      { model: "Pendant 1", serial: "A-1", installedOn: "2024-03-01", replacedAt: "2026-11-22T16:00:00.000Z", by: "Test installer" },
    ],
  });
  const { items } = (await town.call("supervisor", "GET", `/api/v1/homes/${id}/changes`)).body;
  expect(items[0]).toMatchObject({ kind: "device", before: { serial: "A-1" }, after: { serial: "B-2" }, by: "Test installer" });
  expect((await town.call("supervisor", "GET", `/api/v1/homes/${id}/counts`)).body.readings).toBe(2);
  await town.restart();
  await expect(town.unit(old)).rejects.toThrow();
  await town.unit(successor);
});

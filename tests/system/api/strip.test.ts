import { expect, test } from "vitest";
import { createPool } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { centreAt } from "../response/centre.ts";

/** Recorded readings of one home, straight into the journal: what counts here is how they are read. */
const insertReadings = `INSERT INTO reading (position, home_id, device_id, kind, value, received_at, time, historical)
  SELECT 1000000 + n, $1::bigint, ($2::bigint[])[1 + n % cardinality($2::bigint[])], 'motion',
         jsonb_build_object('kind', 'motion', 'detected', n % 60 < 30), at, at, false
    FROM generate_series(0, 9999) AS n, LATERAL (SELECT to_timestamp($3::float8 / 1000) - (10000 - n) * interval '4.3 seconds' AS at) AS moment`;

const { town, clock } = await centreAt("2026-11-22T12:00:00Z");

test("the last hours of a home are shaped: doors as spans, presses as marks, silence as a gap, each at its event time", async () => {
  const { id } = await town.home({ timezone: "Europe/London" });
  const [door, pendant, quiet] = await Promise.all([
    town.device(id, { kind: "door", name: "Front door", expectedIntervalSeconds: 86_400 }),
    town.device(id, { kind: "button", name: "Pendant", expectedIntervalSeconds: 86_400 }),
    town.device(id, { kind: "bed", name: "Bed sensor", expectedIntervalSeconds: 600 }),
  ]);
  const [atDoor, button] = await Promise.all([town.unit(door), town.unit(pendant)]);
  const send = (unit: typeof atDoor, topic: string, reading: object) =>
    unit.publishAsync(topic, JSON.stringify({ boot: "b", ...reading }), { qos: 1 });
  await send(atDoor, door.mqtt.topic, { kind: "door", open: true, seq: 1 });
  clock.advance(5 * 60_000);
  await send(atDoor, door.mqtt.topic, { kind: "door", open: false, seq: 2 });
  clock.advance(60_000);
  await send(button, pendant.mqtt.topic, { kind: "button", pressed: true, seq: 1 });
  clock.advance(54 * 60_000);
  const { status, body } = await town.call("operator", "GET", `/api/v1/homes/${id}/strip`);
  expect([status, body.timezone, Date.parse(body.to) - Date.parse(body.from)]).toEqual([200, "Europe/London", 12 * 3_600_000]);
  const of = (deviceId: string) => body.devices.find((one: { deviceId: string }) => one.deviceId === deviceId);
  expect(of(door.id).spans).toEqual([{ from: "2026-11-22T12:00:00.000Z", to: "2026-11-22T12:05:00.000Z", state: "open" }]);
  expect(of(pendant.id).marks).toEqual([{ at: "2026-11-22T12:06:00.000Z", kind: "press", count: 1 }]);
  expect(of(quiet.id).silences).toMatchObject([{ from: "2026-11-22T12:00:00.000Z" }]);
  expect(of(door.id).silences).toEqual([]);
});

test("thirty devices with ten thousand readings become a small answer", async () => {
  const { id } = await town.home();
  const devices = await Promise.all(
    Array.from({ length: 30 }, (_, nth) => town.device(id, { kind: "motion", name: `Motion ${nth + 1}`, expectedIntervalSeconds: 86_400 })),
  );
  const pool = createPool(town.service.databaseUrl, createLog("silent"), { max: 1 });
  await pool.query(insertReadings, [id, devices.map((one) => one.id), clock.now()]);
  await pool.end();
  const { body } = await town.call("operator", "GET", `/api/v1/homes/${id}/strip`);
  const spans = body.devices.map((one: { spans: unknown[] }) => one.spans.length);
  expect(Math.min(...spans)).toBeGreaterThan(0);
  expect(Math.max(...spans)).toBeLessThanOrEqual(60);
  expect(JSON.stringify(body).length).toBeLessThan(250_000);
});

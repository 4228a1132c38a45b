import type pg from "pg";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import { asDeviceId, type DeviceId } from "#domain/ids.ts";
import { type TestedReading, testsDevice } from "#domain/installing/commissioning.ts";
import type { ReadingValue } from "#domain/reading.ts";

/** What each device has said since then, each different thing once, with the newest reading that says it. $1 home, $2 since in epoch ms. */
const selectSaid = `SELECT DISTINCT ON (device_id, kind, value) device_id::text AS "deviceId", kind, value, received_at AS "receivedAt", battery, signal
  FROM reading WHERE home_id = $1 AND received_at >= to_timestamp($2::float8 / 1000) AND time >= to_timestamp($2::float8 / 1000) AND NOT historical
  ORDER BY device_id, kind, value, position DESC`;

interface SaidRow {
  deviceId: string;
  kind: string;
  value: object;
  receivedAt: number;
  battery: number | null;
  signal: number | null;
}

/** The newest reading by which each device of the home was tested since then (epoch ms). */
export async function readTests(
  client: pg.ClientBase | pg.Pool,
  { id, devices }: Pick<HomeFacts, "id" | "devices">,
  since: number,
): Promise<Map<DeviceId, TestedReading>> {
  const { rows } = await client.query<SaidRow>(selectSaid, [id, since]);
  const tests = new Map<DeviceId, TestedReading>();
  for (const { deviceId, kind, value, receivedAt, battery, signal } of rows.toSorted((a, b) => a.receivedAt - b.receivedAt)) {
    const device = devices.get(asDeviceId(deviceId));
    if (device !== undefined && testsDevice(device.kind, { kind, ...value } as ReadingValue))
      tests.set(device.id, { kind, at: new Date(receivedAt).toISOString(), battery, signal });
  }
  return tests;
}

const selectWasLive = `SELECT FROM record_change WHERE home_id = $1 AND kind = 'home' AND 'live' IN (before ->> 'mode', after ->> 'mode') LIMIT 1`;

/**
 * The devices that were not tested since then (epoch ms), in words: "Smoke alarm, kitchen". In a home that was live before, only those that are new:
 * a monthly test need not press each sensor.
 */
export async function readUntested(client: pg.ClientBase, home: HomeFacts, since: number): Promise<string[]> {
  const wasLive = ((await client.query(selectWasLive, [home.id])).rowCount ?? 0) > 0;
  const tests = await readTests(client, home, since);
  const due = [...home.devices.values()].filter(({ registeredAt }) => !wasLive || registeredAt >= since);
  return due.filter(({ id }) => !tests.has(id)).map(deviceLabel);
}

import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTokens } from "#alarm-console/access/tokens.ts";
import { createServiceApi } from "#device-sim/service/serviceApi.ts";
import { createPool } from "#platform/database.ts";
import { freePort } from "#platform/embedded-postgres/process.ts";
import { createLog } from "#platform/log.ts";
import { throwawayFolder } from "#tests/system/setup/throwawayFolder.ts";
import { type KillableDatabase, ownDatabase } from "./kills/killableDatabase.ts";
import { createKillableService, type KillableService } from "./kills/killableService.ts";
import { createDevice, type Device } from "./traffic/device.ts";

/**
 * The real service as a process, with fifty devices. What freezes is stopped by a signal, so these tests take as long as the freeze: the
 * devices' interval is four seconds, shorter than the API allows, and the freeze is longer than three of them.
 */
const intervalSeconds = 4;
const frozenMs = 14_000;

let folder: ReturnType<typeof throwawayFolder>;
let database: KillableDatabase;
let pool: pg.Pool;
let service: KillableService;
let devices: Device[];
let beating: AbortController;
let httpUrl: string;
let token: string;

beforeEach(async () => {
  folder = throwawayFolder();
  database = await ownDatabase(folder.path);
  pool = createPool(database.url, createLog("silent"), { max: 2 });
  const [http, mqtt] = [await freePort(), await freePort()];
  const env = {
    DATABASE_URL: database.url,
    LINKLINE_DATA_DIR: join(folder.path, "service"),
    LINKLINE_HTTP_PORT: String(http),
    LINKLINE_MQTT_PORT: String(mqtt),
  };
  service = createKillableService({ env, ackEarly: false, logPath: join(folder.path, "service.log") });
  await serving();
  httpUrl = `http://127.0.0.1:${http}`;
  token = (await createTokens({ pool }).create({ role: "admin", name: "Freezer" })).token;
  const api = createServiceApi({ httpUrl, token });
  const home = await api.createHome({ name: "50 Mill Lane", mode: "live" });
  devices = [];
  for (let nth = 1; nth <= 50; nth += 1) {
    const { id, mqtt: login } = await api.addDevice(home.id, { kind: "heartbeat", name: `Sensor ${nth}`, expectedIntervalSeconds: 10 });
    devices.push(createDevice({ deviceId: id, mqttUrl: `mqtt://127.0.0.1:${mqtt}`, ...login }, { acknowledged() {}, onTheWire() {} }));
  }
  await pool.query("UPDATE device SET expected_interval_seconds = $1", [intervalSeconds]);
  await service.stopOrderly();
  await serving();
  beating = new AbortController();
  for (const device of devices) void beat(device, beating.signal);
  await allHeard();
}, 60_000);

afterEach(async () => {
  beating.abort();
  for (const device of devices) device.stop();
  await service.end();
  await pool.end();
  await database.stop();
  folder.remove();
}, 60_000);

const serving = () => expect.poll(() => service.serving(), { timeout: 30_000, interval: 20 }).toBe(true);

/** A heartbeat each second, one at a time as a small device does it. */
async function beat(device: Device, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await device.publish({ kind: "heartbeat" }).acknowledged;
    await delay(1_000, undefined, { signal }).catch(() => {});
  }
}

/** Resolves when each device gets one more PUBACK. */
const allHeard = (): Promise<unknown> =>
  Promise.all(
    devices.map((device) => {
      const before = device.sent.length;
      return expect
        .poll(() => device.sent.slice(before).some((one) => one.acknowledgedAt !== null), { timeout: 30_000, interval: 50 })
        .toBe(true);
    }),
  );

const rows = async (query: string) => (await pool.query(query)).rows;
const alarms = () => rows("SELECT rule, technical, rings, device_id::text AS device, sentence FROM alarm ORDER BY id");
const incidents = async (): Promise<{ kind: string; from: string; to: string; text: string }[]> => {
  const response = await fetch(`${httpUrl}/api/v1/incidents`, { headers: { authorization: `Bearer ${token}` } });
  return ((await response.json()) as { items: Awaited<ReturnType<typeof incidents>> }).items;
};
const lengths = async (): Promise<number[]> => (await incidents()).map(({ from, to }) => Date.parse(to) - Date.parse(from));

test("the service is frozen for longer than its devices may be silent: no device rings, and one incident says how long", async () => {
  service.freeze(true);
  await delay(frozenMs);
  service.freeze(false);
  await allHeard();
  await delay(2 * intervalSeconds * 1_000);
  expect(await alarms()).toEqual([]);
  const [length, ...others] = await lengths();
  expect(others).toEqual([]);
  expect(length).toBeGreaterThanOrEqual(frozenMs - 1_500);
  expect(length).toBeLessThan(frozenMs + 10_000);
});

test("the database is frozen for longer than devices may be silent: no device rings, and one incident says how long", async () => {
  await database.freeze?.(true);
  await delay(frozenMs);
  await database.freeze?.(false);
  await allHeard();
  await delay(2 * intervalSeconds * 1_000);
  expect(await alarms()).toEqual([]);
  const [incident, ...others] = await incidents();
  expect(others).toEqual([]);
  expect(incident?.text).toBe("The database did not answer.");
  expect((await lengths())[0]).toBeGreaterThanOrEqual(frozenMs - 1_500);
});

test("the service is killed while a device is off: the others come back and do not ring, and that one is reported once", async () => {
  const [dead] = devices;
  dead?.stop();
  service.kill(frozenMs);
  await serving();
  devices = devices.slice(1);
  await allHeard();
  await delay(intervalSeconds * 1_000);
  expect(await alarms()).toEqual([]);
  expect((await incidents()).map(({ text }) => text)).toEqual(["Link Line did not run."]);
  // Two minutes to connect again are left to it. Its plan takes them away, so that this test need not wait.
  const { homeId } = (await rows('SELECT id::text AS "homeId" FROM home'))[0] as { homeId: string };
  const plan = { name: "Impatient", rules: { silence: { reconnectMinutes: 0 } } };
  const changed = await fetch(`${httpUrl}/api/v1/homes/${homeId}/plan`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ plan, why: "A test", lossReason: "riskEnded" }),
  });
  expect(changed.status).toBe(201);
  await expect.poll(alarms, { timeout: 20_000 }).toMatchObject([
    { rule: "silence", technical: true, rings: 1, device: dead?.deviceId },
    { rule: "silence", technical: false, rings: 1, device: dead?.deviceId },
  ]);
});

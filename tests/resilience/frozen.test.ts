import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type TestContext, test } from "vitest";
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

/** One service with its database and devices. The tests run side by side, because they mostly wait. */
interface FrozenTown {
  service: KillableService;
  database: KillableDatabase;
  devices: Device[];
  token: string;
  httpUrl: string;
  serving(): Promise<unknown>;
  /** Resolves when each of these devices gets one more PUBACK. */
  allHeard(devices: readonly Device[]): Promise<unknown>;
  rows(query: string): Promise<Record<string, unknown>[]>;
  alarms(): Promise<object[]>;
  /** Those since the devices send: before it the service was started twice, and on a slow machine that is a gap of its own. */
  incidents(): Promise<Incident[]>;
  /** Of the incidents, in ms. */
  lengths(): Promise<number[]>;
}

interface Incident {
  id: string;
  kind: string;
  from: string;
  to: string;
  text: string;
}

type Expect = TestContext["expect"];

async function frozenTown({ expect, onTestFinished }: Pick<TestContext, "expect" | "onTestFinished">): Promise<FrozenTown> {
  const folder = throwawayFolder();
  const database = await ownDatabase(folder.path);
  const pool = createPool(database.url, createLog("silent"), { max: 2 });
  const [http, mqtt] = [await freePort(), await freePort()];
  const env = {
    DATABASE_URL: database.url,
    LINKLINE_DATA_DIR: join(folder.path, "service"),
    LINKLINE_HTTP_PORT: String(http),
    LINKLINE_MQTT_PORT: String(mqtt),
  };
  const service = createKillableService({ env, ackEarly: false, logPath: join(folder.path, "service.log") });
  const beating = new AbortController();
  const devices: Device[] = [];
  onTestFinished(async () => {
    beating.abort();
    for (const device of devices) device.stop();
    await service.end();
    await pool.end();
    await database.stop();
    folder.remove();
  }, 60_000);
  const serving = () => expect.poll(() => service.serving(), { timeout: 30_000, interval: 20 }).toBe(true);
  const httpUrl = `http://127.0.0.1:${http}`;
  await serving();
  const { token } = await createTokens({ pool }).create({ role: "admin", name: "Freezer" });
  const api = createServiceApi({ httpUrl, token });
  const home = await api.createHome({ name: "50 Mill Lane", mode: "live" });
  for (let nth = 1; nth <= 50; nth += 1) {
    const { id, mqtt: login } = await api.addDevice(home.id, { kind: "heartbeat", name: `Sensor ${nth}`, expectedIntervalSeconds: 10 });
    devices.push(createDevice({ deviceId: id, mqttUrl: `mqtt://127.0.0.1:${mqtt}`, ...login }, { acknowledged() {}, onTheWire() {} }));
  }
  await pool.query("UPDATE device SET expected_interval_seconds = $1", [intervalSeconds]);
  await service.stopOrderly();
  await serving();
  for (const device of devices) void beat(device, beating.signal);
  const rows = async (query: string) => (await pool.query(query)).rows;
  const allIncidents = async () => {
    const response = await fetch(`${httpUrl}/api/v1/incidents`, { headers: { authorization: `Bearer ${token}` } });
    return ((await response.json()) as { items: Incident[] }).items;
  };
  await allHeard(expect, devices);
  const earlier = new Set((await allIncidents()).map(({ id }) => id));
  const incidents = async () => (await allIncidents()).filter(({ id }) => !earlier.has(id));
  return {
    ...{ service, database, devices, token, httpUrl, serving, rows, incidents },
    allHeard: (some) => allHeard(expect, some),
    alarms: () => rows("SELECT rule, technical, rings, device_id::text AS device, sentence FROM alarm ORDER BY id"),
    lengths: async () => (await incidents()).map(({ from, to }) => Date.parse(to) - Date.parse(from)),
  };
}

/** A heartbeat each second, one at a time as a small device does it. */
async function beat(device: Device, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await device.publish({ kind: "heartbeat" }).acknowledged;
    await delay(1_000, undefined, { signal }).catch(() => {});
  }
}

const allHeard = (expect: Expect, devices: readonly Device[]): Promise<unknown> =>
  Promise.all(
    devices.map((device) => {
      const before = device.sent.length;
      return expect
        .poll(() => device.sent.slice(before).some((one) => one.acknowledgedAt !== null), { timeout: 30_000, interval: 50 })
        .toBe(true);
    }),
  );

test.concurrent("the service is frozen for longer than its devices may be silent: no device rings, and one incident says how long", async (context) => {
  const { expect } = context;
  const { service, devices, allHeard, alarms, lengths } = await frozenTown(context);
  service.freeze(true);
  await delay(frozenMs);
  service.freeze(false);
  await allHeard(devices);
  await delay(2 * intervalSeconds * 1_000);
  expect(await alarms()).toEqual([]);
  // A machine that is held up itself makes shorter ones, and they are true.
  const [length, ...others] = (await lengths()).toSorted((one, other) => other - one);
  expect(others.filter((ms) => ms >= frozenMs - 1_500)).toEqual([]);
  expect(length).toBeGreaterThanOrEqual(frozenMs - 1_500);
  expect(length).toBeLessThan(frozenMs + 10_000);
});

test.concurrent("the database is frozen for longer than devices may be silent: no device rings, and one incident says how long", async (context) => {
  const { expect } = context;
  const { database, devices, allHeard, alarms, incidents, lengths } = await frozenTown(context);
  await database.freeze?.(true);
  await delay(frozenMs);
  await database.freeze?.(false);
  await allHeard(devices);
  await delay(2 * intervalSeconds * 1_000);
  expect(await alarms()).toEqual([]);
  expect((await lengths()).filter((ms) => ms >= frozenMs - 1_500)).toHaveLength(1);
  expect((await incidents()).map(({ text }) => text)).toContain("The database did not answer.");
});

test.concurrent("the service is killed while a device is off: the others come back and do not ring, and that one is reported once", async (context) => {
  const { expect } = context;
  const { service, devices, token, httpUrl, serving, allHeard, rows, alarms, incidents } = await frozenTown(context);
  const [dead] = devices;
  dead?.stop();
  service.kill(frozenMs);
  await serving();
  await allHeard(devices.slice(1));
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

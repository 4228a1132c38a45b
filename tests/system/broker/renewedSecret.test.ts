import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asDeviceId } from "#domain/ids.ts";
import { Registry } from "#homes/registry.ts";
import { createPool } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { startTestService, type TestService } from "../setup/service.ts";

let town: TestService;
let pool: pg.Pool;
beforeAll(async () => {
  town = await startTestService();
  pool = createPool(town.service.databaseUrl, createLog("silent"));
});
afterAll(async () => {
  await pool.end();
  await town.stop();
});

test("a secret that is renewed while the registry is loaded again is the one that counts", async () => {
  const device = await town.device((await town.home()).id);
  /** A pool whose answer to the query for devices is delayed. */
  const slow = Object.create(pool, {
    query: {
      value: async (text: string, values?: unknown[]) => {
        const rows = await pool.query(text, values);
        if (text.includes("FROM device WHERE ended_at")) await onTheirWay?.();
        return rows;
      },
    },
  }) as pg.Pool;
  let onTheirWay: (() => Promise<void>) | null = null;
  const registry = new Registry({ pool: slow, now: Date.now, timezone: "Europe/London" });
  await registry.load();
  let renewed = "";
  onTheirWay = async () => {
    renewed = (await registry.renewSecret(asDeviceId(device.id))).secret;
  };
  await registry.load();
  const opens = (secret: string) => registry.authenticate(device.mqtt.username, Buffer.from(secret)) !== null;
  expect([device.mqtt.secret, renewed].map(opens)).toEqual([false, true]);

  // A secret that another process renewed counts from the next load on.
  onTheirWay = null;
  const { secret } = await town.service.registry.renewSecret(asDeviceId(device.id));
  await registry.load();
  expect([renewed, secret].map(opens)).toEqual([false, true]);
});

import { join } from "node:path";
import { connectAsync } from "mqtt";
import pg from "pg";
import { afterAll, expect, vi } from "vitest";
import { createTokens } from "#alarm-console/access/tokens.ts";
import { createServiceApi } from "#device-sim/service/serviceApi.ts";
import type { EscalationPolicy } from "#domain/answering/escalation.ts";
import { timesInMilliseconds } from "#platform/database.ts";
import { freePort } from "#platform/embedded-postgres/process.ts";
import { passes } from "#tests/system/response/centre.ts";
import { fakeGateway, type Gateway } from "#tests/system/setup/providers/gateway.ts";
import { testDatabase } from "#tests/system/setup/testDatabase.ts";
import { throwawayFolder } from "#tests/system/setup/throwawayFolder.ts";
import { createKillableService } from "./killableService.ts";

const from = "2026-11-22T02:00:00Z";
const numbers = ["+441632960201", "+441632960202"] as const;
/** Two contacts with a text number each: the first and the second rung of the ladders in these tests. */
export const [meerasNumber, jonasNumber] = numbers;
const contacts = ["Meera Shah", "Jonas Birch"].map((name, place) => {
  const phone = numbers[place] as string;
  return { name, relation: "child", phone, channels: [{ type: "text" as const, address: phone }] };
});

export interface SendingHome {
  id: string;
  /** The pendant is pressed; resolves at the PUBACK, also where the service comes back in between. */
  press(): Promise<void>;
  /** Resolves when the timeline of the home says this. */
  says(text: string): Promise<void>;
  /** The lines of its timeline with their times by the service's clock: "02:00:00 Text to Meera Shah sent". */
  lines(): Promise<string[]>;
}

/** The service as a process that can be killed, on a clock that the test moves, with a gateway for texts. */
export interface SendingTown {
  gateway: Gateway;
  /** So much time passes, each timer of a case at its second. */
  passes(milliseconds: number): Promise<void>;
  /** So much time passes at once, also where timers cannot run. */
  leaps(milliseconds: number): Promise<void>;
  /** kill -9. The service starts again by itself after so much time; resolves when it serves. `meanwhile` runs while it is dead. */
  dies(o?: { awayMs?: number; meanwhile?: () => Promise<unknown> }): Promise<void>;
  home(policy: EscalationPolicy): Promise<SendingHome>;
  /** Locks the rows that this selects, so that the service cannot get on with them; gives what ends that. */
  holds(select: string, values: unknown[]): Promise<() => Promise<void>>;
  sql(text: string, values: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  /** Calls the API with JSON and gives the answer. */
  call(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  mqttUrl: string;
  /** Resolves when the service waits for a row that the test holds. */
  waitsForLock(): Promise<void>;
}

const selectLines = `SELECT to_char(t.at AT TIME ZONE 'UTC', 'HH24:MI:SS') || ' ' || text AS line FROM case_timeline t
  JOIN alarm_case c ON c.id = case_id WHERE home_id = $1 ORDER BY t.id`;
const countWaiting = `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** `pushService`: where pushes go; left out, the service sends none. */
export async function sendingTown({ pushService }: { pushService?: string } = {}): Promise<SendingTown> {
  const [gateway, database, folder] = [await fakeGateway(), await testDatabase(), throwawayFolder()];
  const pool = new pg.Pool({ connectionString: database.url, max: 4, types: timesInMilliseconds });
  const [http, mqtt] = [await freePort(), await freePort()];
  const env = {
    DATABASE_URL: database.url,
    LINKLINE_DATA_DIR: join(folder.path, "service"),
    LINKLINE_HTTP_PORT: String(http),
    LINKLINE_MQTT_PORT: String(mqtt),
    LINKLINE_PUBLIC_URL: "https://linkline.example",
    NODE_COMPILE_CACHE: join(folder.path, "compiled"),
    ...gateway.env,
    ...(pushService === undefined ? {} : { LINKLINE_PUSH_SERVICE: pushService }),
  };
  const service = createKillableService({ env, ackEarly: false, logPath: join(folder.path, "service.log"), clockFrom: from });
  const serving = () => vi.waitFor(() => expect(service.serving()).toBe(true), { timeout: 30_000, interval: 20 });
  const units: { endAsync(force: boolean): Promise<void> }[] = [];
  afterAll(async () => {
    await Promise.all(units.map((unit) => unit.endAsync(true)));
    await service.end();
    await gateway.stop();
    await pool.end();
    await database.drop();
    folder.remove();
  });
  await serving();
  const { token } = await createTokens({ pool }).create({ role: "admin", name: "Killer" });
  const api = createServiceApi({ httpUrl: `http://127.0.0.1:${http}`, token });
  let passedMs = 0;
  const leaps = async (milliseconds: number): Promise<void> => {
    passedMs += milliseconds;
    await service.passes(milliseconds);
  };
  const clock = { now: () => Date.parse(from) + passedMs, advance: leaps };
  return {
    gateway,
    leaps,
    passes: (milliseconds) => passes(clock, pool, milliseconds),
    async dies({ awayMs = 0, meanwhile = async () => {} } = {}) {
      const starts = service.starts();
      service.kill();
      await leaps(awayMs);
      await meanwhile();
      await expect.poll(() => service.starts(), { timeout: 30_000, interval: 20 }).toBe(starts + 1);
      await serving();
      // The first look of each timer.
      await leaps(0);
    },
    async home(policy) {
      const plan = { name: "Calls", rules: {}, escalation: { critical: policy } } as never;
      const { id } = await api.createHome({ name: "12 Sycamore Court", mode: "live", contacts, plan });
      const { mqtt: login } = await api.addDevice(id, { kind: "button", name: "Pendant", expectedIntervalSeconds: 604_800 });
      const unit = await connectAsync(`mqtt://127.0.0.1:${mqtt}`, {
        username: login.username,
        password: login.secret,
        protocolVersion: 4,
        reconnectPeriod: 100,
      });
      unit.on("error", () => {});
      units.push(unit);
      let seq = 0;
      const lines = async (): Promise<string[]> => (await pool.query<{ line: string }>(selectLines, [id])).rows.map(({ line }) => line);
      return {
        id,
        lines,
        async press() {
          seq += 1;
          await unit.publishAsync(login.topic, JSON.stringify({ kind: "button", pressed: true, seq, boot: "a" }), { qos: 1 });
        },
        says: (text) => expect.poll(async () => (await lines()).map((line) => line.slice(9)), { timeout: 20_000 }).toContain(text),
      };
    },
    async holds(select, values) {
      const client = await pool.connect();
      await client.query("BEGIN");
      await client.query(select, values);
      return async () => {
        await client.query("ROLLBACK");
        client.release();
      };
    },
    sql: (text, values) => pool.query(text, values),
    mqttUrl: `mqtt://127.0.0.1:${mqtt}`,
    async call(method, path, body) {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const request = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      return (await fetch(`http://127.0.0.1:${http}/api/v1${path}`, request)).json() as Promise<Record<string, unknown>>;
    },
    waitsForLock: () =>
      expect.poll(async () => (await pool.query<{ count: number }>(countWaiting)).rows[0]?.count, { timeout: 10_000 }).toBeGreaterThan(0),
  };
}

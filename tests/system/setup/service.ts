import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { io, type Socket } from "socket.io-client";
import type { z } from "zod";
import { type Replacements, type Service, startService } from "#app/service.ts";
import type { AlarmView } from "#domain/alarm.ts";
import type { NewDevice, newHome } from "#domain/home.ts";
import type { Role } from "#domain/role.ts";
import { readConfig } from "#platform/config.ts";
import { createLog } from "#platform/log.ts";
import { testDatabase } from "./testDatabase.ts";

/** A foreign answer, looked into by each test. */
// biome-ignore lint/suspicious/noExplicitAny: asserting on it is the test's work, narrowing it first would say everything twice
export type Json = any;

export interface Provisioned {
  id: string;
  homeId: string;
  mqtt: { username: string; secret: string; topic: string; commandTopic: string };
}

/** The real service on free ports and a database of its own, and the ways in that its users have. */
export interface TestService {
  service: Service;
  /** A bearer token of this role; made once a role. */
  token(role: Role): Promise<string>;
  call<Body = Json>(role: Role | null, method: "GET" | "POST", path: string, body?: unknown): Promise<{ status: number; body: Body }>;
  home(home?: Partial<z.input<typeof newHome>> & { plan?: unknown }): Promise<{ id: string; mode: string }>;
  device(homeId: string, device?: Partial<NewDevice>): Promise<Provisioned>;
  /** A real MQTT client of the device; ended with the service. */
  unit(device: Provisioned, options?: IClientOptions): Promise<MqttClient>;
  /** A real console connection, with what it heard so far. */
  console(role: Role): Promise<HeardConsole>;
  /** Stops and starts again on the same ports; `meanwhile` happens while it is down, `otherwise` is then replaced too. */
  restart(meanwhile?: () => void | Promise<void>, otherwise?: Replacements): Promise<void>;
  stop(): Promise<void>;
}

export interface HeardConsole {
  socket: Socket;
  /** The newest version of each alarm, by id. */
  alarms: Map<string, AlarmView>;
  /** Resolves once an alarm, now or later, is as wanted. */
  until(wanted: (alarm: AlarmView) => boolean): Promise<AlarmView>;
}

export async function startTestService({
  env = {},
  through = async (url) => url,
  ...replaced
}: Replacements & {
  env?: Record<string, string> /** Puts something between the service and its database. */;
  through?: (url: string) => Promise<string>;
} = {}): Promise<TestService> {
  const database = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "linkline-test-"));
  const log = createLog(process.env.LOG_LEVEL ?? "silent");
  const config = readConfig({
    DATABASE_URL: await through(database.url),
    LINKLINE_DATA_DIR: dataDir,
    LINKLINE_HTTP_PORT: "0",
    LINKLINE_MQTT_PORT: "0",
    ...env,
  });
  let service = await startService(config, log, replaced);
  const tokens = new Map<Role, string>();
  const units: MqttClient[] = [];
  const sockets: Socket[] = [];

  async function call<Body = Json>(
    role: Role | null,
    method: "GET" | "POST",
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Body }> {
    const response = await fetch(`${service.httpUrl}${path}`, {
      method,
      headers: {
        ...(role === null ? {} : { authorization: `Bearer ${await token(role)}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? null : JSON.parse(text)) as Body };
  }

  async function token(role: Role): Promise<string> {
    const known = tokens.get(role) ?? (await service.tokens.create({ role, name: `Test ${role}` })).token;
    tokens.set(role, known);
    return known;
  }

  async function make<Body>(path: string, what: unknown): Promise<Body> {
    const { status, body } = await call<Body>("admin", "POST", path, what);
    if (status !== 201) throw new Error(`not made: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  return {
    get service() {
      return service;
    },
    token,
    call,
    home: (home) => make("/api/v1/homes", { name: "1 Mill Lane", ...home }),
    device: async (homeId, device) => ({
      ...(await make<Provisioned>(`/api/v1/homes/${homeId}/devices`, { kind: "button", name: "Pendant", ...device })),
      homeId,
    }),

    async unit(device, options) {
      const { username, secret: password } = device.mqtt;
      const unit = await connectAsync(service.mqttUrl, { username, password, protocolVersion: 4, reconnectPeriod: 100, ...options });
      unit.on("error", () => {});
      units.push(unit);
      return unit;
    },

    async console(role) {
      const socket = io(service.httpUrl, {
        auth: { token: await token(role) },
        transports: ["websocket"],
        reconnectionDelay: 100,
        reconnectionDelayMax: 200,
      });
      sockets.push(socket);
      const alarms = new Map<string, AlarmView>();
      const waiting = new Set<() => void>();
      const heard = (alarm: AlarmView): void => {
        if ((alarms.get(alarm.id)?.version ?? 0) < alarm.version) alarms.set(alarm.id, alarm);
        for (const look of waiting) look();
      };
      socket.on("alarm", heard);
      const snapshot = new Promise<void>((resolve) =>
        socket.on("alarms", ({ items }: { items: AlarmView[] }) => {
          for (const alarm of items) heard(alarm);
          resolve();
        }),
      );
      await snapshot;
      return {
        socket,
        alarms,
        until: (wanted) =>
          new Promise((resolve) => {
            const look = (): void => {
              const found = [...alarms.values()].find(wanted);
              if (found === undefined) return;
              waiting.delete(look);
              resolve(found);
            };
            waiting.add(look);
            look();
          }),
      };
    },

    async restart(meanwhile = () => {}, otherwise = {}) {
      await service.stop();
      await meanwhile();
      const ports = { httpPort: Number(new URL(service.httpUrl).port), mqttPort: Number(new URL(service.mqttUrl).port) };
      service = await startService({ ...config, ...ports }, log, { ...replaced, ...otherwise });
    },

    async stop() {
      for (const socket of sockets) socket.close();
      await Promise.all(units.map((unit) => unit.endAsync(true)));
      await service.stop();
      await rm(dataDir, { recursive: true, force: true });
      await database.drop();
    },
  };
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import type { z } from "zod";
import { type Replacements, type Service, startService } from "#app/service.ts";
import type { NewDevice, newHome } from "#domain/home.ts";
import type { Role } from "#domain/role.ts";
import { type Config, readConfig } from "#platform/config.ts";
import { createLog, type Log } from "#platform/log.ts";
import { type HeardConsole, openConsole } from "./heardConsole.ts";
import { type TestDatabase, testDatabase } from "./testDatabase.ts";

/** A JSON answer; each test asserts on what is in it. */
// biome-ignore lint/suspicious/noExplicitAny: asserting on it is the test's work, narrowing it first would say everything twice
export type Json = any;

export interface Provisioned {
  id: string;
  homeId: string;
  mqtt: { username: string; secret: string; topic: string; commandTopic: string };
}

interface TestServiceOptions extends Replacements {
  /** Environment variables of the service. */
  env?: Record<string, string>;
  /** By default a fresh, migrated one. */
  database?: TestDatabase;
  log?: Log;
  /** Gives the URL under which the service reaches its database, for example through a proxy. */
  through?: (url: string) => Promise<string>;
}

interface Answer<Body> {
  status: number;
  body: Body;
}

/** Starts the real service on free ports, with a separate database. */
export async function startTestService({
  env = {},
  through = async (url) => url,
  database: given,
  log = createLog(process.env.LOG_LEVEL ?? "silent"),
  ...replacements
}: TestServiceOptions = {}): Promise<TestService> {
  const database = given ?? (await testDatabase());
  const dataDir = await mkdtemp(join(tmpdir(), "linkline-test-"));
  const config = readConfig({
    DATABASE_URL: await through(database.url),
    LINKLINE_DATA_DIR: dataDir,
    LINKLINE_HTTP_PORT: "0",
    LINKLINE_MQTT_PORT: "0",
    LINKLINE_CANARY: "off",
    ...env,
  });
  const service = await startService(config, log, replacements);
  return new TestService({ service, config, log, replacements, database, dataDir });
}

interface Started {
  service: Service;
  config: Config;
  log: Log;
  replacements: Replacements;
  database: TestDatabase;
  dataDir: string;
}

/**
 * A running service with the ways in that its users have: HTTP calls by role, MQTT devices, live screens. Tests often call it `town`: it
 * has homes, and its people act in the story that the test tells.
 */
export class TestService {
  service: Service;
  readonly #started: Started;
  readonly #tokens = new Map<Role, string>();
  readonly #units: MqttClient[] = [];
  readonly #consoles: HeardConsole[] = [];

  constructor(started: Started) {
    this.#started = started;
    this.service = started.service;
  }

  /** A bearer token of this role, the same one each time. A property, so that a test can pass it on as a function. */
  readonly token = async (role: Role): Promise<string> => {
    const known = this.#tokens.get(role) ?? (await this.service.tokens.create({ role, name: `Test ${role}` })).token;
    this.#tokens.set(role, known);
    return known;
  };

  /** An HTTP call with a token of this role; null for a call without a token. */
  async call<Body = Json>(
    role: Role | null,
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(`${this.service.httpUrl}${path}`, {
      method,
      headers: {
        ...(role === null ? {} : { authorization: `Bearer ${await this.token(role)}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? null : JSON.parse(text)) as Body };
  }

  home(home?: Partial<z.input<typeof newHome>> & { plan?: unknown }): Promise<{ id: string; mode: string }> {
    return this.#create("/api/v1/homes", { name: "1 Mill Lane", ...home });
  }

  async device(homeId: string, device?: Partial<NewDevice>): Promise<Provisioned> {
    const created = await this.#create<Provisioned>(`/api/v1/homes/${homeId}/devices`, { kind: "button", name: "Pendant", ...device });
    return { ...created, homeId };
  }

  async #create<Body>(path: string, what: unknown): Promise<Body> {
    const { status, body } = await this.call<Body>("admin", "POST", path, what);
    if (status !== 201) throw new Error(`not created: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Connects the device with a real MQTT client, which is closed with the service. */
  async unit(device: Provisioned, options?: IClientOptions): Promise<MqttClient> {
    const { username, secret: password } = device.mqtt;
    const unit = await connectAsync(this.service.mqttUrl, { username, password, protocolVersion: 4, reconnectPeriod: 100, ...options });
    unit.on("error", () => {});
    this.#units.push(unit);
    return unit;
  }

  /** Opens a live screen with a token of this role. */
  async console(role: Role): Promise<HeardConsole> {
    const opened = await openConsole(this.service.httpUrl, await this.token(role));
    this.#consoles.push(opened);
    return opened;
  }

  /** Stops the service and starts it again on the same ports. `meanwhile` runs while it is down; `changed` adds replacements. */
  async restart(meanwhile: () => void | Promise<void> = () => {}, changed: Replacements = {}): Promise<void> {
    const { config, log, replacements } = this.#started;
    await this.service.stop();
    await meanwhile();
    const ports = { httpPort: Number(new URL(this.service.httpUrl).port), mqttPort: Number(new URL(this.service.mqttUrl).port) };
    this.service = await startService({ ...config, ...ports }, log, { ...replacements, ...changed });
  }

  async stop(): Promise<void> {
    for (const { socket } of this.#consoles) socket.close();
    await Promise.all(this.#units.map((unit) => unit.endAsync(true)));
    await this.service.stop();
    await rm(this.#started.dataDir, { recursive: true, force: true });
    await this.#started.database.drop();
  }
}

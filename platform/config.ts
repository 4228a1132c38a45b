import { accessSync, constants } from "node:fs";
import { isIP } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";
import { isTimezone } from "#domain/time/wallClock.ts";
import { logLevels } from "./log.ts";
import { missingForNotify, type NotifyConfig, notifyConfigOf, notifyEnvironment } from "./notifyConfig.ts";
import { StartFault } from "./startFault.ts";

export interface Config {
  /** postgres://… of a server. Null: run the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | null;
  /** Absolute path of the folder for the embedded database and for secrets. */
  dataDir: string;
  host: string;
  /** 0 means any free port, here and for the other ports. */
  httpPort: number;
  mqttPort: number;
  mqtts: { port: number; keyPath: string; certPath: string } | null;
  /** The time zone of a home that is registered without one. */
  timezone: string;
  adminEmail: string;
  /** Null: the service makes a password and prints it once. */
  adminPassword: string | null;
  maxPayloadBytes: number;
  /** Addresses and networks of the proxies whose `X-Forwarded-…` headers count. */
  trustedProxies: readonly string[];
  /** The address of the console for people outside the centre, as links in messages name it. Null: the address at which it listens. */
  publicUrl: string | null;
  /** The number that family carers call. Null: their page names no number. */
  centrePhone: string | null;
  /** The country of telephone numbers that are written without one, as two letters (ISO 3166). */
  country: string;
  /** Called while all is well, so that a monitoring service outside notices when this one is gone. Null: none. */
  heartbeatUrl: string | null;
  /** Whether the service presses the pendant of a virtual home each minute. */
  canary: boolean;
  logLevel: string;
  /** The path of the file of sources: brokers of sites that the service reads from. Null: none. */
  sourcesPath: string | null;
  notify: NotifyConfig;
}

const wholeNumber = (least: number, greatest: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${least} to ${greatest}`)
    .transform(Number)
    .refine((number) => number >= least && number <= greatest, `must be a whole number from ${least} to ${greatest}`);
const port = wholeNumber(0, 65_535);
const readableFile = z
  .string()
  .refine(isReadable, "must be the path of a file that can be read")
  .transform((path) => resolve(path));

const environment = z.object({
  DATABASE_URL: z.string().refine(isPostgresUrl, "must look like postgres://user:password@host:5432/database").optional(),
  LINKLINE_DATA_DIR: z.string().default(".linkline"),
  LINKLINE_HOST: z.string().default("127.0.0.1"),
  LINKLINE_HTTP_PORT: port.default(8080),
  LINKLINE_MQTT_PORT: port.default(1883),
  LINKLINE_MQTTS_PORT: port.optional(),
  LINKLINE_MQTTS_KEY: readableFile.optional(),
  LINKLINE_MQTTS_CERT: readableFile.optional(),
  LINKLINE_TIMEZONE: z.string().refine(isTimezone, "must be an IANA time zone such as Europe/London").default("Europe/London"),
  LINKLINE_ADMIN_EMAIL: z.email("must be an e-mail address").default("admin@linkline.example"),
  LINKLINE_ADMIN_PASSWORD: z.string().min(8, "must have at least 8 characters").max(128, "must have at most 128 characters").optional(),
  LINKLINE_MAX_PAYLOAD_BYTES: wholeNumber(256, 16_777_216).default(65_536),
  LINKLINE_TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(",").map((one) => one.trim()))
    .refine(
      (networks) => networks.every(isNetwork),
      "must be addresses or networks with commas between them, such as 10.0.0.0/8, 192.0.2.1",
    )
    .default([]),
  LINKLINE_PUBLIC_URL: z.string().refine(isWebAddress, "must look like https://linkline.example").optional(),
  LINKLINE_CENTRE_PHONE: z
    .string()
    .regex(/^\+?[\d ()-]{3,25}$/, "must be a telephone number such as +44 20 7946 0000")
    .optional(),
  LINKLINE_COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/, "must be a country in two capital letters, such as GB")
    .default("GB"),
  LINKLINE_HEARTBEAT_URL: z.string().refine(isWebUrl, "must look like https://monitor.example/check/…").optional(),
  LINKLINE_CANARY: z.enum(["on", "off"], "must be on or off").default("on"),
  LINKLINE_SOURCES: readableFile.optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`).default("info"),
  ...notifyEnvironment,
});

const mqtts = ["LINKLINE_MQTTS_PORT", "LINKLINE_MQTTS_KEY", "LINKLINE_MQTTS_CERT"] as const;

/** MQTT over TLS needs all three variables or none. */
function missingForTls(given: Record<string, unknown>): string[] {
  const missing = mqtts.filter((name) => given[name] === undefined);
  return missing.length === mqtts.length ? [] : missing.map((name) => `${name} is missing: MQTT over TLS needs port, key and certificate`);
}

/**
 * Reads the configuration from environment variables; an empty variable counts as unset. Throws StartFault that lists every fault with
 * the name of its variable, and never with the value, which may be a secret.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""));
  const parsed = environment.safeParse(given);
  const faults = (parsed.error?.issues ?? [])
    .map((issue) => `${issue.path.join(".")} ${issue.message}`)
    .concat(missingForTls(given), missingForNotify(given));
  if (!parsed.success || faults.length > 0) throw new StartFault(`The configuration is wrong: ${faults.join("; ")}.`);
  const value = parsed.data;
  return {
    databaseUrl: value.DATABASE_URL ?? null,
    dataDir: resolve(value.LINKLINE_DATA_DIR),
    host: value.LINKLINE_HOST,
    httpPort: value.LINKLINE_HTTP_PORT,
    mqttPort: value.LINKLINE_MQTT_PORT,
    mqtts:
      value.LINKLINE_MQTTS_PORT === undefined || value.LINKLINE_MQTTS_KEY === undefined || value.LINKLINE_MQTTS_CERT === undefined
        ? null
        : { port: value.LINKLINE_MQTTS_PORT, keyPath: value.LINKLINE_MQTTS_KEY, certPath: value.LINKLINE_MQTTS_CERT },
    timezone: value.LINKLINE_TIMEZONE,
    adminEmail: value.LINKLINE_ADMIN_EMAIL,
    adminPassword: value.LINKLINE_ADMIN_PASSWORD ?? null,
    maxPayloadBytes: value.LINKLINE_MAX_PAYLOAD_BYTES,
    trustedProxies: value.LINKLINE_TRUSTED_PROXIES,
    publicUrl: value.LINKLINE_PUBLIC_URL ?? null,
    centrePhone: value.LINKLINE_CENTRE_PHONE ?? null,
    country: value.LINKLINE_COUNTRY,
    heartbeatUrl: value.LINKLINE_HEARTBEAT_URL ?? null,
    canary: value.LINKLINE_CANARY === "on",
    logLevel: value.LOG_LEVEL,
    sourcesPath: value.LINKLINE_SOURCES ?? null,
    notify: notifyConfigOf(value),
  };
}

/** An address, or a network in CIDR form. */
function isNetwork(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32));
}

function isPostgresUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && ["postgres:", "postgresql:"].includes(url.protocol);
}

function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    ["http:", "https:"].includes(url.protocol) &&
    url.pathname === "/" &&
    url.search === "" &&
    url.hash === "" &&
    url.username === ""
  );
}

function isWebUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && ["http:", "https:"].includes(url.protocol);
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

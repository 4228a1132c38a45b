import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { readStoredCases, type StoredCases } from "./storedCases.ts";

/** What the database holds in the end. Times in epoch ms, ids as text. */
export interface Stored extends StoredCases {
  /** Of devices with a login, in the order of commit. */
  readings: StoredReading[];
  /** Of devices behind gateways, in the order of commit. */
  bridgeReadings: StoredBridgeReading[];
  /** The number of keys that recognise resends, by device. */
  keys: Map<string, number>;
  quarantined: number;
  /** With a login. */
  devices: StoredDevice[];
  alarms: StoredAlarm[];
  /** Lines about an alarm, in the order in which they were written; `lines` has those about a whole case too. */
  timeline: TimelineRow[];
  /** When the service did not listen, in order. */
  gaps: StoredGap[];
  homes: StoredHome[];
  /** The steps of the server's clock, in order. */
  steps: StoredStep[];
}

export interface StoredHome {
  id: string;
  /** By the database's clock. */
  createdAt: number;
}

export interface StoredStep {
  position: number;
  byMs: number;
  /** By the database's clock; null where the run does not set the server's clock. */
  reallyAt: number | null;
}

export interface StoredGap {
  from: number;
  to: number;
}

export interface StoredReading {
  position: number;
  homeId: string;
  deviceId: string;
  boot: string;
  seq: number;
  kind: string;
  value: { state?: string; pressed?: boolean; inside?: boolean };
  at: number | null;
  receivedAt: number;
  time: number;
  /** The event time as it is stored: a cause names it. */
  recordedTime: number;
}

export interface StoredBridgeReading {
  position: number;
  deviceId: string;
  kind: string;
  at: number | null;
  /** By the service's clock, also where the run sets it. */
  receivedAt: number;
}

export interface StoredDevice {
  id: string;
  homeId: string;
  expectedIntervalSeconds: number;
  registeredAt: number;
  /** By the database's clock; null where the run does not set the server's clock. */
  reallyAt: number | null;
}

export interface StoredAlarm {
  id: string;
  caseId: string;
  key: string;
  state: string;
  rings: number;
  recordedAt: number;
}

export interface TimelineRow {
  alarmId: string;
  key: string;
  event: string;
  at: number;
  text: string;
  cause: string | null;
  /** When the timer of this entry was due, epoch ms; null where a reading is its trigger. */
  dueAt: number | null;
}

const ms = (column: string): string => `round(extract(epoch FROM ${column}) * 1000)::float8`;
const readings = `SELECT position::float8 AS position, home_id::text AS "homeId", device_id::text AS "deviceId", boot, seq::float8 AS seq, kind, value, ${ms("at")} AS at, ${ms("received_at")} AS "receivedAt", ${ms("time")} AS time, ${ms("time")} AS "recordedTime"
  FROM reading WHERE device_id IN (SELECT id FROM device WHERE gateway_id IS NULL) ORDER BY position`;
const bridgeReadings = `SELECT position::float8 AS position, device_id::text AS "deviceId", kind, ${ms("at")} AS at, ${ms("received_at")} AS "receivedAt"
  FROM reading WHERE device_id IN (SELECT id FROM device WHERE gateway_id IS NOT NULL) ORDER BY position`;
const keys = `SELECT device_id::text AS device, count(*)::int AS count FROM reading_key GROUP BY device_id`;
const quarantined = `SELECT count(*)::int AS count FROM quarantine`;
const devices = `SELECT id::text, home_id::text AS "homeId", expected_interval_seconds AS "expectedIntervalSeconds", ${ms("registered_at")} AS "registeredAt",
    round(extract(epoch FROM (to_jsonb(device) ->> 'really_at')::timestamptz) * 1000)::float8 AS "reallyAt"
  FROM device WHERE gateway_id IS NULL ORDER BY id`;
const homes = `SELECT id::text, ${ms("created_at")} AS "createdAt" FROM home`;
const steps = `SELECT position::float8 AS position, by_ms AS "byMs",
    round(extract(epoch FROM (to_jsonb(server_step) ->> 'really_at')::timestamptz) * 1000)::float8 AS "reallyAt"
  FROM server_step ORDER BY position`;
const alarms = `SELECT a.id::text, a.case_id::text AS "caseId", a.key, a.state, a.rings, ${ms("a.recorded_at")} AS "recordedAt"
  FROM alarm a ORDER BY a.id`;
const timeline = `SELECT s.alarm_id::text AS "alarmId", a.key, s.event, ${ms("s.at")} AS at, s.text, s.cause, substring(s.cause FROM '/timer/([0-9]+)/[0-9]+$')::float8 AS "dueAt"
  FROM case_timeline s JOIN alarm a ON a.id = s.alarm_id ORDER BY s.id`;
const gaps = `SELECT ${ms("from_at")} AS "from", ${ms("to_at")} AS "to" FROM service_incident WHERE kind = 'notListening' ORDER BY from_at`;

/** The last kill may have been of the database: waits up to half a minute for it. */
async function connectWhenBack(url: string): Promise<pg.Client> {
  for (const giveUpAt = Date.now() + 30_000; ; await delay(50)) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      if (Date.now() > giveUpAt) throw error;
    }
  }
}

export async function readStored(url: string): Promise<Stored> {
  const client = await connectWhenBack(url);
  try {
    const rows = async <Row extends object>(statement: string) => (await client.query<Row>(statement)).rows;
    return {
      readings: await rows<StoredReading>(readings),
      bridgeReadings: await rows<StoredBridgeReading>(bridgeReadings),
      keys: new Map((await rows<{ device: string; count: number }>(keys)).map(({ device, count }) => [device, count])),
      quarantined: (await rows<{ count: number }>(quarantined))[0]?.count ?? 0,
      devices: await rows<StoredDevice>(devices),
      alarms: await rows<StoredAlarm>(alarms),
      timeline: await rows<TimelineRow>(timeline),
      gaps: await rows<StoredGap>(gaps),
      homes: await rows<StoredHome>(homes),
      steps: await rows<StoredStep>(steps),
      ...(await readStoredCases(client)),
    };
  } finally {
    await client.end();
  }
}

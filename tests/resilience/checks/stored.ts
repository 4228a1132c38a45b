import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

/** What the database holds in the end. Times in epoch ms, ids as text. */
export interface Stored {
  /** In the order of commit. */
  readings: StoredReading[];
  /** The number of keys that recognise resends, by device. */
  keys: Map<string, number>;
  quarantined: number;
  devices: StoredDevice[];
  alarms: StoredAlarm[];
  /** In the order in which they were written. */
  timeline: TimelineRow[];
  /** When the service did not listen, in order. */
  gaps: StoredGap[];
}

export interface StoredGap {
  from: number;
  to: number;
}

export interface StoredReading {
  homeId: string;
  deviceId: string;
  boot: string;
  seq: number;
  kind: string;
  value: { state?: string; pressed?: boolean; inside?: boolean };
  at: number | null;
  receivedAt: number;
  time: number;
}

export interface StoredDevice {
  id: string;
  homeId: string;
  expectedIntervalSeconds: number;
  registeredAt: number;
}

export interface StoredAlarm {
  id: string;
  key: string;
  state: string;
  version: number;
  rings: number;
  heldBy: string | null;
  recordedAt: number;
}

export interface TimelineRow {
  alarmId: string;
  key: string;
  event: string;
  at: number;
  text: string;
  cause: string | null;
}

const ms = (column: string): string => `round(extract(epoch FROM ${column}) * 1000)::float8`;
const readings = `SELECT home_id::text AS "homeId", device_id::text AS "deviceId", boot, seq::float8 AS seq, kind, value, ${ms("at")} AS at, ${ms("received_at")} AS "receivedAt", ${ms("time")} AS time
  FROM reading ORDER BY position`;
const keys = `SELECT device_id::text AS device, count(*)::int AS count FROM reading_key GROUP BY device_id`;
const quarantined = `SELECT count(*)::int AS count FROM quarantine`;
const devices = `SELECT id::text, home_id::text AS "homeId", expected_interval_seconds AS "expectedIntervalSeconds", ${ms("registered_at")} AS "registeredAt"
  FROM device ORDER BY id`;
const alarms = `SELECT id::text, key, state, version, rings, held_by AS "heldBy", ${ms("recorded_at")} AS "recordedAt" FROM alarm ORDER BY id`;
const timeline = `SELECT s.alarm_id::text AS "alarmId", a.key, s.event, ${ms("s.at")} AS at, s.text, s.cause
  FROM alarm_timeline s JOIN alarm a ON a.id = s.alarm_id ORDER BY s.id`;
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
      keys: new Map((await rows<{ device: string; count: number }>(keys)).map(({ device, count }) => [device, count])),
      quarantined: (await rows<{ count: number }>(quarantined))[0]?.count ?? 0,
      devices: await rows<StoredDevice>(devices),
      alarms: await rows<StoredAlarm>(alarms),
      timeline: await rows<TimelineRow>(timeline),
      gaps: await rows<StoredGap>(gaps),
    };
  } finally {
    await client.end();
  }
}

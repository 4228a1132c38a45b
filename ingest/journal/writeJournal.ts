import pg from "pg";
import type { DeviceId } from "#domain/ids.ts";
import { isLifeSafety, type ReadingValue } from "#domain/reading.ts";
import type { ReadingEntry } from "../queue/entry.ts";
import { bigints, booleans, float8s, jsonbs, reals, texts } from "./arrayParameter.ts";
import type { Writer } from "./writer.ts";

/**
 * One array for each column is cheaper to send than rows. The condition is the check that this session is still the writer
 * (`Writer.beginUnchecked`): it is asked once, and `check_writer` fails the transaction.
 */
const offeredReadings = `
  offered AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::jsonb[], $7::float8[], $8::float8[],
                         $9::float8[], $10::bigint[], $11::text[], $12::real[], $13::real[], $14::boolean[], $15::float8[], $16::boolean[],
                         $17::boolean[], $18::text[])
      AS o (position, home_id, device_id, key, kind, value, at, received_at, time, seq, boot, battery, signal, historical, arrived_at,
            tamper, mains, unreadable)
     WHERE (SELECT CASE WHEN count(*) = 1 THEN true ELSE check_writer($19) IS NOT NULL END
              FROM (SELECT FROM writer WHERE epoch = $19 AND backend = pg_backend_pid() FOR SHARE) AS own)
  )`;

const intoReading = `
  INSERT INTO reading (position, home_id, device_id, kind, value, at, received_at, time, seq, boot, battery, signal, historical, arrived_at,
                       tamper, mains, unreadable)
  SELECT o.position, o.home_id, o.device_id, o.kind, o.value, to_timestamp(o.at / 1000), to_timestamp(o.received_at / 1000),
         to_timestamp(o.time / 1000), o.seq, o.boot, o.battery, o.signal, o.historical, to_timestamp(o.arrived_at / 1000), o.tamper, o.mains, o.unreadable
    FROM offered o`;

/** Fails as a whole, with a violation of `reading_key_pkey`, if one of the readings is a resend. */
const recordAllNew = `WITH ${offeredReadings},
  keyed AS (
    INSERT INTO reading_key (device_id, key, received_at) SELECT device_id, key, to_timestamp(received_at / 1000) FROM offered
  )
  ${intoReading}`;

const recordKeyed = `WITH ${offeredReadings} ${intoReading}`;

/** Returns the positions of the readings whose key was new. */
const insertNewKeys = `
  WITH offered AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::float8[]) AS o (position, device_id, key, received_at)
  ),
  fresh AS (
    INSERT INTO reading_key (device_id, key, received_at) SELECT device_id, key, to_timestamp(received_at / 1000) FROM offered
    ON CONFLICT DO NOTHING RETURNING device_id, key
  )
  SELECT position::float8 FROM offered JOIN fresh USING (device_id, key)`;

/** Looks back five minutes. Message ids start again, so an equal message from longer ago is more likely a new press. */
const findFirstAttempt = `SELECT key FROM reading_key
  WHERE device_id = $1 AND key >= $2 AND key < $3 AND received_at > to_timestamp($4::float8 / 1000) - interval '5 minutes' LIMIT 1`;

const insertQuarantine = `INSERT INTO quarantine (home_id, device_id, received_at, topic, payload, reason, call, gateway_id, external_id)
  SELECT home_id, device_id, to_timestamp(received_at / 1000), topic, payload, reason, call, gateway_id, external_id
    FROM unnest($1::bigint[], $2::bigint[], $3::float8[], $4::text[], $5::bytea[], $6::text[], $7::boolean[], $8::bigint[], $9::text[])
      AS bad (home_id, device_id, received_at, topic, payload, reason, call, gateway_id, external_id)`;

/** A reading with its position in the journal. */
export interface PositionedReading {
  entry: ReadingEntry;
  position: number;
}

/** Records readings on the guess that all are new. Fails with an error of `isResend` if one is not. */
export async function recordNewReadings(writer: Writer, placed: readonly PositionedReading[]): Promise<void> {
  if (placed.length === 0) return;
  await writer.query({ name: "record new readings", text: recordAllNew, values: [...columnsOf(placed), writer.epoch] });
}

export const isResend = (error: unknown): boolean => error instanceof pg.DatabaseError && error.constraint === "reading_key_pkey";

/** Records the keys of readings, and returns those whose key was new, in their order. A resend changes nothing (docs/guarantees.md, 2). */
export async function recordNewKeys(writer: Writer, placed: readonly PositionedReading[]): Promise<readonly PositionedReading[]> {
  if (placed.length === 0) return placed;
  const readings = placed.map(({ entry }) => entry.reading);
  const { rows } = await writer.query<[number]>({
    name: "insert new keys",
    text: insertNewKeys,
    values: [
      bigints(placed.map(({ position }) => position)),
      bigints(readings.map((one) => one.deviceId)),
      texts(readings.map((one) => one.key)),
      float8s(readings.map((one) => one.receivedAt)),
    ],
    rowMode: "array",
  });
  const fresh = new Set(rows.map(([position]) => position));
  return placed.filter(({ position }) => fresh.has(position));
}

/** Records readings whose keys are recorded. */
export async function recordKeyedReadings(writer: Writer, placed: readonly PositionedReading[]): Promise<void> {
  if (placed.length === 0) return;
  await writer.query({ name: "record keyed readings", text: recordKeyed, values: [...columnsOf(placed), writer.epoch] });
}

function columnsOf(placed: readonly PositionedReading[]): Buffer[] {
  const readings = placed.map(({ entry }) => entry.reading);
  return [
    bigints(placed.map(({ position }) => position)),
    bigints(readings.map((one) => one.homeId)),
    bigints(readings.map((one) => one.deviceId)),
    texts(readings.map((one) => one.key)),
    texts(readings.map((one) => one.value.kind)),
    jsonbs(readings.map((one) => valueText(one.value))),
    float8s(readings.map((one) => one.at)),
    float8s(readings.map((one) => one.receivedAt)),
    float8s(readings.map((one) => one.time)),
    bigints(readings.map((one) => one.seq)),
    texts(readings.map((one) => one.boot)),
    reals(readings.map((one) => one.battery)),
    reals(readings.map((one) => one.signal)),
    booleans(readings.map((one) => one.historical)),
    float8s(readings.map((one) => (one.arrivedAt === one.receivedAt ? null : one.arrivedAt))),
    booleans(readings.map((one) => one.tamper)),
    booleans(readings.map((one) => one.mains)),
    texts(readings.map((one) => (one.unreadable.length === 0 ? null : one.unreadable.join(",")))),
  ];
}

function valueText({ kind: _, ...fields }: ReadingValue): string {
  return JSON.stringify(fields);
}

/** Leaves out readings that are twice in this batch, and resends that only MQTT's DUP flag tells, if their first attempt is recorded. */
export async function withoutResends(client: pg.ClientBase, entries: readonly ReadingEntry[]): Promise<ReadingEntry[]> {
  const offered: ReadingEntry[] = [];
  const seenOf = new Map<DeviceId, Set<string>>();
  for (const entry of entries) {
    const { identity, reading } = entry;
    const { key, deviceId } = reading;
    const seen = seenOf.get(deviceId) ?? new Set();
    seenOf.set(deviceId, seen);
    if (seen.has(key) || (identity.resendOf !== null && seen.has(identity.attempt))) continue;
    if (identity.resendOf !== null) {
      const { rowCount } = await client.query(findFirstAttempt, [
        reading.deviceId,
        identity.resendOf.from,
        identity.resendOf.to,
        reading.receivedAt,
      ]);
      if (rowCount === 1) continue;
    }
    seen.add(key).add(identity.attempt);
    offered.push(entry);
  }
  return offered;
}

/** Stores the raw bytes of what cannot be read, with the reason (docs/guarantees.md, 10). */
export async function writeQuarantine(client: pg.ClientBase, received: readonly ReadingEntry[]): Promise<void> {
  const entries = received.filter(({ quarantined }) => quarantined !== null);
  if (entries.length === 0) return;
  await client.query({
    name: "insert quarantine",
    text: insertQuarantine,
    values: [
      entries.map((bad) => bad.device.homeId),
      entries.map((bad) => bad.device.facts.id),
      entries.map((bad) => bad.reading.receivedAt),
      entries.map((bad) => bad.via?.topic ?? bad.device.topic),
      entries.map((bad) => bad.payload),
      entries.map((bad) => bad.quarantined),
      entries.map((bad) => isLifeSafety(bad.reading.value)),
      entries.map((bad) => bad.via?.gateway.id ?? null),
      entries.map((bad) => bad.device.behind?.externalId ?? null),
    ],
  });
}

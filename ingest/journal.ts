import type pg from "pg";
import { asDeviceId, asHomeId, type DeviceId } from "#domain/ids.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import { bigints, booleans, float8s, jsonbs, reals, texts } from "./arrayParameter.ts";
import type { BadEntry, ReadingEntry } from "./entry.ts";

/**
 * Keys first, then the readings whose key was new: one statement, one round trip. Arrays of one type a column go over
 * the wire cheaper than rows do, and a thousand readings cost little more than one.
 */
const record = `
  WITH offered AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::jsonb[], $7::float8[], $8::float8[],
                         $9::float8[], $10::bigint[], $11::text[], $12::real[], $13::real[], $14::boolean[])
      AS o (position, home_id, device_id, key, kind, value, at, received_at, time, seq, boot, battery, signal, historical)
  ), fresh AS (
    INSERT INTO reading_key (device_id, key, received_at)
    SELECT device_id, key, to_timestamp(received_at / 1000) FROM offered
    ON CONFLICT DO NOTHING RETURNING device_id, key
  ), recorded AS (
    INSERT INTO reading (position, home_id, device_id, kind, value, at, received_at, time, seq, boot, battery, signal, historical)
    SELECT o.position, o.home_id, o.device_id, o.kind, o.value, to_timestamp(o.at / 1000), to_timestamp(o.received_at / 1000),
           to_timestamp(o.time / 1000), o.seq, o.boot, o.battery, o.signal, o.historical
      FROM offered o JOIN fresh USING (device_id, key)
    RETURNING position
  )
  SELECT CASE WHEN count(*) < cardinality($1) THEN coalesce(array_agg(position::float8), '{}') END AS fresh FROM recorded`;

// Five minutes, for message ids begin again: further back a like press is more likely a new one.
const findFirst = `SELECT key FROM reading_key
  WHERE device_id = $1 AND key >= $2 AND key < $3 AND received_at > to_timestamp($4::float8 / 1000) - interval '5 minutes' LIMIT 1`;

const keepBad = `INSERT INTO quarantine (home_id, device_id, received_at, topic, payload, reason)
  SELECT home_id, device_id, to_timestamp(received_at / 1000), topic, payload, reason
    FROM unnest($1::bigint[], $2::bigint[], $3::float8[], $4::text[], $5::bytea[], $6::text[])
      AS bad (home_id, device_id, received_at, topic, payload, reason)`;

/**
 * Records readings, the first at position `firstPosition`, each further one a place later; gives back those that were
 * new, in their order. A resend is left out: it changes nothing.
 */
export async function recordReadings(
  client: pg.ClientBase,
  entries: readonly ReadingEntry[],
  firstPosition: number,
): Promise<{ entry: ReadingEntry; position: number }[]> {
  const offered = await withoutResends(client, entries);
  if (offered.length === 0) return [];
  const readings = offered.map(({ reading }) => reading);
  const { rows } = await client.query<{ fresh: number[] | null }>({
    name: "record readings",
    text: record,
    values: [
      bigints(offered.map((_, place) => firstPosition + place)),
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
    ],
  });
  // Null where all were new, which is nearly always.
  const fresh = rows[0]?.fresh ? new Set(rows[0].fresh) : null;
  const recorded = offered.map((entry, place) => ({ entry, position: firstPosition + place }));
  return fresh === null ? recorded : recorded.filter(({ position }) => fresh.has(position));
}

function valueText({ kind: _, ...fields }: ReadingValue): string {
  return JSON.stringify(fields);
}

/** Leaves out what stands twice in this batch, and resends that only MQTT's DUP tells, found by their first. */
async function withoutResends(client: pg.ClientBase, entries: readonly ReadingEntry[]): Promise<ReadingEntry[]> {
  const offered: ReadingEntry[] = [];
  const seenOf = new Map<DeviceId, Set<string>>();
  for (const entry of entries) {
    const { identity, reading } = entry;
    const { key, deviceId } = reading;
    const seen = seenOf.get(deviceId) ?? new Set();
    seenOf.set(deviceId, seen);
    if (seen.has(key) || (identity.resendOf !== null && seen.has(identity.attempt))) continue;
    if (identity.resendOf !== null) {
      const { rowCount } = await client.query(findFirst, [
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

/** Keeps bad input as it came, with the reason. */
export async function keepQuarantine(client: pg.ClientBase, entries: readonly BadEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await client.query({
    name: "keep quarantine",
    text: keepBad,
    values: [
      entries.map((bad) => bad.device.homeId),
      entries.map((bad) => bad.device.facts.id),
      entries.map((bad) => bad.receivedAt),
      entries.map((bad) => bad.device.topic),
      entries.map((bad) => bad.payload),
      entries.map((bad) => bad.reason),
    ],
  });
}

const after = `SELECT position::float8 AS position, home_id::text, device_id::text, kind, value, (extract(epoch FROM at) * 1000)::float8 AS at,
    (extract(epoch FROM received_at) * 1000)::float8 AS received_at, (extract(epoch FROM time) * 1000)::float8 AS time,
    seq::float8 AS seq, boot, battery, signal, historical
  FROM reading WHERE reading.position > $1 ORDER BY reading.position LIMIT $2`;

interface JournalRow {
  position: number;
  home_id: string;
  device_id: string;
  kind: string;
  value: object;
  at: number | null;
  received_at: number;
  time: number;
  seq: number | null;
  boot: string | null;
  battery: number | null;
  signal: number | null;
  historical: boolean;
}

/**
 * Readings after a position, in the order of commit, a page at a time. The key stands in a table of its own and matters
 * to new decisions only through their cause, which was committed with the reading: here it is the position.
 */
export async function* journalAfter(
  client: pg.ClientBase,
  position: number,
  pageSize = 10_000,
): AsyncGenerator<{ position: number; reading: Reading }> {
  let from = position;
  for (;;) {
    const { rows } = await client.query<JournalRow>({ name: "journal after", text: after, values: [from, pageSize] });
    for (const row of rows) {
      const reading: Reading = {
        homeId: asHomeId(row.home_id),
        deviceId: asDeviceId(row.device_id),
        value: { kind: row.kind, ...row.value } as ReadingValue,
        at: row.at,
        receivedAt: row.received_at,
        time: row.time,
        seq: row.seq,
        boot: row.boot,
        battery: row.battery,
        signal: row.signal,
        historical: row.historical,
        key: `position:${row.position}`,
      };
      yield { position: row.position, reading };
      from = row.position;
    }
    if (rows.length < pageSize) return;
  }
}

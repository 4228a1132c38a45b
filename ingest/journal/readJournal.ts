import type pg from "pg";
import { asDeviceId, asHomeId, type HomeId } from "#domain/ids.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import { allowedLatenessMs, lastingStateKinds } from "#rules/engine/lateReadings.ts";
import type { Decoded } from "../receive/families/family.ts";
import { ownKey } from "../receive/readingIdentity.ts";
import { bigints, float8s } from "./arrayParameter.ts";

const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;
export const recordedColumns = `position::float8 AS position, home_id::text, device_id::text, kind, value, ${ms("at")} AS at, ${ms("received_at")} AS received_at,
  ${ms("coalesce(arrived_at, received_at)")} AS arrived_at, ${ms("time")} AS time, seq::float8 AS seq, boot, battery, signal, tamper, mains, historical`;

const after = `SELECT ${recordedColumns} FROM reading WHERE reading.position > $1 ORDER BY reading.position LIMIT $2`;

/**
 * So many readings of a home's record are gone through at most: in a fortnight a lively one makes thirty thousand, and while a record
 * is read nothing else is written.
 */
const pastAtMost = 200_000;

/**
 * What happened since a time was not received before it, which spares older partitions; a test home's own time tells nothing of
 * receipt. Half of all that moves is a sensor falling still, which tells nothing of people. One that is too many comes whatever it is.
 */
const since = `SELECT past.* FROM unnest($1::bigint[], $2::float8[], $3::float8[], $4::bigint[]) AS wanted (home, happened, received, position)
  CROSS JOIN LATERAL (
    SELECT ${recordedColumns}, nth::float8 FROM (
      SELECT reading.*, row_number() OVER (ORDER BY reading.time, reading.position) AS nth FROM reading
       WHERE reading.home_id = wanted.home AND reading.time >= to_timestamp(wanted.happened / 1000)
         AND reading.received_at >= to_timestamp(wanted.received / 1000) AND reading.position <= wanted.position
       ORDER BY reading.time, reading.position LIMIT $5 + 1
    ) AS reading
     WHERE nth > $5 OR NOT (kind = 'motion' AND value @> '{"detected": false}')
    OFFSET 0
  ) AS past`;

/** How things stood then: what each device of such a kind said last in the fortnight before, and among so many readings. */
const standing = `SELECT DISTINCT ON (past.home_id, past.device_id) past.*
  FROM unnest($1::bigint[], $2::float8[], $3::float8[], $4::bigint[]) AS wanted (home, happened, received, position)
  CROSS JOIN LATERAL (
    SELECT ${recordedColumns} FROM (
      SELECT * FROM reading
       WHERE reading.home_id = wanted.home AND reading.time < to_timestamp(wanted.happened / 1000)
         AND reading.time >= to_timestamp(wanted.happened / 1000) - $6::float8 * interval '1 ms'
         AND reading.received_at >= to_timestamp(wanted.received / 1000) - $6::float8 * interval '1 ms'
         AND reading.position <= wanted.position
       ORDER BY reading.time DESC, reading.position DESC LIMIT $7
    ) AS reading
     WHERE kind = ANY($5::text[])
    OFFSET 0
  ) AS past
  ORDER BY past.home_id, past.device_id, past.time DESC, past.position DESC`;

/** A reading as its row has it; times in epoch ms. */
export interface RecordedRow extends Omit<Decoded, "value" | "sentAt"> {
  position: number;
  home_id: string;
  device_id: string;
  kind: string;
  value: object;
  received_at: number;
  arrived_at: number;
  time: number;
}

export interface Recorded {
  position: number;
  reading: Reading;
}

/** The key stands in a table of its own; where the reading does not make it, or it is not asked for, its position stands in its place. */
export function recorded(row: RecordedRow, withKey = true): Recorded {
  const said = {
    value: { kind: row.kind, ...row.value } as ReadingValue,
    at: row.at,
    seq: row.seq,
    boot: row.boot,
    battery: row.battery,
    signal: row.signal,
    tamper: row.tamper,
    mains: row.mains,
    historical: row.historical,
  };
  const reading: Reading = {
    homeId: asHomeId(row.home_id),
    deviceId: asDeviceId(row.device_id),
    ...said,
    receivedAt: row.received_at,
    arrivedAt: row.arrived_at,
    time: row.time,
    key: (withKey ? ownKey(said, row.arrived_at) : null) ?? `position:${row.position}`,
  };
  return { position: row.position, reading };
}

/** Readings after a position, in the order of commit, a page at a time. */
export async function* journalAfter(client: pg.ClientBase, position: number, pageSize = 10_000): AsyncGenerator<Recorded[]> {
  for (let from = position; ; ) {
    const { rows } = await client.query<RecordedRow>({ name: "journal after", text: after, values: [from, pageSize] });
    yield rows.map((row) => recorded(row));
    if (rows.length < pageSize) return;
    from = rows.at(-1)?.position ?? from;
  }
}

/** A part of a home's record: what happened since `from` (epoch ms), up to a position in the journal. */
export interface ReplayWindowRequest {
  homeId: HomeId;
  mode: "live" | "test";
  from: number;
  position: number;
}

/** What a home said since a moment (epoch ms), in the order of commit, and before it how things stood then. */
export interface ReplayWindow {
  from: number;
  readings: readonly Reading[];
  /** It was too much to be gone through, and none of it is here. */
  tooLarge: boolean;
}

/** The pasts of these homes. */
export async function readReplayWindows(client: pg.ClientBase, wanted: readonly ReplayWindowRequest[]): Promise<Map<HomeId, ReplayWindow>> {
  const values = [
    bigints(wanted.map(({ homeId }) => homeId)),
    float8s(wanted.map(({ from }) => from)),
    float8s(wanted.map(({ mode, from }) => (mode === "live" ? from : 0))),
    bigints(wanted.map(({ position }) => position)),
  ];
  const standingValues = [...values, [...lastingStateKinds], allowedLatenessMs, pastAtMost];
  const stood = client.query<RecordedRow>({ name: "homes stood", text: standing, values: standingValues });
  // Awaited behind the other: until then its failure is not nobody's.
  stood.catch(() => {});
  const happened = await client.query<RecordedRow & { nth: number }>({
    name: "pasts of homes",
    text: since,
    values: [...values, pastAtMost],
  });
  const tooMuch = new Set(happened.rows.filter(({ nth }) => nth > pastAtMost).map((row) => asHomeId(row.home_id)));
  const stoodIn = Map.groupBy((await stood).rows, (row) => asHomeId(row.home_id));
  const happenedIn = Map.groupBy(happened.rows, (row) => asHomeId(row.home_id));
  const all = wanted.map(({ homeId, from }): [HomeId, ReplayWindow] => {
    if (tooMuch.has(homeId)) return [homeId, { from, readings: [], tooLarge: true }];
    const since = (happenedIn.get(homeId) ?? []).sort((a, b) => a.position - b.position);
    const readings = [...(stoodIn.get(homeId) ?? []), ...since].map((row) => recorded(row).reading);
    return [homeId, { from, readings, tooLarge: false }];
  });
  return new Map(all);
}

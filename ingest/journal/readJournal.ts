import type pg from "pg";
import { followsReadings, type HomeMode } from "#domain/home.ts";
import { asDeviceId, asHomeId, type HomeId } from "#domain/ids.ts";
import type { Reading, ReadingField, ReadingValue } from "#domain/reading.ts";
import { movedReading } from "#domain/time/serverStep.ts";
import { allowedLatenessMs, lastingStateKinds, type ReplayWindow } from "#rules/engine/replayWindow.ts";
import type { Decoded } from "../receive/families/family.ts";
import { ownKey } from "../receive/readingIdentity.ts";
import { bigints, float8s } from "./arrayParameter.ts";
import type { ServerSteps } from "./serverSteps.ts";

const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;
export const recordedColumns = `position::float8 AS position, home_id::text, device_id::text, kind, value, ${ms("at")} AS at, ${ms("received_at")} AS received_at,
  ${ms("coalesce(arrived_at, received_at)")} AS arrived_at, ${ms("time")} AS time, seq::float8 AS seq, boot, battery, signal, tamper, mains, historical, unreadable`;

const selectAfter = `SELECT ${recordedColumns} FROM reading WHERE reading.position > $1 ORDER BY reading.position LIMIT $2`;

/**
 * A replay window has at most this many readings; a larger one is not read, because nothing else is recorded meanwhile. A lively home makes
 * 30,000 readings in a fortnight.
 */
const maxWindowReadings = 200_000;

/**
 * The readings of each home since its time `happened`. A reading is never received before it happens, so the condition on
 * `received_at` spares older partitions; for a test home, whose times are independent of ours, it is 0. Row maxWindowReadings + 1 shows that the
 * window is too large.
 */
const selectSince = `SELECT past.* FROM unnest($1::bigint[], $2::float8[], $3::float8[], $4::bigint[], $5::bigint[])
    AS wanted (home, happened, received, after, position)
  CROSS JOIN LATERAL (
    SELECT ${recordedColumns}, nth::float8 FROM (
      SELECT reading.*, row_number() OVER (ORDER BY reading.time, reading.position) AS nth FROM reading
       WHERE reading.home_id = wanted.home AND reading.time >= to_timestamp(wanted.happened / 1000)
         AND reading.received_at >= to_timestamp(wanted.received / 1000)
         AND reading.position > wanted.after AND reading.position <= wanted.position
       ORDER BY reading.time, reading.position LIMIT $6 + 1
    ) AS reading
    OFFSET 0
  ) AS past`;

/** The lasting states before the window: the last reading of each door, bed, chair and similar device in the fortnight before it. */
const selectStatesBefore = `SELECT DISTINCT ON (past.home_id, past.device_id) past.*
  FROM unnest($1::bigint[], $2::float8[], $3::float8[], $4::bigint[], $5::bigint[], $6::float8[])
    AS wanted (home, happened, received, after, position, moved)
  CROSS JOIN LATERAL (
    SELECT ${recordedColumns} FROM (
      SELECT * FROM reading
       WHERE reading.home_id = wanted.home AND reading.time < to_timestamp(wanted.happened / 1000)
         AND reading.time >= to_timestamp(wanted.happened / 1000) - $8::float8 * interval '1 ms'
         AND reading.received_at >= to_timestamp(wanted.received / 1000) - $8::float8 * interval '1 ms'
         AND reading.position > wanted.after AND reading.position <= wanted.position
       ORDER BY reading.time DESC, reading.position DESC LIMIT $9
    ) AS reading
     WHERE kind = ANY($7::text[])
    OFFSET 0
  ) AS past
  ORDER BY past.home_id, past.device_id, past.time + wanted.moved DESC, past.position DESC`;

const noFields: readonly ReadingField[] = [];

/** A reading as its row has it; times in epoch ms. */
export interface RecordedRow extends Omit<Decoded, "value" | "sentAt" | "unreadable"> {
  position: number;
  home_id: string;
  device_id: string;
  kind: string;
  value: object;
  received_at: number;
  arrived_at: number;
  time: number;
  /** Names of fields, with commas; null for none. */
  unreadable: string | null;
}

export interface Recorded {
  position: number;
  reading: Reading;
}

/** The key is in another table. If it cannot be computed from the reading, or is not needed, the position serves as the key. */
export function recorded(row: RecordedRow, withKey = true): Recorded {
  const reported = {
    value: { kind: row.kind, ...row.value } as ReadingValue,
    at: row.at,
    seq: row.seq,
    boot: row.boot,
    battery: row.battery,
    signal: row.signal,
    tamper: row.tamper,
    mains: row.mains,
    historical: row.historical,
    unreadable: row.unreadable === null ? noFields : (row.unreadable.split(",") as ReadingField[]),
  };
  const reading: Reading = {
    homeId: asHomeId(row.home_id),
    deviceId: asDeviceId(row.device_id),
    ...reported,
    receivedAt: row.received_at,
    arrivedAt: row.arrived_at,
    time: row.time,
    key: (withKey ? ownKey(reported, row.arrived_at) : null) ?? `position:${row.position}`,
  };
  return { position: row.position, reading };
}

/** Readings after a position, in the order of the journal, page by page. */
export async function* journalAfter(client: pg.ClientBase, position: number, pageSize = 10_000): AsyncGenerator<Recorded[]> {
  for (let from = position; ; ) {
    const { rows } = await client.query<RecordedRow>({ name: "journal after", text: selectAfter, values: [from, pageSize] });
    yield rows.map((row) => recorded(row));
    if (rows.length < pageSize) return;
    from = rows.at(-1)?.position ?? from;
  }
}

/** The readings of a home with an event time since `from` (epoch ms), up to a position in the journal and in the time frame of that position. */
export interface ReplayWindowRequest {
  homeId: HomeId;
  mode: HomeMode;
  from: number;
  position: number;
}

/** The part of a window that lies in one time frame. */
interface FramePart extends ReplayWindowRequest {
  /** The frame begins after this position. */
  after: number;
  /** What to add to its times. */
  movedMs: number;
}

/**
 * Reads the replay windows of these homes. Where the server's clock was set in between, the readings before it are moved into the frame in
 * which the window is wanted, so that all times can be compared.
 */
export async function readReplayWindows(
  client: pg.ClientBase,
  wanted: readonly ReplayWindowRequest[],
  steps: ServerSteps,
): Promise<Map<HomeId, ReplayWindow>> {
  const parts = wanted.flatMap((one) => frameParts(one, steps));
  const values = [
    bigints(parts.map(({ homeId }) => homeId)),
    float8s(parts.map(({ from, movedMs }) => from - movedMs)),
    float8s(parts.map(({ mode, from, movedMs }) => (followsReadings(mode) ? 0 : from - movedMs))),
    bigints(parts.map(({ after }) => after)),
    bigints(parts.map(({ position }) => position)),
  ];
  const statesBeforeValues = [
    ...values,
    float8s(parts.map(({ movedMs }) => movedMs)),
    [...lastingStateKinds],
    allowedLatenessMs,
    maxWindowReadings,
  ];
  const statesBefore = client.query<RecordedRow>({ name: "states before windows", text: selectStatesBefore, values: statesBeforeValues });
  // Awaited after the other query. Until then a failure must not count as an unhandled rejection.
  statesBefore.catch(() => {});
  const since = await client.query<RecordedRow & { nth: number }>({
    name: "readings of windows",
    text: selectSince,
    values: [...values, maxWindowReadings],
  });
  const tooLarge = new Set(since.rows.filter(({ nth }) => nth > maxWindowReadings).map((row) => asHomeId(row.home_id)));
  const statesBeforeIn = Map.groupBy((await statesBefore).rows, (row) => asHomeId(row.home_id));
  const sinceIn = Map.groupBy(since.rows, (row) => asHomeId(row.home_id));
  const all = wanted.map(({ homeId, mode, from, position }): [HomeId, ReplayWindow] => {
    if (tooLarge.has(homeId)) return [homeId, { from, readings: [], tooLarge: true }];
    const inOrder = (sinceIn.get(homeId) ?? []).sort((a, b) => a.position - b.position);
    const readings = [...(statesBeforeIn.get(homeId) ?? []), ...inOrder].map((row) =>
      movedReading(recorded(row).reading, steps.msBetween(row.position, position), mode),
    );
    return [homeId, { from, readings, tooLarge: false }];
  });
  return new Map(all);
}

/** One part for each time frame that may have readings of the window. The times of a test home are its own: one part. */
function frameParts(wanted: ReplayWindowRequest, steps: ServerSteps): FramePart[] {
  if (followsReadings(wanted.mode)) return [{ ...wanted, after: 0, movedMs: 0 }];
  const parts: FramePart[] = [];
  let { position } = wanted;
  let movedMs = 0;
  for (const step of steps.between(0, position).toReversed()) {
    parts.push({ ...wanted, after: step.position, position, movedMs });
    position = step.position;
    movedMs += step.byMs;
    // The earlier frame ended before everything that the window needs.
    if (step.at + movedMs < wanted.from - allowedLatenessMs) return parts;
  }
  return [...parts, { ...wanted, after: 0, position, movedMs }];
}

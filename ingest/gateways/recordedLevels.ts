import type pg from "pg";
import { asDeviceId, type DeviceId } from "#domain/ids.ts";
import { isLifeSafety, type ReadingValue } from "#domain/reading.ts";
import type { PositionedReading } from "../journal/writeJournal.ts";
import type { Writer } from "../journal/writer.ts";
import type { Entry, ReadingEntry } from "../queue/entry.ts";

const selectLevels = `SELECT device_id::text AS "deviceId", device_level.kind, value, EXISTS (
    SELECT FROM alarm_case c WHERE c.home_id = device.home_id AND c.state <> 'closed' AND NOT c.technical) AS "isOpen"
  FROM device_level JOIN device ON device.id = device_level.device_id`;

/** The JOIN skips devices that were deleted with their home. */
const upsertLevels = `INSERT INTO device_level (device_id, kind, value)
  SELECT level.* FROM unnest($1::bigint[], $2::text[], $3::jsonb[]) AS level (device_id, kind, value) JOIN device ON device.id = level.device_id
  ON CONFLICT (device_id, kind) DO UPDATE SET value = excluded.value`;

const heartbeat: ReadingValue = { kind: "heartbeat" };

/**
 * The last recorded level of each device behind a gateway, by kind. A gateway repeats it with each message, so a level that is equal to the
 * recorded one becomes a heartbeat with its battery and signal, and only a change is an event.
 *
 * A level is compared once it is known which readings of a batch are new: a resend says nothing of now. It is written in the transaction of its
 * reading and adopted after COMMIT, so memory and journal never differ, also after a kill.
 *
 * Example: a door is recorded as closed. `contact:true` with a new battery level: a heartbeat. `contact:false`: "door open". The transaction
 * fails and the gateway sends it again: it still differs from what is recorded, so it is "door open" again.
 *
 * A danger counts as repeated only while a case of its home is open. Once a person has closed the case, the next report of the danger rings: its
 * all-clear may have been lost on the way, and then the danger is a new one (docs/guarantees.md, 5 and 7).
 */
export class RecordedLevels {
  #levels = new Map<DeviceId, Map<string, string>>();

  /** Reads the levels, after connecting. Throws what the database throws. */
  async load(client: pg.ClientBase): Promise<void> {
    const { rows } = await client.query<{ deviceId: string; kind: string; value: object; isOpen: boolean }>(selectLevels);
    this.#levels = new Map();
    for (const { deviceId, kind, value, isOpen } of rows) {
      const level = { kind, ...value } as ReadingValue;
      if (isOpen || !isLifeSafety(level)) this.#set(this.#levels, asDeviceId(deviceId), level);
    }
  }

  /** A case of the home of these devices was closed: the next report of a danger is news, also where it says the same. */
  caseClosed(deviceIds: Iterable<DeviceId>): void {
    for (const deviceId of deviceIds) {
      const ofDevice = this.#levels.get(deviceId) ?? new Map<string, string>();
      for (const [kind, text] of ofDevice)
        if (isLifeSafety({ kind, ...Object.fromEntries(JSON.parse(text)) } as ReadingValue)) ofDevice.delete(kind);
    }
  }

  /** Whether a reading that arrives now is an event, as far as the record tells. */
  isNews({ reading, via }: ReadingEntry): boolean {
    return via?.isLevel !== true || this.#levels.get(reading.deviceId)?.get(reading.value.kind) !== levelText(reading.value);
  }

  /**
   * What takes the place of the new readings of a batch that repeat a level: heartbeats. `fresh`: in the order in which they are recorded, and
   * without resends. Changes nothing here: the batch may fail.
   */
  heartbeats(fresh: readonly PositionedReading[]): ReadonlyMap<Entry, ReadingEntry> {
    const replaced = new Map<Entry, ReadingEntry>();
    const inBatch = new Map<DeviceId, Map<string, string>>();
    for (const { entry } of fresh) {
      if (!reportsLevel(entry)) continue;
      const { deviceId, value } = entry.reading;
      const last = inBatch.get(deviceId)?.get(value.kind) ?? this.#levels.get(deviceId)?.get(value.kind);
      if (last === levelText(value)) replaced.set(entry, { ...entry, reading: { ...entry.reading, value: heartbeat } });
      else this.#set(inBatch, deviceId, value);
    }
    return replaced;
  }

  /** Writes the levels of these readings, in their transaction. */
  async write(writer: Writer, fresh: readonly PositionedReading[]): Promise<void> {
    const changes = newestLevels(fresh);
    if (changes.length === 0) return;
    const values = changes.map(({ value: { kind: _, ...fields } }) => JSON.stringify(fields));
    await writer.query(upsertLevels, [changes.map(({ deviceId }) => deviceId), changes.map(({ value }) => value.kind), values]);
  }

  /** These readings are committed. */
  adopt(fresh: readonly PositionedReading[]): void {
    for (const { deviceId, value } of newestLevels(fresh)) this.#set(this.#levels, deviceId, value);
  }

  #set(levels: Map<DeviceId, Map<string, string>>, deviceId: DeviceId, value: ReadingValue): void {
    const ofDevice = levels.get(deviceId) ?? new Map<string, string>();
    levels.set(deviceId, ofDevice.set(value.kind, levelText(value)));
  }
}

/** One for each device and kind: the last one in the order of the batch. */
function newestLevels(fresh: readonly PositionedReading[]): { deviceId: DeviceId; value: ReadingValue }[] {
  const newest = new Map<string, { deviceId: DeviceId; value: ReadingValue }>();
  for (const { entry } of fresh) {
    const { deviceId, value } = entry.reading;
    if (reportsLevel(entry) && value.kind !== "heartbeat") newest.set(`${deviceId}/${value.kind}`, { deviceId, value });
  }
  return [...newest.values()];
}

const reportsLevel = ({ via, quarantined }: ReadingEntry): boolean => via?.isLevel === true && quarantined === null;

const levelText = ({ kind: _, ...fields }: ReadingValue): string =>
  JSON.stringify(Object.entries(fields).sort(([one], [other]) => one.localeCompare(other)));

import type pg from "pg";
import { asDeviceId, type DeviceId } from "#domain/ids.ts";
import { isLifeSafety, type ReadingValue } from "#domain/reading.ts";
import type { PositionedReading } from "../journal/writeJournal.ts";
import type { Writer } from "../journal/writer.ts";
import type { Entry, ReadingEntry } from "../queue/entry.ts";

const selectLevels = `SELECT device_id::text AS "deviceId", kind, value, mark,
    EXISTS (SELECT FROM alarm_case c WHERE c.id = case_id AND c.state <> 'closed' AND (device_level.kind <> 'button' OR c.state <> 'followUp')) AS "isOpen"
  FROM device_level`;

/** The JOIN skips devices that were deleted with their home. After the alarms of the transaction, so that the open case is the one in which a danger rang. */
const upsertLevels = `INSERT INTO device_level (device_id, kind, value, mark, case_id)
  SELECT level.*, (SELECT max(c.id) FROM alarm_case c WHERE c.home_id = device.home_id AND c.state <> 'closed' AND NOT c.technical)
    FROM unnest($1::bigint[], $2::text[], $3::jsonb[], $4::text[]) AS level (device_id, kind, value, mark) JOIN device ON device.id = level.device_id
  ON CONFLICT (device_id, kind) DO UPDATE SET value = excluded.value, mark = excluded.mark, case_id = excluded.case_id`;

const heartbeat: ReadingValue = { kind: "heartbeat" };

interface Level {
  /** What a reading is compared by: its fields, and the mark of its message. */
  text: string;
  isDanger: boolean;
}
type Levels = Map<DeviceId, Map<string, Level>>;

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
 * A danger counts as repeated only while the case in which it rang is open. Once a person has closed the case, the next report of the danger
 * rings: its all-clear may have been lost on the way, and then the danger is a new one (docs/guarantees.md, 5 and 7).
 *
 * A press is no lasting state: each new message of a button that says "pressed" is a press, and only a copy of the last one is not
 * (`GatewayReading.mark`). While the case waits for a follow-up, each of them is a press.
 */
export class RecordedLevels {
  #levels: Levels = new Map();

  /** Reads the levels, after connecting. Throws what the database throws. */
  async load(client: pg.ClientBase): Promise<void> {
    const { rows } = await client.query<{ deviceId: string; kind: string; value: object; mark: string | null; isOpen: boolean }>(
      selectLevels,
    );
    this.#levels = new Map();
    for (const { deviceId, kind, value, mark, isOpen } of rows) {
      const level = levelOf({ kind, ...value } as ReadingValue, mark);
      if (isOpen || !level.isDanger) setLevel(this.#levels, asDeviceId(deviceId), kind, level);
    }
  }

  /** A case of the home of these devices was closed: the next report of a danger is news, also where it says the same. */
  caseClosed(deviceIds: Iterable<DeviceId>): void {
    for (const deviceId of deviceIds) {
      const ofDevice = this.#levels.get(deviceId) ?? new Map<string, Level>();
      for (const [kind, { isDanger }] of ofDevice) if (isDanger) ofDevice.delete(kind);
    }
  }

  /** The case of the home of these devices waits for a follow-up: a press is a new call, also where its message is equal to the last one. */
  caseWaits(deviceIds: Iterable<DeviceId>): void {
    for (const deviceId of deviceIds) this.#levels.get(deviceId)?.delete("button");
  }

  /** Whether a reading that arrives now is an event, as far as the record tells. */
  isNews(entry: ReadingEntry): boolean {
    const { deviceId, value } = entry.reading;
    return !reportsLevel(entry) || this.#levels.get(deviceId)?.get(value.kind)?.text !== levelOfEntry(entry).text;
  }

  /**
   * What takes the place of the new readings of a batch that repeat a level: heartbeats. `fresh`: in the order in which they are recorded, and
   * without resends. Changes nothing here: the batch may fail.
   */
  heartbeats(fresh: readonly PositionedReading[]): ReadonlyMap<Entry, ReadingEntry> {
    const replaced = new Map<Entry, ReadingEntry>();
    const inBatch: Levels = new Map();
    for (const { entry } of fresh) {
      if (!reportsLevel(entry)) continue;
      const { deviceId, value } = entry.reading;
      const last = inBatch.get(deviceId)?.get(value.kind) ?? this.#levels.get(deviceId)?.get(value.kind);
      const level = levelOfEntry(entry);
      if (last?.text === level.text) replaced.set(entry, { ...entry, reading: { ...entry.reading, value: heartbeat } });
      else setLevel(inBatch, deviceId, value.kind, level);
    }
    return replaced;
  }

  /** Writes the levels of these readings, in their transaction and after its alarms. */
  async write(writer: Writer, fresh: readonly PositionedReading[]): Promise<void> {
    const changes = newestLevels(fresh);
    if (changes.length === 0) return;
    const values = changes.map(({ reading: { value } }) => value);
    await writer.query(upsertLevels, [
      changes.map(({ reading }) => reading.deviceId),
      values.map(({ kind }) => kind),
      values.map(({ kind: _, ...fields }) => JSON.stringify(fields)),
      changes.map(({ via }) => via?.level?.mark ?? null),
    ]);
  }

  /** These readings are committed. */
  adopt(fresh: readonly PositionedReading[]): void {
    for (const entry of newestLevels(fresh)) setLevel(this.#levels, entry.reading.deviceId, entry.reading.value.kind, levelOfEntry(entry));
  }
}

function setLevel(levels: Levels, deviceId: DeviceId, kind: string, level: Level): void {
  const ofDevice = levels.get(deviceId) ?? new Map<string, Level>();
  levels.set(deviceId, ofDevice.set(kind, level));
}

/** One for each device and kind: the last one in the order of the batch. */
function newestLevels(fresh: readonly PositionedReading[]): ReadingEntry[] {
  const newest = new Map<string, ReadingEntry>();
  for (const { entry } of fresh) {
    const { deviceId, value } = entry.reading;
    if (reportsLevel(entry) && value.kind !== "heartbeat") newest.set(`${deviceId}/${value.kind}`, entry);
  }
  return [...newest.values()];
}

const reportsLevel = ({ via, quarantined }: ReadingEntry): boolean => (via?.level ?? null) !== null && quarantined === null;

const levelOfEntry = ({ reading, via }: ReadingEntry): Level => levelOf(reading.value, via?.level?.mark ?? null);

function levelOf(value: ReadingValue, mark: string | null): Level {
  const { kind: _, ...fields } = value;
  const sorted = Object.entries(fields).sort(([one], [other]) => one.localeCompare(other));
  return { text: JSON.stringify([mark, sorted]), isDanger: isLifeSafety(value) };
}

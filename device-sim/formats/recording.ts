import { createHash } from "node:crypto";
import type { DeviceKind, ReportedValue } from "#domain/reading.ts";
import type { TakenSensor } from "./sensors/sensorGuess.ts";

export interface RecordedDevice {
  name: string;
  kind: DeviceKind;
  room: string;
  outside: boolean;
}

/** One event of a recording, by the wall clock of the recorded home. */
export interface RecordedEvent {
  line: number;
  /** Unique in the recording, and the same each time the file is read. */
  seq: number;
  device: RecordedDevice;
  wall: Temporal.PlainDateTime;
  value: ReportedValue;
}

export interface BadLine {
  line: number;
  why: string;
}

/** A recording as a format reads it: its events in the order of the file, or of time where the file holds intervals. */
export interface Recording {
  events: RecordedEvent[];
  badLines: BadLine[];
  /** What a reader of the report should know about how the file was read. */
  notes: string[];
  /** Every sensor of the file, and what it was taken for. */
  sensors: TakenSensor[];
}

/** Identifies a device within its home. */
export const deviceKey = (device: { kind: string; name: string; room: string }): string => `${device.kind}/${device.name}/${device.room}`;

/** A `boot` made of the content, so that the service recognises a second replay of the same recording as resends. */
export const recordingBoot = (content: string): string => `rec-${createHash("sha256").update(content).digest("hex").slice(0, 12)}`;

/**
 * Wall times as epoch milliseconds in the home's zone (finer parts are cut off).
 * A time that the clocks skip in spring is read as if they had not changed yet. A time that exists twice in autumn is the first of the
 * two, unless that is before the previous event; then it is the second.
 */
export function instantsOf(events: readonly RecordedEvent[], timezone: string): number[] {
  let before = Number.NEGATIVE_INFINITY;
  return events.map(({ wall }) => {
    let instant = wall.toZonedDateTime(timezone, { disambiguation: "compatible" }).epochMilliseconds;
    if (instant < before) instant = wall.toZonedDateTime(timezone, { disambiguation: "later" }).epochMilliseconds;
    before = instant;
    return instant;
  });
}

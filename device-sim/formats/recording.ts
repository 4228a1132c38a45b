import { createHash } from "node:crypto";
import type { ReadingKind, ReadingValue } from "#domain/reading.ts";

export interface RecordedDevice {
  name: string;
  kind: ReadingKind;
  room: string;
  outside: boolean;
}

/** One thing that a recording says happened, by the wall clock of the home it was made in. */
export interface RecordedEvent {
  line: number;
  /** Unique in the recording and the same at every reading of it. */
  seq: number;
  device: RecordedDevice;
  wall: Temporal.PlainDateTime;
  value: ReadingValue;
}

export interface BadLine {
  line: number;
  why: string;
}

/** What a format makes of a recording: its events in the order in which they happened. */
export interface Recording {
  events: RecordedEvent[];
  badLines: BadLine[];
  /** What a reader of the report should know of how it was taken. */
  notes: string[];
}

/** One device a home for each kind, name and room. */
export const deviceKey = (device: { kind: string; name: string; room: string }): string => `${device.kind}/${device.name}/${device.room}`;

/** Names a recording by its content, so that sending it again is recognised as a resend. */
export const recordingBoot = (content: string): string => `rec-${createHash("sha256").update(content).digest("hex").slice(0, 12)}`;

/**
 * Wall times as epoch milliseconds in the home's zone (finer parts are cut off).
 * A time that the clocks skipped in spring is taken as if they had not been changed yet. A time that came twice in
 * autumn is the first of the two, unless that would put it before the event above it; then it is the second.
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

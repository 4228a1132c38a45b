import type { RecordedDevice, RecordedEvent } from "./recording.ts";

/** What a report must say wherever such a bed sensor took part. */
export const derivedBedNote = "bed sensor: derived from the annotator's label";

/** The sensor that a home would have had; its name gives it away in every sentence. */
const bed: RecordedDevice = { name: "Bed sensor (derived)", kind: "bed", room: "Bedroom", outside: false };

/** Numbers of derived events begin here: far above the lines of any recording. */
const seqFrom = 100_000_000;

/** Somebody lay down or got up, as an annotator has it; `line` is where the label says so. */
export interface InBedChange {
  line: number;
  wall: Temporal.PlainDateTime;
  occupied: boolean;
}

/** Puts what a bed sensor would have said among the events of a recording: before what is recorded of the same moment. */
export function withDerivedBed(events: readonly RecordedEvent[], changes: readonly InBedChange[]): RecordedEvent[] {
  const said = changes.map(
    ({ line, wall, occupied }, place): RecordedEvent => ({
      line,
      seq: seqFrom + place,
      device: bed,
      wall,
      value: { kind: "bed", occupied },
    }),
  );
  return [...said, ...events].sort((a, b) => Temporal.PlainDateTime.compare(a.wall, b.wall));
}

import type { RecordedDevice, RecordedEvent } from "./recording.ts";

/** A report must show this line where the bed sensor is derived. */
export const derivedBedNote = "bed sensor: derived from the annotator's label";

/** The sensor that the home did not have. Its name shows in every sentence that it is derived. */
const bed: RecordedDevice = { name: "Bed sensor (derived)", kind: "bed", room: "Bedroom", outside: false };

/** The numbers of derived events begin here, far above the lines of any recording. */
const seqFrom = 100_000_000;

/** The person lay down or got up, by the annotator's label in this line. */
export interface InBedChange {
  line: number;
  wall: Temporal.PlainDateTime;
  occupied: boolean;
}

/** The events of a recording with those of a derived bed sensor; at the same moment the derived event comes first. */
export function withDerivedBed(events: readonly RecordedEvent[], changes: readonly InBedChange[]): RecordedEvent[] {
  const derived = changes.map(
    ({ line, wall, occupied }, place): RecordedEvent => ({
      line,
      seq: seqFrom + place,
      device: bed,
      wall,
      value: { kind: "bed", occupied },
    }),
  );
  return [...derived, ...events].sort((a, b) => Temporal.PlainDateTime.compare(a.wall, b.wall));
}

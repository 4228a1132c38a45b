import { deviceKey } from "../formats/recording.ts";
import { type HomeStream, lastValue, withDevice, withReadings } from "../replay/homeStream.ts";
import { keepStill } from "./stillness.ts";

/** The person lies in bed for so long before an event of the night. */
export const inBedMs = 30 * 60_000;

/** The key of the home's bed sensor; null where the home has none. */
export function bedOf(stream: HomeStream): string | null {
  const bed = stream.devices.find(({ kind }) => kind === "bed");
  return bed === undefined ? null : deviceKey(bed);
}

/** The stream with a bed sensor, added where it has none. */
export function withBed(stream: HomeStream): { stream: HomeStream; bed: string } {
  const bed = bedOf(stream);
  if (bed !== null) return { stream, bed };
  const { stream: added, key } = withDevice(stream, { name: "Bed sensor", kind: "bed", room: "Bedroom", outside: false });
  return { stream: added, bed: key };
}

/**
 * The stream in which the person lies in bed for the half hour before `at`: readings about people outside the bedroom are removed. A bed
 * sensor that shows an empty bed at the beginning of that half hour shows an occupied one from then on.
 */
export function lyingInBed(stream: HomeStream, bed: string | null, at: number): HomeStream {
  const from = at - inBedMs;
  const bedrooms = new Set(["bedroom", ...stream.devices.filter(({ kind }) => kind === "bed").map(({ room }) => room.toLowerCase())]);
  const still = keepStill(stream, { from, to: at, but: ({ kind, room }) => kind === "motion" && bedrooms.has(room.toLowerCase()) });
  if (bed === null) return still;
  const said = lastValue(still, bed, from);
  if (said?.kind === "bed" && said.occupied) return still;
  return withReadings(still, [{ device: bed, at: from, value: { kind: "bed", occupied: true } }]);
}

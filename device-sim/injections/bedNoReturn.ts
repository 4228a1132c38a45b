import { withReadings } from "../replay/homeStream.ts";
import { inBedMs, lyingInBed, withBed } from "./inBed.ts";
import { type Injection, minuteMs, signsOfTime } from "./injection.ts";
import { keepStill } from "./stillness.ts";

const stillMs = 120 * minuteMs;

/** Where no bed sensor is recorded, one is added; it knows of this one night only. */
export const bedNoReturn: Injection = {
  name: "bed-no-return",
  tells: "somebody leaves the bed, and the home is still for two hours, as when they lie on the floor beside it",
  silences:
    "for 30 minutes before, all that tells of people outside the bedroom, for they lie in bed; for two hours after, all that tells of people anywhere, for nobody moves",
  spanMs: { before: inBedMs, after: stillMs },
  inject(recorded, at) {
    const { stream, bed } = withBed(recorded);
    const lying = lyingInBed(stream, bed, at);
    return withReadings(keepStill(lying, { from: at, to: at + stillMs, resumeAs: recorded }), [
      { device: bed, at, value: { kind: "bed", occupied: false } },
      ...signsOfTime(bed, at, at + stillMs),
    ]);
  },
};

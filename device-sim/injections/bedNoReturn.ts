import { withReadings } from "../replay/homeStream.ts";
import { inBedMs, lyingInBed, withBed } from "./inBed.ts";
import { type Injection, minuteMs, signsOfTime } from "./injection.ts";
import { keepStill } from "./stillness.ts";

const stillMs = 120 * minuteMs;

/** Adds a bed sensor where the recording has none; it sends readings in this one night only. */
export const bedNoReturn: Injection = {
  name: "bed-no-return",
  tells: "the person leaves the bed, and the home is still for two hours, as when the person lies on the floor",
  silences:
    "for 30 minutes before it, readings about people outside the bedroom, because the person lies in bed; for two hours after it, all readings about people, because the person does not move",
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

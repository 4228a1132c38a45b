import { deviceKey } from "../formats/recording.ts";
import { withDevice, withReadings } from "../replay/homeStream.ts";
import { type Injection, minuteMs, signsOfTime } from "./injection.ts";
import { keepStill } from "./stillness.ts";

const lyingMs = 30 * minuteMs;

/** Where no fall detector is recorded, one is added in the bathroom. */
export const fall: Injection = {
  name: "fall",
  tells: "a fall detector sees somebody fall, and they lie there for half an hour",
  silences: "for 30 minutes after, all that tells of people, for who has fallen does not walk about",
  spanMs: { before: 0, after: lyingMs },
  inject(recorded, at) {
    const known = recorded.devices.find(({ kind }) => kind === "fall");
    const { stream, key } = withDevice(recorded, known ?? { name: "Fall detector", kind: "fall", room: "Bathroom", outside: false });
    const detector = known === undefined ? key : deviceKey(known);
    return withReadings(keepStill(stream, { from: at, to: at + lyingMs }), [
      { device: detector, at, value: { kind: "fall", state: "fallen" } },
      ...signsOfTime(detector, at, at + lyingMs),
    ]);
  },
};

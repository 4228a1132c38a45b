import { deviceKey } from "../formats/recording.ts";
import { withDevice, withReadings } from "../replay/homeStream.ts";
import { type Injection, minuteMs, signsOfTime } from "./injection.ts";
import { keepStill } from "./stillness.ts";

const lyingMs = 30 * minuteMs;

/** Adds a fall detector in the bathroom where the recording has none. */
export const fall: Injection = {
  name: "fall",
  tells: "a fall detector detects a fall, and the person lies there for half an hour",
  silences: "for 30 minutes after it, all readings about people, because the person lies still",
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

import { publishedAt, type TimedReading } from "../service/timedReading.ts";

/** Of all homes together, in whole minutes of simulated time. */
export interface SimulatedTime {
  simulated: number;
  total: number;
}

export interface SimulatedTimeCounter {
  /** Passes on the readings of a home from `from` to `to` (epoch ms), and counts the time up to each. */
  counted(readings: Iterable<TimedReading>, span: { from: number; to: number }): Generator<TimedReading>;
}

const minuteMs = 60_000;

/** Counts how much simulated time has passed in so many homes. `onTime` is called at each reading, once every home has begun. */
export function countSimulatedTime(homes: number, onTime: (time: SimulatedTime) => void): SimulatedTimeCounter {
  let begun = 0;
  let simulatedMs = 0;
  let totalMs = 0;
  return {
    *counted(readings, { from, to }) {
      begun += 1;
      totalMs += to - from;
      let at = from;
      const countUntil = (moment: number) => {
        simulatedMs += moment - at;
        at = moment;
        if (begun === homes) onTime({ simulated: Math.floor(simulatedMs / minuteMs), total: Math.floor(totalMs / minuteMs) });
      };
      for (const reading of readings) {
        countUntil(Math.min(Math.max(at, publishedAt(reading)), to));
        yield reading;
      }
      countUntil(to);
    },
  };
}

import { publishedAt, type TimedReading } from "../service/timedReading.ts";

/** Of all homes together, in whole minutes of simulated time. */
export interface LivedTime {
  lived: number;
  whole: number;
}

export interface LivedTimeCounter {
  /** Passes on the readings of a life that lasts from `from` to `to` (epoch ms), and counts the time up to each. */
  counted(readings: Iterable<TimedReading>, span: { from: number; to: number }): Generator<TimedReading>;
}

const minuteMs = 60_000;

/** Counts how much simulated time has passed in so many homes. `onTime` is called at each reading, once every home has begun. */
export function createLivedTime(homes: number, onTime: (time: LivedTime) => void): LivedTimeCounter {
  let begun = 0;
  let livedMs = 0;
  let wholeMs = 0;
  return {
    *counted(readings, { from, to }) {
      begun += 1;
      wholeMs += to - from;
      let at = from;
      const livedUntil = (moment: number) => {
        livedMs += moment - at;
        at = moment;
        if (begun === homes) onTime({ lived: Math.floor(livedMs / minuteMs), whole: Math.floor(wholeMs / minuteMs) });
      };
      for (const reading of readings) {
        livedUntil(Math.min(Math.max(at, publishedAt(reading)), to));
        yield reading;
      }
      livedUntil(to);
    },
  };
}

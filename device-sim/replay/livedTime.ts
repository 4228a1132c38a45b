import { publishedAt, type TimedReading } from "../service/timedReading.ts";

/** Of all homes together, in whole minutes of their own time. */
export interface LivedTime {
  lived: number;
  whole: number;
}

const minuteMs = 60_000;

/** Counts how much of their lives so many homes have lived; `tell` hears of it from when all have begun, at each reading. */
export function createLivedTime(homes: number, tell: (time: LivedTime) => void) {
  let begun = 0;
  let livedMs = 0;
  let wholeMs = 0;
  return {
    /** The readings of a life that lasts from `from` to `to` (epoch ms), counted as they are taken. */
    *counted(readings: Iterable<TimedReading>, { from, to }: { from: number; to: number }): Generator<TimedReading> {
      begun += 1;
      wholeMs += to - from;
      let at = from;
      const livedUntil = (moment: number) => {
        livedMs += moment - at;
        at = moment;
        if (begun === homes) tell({ lived: Math.floor(livedMs / minuteMs), whole: Math.floor(wholeMs / minuteMs) });
      };
      for (const reading of readings) {
        livedUntil(Math.min(Math.max(at, publishedAt(reading)), to));
        yield reading;
      }
      livedUntil(to);
    },
  };
}

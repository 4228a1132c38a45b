import { isLifeSafety, type ReadingValue } from "../reading.ts";

/**
 * Whether it is in doubt if an old time is of something that happened then, or of a clock that was set back, and what then
 * to hold for true. Times in epoch ms.
 */

/** So much after the line came back what was kept is still coming: who was heard only then was not heard meanwhile. */
const burstMs = 30_000;
/** A home's arrivals are remembered this far apart, so that a few of them reach back beyond a burst. */
const apartMs = 10_000;
const arrivalsKept = 5;

/** How far a device's numbers are believed to have been overtaken; more, and it counts from the beginning again. */
export const overtakenBy = 1000;

/** The highest number that a device gave since it was started, and the time that it gave with it. */
export interface Newest {
  boot: string;
  seq: number;
  at: number;
}

/** A reading's numbers; null where the device gives none. */
export interface Numbers {
  seq: number | null;
  boot: string | null;
}

/** The newest of a device, now that it told this. A lower number with a later time is of a count that began again. */
export function newestOf(newest: Newest | null, { seq, boot }: Numbers, at: number): Newest | null {
  if (seq === null || boot === null || (newest?.boot === boot && newest.seq >= seq && newest.at >= at)) return newest;
  return { boot, seq, at };
}

/** Whether the device made it before what came before it, by its numbers as by its clock: it was long under way, and no clock is wrong. */
export const wasOvertaken = (newest: Newest | null, { seq, boot }: Numbers, at: number): boolean =>
  newest !== null && seq !== null && newest.boot === boot && seq < newest.seq && newest.seq - seq <= overtakenBy && at <= newest.at;

/** With one more arrival in a home of something that had just happened: few, and the newest last. */
export function withArrival(arrivals: readonly number[], at: number): readonly number[] {
  const last = arrivals.at(-1);
  return last !== undefined && at - last < apartMs ? arrivals : [...arrivals.slice(1 - arrivalsKept), at];
}

/** Whether the home was heard after that moment, before the burst of what comes now: its line was not down all the time. */
export const wasHeard = (arrivals: readonly number[], since: number, now: number): boolean =>
  arrivals.some((at) => at > since + burstMs && at <= now - burstMs);

/**
 * What must not be taken for old news: a call for help or danger, somebody up, out or gone. What shows that somebody is well
 * must not be taken for new. So in doubt the one happens when it comes, and the other when it says.
 */
export function mustNotBeMissed(value: ReadingValue): boolean {
  switch (value.kind) {
    case "bed":
    case "chair":
      return !value.occupied;
    case "door":
      return value.open;
    case "boundary":
      return !value.inside;
    default:
      return isLifeSafety(value);
  }
}

/** What may show that somebody is well or a danger over. A temperature may show either, by the home's own bounds. */
export const mayShowWell = (value: ReadingValue): boolean => value.kind !== "temperature" && !mustNotBeMissed(value);

import { mayReassure, type ReadingValue } from "../reading.ts";
import { type DeviceStamp, furthest, isBefore } from "./deviceStamp.ts";

/**
 * The event time of a buffered reading whose device time cannot be used, because the clock is wrong or there is none.
 *
 * What is left is the order of the device's own stamps. The service compares the stamp with those of readings that the device sent
 * live, whose event time is their arrival. The result is a span: after this live reading, before that one. Guarantee 7 (doubt
 * raises, doubt never clears) chooses the end of the span: a reading that raises concern counts at its end, one that may reassure
 * at its beginning, so that an old all-clear ends nothing newer.
 *
 * Worked example, a bed sensor with sequence numbers and no clock. It sent live: number 10 at 12:00:00, 20 at 12:01:40, 30 at
 * 12:03:20. At 12:05:00 it hands over buffered readings:
 * - number 15, out of bed: made between 10 and 20; event time 12:01:39.999, just before number 20;
 * - number 16, in bed: made after number 15; the same event time;
 * - number 35, out of bed: made after all; event time 12:05:00, its arrival;
 * - number 9, in bed: made before all that is known; no event time, so it reassures about nothing that is remembered.
 */

const liveRemembered = 16;
const bufferedRemembered = 8;

/** The stamp of a reading, with the event time that the service gave it, in epoch ms by our clock. */
interface DatedStamp extends DeviceStamp {
  time: number;
}

/** The last readings of a device since its clock became unusable. */
export interface UndatedHistory {
  /** Sent as they happened, oldest first; each stamp shows that it was made after the one before. */
  live: readonly DatedStamp[];
  /** Buffered, and shown to be after one of the live ones. */
  buffered: readonly DatedStamp[];
  /**
   * How far numbers and times had come when the device began to count, or its clock to run, from an earlier value again. Null where
   * that did not happen, or the device has come past it since. Stamps below it were given twice, so they show no order.
   */
  beforeRestart: DeviceStamp | null;
}

/** With one more reading that was sent as it happened. If its stamp is not after the last one, a count or a clock began again. */
export function addLive(before: UndatedHistory | null, { seq, boot, at }: DeviceStamp, time: number): UndatedHistory {
  const one = { seq, boot, at, time };
  const last = before?.live.at(-1);
  if (before === null || last === undefined || last.boot !== boot) return { live: [one], buffered: [], beforeRestart: null };
  // A resend. With its later arrival, readings made before the original would count as later than they were.
  if (seq !== null && last.seq === seq && last.at === at) return before;
  const { live, buffered, beforeRestart } = before;
  if (!isBefore(last, one)) return { live: [one], buffered: [], beforeRestart: furthest(beforeRestart ?? last, last) };
  return {
    live: [...live.slice(1 - liveRemembered), one],
    buffered,
    beforeRestart: beforeRestart !== null && isBefore(beforeRestart, one) ? null : beforeRestart,
  };
}

/**
 * The event time of a live reading that a later one overtook on its way: 1 ms before the later one. Null unless its number and its
 * time both show that, the time by at most `withinMs`; one of them alone may mean a restarted count or a clock that was set back.
 *
 * Example, a clock an hour behind: number 12 (its time 11:00:25) arrived at 12:00:30, then number 11 (11:00:20) arrives at
 * 12:00:31. Number 11 happened at 12:00:29.999.
 */
export function outOfOrderTime(history: UndatedHistory | null, { seq, boot, at }: DeviceStamp, withinMs: number): number | null {
  if (history === null || seq === null || at === null) return null;
  const later = history.live.find(
    (one) => one.boot === boot && one.seq !== null && one.at !== null && seq < one.seq && at < one.at && one.at - at <= withinMs,
  );
  return later === undefined ? null : later.time - 1;
}

/**
 * The event time of a buffered reading, epoch ms by our clock and never after `arrivedAt`. Null where the reading may reassure and
 * no live reading is known to be older. Only where one is does the reading join the history: otherwise an old fall and its old
 * cancellation, handed over together, could cancel a new fall.
 */
export function undatedEventTime(
  history: UndatedHistory | null,
  { value, arrivedAt, ...stamp }: DeviceStamp & { arrivedAt: number; value: ReadingValue | undefined },
): { time: number | null; undated: UndatedHistory | null } {
  const reassures = value !== undefined && mayReassure(value);
  let begins: number | null = null;
  let ends = arrivedAt;
  const narrow = (known: readonly DatedStamp[]): void => {
    for (const one of known) {
      if (isBefore(one, stamp)) begins = Math.max(begins ?? one.time, one.time);
      else if (isBefore(stamp, one)) ends = Math.min(ends, one.time - 1);
    }
  };
  const isUnique = history !== null && (history.beforeRestart === null || isBefore(history.beforeRestart, stamp));
  if (isUnique) {
    narrow(history.live);
    if (begins !== null) narrow(history.buffered);
  }
  if (history === null || begins === null) return { time: reassures ? null : ends, undated: history };
  const time = Math.min(arrivedAt, reassures ? Math.min(begins, ends) : Math.max(begins, ends));
  const { seq, boot, at } = stamp;
  return { time, undated: { ...history, buffered: [...history.buffered.slice(1 - bufferedRemembered), { seq, boot, at, time }] } };
}

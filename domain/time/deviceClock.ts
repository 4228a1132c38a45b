import { mayReassure, type ReadingValue } from "../reading.ts";
import { addSuspectOffset, isClockStep, offsetsSinceCorrection, type SuspectOffsets, stepSpreadMs } from "./clockStep.ts";
import { arrivedOutOfOrder, type DeviceStamp, type LatestStamp, updateLatest, wasSetBack } from "./deviceStamp.ts";
import { homeHeardBetween } from "./homeArrivals.ts";
import { addLive, outOfOrderTime, type UndatedHistory, undatedEventTime } from "./undatedReadings.ts";

/**
 * When a reading happened (its event time), when all we have is the device's own time and the time of arrival.
 *
 * A device time may be wrong in three ways: the clock was never set, it is off by some amount, or it was changed a moment ago. A
 * reading may also simply be old: the device buffered it while its line was down. The same hour of difference may be a wrong clock or
 * a buffered reading, and the two need opposite answers. `eventTimeOf` decides between them.
 */

/** A device clock that is wrong by at most this much is corrected; beyond it the time of arrival counts. */
export const clockToleranceMs = 2 * 60_000;

/** A device time before this one (epoch ms) comes from a clock that was never set. */
export const earliestSetClock = Date.UTC(2005, 0, 1);

/** A live reading is in transit for no longer than this; what is older was buffered, or its clock is wrong. */
export const longestTransitMs = 15 * 60_000;

/** No device buffers readings for longer: an older time without the device's word that it buffered comes from a wrong clock. */
export const longestBacklogMs = 14 * 86_400_000;

const samplesRemembered = 8;
const eventTimesRemembered = 8;

/** What is known of one device's clock; in memory only. An offset is our clock less the device's, in ms, the delay of delivery included. */
export interface DeviceClock {
  /** Of the newest live readings. The least is the best estimate, for a delay of delivery only adds. */
  offsets: readonly number[];
  /** The clock is wrong by more than the tolerance. */
  faulty: boolean;
  /** The newest readings in a row whose offset is beyond the tolerance: a backlog, or a clock that was set wrongly. Null for none. */
  suspect: SuspectOffsets | null;
  /** The device times of the newest readings, as the device gave them; empty while the clock is faulty. */
  recentTimes: readonly number[];
  /** The arrival of the last live reading, epoch ms; null while unknown. */
  lastLiveAt: number | null;
  /** Two numbers for each of the newest readings: its device time and its event time. Empty while the clock is faulty. */
  eventTimes: readonly number[];
  /** By sequence number the latest live reading; null where the device gives no numbers, and while the clock is faulty. */
  latest: LatestStamp | null;
  /** Readings since the clock became unusable; null where it is usable. */
  undated: UndatedHistory | null;
}

export const unknownClock: DeviceClock = {
  offsets: [],
  faulty: false,
  suspect: null,
  recentTimes: [],
  lastLiveAt: null,
  eventTimes: [],
  latest: null,
  undated: null,
};

/** What the device reports about the time of a reading, and what the service knows beside it. Times in epoch ms. */
export interface ReportedReading extends DeviceStamp {
  arrivedAt: number;
  /** The device says that it buffered this reading. */
  historical: boolean;
  /** Where it is left out, the reading counts as one that raises concern. */
  value?: ReadingValue;
  /** How long a live reading of a right clock may be in transit; two minutes where left out. */
  maxTransitMs?: number;
  /** When the home was received (`addArrival`), for a reading that raises concern; null for all others. */
  homeArrivals?: readonly number[] | null;
}

interface EventTime {
  /** Epoch ms by our clock, never after the arrival. */
  time: number;
  /** What is known of the clock now. */
  clock: DeviceClock;
}

/** A clock of which the service remembers only how far it was ahead of ours, and when its device was last received live. */
export const clockWithSkew = (skewMs: number | null, lastLiveAt: number | null = null): DeviceClock =>
  skewMs === null
    ? { ...unknownClock, lastLiveAt }
    : { ...unknownClock, offsets: [-skewMs], faulty: Math.abs(skewMs) > clockToleranceMs, lastLiveAt };

/** Our clock less the device's in ms; null while unknown. */
export const offsetOf = (clock: DeviceClock): number | null => (clock.offsets.length === 0 ? null : Math.min(...clock.offsets));

/**
 * The event time of a reading, and what the reading teaches about the device's clock.
 *
 * 1. **Within two minutes** of its arrival: the clock is right enough. The time is corrected by the least known offset.
 * 2. **Marked as buffered** by a device with a good clock: the device's time counts, corrected.
 * 3. **Old and not marked**: a buffered reading if the device was silent at that time, the reading is at most 14 days old, and the
 *    device hands its readings over in order. Otherwise the clock was set back, is faulty, and the time of arrival counts.
 * 4. **Old, not marked, and in doubt**: all readings so far are late by the same amount, as after a step of the clock. A reading that
 *    raises concern counts at its arrival if other devices of the home were received between its own time and its arrival. All other
 *    readings count at their own time. After two minutes of the same offset the clock is faulty.
 * 5. **Ahead** by more than two minutes: the clock is faulty at once, for nothing arrives from the future.
 * 6. **No usable time**, or a faulty clock: a live reading counts at its arrival; a buffered one by order alone
 *    (`undatedReadings.ts`). One that may reassure and has no known order counts as older than everything that is remembered.
 *
 * A faulty clock is trusted again with the first reading within two minutes. Readings of a good clock keep the order of their device
 * times: the estimated offset changes with each delivery, and a door must not close before it opened.
 * The order of undated readings is in memory only. After a restart more of them count as of unknown time, until the device is
 * received live again: an alarm may then ring too often, never too seldom.
 *
 * Worked examples, a door contact that is right unless stated:
 * - clock 30 s fast: it says 02:00:30 and arrives at 02:00:01. Offset −29 s; event time 02:00:01.
 * - marked as buffered: says 02:15:00, clock known to be 60 s fast, arrives at 05:40:00. Event time 02:14:00.
 * - the line of the home is down from 22:00 on; after 06:00:00 it hands over 22:10, 22:20, 22:30 within a minute. Each counts at its own time.
 * - clock set back by an hour: received at 02:13, it says 01:14 at 02:14. It was not silent at 01:14, so the clock is faulty; event time 02:14.
 * - the same, silent since 22:31: if the hall sensor was received at 01:40, the door opened at 02:14, otherwise at 01:14.
 */
export function eventTimeOf(clock: DeviceClock, reading: ReportedReading): EventTime {
  const { at, arrivedAt, historical } = reading;
  const hasTime = at !== null && at >= earliestSetClock;
  if (historical && (!hasTime || clock.faulty || at - arrivedAt > clockToleranceMs))
    return bufferedWithoutTime(clock, reading, hasTime ? at : null);
  if (!hasTime) return liveWithoutTime(clock, reading);
  if (wasSetBack(clock.latest, reading, at)) {
    if (historical) return bufferedWithoutTime(clock, reading, null);
    return eventTimeOf({ ...unknownClock, lastLiveAt: clock.lastLiveAt }, reading);
  }
  const { inDoubt, ...estimated } = estimate(clock, reading, at);
  if (estimated.clock.faulty || clock.faulty) return { time: estimated.time, clock: { ...estimated.clock, eventTimes: [] } };
  // A resend counts at its arrival and has no part in the order. A reading in doubt counts at its arrival too, and keeps its place.
  if (!inDoubt && estimated.time === arrivedAt && Math.abs(arrivedAt - at) > clockToleranceMs) return estimated;
  return inDeviceOrder(estimated, at, arrivedAt);
}

function liveWithoutTime(clock: DeviceClock, { arrivedAt, seq, boot }: ReportedReading): EventTime {
  if (seq === null || boot === null) return { time: arrivedAt, clock };
  return { time: arrivedAt, clock: { ...clock, undated: addLive(clock.undated, { seq, boot, at: null }, arrivedAt) } };
}

function bufferedWithoutTime(clock: DeviceClock, { arrivedAt, value, seq, boot }: ReportedReading, at: number | null): EventTime {
  const { time, undated } = undatedEventTime(clock.undated, { at, seq, boot, arrivedAt, value });
  return {
    time: time ?? arrivedAt - longestBacklogMs - 1,
    clock: undated === clock.undated ? clock : { ...clock, undated },
  };
}

/** Moves an estimated time so that the newest readings of the device stay in the order of their device times. */
function inDeviceOrder(estimated: EventTime, at: number, arrivedAt: number): EventTime {
  const { eventTimes } = estimated.clock;
  let time = estimated.time;
  for (let i = 0; i < eventTimes.length; i += 2) if ((eventTimes[i] as number) <= at) time = Math.max(time, eventTimes[i + 1] as number);
  for (let i = 0; i < eventTimes.length; i += 2) if ((eventTimes[i] as number) > at) time = Math.min(time, eventTimes[i + 1] as number);
  time = Math.min(time, arrivedAt);
  return { time, clock: { ...estimated.clock, eventTimes: [...eventTimes.slice(2 - 2 * eventTimesRemembered), at, time] } };
}

/** `inDoubt`: the reading counts at its arrival, though its own time may be right. */
interface Estimate extends EventTime {
  inDoubt?: true;
}

/** The event time of one reading, without regard to the others. */
function estimate(clock: DeviceClock, reading: ReportedReading, at: number): Estimate {
  const { arrivedAt, historical } = reading;
  const offset = arrivedAt - at;
  // A hub may number its buffered readings as it sends them, in any order: only live ones show how far numbers have come.
  if (historical) return { time: correctedTime(clock, at, arrivedAt), clock: { ...clock, recentTimes: addTime(clock.recentTimes, at) } };
  if (Math.abs(offset) > clockToleranceMs) return estimateBeyondTolerance(clock, reading, at);
  const offsets = offsetsSinceCorrection([...(clock.faulty ? [] : clock.offsets).slice(1 - samplesRemembered), offset]);
  const time = Math.min(arrivedAt, at + Math.min(...offsets));
  return { time, clock: { ...withStamp(clock, reading, at), offsets, suspect: null, faulty: false, lastLiveAt: arrivedAt, undated: null } };
}

/** A live reading more than two minutes from its arrival: it is late, sent again, or its clock is wrong. */
function estimateBeyondTolerance(clock: DeviceClock, reading: ReportedReading, at: number): Estimate {
  const { arrivedAt, value, maxTransitMs = clockToleranceMs, homeArrivals = null } = reading;
  const offset = arrivedAt - at;
  const mayBeInTransit = maxTransitMs > clockToleranceMs && offset > 0 && offset <= maxTransitMs;
  const isKnown = clock.offsets.length > 0;
  const isPossible = !clock.faulty && (isKnown || mayBeInTransit) && offset > 0 && offset <= longestBacklogMs;
  const corrected = correctedTime(clock, at, arrivedAt);
  // A restarted count and a clock set back look like an out-of-order reading; so one that raises concern must not be hours late.
  const mayBeOutOfOrder = mayBeInTransit || offset <= longestTransitMs || (value !== undefined && mayReassure(value));
  if (isPossible && mayBeOutOfOrder && arrivedOutOfOrder(clock.latest, reading, at))
    return { time: corrected, clock: withStamp(clock, reading, at) };
  // The same time to the millisecond, and not in the same burst: a resend, or a clock that has stopped. Neither shows a step.
  const isSameBurst = mayBeInTransit || (clock.suspect !== null && Math.abs(offset - clock.suspect.most) <= stepSpreadMs);
  if (clock.recentTimes.includes(at) && !isSameBurst) return { time: arrivedAt, clock };
  const outOfOrder = clock.faulty ? outOfOrderTime(clock.undated, reading, maxTransitMs) : null;
  if (outOfOrder !== null) return { time: outOfOrder, clock };
  const suspect = addSuspectOffset(clock.suspect, offset, arrivedAt, mayBeInTransit);
  // When recovery reads the record again, a reading that was received later shows nothing of the time before.
  const lastLiveAt = clock.lastLiveAt !== null && clock.lastLiveAt > arrivedAt ? null : clock.lastLiveAt;
  const isBuffered =
    isPossible && mayBeBuffered(clock, { at, corrected, lastLiveAt, maxTransitMs }) && !isClockStep(suspect, arrivedAt, mayBeInTransit);
  if (!isBuffered) return { time: arrivedAt, clock: faultyClock(clock, reading, at, lastLiveAt) };
  const learned = { ...withStamp(clock, reading, at), suspect, lastLiveAt };
  const mayBeNow = !mayBeInTransit && homeArrivals !== null && homeHeardBetween(homeArrivals, corrected, arrivedAt);
  // Offsets that vary are those of a backlog, and leave no doubt.
  const inDoubt = !suspect.vary && (!isKnown || mayBeNow);
  return inDoubt ? { time: arrivedAt, clock: learned, inDoubt } : { time: corrected, clock: learned };
}

/**
 * Whether a device may have buffered this reading: it was silent at that time, and hands readings over in order. A reading that was
 * in transit when the line went down may be a little older than the last that came through.
 */
const mayBeBuffered = (
  { recentTimes }: DeviceClock,
  { at, corrected, lastLiveAt, maxTransitMs }: { at: number; corrected: number; lastLiveAt: number | null; maxTransitMs: number },
): boolean => recentTimes.every((before) => before <= at) && (lastLiveAt === null || lastLiveAt - maxTransitMs < corrected);

const faultyClock = (
  clock: DeviceClock,
  { arrivedAt, seq, boot }: ReportedReading,
  at: number,
  lastLiveAt: number | null,
): DeviceClock => ({
  ...unknownClock,
  offsets: [arrivedAt - at],
  faulty: true,
  lastLiveAt,
  undated: addLive(clock.undated, { seq, boot, at }, arrivedAt),
});

const correctedTime = (clock: DeviceClock, at: number, arrivedAt: number): number => Math.min(arrivedAt, at + (offsetOf(clock) ?? 0));

const withStamp = (clock: DeviceClock, reading: ReportedReading, at: number): DeviceClock => ({
  ...clock,
  recentTimes: addTime(clock.recentTimes, at),
  latest: updateLatest(clock.latest, reading, at),
});

const addTime = (times: readonly number[], at: number): readonly number[] => [...times.slice(1 - samplesRemembered), at];

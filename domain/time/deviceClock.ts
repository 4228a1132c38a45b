import type { ReadingValue } from "../reading.ts";
import { mayShowWell, type Newest, type Numbers, newestOf, wasHeard, wasOvertaken } from "./clockDoubt.ts";
import { overtakenAt, placeUndated, type Undated, withLive } from "./undatedReadings.ts";

/** Beyond this the device's clock is at fault and receipt time counts. */
export const clockBoundMs = 2 * 60_000;

/** An earlier time comes from a clock that was never set. */
export const clockSetSince = Date.UTC(2005, 0, 1);

/** A step of a device's clock shows as the same odd offset for this long; a backlog comes in a burst, each reading as late as it is old. */
const stepSeenForMs = 2 * 60_000;
const stepSpreadMs = 30_000;
/** Where readings may be under way for longer than two minutes, only so many that are all late by the same show a step. */
const alikeMs = 10_000;
const alikeReadings = 6;
const stepReadings = 3;
const samplesKept = 8;
/** So many offsets in a row that lie so close together, and clear of the one before, show that a clock was set by less than the bound. */
const setReadings = 3;
const setSpreadMs = 5_000;
const placedKept = 8;

/** A reading is no longer under way, but for what a device or a hub kept. */
export const longestUnderWayMs = 15 * 60_000;

/** So old a time in a reading that does not say that it was kept is of a clock that was reset. */
export const longestBacklogMs = 14 * 86_400_000;

/** What is known of one device's clock. Offsets in ms: our clock less the device's, the delay of delivery included. */
export interface DeviceClock {
  /** Of the newest readings sent at once; the least is the best estimate, for delivery only adds. */
  offsets: readonly number[];
  /**
   * Like offsets beyond the bound in a row: a backlog that does not say so, or a clock that was set wrongly. The arrival of
   * the first, how many, and the least and the greatest of them; null for none. They `vary` where one before was greater by far:
   * a backlog, each reading as late as it is old.
   */
  odd: { since: number; count: number; least: number; most: number; vary: boolean } | null;
  /** The clock is wrong by more than the bound. */
  faulty: boolean;
  /** The device's own times of what it told last, as it told them; none while it is faulty. */
  told: readonly number[];
  /** The last arrival of what was sent at once; null while unknown. */
  heardAt: number | null;
  /** Two numbers for each of what it told last: its own time, and when that happened. None while it is faulty. */
  placed: readonly number[];
  /** By its own numbers, what it told last at once; null where it gives none, and while it is faulty. */
  newest: Newest | null;
  /** What it told last while it is faulty or tells no time; null where it told nothing so. */
  undated: Undated | null;
}

export const unknownClock: DeviceClock = {
  offsets: [],
  odd: null,
  faulty: false,
  told: [],
  heardAt: null,
  placed: [],
  newest: null,
  undated: null,
};

/** What a device says of when, and what is known beside it. Times in epoch ms. */
export interface ReportedReading extends Partial<Numbers> {
  at: number | null;
  arrivedAt: number;
  historical: boolean;
  /** What it says; unless said, it must not be missed. */
  value?: ReadingValue;
  /** Late by no more, it may have been under way with its clock in no doubt; two minutes unless said. */
  mayBeUnderWayMs?: number;
  /** When others of its home were heard (`withArrival`), for what must not be missed (`mustNotBeMissed`); null for what may be. */
  othersHeard?: readonly number[] | null;
}

/** A clock of which only an earlier estimate is known, `skewMs` being how far it was ahead of ours, and when its device was heard last. */
export const clockWithSkew = (skewMs: number | null, heardAt: number | null = null): DeviceClock =>
  skewMs === null
    ? { ...unknownClock, heardAt }
    : { ...unknownClock, offsets: [-skewMs], faulty: Math.abs(skewMs) > clockBoundMs, heardAt };

/** Our clock less the device's in ms, null while unknown. */
export const offsetOf = (clock: DeviceClock): number | null => (clock.offsets.length === 0 ? null : Math.min(...clock.offsets));

/**
 * When a reading happened, by our clock, and what it teaches of the device's. All in epoch ms.
 *
 * A clock within two minutes is put right by its estimated offset. Beyond that, receipt time counts, but for two that are
 * late rather than wrong: what the device says it kept (`historical`), and what a device with a good clock tells with an old
 * time, where it may have kept that without saying so (`mayBeLate`). Were its clock set back during a silence, the same
 * offset would show for two minutes; from then on it is faulty. Until then it is in doubt, unless delays vary as in a backlog: while
 * others of its home were heard, what must not be missed happens when it comes. A faulty clock is believed again when it is right.
 * The result is never after `arrivedAt`, and what a device with a good clock tells keeps the order of its own times: what is
 * estimated moves with each delivery, and a door must not close before it opened.
 *
 * What was kept by a device whose clock is at fault, or tells no time, has its place by the device's own order alone
 * (`undated.ts`). That is known in memory only: after a restart, until the device was heard again, something kept that shows
 * that all is well is taken for older than all that counts, and rather rings too much than not.
 */
export function eventTimeOf(clock: DeviceClock, told: ReportedReading): { time: number; clock: DeviceClock } {
  const { at } = told;
  const isSet = at !== null && at >= clockSetSince;
  if (told.historical && (!isSet || clock.faulty || told.arrivedAt - at < -clockBoundMs))
    return keptUndated(clock, told, isSet ? at : null);
  if (!isSet) return toldUndated(clock, told);
  if (wasSetBack(clock.newest, told, at)) {
    if (told.historical) return keptUndated(clock, told, null);
    return eventTimeOf({ ...unknownClock, heardAt: clock.heardAt }, told);
  }
  const { inDoubt, ...estimated } = estimate(clock, told, at);
  if (estimated.clock.faulty || clock.faulty) return { time: estimated.time, clock: { ...estimated.clock, placed: [] } };
  // Put at its arrival though it says otherwise: its own time is not gone by, but where that is in doubt its order is.
  if (!inDoubt && estimated.time === told.arrivedAt && Math.abs(told.arrivedAt - at) > clockBoundMs) return estimated;
  const { placed } = estimated.clock;
  let time = estimated.time;
  for (let i = 0; i < placed.length; i += 2) {
    const other = placed[i] as number;
    const happened = placed[i + 1] as number;
    if (other <= at) time = Math.max(time, happened);
  }
  for (let i = 0; i < placed.length; i += 2) {
    const other = placed[i] as number;
    if (other > at) time = Math.min(time, placed[i + 1] as number);
  }
  time = Math.min(time, told.arrivedAt);
  return { time, clock: { ...estimated.clock, placed: [...placed.slice(2 - 2 * placedKept), at, time] } };
}

/** Numbered later and timed earlier than the newest: its clock was set back in between, by however little. */
const wasSetBack = (newest: Newest | null, { seq = null, boot = null }: ReportedReading, at: number): boolean =>
  newest !== null && seq !== null && newest.boot === boot && seq > newest.seq && at < newest.at;

/** Told as it happened, without a time: receipt counts. */
function toldUndated(clock: DeviceClock, { arrivedAt, seq = null, boot = null }: ReportedReading): { time: number; clock: DeviceClock } {
  if (seq === null || boot === null) return { time: arrivedAt, clock };
  return { time: arrivedAt, clock: { ...clock, undated: withLive(clock.undated, { seq, boot, at: null }, arrivedAt) } };
}

/** Kept, and its time is none: longer ago than anything counts that people do, where it may show that all is well and nothing tells more. */
function keptUndated(clock: DeviceClock, told: ReportedReading, at: number | null): { time: number; clock: DeviceClock } {
  const { arrivedAt, value, seq = null, boot = null } = told;
  const { time, undated } = placeUndated(clock.undated, { at, seq, boot, arrivedAt, value });
  return {
    time: time ?? arrivedAt - longestBacklogMs - 1,
    clock: undated === clock.undated ? clock : { ...clock, undated },
  };
}

/** The same, each reading by itself. */
function estimate(clock: DeviceClock, told: ReportedReading, at: number): { time: number; clock: DeviceClock; inDoubt?: true } {
  const { arrivedAt, historical, value, seq = null, boot = null, mayBeUnderWayMs = clockBoundMs, othersHeard = null } = told;
  const offset = arrivedAt - at;
  const known = offsetOf(clock);
  const corrected = Math.min(arrivedAt, at + (known ?? 0));
  const telling = { ...clock, told: withTold(clock.told, at), newest: newestOf(clock.newest, { seq, boot }, at) };
  // A hub may number what it kept as it sends it, in any order: only what is told at once shows how far numbers and times have come.
  if (historical) return { time: corrected, clock: { ...telling, newest: clock.newest } };
  if (Math.abs(offset) <= clockBoundMs) {
    const offsets = sinceSet([...(clock.faulty ? [] : clock.offsets).slice(1 - samplesKept), offset]);
    const time = Math.min(arrivedAt, at + Math.min(...offsets));
    return { time, clock: { ...telling, offsets, odd: null, faulty: false, heardAt: arrivedAt, undated: null } };
  }
  const underWay = mayBeUnderWayMs > clockBoundMs && offset > 0 && offset <= mayBeUnderWayMs;
  const plausible = !clock.faulty && (known !== null || underWay) && offset > 0 && offset <= longestBacklogMs;
  // A count that began again with its clock set back looks the same, but for how late it is.
  const isOldNews = underWay || offset <= longestUnderWayMs || (value !== undefined && mayShowWell(value));
  if (plausible && isOldNews && wasOvertaken(clock.newest, { seq, boot }, at)) return { time: corrected, clock: telling };
  // Told before to the millisecond, and not just now: a resend of what is recorded, or a clock that stands still. Neither shows a step.
  const justNow = underWay || (clock.odd !== null && Math.abs(offset - clock.odd.most) <= stepSpreadMs);
  if (clock.told.includes(at) && !justNow) return { time: arrivedAt, clock };
  const odd = withOdd(clock.odd, offset, arrivedAt, underWay ? alikeMs : stepSpreadMs);
  const before = clock.faulty ? overtakenAt(clock.undated, { seq, boot, at }, mayBeUnderWayMs) : null;
  if (before !== null) return { time: before, clock };
  // What was heard after this arrived, as a record read again has it, tells nothing of the time before.
  const heardAt = clock.heardAt !== null && clock.heardAt > arrivedAt ? null : clock.heardAt;
  if (
    !plausible ||
    !mayBeLate({ at, corrected }, clock.told, heardAt, mayBeUnderWayMs) ||
    isStep(odd, arrivedAt, underWay ? alikeReadings : stepReadings)
  )
    return {
      time: arrivedAt,
      clock: { ...unknownClock, offsets: [offset], faulty: true, heardAt, undated: withLive(clock.undated, { seq, boot, at }, arrivedAt) },
    };
  const learned = { ...telling, odd, heardAt };
  // Of a clock that nobody knows yet: delays vary.
  const unknown = known === null && !odd.vary;
  const mayBeNow = !odd.vary && !underWay && othersHeard !== null && wasHeard(othersHeard, corrected, arrivedAt);
  return unknown || mayBeNow ? { time: arrivedAt, clock: learned, inDoubt: true } : { time: corrected, clock: learned };
}

/** Without those of before a clock that was ahead was set: the newest agree with one another, and not with the one before them. */
function sinceSet(offsets: readonly number[]): readonly number[] {
  const before = offsets.at(-setReadings - 1);
  if (before === undefined) return offsets;
  const newest = offsets.slice(-setReadings);
  const least = Math.min(...newest);
  return Math.max(...newest) - least <= setSpreadMs && before < least - 2 * setSpreadMs ? newest : offsets;
}

/**
 * Whether a device may have kept a reading without saying so: it was silent when that happened, and tells what it kept in
 * order. One that is heard at 02:01 and says at 02:02 that it is 01:02 has a wrong clock, and what it tells happens now. But what
 * was on its way when the line went down may have happened before the last that came through.
 */
const mayBeLate = (
  { at, corrected }: { at: number; corrected: number },
  told: readonly number[],
  heardAt: number | null,
  underWayMs: number,
): boolean => told.every((before) => before <= at) && (heardAt === null || heardAt - underWayMs < corrected);

const withTold = (told: readonly number[], at: number): readonly number[] => [...told.slice(1 - samplesKept), at];

type Odd = NonNullable<DeviceClock["odd"]>;

function withOdd(odd: Odd | null, offset: number, arrivedAt: number, spreadMs: number): Odd {
  if (odd !== null) {
    const least = Math.min(odd.least, offset);
    const most = Math.max(odd.most, offset);
    if (most - least <= spreadMs) return { ...odd, count: odd.count + 1, least, most };
  }
  const vary = odd !== null && (odd.vary || odd.most - offset > stepSpreadMs || spreadMs === alikeMs);
  return { since: arrivedAt, count: 1, least: offset, most: offset, vary };
}

const isStep = ({ since, count }: Odd, now: number, readings: number): boolean => count >= readings && now - since >= stepSeenForMs;

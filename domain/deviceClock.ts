/** Beyond this the device's clock is at fault and receipt time counts. */
export const clockBoundMs = 2 * 60_000;

/** An earlier time comes from a clock that was never set. */
export const clockSetSince = Date.UTC(2005, 0, 1);

/** A step of a device's clock shows as the same odd offset for this long; a backlog comes in a burst, each reading as late as it is old. */
const stepSeenForMs = 2 * 60_000;
const stepSpreadMs = 30_000;
const stepReadings = 3;
const samplesKept = 8;
const placedKept = 8;

/** So old a time in a reading that does not say that it was kept is of a clock that was reset. */
export const longestBacklogMs = 14 * 86_400_000;

/** What was on its way when the line went down happened before the last that came through. */
const underWayMs = 30_000;

/** What is known of one device's clock. Offsets in ms: our clock less the device's, the delay of delivery included. */
export interface DeviceClock {
  /** Of the newest readings sent at once; the least is the best estimate, for delivery only adds. */
  offsets: readonly number[];
  /**
   * Like offsets beyond the bound in a row: a backlog that does not say so, or a clock that was set wrongly. The arrival of
   * the first, how many, and the least and the greatest of them; null for none.
   */
  odd: { since: number; count: number; least: number; most: number } | null;
  /** The clock is wrong by more than the bound. */
  faulty: boolean;
  /** The device's own times of what it told last, as it told them; none while it is faulty. */
  told: readonly number[];
  /** The last arrival of what was sent at once; null while unknown. */
  heardAt: number | null;
  /** Two numbers for each of what it told last: its own time, and when that happened. None while it is faulty. */
  placed: readonly number[];
}

export const unknownClock: DeviceClock = { offsets: [], odd: null, faulty: false, told: [], heardAt: null, placed: [] };

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
 * offset would show for two minutes; from then on it is faulty. A faulty clock is believed again when it is right.
 * The result is never after `arrivedAt`, and what a device with a good clock tells keeps the order of its own times: what is
 * estimated moves with each delivery, and a door must not close before it opened.
 */
export function happenedAt(
  clock: DeviceClock,
  told: { at: number | null; arrivedAt: number; historical: boolean },
): { time: number; clock: DeviceClock } {
  const estimated = estimate(clock, told);
  const { at } = told;
  if (at === null || at < clockSetSince) return estimated;
  if (estimated.clock.faulty || clock.faulty) return { time: estimated.time, clock: { ...estimated.clock, placed: [] } };
  // Put at its arrival though it says otherwise: its own time is not gone by.
  if (estimated.time === told.arrivedAt && Math.abs(told.arrivedAt - at) > clockBoundMs) return estimated;
  let time = estimated.time;
  for (let i = 0; i < clock.placed.length; i += 2) {
    const other = clock.placed[i] as number;
    const happened = clock.placed[i + 1] as number;
    if (other <= at) time = Math.max(time, happened);
  }
  for (let i = 0; i < clock.placed.length; i += 2) {
    const other = clock.placed[i] as number;
    if (other > at) time = Math.min(time, clock.placed[i + 1] as number);
  }
  time = Math.min(time, told.arrivedAt);
  return { time, clock: { ...estimated.clock, placed: [...clock.placed.slice(2 - 2 * placedKept), at, time] } };
}

/** The same, each reading by itself. */
function estimate(
  clock: DeviceClock,
  { at, arrivedAt, historical }: { at: number | null; arrivedAt: number; historical: boolean },
): { time: number; clock: DeviceClock } {
  if (at === null || at < clockSetSince) return { time: arrivedAt, clock };
  const offset = arrivedAt - at;
  const known = offsetOf(clock);
  const corrected = Math.min(arrivedAt, at + (known ?? 0));
  if (historical) {
    if (clock.faulty || offset < -clockBoundMs) return { time: arrivedAt, clock };
    return { time: corrected, clock: { ...clock, told: withTold(clock.told, at) } };
  }
  if (Math.abs(offset) <= clockBoundMs) {
    const offsets = [...(clock.faulty ? [] : clock.offsets).slice(1 - samplesKept), offset];
    const told = withTold(clock.told, at);
    return {
      time: Math.min(arrivedAt, at + Math.min(...offsets)),
      clock: { ...clock, offsets, odd: null, faulty: false, told, heardAt: arrivedAt },
    };
  }
  // Told before to the millisecond: a resend of what is recorded, or a clock that stands still. Neither shows a step.
  if (clock.told.includes(at)) return { time: arrivedAt, clock };
  const odd = withOdd(clock.odd, offset, arrivedAt);
  // What was heard after this arrived, as a record read again has it, tells nothing of the time before.
  const heardAt = clock.heardAt !== null && clock.heardAt > arrivedAt ? null : clock.heardAt;
  const late = known !== null && offset > 0 && offset <= longestBacklogMs && mayBeLate({ at, corrected }, clock.told, heardAt);
  if (clock.faulty || !late || isStep(odd, arrivedAt))
    return { time: arrivedAt, clock: { offsets: [offset], odd: null, faulty: true, told: [], heardAt, placed: [] } };
  return { time: corrected, clock: { ...clock, odd, told: withTold(clock.told, at), heardAt } };
}

/**
 * Whether a device may have kept a reading without saying so: it was silent when that happened, and tells what it kept in
 * order. One that is heard at 02:01 and says at 02:02 that it is 01:02 has a wrong clock, and what it tells happens now.
 */
const mayBeLate = ({ at, corrected }: { at: number; corrected: number }, told: readonly number[], heardAt: number | null): boolean =>
  told.every((before) => before <= at) && (heardAt === null || heardAt - underWayMs < corrected);

const withTold = (told: readonly number[], at: number): readonly number[] => [...told.slice(1 - samplesKept), at];

type Odd = NonNullable<DeviceClock["odd"]>;

function withOdd(odd: Odd | null, offset: number, arrivedAt: number): Odd {
  if (odd !== null) {
    const least = Math.min(odd.least, offset);
    const most = Math.max(odd.most, offset);
    if (most - least <= stepSpreadMs) return { since: odd.since, count: odd.count + 1, least, most };
  }
  return { since: arrivedAt, count: 1, least: offset, most: offset };
}

const isStep = ({ since, count }: Odd, now: number): boolean => count >= stepReadings && now - since >= stepSeenForMs;

/** Beyond this the device's clock is at fault and receipt time counts. */
export const clockBoundMs = 2 * 60_000;

/** An earlier time comes from a clock that was never set. */
export const clockSetSince = Date.UTC(2005, 0, 1);

/** A step of a device's clock shows as the same odd offset for this long; a backlog comes in a burst, each reading as late as it is old. */
const stepSeenForMs = 2 * 60_000;
const stepSpreadMs = 30_000;
const stepReadings = 3;
const samplesKept = 8;

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
}

export const unknownClock: DeviceClock = { offsets: [], odd: null, faulty: false };

/** A clock of which only an earlier estimate is known, `skewMs` being how far it was ahead of ours. */
export const clockWithSkew = (skewMs: number | null): DeviceClock =>
  skewMs === null ? unknownClock : { offsets: [-skewMs], odd: null, faulty: Math.abs(skewMs) > clockBoundMs };

/** Our clock less the device's in ms, null while unknown. */
export const offsetOf = (clock: DeviceClock): number | null => (clock.offsets.length === 0 ? null : Math.min(...clock.offsets));

/**
 * When a reading happened, by our clock, and what it teaches of the device's. All in epoch ms.
 *
 * A clock within two minutes is put right by its estimated offset. Beyond that, receipt time counts, but for two that are
 * late rather than wrong: what the device says it kept (`historical`), and what a device with a good clock tells with an old
 * time. Were its clock set back instead, the same offset would show for two minutes; from then on it is faulty.
 * The result is never after `arrivedAt`.
 */
export function happenedAt(
  clock: DeviceClock,
  { at, arrivedAt, historical }: { at: number | null; arrivedAt: number; historical: boolean },
): { time: number; clock: DeviceClock } {
  if (at === null || at < clockSetSince) return { time: arrivedAt, clock };
  const offset = arrivedAt - at;
  const known = offsetOf(clock);
  const corrected = Math.min(arrivedAt, at + (known ?? 0));
  if (historical) return { time: clock.faulty ? arrivedAt : corrected, clock };
  if (Math.abs(offset) <= clockBoundMs) {
    const offsets = [...(clock.faulty ? [] : clock.offsets).slice(1 - samplesKept), offset];
    return { time: Math.min(arrivedAt, at + Math.min(...offsets)), clock: { offsets, odd: null, faulty: false } };
  }
  const odd = withOdd(clock.odd, offset, arrivedAt);
  if (clock.faulty || known === null || offset < 0 || isStep(odd, arrivedAt))
    return { time: arrivedAt, clock: { offsets: [offset], odd: null, faulty: true } };
  return { time: corrected, clock: { ...clock, odd } };
}

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

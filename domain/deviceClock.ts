/** Beyond this the device's clock is at fault and receipt time counts. */
export const clockBoundMs = 2 * 60_000;

/** An earlier time comes from a clock that was never set. */
export const clockSetSince = Date.UTC(2005, 0, 1);

/** A step of a device's clock shows as the same odd offset for this long; a backlog comes in a burst, each reading as late as it is old. */
const stepSeenForMs = 2 * 60_000;
const stepSpreadMs = 30_000;
const samplesKept = 8;

/** What is known of one device's clock. Offsets in ms: our clock less the device's, the delay of delivery included. */
export interface DeviceClock {
  /** Of the newest readings sent at once; the least is the best estimate, for delivery only adds. */
  offsets: readonly number[];
  /** Offsets beyond the bound in a row: a backlog that does not say so, or a clock that was set wrongly. */
  odd: readonly { offset: number; arrivedAt: number }[];
  /** The clock is wrong by more than the bound. */
  faulty: boolean;
}

export const unknownClock: DeviceClock = { offsets: [], odd: [], faulty: false };

/** A clock of which only an earlier estimate is known, `skewMs` being how far it was ahead of ours. */
export const clockWithSkew = (skewMs: number | null): DeviceClock =>
  skewMs === null ? unknownClock : { offsets: [-skewMs], odd: [], faulty: Math.abs(skewMs) > clockBoundMs };

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
    return { time: Math.min(arrivedAt, at + Math.min(...offsets)), clock: { offsets, odd: [], faulty: false } };
  }
  const odd = [...clock.odd.slice(1 - samplesKept), { offset, arrivedAt }];
  if (clock.faulty || known === null || offset < 0 || isStep(odd)) {
    return { time: arrivedAt, clock: { offsets: [offset], odd: clock.faulty ? [] : odd, faulty: true } };
  }
  return { time: corrected, clock: { ...clock, odd } };
}

function isStep(odd: DeviceClock["odd"]): boolean {
  const first = odd[0];
  const last = odd.at(-1);
  if (first === undefined || last === undefined || odd.length < 3 || last.arrivedAt - first.arrivedAt < stepSeenForMs) return false;
  const offsets = odd.map(({ offset }) => offset);
  return Math.max(...offsets) - Math.min(...offsets) <= stepSpreadMs;
}

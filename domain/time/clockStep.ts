/**
 * Tells a device clock that was changed from readings that are merely late. An offset is our clock less the device's, in ms, the
 * delay of delivery included.
 *
 * Clock set back by an hour: every reading has an offset of one hour, for as long as one looks. Backlog: a hub that was cut off for
 * four hours hands over its readings within a minute, with offsets of 4 h, 3 h 50 min, 3 h 40 min and so on.
 */

/** A changed clock shows the same offset for at least this long; a backlog comes in a burst. */
const stepSeenForMs = 2 * 60_000;
const stepReadings = 3;
export const stepSpreadMs = 30_000;
/** In test homes readings may be in transit for minutes, all by about the same delay: there more of them must agree, and more closely. */
const transitSpreadMs = 10_000;
const transitStepReadings = 6;

/** So many offsets in a row, this close together and clear of the one before, show that a clock was corrected by less than the tolerance. */
const correctedReadings = 3;
const correctedSpreadMs = 5_000;

/** Readings in a row whose offsets are beyond the tolerance and about the same. */
export interface SuspectOffsets {
  /** The arrival of the first, epoch ms. */
  since: number;
  count: number;
  least: number;
  most: number;
  /** An earlier reading was late by much more: the readings are a backlog, each as late as it is old. */
  vary: boolean;
}

/** With the offset of one more reading; where it differs from the others, a new row begins. */
export function addSuspectOffset(
  suspect: SuspectOffsets | null,
  offset: number,
  arrivedAt: number,
  mayBeInTransit: boolean,
): SuspectOffsets {
  const spreadMs = mayBeInTransit ? transitSpreadMs : stepSpreadMs;
  if (suspect !== null) {
    const least = Math.min(suspect.least, offset);
    const most = Math.max(suspect.most, offset);
    if (most - least <= spreadMs) return { ...suspect, count: suspect.count + 1, least, most };
  }
  const vary = suspect !== null && (suspect.vary || suspect.most - offset > stepSpreadMs || mayBeInTransit);
  return { since: arrivedAt, count: 1, least: offset, most: offset, vary };
}

/** Enough readings with about the same offset for long enough: the clock was changed. */
export const isClockStep = ({ since, count }: SuspectOffsets, now: number, mayBeInTransit: boolean): boolean =>
  count >= (mayBeInTransit ? transitStepReadings : stepReadings) && now - since >= stepSeenForMs;

/**
 * The offsets since a fast clock was corrected; all of them where it was not. Example in seconds: of −50, −50, −50, 0, 0, 0 the last
 * three agree and lie clear of the one before, so the three of −50 belong to the old setting and are dropped.
 */
export function offsetsSinceCorrection(offsets: readonly number[]): readonly number[] {
  const before = offsets.at(-correctedReadings - 1);
  if (before === undefined) return offsets;
  const newest = offsets.slice(-correctedReadings);
  const least = Math.min(...newest);
  return Math.max(...newest) - least <= correctedSpreadMs && before < least - 2 * correctedSpreadMs ? newest : offsets;
}

/**
 * What a device itself writes on each reading: the time of its clock and a sequence number. From two stamps one can often tell
 * which reading the device made first, even where its clock is wrong.
 */

/** `at` is the device's own time in epoch ms, null where it gave none or none that can be real. */
export interface DeviceStamp {
  at: number | null;
  /** Sequence number: one higher for each reading the device makes. Null where it gives none. */
  seq: number | null;
  /** Which start of the device the number counts from: after a restart it counts from 1 again under another `boot`. */
  boot: string | null;
}

export type SequenceStamp = Pick<DeviceStamp, "seq" | "boot">;

/** The highest sequence number of a device since it started, and the device time that came with it. */
export interface LatestStamp {
  boot: string;
  seq: number;
  at: number;
}

/** At most this many later readings may overtake a reading. A number that is further back shows that the device counts from the beginning again. */
const longestReorder = 1000;

/** The latest stamp after one more reading. A lower number with a later time means that the device counts from the beginning again. */
export function updateLatest(latest: LatestStamp | null, { seq, boot }: SequenceStamp, at: number): LatestStamp | null {
  if (seq === null || boot === null || (latest?.boot === boot && latest.seq >= seq && latest.at >= at)) return latest;
  return { boot, seq, at };
}

/**
 * Whether the device made this reading before its latest one, both by number and by time: the reading was long in transit, and the
 * clock is right. Example: latest is number 12 of 12:00; number 11 of 11:55 that arrives at 12:01 is out of order.
 */
export const arrivedOutOfOrder = (latest: LatestStamp | null, { seq, boot }: SequenceStamp, at: number): boolean =>
  latest !== null && seq !== null && latest.boot === boot && seq < latest.seq && latest.seq - seq <= longestReorder && at <= latest.at;

/** A higher number with an earlier time: the device's clock was set back in between, by however little. */
export const wasSetBack = (latest: LatestStamp | null, { seq, boot }: SequenceStamp, at: number): boolean =>
  latest !== null && seq !== null && latest.boot === boot && seq > latest.seq && at < latest.at;

/**
 * Whether the stamps show that the device made `one` before `other`: the numbers or the times say so, and neither says the opposite.
 * Stamps of two boots show nothing, for the clock may have been set at the restart.
 */
export function isBefore(one: DeviceStamp, other: DeviceStamp): boolean {
  if (one.boot !== other.boot) return false;
  const byNumber = one.boot === null || one.seq === null || other.seq === null ? 0 : other.seq - one.seq;
  const byTime = one.at === null || other.at === null ? 0 : other.at - one.at;
  if (Math.abs(byNumber) > longestReorder && byTime === 0) return false;
  return byNumber >= 0 && byTime >= 0 && byNumber + byTime > 0;
}

/** The higher number and the later time of two stamps of one boot. */
export const furthest = (one: DeviceStamp, other: DeviceStamp): DeviceStamp => ({
  boot: one.boot,
  seq: greater(one.seq, other.seq),
  at: greater(one.at, other.at),
});

const greater = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);

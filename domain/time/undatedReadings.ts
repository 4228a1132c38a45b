import type { ReadingValue } from "../reading.ts";
import { mayShowWell, type Numbers, overtakenBy } from "./clockDoubt.ts";

/**
 * When something happened that a device kept, where its clock tells no time: it is wrong, or there is none. What is left is the
 * order of its own numbers and times, among what it told as it happened. That leaves a span: what must not be missed is put at its
 * end, and what may show that all is well at its beginning, so that an old word of it silences nothing newer.
 */

const livesRemembered = 16;
const keptRemembered = 8;

/** What a device says itself of when it made a reading; `at` is null where it gives no time that can be one. */
export interface Own extends Numbers {
  at: number | null;
}

interface Placed extends Own {
  /** When it is taken to have happened, epoch ms by our clock. */
  time: number;
}

/** What a device told last while its clock told no time. */
export interface Undated {
  /** As it happened, oldest first, each shown to be after the one before. */
  live: readonly Placed[];
  /** Kept, and shown to be after one of those. */
  kept: readonly Placed[];
  /** How far its numbers and times had come when they began again; null where they did not, or are past that. */
  cameTo: Own | null;
}

/** With one more that was told as it happened. Where it is not shown to be after the last, a count or a clock began again. */
export function withLive(before: Undated | null, { seq, boot, at }: Own, time: number): Undated {
  const one = { seq, boot, at, time };
  const last = before?.live.at(-1);
  if (before === null || last === undefined || last.boot !== boot) return { live: [one], kept: [], cameTo: null };
  // Sent again: it would carry what it came before past what it came after.
  if (seq !== null && last.seq === seq && last.at === at) return before;
  const { live, kept, cameTo } = before;
  if (!isBefore(last, one)) return { live: [one], kept: [], cameTo: furthest(cameTo ?? last, last) };
  return { live: [...live.slice(1 - livesRemembered), one], kept, cameTo: cameTo !== null && isBefore(cameTo, one) ? null : cameTo };
}

/**
 * When something happened that was told at once and overtaken on its way, epoch ms by our clock: just before what overtook it. Null where
 * its numbers and its times do not both show that, and by no more than `withinMs`: a count may begin again, and a clock be set back.
 */
export function overtakenAt(known: Undated | null, { seq, boot, at }: Own, withinMs: number): number | null {
  if (known === null || seq === null || at === null) return null;
  const overtook = known.live.find(
    (one) => one.boot === boot && one.seq !== null && one.at !== null && seq < one.seq && at < one.at && one.at - at <= withinMs,
  );
  return overtook === undefined ? null : overtook.time - 1;
}

/**
 * When something that was kept happened, epoch ms by our clock and never after `arrivedAt`; null where it may show that all is well
 * and nobody knows what it came after. In a span of which the beginning is not known, nothing else that was kept is compared
 * with it: an old fall must not carry its old cancelling past a new one.
 */
export function placeUndated(
  known: Undated | null,
  { value, arrivedAt, ...own }: Own & { arrivedAt: number; value: ReadingValue | undefined },
): { time: number | null; undated: Undated | null } {
  const mayBeWell = value !== undefined && mayShowWell(value);
  let begins: number | null = null;
  let ends = arrivedAt;
  const narrow = (told: readonly Placed[]): void => {
    for (const one of told) {
      if (isBefore(one, own)) begins = Math.max(begins ?? one.time, one.time);
      else if (isBefore(own, one)) ends = Math.min(ends, one.time - 1);
    }
  };
  // Of numbers or times that were given twice, nobody knows which these are.
  if (known !== null && (known.cameTo === null || isBefore(known.cameTo, own))) {
    narrow(known.live);
    if (begins !== null) narrow(known.kept);
  }
  if (known === null || begins === null) return { time: mayBeWell ? null : ends, undated: known };
  const time = Math.min(arrivedAt, mayBeWell ? Math.min(begins, ends) : Math.max(begins, ends));
  const { seq, boot, at } = own;
  return { time, undated: { ...known, kept: [...known.kept.slice(1 - keptRemembered), { seq, boot, at, time }] } };
}

/** Whether the device shows that it made `one` before `other`: by its numbers or its times, and by neither the other way round. */
function isBefore(one: Own, other: Own): boolean {
  // What it made before it was started anew may have been made by another clock.
  if (one.boot !== other.boot) return false;
  const byNumber = one.boot === null || one.seq === null || other.seq === null ? 0 : other.seq - one.seq;
  const byTime = one.at === null || other.at === null ? 0 : other.at - one.at;
  if (Math.abs(byNumber) > overtakenBy && byTime === 0) return false;
  return byNumber >= 0 && byTime >= 0 && byNumber + byTime > 0;
}

const furthest = (one: Own, other: Own): Own => ({
  boot: one.boot,
  seq: greater(one.seq, other.seq),
  at: greater(one.at, other.at),
});

const greater = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);

import type { Reading } from "#domain/reading.ts";
import type { Mark } from "./homeState.ts";
import type { Turn } from "./homeStep.ts";

/**
 * Steps further back than this, or than so many, are not kept: a reading that late is put in its place from the record. Longer
 * in a test home, where testers lay minutes of disorder over a stream.
 */
const marksKept = { live: { ms: 15_000, most: 64 }, test: { ms: 16 * 60_000, most: 256 } };

const none: readonly never[] = [];

/** Keeps the way back to before a step in order of happening. */
export function mark(turn: Turn, time: number, reading: Reading | null): void {
  const kept = turn.marks;
  const from = forget(turn, time, 1);
  const step: Mark = { time, reading, undo: null, ongoing: turn.ongoing };
  turn.step = step;
  turn.marks = from === kept.length ? [step] : followedBy(kept, from, step);
  if (time > turn.seen) turn.seen = time;
}

/** Lets go of what lies too far back. */
export function forgetSteps(turn: Turn): void {
  if (turn.marks.length === 0) return;
  const from = forget(turn, turn.now, 0);
  if (from > 0) turn.marks = from === turn.marks.length ? none : turn.marks.slice(from);
}

/** A reading from before now is put in its place from the record. */
export function forgetAllSteps(turn: Turn): void {
  turn.marks = none;
  turn.step = null;
  turn.markedFrom = Math.max(turn.markedFrom, turn.seen);
}

/** The place of the first mark that stays when there are to be so many more. */
function forget(turn: Turn, now: number, more: number): number {
  const { marks } = turn;
  const { ms, most } = marksKept[turn.home.mode];
  let from = 0;
  while (from < marks.length && ((marks[from] as Mark).time < now - ms || marks.length - from + more > most)) from += 1;
  if (from > 0) turn.markedFrom = Math.max(turn.markedFrom, (marks[from - 1] as Mark).time);
  return from;
}

/** In one go, for this is done at every step. */
function followedBy(kept: readonly Mark[], from: number, step: Mark): readonly Mark[] {
  const marks = new Array<Mark>(kept.length - from + 1);
  for (let place = from; place < kept.length; place += 1) marks[place - from] = kept[place] as Mark;
  marks[kept.length - from] = step;
  return marks;
}

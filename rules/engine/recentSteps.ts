import type { Reading } from "#domain/reading.ts";
import type { RecentStep } from "./homeState.ts";
import type { HomeStep } from "./homeStep.ts";

/**
 * Steps further back than this, or than so many, are not kept: a reading that late is put in its place from the record. Longer
 * in a test home, where testers lay minutes of disorder over a stream.
 */
const marksKept = { live: { ms: 15_000, most: 64 }, test: { ms: 16 * 60_000, most: 256 } };

const none: readonly never[] = [];

/** Keeps the way back to before a step in order of happening. */
export function rememberStep(turn: HomeStep, time: number, reading: Reading | null): void {
  const kept = turn.recentSteps;
  const from = forget(turn, time, 1);
  const step: RecentStep = { time, reading, undo: null, ongoing: turn.ongoing };
  turn.currentStep = step;
  turn.recentSteps = from === kept.length ? [step] : followedBy(kept, from, step);
  if (time > turn.lastEventTime) turn.lastEventTime = time;
}

/** Lets go of what lies too far back. */
export function forgetOldSteps(turn: HomeStep): void {
  if (turn.recentSteps.length === 0) return;
  const from = forget(turn, turn.now, 0);
  if (from > 0) turn.recentSteps = from === turn.recentSteps.length ? none : turn.recentSteps.slice(from);
}

/** A reading from before now is put in its place from the record. */
export function forgetAllSteps(turn: HomeStep): void {
  turn.recentSteps = none;
  turn.currentStep = null;
  turn.recentStepsFrom = Math.max(turn.recentStepsFrom, turn.lastEventTime);
}

/** The place of the first mark that stays when there are to be so many more. */
function forget(turn: HomeStep, now: number, more: number): number {
  const { recentSteps } = turn;
  const { ms, most } = marksKept[turn.home.mode];
  let from = 0;
  while (from < recentSteps.length && ((recentSteps[from] as RecentStep).time < now - ms || recentSteps.length - from + more > most))
    from += 1;
  if (from > 0) turn.recentStepsFrom = Math.max(turn.recentStepsFrom, (recentSteps[from - 1] as RecentStep).time);
  return from;
}

/** In one go, for this is done at every step. */
function followedBy(kept: readonly RecentStep[], from: number, step: RecentStep): readonly RecentStep[] {
  const marks = new Array<RecentStep>(kept.length - from + 1);
  for (let place = from; place < kept.length; place += 1) marks[place - from] = kept[place] as RecentStep;
  marks[kept.length - from] = step;
  return marks;
}

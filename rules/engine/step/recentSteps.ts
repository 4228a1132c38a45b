import { followsReadings } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import type { RecentStep } from "../homeState.ts";
import type { HomeStep } from "./homeStep.ts";

/**
 * How many event-time steps a home keeps, so that a reading that is a little late can be inserted without the journal. A test home keeps
 * more, because testers disorder a stream by minutes.
 *
 * Example, live: steps at 02:00:00, 02:00:04 and 02:00:09. A reading of 02:00:02 that arrives at 02:00:10 takes back the steps of :04 and
 * :09 (the states before :04 are in its step), and all three readings are taken again in order. One of 01:59:40 is older than every kept step: it needs a replay
 * from the journal.
 */
const keptSteps = { service: { ms: 15_000, most: 64 }, readings: { ms: 16 * 60_000, most: 256 } };

const none: readonly never[] = [];

/** Begins an event-time step. From here on the lists of states belong to its memory, so the next change copies them. */
export function rememberStep(homeStep: HomeStep, time: number, reading: Reading | null): void {
  const { recentSteps, states, wakeTimes, disabledReasons, ongoing } = homeStep;
  const from = firstKept(homeStep, time, 1);
  const begun: RecentStep = { time, reading, states, wakeTimes, disabledReasons, ongoing };
  homeStep.ownsStates = false;
  homeStep.ownsWakes = false;
  homeStep.recentSteps = from === recentSteps.length ? [begun] : withStep(recentSteps, from, begun);
  if (time > homeStep.lastEventTime) homeStep.lastEventTime = time;
}

export function forgetOldSteps(step: HomeStep): void {
  if (step.recentSteps.length === 0) return;
  const from = firstKept(step, step.now, 0);
  if (from > 0) step.recentSteps = from === step.recentSteps.length ? none : step.recentSteps.slice(from);
}

/** From here on an out-of-order reading needs a replay from the journal. */
export function forgetAllSteps(step: HomeStep): void {
  step.recentSteps = none;
  step.recentStepsFrom = Math.max(step.recentStepsFrom, step.lastEventTime);
}

/** The index of the first step to keep when `more` steps are to follow. */
function firstKept(step: HomeStep, now: number, more: number): number {
  const { recentSteps } = step;
  const { ms, most } = keptSteps[followsReadings(step.home.mode) ? "readings" : "service"];
  let from = 0;
  while (from < recentSteps.length && ((recentSteps[from] as RecentStep).time < now - ms || recentSteps.length - from + more > most))
    from += 1;
  if (from > 0) step.recentStepsFrom = Math.max(step.recentStepsFrom, (recentSteps[from - 1] as RecentStep).time);
  return from;
}

/** One array of the right size: this runs at every step. */
function withStep(recent: readonly RecentStep[], from: number, last: RecentStep): readonly RecentStep[] {
  const steps = new Array<RecentStep>(recent.length - from + 1);
  for (let place = from; place < recent.length; place += 1) steps[place - from] = recent[place] as RecentStep;
  steps[recent.length - from] = last;
  return steps;
}

import { byEventTime, type Reading } from "#domain/reading.ts";
import { slotAt } from "../homeState.ts";
import { collectDecisions, eventTimeCause } from "../step/decisions.ts";
import { type HomeStep, restoreState } from "../step/homeStep.ts";
import { rememberStep } from "../step/recentSteps.ts";
import { fireDue, giveReading, readersOf } from "../step/runRules.ts";
import { type Replayed, reconcile } from "./reconcile.ts";

/**
 * Whether the reading belongs before an event-time step that the home already took.
 *
 * Readings arrive out of order: a hub hands over its buffer, or a radio repeats. Event-time rules must see them in the order in which
 * they happened. Three cases, by the reading's event time:
 *
 * 1. Not before the last step: the rules take it now.
 * 2. Before the last step, after `recentStepsFrom`: `replayFromMemory` takes back the steps after it.
 * 3. Before that, or from before a change of the home: the journal's replay window is replayed (rebuild.ts), under the plan in force now.
 *
 * Example. Bed exit 02:10, door 02:12; "back in bed 02:11" arrives at 02:12:05. Case 2: the door's step is taken back, the bed's reading
 * and the door's are taken in this order, and `reconcile` compares the decisions before and after.
 */
export function isOutOfOrder(step: HomeStep, reading: Reading): boolean {
  if (reading.time !== step.lastEventTime) return reading.time < step.lastEventTime;
  const last = step.recentSteps.at(-1);
  // The step of that very instant is forgotten: only the journal tells the order, unless the reading arrives in that same instant.
  if (last === undefined) return step.now > step.lastEventTime;
  return last.reading !== null && byEventTime(reading, last.reading) < 0;
}

/** Takes back the recent steps since the earliest of these readings, and takes all of them again in order. */
export function replayFromMemory(step: HomeStep, late: readonly Reading[]): void {
  const [first] = late.toSorted(byEventTime);
  if (first === undefined) return;
  const place = step.recentSteps.findIndex(({ time, reading }) => (reading === null ? time > first.time : byEventTime(first, reading) < 0));
  const from = place < 0 ? step.recentSteps.length : place;
  const readings = [...step.recentSteps.slice(from).flatMap(({ reading }) => reading ?? []), ...late].toSorted(byEventTime);
  const isActive = (at: number): boolean => step.ruleSet.byPlace[at] !== undefined || step.finishing.includes(at);
  const places = [...step.rules.keys()].filter((at) => step.rules[at]?.timeBase === "eventTime" && isActive(at));
  const before = step.recentSteps[from];
  if (before !== undefined) {
    for (const at of places) restoreState(step, at, slotAt(before, at));
    step.ongoing = before.ongoing;
  }
  step.recentSteps = step.recentSteps.slice(0, from);
  replay(step, readings, { from: first.time, places, late });
}

/**
 * The one replay: gives the readings to the event-time rules at these places, in order, and fires their timers in between, up to the home's
 * clock. They begin with the states that the step has: those before a recent step, or those at the beginning of the journal's window. A rule
 * that is finishing has an episode that began before the plan changed: older readings say nothing about its end. Then the decisions are
 * compared with what rang before (reconcile.ts).
 */
export function replay(
  step: HomeStep,
  readings: readonly Reading[],
  { late, from, places }: Pick<Replayed, "from" | "places"> & { late: readonly Reading[] },
): void {
  step.lastEventTime = step.recentSteps.at(-1)?.time ?? step.recentStepsFrom;
  const ongoingBefore = step.ongoing;
  const decisions = collectDecisions(step, () => {
    for (const reading of readings) {
      fireDue(step, reading.time, "eventTime");
      const readers = readersOf(step, reading, "eventTime").filter(({ place }) =>
        step.finishing.includes(place) ? reading.time >= step.planSince : places.includes(place),
      );
      if (readers.length === 0) continue;
      rememberStep(step, reading.time, reading);
      giveReading(step, readers, reading, reading.time, eventTimeCause);
    }
    fireDue(step, step.now, "eventTime");
  });
  reconcile(step, decisions, { from, places, ongoingBefore, lateCauses: late.map(eventTimeCause) });
}

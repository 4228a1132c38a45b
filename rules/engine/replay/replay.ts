import { byEventTime, type Reading } from "#domain/reading.ts";
import { never } from "../homeState.ts";
import { collectDecisions, eventTimeCause } from "../step/decisions.ts";
import { type HomeStep, restoreState } from "../step/homeStep.ts";
import { fitRules, isUnderFormerPlan, type PlanStage } from "../step/planChange.ts";
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
 * 2. Before the last step, after `recentStepsFrom`: `insertLateReading` takes back the steps after it, from memory.
 * 3. Before that, or under a former plan: the journal's replay window is replayed (rebuild.ts).
 *
 * Example. Bed exit 02:10, door 02:12; "back in bed 02:11" arrives at 02:12:05. Case 2: the door's step is taken back, the bed's reading
 * and the door's are taken in this order, and `reconcile` compares the decisions before and after.
 */
export function isOutOfOrder(step: HomeStep, reading: Reading): boolean {
  if (isUnderFormerPlan(step, reading)) return true;
  if (reading.time !== step.lastEventTime) return reading.time < step.lastEventTime;
  const last = step.recentSteps.at(-1);
  // The step of that very instant is forgotten: only the journal tells the order, unless the reading arrives in that same instant.
  if (last === undefined) return step.now > step.lastEventTime;
  return last.reading !== null && byEventTime(reading, last.reading) < 0;
}

/** Takes back the steps after a late reading, and takes all of them again in order. */
export function insertLateReading(step: HomeStep, late: Reading): void {
  const place = step.recentSteps.findIndex(({ time, reading }) => (reading === null ? time > late.time : byEventTime(late, reading) < 0));
  const from = place < 0 ? step.recentSteps.length : place;
  const readings = [late, ...step.recentSteps.slice(from).flatMap(({ reading }) => reading ?? [])];
  const isActive = (at: number): boolean => step.ruleSet.byPlace[at] !== undefined || step.finishing.includes(at);
  for (let nth = step.recentSteps.length - 1; nth >= from; nth -= 1)
    for (let one = step.recentSteps[nth]?.undo ?? null; one !== null; one = one.next)
      if (isActive(one.place)) restoreState(step, one.place, one.state === undefined ? undefined : one);
  const places = [...step.rules.keys()].filter((at) => step.rules[at]?.timeBase === "eventTime" && isActive(at));
  step.ongoing = step.recentSteps[from]?.ongoing ?? step.ongoing;
  step.recentSteps = step.recentSteps.slice(0, from);
  replay(step, readings, { from: late.time, places, late: [late] }, [{ ruleSet: step.ruleSet, until: never }]);
}

/**
 * Gives the readings to the event-time rules at these places, in order, and fires their timers in between, up to the home's clock. Each
 * plan is in force in its own time. Then the decisions are compared with what rang before (reconcile.ts).
 */
export function replay(
  step: HomeStep,
  readings: readonly Reading[],
  { late, from, places }: Pick<Replayed, "from" | "places"> & { late: readonly Reading[] },
  stages: readonly [PlanStage, ...PlanStage[]],
): void {
  step.lastEventTime = step.recentSteps.at(-1)?.time ?? step.recentStepsFrom;
  const ongoingBefore = step.ongoing;
  const left = [...stages];
  const advanceTo = (time: number, stagesBy = time): void => {
    for (let [stage, next] = left; stage !== undefined && next !== undefined && stage.until < stagesBy; [stage, next] = left) {
      left.shift();
      fireDue(step, stage.until, "eventTime");
      step.ruleSet = next.ruleSet;
      fitRules(step, stage.until, places);
    }
    fireDue(step, time, "eventTime");
  };
  const decisions = collectDecisions(step, () => {
    for (const reading of readings) {
      advanceTo(reading.time);
      const readers = readersOf(step, reading, "eventTime").filter(({ place }) => places.includes(place));
      if (readers.length === 0) continue;
      rememberStep(step, reading.time, reading);
      giveReading(step, readers, reading, reading.time, eventTimeCause);
    }
    advanceTo(step.now, never);
  });
  reconcile(step, decisions, { from, places, ongoingBefore, lateCauses: late.map(eventTimeCause) });
}

import type { Plan } from "#domain/plan.ts";
import type { Reading } from "#domain/reading.ts";
import { nightOf } from "#domain/time/nightDate.ts";
import { hasEnded, startsLaterAt } from "#domain/time/planDates.ts";
import { never, slotAt } from "../homeState.ts";
import { allowedLatenessMs, replayWindowMs } from "../replayWindow.ts";
import { disableRule } from "./disableRule.ts";
import { activeRuleAt, type HomeStep, restoreState } from "./homeStep.ts";
import { type RuleSet, ruleSetFrom } from "./ruleSet.ts";
import { fireDue, startRule } from "./runRules.ts";

/*
 * What happens to rules when a home's plan changes.
 *
 * Example. Plan A has bedExit and doorOpen, plan B only doorOpen; the change is at 02:10, and the bed is empty since 02:00. bedExit has an
 * open episode, so it is `finishing`: it still reads the bed, ends its episode when the person is back at 02:15, and then leaves. doorOpen
 * is started with its state and the new settings. A reading of 02:05 that arrives at 03:00 is judged by plan A, which is in `formerPlans`
 * until 02:10.
 */

/** A home remembers at most so many former plans. */
const mostFormerPlans = 8;

/** A span of time and the rules that were active in it. */
export interface PlanStage {
  ruleSet: RuleSet;
  /** Epoch ms; `never` for the present plan. */
  until: number;
}

/**
 * Fits the rules at these places to the step's rule set. A rule of the plan keeps its state and gets the present settings; a disabled
 * one starts again, except with `resumed`. A rule out of the plan leaves, or finishes its open episode first. A rule that is new in the plan
 * stays without a state.
 */
export function fitRules(step: HomeStep, at: number, places: Iterable<number>, resumed = false): void {
  for (const place of places) {
    const slot = slotAt(step, place);
    const active = step.ruleSet.byPlace[place];
    if (active !== undefined) {
      // Back in the plan while it finishes an episode: it keeps its state until a rebuild gives it the readings that it missed.
      if (step.finishing.includes(place)) continue;
      if (slot === undefined || (resumed && slot.disabledReason !== undefined)) continue;
      startRule(step, active, at, slot.disabledReason === undefined ? slot.state : undefined);
    } else if (slot !== undefined) {
      if (!hasOpenEpisode(step, place)) restoreState(step, place, undefined);
      else if (!step.finishing.includes(place)) step.finishing = [...step.finishing, place];
    }
  }
}

/** A rule out of the plan leaves when its last episode is over. */
export function removeFinishedRules(step: HomeStep): void {
  for (const place of step.finishing) {
    if (hasOpenEpisode(step, place)) continue;
    restoreState(step, place, undefined);
    step.finishing = step.finishing.filter((one) => one !== place);
  }
}

/** A rule that throws here is disabled. */
function hasOpenEpisode(step: HomeStep, place: number): boolean {
  const slot = slotAt(step, place);
  const rule = step.rules[place];
  if (slot === undefined || slot.disabledReason !== undefined || rule?.hasOpenEpisode === undefined) return false;
  try {
    return rule.hasOpenEpisode(slot.state);
  } catch (error) {
    disableRule(step, activeRuleAt(step, place), error, { on: "start" }, step.now, `running/v${rule.version}`);
    return false;
  }
}

export function rememberFormerPlan(step: HomeStep): void {
  const { plan } = step.home;
  const recent = step.formerPlans.filter(({ until }) => until > step.now - allowedLatenessMs - replayWindowMs);
  if (step.plan !== null && step.plan !== plan)
    step.formerPlans = [...recent, { plan: step.plan, until: step.now }].slice(-mostFormerPlans);
  else if (recent.length < step.formerPlans.length) step.formerPlans = recent;
  step.plan = plan;
}

/** A timer that was due before the change of plan, and is found only now, fires under the plan of that time. */
export function fireDueUnderFormerPlan(step: HomeStep): void {
  const { ruleSet } = step;
  if (step.plan !== null && step.plan !== step.home.plan) step.ruleSet = ruleSetOfPlan(step, step.plan) ?? ruleSet;
  fireDue(step, step.now);
  step.ruleSet = ruleSet;
}

/**
 * The plans since `from`, each until its end. A stage also has the rules of later plans: a rule that came with plan B learns from the time
 * of plan A as if it had been there.
 */
export function stagesSince(step: HomeStep, from: number): [PlanStage, ...PlanStage[]] {
  const present: PlanStage = { ruleSet: step.ruleSet, until: never };
  const former = step.formerPlans.flatMap(({ plan, until }): PlanStage[] => {
    const ruleSet = until > from ? ruleSetOfPlan(step, plan) : null;
    return ruleSet === null ? [] : [{ ruleSet, until }];
  });
  const stages = former.map(({ ruleSet, until }, nth): PlanStage => {
    const all = new Map(ruleSet.all.map((active) => [active.place, active]));
    for (const later of [...former.slice(nth + 1), present])
      for (const active of later.ruleSet.all) if (!all.has(active.place)) all.set(active.place, active);
    return { ruleSet: ruleSetFrom(step.rules, [...all.values()]), until };
  });
  const [first, ...others] = stages;
  return first === undefined ? [present] : [first, ...others, present];
}

/** Null for a plan that the present rules cannot read: its time then belongs to the next plan. */
function ruleSetOfPlan(step: HomeStep, plan: Plan): RuleSet | null {
  try {
    return step.ruleSetOf({ ...step.home, plan });
  } catch {
    return null;
  }
}

/** Whether the reading happened while a former plan was in force. */
export const isUnderFormerPlan = ({ formerPlans }: HomeStep, { time }: Reading): boolean => {
  const last = formerPlans.at(-1);
  return last !== undefined && time < last.until;
};

/** Whether a rule of a former plan read such a reading, though no rule of the present plan does. */
export const hadFormerReader = (step: HomeStep, reading: Reading): boolean =>
  isUnderFormerPlan(step, reading) &&
  step.rules.some(
    ({ name, timeBase, reads }) =>
      timeBase === "eventTime" &&
      (reads === "all" || reads.includes(reading.value.kind)) &&
      step.formerPlans.some(({ plan, until }) => reading.time < until && name in plan.rules),
  );

/**
 * Whether an episode since `since` still belongs to a former plan, so that the present plan's dates do not apply to it. A former plan
 * keeps its episodes to their end, and the night of the change.
 */
export function belongsToFormerPlan({ home: { timezone }, formerPlans, ruleSet, rules }: HomeStep, rule: string, since: number): boolean {
  if (ruleSet.byPlace[rules.findIndex(({ name }) => name === rule)] === undefined) return true;
  return formerPlans.some(
    ({ plan, until }) =>
      rule in plan.rules &&
      nightOf(since, timezone) <= nightOf(until, timezone) &&
      !hasEnded(plan, timezone, until) &&
      startsLaterAt(plan, timezone, until) === null,
  );
}

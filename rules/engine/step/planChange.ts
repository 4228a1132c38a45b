import type { Plan } from "#domain/plan.ts";
import { nightOf } from "#domain/time/nightDate.ts";
import { hasEnded, startsLaterAt } from "#domain/time/planDates.ts";
import { slotAt } from "../homeState.ts";
import { disableRule } from "./disableRule.ts";
import { activeRuleAt, type HomeStep, restoreState } from "./homeStep.ts";
import type { RuleSet } from "./ruleSet.ts";
import { fireDue, startRule } from "./runRules.ts";

/*
 * What happens to rules when a home's plan changes.
 *
 * Example. Plan A has bedExit and doorOpen, plan B only doorOpen; the change is at 02:10, and the bed is empty since 02:00. bedExit has an
 * open episode, so it is `finishing`: it still reads the bed, ends its episode when the person is back at 02:15, and then leaves. doorOpen
 * is started with its state and the new settings. A reading of 02:05 that arrives at 03:00 is judged by plan B, the plan in force now.
 */

/**
 * Fits the rules to the step's rule set. A rule of the plan keeps its state and gets the present settings; a disabled one starts again,
 * except with `resumed`. A rule out of the plan leaves, or finishes its open episode first. A rule that is new in the plan stays without a
 * state.
 */
export function fitRules(step: HomeStep, resumed: boolean): void {
  for (const place of step.rules.keys()) {
    const slot = slotAt(step, place);
    const active = step.ruleSet.byPlace[place];
    if (active !== undefined) {
      // Back in the plan while it finishes an episode: it keeps its state until a rebuild gives it the readings that it missed.
      if (step.finishing.includes(place)) continue;
      if (slot === undefined || (resumed && slot.disabledReason !== undefined)) continue;
      startRule(step, active, step.now, slot.disabledReason === undefined ? slot.state : undefined);
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

/** A timer that was due before the change of plan, and is found only now, fires under the plan of that time. Then the former plan is remembered. */
export function endFormerPlan(step: HomeStep): void {
  const { ruleSet, plan: former, now } = step;
  const { plan, timezone } = step.home;
  if (former !== null && former !== plan) {
    step.ruleSet = ruleSetOfPlan(step, former) ?? ruleSet;
    if (!hasEnded(former, timezone, now) && startsLaterAt(former, timezone, now) === null) step.formerPlan = former;
    step.planSince = now;
  }
  fireDue(step, now);
  step.ruleSet = ruleSet;
  step.plan = plan;
}

/** Null for a plan that the present rules cannot read. */
function ruleSetOfPlan(step: HomeStep, plan: Plan): RuleSet | null {
  try {
    return step.ruleSetOf({ ...step.home, plan });
  } catch {
    return null;
  }
}

/**
 * Whether an episode since `since` still belongs to the former plan, so that the present plan's dates do not apply to it. A former plan
 * keeps its episodes to their end, and the night of the change.
 */
export function belongsToFormerPlan(step: HomeStep, rule: string, since: number): boolean {
  const { formerPlan, planSince, ruleSet, rules } = step;
  const { timezone } = step.home;
  if (ruleSet.byPlace[rules.findIndex(({ name }) => name === rule)] === undefined) return true;
  return formerPlan !== null && rule in formerPlan.rules && nightOf(since, timezone) <= nightOf(planSince, timezone);
}

import { nightOf } from "#domain/time/nightDate.ts";
import { hasEnded, startsLaterAt } from "#domain/time/planDates.ts";
import type { HomeStep } from "./homeStep.ts";

/** Whether a plan of before has it still: it goes on to the end of what it watches, and through the night in which another took its place. */
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

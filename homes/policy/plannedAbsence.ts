import type { PlanFault } from "#rules/plan/readPlan.ts";
import type { PlannedAbsence } from "../absences.ts";
import type { RuleDescription } from "../ruleDescriptions.ts";

const yearMs = 366 * 86_400_000;

/** Times of a planned absence that make no sense. `now` is the home's clock; all in epoch ms. */
export function plannedTimeFaults({ startsAt, endsAt }: Pick<PlannedAbsence, "startsAt" | "endsAt">, now: number): PlanFault[] {
  const faults: PlanFault[] = [];
  if (startsAt < now - 2 * yearMs) faults.push({ path: "startsAt", message: "this is more than two years in the past" });
  if (endsAt <= startsAt) faults.push({ path: "endsAt", message: "an absence must end after it starts" });
  else if (endsAt <= now) faults.push({ path: "endsAt", message: "this is in the past" });
  else if (endsAt > now + 5 * yearMs) faults.push({ path: "endsAt", message: "this is more than five years ahead" });
  return faults;
}

/** Of the rules that an absence suspends, those that do not exist or that no absence may suspend. */
export function neverSuspended(rules: readonly RuleDescription[], suspends: readonly string[]): PlanFault[] {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  return suspends.flatMap((name, place) => {
    const rule = byName.get(name);
    const path = `suspends.${place}`;
    if (rule === undefined) return [{ path, message: `there is no rule ${name}` }];
    return rule.guardsLife || rule.housekeeping ? [{ path, message: `${name} is never suspended` }] : [];
  });
}

import type { Plan } from "#domain/plan.ts";
import { isLegible, notLegible } from "#domain/text.ts";
import type { PlanFault } from "#rules/plan/readPlan.ts";

/** Names in a proposed plan that contain no letter or digit. A stored plan may have such names, so only proposals are checked. */
export function illegibleNames({ name, windows }: Plan): PlanFault[] {
  const faults = isLegible(name) ? [] : [{ path: "name", message: notLegible }];
  for (const [place, window] of windows.entries())
    if (!isLegible(window.name)) faults.push({ path: `windows.${place}.name`, message: notLegible });
  return faults;
}

/** A day or a rule that the plan lists twice counts once. */
export const withoutRepeats = (plan: Plan): Plan => ({
  ...plan,
  windows: plan.windows.map((window) => ({ ...window, days: [...new Set(window.days)] })),
  absenceSuspends: [...new Set(plan.absenceSuspends)],
});

import type { Plan } from "#domain/plan.ts";
import { isLegible, notLegible } from "#domain/text.ts";
import { wallDate } from "#domain/time/wallClock.ts";
import { Refusal } from "./errors.ts";

/** What is wrong with a plan that somebody proposes, though one that is stored may be so. */
export interface PlanDoubt {
  path: string;
  message: string;
}

/** What people go by in a plan must be there to be read. */
export function illegible({ name, windows }: Plan): PlanDoubt[] {
  const doubts = isLegible(name) ? [] : [{ path: "name", message: notLegible }];
  for (const [place, window] of windows.entries())
    if (!isLegible(window.name)) doubts.push({ path: `windows.${place}.name`, message: notLegible });
  return doubts;
}

/** What is named twice counts once. */
export const withoutRepeats = (plan: Plan): Plan => ({
  ...plan,
  windows: plan.windows.map((window) => ({ ...window, days: [...new Set(window.days)] })),
  absenceSuspends: [...new Set(plan.absenceSuspends)],
});

/**
 * Throws Refusal `invalid` for dates that would leave people unguarded; `now` in epoch ms, by the clock of the home. Not for a test
 * home, whose time is its readings'.
 */
export function refuseDates({ starts, ends, timezone }: Plan, now: number, homeTimezone: string): void {
  const today = Temporal.PlainDate.from(wallDate(now, timezone ?? homeTimezone));
  const doubts: PlanDoubt[] = [];
  if (starts !== null && starts > today.add({ years: 1 }).toString())
    doubts.push({ path: "plan.starts", message: "this is more than a year ahead, and until then the plan would guard nobody" });
  if (ends !== null && ends < today.toString())
    doubts.push({ path: "plan.ends", message: "this is over already: a plan that has ended guards nobody" });
  if (doubts.length > 0) throw new Refusal("invalid", "The request is not valid.", doubts);
}

import { nightOf } from "#domain/nightDate.ts";
import type { Plan } from "#domain/plan.ts";
import { instantOf, wallDate } from "#domain/wallClock.ts";
import type { Turn } from "./turn.ts";

/** Whether the plan's last day is past, and the night that began on it, by the calendar of the home: what began then finishes. */
export const isOver = (plan: Plan, timezone: string, at: number): boolean => plan.ends !== null && plan.ends < nightOf(at, timezone);

/** When the plan begins, epoch ms; null where it has begun. What goes on until then rings then. */
export const startOf = (plan: Plan, timezone: string, at: number): number | null =>
  plan.starts === null || plan.starts <= wallDate(at, timezone) ? null : instantOf(Temporal.PlainDate.from(plan.starts), "00:00", timezone);

/** Whether a plan of before has it still: it goes on to the end of what it watches, and through the night in which another took its place. */
export function isOfFormer({ home: { timezone }, former, guards, rules }: Turn, rule: string, since: number): boolean {
  if (guards.byPlace[rules.findIndex(({ name }) => name === rule)] === undefined) return true;
  return former.some(
    ({ plan, until }) =>
      rule in plan.rules &&
      nightOf(since, timezone) <= nightOf(until, timezone) &&
      !isOver(plan, timezone, until) &&
      startOf(plan, timezone, until) === null,
  );
}

import type { Plan } from "../plan.ts";
import { nightOf } from "./nightDate.ts";
import { instantOf, wallDate } from "./wallClock.ts";

/** Whether the plan's last day is past, and the night that began on it, by the calendar of the home: what began then finishes. */
export const hasEnded = (plan: Plan, timezone: string, at: number): boolean => plan.ends !== null && plan.ends < nightOf(at, timezone);

/** When the plan begins, epoch ms; null where it has begun. What goes on until then rings then. */
export const startsLaterAt = (plan: Plan, timezone: string, at: number): number | null =>
  plan.starts === null || plan.starts <= wallDate(at, timezone) ? null : instantOf(Temporal.PlainDate.from(plan.starts), "00:00", timezone);

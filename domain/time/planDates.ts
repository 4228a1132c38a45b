import type { Plan } from "../plan.ts";
import { nightOf } from "./nightDate.ts";
import { instantOf, wallDate } from "./wallClock.ts";

/** Whether the plan has ended, by the calendar of the home. With `ends` 2026-11-22 it watches until noon on the 23rd. */
export const hasEnded = (plan: Plan, timezone: string, at: number): boolean => plan.ends !== null && plan.ends < nightOf(at, timezone);

/** When the plan will start, epoch ms; null where it has started. An episode that still lasts at the start raises its alarm then. */
export const startsLaterAt = (plan: Plan, timezone: string, at: number): number | null =>
  plan.starts === null || plan.starts <= wallDate(at, timezone) ? null : instantOf(Temporal.PlainDate.from(plan.starts), "00:00", timezone);

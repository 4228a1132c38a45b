import type { HomeFacts } from "#domain/home.ts";
import type { Plan } from "#domain/plan.ts";
import { hasEnded, startsLaterAt } from "#domain/time/planDates.ts";
import { wallDate } from "#domain/time/wallClock.ts";
import type { PlanFault } from "#rules/plan/readPlan.ts";
import type { RuleDescription } from "../ruleDescriptions.ts";

/** Whether a plan applies by its dates: it starts later, it applies today, or its last night has ended. */
export type PlanPhase = "notYet" | "inForce" | "over";

/** `now` is the home's clock in epoch ms. The plan's dates are days in the plan's time zone. */
export function planPhase({ plan, timezone }: Pick<HomeFacts, "plan" | "timezone">, now: number): PlanPhase {
  if (startsLaterAt(plan, timezone, now) !== null) return "notYet";
  return hasEnded(plan, timezone, now) ? "over" : "inForce";
}

/**
 * The dates for which a live home refuses a plan: a start more than a year ahead, or an end in the past. A test home accepts both, because
 * its clock follows its readings. `now` is the home's clock in epoch ms.
 */
export function dateFaults({ starts, ends, timezone }: Plan, now: number, homeTimezone: string): PlanFault[] {
  const today = Temporal.PlainDate.from(wallDate(now, timezone ?? homeTimezone));
  const faults: PlanFault[] = [];
  if (starts !== null && starts > today.add({ years: 1 }).toString())
    faults.push({
      path: "plan.starts",
      message: "this is more than a year ahead: choose an earlier day, the plan does not watch the home before it starts",
    });
  if (ends !== null && ends < today.toString())
    faults.push({
      path: "plan.ends",
      message: "this is in the past: choose today or a later day, the plan does not watch the home after its end",
    });
  return faults;
}

/**
 * The days on which the proposed plan does not apply by its dates, although the present plan does. On those days only calls for help and
 * devices are watched. An early end is no gap where the plan has a review after today, because the review reminds staff before the end.
 *
 * Example: today is 22 November, the present plan ends on 31 December. A proposal that starts on 1 December leaves 22 to 30 November
 * unwatched. A proposal that ends on 20 December leaves 21 to 31 December unwatched, unless it has a review, say on 10 December.
 */
export function unwatchedDays(
  { plan: present, timezone }: Pick<HomeFacts, "plan" | "timezone">,
  proposed: Plan,
  rules: readonly RuleDescription[],
  now: number,
): PlanFault[] {
  const aboutPeople = rules.filter((rule) => !rule.guardsLife && !rule.housekeeping);
  if (!aboutPeople.some(({ name }) => Object.hasOwn(present.rules, name))) return [];
  const today = wallDate(now, proposed.timezone ?? timezone);
  // ISO dates compare as text: alphabetical order is order of time.
  const from = present.starts !== null && present.starts > today ? present.starts : today;
  const last = present.ends;
  if (last !== null && last < from) return [];
  const { starts, review, ends } = proposed;
  const gaps: PlanFault[] = [];
  if (starts !== null && starts > from)
    gaps.push({
      path: "plan.starts",
      message: `from ${dateText(from)} until this plan starts on ${dateText(starts)}, ${onlyCalls}${until(last)}`,
    });
  const isReviewed = review !== null && review > today;
  if (ends !== null && !isReviewed && (last === null || ends < last))
    gaps.push({
      path: "plan.ends",
      message: `after ${dateText(ends)}, ${onlyCalls}${until(last)}; set a review before the end to remind staff`,
    });
  return gaps;
}

const onlyCalls = "only calls for help and devices would be watched; the present plan watches more";

const until = (last: string | null): string => (last === null ? "" : ` until ${dateText(last)}`);

const dateText = (date: string): string =>
  Temporal.PlainDate.from(date).toLocaleString("en-GB", { day: "numeric", month: "long", year: "numeric" });

import type { HomeFacts } from "#domain/home.ts";
import type { Plan } from "#domain/plan.ts";
import { isOver, startOf } from "#domain/time/planDates.ts";
import { wallDate } from "#domain/time/wallClock.ts";
import type { RuleDescription } from "#homes/ruleDescriptions.ts";
import type { PlanDoubt } from "./planSense.ts";

/** Where a plan stands by its dates. */
export type Standing = "notYet" | "guards" | "over";

/** `now` in epoch ms, by the clock of the home, whose zone is the plan's. */
export function standingOf({ plan, timezone }: Pick<HomeFacts, "plan" | "timezone">, now: number): Standing {
  if (startOf(plan, timezone, now) !== null) return "notYet";
  return isOver(plan, timezone, now) ? "over" : "guards";
}

const watched = "only calls for help and devices would be watched, and the present plan guards";

/**
 * The days on which nobody would be guarded by the dates of a proposed plan, and are by the present one. An end of which a review to come
 * reminds staff is foreseen. Not for a test home, whose time is its readings'.
 */
export function gapsLeft(
  { plan: present, timezone }: Pick<HomeFacts, "plan" | "timezone">,
  proposed: Plan,
  rules: readonly RuleDescription[],
  now: number,
): PlanDoubt[] {
  const aboutPeople = rules.filter((rule) => !rule.guardsLife && !rule.housekeeping);
  if (!aboutPeople.some(({ name }) => Object.hasOwn(present.rules, name))) return [];
  const today = wallDate(now, proposed.timezone ?? timezone);
  // Dates in the order of the alphabet are in order of time.
  const from = present.starts !== null && present.starts > today ? present.starts : today;
  const last = present.ends;
  if (last !== null && last < from) return [];
  const { starts, review, ends } = proposed;
  const gaps: PlanDoubt[] = [];
  if (starts !== null && starts > from)
    gaps.push({ path: "plan.starts", message: `from ${dateText(from)} until it starts on ${dateText(starts)} ${watched}${until(last)}` });
  const foreseen = review !== null && review > today;
  if (ends !== null && !foreseen && (last === null || ends < last))
    gaps.push({
      path: "plan.ends",
      message: `after ${dateText(ends)} ${watched}${until(last)}; a review before the end would remind staff`,
    });
  return gaps;
}

const until = (last: string | null): string => (last === null ? "" : ` until ${dateText(last)}`);

const dateText = (date: string): string =>
  Temporal.PlainDate.from(date).toLocaleString("en-GB", { day: "numeric", month: "long", year: "numeric" });

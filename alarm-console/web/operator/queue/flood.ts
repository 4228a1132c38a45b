import type { CaseView } from "#domain/answering/case.ts";
import { headline } from "../../shared/live/headline.ts";

/** More than ten new cases in ten minutes are a flood (EEMUA 191). */
const floodMs = 600_000;
const floodCases = 10;

export const isFlood = (waiting: readonly CaseView[], now: number): boolean =>
  waiting.filter(({ openedAt }) => now - Date.parse(openedAt) < floodMs).length > floodCases;

/** Waiting cases of one cause. `rule` is null for life-safety cases, which are shown one by one. */
export interface FloodGroup {
  rule: string | null;
  cases: CaseView[];
}

/**
 * The waiting cases of a flood by their cause: life safety first and one by one, then the largest group. Each case is in one group.
 *
 * Example: a power cut makes 28 door sensors report at once, and one person falls: the fall, then "Outside door opened at night" with 28 cases.
 */
export function floodGroups(waiting: readonly CaseView[]): FloodGroup[] {
  const critical = waiting.filter(({ priority }) => priority === "critical");
  const others = Map.groupBy(
    waiting.filter(({ priority }) => priority !== "critical"),
    (one) => headline(one)?.rule ?? "",
  );
  const groups = [...others].map(([rule, cases]) => ({ rule, cases })).sort((a, b) => b.cases.length - a.cases.length);
  return critical.length === 0 ? groups : [{ rule: null, cases: critical }, ...groups];
}

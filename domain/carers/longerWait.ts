import type { AlarmDifference, PlanDifference } from "../planDifference.ts";
import { wasNeeded } from "./carerCause.ts";

/** How often a rule woke the carer in the nights that were compared, and how often that was needed. */
export interface WokenByRule {
  rule: string;
  woken: number;
  needed: number;
}

const isNeeded = ({ carerCause: cause, outcome }: AlarmDifference): boolean => wasNeeded({ cause, outcome }) === true;

/** The rules that woke the carer under the present plan, the one that did it most often first. */
export function wokenByRule({ alarms }: Pick<PlanDifference, "alarms">): WokenByRule[] {
  const woke = alarms.filter(({ before }) => before?.wakes === true);
  return [...Map.groupBy(woke, ({ rule }) => rule)]
    .map(([rule, own]) => ({ rule, woken: own.length, needed: own.filter(isNeeded).length }))
    .sort((one, other) => other.woken - one.woken);
}

/** What a plan with a longer wait of one rule would have done. Null: it would have lost an alarm that was needed. */
export function wouldWake({ alarms }: Pick<PlanDifference, "alarms">, rule: string): number | null {
  const own = alarms.filter((alarm) => alarm.rule === rule);
  if (own.some((alarm) => alarm.change === "lost" && isNeeded(alarm))) return null;
  return own.filter(({ after }) => after?.wakes === true).length;
}

/**
 * Longer waits to try, in minutes: a quarter, a half and once more, in whole five minutes, up to `most`.
 *
 * Example: `waitsToTry(20, 240)` is `[25, 30, 40]`.
 */
export function waitsToTry(present: number, most: number): number[] {
  const longer = [1.25, 1.5, 2].map((factor) => Math.ceil((present * factor) / 5) * 5);
  return [...new Set(longer)].filter((minutes) => minutes > present && minutes <= most);
}

/** A wait that was tried. */
export interface TriedWait {
  minutes: number;
  wouldWake: number | null;
}

/**
 * The wait to propose: the one that wakes least and loses no alarm that was needed, and of those the shortest. Null: none wakes less often.
 *
 * Example: woken 3 times with 20 min. 25 min would have woken twice, 30 min once, 40 min once: 30 min.
 */
export function bestWait(woken: number, tried: readonly TriedWait[]): { minutes: number; wouldWake: number } | null {
  let best: { minutes: number; wouldWake: number } | null = null;
  for (const { minutes, wouldWake: wakes } of tried)
    if (wakes !== null && wakes < (best?.wouldWake ?? woken)) best = { minutes, wouldWake: wakes };
  return best;
}

import { type AlarmDifference, type AlarmRings, lostGenuineAlarms, type PlanDifference, staffAlarmKey } from "#domain/planDifference.ts";
import { wallClock } from "#domain/time/wallClock.ts";
import type { PlanFault } from "#rules/plan/readPlan.ts";

/** What a proposed plan would have changed in the recorded nights, or why that is unknown. */
export type Comparison = { ok: true; difference: PlanDifference } | { ok: false; faults: { message: string }[] };

/** The comparison itself failed: the database did not answer, or it took too long. */
export const comparisonFailed: Comparison = { ok: false, faults: [] };

/** Why a plan may not go live without a written reason. `code` is the API's error code. */
export interface GoLiveObjection {
  code: "notCompared" | "losesGenuine" | "leavesUnguarded";
  message: string;
  details: PlanFault[];
}

/**
 * Whether a proposed plan may go live without a written reason; null where it may. A supervisor must write a reason where
 * 1. the plan could not be compared with the recorded nights (`notCompared`);
 * 2. it would have lost an alarm that an operator closed as genuine (`losesGenuine`);
 * 3. by its dates it does not apply on days on which the present plan applies (`leavesUnguarded`; `gaps` comes from `unwatchedDays`).
 *
 * `explainedLosses` are the genuine alarms (by `staffAlarmKey`) for which an earlier version of the plan stored a reason. The supervisor does not
 * explain such a loss again while the present plan does not raise the alarm either.
 *
 * Example: bed exit rang at 02:20 and was closed as genuine. A plan without bed exit is refused with `losesGenuine`; with a reason it goes
 * live as version 2. A change of its name to version 3 needs no reason. Version 4 brings bed exit back, and taking it out again needs one.
 */
export function goLiveObjection(
  comparison: Comparison,
  gaps: readonly PlanFault[],
  explainedLosses: ReadonlySet<string>,
): GoLiveObjection | null {
  if (!comparison.ok) {
    const faults = comparison.faults.length > 0 ? comparison.faults : [{ message: "the recorded nights cannot be read at the moment" }];
    return {
      code: "notCompared",
      message: "This plan could not be compared with the recorded nights. Try again, or give a reason for going live anyway.",
      details: [...faults.map(({ message }) => ({ path: "plan", message })), ...gaps],
    };
  }
  const { alarms, timezone } = comparison.difference;
  const lost = lostGenuineAlarms({ alarms }).filter((rings) => !isExplained(rings, explainedLosses));
  if (lost.length > 0)
    return {
      code: "losesGenuine",
      message: "This plan would have lost an alarm that was closed as genuine. Give a reason for going live anyway.",
      details: [...lost.map((rings) => lossDetail(rings, timezone)), ...gaps],
    };
  if (gaps.length > 0)
    return {
      code: "leavesUnguarded",
      message: "By its dates this plan does not watch the home on some days. Give a reason for going live anyway.",
      details: [...gaps],
    };
  return null;
}

/** The reason as the plan version stores it. It names what was unknown when the supervisor wrote it. */
export const lossReasonToStore = (reason: string | undefined, comparison: Comparison): string | undefined =>
  reason === undefined || comparison.ok ? reason : `${reason} (what it would have lost could not be compared)`;

const isExplained = (rings: AlarmRings, explainedLosses: ReadonlySet<string>): boolean =>
  rings.every((ring) => ring.recordedOnly) && explainedLosses.has(staffAlarmKey(rings[0]));

/** One detail an alarm, with every ring: the outcome does not say for which of its rings it was genuine. */
function lossDetail(rings: AlarmRings, timezone: string) {
  const clock = ({ before }: AlarmDifference): string => (before === null ? "" : wallClock(Date.parse(before.at), timezone));
  const [first, ...later] = rings;
  const { rule, episode, night, before } = first;
  const alarm = before === null ? rule : `${clock(first)} ${before.priority}, ${before.sentence}`;
  const again = later.length === 0 ? "" : `; it rang again at ${listed(later.map(clock))}`;
  return {
    path: "plan",
    message: `lost in the night of ${night}: ${alarm}${again}`,
    rule,
    episode,
    night,
    at: before?.at ?? null,
    sentence: before?.sentence ?? null,
    rings: rings.map((ring) => ({ night: ring.night, at: ring.before?.at ?? null, sentence: ring.before?.sentence ?? null })),
  };
}

const listed = (times: readonly string[]): string => new Intl.ListFormat("en-GB").format(times);

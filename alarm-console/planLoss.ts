import { type AlarmDifference, type LostAlarm, lostGenuineAlarms, lostKey, type PlanDifference } from "#domain/planDifference.ts";
import { wallClock } from "#domain/time/wallClock.ts";
import { Refusal } from "./errors.ts";
import type { PlanDoubt } from "./planSense.ts";

/** What a plan would have changed, or why that cannot be said. */
export type Compared = { ok: true; difference: PlanDifference } | { ok: false; faults: { message: string }[] };

export const notCompared: Compared = { ok: false, faults: [] };

/** With what nobody could know when it was written. */
export const reasonKept = (reason: string | undefined, compared: Compared): string | undefined =>
  reason === undefined || compared.ok ? reason : `${reason} (what it would have lost could not be compared)`;

/**
 * Whoever takes away what once helped, or what guards now, says why in writing: throws Refusal otherwise. `answered` are the losses for
 * which a reason is kept already; they are not asked about again where the present plan does not raise them either.
 */
export function refuseLoss(compared: Compared, gaps: readonly PlanDoubt[], answered: ReadonlySet<string>): void {
  if (!compared.ok) {
    const why = compared.faults.length > 0 ? compared.faults : [{ message: "the recorded nights could not be gone over now" }];
    const details = why.map(({ message }) => ({ path: "plan", message }));
    throw new Refusal("notCompared", "This plan could not be compared with the recorded nights: say why it may go live all the same.", [
      ...details,
      ...gaps,
    ]);
  }
  const { difference } = compared;
  const lost = lostGenuineAlarms(difference).filter(
    (rings) => !(rings.every((ring) => ring.recordedOnly) && answered.has(lostKey(rings[0]))),
  );
  if (lost.length > 0)
    throw new Refusal("losesGenuine", "This plan would have lost an alarm that was closed as genuine: say why it may.", [
      ...lost.map((rings) => lossDetail(rings, difference.timezone)),
      ...gaps,
    ]);
  if (gaps.length > 0)
    throw new Refusal("leavesUnguarded", "By its dates this plan leaves nobody guarded for a time: say why it may.", gaps);
}

/** One alarm, however often it rang: nobody knows for which of its rings it was genuine. */
function lossDetail(rings: LostAlarm, timezone: string) {
  const clock = ({ before }: AlarmDifference): string => (before === null ? "" : wallClock(Date.parse(before.at), timezone));
  const [first, ...later] = rings;
  const { rule, episode, night, before } = first;
  const said = before === null ? rule : `${clock(first)} ${before.priority}, ${before.sentence}`;
  const again = later.length === 0 ? "" : `; it rang again at ${listed(later.map(clock))}`;
  return {
    path: "plan",
    message: `lost in the night of ${night}: ${said}${again}`,
    rule,
    episode,
    night,
    at: before?.at ?? null,
    sentence: before?.sentence ?? null,
    rings: rings.map((ring) => ({ night: ring.night, at: ring.before?.at ?? null, sentence: ring.before?.sentence ?? null })),
  };
}

const listed = (times: readonly string[]): string => new Intl.ListFormat("en-GB").format(times);

import type { TimelineEntry } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";

const ringEvents: ReadonlySet<TimelineEntry["event"]> = new Set(["raised", "rangAgain", "priorityRaised"]);
const priorityEvents: ReadonlySet<TimelineEntry["event"]> = new Set(["raised", "priorityRaised"]);

/** A timeline entry at which the alarm rang. */
export const isRing = ({ event }: TimelineEntry): boolean => ringEvents.has(event);

/** When a case last rang, in epoch ms. */
export const lastRangAt = ({ timeline, openedAt }: Pick<CaseView, "timeline" | "openedAt">): number =>
  Date.parse(timeline.findLast(isRing)?.at ?? openedAt);

/** The index of the entry that gave the case its present priority; -1 when there is none. */
export const highestEntry = (timeline: readonly TimelineEntry[]): number =>
  timeline.findLastIndex(({ event }) => priorityEvents.has(event));

/**
 * The newest rule's note about something that happened after the last ring. The heading shows the alarm at its worst, so the screen must
 * also show when it is over. Notes by staff do not count, nor does a late note about a time before the ring.
 *
 * Example: raised 02:14 "Out of bed", priority raised 02:30 "Front door opened", note 02:41 "Back in bed 02:41". The result is
 * "Back in bed 02:41". When the door opens again at 02:50, the result is null.
 */
export function updateSinceLastRing(timeline: readonly TimelineEntry[]): string | null {
  const last = timeline.findLastIndex(isRing);
  const rangAt = Date.parse(timeline[last]?.at ?? "");
  const update = timeline.findLast(
    ({ event, at, by }, index) => event === "note" && by === null && index > last && !(Date.parse(at) < rangAt),
  );
  return update?.text ?? null;
}

import type { AlarmView, TimelineEntry } from "#domain/alarm.ts";

const ringing: ReadonlySet<TimelineEntry["event"]> = new Set(["raised", "rangAgain", "priorityRaised"]);
const growing: ReadonlySet<TimelineEntry["event"]> = new Set(["raised", "priorityRaised"]);

/** A line of a timeline that called for somebody. */
export const isRing = ({ event }: TimelineEntry): boolean => ringing.has(event);

/** When an alarm last called for somebody, in epoch ms. */
export const lastRangAt = ({ timeline, raisedAt }: Pick<AlarmView, "timeline" | "raisedAt">): number =>
  Date.parse(timeline.findLast(isRing)?.at ?? raisedAt);

/** The place in a timeline of the line that made its alarm as strong as it is: the lines before rang more mildly. -1 for none. */
export const highestLine = (timeline: readonly TimelineEntry[]): number => timeline.findLastIndex(({ event }) => growing.has(event));

/**
 * What the home told since the alarm last rang: "Back in bed 02:41". Null where it told nothing, or only of a time before
 * the ring: a heading tells of the alarm at its worst, and must say where it is over.
 */
export function heardSince(timeline: readonly TimelineEntry[]): string | null {
  const last = timeline.findLastIndex(isRing);
  const rangAt = Date.parse(timeline[last]?.at ?? "");
  const heard = timeline.findLast(
    ({ event, at, by }, index) => event === "note" && by === null && index > last && !(Date.parse(at) < rangAt),
  );
  return heard?.text ?? null;
}

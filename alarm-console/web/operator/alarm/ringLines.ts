import type { AlarmView, StoryLine } from "#domain/alarm.ts";

const ringing: ReadonlySet<StoryLine["event"]> = new Set(["raised", "rangAgain", "strengthened"]);
const growing: ReadonlySet<StoryLine["event"]> = new Set(["raised", "strengthened"]);

/** A line of a story that called for somebody. */
export const isRing = ({ event }: StoryLine): boolean => ringing.has(event);

/** When an alarm last called for somebody, in epoch ms. */
export const lastRangAt = ({ story, raisedAt }: Pick<AlarmView, "story" | "raisedAt">): number =>
  Date.parse(story.findLast(isRing)?.at ?? raisedAt);

/** The place in a story of the line that made its alarm as strong as it is: the lines before rang more mildly. -1 for none. */
export const strongestLine = (story: readonly StoryLine[]): number => story.findLastIndex(({ event }) => growing.has(event));

/**
 * What the home told since the alarm last rang: "Back in bed 02:41". Null where it told nothing, or only of a time before
 * the ring: a heading tells of the alarm at its worst, and must say where it is over.
 */
export function heardSince(story: readonly StoryLine[]): string | null {
  const last = story.findLastIndex(isRing);
  const rangAt = Date.parse(story[last]?.at ?? "");
  const heard = story.findLast(({ event, at }, index) => event === "told" && index > last && !(Date.parse(at) < rangAt));
  return heard?.text ?? null;
}

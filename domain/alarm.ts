import { z } from "zod";
import { homeMode } from "./home.ts";
import { firstResponder } from "./plan.ts";
import { line } from "./text.ts";

/** From least to most urgent. `notice` is for staff and technical matters, `critical` for danger to life now. */
export const priorities = ["info", "advisory", "urgent", "critical"] as const;
export const priority = z.enum(priorities);
export type Priority = z.infer<typeof priority>;

export const higherPriority = (a: Priority, b: Priority): Priority => (priorities.indexOf(a) >= priorities.indexOf(b) ? a : b);

/** An open alarm that grew no higher for so long is headed by whatever rings then, however mildly: that is another occasion. */
export const newHeadlineAfterMs = 6 * 3_600_000;

/** The outcomes a centre starts with; a centre may use its own words, so the field takes any short text. */
export const standardOutcomes = [
  { code: "genuine", label: "Genuine: help was needed" },
  { code: "assistance", label: "Assistance given, no emergency" },
  { code: "reassurance", label: "Reassurance, all well" },
  { code: "accidental", label: "Accidental press" },
  { code: "falseAlarm", label: "False alarm" },
  { code: "testCall", label: "Test call" },
  { code: "technical", label: "Technical fault" },
  { code: "duplicate", label: "Handled in another alarm" },
] as const;

/** Of whichever spelling of a standard outcome's code or label, its code; the centre's own words as they are. */
export const outcomeCode = (written: string): string =>
  standardOutcomes.find(({ code, label }) => [code, label].some((one) => spelling(one) === spelling(written)))?.code ?? written;

const spelling = (words: string): string => words.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

export const outcome = line(60)
  .overwrite(outcomeCode)
  .describe(`How it ended: ${standardOutcomes.map((one) => one.code).join(", ")}, or the centre's own word`);

/** The outcome of a technical alarm that was over before anybody closed it. */
export const endedOutcome = "ended";

/** An outcome in words that staff read. */
export const outcomeLabel = (code: string): string =>
  code === endedOutcome ? "Ended by itself" : (standardOutcomes.find((one) => one.code === code)?.label ?? code);

export const timelineEvents = ["raised", "rangAgain", "priorityRaised", "note", "claimed", "closed"] as const;

/** One line of an alarm's timeline, in the order in which it became known. */
export const timelineEntry = z.object({
  /** When it happened. RFC 3339 UTC. */
  at: z.iso.datetime(),
  event: z.enum(timelineEvents),
  text: z.string(),
  /** Who did it, for what staff did; null for what the home or a rule said. */
  by: z.string().nullable(),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

export const holder = z.object({ id: z.string(), name: z.string() });
export type Holder = z.infer<typeof holder>;

/** An alarm as staff see it. `version` grows by one with each change, so a screen keeps the greatest. */
export const alarmView = z.object({
  id: z.string(),
  version: z.number().int(),
  homeId: z.string(),
  homeName: z.string(),
  mode: homeMode,
  /** Home, rule and episode; unique while open. */
  key: z.string(),
  rule: z.string(),
  priority,
  state: z.enum(["open", "closed"]),
  /** One sentence, of the newest ring (or of the highest, where a milder one followed within hours): what happened and where. */
  sentence: z.string(),
  deviceId: z.string().nullable(),
  /** About devices rather than people: on a list of its own, rings nobody, ends by itself. */
  technical: z.boolean(),
  /** Its device reports far too often to be believed; it rings all the same. */
  doubtful: z.boolean(),
  /** Who is told first, by the home's plan. */
  firstResponder,
  raisedAt: z.iso.datetime(),
  /** How often it rang: 1 when raised, one more for each further press. */
  rings: z.number().int(),
  heldBy: holder.nullable(),
  timeline: z.array(timelineEntry),
  outcome: z.string().nullable(),
  closedAt: z.iso.datetime().nullable(),
});
export type AlarmView = z.infer<typeof alarmView>;

/** Queue order: most urgent, then longest waiting, then first recorded. */
export function byQueueOrder(a: AlarmView, b: AlarmView): number {
  return (
    priorities.indexOf(b.priority) - priorities.indexOf(a.priority) ||
    Date.parse(a.raisedAt) - Date.parse(b.raisedAt) ||
    Number(a.id) - Number(b.id)
  );
}

/** A life-safety reading that reached the service while the database was away; the key is the reading's own. */
export const unrecordedPress = z.object({
  readingKey: z.string(),
  alarmKey: z.string(),
  homeId: z.string(),
  homeName: z.string(),
  mode: homeMode,
  rule: z.string(),
  priority,
  sentence: z.string(),
  at: z.iso.datetime(),
});
export type UnrecordedPress = z.infer<typeof unrecordedPress>;

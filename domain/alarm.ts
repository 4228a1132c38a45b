import { z } from "zod";
import { answeredMode } from "./home.ts";
import { firstResponder } from "./plan.ts";
import { line } from "./text.ts";

/**
 * From least to most urgent. `info`: for staff, such as a silent device. `advisory`: a responder should know, such as a person up at
 * night. `urgent`: a responder should look now, such as a person not back in bed. `critical`: danger to life, such as a fall.
 */
export const priorities = ["info", "advisory", "urgent", "critical"] as const;
export const priority = z.enum(priorities);
export type Priority = z.infer<typeof priority>;

/** The more urgent of two priorities. */
export const higherPriority = (a: Priority, b: Priority): Priority => (priorities.indexOf(a) >= priorities.indexOf(b) ? a : b);

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

/** The code of a standard outcome, from any spelling of its code or label ("False alarm" gives `falseAlarm`). Other words stay as they are. */
export const outcomeCode = (written: string): string =>
  standardOutcomes.find(({ code, label }) => [code, label].some((one) => spelling(one) === spelling(written)))?.code ?? written;

const spelling = (words: string): string => words.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

export const outcome = line(60)
  .overwrite(outcomeCode)
  .describe(`How it ended: ${standardOutcomes.map((one) => one.code).join(", ")}, or a word of the centre's own`);

/** The outcome of a technical alarm whose cause ended before a member of staff closed it, such as a battery that was replaced. */
export const endedOutcome = "ended";

/** An outcome in words for staff. */
export const outcomeLabel = (code: string): string =>
  code === endedOutcome ? "Ended by itself" : (standardOutcomes.find((one) => one.code === code)?.label ?? code);

/**
 * What a line of a timeline is about. Of the rules: raised, rangAgain, priorityRaised, note. Of staff: claimed, released, handOver (offered),
 * takenOver, followUp, action (a call, a responder sent), looked (at the access notes), note, heard (a new ring in a held case), closed, reopened. Of contacts: accepted
 * ("I'm on it"), calling (the home), cause (what it was), takenBack (one of these). Of time: asked (the holder or a contact), lost (by the holder), atCentre, escalated, notified (a message or its receipt).
 */
export const timelineEvents = [
  ...(["raised", "rangAgain", "priorityRaised", "note", "claimed", "closed"] as const),
  ...(["released", "handOver", "takenOver", "followUp", "action", "looked", "heard", "reopened"] as const),
  ...(["accepted", "calling", "cause", "takenBack"] as const),
  ...(["asked", "lost", "atCentre", "escalated", "notified"] as const),
] as const;
export type TimelineEvent = (typeof timelineEvents)[number];

/** One line of an alarm's timeline, in the order in which it became known. */
export const timelineEntry = z.object({
  /** When it happened. RFC 3339 UTC. */
  at: z.iso.datetime(),
  event: z.enum(timelineEvents),
  text: z.string(),
  /** The member of staff who did it; null for what a rule noted. */
  by: z.string().nullable(),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

/** A member of staff, or a program with a token: who did something. */
export const author = z.object({ id: z.string(), name: z.string() });
export type Author = z.infer<typeof author>;

/**
 * An alarm as staff see it. `version` grows with each change of the alarm or of its case, so a screen that receives two views shows the one with the higher version.
 *
 * Example: a pendant is pressed at 02:14 and again at 02:15, and Robin claims the alarm. One alarm, key "7/sosPress/sos", priority
 * critical, `raisedAt` 02:14, `rings` 2, claimed by Robin (`heldBy`), timeline: raised, rangAgain, claimed.
 */
export const alarmView = z.object({
  id: z.string(),
  version: z.number().int(),
  homeId: z.string(),
  homeName: z.string(),
  mode: answeredMode,
  /** See `alarmKey`: home, rule and episode. At most one open alarm has this key. */
  key: z.string(),
  rule: z.string(),
  priority,
  state: z.enum(["open", "closed"]),
  /** What happened and where, in one sentence. The sentence of the newest ring, see `newHeadlineAfterMs`. */
  sentence: z.string(),
  deviceId: z.string().nullable(),
  /** About devices rather than people: it has its own list, makes no sound, and ends when its cause ends. */
  technical: z.boolean(),
  /** Its device reports too often and may be faulty. It rings like any other (docs/guarantees.md, 7). */
  doubtful: z.boolean(),
  /** Who responds first, by the plan of the home. */
  firstResponder,
  raisedAt: z.iso.datetime(),
  /** The number of rings: 1 when it is raised, one more for each further press or other event of the same episode. */
  rings: z.number().int(),
  /** The holder of its case. */
  heldBy: author.nullable(),
  /** See domain/answering/case.ts. */
  caseId: z.string(),
  timeline: z.array(timelineEntry),
  outcome: z.string().nullable(),
  closedAt: z.iso.datetime().nullable(),
});
export type AlarmView = z.infer<typeof alarmView>;

/** The order of the queue: most urgent first, then longest waiting, then lowest id. */
export function byQueueOrder(a: AlarmView, b: AlarmView): number {
  return (
    priorities.indexOf(b.priority) - priorities.indexOf(a.priority) ||
    Date.parse(a.raisedAt) - Date.parse(b.raisedAt) ||
    Number(a.id) - Number(b.id)
  );
}

/**
 * A call for help (a press, a fall, smoke) that the service received while the database was away. Every desk shows it, marked as not
 * yet recorded (docs/guarantees.md, 14). When the database is back it becomes the alarm with `alarmKey`.
 */
export const unrecordedPress = z.object({
  /** Which reading it is, so that a resend shows no second time. */
  readingKey: z.string(),
  alarmKey: z.string(),
  homeId: z.string(),
  homeName: z.string(),
  mode: answeredMode,
  rule: z.string(),
  priority,
  sentence: z.string(),
  at: z.iso.datetime(),
});
export type UnrecordedPress = z.infer<typeof unrecordedPress>;

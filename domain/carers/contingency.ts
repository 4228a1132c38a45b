import { z } from "zod";
import { idText } from "../ids.ts";
import { legibleText, line, maxInt32 } from "../text.ts";
import { localDate, wallClock } from "../time/wallClock.ts";
import { dateAndTime } from "./availability.ts";

/** The name under which contingency plans raise alarms, as a rule does. Carers do not see these alarms: they are about another carer. */
export const contingencyRule = "contingency";

/** Why a carer's contingency plan starts. */
export const contingencyReasons = ["ill", "inHospital"] as const;
export const contingencyReason = z.enum(contingencyReasons);
export type ContingencyReason = z.infer<typeof contingencyReason>;

export const mostContingencyHours = 14 * 24;

/** What staff and a carer agree beforehand, for the case that the carer falls ill. */
export const newContingencyPlan = z.strictObject({
  substitutes: z
    .array(idText)
    .max(10)
    .describe("Contacts of the home, in the order in which they are called instead. None: the carer is skipped.")
    .refine((ids) => new Set(ids).size === ids.length, "name each contact once"),
  centreDoes: legibleText(500).describe("What the centre does meanwhile: call each evening at 19:00, send a responder for breakfast."),
  lastsHours: z
    .number()
    .int()
    .min(1, "a plan lasts at least one hour")
    .max(mostContingencyHours, "a plan lasts at most 14 days")
    .describe("How long it runs from its start."),
  agreedBy: line(120).describe("Who agreed to it."),
  reviewOn: z.iso.date().nullable().default(null),
});
export type NewContingencyPlan = z.infer<typeof newContingencyPlan>;

/** The start of a plan, by the carer or by staff for them. */
export const startedContingency = z.strictObject({
  why: contingencyReason,
  version: z.number().int().min(1).max(maxInt32).describe("The version that you have read."),
});

const words: Record<ContingencyReason, string> = { ill: "is ill", inHospital: "is in hospital" };

/** What the centre reads. Times in epoch ms. */
export interface StartedContingency {
  name: string;
  why: ContingencyReason;
  endsAt: number;
  centreDoes: string;
}

/** "Jonas Birch is in hospital: the contingency plan runs until Thu 3 Dec 19:00. Call each evening at 19:00." */
export const startedSentence = ({ name, why, endsAt, centreDoes }: StartedContingency, timezone: string): string =>
  `${name} ${words[why]}: the contingency plan runs until ${dateAndTime(endsAt, timezone)}. ${centreDoes}`;

export const noPlanSentence = (name: string, why: ContingencyReason): string =>
  `${name} ${words[why]} and has no contingency plan: call them`;

export const contingencyReviewSentence = (name: string, reviewOn: string): string =>
  `The contingency plan of ${name} is due for review since ${reviewOn}: agree it again, with a new date or none`;

/** "The contingency plan of Jonas Birch ends tomorrow 19:00: what then?" */
export const endingSentence = (name: string, endsAt: number, now: number, timezone: string): string =>
  `The contingency plan of ${name} ends ${dayAndTime(endsAt, now, timezone)}: what then?`;

function dayAndTime(instant: number, now: number, timezone: string): string {
  const days = localDate(now, timezone).until(localDate(instant, timezone)).days;
  if (days > 1) return dateAndTime(instant, timezone);
  return `${days === 0 ? "today" : "tomorrow"} ${wallClock(instant, timezone)}`;
}

const dayMs = 86_400_000;

/** When the centre is asked what happens after the end: a day before it, or at the half of a shorter plan. */
export const remindAt = (startedAt: number, endsAt: number): number => endsAt - Math.min(dayMs, (endsAt - startedAt) / 2);

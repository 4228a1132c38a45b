import { z } from "zod";
import { contactChannelType } from "../answering/escalation.ts";
import { callableHours } from "../carers/availability.ts";
import { freeText, line } from "../text.ts";

const dayMs = 86_400_000;
/** Councils check contacts once a year. */
const checkedForDays = 365;

/** What a channel of a contact is for. `devices`: a device or a phone that needs care. `planReview`: the plan is to be looked at again. */
export const channelPurposes = ["alarms", "planReview", "devices"] as const;
export type ChannelPurpose = (typeof channelPurposes)[number];

export const contactChannel = z.strictObject({
  type: contactChannelType,
  address: line(320),
  purposes: z.array(z.enum(channelPurposes)).max(channelPurposes.length).optional().describe("Left out or empty: for everything."),
});
export type ContactChannel = z.infer<typeof contactChannel>;

/** Whether messages of this purpose may go there. */
export const isFor = ({ purposes = [] }: Pick<ContactChannel, "purposes">, purpose: ChannelPurpose): boolean =>
  purposes.length === 0 || purposes.includes(purpose);

/** What staff record of a contact. */
export const contactFields = z.strictObject({
  place: z.number().int().min(1).max(50).describe("In the order in which contacts are called; 1 is the first."),
  name: line(120),
  relation: line(60).describe("“daughter”, “neighbour”, “keyholder”."),
  phone: line(40).describe("The number that staff call."),
  keyholder: z.boolean().default(false).describe("Holds a key to the home."),
  channels: z
    .array(contactChannel)
    .max(10)
    .default([])
    .describe("How Link Line may notify this contact, in the contact's order of preference. Without any, staff call `phone`."),
  powerOfAttorney: z.boolean().default(false).describe("Holds a lasting power of attorney for health and welfare."),
  distanceMinutes: z.number().int().min(0).max(1_440).nullable().default(null).describe("How long this contact needs to the home."),
  language: freeText(60).default(""),
  hours: callableHours.nullable().default(null).describe("When this contact may be called, by the home's wall clock; null: at any hour."),
  checkedOn: z.iso.date("write a date such as 2026-11-21").nullable().default(null).describe("When staff last checked these details."),
});
export type ContactFields = z.infer<typeof contactFields>;

/** A contact in a list, which gives the place. */
export const contact = z.object(contactFields.omit({ place: true }).shape);
export type Contact = z.infer<typeof contact>;

/** Whether the details were not checked for a year, or never. `today` is a date such as "2026-11-21". */
export const isCheckOverdue = ({ checkedOn }: Pick<ContactFields, "checkedOn">, today: string): boolean =>
  checkedOn === null || Date.parse(today) - Date.parse(checkedOn) > checkedForDays * dayMs;

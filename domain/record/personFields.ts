import { z } from "zod";
import { freeText, line } from "../text.ts";
import { nhsNumber } from "./nhsNumber.ts";

const date = z.iso.date("write a date such as 1938-04-27");

/** What a responder must know before the door, by its kind. */
export const risks = [
  ...["dementia", "falls", "oxygen", "diabetes", "epilepsy", "heart", "stroke", "frailty", "mentalHealth", "substances"],
  ...["livesAlone", "doesNotOpen", "dog", "violence", "other"],
] as const;

export const risk = z.strictObject({ risk: z.enum(risks), note: freeText(500).default("") });

/** What the person agreed to, who said so and when, and when to ask again. */
export const consent = z.strictObject({
  to: line(200).describe("Such as: sensors in the bedroom; sharing alarms with Meera."),
  by: line(120).describe("Who agreed: the person, or who may decide for them."),
  on: date,
  reviewOn: date.nullable().default(null),
});

/** What staff record of a person. */
export const personFields = z.strictObject({
  name: line(120).describe("The full name."),
  preferredName: freeText(120).default("").describe("How to address this person; empty: by the full name."),
  dateOfBirth: date.nullable().default(null),
  language: freeText(60).default("").describe("The language to speak with this person; empty: the centre's own."),
  communicationNeeds: z
    .array(z.enum(["hearing", "sight", "signs", "speech"]))
    .max(4)
    .default([]),
  communication: freeText(500).default("").describe("How to talk with this person: “signs, does not speak”."),
  risks: z.array(risk).max(20).default([]),
  notes: freeText(2000).default("").describe("What a responder must know beside the risks."),
  gp: freeText(200).default("").describe("The surgery, with its number."),
  nhsNumber: nhsNumber.nullable().default(null),
  consents: z.array(consent).max(30).default([]),
});
export type PersonFields = z.infer<typeof personFields>;

/** A person in a list. */
export const person = z.object(personFields.shape);
export type Person = z.infer<typeof person>;

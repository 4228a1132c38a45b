import { z } from "zod";
import { idText } from "../ids.ts";
import { consent } from "../record/personFields.ts";
import { freeText, line } from "../text.ts";
import { testedReading } from "./commissioning.ts";

const mostStrokes = 20_000;

/** Drawn with a finger: lines of an SVG path on a field of 300 by 120. Or the name, typed. */
export const signature = z.discriminatedUnion("how", [
  z.strictObject({
    how: z.literal("drawn"),
    path: z
      .string()
      .min(1, "draw a signature")
      .max(mostStrokes, "this drawing is too long: clear it and sign again")
      .regex(/^(?:[ML]\d{1,3}(?:\.\d)? \d{1,3}(?:\.\d)? ?)+$/, "write a path of M and L with numbers from 0 to 999"),
  }),
  z.strictObject({ how: z.literal("typed"), text: line(120) }),
]);
export type Signature = z.infer<typeof signature>;

/** What the installer sends; the service adds the home as it is. */
export const newHandover = z.strictObject({
  signedBy: line(120).describe("Who signs: the person, or who may decide for them."),
  signature,
  note: freeText(500).default(""),
  leftUntested: z
    .array(idText)
    .max(200)
    .default([])
    .describe("The devices that were not tested, and that the installer was shown by name and hands over all the same."),
});
export type NewHandover = z.infer<typeof newHandover>;

/** The record as it stays. It has no access notes, no key safe and no secrets. */
export const handoverRecord = newHandover.extend({
  home: z.object({ name: z.string(), address: z.string(), postcode: z.string(), phone: z.string() }),
  people: z.array(z.object({ name: z.string(), dateOfBirth: z.string().nullable(), consents: z.array(consent) })),
  contacts: z.array(z.object({ place: z.number(), name: z.string(), relation: z.string(), phone: z.string(), keyholder: z.boolean() })),
  plan: z.object({ name: z.string(), version: z.number() }),
  devices: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.string(),
      room: z.string(),
      serial: z.string(),
      tested: testedReading.nullable(),
    }),
  ),
});
export type HandoverRecord = z.infer<typeof handoverRecord>;

export const handoverView = z
  .object({ homeId: z.string(), version: z.number().int(), by: z.string(), at: z.iso.datetime(), record: handoverRecord })
  .meta({ id: "Handover" });
export type HandoverView = z.infer<typeof handoverView>;

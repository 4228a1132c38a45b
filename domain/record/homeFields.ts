import { z } from "zod";
import { timezone } from "../home.ts";
import { freeText, line } from "../text.ts";

const ukPostcode = /^([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})$/;

/** Written in any case, with or without the blank; stored as "SW1A 1AA". Empty: none. */
export const postcode = freeText(12)
  .overwrite((text) => {
    const [, outward, inward] = ukPostcode.exec(text.toUpperCase()) ?? [];
    return outward === undefined ? text : `${outward} ${inward}`;
  })
  .refine((text) => text === "" || ukPostcode.test(text), "write a postcode such as SW1A 1AA")
  .describe("A UK postcode; empty where there is none.");

const words = /^[\p{L}\p{M}]+\.[\p{L}\p{M}]+\.[\p{L}\p{M}]+$/u;

/** What staff record of a home. In lists and on pages `name` names it. */
export const homeFields = z.strictObject({
  reference: freeText(60).default("").describe("The key of the home in another system. No two homes have the same; empty: none."),
  name: line(120).describe("What staff call the home."),
  address: freeText(300).default("").describe("One line of the address a line."),
  postcode: postcode.default(""),
  what3words: freeText(100)
    .overwrite((text) => text.replace(/^\/+/, ""))
    .refine((text) => text === "" || words.test(text), "write three words with dots between them")
    .default("")
    .describe("Three words for the door that a responder uses."),
  coordinates: z
    .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
    .nullable()
    .default(null)
    .describe("WGS 84, in degrees."),
  phone: freeText(40).default("").describe("The home's own telephone number."),
  area: freeText(60).default("").describe("The area of responders that serves the home."),
  contract: freeText(60).default("").describe("The council or scheme that pays."),
  timezone: timezone.describe("IANA time zone, in which the windows of its plan are read."),
  accessNotes: freeText(2000).default("").describe("How a responder gets in. No answer shows it: see POST /cases/{id}/access-notes."),
  keySafe: z
    .strictObject({ location: line(120), code: line(40) })
    .nullable()
    .default(null)
    .describe("Where the key safe is, and its code. No answer shows it: see POST /cases/{id}/access-notes."),
});
export type HomeFields = z.infer<typeof homeFields>;

/** The fields that only a responder of an open case sees. */
export const secretHomeFields = ["accessNotes", "keySafe"] as const satisfies readonly (keyof HomeFields)[];

import { z } from "zod";
import { risks } from "../record/personFields.ts";
import { outageCauses } from "./outageCause.ts";

/** What staff note about a home of an outage. `spoke`: to the person, who is well. */
export const checkResults = ["spoke", "noAnswer", "visiting", "visited"] as const;
export type CheckResult = (typeof checkResults)[number];

const by = z.object({ name: z.string(), at: z.iso.datetime() });

/** What an incident of the kind `outage` says beside its sentence. */
export const outageOfIncident = z.object({
  cause: z.enum(outageCauses).describe("What its homes have in common; `all`: nothing but Link Line's own broker and the network to it."),
  value: z.string().describe("Such as the name of the area; empty for `all`."),
  homes: z.number().int().describe("So many homes fell silent."),
  silent: z.number().int().describe("So many of them are still silent."),
  highRisk: z.number().int().describe("So many of the silent homes have a person at high risk."),
  unchecked: z.number().int().describe("So many of the silent homes were not looked after yet."),
  acknowledged: by.nullable().describe("Who looked at it first, and when."),
  ringsAt: z.iso
    .datetime()
    .nullable()
    .describe("When the first silence that it holds back rings, unless a person works on it before; null: none is held."),
  endedAt: z.iso.datetime().nullable(),
});
export type OutageOfIncident = z.infer<typeof outageOfIncident>;

/** A home on the work list of an outage. */
export const outageHome = z
  .object({
    homeId: z.string(),
    homeName: z.string(),
    area: z.string(),
    postcode: z.string(),
    phone: z.string().describe("The home's own telephone number."),
    risk: z.number().int().describe("How much is at stake if the person cannot call; 5 and more is high."),
    risks: z.array(z.enum(risks)),
    silentSince: z.iso.datetime(),
    backAt: z.iso.datetime().nullable(),
    devices: z.array(z.object({ id: z.string(), name: z.string(), room: z.string(), offline: z.boolean() })).describe("The silent ones."),
    callSilent: z.boolean().describe("Its pendant or fall detector is silent: the person may not be able to call."),
    caseId: z.string().nullable().describe("The case in which a silence of this home rings; null where none does."),
    check: z.object({ result: z.enum(checkResults), note: z.string(), at: z.iso.datetime(), by: z.string() }).nullable(),
  })
  .meta({ id: "OutageHome" });
export type OutageHome = z.infer<typeof outageHome>;

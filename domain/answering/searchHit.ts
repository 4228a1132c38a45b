import { z } from "zod";
import { priority } from "../alarm.ts";
import { homeMode } from "../home.ts";
import { caseStates } from "./case.ts";

const home = {
  homeId: z.string(),
  homeName: z.string(),
  address: z.string(),
  mode: homeMode,
};

const personHit = z.object({ kind: z.literal("person"), id: z.string(), name: z.string(), ...home });
const contactHit = z.object({
  kind: z.literal("contact"),
  id: z.string(),
  name: z.string(),
  relation: z.string(),
  phone: z.string(),
  ...home,
});
const homeHit = z.object({ kind: z.literal("home"), ...home });
const deviceHit = z.object({ kind: z.literal("device"), id: z.string(), name: z.string(), room: z.string(), ...home });
const caseHit = z.object({
  kind: z.literal("case"),
  id: z.string(),
  state: z.enum(caseStates),
  priority,
  sentence: z.string().describe("Of its most urgent alarm."),
  openedAt: z.iso.datetime(),
  ...home,
});

/** Something that a search found, by its kind, and the home that it belongs to. */
export const searchHit = z.discriminatedUnion("kind", [personHit, contactHit, homeHit, deviceHit, caseHit]);
export type SearchHit = z.infer<typeof searchHit>;
export type HitKind = SearchHit["kind"];

import { z } from "zod";
import { author, priority } from "../alarm.ts";
import { role } from "../role.ts";
import { serviceLevel } from "./serviceLevel.ts";

/** A case on the wall. The wall hangs in a room, so it has no word about health: not what rang. The name of a home is the centre's choice, and may contain that of a person. */
export const wallCase = z.object({
  id: z.string(),
  version: z.number().int(),
  homeId: z.string(),
  homeName: z.string(),
  state: z.enum(["waiting", "claimed", "followUp"]),
  priority,
  rings: z.number().int(),
  since: z.iso.datetime().describe("Waiting: since when at the centre. Held: since when the holder has done nothing."),
  heldBy: author.nullable(),
});
export type WallCase = z.infer<typeof wallCase>;

export const lampStates = ["well", "warning", "fault", "off"] as const;
export const lampNames = ["recording", "devices", "channels", "canary"] as const;

/** How calls of a period were answered: those in which a person pressed or spoke, and apart from them the automatic signals. */
const answered = z.object({ calls: z.array(serviceLevel), automatic: z.array(serviceLevel) });

/** What a supervisor's wall shows. */
export const wallView = z
  .object({
    asOf: z.iso.datetime(),
    timezone: z.string().describe("In which days and months begin."),
    waiting: z.array(wallCase).describe("At the centre, and no person has claimed them; longest waiting first."),
    withFamily: z.number().int().describe("Open cases that the family answers."),
    heldTooLong: z.array(wallCase).describe("Held, and the holder was asked for a sign and gave none."),
    onDuty: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        role,
        canHear: z.boolean(),
        cases: z.array(wallCase).describe("What this person handles."),
      }),
    ),
    away: z.array(wallCase).describe("Held by people without a connected desk."),
    today: answered,
    month: answered,
    lamps: z.array(z.object({ name: z.enum(lampNames), state: z.enum(lampStates), text: z.string() })),
  })
  .meta({ id: "Wall" });
export type WallView = z.infer<typeof wallView>;

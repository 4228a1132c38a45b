import { z } from "zod";
import { absenceEnd, absenceKinds } from "#domain/absence.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { AbsenceRecord } from "#homes/absences.ts";
import { rfc3339, rfc3339OrNull } from "../rfc3339.ts";

export const absenceView = z
  .object({
    id: z.string(),
    homeId: z.string(),
    kind: z.enum(absenceKinds),
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime().describe("When it ends if nothing ends it earlier."),
    suspends: z.array(z.string()).describe("The rules that raise no alarm meanwhile."),
    note: z.string(),
    by: z.string(),
    madeAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable().describe("When staff or a certain sign of life ended it early; null for neither."),
    endedWhy: z.string().nullable(),
    state: z.enum(["planned", "lasting", "over"]).describe("By the home's clock."),
  })
  .meta({ id: "Absence" });

/** `now` is the home's clock in epoch ms. */
export function asView(home: Pick<HomeFacts, "id">, absence: AbsenceRecord, now: number): z.infer<typeof absenceView> {
  const { by, startsAt, endsAt, endedAt, madeAt, ...one } = absence;
  const state = now >= absenceEnd(absence) ? "over" : now >= startsAt ? "lasting" : "planned";
  return {
    ...one,
    homeId: home.id,
    suspends: [...one.suspends],
    by: by.name,
    startsAt: rfc3339(startsAt),
    endsAt: rfc3339(endsAt),
    endedAt: rfc3339OrNull(endedAt),
    madeAt: rfc3339(madeAt),
    state,
  };
}

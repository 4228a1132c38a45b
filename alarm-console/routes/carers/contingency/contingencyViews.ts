import { z } from "zod";
import { contingencyReason } from "#domain/carers/contingency.ts";
import type { HomeId } from "#domain/ids.ts";
import type { ContingencyPlan } from "#homes/availability/contingencyPlans.ts";
import type { Registry } from "#homes/registry.ts";
import type { RunningContingency } from "#response/contingency/contingencyRows.ts";
import { rfc3339 } from "../../../rfc3339.ts";

const time = z.iso.datetime();
const substitutes = z.array(z.object({ contactId: z.string(), name: z.string() })).describe("Who is called instead, in this order.");
const centreDoes = z.string().describe("What Link Line does meanwhile.");

export const contingencyPlanView = z
  .object({
    version: z.number().int(),
    substitutes,
    centreDoes,
    lastsHours: z.number().int(),
    agreedBy: z.string(),
    agreedAt: time,
    by: z.string().describe("The member of staff who wrote it down."),
    reviewOn: z.iso.date().nullable(),
  })
  .meta({ id: "ContingencyPlan" });

export const runningContingencyView = z
  .object({ why: contingencyReason, startedAt: time, endsAt: time, version: z.number().int(), substitutes, centreDoes })
  .meta({ id: "RunningContingency" });

type Named = Pick<Registry, "contactsOf">;

const named = (registry: Named, homeId: HomeId, ids: readonly string[]): z.infer<typeof substitutes> =>
  ids.flatMap((contactId) => registry.contactsOf(homeId).flatMap(({ id, name }) => (id === contactId ? [{ contactId, name }] : [])));

export function viewOfPlan(registry: Named, homeId: HomeId, plan: ContingencyPlan): z.infer<typeof contingencyPlanView> {
  const { version, centreDoes, lastsHours, agreedBy, reviewOn, by, madeAt } = plan;
  const rest = { version, centreDoes, lastsHours, agreedBy, reviewOn, by: by.name, agreedAt: rfc3339(madeAt) };
  return { ...rest, substitutes: named(registry, homeId, plan.substitutes) };
}

export const viewOfRunning = (registry: Named, homeId: HomeId, running: RunningContingency): z.infer<typeof runningContingencyView> => ({
  why: running.why,
  startedAt: rfc3339(running.startedAt),
  endsAt: rfc3339(running.endsAt),
  version: running.version,
  centreDoes: running.centreDoes,
  substitutes: named(registry, homeId, running.substitutes),
});

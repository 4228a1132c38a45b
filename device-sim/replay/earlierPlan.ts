import { isDeepStrictEqual } from "node:util";
import { type Plan, plan as readable } from "#domain/plan.ts";
import type { ServiceApi } from "../service/serviceApi.ts";
import type { Received } from "./storedReadings.ts";

/**
 * The name of another plan than this one, under which the home heard readings received in that time; null where there was
 * none. What was heard is not judged again: such readings, sent once more, say nothing of this plan. Throws ServiceFault.
 */
export async function earlierPlan(api: ServiceApi, homeId: string, received: Received, wanted: Plan | undefined): Promise<string | null> {
  const present = await api.plan(homeId);
  const plan = wanted ?? present.plan;
  let until = Number.POSITIVE_INFINITY;
  for await (const version of api.planVersions(homeId)) {
    const from = Date.parse(version.madeAt);
    const inForce = received.last >= from && received.first < until;
    // The present one as the service reads it, which may be more than was written.
    const judgedBy = version.version === present.version ? present.plan : (readable.safeParse(version.plan).data ?? version.plan);
    if (inForce && !isDeepStrictEqual(judgedBy, plan)) return version.plan.name;
    until = from;
  }
  if (received.first >= until) return null;
  // Before the first plan that somebody chose, the service's own guarded.
  return present.version === 0 && isDeepStrictEqual(present.plan, plan) ? null : "the service's own";
}

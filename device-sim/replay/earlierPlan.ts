import { isDeepStrictEqual } from "node:util";
import { type Plan, plan as readable } from "#domain/plan.ts";
import type { ServiceApi } from "../service/serviceApi.ts";
import type { Received } from "./storedReadings.ts";

/**
 * The name of a plan other than `wanted` that was in force while the home received these readings; null if there was none.
 * `wanted` is the plan of the replay; the home's present plan if left out. Throws ServiceFault.
 *
 * Example: the home received the readings on Monday under "Basic" and has "Living with dementia" since Tuesday. Sending them again on
 * Wednesday judges nothing again, so the answer is "Basic".
 */
export async function earlierPlan(api: ServiceApi, homeId: string, received: Received, wanted: Plan | undefined): Promise<string | null> {
  const present = await api.plan(homeId);
  const plan = wanted ?? present.plan;
  let until = Number.POSITIVE_INFINITY;
  for await (const version of api.planVersions(homeId)) {
    const from = Date.parse(version.madeAt);
    const inForce = received.last >= from && received.first < until;
    // The service may read the present plan as more than was written, because it adds defaults.
    const judgedBy = version.version === present.version ? present.plan : (readable.safeParse(version.plan).data ?? version.plan);
    if (inForce && !isDeepStrictEqual(judgedBy, plan)) return version.plan.name;
    until = from;
  }
  if (received.first >= until) return null;
  // Before a supervisor chose the first plan, the service's own plan was in force.
  return present.version === 0 && isDeepStrictEqual(present.plan, plan) ? null : "the service's own";
}

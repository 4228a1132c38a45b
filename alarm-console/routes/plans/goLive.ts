import type { FastifyReply } from "fastify";
import { z } from "zod";
import { followsReadings, type HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Plan } from "#domain/plan.ts";
import { legibleText, maxInt32 } from "#domain/text.ts";
import { type Comparison, comparisonFailed, goLiveObjection, lossReasonToStore } from "#homes/policy/goLive.ts";
import { dateFaults, unwatchedDays } from "#homes/policy/planPhase.ts";
import { unreachableFaults } from "#homes/policy/unreachablePolicies.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { notValid, Refusal, refusals } from "../../errors.ts";
import { patience } from "../../patience.ts";
import { homeParams } from "../homes.ts";
import { planInput } from "./planInput.ts";
import { type PlanViewNeeds, planView, readPlanView } from "./planView.ts";

/**
 * Compares a proposed plan with the recorded nights of a home. Throws the reason of `signal` when the caller goes away or the time is up.
 */
export type Compare = (homeId: HomeId, proposed: Plan, signal: AbortSignal) => Promise<Comparison>;

export interface GoLiveNeeds extends PlanViewNeeds {
  compare: Compare;
}

/** A comparison of 14 nights takes a second or two. Several callers wait for one another. */
const compareTimeoutMs = 40_000;

const description = `The plan applies at once. An episode that has begun ends under the plan under which it began.

Answers 409 where \`lossReason\` is missing and one is needed:

- \`losesGenuine\`: the plan would have lost an alarm that was closed as genuine. The last 14 nights are compared, and each of the last 92
  nights in which such an alarm was raised.
- \`notCompared\`: the plan could not be compared with the recorded nights.
- \`leavesUnguarded\`: by its dates the plan does not apply on days on which the present plan applies.

Answers 409 \`planChanged\` where \`seenVersion\` is not the newest version.`;

export function goLiveRoutes(api: Api, needs: GoLiveNeeds): void {
  const { registry, now } = needs;
  api.post(
    "/homes/:id/plan",
    {
      config: { needs: "editPlans" },
      handlerTimeout: 2 * compareTimeoutMs,
      schema: {
        summary: "Put a plan live in a home",
        description,
        tags: ["plans"],
        params: homeParams,
        body: z.strictObject({
          plan: planInput(registry.plans),
          why: legibleText(500),
          lossReason: legibleText(2000).optional().describe("The reason for going live anyway."),
          seenVersion: z
            .number()
            .int()
            .min(0)
            .max(maxInt32)
            .optional()
            .describe("The version that you saw. With it you cannot overwrite a change that was made in between."),
        }),
        response: { 201: planView, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) },
      },
    },
    async (request, reply) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      const { plan, why, lossReason, seenVersion } = request.body;
      const faults = unreachableFaults(plan, registry.contactsOf(home.id));
      if (!followsReadings(home.mode)) faults.push(...dateFaults(plan, now(), home.timezone));
      if (faults.length > 0) throw notValid(faults);
      const comparison = await needs.compare(home.id, plan, patience(reply, compareTimeoutMs)).catch((error: unknown) => {
        request.log.warn({ err: error, homeId: home.id }, "could not compare a proposed plan: it goes live only with a written reason");
        return comparisonFailed;
      });
      refuseAfterTimeout(reply);
      if (lossReason === undefined) await refuseWithoutReason(needs, home, plan, comparison);
      const { id, name } = request.caller;
      const chosen = {
        plan,
        why,
        by: { id, name },
        lossReason: lossReasonToStore(lossReason, comparison),
        difference: comparison.ok ? comparison.difference : null,
      };
      const changed = await registry.changePlan(home.id, chosen, seenVersion);
      if (changed === null)
        throw new Refusal("planChanged", "This plan was changed after you opened it. Read the new version, then try again.");
      return reply.code(201).send(await readPlanView(needs, registry.home(home.id) ?? home));
    },
  );
}

/** A caller who went away or got a timeout must not find the plan changed. */
function refuseAfterTimeout(reply: FastifyReply): void {
  if (reply.sent || reply.raw.destroyed) throw new Refusal("unavailable", "This took too long; try again shortly.");
}

async function refuseWithoutReason({ registry, now }: GoLiveNeeds, home: HomeFacts, proposed: Plan, comparison: Comparison): Promise<void> {
  const { plans } = registry;
  const gaps = !followsReadings(home.mode) ? unwatchedDays(home, proposed, plans.rules, now()) : [];
  const objection = goLiveObjection(comparison, gaps, await plans.explainedLosses(home.id));
  if (objection !== null) throw new Refusal(objection.code, objection.message, objection.details);
}

import type pg from "pg";
import { z } from "zod";
import type { HomeFacts } from "#domain/home.ts";
import { idText } from "#domain/ids.ts";
import { legibleText } from "#domain/text.ts";
import type { PlanProposal, PlanProposals } from "#homes/planProposals.ts";
import type { Registry } from "#homes/registry.ts";
import type { RuleDescription } from "#homes/ruleDescriptions.ts";
import { recordLook } from "../../access/accessLog.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { rfc3339 } from "../../rfc3339.ts";
import { homeParams } from "../homes.ts";

export interface ProposalNeeds {
  pool: pg.Pool;
  registry: Registry;
  proposals: PlanProposals;
}

const count = z.number().int();
const proposalView = z
  .object({
    id: z.string(),
    homeId: z.string(),
    homeName: z.string(),
    rule: z.string(),
    title: z.string().describe("The heading of the rule."),
    setting: z.string(),
    now: count.describe("The wait in the live plan, in minutes."),
    minutes: count.describe("The proposed wait."),
    figures: z
      .object({ nights: count, heardNights: count, woken: count, needed: count, wouldWake: count })
      .describe("Of the nights before the proposal."),
    by: z.string(),
    at: z.iso.datetime(),
    state: z.enum(["waiting", "accepted", "declined"]).describe("`accepted`: the live plan waits as long, or longer."),
    declined: z.object({ by: z.string(), at: z.iso.datetime(), why: z.string() }).nullable(),
  })
  .meta({ id: "PlanProposal" });
const proposalList = z.object({ items: z.array(proposalView), next: z.null() });

/** How long a rule waits in the live plan of a home, in minutes. */
const presentWait = ({ rule, setting }: PlanProposal, { plan }: HomeFacts, rules: readonly RuleDescription[]): number =>
  Number(
    plan.rules[rule]?.[setting] ?? rules.find(({ name }) => name === rule)?.settings.find(({ name }) => name === setting)?.default ?? 0,
  );

/** A supervisor accepts a proposal by a plan that waits as long. */
export function proposalState(one: PlanProposal, home: HomeFacts, rules: readonly RuleDescription[]): "waiting" | "accepted" | "declined" {
  if (one.declined !== null) return "declined";
  return presentWait(one, home, rules) >= one.value ? "accepted" : "waiting";
}

/** Supervisors see what carers propose for plans. To accept is to put a plan live; see goLive.ts. */
export function proposalRoutes(api: Api, needs: ProposalNeeds): void {
  const { pool, registry, proposals } = needs;
  api.get(
    "/plan-proposals",
    {
      config: { needs: "seeReports" },
      schema: {
        summary: "List the proposals of carers in live homes that wait for a supervisor, newest first",
        tags: ["plans"],
        response: { 200: proposalList, ...refusals(401, 403, 503) },
      },
    },
    async () => listOf((await proposals.open()).map((one) => viewOf(one, registry)).filter(({ state }) => state === "waiting")),
  );
  api.get(
    "/homes/:id/plan-proposals",
    {
      config: { needs: "seePlans" },
      schema: {
        summary: "List the proposals of carers for the plan of a home, newest first",
        description: "The access log records who looked.",
        tags: ["plans"],
        params: homeParams,
        response: { 200: proposalList, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      await recordLook(pool, request.caller, "home", home.id);
      return listOf((await proposals.ofHome(home.id)).map((one) => viewOf(one, registry)));
    },
  );
  declineRoute(api, needs);
}

function declineRoute(api: Api, { registry, proposals }: ProposalNeeds): void {
  api.post(
    "/homes/:id/plan-proposals/:proposalId/decline",
    {
      config: { needs: "editPlans" },
      schema: {
        summary: "Decline a proposal, with the reason that the carer reads",
        tags: ["plans"],
        params: homeParams.extend({ proposalId: idText }),
        body: z.strictObject({ why: legibleText(500) }),
        response: { 200: proposalList, ...refusals(400, 401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params, body }) => {
      const home = touchableHome(registry, caller, params.id);
      const { id, name } = caller;
      if (!(await proposals.decline(home.id, params.proposalId, { id, name }, body.why)))
        throw new Refusal("notFound", "This proposal does not exist, or was declined already.");
      return listOf((await proposals.ofHome(home.id)).map((one) => viewOf(one, registry)));
    },
  );
}

const listOf = (items: z.infer<typeof proposalView>[]): z.infer<typeof proposalList> => ({ items, next: null });

function viewOf(one: PlanProposal, registry: Registry): z.infer<typeof proposalView> {
  const { id, homeId, homeName, rule, setting, value, figures, by, proposedAt, declined } = one;
  const { rules } = registry.plans;
  const home = registry.home(homeId);
  return {
    ...{ id, homeId, homeName, rule, setting, figures },
    title: rules.find(({ name }) => name === rule)?.title ?? rule,
    now: home === undefined ? 0 : presentWait(one, home, rules),
    minutes: value,
    by: by.name,
    at: rfc3339(proposedAt),
    state: home === undefined ? "waiting" : proposalState(one, home, rules),
    declined: declined && { ...declined, at: rfc3339(declined.at) },
  };
}

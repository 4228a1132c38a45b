import { z } from "zod";
import { contingencyReason, startedContingency } from "#domain/carers/contingency.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { ContingencyPlans } from "#homes/availability/contingencyPlans.ts";
import type { Care, Carers } from "#homes/carers.ts";
import type { Response } from "#response/response.ts";
import type { Api } from "../../../api.ts";
import { Refusal, refusals } from "../../../errors.ts";
import { rfc3339 } from "../../../rfc3339.ts";
import { homeParams } from "../../homes.ts";
import { callSpan, callSpans, type PreviewNeeds } from "../availability/callPreview.ts";
import { homeCaredFor } from "../caredHomes.ts";
import { contingencyPlanView, runningContingencyView, viewOfPlan, viewOfRunning } from "./contingencyViews.ts";

export interface ContingencyRouteNeeds extends PreviewNeeds {
  carers: Carers;
  contingencyPlans: ContingencyPlans;
  response: PreviewNeeds["response"] & Pick<Response, "contingencies">;
  /** Epoch ms. */
  now: () => number;
}

const view = z
  .object({
    asOf: z.iso.datetime(),
    homeName: z.string(),
    timezone: z.string(),
    plan: contingencyPlanView.nullable().describe("What was agreed for you; null: nothing yet."),
    running: runningContingencyView.nullable(),
    preview: z.array(callSpan).describe("Who is called in the next 24 hours if the plan starts now. Empty without a plan."),
  })
  .meta({ id: "CarerContingency" });

const hourMs = 3_600_000;
const changed = { 200: view, ...refusals(400, 401, 403, 404, 413, 422, 503) };

/** What was agreed for the case that a carer falls ill: the carer starts and ends it. */
export function carerContingencyRoutes(api: Api, needs: ContingencyRouteNeeds): void {
  const { contingencies } = needs.response;
  api.get(
    "/carer/homes/:id/contingency",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "Show the contingency plan that was agreed for you in a home",
        tags: ["carers"],
        params: homeParams,
        response: { 200: view, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params }) => {
      const { care, home } = await homeCaredFor(needs, caller, params.id);
      return viewFor(needs, care, home);
    },
  );
  startRoute(api, needs);
  api.post(
    "/carer/homes/:id/contingency/tell",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "Tell Link Line that you are ill and have no contingency plan",
        description: "An operator gets a case and calls you. While that case is open, doing it again changes nothing.",
        tags: ["carers"],
        params: homeParams,
        body: z.strictObject({ why: contingencyReason }),
        response: changed,
      },
    },
    async ({ caller, params, body }) => {
      const { care, home } = await homeCaredFor(needs, caller, params.id);
      await contingencies.tell(home, care.contact, body.why);
      return viewFor(needs, care, home);
    },
  );
  api.post(
    "/carer/homes/:id/contingency/end",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "Say that you are back: your contingency plan ends",
        description: "Where it has ended already, nothing changes.",
        tags: ["carers"],
        params: homeParams,
        body: z.object({}).nullable(),
        response: changed,
      },
    },
    async ({ caller, params }) => {
      const { care, home } = await homeCaredFor(needs, caller, params.id);
      await contingencies.end(home, care.contact.id, `${care.contact.name} is back`);
      return viewFor(needs, care, home);
    },
  );
}

function startRoute(api: Api, needs: ContingencyRouteNeeds): void {
  api.post(
    "/carer/homes/:id/contingency",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "Start the contingency plan that was agreed for you",
        description:
          "You are not called until its end, those who were agreed are called instead, and an operator gets a case at once. Where it runs already, nothing changes. 409 `planChanged`: it is not the version that you have read. 409 `noPlan`: none was agreed.",
        tags: ["carers"],
        params: homeParams,
        body: startedContingency,
        response: { ...changed, ...refusals(409) },
      },
    },
    async ({ caller, params, body }) => {
      const { care, home } = await homeCaredFor(needs, caller, params.id);
      const started = await needs.response.contingencies.start(home, care.contact.id, body.why, body.version);
      if (!started.ok && started.why === "noPlan")
        throw new Refusal("noPlan", "No contingency plan was agreed for you. Tell Link Line instead.");
      if (!started.ok)
        throw new Refusal("planChanged", "Your contingency plan was changed a moment ago. Read it again before you start it.");
      return viewFor(needs, care, home);
    },
  );
}

async function viewFor(needs: ContingencyRouteNeeds, care: Care, home: HomeFacts): Promise<z.infer<typeof view>> {
  const { registry, contingencyPlans, response, now } = needs;
  const plan = (await contingencyPlans.ofHome(home.id)).get(care.contact.id);
  const running = (await response.contingencies.ofHome(home.id)).find(({ contactId }) => contactId === care.contact.id);
  const from = now();
  const until = from + Math.min(24, plan?.lastsHours ?? 0) * hourMs;
  const assumed = { contactId: care.contact.id, until, substitutes: plan?.substitutes ?? [] };
  return {
    asOf: rfc3339(from),
    homeName: care.homeName,
    timezone: home.timezone,
    plan: plan === undefined ? null : viewOfPlan(registry, home.id, plan),
    running: running === undefined ? null : viewOfRunning(registry, home.id, running),
    preview: plan === undefined ? [] : callSpans(needs, home, { from, until, mine: care.contact.id, assumed }),
  };
}

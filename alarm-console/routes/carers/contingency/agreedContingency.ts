import type pg from "pg";
import { z } from "zod";
import { notAvailableUntil } from "#domain/carers/availability.ts";
import { newContingencyPlan, startedContingency } from "#domain/carers/contingency.ts";
import type { HomeFacts } from "#domain/home.ts";
import { idText } from "#domain/ids.ts";
import { isFor } from "#domain/record/contactFields.ts";
import { maxInt32 } from "#domain/text.ts";
import { wallDate } from "#domain/time/wallClock.ts";
import type { ContingencyPlans } from "#homes/availability/contingencyPlans.ts";
import type { NotifiableContact } from "#homes/homeRows.ts";
import type { Registry } from "#homes/registry.ts";
import { pageOf, readCursor } from "#platform/page.ts";
import type { Response } from "#response/response.ts";
import { recordLook } from "../../../access/accessLog.ts";
import type { Caller } from "../../../access/caller.ts";
import { touchableHome } from "../../../access/touchableHome.ts";
import type { Api } from "../../../api.ts";
import { notValid, Refusal, refusals } from "../../../errors.ts";
import { listOf, pageQuery } from "../../../paging.ts";
import { rfc3339OrNull } from "../../../rfc3339.ts";
import { homeParams } from "../../homes.ts";
import { contingencyPlanView, runningContingencyView, viewOfPlan, viewOfRunning } from "./contingencyViews.ts";

export interface AgreedContingencyNeeds {
  pool: pg.Pool;
  registry: Registry;
  contingencyPlans: ContingencyPlans;
  response: Pick<Response, "contingencies">;
  /** Epoch ms. */
  now: () => number;
}

const ofContact = z
  .object({
    contactId: z.string(),
    name: z.string(),
    notAvailableUntil: z.iso.datetime().nullable().describe("Escalation skips the contact until then."),
    plan: contingencyPlanView.nullable(),
    running: runningContingencyView.nullable(),
  })
  .meta({ id: "ContactAvailability" });
const list = z.object({ items: z.array(ofContact), next: z.null() });
const contactParams = homeParams.extend({ contactId: idText.describe("The contact.") });

/** Staff agree contingency plans with carers, and see which contacts are not called now. */
export function agreedContingencyRoutes(api: Api, needs: AgreedContingencyNeeds): void {
  const { pool, registry, contingencyPlans, response } = needs;
  api.get(
    "/homes/:id/contingency",
    {
      config: { needs: "inviteCarers" },
      schema: {
        summary: "List the contacts of a home with their contingency plans, and who is not called now",
        description: "The access log records who looked.",
        tags: ["carers"],
        params: homeParams,
        response: { 200: list, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params }) => {
      const home = touchableHome(registry, caller, params.id);
      await recordLook(pool, caller, "home", home.id);
      return listFor(needs, home);
    },
  );
  agreeRoute(api, needs);
  startForCarer(api, needs);
  api.get(
    "/homes/:id/contacts/:contactId/contingency-plan/versions",
    {
      config: { needs: "inviteCarers" },
      schema: {
        summary: "List all versions of a contact's contingency plan, newest first",
        description: "The access log records who looked.",
        tags: ["carers"],
        params: contactParams,
        querystring: pageQuery,
        response: { 200: listOf(contingencyPlanView), ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params, query }) => {
      const { home, contact } = contactOf(registry, caller, params);
      const before = readCursor(z.number().int().min(0).max(maxInt32), query.cursor);
      await recordLook(pool, caller, "home", home.id);
      const rows = await contingencyPlans.versions(contact.id, before, query.limit + 1);
      const page = pageOf(rows, query.limit, (last) => last.version);
      return { items: page.rows.map((plan) => viewOfPlan(registry, home.id, plan)), next: page.next };
    },
  );
  api.post(
    "/homes/:id/contacts/:contactId/contingency/end",
    {
      config: { needs: "inviteCarers" },
      schema: {
        summary: "End a contingency plan that runs",
        description: "409 `over`: none runs.",
        tags: ["carers"],
        params: contactParams,
        body: z.object({}).nullable(),
        response: { 200: list, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) },
      },
    },
    async ({ caller, params }) => {
      const { home, contact } = contactOf(registry, caller, params);
      const ended = await response.contingencies.end(home, contact.id, `ended by ${caller.name}`);
      if (!ended) throw new Refusal("over", `No contingency plan of ${contact.name} runs.`);
      return listFor(needs, home);
    },
  );
}

function startForCarer(api: Api, needs: AgreedContingencyNeeds): void {
  api.post(
    "/homes/:id/contacts/:contactId/contingency",
    {
      config: { needs: "inviteCarers" },
      schema: {
        summary: "Start the contingency plan of a contact, who has telephoned or whose family has",
        description:
          "As if the carer started it: a case at the centre, with a note of who started it. Where it runs already, nothing changes. 409 `planChanged`: it is not the version that you have read. 409 `noPlan`: none was agreed.",
        tags: ["carers"],
        params: contactParams,
        body: startedContingency,
        response: { 200: list, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) },
      },
    },
    async ({ caller, params, body }) => {
      const { home, contact } = contactOf(needs.registry, caller, params);
      if (home.mode === "ended") throw new Refusal("over", "The service of this home has ended. Begin it again first.");
      const started = await needs.response.contingencies.start(home, contact.id, body.why, body.version, caller.name);
      if (!started.ok && started.why === "noPlan") throw new Refusal("noPlan", `No contingency plan was agreed with ${contact.name}.`);
      if (!started.ok)
        throw new Refusal("planChanged", "This contingency plan was changed a moment ago. Read it again before you start it.");
      return listFor(needs, home);
    },
  );
}

function agreeRoute(api: Api, needs: AgreedContingencyNeeds): void {
  const { registry, contingencyPlans, now } = needs;
  api.post(
    "/homes/:id/contacts/:contactId/contingency-plan",
    {
      config: { needs: "inviteCarers" },
      schema: {
        summary: "Write down the contingency plan that was agreed with a contact",
        description:
          "It is the next version; earlier ones are kept. A plan that runs stays as it was started. 409 `planChanged`: `seenVersion` is not the newest.",
        tags: ["carers"],
        params: contactParams,
        body: newContingencyPlan.extend({
          seenVersion: z.number().int().min(0).max(maxInt32).optional().describe("The newest version that you have seen; 0 for none."),
        }),
        response: { 201: list, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) },
      },
    },
    async ({ caller, params, body: { seenVersion, ...plan } }, reply) => {
      const { home, contact } = contactOf(registry, caller, params);
      const faults = [...substituteFaults(registry.contactsOf(home.id), contact, plan.substitutes)];
      if (plan.reviewOn !== null && plan.reviewOn < wallDate(now(), home.timezone))
        faults.push({ path: "reviewOn", message: "this is in the past: choose a later date" });
      if (faults.length > 0) throw notValid(faults);
      const { id, name } = caller;
      const agreed = await contingencyPlans.agree(contact.id, plan, { id, name }, seenVersion);
      if (agreed === null)
        throw new Refusal("planChanged", "Someone else has changed this contingency plan. Read it before you write a new one.");
      return reply.code(201).send(await listFor(needs, home));
    },
  );
}

interface Fault {
  path: string;
  message: string;
}

const substituteFaults = (contacts: readonly NotifiableContact[], carer: NotifiableContact, substitutes: readonly string[]): Fault[] =>
  substitutes.flatMap((id, place) => {
    const path = `substitutes.${place}`;
    const found = contacts.find((one) => one.id === id);
    if (found === undefined) return [{ path, message: "this is no contact of this home" }];
    if (id === carer.id) return [{ path, message: `${carer.name} cannot be called instead of themselves` }];
    return found.channels.some((channel) => isFor(channel, "alarms"))
      ? []
      : [{ path, message: `Link Line has no channel for ${found.name}, so they cannot be called instead` }];
  });

/** Throws notFound where the home has no such contact. */
function contactOf(
  registry: Registry,
  caller: Caller,
  { id, contactId }: z.infer<typeof contactParams>,
): { home: HomeFacts; contact: NotifiableContact } {
  const home = touchableHome(registry, caller, id);
  const contact = registry.contactsOf(home.id).find((one) => one.id === contactId);
  if (contact === undefined) throw new Refusal("notFound", `There is no contact ${contactId} in this home.`);
  return { home, contact };
}

async function listFor(
  { registry, contingencyPlans, response, now }: AgreedContingencyNeeds,
  home: HomeFacts,
): Promise<z.infer<typeof list>> {
  const plans = await contingencyPlans.ofHome(home.id);
  const running = new Map((await response.contingencies.ofHome(home.id)).map((one) => [one.contactId, one]));
  const items = registry.contactsOf(home.id).map(({ id, name }) => {
    const plan = plans.get(id);
    const runs = running.get(id);
    return {
      contactId: id,
      name,
      notAvailableUntil: rfc3339OrNull(notAvailableUntil(registry.availability.of(id), now(), home.timezone)),
      plan: plan === undefined ? null : viewOfPlan(registry, home.id, plan),
      running: runs === undefined ? null : viewOfRunning(registry, home.id, runs),
    };
  });
  return { items, next: null };
}

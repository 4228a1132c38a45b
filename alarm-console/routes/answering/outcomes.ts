import { z } from "zod";
import { line } from "#domain/text.ts";
import { type Outcomes, outcomeKinds } from "#response/case/outcomes.ts";
import type { Api } from "../../api.ts";
import { notValid, Refusal, refusals } from "../../errors.ts";

const tags = ["answering"];
const code = z.string().regex(/^[a-zA-Z][a-zA-Z0-9]{0,39}$/, "write a letter, then letters or digits, at most 40");
const label = line(60).describe("The outcome in words, for a screen.");
const kind = z.enum(outcomeKinds).describe("For statistics.");

const outcomeView = z
  .object({
    code: z.string().describe("The value to send as `outcome` when closing."),
    label: z.string(),
    kind,
    inUse: z.boolean().describe("False: it is retired. It stays for the alarms that have it."),
  })
  .meta({ id: "Outcome" });

export function outcomeRoutes(api: Api, { outcomes }: { outcomes: Outcomes }): void {
  listOutcomes(api, outcomes);
  addOutcome(api, outcomes);
  changeOutcome(api, outcomes);
}

function listOutcomes(api: Api, outcomes: Outcomes): void {
  api.get(
    "/outcomes",
    {
      config: { needs: "seeAlarms" },
      schema: {
        summary: "List the outcomes with which alarms are closed",
        description: "In the centre's order, or with those first that are usual for a rule.",
        tags,
        querystring: z.object({
          rule: z.string().max(60).optional().describe("The name of a rule, such as `sosPress`."),
          retired: z.enum(["true", "false"]).default("false").describe("`true`: also those that are no longer in use."),
        }),
        response: { 200: z.object({ items: z.array(outcomeView), next: z.null() }), ...refusals(401, 403, 422) },
      },
    },
    async ({ query: { rule, retired } }) => ({ items: outcomes.list({ rule, retired: retired === "true" }), next: null }),
  );
}

function addOutcome(api: Api, outcomes: Outcomes): void {
  api.post(
    "/outcomes",
    {
      config: { needs: "setUpAnswering" },
      schema: {
        summary: "Add an outcome",
        tags,
        body: z.strictObject({ code, label, kind }),
        response: { 201: outcomeView, ...refusals(400, 401, 403, 413, 422, 503) },
      },
    },
    async ({ body }, reply) => {
      if (!(await outcomes.add(body))) throw notValid([{ path: "code", message: `there is an outcome ${body.code} already` }]);
      return reply.code(201).send({ ...body, inUse: true });
    },
  );
}

function changeOutcome(api: Api, outcomes: Outcomes): void {
  api.put(
    "/outcomes/:code",
    {
      config: { needs: "setUpAnswering" },
      schema: {
        summary: "Change an outcome, or retire it",
        description: "With `inUse: false` no one can choose it any more. Alarms that were closed with it keep it.",
        tags,
        params: z.object({ code }),
        body: z.strictObject({ label, kind, inUse: z.boolean().default(true) }),
        response: { 200: outcomeView, ...refusals(400, 401, 403, 404, 413, 422, 503) },
      },
    },
    async ({ params, body }) => {
      const changed = { code: params.code, ...body };
      if (!body.inUse && outcomes.list().every(({ code }) => code === params.code))
        throw notValid([{ path: "inUse", message: "this is the last one in use: without any, no case can be closed" }]);
      if (!(await outcomes.change(changed))) throw new Refusal("notFound", `There is no outcome ${params.code}.`);
      return changed;
    },
  );
}

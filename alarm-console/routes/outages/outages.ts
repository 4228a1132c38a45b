import type pg from "pg";
import { z } from "zod";
import { asHomeId, idText } from "#domain/ids.ts";
import { checkResults, outageHome } from "#domain/outage/outageView.ts";
import { serviceIncident } from "#domain/serviceIncident.ts";
import { freeText } from "#domain/text.ts";
import { readFoldedSilences } from "#response/incident/outage/foldedSilences.ts";
import type { OutageAnswer, OutageDesk } from "#response/incident/outage/outageDesk.ts";
import { readWorkList } from "#response/incident/outage/workList.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { listOf, pageQuery } from "../../paging.ts";
import { incidentParams } from "./incidents.ts";

const answered = { 200: serviceIncident, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) };
const tags = ["service"];

/** The work of staff on an outage. */
export function outageRoutes(api: Api, { pool, outages }: { pool: pg.Pool; outages: OutageDesk }): void {
  workList(api, pool);
  silences(api, pool);
  api.post(
    "/incidents/:id/acknowledge",
    {
      config: { needs: "workOnOutages" },
      schema: {
        summary: "Acknowledge an outage",
        description: "It holds the silences of its homes back for longer. Without it they ring, each by itself.",
        tags,
        params: incidentParams,
        response: answered,
      },
    },
    async ({ params: { id }, caller }) => incidentOf(id, await outages.acknowledge(id, { id: caller.id, name: caller.name })),
  );
  api.post(
    "/incidents/:id/end",
    {
      config: { needs: "workOnOutages" },
      schema: {
        summary: "End an outage: each home that is still silent rings by itself",
        tags,
        params: incidentParams,
        response: answered,
      },
    },
    async ({ params: { id }, caller }) => incidentOf(id, await outages.end(id, { id: caller.id, name: caller.name })),
  );
  api.post(
    "/incidents/:id/homes/:homeId/checks",
    {
      config: { needs: "workOnOutages" },
      schema: {
        summary: "Note that a home of an outage was looked after",
        description: "It acknowledges the outage too. With `noAnswer` the home rings at once as a case: that may be an emergency.",
        tags,
        params: incidentParams.extend({ homeId: idText.describe("The id of the home.") }),
        body: z.object({ result: z.enum(checkResults), note: freeText(500).default("") }),
        response: answered,
      },
    },
    async ({ params: { id, homeId }, body, caller }) =>
      incidentOf(id, await outages.check(id, asHomeId(homeId), body, { id: caller.id, name: caller.name })),
  );
}

const folded = z
  .object({
    incidentId: z.string(),
    text: z.string().describe("The sentence of the outage, with its number of homes."),
    alarmIds: z.array(z.string()).describe("The open alarms of the technical list that it explains."),
  })
  .meta({ id: "OutageSilences" });

function silences(api: Api, pool: pg.Pool): void {
  api.get(
    "/outage-silences",
    {
      config: { needs: "seeTechnical" },
      schema: {
        summary: "List the outages that last, each with its silences on the technical list",
        description: "A screen shows one line for an outage in place of them.",
        tags,
        response: { 200: z.object({ items: z.array(folded), next: z.null() }), ...refusals(401, 403, 503) },
      },
    },
    // An outage is of live homes.
    async ({ caller }) => ({ items: caller.role === "tester" ? [] : await readFoldedSilences(pool), next: null }),
  );
}

function workList(api: Api, pool: pg.Pool): void {
  api.get(
    "/incidents/:id/homes",
    {
      config: { needs: "workOnOutages" },
      schema: {
        summary: "The work list of an outage: its homes, those at risk first",
        description:
          "First people at high risk whose pendant or fall detector is silent, then by risk. Homes that were reached come after the others, and homes that are back come last.",
        tags,
        params: incidentParams,
        querystring: pageQuery,
        response: { 200: listOf(outageHome), ...refusals(401, 403, 422, 503) },
      },
    },
    async ({ params: { id }, query: { limit, cursor } }) => readWorkList(pool, id, { limit, after: cursor }),
  );
}

function incidentOf(id: string, answer: OutageAnswer): z.infer<typeof serviceIncident> {
  if (answer.ok) return answer.incident;
  if (answer.why === "over") throw new Refusal("over", "This outage is over: homes that are still silent ring in the queue.");
  throw new Refusal("notFound", answer.why === "unknown" ? `There is no outage ${id}.` : "This home is not in the outage.");
}

import type pg from "pg";
import { z } from "zod";
import { idText } from "#domain/ids.ts";
import { serviceIncident } from "#domain/serviceIncident.ts";
import { pageOf, readCursor } from "#platform/page.ts";
import { readIncident, readIncidents } from "#response/incident/serviceIncidents.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { listOf, pageQuery } from "../../paging.ts";

export const incidentParams = z.object({ id: idText.describe("The id of the incident.") });

export function incidentRoutes(api: Api, { pool }: { pool: pg.Pool }): void {
  api.get(
    "/incidents",
    {
      config: { needs: "seeAlarms" },
      schema: {
        summary: "List what went wrong with the service itself and the ways to it, newest first",
        description:
          "Times in which the service did not listen: silence counts only the time in which it listened. A time of less than ten seconds, such as a restart for an upgrade, is not listed. Outages: many homes that fell silent together. Incidents are kept for 400 days.",
        tags: ["service"],
        querystring: pageQuery,
        response: { 200: listOf(serviceIncident), ...refusals(401, 403, 422, 503) },
      },
    },
    async ({ query: { limit, cursor } }) => {
      const incidents = await readIncidents(pool, { before: readCursor(idText, cursor), limit: limit + 1 });
      const { rows, next } = pageOf(incidents, limit, (last) => last.id);
      return { items: rows, next };
    },
  );
  api.get(
    "/incidents/:id",
    {
      config: { needs: "seeAlarms" },
      schema: {
        summary: "Show an incident",
        tags: ["service"],
        params: incidentParams,
        response: { 200: serviceIncident, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ params: { id } }) => {
      const incident = await readIncident(pool, id);
      if (incident === null) throw new Refusal("notFound", `There is no incident ${id}.`);
      return incident;
    },
  );
}

import type pg from "pg";
import { z } from "zod";
import { idText } from "#domain/ids.ts";
import { freeText } from "#domain/text.ts";
import type { BulkJobs } from "#homes/bulk/bulkJobs.ts";
import { bulkKinds } from "#homes/bulk/columns.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { bulkExportRoutes } from "./bulkExport.ts";
import { bulkJobView, viewOfJob } from "./bulkJobView.ts";

/** 20,000 rows of a spreadsheet take less. */
const largestFile = 16 * 1024 * 1024;
const shownJobs = 20;

const tags = ["bulk"];
const jobParams = z.object({ id: idText.describe("The id of the job.") });

/** Files of homes, people, contacts and devices: docs/record.md has their columns. */
export function bulkRoutes(api: Api, { pool, jobs }: { pool: pg.Pool; jobs: BulkJobs }): void {
  api.addHook("onReady", () => jobs.begin());
  api.addHook("onClose", () => jobs.stop());
  void api.register(async (scope: Api) => startRoute(scope, jobs));
  applyRoute(api, jobs);
  readRoutes(api, jobs);
  bulkExportRoutes(api, { pool });
}

function startRoute(scope: Api, jobs: BulkJobs): void {
  scope.addContentTypeParser(
    ["text/csv", "application/octet-stream"],
    { parseAs: "buffer", bodyLimit: largestFile },
    (_request, body, done) => done(null, body),
  );
  scope.post(
    "/bulk",
    {
      config: { needs: "moveRecords" },
      bodyLimit: largestFile,
      schema: {
        summary: "Check a CSV file of homes, people, contacts or devices",
        description:
          "The bytes of the file are the body. The service finds out encoding and separator and checks the whole file in the background; nothing is written. With `apply=true` it then writes the file, if it has no fault. One job at a time: 409 `busy`.",
        tags,
        consumes: ["text/csv", "application/octet-stream"],
        querystring: z.object({
          kind: z.enum(bulkKinds),
          name: freeText(200).default("").describe("The name of the file, for the list of jobs."),
          apply: z.enum(["true", "false"]).default("false"),
        }),
        response: { 202: bulkJobView, ...refusals(401, 403, 409, 413, 422, 503) },
      },
    },
    async ({ caller, query, body }, reply) => {
      const bytes = body instanceof Uint8Array ? body : new Uint8Array();
      const by = { id: caller.id, name: caller.name };
      const started = await jobs.start({ kind: query.kind, fileName: query.name, by, applies: query.apply === "true" }, bytes);
      if (!started.ok && started.why === "busy")
        throw new Refusal("busy", "Another file is being checked or written. Wait until it is done.", { job: started.job });
      if (!started.ok) throw new Refusal("invalid", started.message, [{ path: "", message: started.message }]);
      return reply.code(202).send(await found(jobs, started.id));
    },
  );
}

function applyRoute(api: Api, jobs: BulkJobs): void {
  api.post(
    "/bulk/:id/apply",
    {
      config: { needs: "moveRecords" },
      schema: {
        summary: "Write a checked file to the record",
        description:
          "Row by row, in the background, with the history of single changes. A row that another person changed after the check is left out and is among `faults`. A new device has no login: see POST /homes/{id}/devices/{deviceId}/secret.",
        tags,
        params: jobParams,
        body: z.strictObject({}).nullish(),
        response: { 202: bulkJobView, ...refusals(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async ({ params: { id } }, reply) => {
      await found(jobs, id);
      if (!jobs.apply(id)) throw new Refusal("over", "This file cannot be applied any more. Choose it again.");
      return reply.code(202).send(await found(jobs, id));
    },
  );
}

function readRoutes(api: Api, jobs: BulkJobs): void {
  api.get(
    "/bulk/:id",
    {
      config: { needs: "moveRecords" },
      schema: {
        summary: "Show how far a bulk import is",
        tags,
        params: jobParams,
        response: { 200: bulkJobView, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ params: { id } }) => found(jobs, id),
  );
  api.get(
    "/bulk",
    {
      config: { needs: "moveRecords" },
      schema: {
        summary: "List the newest bulk imports",
        tags,
        response: { 200: z.object({ items: z.array(bulkJobView), next: z.null() }), ...refusals(401, 403, 503) },
      },
    },
    async () => ({ items: (await jobs.newest(shownJobs)).map(viewOfJob), next: null }),
  );
}

async function found(jobs: BulkJobs, id: string): Promise<z.infer<typeof bulkJobView>> {
  const job = await jobs.get(id);
  if (job === null) throw new Refusal("notFound", `There is no bulk import ${id}.`);
  return viewOfJob(job);
}

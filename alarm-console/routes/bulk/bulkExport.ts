import type pg from "pg";
import { z } from "zod";
import { may } from "#domain/role.ts";
import { legibleText } from "#domain/text.ts";
import { bulkKinds } from "#homes/bulk/columns.ts";
import { exportFile } from "#homes/bulk/exportFile.ts";
import { recordExport } from "../../access/accessLog.ts";
import type { Api } from "../../api.ts";
import { notValid, Refusal, refusals } from "../../errors.ts";

const exportQuery = z.object({
  secrets: z
    .enum(["true", "false"])
    .default("false")
    .describe("With access notes, key safes and NHS numbers: administrators only, with `why`."),
  why: legibleText(500).optional().describe("Why these are needed; the access log keeps it."),
});

/** The record as files. The access log has a line for each home in them (docs/guarantees.md, 13). */
export function bulkExportRoutes(api: Api, { pool }: { pool: pg.Pool }): void {
  for (const kind of bulkKinds)
    api.get(
      `/bulk/${kind}.csv`,
      {
        config: { needs: "moveRecords" },
        schema: {
          summary: `Export ${kind} as a CSV file`,
          description: "The columns that an import reads, so an export that is imported again changes nothing.",
          tags: ["bulk"],
          querystring: exportQuery,
          response: {
            200: { description: `A file of ${kind}`, content: { "text/csv": { schema: z.string() } } },
            ...refusals(401, 403, 422, 503),
          },
        },
      },
      async ({ caller, query }, reply) => {
        const withSecrets = query.secrets === "true";
        if (withSecrets && !may(caller.role, "exportSecrets"))
          throw new Refusal("forbidden", "Only an administrator exports access notes, key safes and NHS numbers.");
        if (withSecrets && query.why === undefined) throw notValid([{ path: "why", message: "write why you need them" }]);
        const what = withSecrets ? "exportSecrets" : "export";
        const recordLooks = (homeIds: readonly string[]): Promise<void> =>
          recordExport(pool, caller, { what, why: `${kind}${query.why === undefined ? "" : `: ${query.why}`}`, homeIds });
        const file = await exportFile(pool, { kind, withSecrets, recordLooks });
        return reply
          .type("text/csv; charset=utf-8")
          .header("content-disposition", `attachment; filename="${kind}.csv"`)
          .serializer(String)
          .send(file);
      },
    );
}

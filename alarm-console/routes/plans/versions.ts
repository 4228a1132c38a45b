import type pg from "pg";
import { z } from "zod";
import { maxInt32 } from "#domain/text.ts";
import type { Registry } from "#homes/registry.ts";
import { pageOf, readCursor } from "#platform/page.ts";
import { recordLook } from "../../access/accessLog.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";
import { listOf, pageQuery } from "../../paging.ts";
import { rfc3339 } from "../../rfc3339.ts";
import { homeParams } from "../homes.ts";

const versionView = z
  .object({
    version: z.number().int(),
    plan: z.record(z.string(), z.unknown()).describe("The plan as it was stored. It may name rules that no longer exist."),
    why: z.string(),
    by: z.string(),
    madeAt: z.iso.datetime(),
    lossReason: z
      .string()
      .nullable()
      .describe(
        "The reason for going live anyway: the plan would have lost a genuine alarm, could not be compared with the recorded nights, or does not apply on some days.",
      ),
  })
  .meta({ id: "PlanVersion" });

export function planVersionRoutes(api: Api, { pool, registry }: { pool: pg.Pool; registry: Registry }): void {
  api.get(
    "/homes/:id/plan/versions",
    {
      config: { needs: "seePlans" },
      schema: {
        summary: "List all versions of a home's plan, newest first",
        description: "Each call is recorded in the access log.",
        tags: ["plans"],
        params: homeParams,
        querystring: pageQuery,
        response: { 200: listOf(versionView), ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const { id } = touchableHome(registry, request.caller, request.params.id);
      const { limit, cursor } = request.query;
      const before = readCursor(z.number().int().min(0).max(maxInt32), cursor);
      await recordLook(pool, request.caller, "home", id);
      const rows = await registry.plans.versions(id, before, limit + 1);
      const page = pageOf(rows, limit, (last) => last.version);
      return { items: page.rows.map(({ by, madeAt, ...one }) => ({ ...one, by: by.name, madeAt: rfc3339(madeAt) })), next: page.next };
    },
  );
}

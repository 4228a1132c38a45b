import type pg from "pg";
import { z } from "zod";
import { boardDevice, boardStatuses } from "#domain/deviceBoard.ts";
import { idText } from "#domain/ids.ts";
import { readingKinds } from "#domain/reading.ts";
import type { Registry } from "#homes/registry.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";
import { listOf, pageQuery } from "../../paging.ts";
import { readBoard } from "./boardRows.ts";

const query = pageQuery.extend({
  home: idText.optional().describe("Only devices of this home."),
  area: z.string().max(60).optional().describe("Only devices of homes in this area."),
  status: z.enum(boardStatuses).optional(),
  kind: z.enum(readingKinds).optional().describe("Only devices of this kind, such as `button`."),
});

const selectAreas = `SELECT DISTINCT area FROM home WHERE area <> '' AND NOT canary AND mode = $1 ORDER BY area LIMIT 500`;

export function deviceBoardRoutes(
  api: Api,
  { pool, registry, now }: { pool: pg.Pool; registry: Pick<Registry, "listeningGaps">; now: () => number },
): void {
  api.get(
    "/devices/board",
    {
      config: { needs: "seeTechnical" },
      schema: {
        summary: "The board of devices, worst first",
        description:
          "Of the same status people at risk come first, then life-safety devices, then the longest silence. Live homes only; a tester sees the devices of test homes.",
        tags: ["homes"],
        querystring: query,
        response: { 200: listOf(boardDevice), ...refusals(401, 403, 422, 503) },
      },
    },
    async ({ caller, query: { limit, cursor, ...wanted } }) => {
      const mode = caller.role === "tester" ? "test" : "live";
      return readBoard(pool, { ...wanted, mode, limit, after: cursor }, { now: now(), gaps: registry.listeningGaps });
    },
  );
  api.get(
    "/devices/board/areas",
    {
      config: { needs: "seeTechnical" },
      schema: {
        summary: "The areas of all homes, to filter the board by",
        tags: ["homes"],
        response: { 200: z.object({ items: z.array(z.string()) }), ...refusals(401, 403, 503) },
      },
    },
    async ({ caller }) => {
      const { rows } = await pool.query<{ area: string }>(selectAreas, [caller.role === "tester" ? "test" : "live"]);
      return { items: rows.map(({ area }) => area) };
    },
  );
}

import type pg from "pg";
import { z } from "zod";
import { idText } from "#domain/ids.ts";
import type { Api } from "../api.ts";
import { refusals } from "../errors.ts";
import { listOf, pageOf, pageQuery, readCursor } from "../paging.ts";
import { rfc3339 } from "../rfc3339.ts";

const quarantineView = z
  .object({
    id: z.string(),
    homeId: z.string(),
    deviceId: z.string(),
    receivedAt: z.iso.datetime(),
    topic: z.string(),
    reason: z.string(),
    payload: z.string().describe("The bytes as they came, in base64."),
    text: z.string().describe("The same for reading, as UTF-8 with � for what is not."),
  })
  .meta({ id: "Quarantined" });

interface QuarantineRow extends Omit<z.infer<typeof quarantineView>, "receivedAt" | "payload" | "text"> {
  receivedAt: number;
  payload: Buffer;
}

// Homes are not deleted while anything of theirs is kept, so the join loses no row.
const selectQuarantine = `SELECT q.id::text, q.home_id::text AS "homeId", q.device_id::text AS "deviceId", q.received_at AS "receivedAt",
    q.topic, q.reason, q.payload
  FROM quarantine q LEFT JOIN home h ON h.id = q.home_id
  WHERE ($1::bigint IS NULL OR q.home_id = $1) AND ($2::text IS NULL OR h.mode = $2) AND ($3::bigint IS NULL OR q.id < $3)
  ORDER BY q.id DESC LIMIT $4`;

export function quarantineRoutes(api: Api, { pool }: { pool: pg.Pool }): void {
  api.get(
    "/quarantine",
    {
      config: { needs: "seeQuarantine" },
      schema: {
        summary: "Payloads that could not be taken as readings, newest first",
        description:
          "Kept with the reason, and acknowledged so that the device does not send them for ever. A tester sees those of test homes.",
        tags: ["readings"],
        querystring: pageQuery.extend({ home: idText.optional() }),
        response: { 200: listOf(quarantineView), ...refusals(401, 403, 422, 503) },
      },
    },
    async (request) => {
      const { home, limit, cursor } = request.query;
      const only = request.caller.role === "tester" ? "test" : null;
      const { rows } = await pool.query<QuarantineRow>(selectQuarantine, [home ?? null, only, readCursor(idText, cursor), limit + 1]);
      const page = pageOf(rows, limit, (last) => last.id);
      return { items: page.rows.map(asView), next: page.next };
    },
  );
}

function asView({ receivedAt, payload, ...row }: QuarantineRow): z.infer<typeof quarantineView> {
  return { ...row, receivedAt: rfc3339(receivedAt), payload: payload.toString("base64"), text: payload.toString("utf8") };
}

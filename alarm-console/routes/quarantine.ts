import type pg from "pg";
import { z } from "zod";
import { idText } from "#domain/ids.ts";
import type { Api } from "../api.ts";
import { Refusal, refusals } from "../errors.ts";
import { listOf, pageOf, pageQuery, readCursor } from "../paging.ts";
import { rfc3339 } from "../rfc3339.ts";

/** In a list: a page of a thousand whole payloads would be more than anybody reads, and more than the service should carry. */
const bytesListed = 4096;

const quarantineView = z
  .object({
    id: z.string(),
    homeId: z.string(),
    deviceId: z.string(),
    receivedAt: z.iso.datetime(),
    topic: z.string(),
    reason: z.string(),
    payload: z.string().describe(`The bytes as they came, in base64; in a list no more than the first ${bytesListed}.`),
    payloadBytes: z.number().int().describe("How many bytes came."),
    text: z.string().describe("The same for reading, as UTF-8 with � for what is not."),
  })
  .meta({ id: "Quarantined" });

interface QuarantineRow extends Omit<z.infer<typeof quarantineView>, "receivedAt" | "payload" | "text"> {
  receivedAt: number;
  payload: Buffer;
}

const selectQuarantine = `SELECT q.id::text, q.home_id::text AS "homeId", q.device_id::text AS "deviceId", q.received_at AS "receivedAt",
    q.topic, q.reason, substring(q.payload FROM 1 FOR ${bytesListed}) AS payload, length(q.payload) AS "payloadBytes"
  FROM quarantine q LEFT JOIN home h ON h.id = q.home_id
  WHERE ($1::bigint IS NULL OR q.home_id = $1) AND ($2::text IS NULL OR h.mode = $2) AND ($3::bigint IS NULL OR q.id < $3)
  ORDER BY q.id DESC LIMIT $4`;

const selectOne = `SELECT q.id::text, q.home_id::text AS "homeId", q.device_id::text AS "deviceId", q.received_at AS "receivedAt",
    q.topic, q.reason, q.payload, length(q.payload) AS "payloadBytes"
  FROM quarantine q LEFT JOIN home h ON h.id = q.home_id
  WHERE q.id = $1 AND ($2::text IS NULL OR h.mode = $2)`;

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

  api.get(
    "/quarantine/:id",
    {
      config: { needs: "seeQuarantine" },
      schema: {
        summary: "One payload in quarantine, whole",
        tags: ["readings"],
        params: z.object({ id: idText }),
        response: { 200: quarantineView, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const only = request.caller.role === "tester" ? "test" : null;
      const { rows } = await pool.query<QuarantineRow>(selectOne, [request.params.id, only]);
      if (rows[0] === undefined) throw new Refusal("notFound", `Nothing in quarantine has the id ${request.params.id}.`);
      return asView(rows[0]);
    },
  );
}

function asView({ receivedAt, payload, ...row }: QuarantineRow): z.infer<typeof quarantineView> {
  return { ...row, receivedAt: rfc3339(receivedAt), payload: payload.toString("base64"), text: payload.toString("utf8") };
}

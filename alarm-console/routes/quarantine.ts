import type pg from "pg";
import { z } from "zod";
import { idText } from "#domain/ids.ts";
import { pageOf, readCursor } from "#platform/page.ts";
import type { Api } from "../api.ts";
import { Refusal, refusals } from "../errors.ts";
import { listOf, pageQuery } from "../paging.ts";
import { rfc3339 } from "../rfc3339.ts";

/** In a list. A page of a thousand whole payloads could be 64 MB. */
const bytesListed = 4096;

const quarantineView = z
  .object({
    id: z.string(),
    homeId: z.string(),
    homeName: z.string().nullable().describe("Null where the home is no longer registered."),
    timezone: z.string().nullable().describe("Of the home."),
    deviceId: z.string().nullable().describe("Null where the message names no registered device."),
    deviceName: z
      .string()
      .nullable()
      .describe("Null where the device is not registered, or no longer: its name at the gateway, where there is one."),
    gatewayId: z.string().nullable().describe("The gateway that sent it; null for a device with a login."),
    receivedAt: z.iso.datetime(),
    topic: z.string(),
    reason: z.string().describe("Why it is not a reading."),
    call: z.boolean().describe("It may have been a call for help, and raised an alarm."),
    payload: z.string().describe(`The received bytes in base64. A list shows the first ${bytesListed} of them.`),
    payloadBytes: z.number().int().describe("How many bytes were received."),
    text: z.string().describe("The same bytes as UTF-8 text, with � in place of bytes that are not."),
  })
  .meta({ id: "Quarantined" });

interface QuarantineRow extends Omit<z.infer<typeof quarantineView>, "receivedAt" | "payload" | "text"> {
  receivedAt: number;
  payload: Buffer;
}

const selectQuarantine = `SELECT q.id::text, q.home_id::text AS "homeId", h.name AS "homeName", h.timezone, q.device_id::text AS "deviceId",
    coalesce(d.name, q.external_id) AS "deviceName", q.gateway_id::text AS "gatewayId", q.received_at AS "receivedAt",
    q.topic, q.reason, q.call, substring(q.payload FROM 1 FOR ${bytesListed}) AS payload, length(q.payload) AS "payloadBytes"
  FROM quarantine q LEFT JOIN home h ON h.id = q.home_id LEFT JOIN device d ON d.id = q.device_id
  WHERE ($1::bigint IS NULL OR q.home_id = $1) AND ($2::text IS NULL OR h.mode = $2) AND ($3::bigint IS NULL OR q.id < $3)
  ORDER BY q.id DESC LIMIT $4`;

const selectOne = `SELECT q.id::text, q.home_id::text AS "homeId", h.name AS "homeName", h.timezone, q.device_id::text AS "deviceId",
    coalesce(d.name, q.external_id) AS "deviceName", q.gateway_id::text AS "gatewayId", q.received_at AS "receivedAt",
    q.topic, q.reason, q.call, q.payload, length(q.payload) AS "payloadBytes"
  FROM quarantine q LEFT JOIN home h ON h.id = q.home_id LEFT JOIN device d ON d.id = q.device_id
  WHERE q.id = $1 AND ($2::text IS NULL OR h.mode = $2)`;

export function quarantineRoutes(api: Api, { pool }: { pool: pg.Pool }): void {
  listQuarantine(api, pool);
  showQuarantined(api, pool);
}

function listQuarantine(api: Api, pool: pg.Pool): void {
  api.get(
    "/quarantine",
    {
      config: { needs: "seeQuarantine" },
      schema: {
        summary: "List the payloads in quarantine, newest first",
        description:
          "A payload that is no reading goes to quarantine with the reason. The service acknowledges it, or the device would send it for ever. A tester sees payloads of test homes only.",
        tags: ["readings"],
        querystring: pageQuery.extend({ home: idText.optional().describe("Only payloads of devices of this home.") }),
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

function showQuarantined(api: Api, pool: pg.Pool): void {
  api.get(
    "/quarantine/:id",
    {
      config: { needs: "seeQuarantine" },
      schema: {
        summary: "Show a whole payload in quarantine",
        tags: ["readings"],
        params: z.object({ id: idText.describe("The id of the payload.") }),
        response: { 200: quarantineView, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const only = request.caller.role === "tester" ? "test" : null;
      const { rows } = await pool.query<QuarantineRow>(selectOne, [request.params.id, only]);
      if (rows[0] === undefined) throw new Refusal("notFound", `There is no payload ${request.params.id} in quarantine.`);
      return asView(rows[0]);
    },
  );
}

function asView({ receivedAt, payload, ...row }: QuarantineRow): z.infer<typeof quarantineView> {
  return { ...row, receivedAt: rfc3339(receivedAt), payload: payload.toString("base64"), text: payload.toString("utf8") };
}

import type pg from "pg";
import { z } from "zod";
import type { HomeId } from "#domain/ids.ts";
import { idText } from "#domain/ids.ts";
import { newDeviceOfAnyWay } from "#domain/record/gatewayFields.ts";
import type { Registry } from "#homes/registry.ts";
import { pageOf, readCursor } from "#platform/page.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { listOf, pageQuery } from "../../paging.ts";
import { rfc3339 } from "../../rfc3339.ts";
import { answerBehindGateway, deviceAnswer, refuseNoInterval } from "../devices.ts";
import { homeParams } from "../homes.ts";
import { registerBehindGateway } from "./gatewayDevice.ts";

const unknownView = z
  .object({
    id: z.string(),
    homeId: z.string(),
    homeName: z.string(),
    gatewayId: z.string(),
    gatewayName: z.string(),
    family: z.string(),
    externalId: z.string().describe("Its name at the gateway."),
    name: z.string().nullable(),
    model: z.string().nullable(),
    maker: z.string().nullable(),
    kinds: z.array(z.string()).describe("What its model can report; empty where the model is not in the catalogue: choose."),
    topic: z.string().nullable().describe("Of its last message; null: the gateway offered it, and it has sent nothing."),
    text: z.string().nullable().describe("The first bytes of its last message as text."),
    messages: z.number().int(),
    firstSeenAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
  })
  .meta({ id: "UnknownDevice" });

/** A device that was registered since then, or whose gateway has ended, is not on the list. */
const selectUnknown = `SELECT u.id::text, g.home_id::text AS "homeId", h.name AS "homeName", g.id::text AS "gatewayId", g.name AS "gatewayName", g.family,
    u.external_id AS "externalId", u.name, u.model, u.maker, u.kinds, u.topic, u.payload, u.messages::int, u.first_seen_at AS "firstSeenAt",
    u.last_seen_at AS "lastSeenAt"
  FROM unknown_device u JOIN gateway g ON g.id = u.gateway_id JOIN home h ON h.id = g.home_id
  WHERE u.hidden_at IS NULL AND g.ended_at IS NULL AND ($1::bigint IS NULL OR g.home_id = $1) AND ($2::text IS NULL OR h.mode = $2)
    AND ($3::bigint IS NULL OR u.id < $3) AND ($4::bigint IS NULL OR u.id = $4)
    AND NOT EXISTS (SELECT FROM device d WHERE d.gateway_id = u.gateway_id AND d.external_id = u.external_id AND d.ended_at IS NULL)
  ORDER BY u.id DESC LIMIT $5`;
const hideOne = `UPDATE unknown_device SET hidden_at = to_timestamp($2::float8 / 1000) WHERE id = $1`;

interface UnknownRow extends Omit<z.infer<typeof unknownView>, "firstSeenAt" | "lastSeenAt" | "text"> {
  payload: Buffer | null;
  firstSeenAt: number;
  lastSeenAt: number;
}

interface Needs {
  pool: pg.Pool;
  registry: Registry;
  /** Epoch ms. */
  now: () => number;
}

const unknownParams = homeParams.extend({ unknownId: idText.describe("The id of the entry in the list.") });

export function unknownDeviceRoutes(api: Api, needs: Needs): void {
  listUnknown(api, needs);
  addUnknown(api, needs);
  hideUnknown(api, needs);
}

function listUnknown(api: Api, { pool, registry }: Needs): void {
  const describe = {
    description:
      "Devices that a gateway offers or speaks for, and that are not registered: newest first. They ring no one, except for a call or a danger.",
    tags: ["homes"],
  };
  api.get(
    "/homes/:id/unknown-devices",
    {
      config: { needs: "seeHomes" },
      schema: {
        summary: "List the unknown devices of a home",
        ...describe,
        params: homeParams,
        querystring: pageQuery,
        response: { 200: listOf(unknownView), ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params, query }) => page(pool, query, [touchableHome(registry, caller, params.id).id, null]),
  );
  api.get(
    "/unknown-devices",
    {
      config: { needs: "seeHomes" },
      schema: {
        summary: "List the unknown devices of all homes",
        ...describe,
        querystring: pageQuery,
        response: { 200: listOf(unknownView), ...refusals(401, 403, 422, 503) },
      },
    },
    async ({ caller, query }) => page(pool, query, [null, caller.role === "tester" ? "test" : null]),
  );
}

async function page(pool: pg.Pool, { cursor, limit }: z.infer<typeof pageQuery>, of: [homeId: HomeId | null, mode: string | null]) {
  const { rows } = await pool.query<UnknownRow>(selectUnknown, [...of, readCursor(idText, cursor), null, limit + 1]);
  const { rows: shown, next } = pageOf(rows, limit, (last) => last.id);
  return { items: shown.map(asView), next };
}

function addUnknown(api: Api, { pool, registry }: Needs): void {
  api.post(
    "/homes/:id/unknown-devices/:unknownId",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Register an unknown device",
        description: "The same as POST /homes/{id}/devices with the gateway, the name and the model of the entry.",
        tags: ["homes"],
        params: unknownParams,
        body: newDeviceOfAnyWay.omit({ gatewayId: true, externalId: true }),
        response: { 201: deviceAnswer, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) },
      },
    },
    async ({ caller, params, body }, reply) => {
      const home = touchableHome(registry, caller, params.id);
      refuseNoInterval(home, body);
      const { gatewayId, externalId, model, kinds } = await find(pool, home.id, params.unknownId);
      const offered = body.kind === undefined ? { kind: kinds[0], alsoReports: kinds.slice(1) } : {};
      const given = { ...(offered as Pick<typeof body, "kind" | "alsoReports">), ...body, gatewayId, externalId };
      const made = await registerBehindGateway({ pool, registry }, caller, home, { ...given, model: body.model ?? model ?? "" });
      return reply.code(201).send(answerBehindGateway(made));
    },
  );
}

function hideUnknown(api: Api, { pool, registry, now }: Needs): void {
  api.delete(
    "/homes/:id/unknown-devices/:unknownId",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Hide an unknown device",
        description: "Such as the neighbour's sensor. A call or a danger from it rings all the same.",
        tags: ["homes"],
        params: unknownParams,
        response: { 200: unknownView, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params }) => {
      const row = await find(pool, touchableHome(registry, caller, params.id).id, params.unknownId);
      await pool.query(hideOne, [row.id, now()]);
      return asView(row);
    },
  );
}

async function find(pool: pg.Pool, homeId: HomeId, id: string): Promise<UnknownRow> {
  const [row] = (await pool.query<UnknownRow>(selectUnknown, [homeId, null, null, id, 1])).rows;
  if (row === undefined) throw new Refusal("notFound", `There is no unknown device ${id} in this home, or it is registered already.`);
  return row;
}

const asView = ({ payload, firstSeenAt, lastSeenAt, ...row }: UnknownRow): z.infer<typeof unknownView> => ({
  ...row,
  text: payload?.toString("utf8") ?? null,
  firstSeenAt: rfc3339(firstSeenAt),
  lastSeenAt: rfc3339(lastSeenAt),
});

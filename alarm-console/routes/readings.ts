import type pg from "pg";
import { z } from "zod";
import { idText } from "#domain/ids.ts";
import { readingFields, recordedKinds } from "#domain/reading.ts";
import type { Registry } from "#homes/registry.ts";
import { pageOf, readCursor } from "#platform/page.ts";
import { recordLook } from "../access/accessLog.ts";
import { touchableHome } from "../access/touchableHome.ts";
import type { Api } from "../api.ts";
import { refusals } from "../errors.ts";
import { listOf, pageQuery } from "../paging.ts";
import { rfc3339, rfc3339OrNull } from "../rfc3339.ts";
import { homeParams } from "./homes.ts";

const readingView = z
  .object({
    deviceId: z.string(),
    kind: z.enum(recordedKinds),
    at: z.iso.datetime().nullable().describe("When it happened by the device's clock; null where the device sent no time."),
    receivedAt: z.iso.datetime().describe("When the service received it."),
    time: z.iso
      .datetime()
      .describe("Event time: when it happened, as the rules count it. `at`, corrected where the device's clock is wrong."),
    seq: z.number().nullable().describe("The device's number for it."),
    boot: z.string().nullable().describe("Changes each time the device starts; its numbers begin again then."),
    value: z.record(z.string(), z.unknown()).describe("The fields of its kind, such as { pressed: true }."),
    battery: z.number().nullable().describe("Charge in percent."),
    signal: z.number().nullable().describe("Radio signal in dBm."),
    historical: z.boolean().describe("The device stored it and sent it later."),
    unreadable: z.array(z.enum(readingFields)).describe("The fields that could not be read; they count as left out."),
  })
  .meta({ id: "Reading" });

interface ReadingRow extends Omit<z.infer<typeof readingView>, "at" | "receivedAt" | "time" | "seq"> {
  at: number | null;
  receivedAt: number;
  time: number;
  seq: string | null;
  position: string;
}

const selectReadings = `SELECT device_id::text AS "deviceId", kind, value - 'kind' AS value, at, received_at AS "receivedAt", time,
    seq::text, boot, battery, signal, historical, position::text,
    coalesce(string_to_array(unreadable, ','), ARRAY[]::text[]) AS unreadable
  FROM reading
  WHERE home_id = $1
    AND time >= coalesce($2::timestamptz, '-infinity') AND time < coalesce($3::timestamptz, 'infinity')
    AND ($4::timestamptz IS NULL OR (time, position) > ($4, $5::bigint))
  ORDER BY time, position LIMIT $6`;

const selectCounts = `SELECT (SELECT count(*) FROM reading WHERE home_id = $1 AND kind <> 'unreadable')::int AS readings,
  (SELECT count(*) FROM quarantine WHERE home_id = $1)::int AS quarantined`;

const readingCursor = z.tuple([z.iso.datetime(), idText]);
const instant = z.iso.datetime({ offset: true });

interface ReadingRouteNeeds {
  pool: pg.Pool;
  registry: Registry;
}

export function readingRoutes(api: Api, needs: ReadingRouteNeeds): void {
  listReadings(api, needs);
  countReadings(api, needs);
}

function listReadings(api: Api, { pool, registry }: ReadingRouteNeeds): void {
  api.get(
    "/homes/:id/readings",
    {
      config: { needs: "seeReadings" },
      schema: {
        summary: "List the readings of a home by event time",
        description: "The access log records who looked.",
        tags: ["readings"],
        params: homeParams,
        querystring: pageQuery.extend({
          from: instant.optional().describe("Only readings at or after this time."),
          to: instant.optional().describe("Only readings before this time."),
        }),
        response: { 200: listOf(readingView), ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const { id } = touchableHome(registry, request.caller, request.params.id);
      const { from, to, limit, cursor } = request.query;
      const [time, position] = readCursor(readingCursor, cursor) ?? [null, null];
      await recordLook(pool, request.caller, "readings", id);
      const { rows } = await pool.query<ReadingRow>(selectReadings, [id, from ?? null, to ?? null, time, position, limit + 1]);
      const page = pageOf(rows, limit, (last) => [rfc3339(last.time), last.position]);
      return { items: page.rows.map(asView), next: page.next };
    },
  );
}

function countReadings(api: Api, { pool, registry }: ReadingRouteNeeds): void {
  api.get(
    "/homes/:id/counts",
    {
      config: { needs: "seeReadings" },
      schema: {
        summary: "Count the stored readings of a home and its payloads in quarantine",
        tags: ["readings"],
        params: homeParams,
        response: { 200: z.object({ readings: z.number(), quarantined: z.number() }), ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const { id } = touchableHome(registry, request.caller, request.params.id);
      const { rows } = await pool.query<{ readings: number; quarantined: number }>(selectCounts, [id]);
      return rows[0] ?? { readings: 0, quarantined: 0 };
    },
  );
}

function asView({ at, receivedAt, time, seq, ...reading }: ReadingRow): z.infer<typeof readingView> {
  return {
    ...reading,
    at: rfc3339OrNull(at),
    receivedAt: rfc3339(receivedAt),
    time: rfc3339(time),
    seq: seq === null ? null : Number(seq),
  };
}

import { z } from "zod";
import type { Prepare } from "#homes/record/preparations.ts";
import type { RecordKind } from "#homes/record/recordTables.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";
import { homeParams } from "../homes.ts";
import { idempotencyKey, keyOf } from "./changeKey.ts";
import { anyPatch, ifMatch, type RecordRouteNeeds, rowFrom, rowOf, rowParams, sendRow } from "./recordCalls.ts";

/** Rows of the record that a home has several of. */
export interface MemberKind {
  kind: Exclude<RecordKind, "home">;
  /** As in /homes/{id}/people. */
  path: string;
  noun: string;
  fields: z.ZodObject;
  prepare: Prepare;
  /** False: another call adds them. */
  canAdd: boolean;
}

/** Add, correct and remove. */
export function memberRoutes(api: Api, { registry, records }: Pick<RecordRouteNeeds, "registry" | "records">, member: MemberKind): void {
  const { kind, path, noun, fields, prepare } = member;
  const view = z.object({ id: z.string(), version: z.number().int(), ...fields.shape });
  if (member.canAdd) addRoute(api, { registry, records }, member, view);
  api.patch(
    `/homes/:id/${path}/:rowId`,
    {
      config: { needs: "editRecords" },
      schema: {
        summary: `Correct a ${noun}`,
        description: "A merge patch with the version that you saw as If-Match; 412 where another person changed it since then.",
        tags: ["homes"],
        params: rowParams,
        headers: ifMatch,
        body: anyPatch,
        response: { 200: view, ...refusals(400, 401, 403, 404, 412, 413, 422, 428, 503) },
      },
    },
    async (request, reply) => {
      const row = rowOf(kind, request, registry);
      return sendRow(reply, 200, rowFrom(await records.change(row, request.body, prepare(row.home, row.id, false))));
    },
  );
  api.delete(
    `/homes/:id/${path}/:rowId`,
    {
      config: { needs: "editRecords" },
      schema: {
        summary: kind === "device" ? "Take a device out of a home" : `Remove a ${noun}`,
        description:
          kind === "device"
            ? "Its login ends at once. Its readings and alarms stay in the record."
            : "The history of the record keeps how it was.",
        tags: ["homes"],
        params: rowParams,
        headers: ifMatch,
        response: { 200: view, ...refusals(401, 403, 404, 412, 422, 428, 503) },
      },
    },
    async (request, reply) => {
      const row = rowOf(kind, request, registry);
      return sendRow(reply, 200, rowFrom(await records.remove(row, prepare(row.home, row.id, true))));
    },
  );
}

function addRoute(
  api: Api,
  { registry, records }: Pick<RecordRouteNeeds, "registry" | "records">,
  { kind, path, noun, fields, prepare }: MemberKind,
  view: z.ZodObject,
): void {
  api.post(
    `/homes/:id/${path}`,
    {
      config: { needs: "editRecords" },
      schema: {
        summary: `Add a ${noun}`,
        tags: ["homes"],
        params: homeParams,
        headers: idempotencyKey,
        body: kind === "contact" ? fields.partial({ place: true }) : fields,
        response: { 201: view, ...refusals(400, 401, 403, 404, 413, 422, 503) },
      },
    },
    async (request, reply) => {
      const { caller, params, body } = request;
      const home = touchableHome(registry, caller, params.id);
      const { id, name } = caller;
      const row = { kind, homeId: home.id, by: { id, name }, key: keyOf(request) };
      return sendRow(reply, 201, rowFrom(await records.add(row, body as Record<string, unknown>, prepare(home, null, false))));
    },
  );
}

import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { HomeFacts } from "#domain/home.ts";
import { idText } from "#domain/ids.ts";
import type { RecordAnswer, RecordRow, Records, RowToChange } from "#homes/record/records.ts";
import type { RecordKind } from "#homes/record/recordTables.ts";
import type { Registry } from "#homes/registry.ts";
import type { Commissionings } from "#response/commissioning/commissionings.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import { notValid, Refusal } from "../../errors.ts";
import { homeParams } from "../homes.ts";
import { idempotencyKey, keyOf } from "./changeKey.ts";

export interface RecordRouteNeeds {
  registry: Registry;
  records: Records;
  commissionings: Pick<Commissionings, "begin" | "end">;
  /** Epoch ms. */
  now: () => number;
}

/** The version that the caller saw, as an entity tag: `"3"`. */
export const ifMatch = z.object({
  "if-match": z.string().optional().describe('The `version` that you saw, in double quotes: `"3"`.'),
  ...idempotencyKey.shape,
});
export const rowParams = homeParams.extend({ rowId: idText.describe("The id of the person, contact or device.") });
export const anyPatch = z
  .record(z.string().max(60), z.unknown())
  .describe("A JSON merge patch (RFC 7396): null clears a field, lists are replaced whole.");

type Request = Pick<FastifyRequest, "caller" | "headers"> & { params: { id: string; rowId?: string | undefined } };

/** The row that a request means, with the version that its author saw. Throws `versionNeeded` where If-Match is missing. */
export function rowOf(kind: RecordKind, request: Request, registry: Registry): RowToChange & { home: HomeFacts } {
  const { caller, params, headers } = request;
  const home = touchableHome(registry, caller, params.id);
  const [, version] = /^(?:W\/)?"?(\d{1,9})"?$/.exec(headers["if-match"] ?? "") ?? [];
  if (version === undefined)
    throw new Refusal("versionNeeded", "Send the version that you saw as If-Match, so that you overwrite no change of others.");
  const { id, name } = caller;
  return { home, kind, homeId: home.id, id: params.rowId ?? home.id, seen: Number(version), by: { id, name }, key: keyOf(request) };
}

/** Throws the refusal that an answer means. */
export function rowFrom(answer: RecordAnswer): RecordRow {
  if (answer.ok) return answer.row;
  throw refusedRow(answer);
}

export function refusedRow(answer: Extract<RecordAnswer, { ok: false }>): Refusal {
  if (answer.why === "invalid") return notValid(answer.faults);
  if (answer.why === "taken") return new Refusal("exists", answer.message, [{ path: answer.path, message: answer.message }]);
  if (answer.why === "unknown") return new Refusal("notFound", "This home has no such entry, or not any more.");
  return new Refusal("changedMeanwhile", "Another person changed this after you read it. Read it again, then change it.", {
    version: answer.version,
  });
}

/** Sends the row with its version as an entity tag. */
export const sendRow = (reply: FastifyReply, status: number, { id, version, fields }: RecordRow): FastifyReply =>
  reply
    .code(status)
    .header("etag", `"${version}"`)
    .send({ id, version, ...fields });

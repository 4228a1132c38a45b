import { z } from "zod";
import { homeMode } from "#domain/home.ts";
import { idText } from "#domain/ids.ts";
import { contactFields } from "#domain/record/contactFields.ts";
import { deviceFields } from "#domain/record/deviceFields.ts";
import { homeFields } from "#domain/record/homeFields.ts";
import { personFields } from "#domain/record/personFields.ts";
import { type Prepare, preparations } from "#homes/record/preparations.ts";
import { recordKinds } from "#homes/record/recordTables.ts";
import { pageOf, readCursor } from "#platform/page.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";
import { listOf, pageQuery } from "../../paging.ts";
import { rfc3339 } from "../../rfc3339.ts";
import { homeParams } from "../homes.ts";
import { changeMode } from "../installing/changeMode.ts";
import { type MemberKind, memberRoutes } from "./memberRoutes.ts";
import { anyPatch, ifMatch, type RecordRouteNeeds, rowFrom, rowOf, sendRow } from "./recordCalls.ts";
import { replaceRoute } from "./replaceRoute.ts";

const version = z.number().int();
const { accessNotes: _notes, keySafe: _safe, ...shownHomeFields } = homeFields.shape;
const homeRow = z.object({ id: z.string(), version, ...shownHomeFields, mode: homeMode }).meta({ id: "HomeFields" });

const changeView = z
  .object({
    id: z.string(),
    kind: z.enum(recordKinds),
    recordId: z.string(),
    before: z.record(z.string(), z.unknown()).nullable().describe("Null: it is new."),
    after: z.record(z.string(), z.unknown()).nullable().describe("Null: it was removed."),
    by: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: "RecordChange" });

/** The record of a home: corrected by staff, each change with its author, before and after. */
export function recordRoutes(api: Api, needs: RecordRouteNeeds): void {
  const prepare = preparations(needs.registry);
  const members: MemberKind[] = [
    { kind: "person", path: "people", noun: "person", fields: personFields, prepare: prepare.person, canAdd: true },
    { kind: "contact", path: "contacts", noun: "contact", fields: contactFields, prepare: prepare.contact, canAdd: true },
    { kind: "device", path: "devices", noun: "device", fields: deviceFields, prepare: prepare.device, canAdd: false },
  ];
  changeHome(api, needs, prepare.home);
  replaceRoute(api, needs, prepare.device, needs.now);
  for (const member of members) memberRoutes(api, needs, member);
  listChanges(api, needs);
}

function changeHome(api: Api, { registry, records, commissionings }: RecordRouteNeeds, prepare: Prepare): void {
  api.patch(
    "/homes/:id",
    {
      config: { needs: "editRecords" },
      schema: {
        summary: "Correct a home",
        description:
          "A merge patch with the version that you saw as If-Match; 412 where another person changed it since then. Access notes and the key safe can be set, and no answer shows them. With a new time zone the windows of its plan move. `mode` `live` ends commissioning, and `commissioning` begins it in a live home without an open case.",
        tags: ["homes"],
        params: homeParams,
        headers: ifMatch,
        body: anyPatch,
        response: { 200: homeRow, ...refusals(400, 401, 403, 404, 409, 412, 413, 422, 428, 503) },
      },
    },
    async (request, reply) => {
      const row = rowOf("home", request, registry);
      const { mode, ...patch } = request.body;
      const changed = rowFrom(await records.change(row, patch, prepare(row.home, row.id, false)));
      if (mode !== undefined) await changeMode(commissionings, row, mode);
      return sendRow(reply, 200, { ...changed, fields: { ...changed.fields, mode: registry.home(row.homeId)?.mode } });
    },
  );
}

function listChanges(api: Api, { registry, records }: RecordRouteNeeds): void {
  api.get(
    "/homes/:id/changes",
    {
      config: { needs: "seeHomes" },
      schema: {
        summary: "List the changes of a home's record, newest first",
        description: "Who changed what, before and after. Of access notes and the key safe it says only that they were changed.",
        tags: ["homes"],
        params: homeParams,
        querystring: pageQuery,
        response: { 200: listOf(changeView), ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params, query }) => {
      const home = touchableHome(registry, caller, params.id);
      const changes = await records.changes(home.id, readCursor(idText, query.cursor), query.limit + 1);
      const page = pageOf(changes, query.limit, (last) => last.id);
      return { items: page.rows.map(({ by, at, ...change }) => ({ ...change, by: by.name, at: rfc3339(at) })), next: page.next };
    },
  );
}

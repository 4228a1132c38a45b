import type pg from "pg";
import { z } from "zod";
import { newAbsence } from "#domain/absence.ts";
import type { HomeFacts } from "#domain/home.ts";
import { idText } from "#domain/ids.ts";
import { freeText } from "#domain/text.ts";
import type { PlannedAbsence } from "#homes/absences.ts";
import { longAbsenceObjection } from "#homes/policy/longAbsence.ts";
import { neverSuspended, plannedTimeFaults } from "#homes/policy/plannedAbsence.ts";
import type { Registry } from "#homes/registry.ts";
import { pageOf, readCursor } from "#platform/page.ts";
import { recordLook } from "../access/accessLog.ts";
import type { Caller } from "../access/caller.ts";
import { touchableHome } from "../access/touchableHome.ts";
import type { Api } from "../api.ts";
import { notValid, Refusal, refusals } from "../errors.ts";
import { listOf, pageQuery } from "../paging.ts";
import { absenceView, asView } from "./absenceView.ts";
import { type HomeClock, homeTime } from "./homeClock.ts";
import { homeParams } from "./homes.ts";

export interface AbsenceRouteNeeds extends HomeClock {
  pool: pg.Pool;
  registry: Registry;
}

export function absenceRoutes(api: Api, needs: AbsenceRouteNeeds): void {
  listRoute(api, needs);
  setRoute(api, needs);
  endRoute(api, needs);
}

function listRoute(api: Api, needs: AbsenceRouteNeeds): void {
  const { pool, registry } = needs;
  api.get(
    "/homes/:id/absences",
    {
      config: { needs: "seeAbsences" },
      schema: {
        summary: "List a home's absences, newest first",
        description: "Each call is recorded in the access log.",
        tags: ["plans"],
        params: homeParams,
        querystring: pageQuery,
        response: { 200: listOf(absenceView), ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      const { limit, cursor } = request.query;
      const before = readCursor(idText, cursor);
      await recordLook(pool, request.caller, "home", home.id);
      const page = pageOf(await registry.absences.list(home.id, before, limit + 1), limit, (last) => last.id);
      const now = homeTime(needs, home);
      return { items: page.rows.map((one) => asView(home, one, now)), next: page.next };
    },
  );
}

const setDescription = `During an absence the rules in \`suspends\` raise no alarm. Where you leave \`suspends\` out, the plan decides. Rules for life
safety and about devices are never suspended.

An absence ends at \`endsAt\`, or at the first certain sign of life if that comes earlier; a sign of life does not end a carer's stay. Link
Line informs staff that it has ended.

A long absence needs a role that may change plans, and a note that says why it is long. Long means more than 92 days, or more than 14 days
for a carer staying over. Absences with less than a day between them count as one.`;

function setRoute(api: Api, needs: AbsenceRouteNeeds): void {
  const { registry } = needs;
  api.post(
    "/homes/:id/absences",
    {
      config: { needs: "setAbsences" },
      schema: {
        summary: "Set an absence: in hospital, on holiday, or a carer staying over",
        description: setDescription,
        tags: ["plans"],
        params: homeParams,
        body: newAbsence,
        response: { 201: absenceView, ...refusals(400, 401, 403, 404, 413, 422, 503) },
      },
    },
    async (request, reply) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      const now = homeTime(needs, home);
      const { startsAt, endsAt, suspends = suspendedBy(registry, home), ...rest } = request.body;
      const planned = {
        ...rest,
        suspends: [...new Set(suspends)],
        startsAt: startsAt === undefined ? now : Date.parse(startsAt),
        endsAt: Date.parse(endsAt),
      };
      const faults = [...neverSuspended(registry.plans.rules, suspends), ...plannedTimeFaults(planned, now)];
      if (faults.length > 0) throw notValid(faults);
      await refuseLong(registry, home, planned, now, request.caller);
      const { id, name } = request.caller;
      const added = await registry.addAbsence(home.id, planned, { id, name });
      if (added === null) throw notValid([{ path: "startsAt", message: "this overlaps with another absence of this home" }]);
      return reply.code(201).send(asView(home, added, now));
    },
  );
}

/** What the plan suspends in an absence that does not say. A stored plan may name rules that are never suspended. */
const suspendedBy = ({ plans }: Registry, { plan }: HomeFacts): string[] =>
  plan.absenceSuspends.filter((rule) => neverSuspended(plans.rules, [rule]).length === 0);

/** More absences than this do not fit into the longest absence that staff may set. */
const mostJoined = 200;

async function refuseLong(registry: Registry, home: HomeFacts, planned: PlannedAbsence, now: number, { role }: Caller): Promise<void> {
  const objection = longAbsenceObjection(await registry.absences.list(home.id, null, mostJoined), planned, now, role);
  if (objection?.code === "forbidden") throw new Refusal("forbidden", objection.message);
  if (objection?.code === "invalid") throw notValid(objection.details);
}

function endRoute(api: Api, needs: AbsenceRouteNeeds): void {
  const { registry } = needs;
  api.post(
    "/homes/:id/absences/:absenceId/end",
    {
      config: { needs: "setAbsences" },
      schema: {
        summary: "End an absence early, or cancel one that has not begun",
        description: "Answers 409 `over` where it has ended already.",
        tags: ["plans"],
        params: homeParams.extend({ absenceId: idText.describe("The absence.") }),
        // A call without a body arrives as null.
        body: z.object({ why: freeText(500).default("") }).nullable(),
        response: { 200: absenceView, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) },
      },
    },
    async (request) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      const { absenceId } = request.params;
      const now = homeTime(needs, home);
      const why = request.body?.why ?? "";
      const by = `ended by ${request.caller.name}`;
      const ended = await registry.endAbsence(home.id, absenceId, now, why === "" ? by : `${why} (${by})`);
      if (ended.ok) return asView(home, ended.absence, now);
      if (ended.why === "over") throw new Refusal("over", "This absence has ended already.");
      throw new Refusal("notFound", `There is no absence ${absenceId} in this home.`);
    },
  );
}

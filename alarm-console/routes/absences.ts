import type pg from "pg";
import { z } from "zod";
import { absenceEnd, absenceKinds, newAbsence } from "#domain/absence.ts";
import type { HomeFacts } from "#domain/home.ts";
import { type HomeId, idText } from "#domain/ids.ts";
import { freeText } from "#domain/text.ts";
import type { AbsenceRecord } from "#homes/absences.ts";
import type { Registry } from "#homes/registry.ts";
import { recordLook } from "../access/accessLog.ts";
import { touchableHome } from "../access/touchableHome.ts";
import type { Api } from "../api.ts";
import { notValid, Refusal, refusals } from "../errors.ts";
import { refuseLong } from "../longAbsence.ts";
import { listOf, pageOf, pageQuery, readCursor } from "../paging.ts";
import { rfc3339, rfc3339OrNull } from "../rfc3339.ts";
import { homeParams } from "./homes.ts";

const absenceView = z
  .object({
    id: z.string(),
    homeId: z.string(),
    kind: z.enum(absenceKinds),
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime().describe("When it ends by itself."),
    suspends: z.array(z.string()).describe("The rules that ring nobody meanwhile."),
    note: z.string(),
    by: z.string(),
    madeAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable().describe("When somebody, or a certain sign of life, ended it before; null for neither."),
    endedWhy: z.string().nullable(),
    state: z.enum(["planned", "lasting", "over"]).describe("By the home's clock."),
  })
  .meta({ id: "Absence" });

export interface AbsenceRouteNeeds {
  pool: pg.Pool;
  registry: Registry;
  now: () => number;
  /** A test home's own clock in epoch ms; null before its first reading. */
  clockOf: (homeId: HomeId) => number | null;
}

export function absenceRoutes(api: Api, { pool, registry, now, clockOf }: AbsenceRouteNeeds): void {
  const homeNow = ({ id, mode }: HomeFacts): number => (mode === "live" ? now() : (clockOf(id) ?? now()));

  api.get(
    "/homes/:id/absences",
    {
      config: { needs: "seeAbsences" },
      schema: {
        summary: "When a home was or will be empty or in other hands, newest first",
        description: "Who looked is recorded.",
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
      return { items: page.rows.map((one) => view(home, one)), next: page.next };
    },
  );

  api.post(
    "/homes/:id/absences",
    {
      config: { needs: "setAbsences" },
      schema: {
        summary: "Set an absence: in hospital, on holiday, a carer staying over",
        description:
          "Meanwhile the rules in `suspends` (where left out, what the plan says) ring nobody; rules that guard life or watch devices are never suspended. It ends by itself at its end or, but for a carer staying over, at the first certain sign of life, and staff are told. One that lasts long (a carer staying over beyond 14 days, any beyond 92) is set by those who may change plans, with a note; absences with less than a day between them count as one.",
        tags: ["plans"],
        params: homeParams,
        body: newAbsence,
        response: { 201: absenceView, ...refusals(400, 401, 403, 404, 413, 422, 503) },
      },
    },
    async (request, reply) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      const { kind, note, startsAt, endsAt, suspends: given } = request.body;
      const suspends = given === undefined ? suspendedBy(home) : [...new Set(given)];
      const present = homeNow(home);
      const planned = {
        kind,
        note,
        suspends,
        startsAt: startsAt === undefined ? present : Date.parse(startsAt),
        endsAt: Date.parse(endsAt),
      };
      const faults = [...suspendFaults(given ?? suspends), ...timesAmiss(planned, present)];
      if (faults.length > 0) throw notValid(faults);
      refuseLong(await registry.absences.list(home.id, null, lookedBackAt), planned, present, request.caller);
      const { id, name } = request.caller;
      const added = await registry.addAbsence(home.id, planned, { id, name });
      if (added === null) throw notValid([{ path: "startsAt", message: "it overlaps with another absence of this home" }]);
      return reply.code(201).send(view(home, added));
    },
  );

  api.post(
    "/homes/:id/absences/:absenceId/end",
    {
      config: { needs: "setAbsences" },
      schema: {
        summary: "End an absence before its time, or call off one that is planned",
        description: "409 `over` where it has ended already.",
        tags: ["plans"],
        params: homeParams.extend({ absenceId: idText.describe("The absence.") }),
        // Null is what a call without a body comes as.
        body: z.object({ why: freeText(500).default("") }).nullable(),
        response: { 200: absenceView, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) },
      },
    },
    async (request) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      const { absenceId } = request.params;
      const why = request.body?.why ?? "";
      const by = `ended by ${request.caller.name}`;
      const ended = await registry.endAbsence(home.id, absenceId, homeNow(home), why === "" ? by : `${why} (${by})`);
      if (ended.ok) return view(home, ended.absence);
      if (ended.why === "over") throw new Refusal("over", "This absence has ended already.");
      throw new Refusal("notFound", `There is no absence ${absenceId} in this home.`);
    },
  );

  const suspendedBy = ({ plan }: HomeFacts): string[] => plan.absenceSuspends.filter((rule) => suspendFaults([rule]).length === 0);

  function suspendFaults(suspends: readonly string[]): { path: string; message: string }[] {
    const byName = new Map(registry.plans.rules.map((rule) => [rule.name, rule]));
    return suspends.flatMap((name, place) => {
      const rule = byName.get(name);
      if (rule === undefined) return [{ path: `suspends.${place}`, message: `there is no rule ${name}` }];
      if (!rule.guardsLife && !rule.housekeeping) return [];
      return [{ path: `suspends.${place}`, message: `${name} is never suspended` }];
    });
  }

  function view(home: HomeFacts, absence: AbsenceRecord): z.infer<typeof absenceView> {
    const { by, startsAt, endsAt, endedAt, madeAt, ...one } = absence;
    const present = homeNow(home);
    const state = present >= absenceEnd(absence) ? "over" : present >= startsAt ? "lasting" : "planned";
    return {
      ...one,
      homeId: home.id,
      suspends: [...one.suspends],
      by: by.name,
      startsAt: rfc3339(startsAt),
      endsAt: rfc3339(endsAt),
      endedAt: rfc3339OrNull(endedAt),
      madeAt: rfc3339(madeAt),
      state,
    };
  }
}

/** Nobody sets so many one after another within the longest that one may last. */
const lookedBackAt = 200;

const yearMs = 366 * 86_400_000;

/** Times that make no sense by the home's clock; all in epoch ms. */
function timesAmiss({ startsAt, endsAt }: { startsAt: number; endsAt: number }, present: number): { path: string; message: string }[] {
  const faults = [];
  if (startsAt < present - 2 * yearMs) faults.push({ path: "startsAt", message: "this is more than two years back" });
  if (endsAt <= startsAt) faults.push({ path: "endsAt", message: "an absence ends after it starts" });
  else if (endsAt <= present) faults.push({ path: "endsAt", message: "this is over already" });
  else if (endsAt > present + 5 * yearMs) faults.push({ path: "endsAt", message: "this is more than five years ahead" });
  return faults;
}

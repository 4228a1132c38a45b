import type pg from "pg";
import { z } from "zod";
import { followsReadings, homeMode, newHome } from "#domain/home.ts";
import { asHomeId, type HomeId, idText } from "#domain/ids.ts";
import { mayTouch } from "#domain/role.ts";
import { freeText } from "#domain/text.ts";
import { wallDate } from "#domain/time/wallClock.ts";
import type { WriteBeside } from "#homes/homeChange.ts";
import { readContacts } from "#homes/policy/contactChannels.ts";
import { dateFaults } from "#homes/policy/planPhase.ts";
import { unreachableFaults } from "#homes/policy/unreachablePolicies.ts";
import { makeOnce, noteApplied } from "#homes/record/appliedChange.ts";
import type { Registry } from "#homes/registry.ts";
import { pageOf, readCursor } from "#platform/page.ts";
import type { Commissionings } from "#response/commissioning/commissionings.ts";
import { recordLook } from "../access/accessLog.ts";
import { touchableHome } from "../access/touchableHome.ts";
import type { Api } from "../api.ts";
import { notValid, Refusal, refusals } from "../errors.ts";
import { listOf, pageQuery } from "../paging.ts";
import { asSummary, type DeviceSummaryOf, type HomeRow, homeColumns, homeRecord, homeSummary, readHome } from "./homeRecord.ts";
import { planOrTemplateInput } from "./plans/planInput.ts";
import { idempotencyKey, keyOf } from "./record/changeKey.ts";

/**
 * Searches in lower and in upper case: a database with locale C changes the case of plain Latin letters only, and JavaScript of all.
 * Ordered by `home.id`, because the column `id` of the answer is text, and as text 10 comes before 9.
 */
const selectHomes = `SELECT ${homeColumns} FROM home
  WHERE NOT canary AND ($1::text IS NULL OR mode = $1) AND ($2::bigint IS NULL OR home.id > $2)
    AND NOT EXISTS (SELECT FROM unnest($4::text[], $5::text[]) AS word (small, capital)
      WHERE strpos(lower(name || ' ' || address), lower(small)) = 0 AND strpos(lower(name || ' ' || address), lower(capital)) = 0)
  ORDER BY home.id LIMIT $3`;

export const homeParams = z.object({ id: idText.describe("The id of the home.") });

interface HomeRouteNeeds {
  pool: pg.Pool;
  registry: Registry;
  commissionings: Pick<Commissionings, "begin">;
  deviceSummaryOf: DeviceSummaryOf;
  now: () => number;
}

export function homeRoutes(api: Api, needs: HomeRouteNeeds): void {
  registerHome(api, needs);
  listHomes(api, needs);
  showHome(api, needs);
}

function registerHome(api: Api, { pool, registry, commissionings, deviceSummaryOf, now }: HomeRouteNeeds): void {
  api.post(
    "/homes",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Register a home with its people and contacts",
        description:
          "List the contacts in the order in which to call them. `channels` says how Link Line may notify a contact; telephone numbers are stored in their international form. A tester registers test homes only; for everyone else a home is live unless `mode` says `test`, or `commissioning` while an installer is at work. Without a `plan` the basic plan guards the home.",
        tags: ["homes"],
        headers: idempotencyKey,
        body: newHome.extend({
          plan: planOrTemplateInput(registry.plans).optional().describe("A whole plan, or the name of a template."),
        }),
        response: { 201: homeRecord, ...refusals(400, 401, 403, 413, 422, 503) },
      },
    },
    async (request, reply) => {
      const { id: who, name, role } = request.caller;
      const { plan: planFor, ...given } = request.body;
      const mode = given.mode ?? (role === "tester" ? "test" : "live");
      if (!mayTouch(role, mode)) throw new Refusal("forbidden", "A tester registers test homes only. Send `mode: test`.");
      const zone = given.timezone ?? registry.timezone;
      const plan = planFor?.(wallDate(now(), zone));
      const { contacts, faults } = readContacts(given.contacts, registry.country);
      if (plan !== undefined) faults.push(...unreachableFaults(plan, contacts));
      if (plan !== undefined && !followsReadings(mode)) faults.push(...dateFaults(plan, now(), zone));
      if (faults.length > 0) throw notValid(faults);
      const chosen = plan && { plan, why: "Chosen when the home was registered", by: { id: who, name } };
      const key = keyOf(request);
      const beside: WriteBeside = (client, homeId) => noteApplied(client, key, homeId, homeId);
      const add = async (): Promise<HomeId> => (await registry.addHome({ ...given, contacts, mode }, chosen, beside)).id;
      const id = await makeOnce(pool, key, add, (known) => asHomeId(known));
      if (mode === "commissioning") await commissionings.begin(id, { id: who, name });
      const home = await readHome(pool, id, { deviceSummaryOf, now: now(), listeningGaps: registry.listeningGaps });
      if (home === null) throw new Error(`home ${id} was registered and cannot be found`);
      return reply.code(201).send(home);
    },
  );
}

const homesQuery = pageQuery.extend({
  mode: homeMode.optional().describe("Only live homes, or only test homes."),
  find: freeText(200).default("").describe("Only homes with each of these words in their name or address."),
});

function listHomes(api: Api, { pool }: HomeRouteNeeds): void {
  api.get(
    "/homes",
    {
      config: { needs: "seeHomes" },
      schema: {
        summary: "List homes, oldest first",
        description: "A tester sees test homes only.",
        tags: ["homes"],
        querystring: homesQuery,
        response: { 200: listOf(homeSummary), ...refusals(401, 403, 422, 503) },
      },
    },
    async (request) => {
      const { limit, cursor, mode, find } = request.query;
      const only = request.caller.role === "tester" ? "test" : (mode ?? null);
      if (mode !== undefined && !mayTouch(request.caller.role, mode)) return { items: [], next: null };
      const words = find.split(/\s+/).filter((word) => word !== "");
      const [small, capital] = [words.map((word) => word.toLowerCase()), words.map((word) => word.toUpperCase())];
      const { rows } = await pool.query<HomeRow>(selectHomes, [only, readCursor(idText, cursor), limit + 1, small, capital]);
      const page = pageOf(rows, limit, (last) => last.id);
      return { items: page.rows.map(asSummary), next: page.next };
    },
  );
}

function showHome(api: Api, { pool, registry, deviceSummaryOf, now }: HomeRouteNeeds): void {
  api.get(
    "/homes/:id",
    {
      config: { needs: "seeHomes" },
      schema: {
        summary: "Show a home with its people, contacts and devices",
        description: "The access log records who looked.",
        tags: ["homes"],
        params: homeParams,
        response: { 200: homeRecord, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const { id } = touchableHome(registry, request.caller, request.params.id);
      await recordLook(pool, request.caller, "home", id);
      const home = await readHome(pool, id, { deviceSummaryOf, now: now(), listeningGaps: registry.listeningGaps });
      if (home === null) throw new Refusal("notFound", `There is no home ${id}.`);
      return home;
    },
  );
}

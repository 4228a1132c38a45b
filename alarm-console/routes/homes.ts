import type pg from "pg";
import { z } from "zod";
import { homeMode, newHome } from "#domain/home.ts";
import { idText } from "#domain/ids.ts";
import { mayTouch } from "#domain/role.ts";
import { freeText } from "#domain/text.ts";
import { wallDate } from "#domain/time/wallClock.ts";
import { dateFaults } from "#homes/policy/planDates.ts";
import type { Registry } from "#homes/registry.ts";
import { recordLook } from "../access/accessLog.ts";
import { touchableHome } from "../access/touchableHome.ts";
import type { Api } from "../api.ts";
import { notValid, Refusal, refusals } from "../errors.ts";
import { listOf, pageOf, pageQuery, readCursor } from "../paging.ts";
import { asSummary, type HeardOf, type HomeRow, homeColumns, homeRecord, homeSummary, readHome } from "./homeRecord.ts";
import { planOrTemplateInput } from "./plans/planInput.ts";

// Ordered by the column itself: the id that is shown is text, and as text 10 stands before 9. A word is looked for in small and in
// capital letters, since a database of locale C knows the case of plain Latin letters alone.
const selectHomes = `SELECT ${homeColumns} FROM home
  WHERE ($1::text IS NULL OR mode = $1) AND ($2::bigint IS NULL OR home.id > $2)
    AND NOT EXISTS (SELECT FROM unnest($4::text[], $5::text[]) AS word (small, capital)
      WHERE strpos(lower(name || ' ' || address), lower(small)) = 0 AND strpos(lower(name || ' ' || address), lower(capital)) = 0)
  ORDER BY home.id LIMIT $3`;

export const homeParams = z.object({ id: idText.describe("The home.") });

interface HomeRouteNeeds {
  pool: pg.Pool;
  registry: Registry;
  heardOf: HeardOf;
  now: () => number;
}

export function homeRoutes(api: Api, { pool, registry, heardOf, now }: HomeRouteNeeds): void {
  api.post(
    "/homes",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Register a home with its people and contacts",
        description:
          "Contacts are told in the order given. A tester's home is a test home; others default to live. Without a plan the basic one guards it.",
        tags: ["homes"],
        body: newHome.extend({ plan: planOrTemplateInput(registry.plans).optional() }),
        response: { 201: homeRecord, ...refusals(400, 401, 403, 413, 422, 503) },
      },
    },
    async (request, reply) => {
      const { id: who, name, role } = request.caller;
      const { plan: planFor, ...given } = request.body;
      const mode = given.mode ?? (role === "tester" ? "test" : "live");
      if (!mayTouch(role, mode)) throw new Refusal("forbidden", "A tester makes test homes only.");
      const zone = given.timezone ?? registry.timezone;
      const plan = planFor?.(wallDate(now(), zone));
      const faults = plan !== undefined && mode === "live" ? dateFaults(plan, now(), zone) : [];
      if (faults.length > 0) throw notValid(faults);
      const chosen = plan && { plan, why: "Chosen when the home was registered", by: { id: who, name } };
      const { id } = await registry.addHome({ ...given, mode }, chosen);
      const home = await readHome(pool, id, heardOf, now());
      if (home === null) throw new Error(`home ${id} is gone as soon as it was made`);
      return reply.code(201).send(home);
    },
  );

  api.get(
    "/homes",
    {
      config: { needs: "seeHomes" },
      schema: {
        summary: "Homes, oldest first",
        tags: ["homes"],
        querystring: pageQuery.extend({
          mode: homeMode.optional(),
          find: freeText(200).default("").describe("Only homes with each of these words in their name or address."),
        }),
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

  api.get(
    "/homes/:id",
    {
      config: { needs: "seeHomes" },
      schema: {
        summary: "A home with its people, contacts and devices",
        description: "Who looked is recorded.",
        tags: ["homes"],
        params: homeParams,
        response: { 200: homeRecord, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const { id } = touchableHome(registry, request.caller, request.params.id);
      await recordLook(pool, request.caller, "home", id);
      const home = await readHome(pool, id, heardOf, now());
      if (home === null) throw new Refusal("notFound", `There is no home ${id}.`);
      return home;
    },
  );
}

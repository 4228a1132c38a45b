import type pg from "pg";
import { z } from "zod";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import { type Plan, plan, planTemplates } from "#domain/plan.ts";
import { greatestInt, wordsOf } from "#domain/text.ts";
import { wallDate } from "#domain/time/wallClock.ts";
import { sightOf } from "#homes/policy/blindRules.ts";
import type { Registry } from "#homes/registry.ts";
import { type RuleDescription, settingTypes } from "#homes/ruleDescriptions.ts";
import { recordLook } from "../../access/accessLog.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { listOf, pageOf, pageQuery, readCursor } from "../../paging.ts";
import { patience } from "../../patience.ts";
import { gapsLeft, standingOf } from "../../planGaps.ts";
import { type Compared, notCompared, reasonKept, refuseLoss } from "../../planLoss.ts";
import { refuseDates } from "../../planSense.ts";
import { rfc3339 } from "../../rfc3339.ts";
import { type HeardOf, readDevices } from "../homeRecord.ts";
import { homeParams } from "../homes.ts";
import { planInput } from "./planInput.ts";
import { setAsideWords } from "./setAside.ts";

const ruleView = z
  .object({
    name: z.string(),
    title: z.string(),
    explains: z.string(),
    guardsLife: z.boolean().describe("In every plan, and never suspended."),
    housekeeping: z.boolean().describe("About devices and plans: in every plan, and never suspended."),
    needs: z.array(z.string()).describe("Without one of each it is blind."),
    settings: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        unit: z.string().nullable(),
        type: z.enum(settingTypes),
        minimum: z.number().nullable(),
        maximum: z.number().nullable(),
        options: z.array(z.string()).nullable().describe("Null where anything may be chosen, such as a window of the plan."),
        default: z.unknown(),
      }),
    ),
  })
  .meta({ id: "Rule" });

const fault = z.object({ path: z.string(), message: z.string() });

const planView = z
  .object({
    homeId: z.string(),
    version: z.number().int().describe("0 where nobody chose a plan: then the basic one guards."),
    plan,
    why: z.string().nullable(),
    by: z.string().nullable(),
    madeAt: z.iso.datetime().nullable(),
    timezone: z.string().describe("In which windows and hours are read."),
    rules: z.array(
      z.object({
        name: z.string(),
        on: z.boolean().describe("It guards now."),
        off: z
          .enum(["notInPlan", "notYet", "over", "disabled"])
          .nullable()
          .describe("Why it does not guard now: by the plan's dates not yet, or no more; or it failed in this home and is set aside."),
        blind: z
          .array(z.string())
          .describe(
            "Why it sees nothing: no bed sensor; Bed sensor, Bedroom: offline; it failed here and is set aside. Empty where it sees.",
          ),
        seesLess: z.array(z.string()).describe("What it does not hear of, beside others that it goes by: Kitchen motion: offline."),
      }),
    ),
    unread: z.array(fault).describe("What of the stored plan can no longer be read and is left out, since a rule or a range has changed."),
  })
  .meta({ id: "HomePlan" });

const versionView = z
  .object({
    version: z.number().int(),
    plan: z.record(z.string(), z.unknown()).describe("As it was made."),
    why: z.string(),
    by: z.string(),
    madeAt: z.iso.datetime(),
    lossReason: z
      .string()
      .nullable()
      .describe(
        "Why it went live although it would have lost an alarm that was genuine, or that could not be found out, or left nobody guarded for a time.",
      ),
  })
  .meta({ id: "PlanVersion" });

/** What a proposal would have done to a home's last nights, or why that cannot be said. Throws `signal`'s reason when it is given up. */
export type CompareWith = (homeId: HomeId, proposed: Plan, signal: AbortSignal) => Promise<Compared>;

export interface PlanRouteNeeds {
  pool: pg.Pool;
  registry: Registry;
  heardOf: HeardOf;
  now: () => number;
  /** A test home's own clock in epoch ms; null before its first reading. */
  clockOf: (homeId: HomeId) => number | null;
  /** The rules that failed in a home and guard nobody there, by name. */
  setAsideIn: (homeId: HomeId) => readonly string[];
  compare: CompareWith;
}

/** Two weeks are gone over in a second or two; several who ask wait for one another. */
const compareForMs = 40_000;

export function planRoutes(api: Api, { pool, registry, heardOf, now, clockOf, setAsideIn, compare }: PlanRouteNeeds): void {
  const { plans } = registry;

  api.get(
    "/plan-rules",
    {
      config: { needs: "seePlans" },
      schema: {
        summary: "The rules that a plan may name, with their settings",
        tags: ["plans"],
        response: { 200: z.object({ items: z.array(ruleView), next: z.null() }), ...refusals(401, 403, 503) },
      },
    },
    async () => ({ items: plans.rules.map((rule) => ({ ...rule, needs: rule.needs.map(({ words }) => words) })), next: null }),
  );

  api.get(
    "/plan-templates",
    {
      config: { needs: "seePlans" },
      schema: {
        summary: "The plans that a centre starts from",
        description: "Dates count from today in this service's zone; registering a home by a template's name counts from the home's.",
        tags: ["plans"],
        response: {
          200: z.object({ items: z.array(z.object({ template: z.enum(planTemplates), plan })), next: z.null() }),
          ...refusals(401, 403, 503),
        },
      },
    },
    async () => {
      const today = wallDate(now(), registry.timezone);
      return { items: planTemplates.map((template) => ({ template, plan: plans.template(template, today) })), next: null };
    },
  );

  api.get(
    "/homes/:id/plan",
    {
      config: { needs: "seePlans" },
      schema: {
        summary: "What guards a home, and what its rules cannot see",
        description: "Who looked is recorded.",
        tags: ["plans"],
        params: homeParams,
        response: { 200: planView, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      await recordLook(pool, request.caller, "home", home.id);
      return view(home);
    },
  );

  api.get(
    "/homes/:id/plan/versions",
    {
      config: { needs: "seePlans" },
      schema: {
        summary: "Every plan that a home ever had, newest first",
        description: "Who looked is recorded.",
        tags: ["plans"],
        params: homeParams,
        querystring: pageQuery,
        response: { 200: listOf(versionView), ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const { id } = touchableHome(registry, request.caller, request.params.id);
      const { limit, cursor } = request.query;
      const before = readCursor(z.number().int().min(0).max(greatestInt), cursor);
      await recordLook(pool, request.caller, "home", id);
      const rows = await plans.versions(id, before, limit + 1);
      const page = pageOf(rows, limit, (last) => last.version);
      return { items: page.rows.map(({ by, madeAt, ...one }) => ({ ...one, by: by.name, madeAt: rfc3339(madeAt) })), next: page.next };
    },
  );

  api.post(
    "/homes/:id/plan",
    {
      config: { needs: "editPlans" },
      handlerTimeout: 2 * compareForMs,
      schema: {
        summary: "Change what guards a home",
        description:
          "It guards at once; an episode under way finishes under the plan with which it began. 409 `losesGenuine` where it would have lost an alarm that was closed as genuine and no `lossReason` is given: the last 14 nights are gone over, and of the last 92 each in which such an alarm rang; 409 `notCompared` where that could not be found out and none is given; 409 `leavesUnguarded` where by its dates nobody would be guarded on days on which the present plan guards, and no `lossReason` is given; 409 `planChanged` where the plan is no longer the one that you saw.",
        tags: ["plans"],
        params: homeParams,
        body: z.strictObject({
          plan: planInput(plans),
          why: wordsOf(500),
          lossReason: wordsOf(2000).optional(),
          seenVersion: z
            .number()
            .int()
            .min(0)
            .max(greatestInt)
            .optional()
            .describe("The version that you saw: a change that comes meanwhile is then not overwritten."),
        }),
        response: { 201: planView, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) },
      },
    },
    async (request, reply) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      const { plan, why, lossReason, seenVersion } = request.body;
      if (home.mode === "live") refuseDates(plan, now(), home.timezone);
      const compared = await compare(home.id, plan, patience(reply, compareForMs)).catch((error: unknown) => {
        request.log.warn({ err: error, homeId: home.id }, "a plan that is to go live could not be compared with the one before");
        return notCompared;
      });
      // Whoever went away, or was told that it took too long, must not find it changed all the same.
      if (reply.sent || reply.raw.destroyed) throw new Refusal("unavailable", "This took too long; try again shortly.");
      if (lossReason === undefined) {
        const gaps = home.mode === "live" ? gapsLeft(home, plan, plans.rules, now()) : [];
        refuseLoss(compared, gaps, await plans.answeredLosses(home.id));
      }
      const { id, name } = request.caller;
      const chosen = {
        plan,
        why,
        by: { id, name },
        lossReason: reasonKept(lossReason, compared),
        difference: compared.ok ? compared.difference : null,
      };
      const changed = await registry.changePlan(home.id, chosen, seenVersion);
      if (changed === null) throw new Refusal("planChanged", "Somebody changed this plan meanwhile: look at it before you change it.");
      return reply.code(201).send(await view(registry.home(home.id) ?? home));
    },
  );

  async function view(home: HomeFacts): Promise<z.infer<typeof planView>> {
    const { version = 0, unread = [] } = registry.planOf(home.id) ?? {};
    const devices = await readDevices(pool, home, heardOf, now());
    const statuses = new Map(devices.map(({ id, status }) => [id, status]));
    const made = version === 0 ? undefined : (await plans.versions(home.id, version + 1, 1))[0];
    const standing = standingOf(home, home.mode === "live" ? now() : (clockOf(home.id) ?? now()));
    const setAside = new Map<string, string>();
    for (const name of setAsideIn(home.id)) setAside.set(name, await setAsideWords(pool, home, name));
    const offOf = (rule: RuleDescription): z.infer<typeof planView>["rules"][number]["off"] => {
      const always = rule.guardsLife || rule.housekeeping;
      if (!always && !Object.hasOwn(home.plan.rules, rule.name)) return "notInPlan";
      if (!always && standing !== "guards") return standing;
      return setAside.has(rule.name) ? "disabled" : null;
    };
    const ruleIn = (rule: RuleDescription): z.infer<typeof planView>["rules"][number] => {
      const off = offOf(rule);
      const { blind, seesLess } = sightOf(rule, home, (id) => statuses.get(id));
      const failed = off === "notInPlan" ? undefined : setAside.get(rule.name);
      return { name: rule.name, on: off === null, off, blind: failed === undefined ? blind : [failed, ...blind], seesLess };
    };
    return {
      homeId: home.id,
      version,
      plan: home.plan,
      why: made?.why ?? null,
      by: made?.by.name ?? null,
      madeAt: made === undefined ? null : rfc3339(made.madeAt),
      timezone: home.timezone,
      rules: plans.rules.map(ruleIn),
      unread: [...unread],
    };
  }
}

import type pg from "pg";
import { z } from "zod";
import type { DeviceStatus } from "#domain/deviceStatus.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import { plan } from "#domain/plan.ts";
import { sensorCoverageOf } from "#homes/policy/blindRules.ts";
import { type PlanPhase, planPhase } from "#homes/policy/planPhase.ts";
import type { Registry } from "#homes/registry.ts";
import type { RuleDescription } from "#homes/ruleDescriptions.ts";
import { rfc3339 } from "../../rfc3339.ts";
import { type HomeClock, homeTime } from "../homeClock.ts";
import { type DeviceSummaryOf, readDevices } from "../homeRecord.ts";
import { disabledWords } from "./disabledRule.ts";

const ruleInHome = z.object({
  name: z.string(),
  on: z.boolean().describe("The rule watches this home now."),
  off: z
    .enum(["notInPlan", "notYet", "over", "disabled"])
    .nullable()
    .describe(
      "Why the rule does not watch this home now: the plan does not name it, the plan has not started, the plan has expired, or the rule was disabled here after an error.",
    ),
  blind: z
    .array(z.string())
    .describe(
      "Why the rule can't work: no bed sensor; Bed sensor, Bedroom: offline; disabled here after an error. Empty where the rule can work.",
    ),
  seesLess: z.array(z.string()).describe("Silent devices of a need that another device still meets: Kitchen motion: offline."),
});

export const planView = z
  .object({
    homeId: z.string(),
    version: z.number().int().describe("0 where no plan was chosen for this home: the basic plan applies."),
    plan,
    why: z.string().nullable(),
    by: z.string().nullable(),
    madeAt: z.iso.datetime().nullable(),
    timezone: z.string().describe("The time zone of the plan's windows and hours."),
    rules: z.array(ruleInHome),
    unread: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .describe("Parts of the stored plan that are ignored, because a rule or a range has changed since it was stored."),
  })
  .meta({ id: "HomePlan" });

export interface PlanViewNeeds extends HomeClock {
  pool: pg.Pool;
  registry: Registry;
  deviceSummaryOf: DeviceSummaryOf;
  /** The rules that are disabled in a home after an error, by name. */
  disabledRulesIn: (homeId: HomeId) => readonly string[];
}

/** A home's plan, with whether each rule watches the home and what it cannot see. */
export async function readPlanView(needs: PlanViewNeeds, home: HomeFacts): Promise<z.infer<typeof planView>> {
  const { pool, registry, deviceSummaryOf, now, disabledRulesIn } = needs;
  const { version = 0, unreadableParts = [] } = registry.planOf(home.id) ?? {};
  const devices = await readDevices(pool, home, { deviceSummaryOf, now: now(), listeningGaps: registry.listeningGaps });
  const newest = version === 0 ? undefined : (await registry.plans.versions(home.id, version + 1, 1))[0];
  const disabled = new Map<string, string>();
  for (const name of disabledRulesIn(home.id)) disabled.set(name, await disabledWords(pool, home, name));
  const view = {
    home,
    disabled,
    phase: planPhase(home, homeTime(needs, home)),
    statuses: new Map(devices.map(({ id, status }) => [id, status])),
  };
  return {
    homeId: home.id,
    version,
    plan: home.plan,
    why: newest?.why ?? null,
    by: newest?.by.name ?? null,
    madeAt: newest === undefined ? null : rfc3339(newest.madeAt),
    timezone: home.timezone,
    rules: registry.plans.rules.map((rule) => ruleView(rule, view)),
    unread: [...unreadableParts],
  };
}

interface HomeView {
  home: HomeFacts;
  phase: PlanPhase;
  /** The disabled rules by name, with the words to show. */
  disabled: ReadonlyMap<string, string>;
  statuses: ReadonlyMap<string, DeviceStatus>;
}

function ruleView(rule: RuleDescription, view: HomeView): z.infer<typeof ruleInHome> {
  const off = whyOff(rule, view);
  const { blind, seesLess } = sensorCoverageOf(rule, view.home, (id) => view.statuses.get(id));
  const error = off === "notInPlan" ? undefined : view.disabled.get(rule.name);
  return { name: rule.name, on: off === null, off, blind: error === undefined ? blind : [error, ...blind], seesLess };
}

function whyOff({ name, guardsLife, housekeeping }: RuleDescription, { home, phase, disabled }: HomeView) {
  const isInEveryPlan = guardsLife || housekeeping;
  if (!isInEveryPlan && !Object.hasOwn(home.plan.rules, name)) return "notInPlan";
  if (!isInEveryPlan && phase !== "inForce") return phase;
  return disabled.has(name) ? "disabled" : null;
}
